//! Arabic words: one shape for letters that are written in several, and a light stem.
//!
//! The stem is light10 of Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information
//! Retrieval": no dictionary and no roots.

use super::Term;

const ARTICLES: [&str; 6] = ["وال", "بال", "كال", "فال", "لل", "ال"];
const ENDINGS: [&str; 8] = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/// Prefixes that stand before a word of another script and belong to it.
const PROCLITICS: [&str; 9] = ["ال", "وال", "بال", "لل", "كال", "و", "ب", "ل", "ف"];

pub(super) fn is_letter(letter: char) -> bool {
    matches!(
        letter,
        '\u{0621}'..='\u{063A}' | '\u{0640}'..='\u{064A}' | '\u{066E}'..='\u{066F}'
            | '\u{0671}'..='\u{06D3}' | '\u{06D5}' | '\u{06EE}'..='\u{06EF}' | '\u{06FA}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}'
    )
}

/// A folded word in one shape: of alef, of yeh, of kaf, of teh marbuta.
pub(super) fn shape(folded: &str) -> Term {
    folded
        .chars()
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' | 'ئ' => 'ي',
            'ک' => 'ك',
            'ة' | 'ە' => 'ه',
            'ؤ' => 'و',
            other => other,
        })
        .collect()
}

pub(super) fn is_proclitic(word: &str) -> bool {
    PROCLITICS.contains(&word)
}

/// The light stem of a word in its one shape.
pub(super) fn stem(word: &str) -> Term {
    let mut stem = word;
    if letters(stem) > 3
        && let Some(rest) = stem.strip_prefix('و')
    {
        stem = rest;
    }
    let without = ARTICLES
        .iter()
        .filter_map(|article| stem.strip_prefix(article))
        .find(|rest| letters(rest) >= 2);
    stem = without.unwrap_or(stem);
    for ending in ENDINGS {
        if let Some(rest) = stem.strip_suffix(ending)
            && letters(rest) >= 2
        {
            stem = rest;
        }
    }
    stem.into()
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_conjunctions_and_endings_are_taken_off() {
        let of = |word: &str| stem(&shape(word));

        assert_eq!(of("والبرمجة"), of("برمجة"));
        assert_eq!(of("المكتبات"), of("مكتبة"));
        assert_eq!(of("المبرمجون"), of("مبرمج"));
        assert_eq!(of("تطبيقات"), of("تطبيق"));
        assert_ne!(of("خادم"), of("الخاتم"));
    }

    #[test]
    fn letters_of_several_shapes_are_one() {
        assert_eq!(shape("إلى"), shape("الي"));
        assert_eq!(shape("إدارة"), "اداره");
    }
}
