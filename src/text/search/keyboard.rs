//! What a question would be had it been typed on another keyboard layout.
//!
//! Hebrew is SI 1452, Arabic the standard layout of xkeyboard-config's `ara`, English the US one. The
//! raw question is read: on these layouts marks are letters.

use crate::text::direction::{is_arabic_letter, is_rtl_letter};

const ENGLISH: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`";
const HEBREW: &str = "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.;";

/// As [`ENGLISH`], without `b`, which is two letters.
const ENGLISH_WITHOUT_B: &str = "`qwertyuiop[]asdfghjkl;'zxcvnm,./";
const ARABIC: &str = "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ";
const ARABIC_SHIFTED: &str = "HYN";
const ARABIC_SHIFTED_LETTERS: &str = "أإآ";
const LAM_ALEF: &str = "لا";

/// The other readings of a question: of one in English letters the Hebrew and the Arabic one.
pub fn readings(typed: &str) -> Vec<String> {
    let has_latin = typed.chars().any(|letter| letter.is_ascii_alphabetic());
    let rtl = typed.chars().find(|letter| is_rtl_letter(*letter));
    let readings = match rtl {
        None if has_latin => vec![as_hebrew(typed), as_arabic(typed)],
        Some(letter) if is_arabic_letter(letter) => vec![from_arabic(typed)],
        Some(_) => vec![mapped(typed, HEBREW, ENGLISH)],
        None => Vec::new(),
    };
    readings
        .into_iter()
        .filter(|reading| reading != typed)
        .collect()
}

fn as_hebrew(typed: &str) -> String {
    mapped(&typed.to_ascii_lowercase(), ENGLISH, HEBREW)
}

fn as_arabic(typed: &str) -> String {
    let shifted = mapped(typed, ARABIC_SHIFTED, ARABIC_SHIFTED_LETTERS).to_lowercase();
    mapped(&shifted, ENGLISH_WITHOUT_B, ARABIC).replace('b', LAM_ALEF)
}

fn from_arabic(typed: &str) -> String {
    let mapped_pairs = typed.replace(LAM_ALEF, "b");
    mapped(&mapped_pairs, ARABIC, ENGLISH_WITHOUT_B)
}

fn mapped(text: &str, from: &str, to: &str) -> String {
    let other = |letter: char| {
        let mut keys = from.chars().zip(to.chars());
        keys.find(|(key, _)| *key == letter)
            .map_or(letter, |(_, other)| other)
    };
    text.chars().map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_typed_on_the_wrong_layout_is_read_on_the_right_one() {
        let cases = [
            ("akuo", "שלום"),
            ("nxs b,ubho", "מסד נתונים"),
            (",heui", "תיקון"),
            ("מםגק", "node"),
            ("רקשבא", "react"),
            ("hgfvl[m", "البرمجة"),
            ("ghsghs", "لاسلاس"),
        ];
        for (typed, meant) in cases {
            let readings = readings(typed);
            assert!(
                readings.contains(&meant.to_owned()),
                "{typed}: {readings:?}"
            );
        }
    }

    #[test]
    fn both_rows_of_keys_are_as_long() {
        assert_eq!(ENGLISH.chars().count(), HEBREW.chars().count());
        assert_eq!(ENGLISH_WITHOUT_B.chars().count(), ARABIC.chars().count());
        assert!(readings("123").is_empty());
    }
}
