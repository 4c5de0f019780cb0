//! Text for places that have no markup: titles of windows, descriptions, feeds, alternative texts.

use super::controls::is_hidden;
use super::direction::{Direction, first_strong, is_ltr_letter, is_rtl_letter};
use super::{phrases, repairs};

const LRM: char = '\u{200E}';
const RLM: char = '\u{200F}';

/// `text` without control characters, with marks where a reader's program would set it wrong: before
/// the line, when its first strong letter runs the other way, and at the edge of each phrase that
/// runs the other way and begins or ends with a sign (`C++`). Marks and not isolates, which such
/// programs know less well. What was typed backwards for a right-to-left line is turned.
pub fn directed(text: &str, direction: Direction) -> String {
    let mut clean = without_controls(text);
    if direction.is_rtl() {
        clean = repairs::turned(&clean).into_owned();
    }
    let mut marked = String::with_capacity(clean.len() + 8);
    if first_strong(&clean).is_some_and(|found| found != direction) {
        marked.push(mark(direction));
    }
    let mut written = 0;
    for place in phrases::against(&clean, direction) {
        marked.push_str(&clean[written..place.start]);
        push_marked(&mut marked, &clean[place.clone()], direction.opposite());
        if is_followed_by_another(&clean[place.end..], direction) {
            marked.push(mark(direction));
        }
        written = place.end;
    }
    marked.push_str(&clean[written..]);
    marked
}

/// A phrase with marks of its own direction on those of its edges that are signs.
fn push_marked(marked: &mut String, phrase: &str, direction: Direction) {
    let is_own = |letter: Option<char>| {
        letter.is_some_and(|letter| match direction {
            Direction::Ltr => is_ltr_letter(letter),
            Direction::Rtl => is_rtl_letter(letter),
        })
    };
    if !is_own(phrase.chars().next()) {
        marked.push(mark(direction));
    }
    marked.push_str(phrase);
    if !is_own(phrase.chars().next_back()) {
        marked.push(mark(direction));
    }
}

/// Whether only a comma stands between a phrase and the next one that runs as it does: without a mark
/// between them the two would be one.
fn is_followed_by_another(rest: &str, base: Direction) -> bool {
    let next = rest
        .chars()
        .find(|letter| !letter.is_whitespace() && !matches!(letter, ',' | ';'));
    let runs_against = next.is_some_and(|letter| match base {
        Direction::Rtl => is_ltr_letter(letter),
        Direction::Ltr => is_rtl_letter(letter),
    });
    runs_against && rest.starts_with([',', ';'])
}

fn mark(direction: Direction) -> char {
    match direction {
        Direction::Ltr => LRM,
        Direction::Rtl => RLM,
    }
}

/// `text` without the characters that XML 1.0 cannot hold.
pub fn for_xml(text: &str) -> String {
    let is_xml = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}');
    text.chars().filter(is_xml).collect()
}

/// `text` without any character that is not seen: bidi controls and marks, zero-width characters.
pub fn without_controls(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().filter(|letter| !is_hidden(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_backwards_is_turned_in_a_hebrew_line() {
        assert_eq!(directed("מבוא ל-++C", Direction::Rtl), "מבוא ל-C++\u{200E}");
        assert_eq!(directed("Why ++C is odd", Direction::Ltr), "Why ++C is odd");
    }

    #[test]
    fn a_hebrew_title_that_opens_with_a_latin_name_gets_a_mark() {
        assert_eq!(
            directed("Node.js: מבוא", Direction::Rtl),
            "\u{200F}Node.js: מבוא"
        );
        assert_eq!(directed("מבוא", Direction::Rtl), "מבוא");
    }

    #[test]
    fn signs_stay_with_their_terms() {
        assert_eq!(directed("מבוא ל-C++", Direction::Rtl), "מבוא ל-C++\u{200E}");
        assert_eq!(
            directed("מדריך C#, F# ו-.NET", Direction::Rtl),
            "מדריך C#\u{200E}\u{200F}, F#\u{200E} ו-\u{200E}.NET"
        );
        assert_eq!(
            directed("עברית in Unicode: the basics of the script", Direction::Ltr),
            "\u{200E}עברית in Unicode: the basics of the script"
        );
    }

    #[test]
    fn control_characters_are_dropped() {
        assert_eq!(directed("שלום \u{202E}עולם", Direction::Rtl), "שלום עולם");
    }
}
