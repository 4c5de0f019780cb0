//! Text for places that have no markup: titles of windows, descriptions, feeds, alternative texts.

use super::direction::{Direction, first_strong, is_bidi_control, is_bidi_mark};

const LRM: char = '\u{200E}';
const RLM: char = '\u{200F}';

/// `text` without control characters, and with a leading mark where the first strong letter would
/// make a reader's program set the whole line the wrong way.
pub fn directed(text: &str, direction: Direction) -> String {
    let clean = without_controls(text);
    if first_strong(&clean).is_none_or(|found| found == direction) {
        return clean;
    }
    let mark = if direction.is_rtl() { RLM } else { LRM };
    format!("{mark}{clean}")
}

/// `text` without any bidi control or mark.
pub fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|letter| !is_bidi_control(*letter) && !is_bidi_mark(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hebrew_title_that_opens_with_a_latin_name_gets_a_mark() {
        assert_eq!(
            directed("Node.js: מבוא", Direction::Rtl),
            "\u{200F}Node.js: מבוא"
        );
        assert_eq!(directed("מבוא", Direction::Rtl), "מבוא");
    }

    #[test]
    fn control_characters_are_dropped() {
        assert_eq!(directed("שלום \u{202E}עולם", Direction::Rtl), "שלום עולם");
    }
}
