//! Invisible characters, and what becomes of them (text.md of the project, "Security"; CVE-2021-42574).

use std::borrow::Cow;

use super::direction::{is_arabic_letter, is_bidi_control, is_bidi_mark};

const NON_JOINER: char = '\u{200C}';
const JOINER: char = '\u{200D}';

/// Characters without width that can hide in a word: zero-width spaces and joiners, the word joiner,
/// the byte order mark, the soft hyphen.
pub fn is_zero_width(letter: char) -> bool {
    matches!(
        letter,
        '\u{200B}'..=JOINER | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
    )
}

/// Everything that is not seen and may disguise what is: shown in code, gone from names.
pub fn is_hidden(letter: char) -> bool {
    is_bidi_control(letter) || is_bidi_mark(letter) || is_zero_width(letter)
}

/// Whether [`prose`] takes something out of a text.
pub fn are_removed(text: &str) -> bool {
    prose(text).len() < text.len()
}

/// Prose without embeddings, overrides and isolates, and without zero-width characters except where
/// they shape what is seen: between Arabic letters, and in an emoji made of several. Marks are kept.
pub fn prose(text: &str) -> Cow<'_, str> {
    let is_candidate = |letter| is_bidi_control(letter) || is_zero_width(letter);
    // All of them begin with one of these bytes, and Hebrew and Arabic letters with none.
    let may_hold = |byte: u8| matches!(byte, 0xE2 | 0xEF | 0xC2);
    if !text
        .bytes()
        .fold(false, |found, byte| found | may_hold(byte))
        || !text.contains(is_candidate)
    {
        return text.into();
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = rest.next() {
        if !is_candidate(letter) || shapes(before, letter, rest.peek().copied()) {
            clean.push(letter);
            before = Some(letter);
        }
    }
    clean.into()
}

fn shapes(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let in_arabic = is_arabic_letter(before) && is_arabic_letter(after);
    match letter {
        NON_JOINER => in_arabic,
        JOINER => in_arabic || (is_emoji(before) && is_emoji(after)),
        _ => false,
    }
}

/// Letters that emoji are joined from, with the selector and the skin tones between them.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{1F300}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_loses_what_reorders_and_keeps_what_shapes() {
        for (typed, kept) in [
            ("a\u{202E}b\u{2066}c", "abc"),
            ("א\u{200B}ב\u{FEFF}ג\u{AD}ד", "אבגד"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("a\u{200C}b", "ab"),
            ("👩\u{200D}💻", "👩\u{200D}💻"),
            ("א\u{200F}.", "א\u{200F}."),
        ] {
            assert_eq!(prose(typed), kept);
        }
    }
}
