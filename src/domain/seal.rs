//! The site's own signature (HMAC-SHA-256, RFC 2104): on what it hands out and wants to know again.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::moment::Moment;
use super::token::hexadecimal;

/// The site's secret. All processes over one database share it.
#[derive(Clone)]
pub struct Seal {
    key: Vec<u8>,
}

impl Seal {
    pub fn new(key: Vec<u8>) -> Seal {
        Seal { key }
    }

    /// A hash that only this site can make: to know a network address again without keeping it.
    pub fn hash(&self, purpose: &str, text: &str) -> Vec<u8> {
        self.mac(purpose, text)
            .map(|mac| mac.finalize().into_bytes().to_vec())
            .unwrap_or_default()
    }

    /// `moment.signature`: says when a form was handed out.
    pub fn dated(&self, purpose: &str, now: Moment) -> String {
        let moment = now.microseconds().to_string();
        let signature = hexadecimal(&self.hash(purpose, &moment)[..16]);
        format!("{moment}.{signature}")
    }

    /// When a form was handed out, if this site has signed that.
    pub fn date_of(&self, purpose: &str, signed: &str) -> Option<Moment> {
        let (moment, signature) = signed.split_once('.')?;
        let signature = bytes_of(signature)?;
        if signature.len() != 16 {
            return None;
        }
        let mac = self.mac(purpose, moment)?;
        mac.verify_truncated_left(&signature).ok()?;
        Moment::from_microseconds(moment.parse().ok()?)
    }

    fn mac(&self, purpose: &str, text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        Some(mac)
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Seal(…)")
    }
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|place| u8::from_str_radix(&digits[place..place + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new(vec![7; 32])
    }

    #[test]
    fn a_date_that_the_site_signed_is_read_again() {
        let now = Moment::from_microseconds(1_700_000_000_000_000).unwrap();
        let signed = seal().dated("comment", now);

        assert_eq!(seal().date_of("comment", &signed), Some(now));
        assert_eq!(seal().date_of("join", &signed), None);
        assert_eq!(Seal::new(vec![8; 32]).date_of("comment", &signed), None);
        let forged = signed.replacen("17", "18", 1);
        assert_eq!(seal().date_of("comment", &forged), None);
    }

    proptest::proptest! {
        #[test]
        fn a_signature_made_up_by_hand_is_refused(text in ".*") {
            proptest::prop_assert_eq!(seal().date_of("comment", &text), None);
        }
    }
}
