//! Spellings that a search takes for one: case, vowel points, accents, digits, compatibility forms.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Term;

/// As [`char::is_alphanumeric`] but for raised and lowered digits, which are notes; fast for the scripts
/// that Daf is written in.
pub(super) fn is_word(letter: char) -> bool {
    match letter {
        '\0'..='\u{7F}' => letter.is_ascii_alphanumeric(),
        'א'..='ת' | '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' => true,
        '²' | '³' | '¹' | '⁰'..='₉' => false,
        other => other.is_alphanumeric(),
    }
}

/// Characters that are not seen: marks of direction, joiners, soft hyphens.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}' | '\u{061C}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
    )
}

/// Hebrew vowel points and accents.
pub(super) fn is_hebrew_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{0591}'
            ..='\u{05BD}'
                | '\u{05BF}'
                | '\u{05C1}'
                | '\u{05C2}'
                | '\u{05C4}'
                | '\u{05C5}'
                | '\u{05C7}'
    )
}

/// Arabic vowel marks, and the stroke that only lengthens a word.
pub(super) fn is_arabic_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
            | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{0640}'
    )
}

/// A word as all its spellings are compared: without invisible characters, points and accents, in
/// lower case, with the digits 0 to 9. The letters of a script that have several shapes are folded by
/// that script's own rules.
pub(super) fn fold(word: &str) -> Term {
    if word.is_ascii() {
        let mut folded = Term::from(word);
        folded.make_ascii_lowercase();
        return folded;
    }
    if word.chars().all(is_bare_hebrew) {
        return Term::from(word);
    }
    if word.chars().all(is_common_arabic) {
        return word.chars().filter_map(fold_arabic).collect();
    }
    fold_any(word)
}

fn fold_any(word: &str) -> Term {
    let visible = word.chars().filter(|letter| !is_invisible(*letter));
    let bare: Term = visible
        .nfkc()
        .nfkd()
        .filter(|letter| !is_dropped(*letter))
        .collect();
    let mut folded = Term::with_capacity(bare.len());
    for letter in bare.nfkc().flat_map(char::to_lowercase) {
        match letter {
            'װ' => folded.push_str("וו"),
            'ױ' => folded.push_str("וי"),
            'ײ' => folded.push_str("יי"),
            '٠'..='٩' => folded.push(digit(letter, '٠')),
            '۰'..='۹' => folded.push(digit(letter, '۰')),
            other => folded.push(other),
        }
    }
    folded
}

/// Letters and vowel marks whose folding is known without tables.
fn is_common_arabic(letter: char) -> bool {
    matches!(letter, '\u{0621}'..='\u{063A}' | '\u{0640}'..='\u{0655}')
}

fn fold_arabic(letter: char) -> Option<char> {
    match letter {
        'آ' | 'أ' | 'إ' => Some('ا'),
        'ؤ' => Some('و'),
        'ئ' => Some('ي'),
        mark if is_arabic_mark(mark) => None,
        other => Some(other),
    }
}

fn is_bare_hebrew(letter: char) -> bool {
    matches!(letter, 'א'..='ת')
}

fn digit(letter: char, zero: char) -> char {
    let value = u32::from(letter) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or(letter)
}

/// Marks of Latin, Hebrew and Arabic. Those of other scripts are letters to their readers.
fn is_dropped(letter: char) -> bool {
    let is_latin_mark = letter < '\u{0370}' && canonical_combining_class(letter) != 0;
    is_latin_mark || is_hebrew_mark(letter) || is_arabic_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_accents_case_and_digits_do_not_matter() {
        assert_eq!(fold("הַמִּסָּד"), "המסד");
        assert_eq!(fold("שׁלום"), "שלום");
        assert_eq!(fold("المُبَرْمِجُون"), "المبرمجون");
        assert_eq!(fold("الكـــتاب"), "الكتاب");
        assert_eq!(fold("Café"), "cafe");
        assert_eq!(fold("٢٠٢٤"), "2024");
        assert_eq!(fold("ﬁle"), "file");
        assert_eq!(fold("ײדיש"), "יידיש");
    }

    proptest::proptest! {
        #[test]
        fn the_short_ways_end_where_the_long_one_does(
            word in "[a-zA-Z0-9+#]{0,9}|[א-ת]{0,9}|[\u{0621}-\u{063A}\u{0640}-\u{0655}]{0,9}"
        ) {
            proptest::prop_assert_eq!(fold(&word), fold_any(&word));
        }
    }
}
