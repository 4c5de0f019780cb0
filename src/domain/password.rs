//! Passwords: what may be one, and how it is kept (Argon2id, RFC 9106).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::refusal::Refusal;

/// The fewest characters of a password (NIST SP 800-63B asks for 8 and no rules of composition).
pub const SHORTEST: usize = 10;
/// The most bytes of a password: more costs time and adds nothing.
pub const LONGEST: usize = 1_000;

/// A password that may be used, in the clear. It is never shown nor logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Takes a password that is long enough and not one of its owner's own words.
    pub fn parse(typed: &str, own_words: &[&str]) -> Result<Password, Refusal> {
        if typed.is_empty() {
            return Err(Refusal::Empty);
        }
        if typed.chars().count() < SHORTEST {
            return Err(Refusal::TooShort { least: SHORTEST });
        }
        if typed.len() > LONGEST {
            return Err(Refusal::TooLong { most: LONGEST });
        }
        let folded = typed.to_lowercase();
        let is_own = own_words
            .iter()
            .any(|word| !word.is_empty() && folded == word.to_lowercase());
        if is_own || is_one_letter(&folded) || WORN_OUT.contains(&folded.as_str()) {
            return Err(Refusal::TooEasy);
        }
        Ok(Password(typed.to_owned()))
    }

    /// What the database keeps of it. Takes tens of milliseconds: never on an event loop.
    pub fn hash(&self) -> Result<String, HashingFailed> {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(…)")
    }
}

/// The system gave no randomness or no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct HashingFailed;

/// Whether `typed` is the password behind `kept`. Takes as long when there is none, so that nobody can
/// tell from the time whether an account exists. Never on an event loop.
pub fn verify(typed: &str, kept: Option<&str>) -> bool {
    let typed = if typed.len() > LONGEST { "" } else { typed };
    let parsed = kept.and_then(|kept| PasswordHash::new(kept).ok());
    match parsed {
        Some(parsed) => hasher().verify_password(typed.as_bytes(), &parsed).is_ok(),
        None => {
            let spent = hash(typed);
            log::trace!("no account: spent {}", spent.is_ok());
            false
        }
    }
}

fn hash(password: &str) -> Result<String, HashingFailed> {
    let hashed = hasher().hash_password(password.as_bytes());
    hashed
        .map(|hash| hash.to_string())
        .map_err(|_| HashingFailed)
}

/// Argon2id with 19 MiB, two passes and one lane, as OWASP advises.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

fn is_one_letter(text: &str) -> bool {
    let first = text.chars().next();
    text.chars().all(|letter| Some(letter) == first)
}

/// Long enough, and on every list that is tried first.
const WORN_OUT: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "qwertyuiop",
    "1q2w3e4r5t",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "iloveyou123",
    "adminadmin",
    "administrator",
    "qwerty1234",
    "qwerty12345",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "abcdefghij",
    "abcd123456",
    "abc1234567",
    "changeme123",
    "trustno1234",
    "q1w2e3r4t5y6",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_first_guess() {
        assert!(Password::parse("a quiet river", &[]).is_ok());
        assert!(Password::parse("סיסמה ארוכה", &[]).is_ok());
        assert_eq!(
            Password::parse("short", &[]),
            Err(Refusal::TooShort { least: 10 })
        );
        for easy in ["1234567890", "aaaaaaaaaaaa", "noa@example.com"] {
            assert_eq!(
                Password::parse(easy, &["Noa@example.com"]),
                Err(Refusal::TooEasy),
                "{easy}"
            );
        }
        let long = "a1".repeat(501);
        assert_eq!(
            Password::parse(&long, &[]),
            Err(Refusal::TooLong { most: 1_000 })
        );
    }

    #[test]
    fn only_the_same_password_is_let_in() {
        let kept = Password::parse("a quiet river", &[])
            .unwrap()
            .hash()
            .unwrap();

        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(!kept.contains("river"));
        assert!(verify("a quiet river", Some(&kept)));
        assert!(!verify("a quiet rive", Some(&kept)));
        assert!(!verify("a quiet river", None));
        assert!(!verify("", Some("not a hash")));
    }
}
