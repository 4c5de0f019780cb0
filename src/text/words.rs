//! Words for the search index and for questions to it: one function for both.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text: its folded form, and where it stands in the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub term: String,
    /// Bytes of the original text.
    pub place: Range<usize>,
}

/// Longer words are cut: no one searches for them, and an index should not hold them.
const LONGEST_TERM: usize = 64;

/// The words of a text. Letters and digits only, lower case, without vowel points or accents; final
/// letters and the forms of alef, yeh and teh marbuta are one letter each.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (place, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_word_letter(text, place, letter), start) {
            (true, None) => start = Some(place),
            (false, Some(first)) => {
                push_token(&mut tokens, text, first..place);
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// The folded words of a text with spaces between, as an index stores them.
pub fn terms(text: &str) -> String {
    let terms: Vec<String> = tokens(text).into_iter().map(|token| token.term).collect();
    terms.join(" ")
}

fn push_token(tokens: &mut Vec<Token>, text: &str, place: Range<usize>) {
    let term: String = fold(&text[place.clone()])
        .chars()
        .take(LONGEST_TERM)
        .collect();
    if !term.is_empty() {
        tokens.push(Token { term, place });
    }
}

/// Gershayim and geresh inside a Hebrew word belong to it.
fn is_word_letter(text: &str, place: usize, letter: char) -> bool {
    if letter.is_alphanumeric() || is_combining_mark(letter) || letter == '\u{0640}' {
        return true;
    }
    let before = text[..place].chars().next_back();
    let after = text[place + letter.len_utf8().min(text.len() - place)..]
        .chars()
        .next();
    matches!(letter, '"' | '\'' | '״' | '׳' | '’')
        && before.is_some_and(is_hebrew)
        && after.is_some_and(is_hebrew)
}

fn is_hebrew(letter: char) -> bool {
    matches!(letter, 'א'..='ת')
}

fn fold(word: &str) -> String {
    if word.chars().all(is_plain) {
        return word.chars().map(fold_plain).collect();
    }
    word.nfkd()
        .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter_map(fold_letter)
        .collect()
}

/// Letters that are decomposed already, which most are: no need to ask Unicode's tables.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || is_hebrew(letter)
}

fn fold_plain(letter: char) -> char {
    fold_letter(letter.to_ascii_lowercase()).unwrap_or(letter)
}

fn fold_letter(letter: char) -> Option<char> {
    Some(match letter {
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ؤ' => 'و',
        'ئ' => 'ي',
        '\u{0640}' => return None,
        '٠'..='٩' => return char::from_digit(u32::from(letter) - 0x0660, 10),
        '۰'..='۹' => return char::from_digit(u32::from(letter) - 0x06F0, 10),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_final_letters_and_case_do_not_matter() {
        assert_eq!(terms("הַמִּסָּד Node.JS שָׁלוֹם"), "המסד node js שלומ");
        assert_eq!(terms("صَحيفة إلى"), "صحيفه الي");
        assert_eq!(terms("צה\"ל ג'אווה Café"), "צהל גאווה cafe");
    }

    #[test]
    fn a_token_knows_its_place_in_the_original() {
        let text = "אב — שָׁלוֹם!";
        let token = &tokens(text)[1];

        assert_eq!(&text[token.place.clone()], "שָׁלוֹם");
    }

    #[test]
    fn terms_hold_letters_and_digits_only() {
        assert!(
            terms("a'b\"c; -- * ( NEAR \u{0} ²")
                .chars()
                .all(|c| c.is_alphanumeric() || c == ' ')
        );
    }
}
