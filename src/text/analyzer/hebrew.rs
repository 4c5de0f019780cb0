//! Hebrew words: one shape for final letters, and the keys of every reading of their prefixes.

use std::sync::LazyLock;

use hashbrown::HashSet;
use smallvec::{SmallVec, smallvec};

use super::Term;

/// Letters that may be written together before a word, all in one: ו, then one of ש כש מש לכש, then
/// one of ה ב כ ל מ מה. At most four.
static PROCLITICS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut all = HashSet::new();
    for and in ["", "ו"] {
        for that in ["", "ש", "כש", "מש", "לכש"] {
            for to in ["", "ה", "ב", "כ", "ל", "מ", "מה"] {
                let proclitic = format!("{and}{that}{to}");
                if (1..=LONGEST).contains(&letters(&proclitic)) {
                    all.insert(proclitic);
                }
            }
        }
    }
    all
});

/// A word has no more letters of others before it.
const LONGEST: usize = 4;

/// Endings of number and gender, the longest first; what stays has three letters at least.
const ENDINGS: [&str; 5] = ["יימ", "ימ", "ות", "ה", "ת"];

pub(super) fn is_letter(letter: char) -> bool {
    matches!(letter, 'א'..='ת' | '\u{05EF}'..='\u{05F2}' | '\u{FB1D}'..='\u{FB4F}')
}

/// Geresh and gershayim, however they are typed.
pub(super) fn is_quote_in_word(letter: char) -> bool {
    matches!(letter, '\'' | '"' | '׳' | '״' | '’' | '”')
}

/// A folded word without geresh and gershayim, its final letters as others.
pub(super) fn shape(folded: &str) -> Term {
    folded
        .chars()
        .filter(|letter| !is_quote_in_word(*letter) && !matches!(letter, '‘' | '“' | '`'))
        .map(|letter| match letter {
            'ך' => 'כ',
            'ם' => 'מ',
            'ן' => 'נ',
            'ף' => 'פ',
            'ץ' => 'צ',
            other => other,
        })
        .collect()
}

/// Whether a word is nothing but letters that belong to the word after it.
pub(super) fn is_proclitic(word: &str) -> bool {
    word.len() <= LONGEST * 'א'.len_utf8() && PROCLITICS.contains(word)
}

/// A form that a word may be of, and how many letters of the word stand before it.
type Stem = (Term, usize);

/// What a word may be a form of. The whole word comes first.
pub(super) fn stems(word: &str) -> SmallVec<[Stem; LONGEST + 1]> {
    let mut stems = smallvec![(stem(word), 0)];
    for (count, (end, letter)) in (1..=LONGEST).zip(word.char_indices()) {
        let (proclitic, rest) = word.split_at(end + letter.len_utf8());
        if !is_proclitic(proclitic) {
            continue;
        }
        let is_long_enough = match letters(rest) {
            0 | 1 => false,
            2 => matches!(proclitic, "ה" | "ב" | "ל"),
            _ => true,
        };
        if !is_long_enough {
            continue;
        }
        let stem = stem(rest);
        if stems.iter().all(|(known, _)| *known != stem) {
            stems.push((stem, count));
        }
    }
    stems
}

/// One light step: an ending of number or gender off, then the letters that are written or left out
/// as one likes.
fn stem(word: &str) -> Term {
    let mut stem = without_ending(word);
    while stem.ends_with(['י', 'ו']) && letters(&stem) > 3 {
        stem.pop();
    }
    for (double, single) in [("יי", "י"), ("וו", "ו")] {
        if stem.contains(double) {
            stem = stem.replace(double, single).into();
        }
    }
    stem
}

fn without_ending(word: &str) -> Term {
    for ending in ENDINGS {
        let Some(rest) = word.strip_suffix(ending) else {
            continue;
        };
        if letters(rest) >= 3 {
            return rest.into();
        }
        if ending == "ות" && letters(rest) == 2 {
            let mut singular = Term::from(rest);
            singular.push('ה');
            return singular;
        }
    }
    word.into()
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems_of(word: &str) -> Vec<Term> {
        stems(&shape(word))
            .into_iter()
            .map(|(stem, _)| stem)
            .collect()
    }

    #[test]
    fn a_word_is_read_with_each_of_its_prefixes() {
        let stems = stems_of("ובשרתים");

        assert!(stems.contains(&"שרת".into()), "{stems:?}");
        assert!(stems.contains(&"בשרת".into()), "{stems:?}");
        assert_eq!(stems_of("הדף"), ["הדפ", "דפ"]);
    }

    #[test]
    fn number_gender_and_full_spelling_do_not_matter() {
        assert_eq!(stems_of("שפות")[0], "שפה");
        assert_eq!(stems_of("אפליקציית")[0], stems_of("אפליקציה")[0]);
        assert_eq!(stems_of("סקיילביליים")[0], stems_of("סקילבילי")[0]);
    }

    #[test]
    fn a_prefix_alone_is_told_from_a_word() {
        assert!(is_proclitic("ה") && is_proclitic("וכש") && is_proclitic("שב"));
        assert!(!is_proclitic("שלומ"));
    }
}
