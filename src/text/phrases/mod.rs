//! Finds the phrases of a text that run against its direction: English in Hebrew, Arabic in English.
//!
//! Each is to be isolated, tightly, so that its punctuation stays with it and the sentence's own
//! punctuation stays with the sentence (W3C, "Inline markup and bidirectional text in HTML").

mod addresses;
mod edges;
mod joining;
mod lists;
mod numbers;
mod rtl;
mod runs;

use std::ops::Range;

use edges::core;
pub use edges::piece;
use joining::join_neighbours;
use lists::keep_lists_apart;
use numbers::needs_isolate;
use rtl::rtl_phrases;
use runs::{Kind, Run};

use crate::text::direction::{ATOM, Direction, is_arabic_letter, is_rtl_letter};

/// Bytes of the phrases in `text` that run against `base`, in order and apart from each other.
pub fn against(text: &str, base: Direction) -> Vec<Range<usize>> {
    match base {
        Direction::Rtl => ltr_phrases(text),
        Direction::Ltr => rtl_phrases(text),
    }
}

fn ltr_phrases(text: &str) -> Vec<Range<usize>> {
    let joined = join_neighbours(text, addresses::joined(text, terms(text)));
    let apart = keep_lists_apart(text, joined);
    let is_arabic = std::cell::LazyCell::new(|| text.chars().any(is_arabic_letter));
    apart
        .into_iter()
        .filter(|run| {
            run.kind != Kind::Number || needs_isolate(&text[run.place.clone()], *is_arabic)
        })
        .map(|run| run.place)
        .collect()
}

/// The left-to-right cores between white space and right-to-left letters.
fn terms(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut end = 0;
    while end < text.len() {
        let start = term_start(text, end);
        end = term_end(text, start);
        if start < end {
            runs.extend(core(text, start..end));
        }
    }
    runs
}

/// Where the next term begins. Most letters before it are read by their bytes.
fn term_start(text: &str, mut place: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        while let [first, second, ..] = bytes[place..] {
            match (first, second) {
                (b' ' | b'\n', _) => place += 1,
                // Hebrew and Arabic.
                (0xD7, 0x90..=0xAA) | (0xD8, 0xA0..=0xBF) | (0xD9, 0x80..=0x8A) => place += 2,
                _ => break,
            }
        }
        match text[place..].chars().next() {
            Some(letter) if is_edge(letter) => place += letter.len_utf8(),
            _ => return place,
        }
    }
}

fn term_end(text: &str, mut place: usize) -> usize {
    loop {
        let rest = &text[place..];
        let is_sure = |byte: &u8| byte.is_ascii_graphic();
        place += rest.bytes().take_while(is_sure).count();
        match text[place..].chars().next() {
            Some(letter) if !is_edge(letter) => place += letter.len_utf8(),
            _ => return place,
        }
    }
}

fn is_edge(letter: char) -> bool {
    letter == ATOM || letter.is_whitespace() || is_rtl_letter(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, base: Direction) -> String {
        let mut shown = String::new();
        let mut written = 0;
        for place in against(text, base) {
            shown.push_str(&text[written..place.start]);
            shown.push_str(&format!("[{}]", &text[place.clone()]));
            written = place.end;
        }
        shown + &text[written..]
    }

    #[test]
    fn terms_in_hebrew_are_wrapped_tightly() {
        for (text, expected) in [
            ("ה-Backend הוא חלק", "ה-[Backend] הוא חלק"),
            ("שפות C++ או C# או F#.", "שפות [C++] או [C#] או [F#]."),
            ("ב-.NET וב-ASP.NET Core", "ב-[.NET] וב-[ASP.NET Core]"),
            ("הדגל --watch או -v בלבד", "הדגל [--watch] או [-v] בלבד"),
            ("הפונקציה readFile() מחזירה", "הפונקציה [readFile()] מחזירה"),
            ("מנוע Node.js (V8) מהיר", "מנוע [Node.js (V8)] מהיר"),
            (
                "מונע אירועים (event-driven), לא",
                "מונע אירועים ([event-driven]), לא",
            ),
            ("כתבו ל-user@example.com.", "כתבו ל-[user@example.com]."),
            ("אם x > 5 אז", "אם [x > 5] אז"),
            (
                "קריאה ל-f(a, b) או Map<K, V>",
                "קריאה ל-[f(a, b)] או [Map<K, V>]",
            ),
            ("הוא O(n log n) תמיד", "הוא [O(n log n)] תמיד"),
            (
                "ראו https://a.example/דף/ב.",
                "ראו [https://a.example/דף/ב].",
            ),
            ("כי 5 - 3 = 2 או a / b = c", "כי [5 - 3 = 2] או [a / b = c]"),
            ("כאן e.g. Node וכו", "כאן [e.g. Node] וכו"),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn lists_stay_lists_and_clauses_stay_whole() {
        for (text, expected) in [
            ("ב-C++, C# ו-.NET", "ב-[C++], [C#] ו-[.NET]"),
            ("כמו npm, yarn או pnpm", "כמו [npm], [yarn] או [pnpm]"),
            (
                "קלט ופלט (Input, Output) כאן",
                "קלט ופלט ([Input, Output]) כאן",
            ),
            ("הוא אמר Hello, world! והלך", "הוא אמר [Hello, world]! והלך"),
            (
                "אמר: \"Talk is cheap. Show me the code.\" וזהו",
                "אמר: \"[Talk is cheap. Show me the code.]\" וזהו",
            ),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn numbers_are_wrapped_only_where_they_would_turn() {
        for (text, expected) in [
            ("קר: -5 מעלות", "קר: [-5] מעלות"),
            ("גדל ב-10% השנה", "גדל ב-10% השנה"),
            ("השנים 2019–2023 היו", "השנים 2019–2023 היו"),
            (
                "בתאריך 2024-01-15 בשעה 10:30",
                "בתאריך 2024-01-15 בשעה 10:30",
            ),
            ("لתאריך في 2024-01-15 تم", "لתאריך في [2024-01-15] تم"),
            ("לגילאי 18+ בלבד", "לגילאי [18+] בלבד"),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn hebrew_in_english_is_wrapped_without_its_stop() {
        assert_eq!(
            marked("The word דף, means page.", Direction::Ltr),
            "The word [דף], means page."
        );
    }

    proptest::proptest! {
        #[test]
        fn phrases_are_apart_in_order_and_on_letters(text in "\\PC*", rtl in proptest::bool::ANY) {
            let base = if rtl { Direction::Rtl } else { Direction::Ltr };
            let mut last = 0;
            for place in against(&text, base) {
                proptest::prop_assert!(place.start >= last && place.start < place.end);
                proptest::prop_assert!(text.get(place.clone()).is_some());
                last = place.end;
            }
        }
    }
}
