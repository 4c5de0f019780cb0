//! Random words that let somebody in, and the hashes by which the database knows them again.

use sha2::{Digest, Sha256};

/// 256 random bits, written in hexadecimal: whoever holds them is let in.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// The system gave no randomness, so nothing secret can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no randomness")]
pub struct NoRandomness;

impl Token {
    pub fn random() -> Result<Token, NoRandomness> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Token(hexadecimal(&bytes)))
    }

    /// A shorter one, of 96 bits, for telling forms apart.
    pub fn short() -> Result<Token, NoRandomness> {
        let mut bytes = [0u8; 12];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Token(hexadecimal(&bytes)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Never the token itself, which would then stand in a log.
impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Token(…)")
    }
}

/// SHA-256 of a token: enough to recognise it, useless to a thief of the table. The token is random
/// throughout, so a slow hash would add nothing.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_does_not_hold_the_token() {
        let hash = hash("secret-token");

        assert_eq!(hash.len(), 32);
        assert!(!hash.windows(6).any(|bytes| bytes == b"secret"));
    }

    #[test]
    fn no_two_tokens_are_alike_and_none_is_shown_in_a_log() {
        let (one, other) = (Token::random().unwrap(), Token::random().unwrap());

        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 64);
        assert!(!format!("{one:?}").contains(one.as_str()));
    }
}
