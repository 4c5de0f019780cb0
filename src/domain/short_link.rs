//! The short address of a post, `/s/{id}`: its number in base 32, safe to read aloud.

use super::ids::PostId;

/// Crockford's alphabet: no letter that looks like a digit, and no u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The short name of a post.
pub fn write(post: PostId) -> String {
    let mut number = post.0.unsigned_abs();
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(ALPHABET[(number % 32) as usize]));
        number /= 32;
        if number == 0 {
            return letters.into_iter().rev().collect();
        }
    }
}

/// The post of a short name. Case does not matter, `o` is read as 0, `i` and `l` as 1.
pub fn read(name: &str) -> Option<PostId> {
    if name.is_empty() || name.len() > 13 {
        return None;
    }
    let number = name.bytes().try_fold(0i64, |number, letter| {
        number
            .checked_mul(32)?
            .checked_add(i64::try_from(digit(letter)?).ok()?)
    })?;
    Some(PostId(number))
}

fn digit(letter: u8) -> Option<usize> {
    let plain = match letter.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(number in 0i64..i64::MAX) {
            proptest::prop_assert_eq!(read(&write(PostId(number))), Some(PostId(number)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = read(&text);
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_those_digits() {
        assert_eq!(read("1O"), read("10"));
        assert_eq!(read("u"), None);
        assert_eq!(read("zzzzzzzzzzzzz"), None);
    }
}
