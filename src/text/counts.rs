//! How long a text is, for a reader: words by script, lines of code, minutes.

use super::direction::{is_arabic_letter, is_rtl_letter};

/// Words a minute, from IReST (Trauzettel-Klosinski and Dietz 2012) and Brysbaert's review.
const HEBREW_PACE: f64 = 190.0;
const ARABIC_PACE: f64 = 140.0;
const LATIN_PACE: f64 = 230.0;
const SECONDS_A_CODE_LINE: f64 = 1.5;
const SECONDS_AN_IMAGE: f64 = 10.0;

/// What a reader goes through in a text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    pub hebrew_words: usize,
    pub arabic_words: usize,
    pub other_words: usize,
    pub code_lines: usize,
    pub images: usize,
}

enum Script {
    Hebrew,
    Arabic,
}

impl Script {
    fn of(letter: char) -> Option<Script> {
        match letter {
            'א'..='ת' => return Some(Script::Hebrew),
            '\u{0620}'..='\u{064A}' => return Some(Script::Arabic),
            '!'..='~' => return None,
            _ => {}
        }
        is_rtl_letter(letter).then(|| match is_arabic_letter(letter) {
            true => Script::Arabic,
            false => Script::Hebrew,
        })
    }
}

/// Whether white space may begin with a byte: few letters do.
fn may_be_space(byte: &u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = matches!(byte, 0..=0x20 | 0xC2 | 0xE1..=0xE3);
            byte += 1;
        }
        table
    };
    TABLE[usize::from(*byte)]
}

impl Length {
    /// Adds the words of a piece of prose. `ה-Backend` is one word.
    pub fn add_prose(&mut self, text: &str) {
        let mut begun = 0;
        let mut place = 0;
        while let Some(next) = text.as_bytes()[place..].iter().position(may_be_space) {
            place += next;
            let letter = text[place..].chars().next().unwrap_or(' ');
            let end = place;
            place += letter.len_utf8();
            if letter.is_whitespace() {
                self.add_word(&text[begun..end]);
                begun = place;
            }
        }
        self.add_word(&text[begun..]);
    }

    fn add_word(&mut self, word: &str) {
        let mut has_letter = false;
        for letter in word.chars() {
            match Script::of(letter) {
                Some(Script::Hebrew) => return self.hebrew_words += 1,
                Some(Script::Arabic) => return self.arabic_words += 1,
                None => has_letter |= letter.is_alphanumeric(),
            }
        }
        self.other_words += usize::from(has_letter);
    }

    pub fn words(&self) -> usize {
        self.hebrew_words + self.arabic_words + self.other_words
    }

    /// Whole minutes, rounded up, at least one.
    pub fn minutes(&self) -> usize {
        let prose = self.hebrew_words as f64 / HEBREW_PACE
            + self.arabic_words as f64 / ARABIC_PACE
            + self.other_words as f64 / LATIN_PACE;
        let rest =
            self.code_lines as f64 * SECONDS_A_CODE_LINE + self.images as f64 * SECONDS_AN_IMAGE;
        ((prose + rest / 60.0).ceil() as usize).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_script_and_a_prefixed_term_once() {
        let mut length = Length::default();
        length.add_prose("ה-Backend עונה ל Node.js — في الخادم 42");

        assert_eq!(
            (length.hebrew_words, length.arabic_words, length.other_words),
            (3, 2, 2)
        );
    }

    #[test]
    fn the_sample_of_2509_hebrew_words_takes_about_a_quarter_of_an_hour() {
        let length = Length {
            hebrew_words: 2_509,
            ..Length::default()
        };

        assert_eq!(length.minutes(), 14);
    }

    #[test]
    fn an_empty_text_takes_a_minute() {
        assert_eq!(Length::default().minutes(), 1);
    }
}
