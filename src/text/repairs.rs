//! What authors type backwards so that an editor without isolates shows it right.

use std::borrow::Cow;

const BACKWARDS: &str = "++C";

/// `text` with each `++C` that stands for itself turned into `C++`.
pub fn turned(text: &str) -> Cow<'_, str> {
    if !text.contains('+') || !text.contains(BACKWARDS) {
        return text.into();
    }
    let mut turned = String::with_capacity(text.len());
    let mut written = 0;
    for (place, _) in text.match_indices(BACKWARDS) {
        turned.push_str(&text[written..place]);
        let is_alone = stands_alone(text, place..place + BACKWARDS.len());
        turned.push_str(if is_alone { "C++" } else { BACKWARDS });
        written = place + BACKWARDS.len();
    }
    turned.push_str(&text[written..]);
    turned.into()
}

/// Whether no Latin letter, digit or sign of a longer name touches a piece of text.
pub fn stands_alone(text: &str, place: std::ops::Range<usize>) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+#_".contains(letter);
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    !before.is_some_and(is_part) && !after.is_some_and(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backwards_name_is_turned_and_other_signs_are_not() {
        for (typed, read) in [
            ("כגון ++C או Rust", "כגון C++ או Rust"),
            ("ב-++C, ל(++C).", "ב-C++, ל(C++)."),
            ("++C", "C++"),
            ("++Count ו-i++C", "++Count ו-i++C"),
            ("++c", "++c"),
        ] {
            assert_eq!(turned(typed), read);
        }
    }
}
