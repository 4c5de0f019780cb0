//! A signed-in browser. The cookie holds a random token, the database only its hash.

use sha2::{Digest, Sha256};

use super::ids::{SessionId, UserId};
use super::moment::Moment;

/// What the table keeps of a session.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub agent: String,
    pub created_at: Moment,
    pub last_seen_at: Moment,
}

/// SHA-256 of a session's token: enough to recognise it, useless to a thief of the table. The token
/// is 256 random bits, so a slow hash would add nothing.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_does_not_hold_the_token() {
        let hash = token_hash("secret-token");

        assert_eq!(hash.len(), 32);
        assert!(!hash.windows(6).any(|bytes| bytes == b"secret"));
    }
}
