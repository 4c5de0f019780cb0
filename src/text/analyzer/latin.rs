//! Technical and English words: `Node.js`, `readFileSync`, `C++`, `event-driven`, `rendering`.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use hashbrown::HashMap;

use super::fold::{fold, is_word};
use super::{Key, Kind, Setting, Term, encode};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// Names whose sign is all that tells them from a letter: found by the whole name only.
const WHOLE: [&str; 5] = ["c++", "c#", "f#", "g++", "j#"];

/// Whether a spelling is such a name.
pub(in crate::text) fn is_whole_name(spelling: &str) -> bool {
    WHOLE.contains(&spelling)
}

/// A word of more parts is no name, and is found by the first of them.
const MOST_KEYS: usize = 64;

/// A technical word: its term, and the keys of its parts.
pub(super) struct Technical {
    pub surface: Term,
    /// As [`spelling`] has it.
    pub spelling: Term,
    pub keys: Vec<Key>,
}

/// The spelling that is compared: `++C`, typed for a bare right-to-left editor, is `C++`; a possessive
/// is the word.
fn spelling(raw: &str) -> Term {
    let mut spelling = fold(raw);
    if spelling.contains(['’', '‐']) {
        spelling = spelling.replace('’', "'").replace('‐', "-").into();
    }
    if spelling == "++c" {
        return "c++".into();
    }
    if let Some(rest) = spelling.strip_suffix("'s") {
        spelling.truncate(rest.len());
    }
    spelling.retain(|letter| letter != '\'');
    spelling
}

/// Whether a spelling has nothing but plain letters and digits.
pub(in crate::text) fn is_plain(spelling: &str) -> bool {
    !spelling.is_empty()
        && spelling
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
}

/// The word that a spelling is a form of, where English has a say: plain letters, `shortest` at least.
pub(in crate::text) fn stem(spelling: &str, shortest: usize) -> Option<Term> {
    let is_word =
        spelling.len() >= shortest && spelling.chars().all(|letter| letter.is_ascii_lowercase());
    is_word.then(|| stem_of(spelling))
}

/// So many stems are remembered by a thread: texts repeat their words, and stemming is the dearest part
/// of reading them.
const MOST_STEMS: usize = 4_096;

fn stem_of(word: &str) -> Term {
    thread_local! {
        static STEMS: RefCell<HashMap<Term, Term>> = RefCell::default();
    }
    STEMS.with_borrow_mut(|stems| {
        if let Some(stem) = stems.get(word) {
            return stem.clone();
        }
        let stem = Term::from(STEMMER.stem(word));
        // A long word would not stand in its place.
        if word.len() <= size_of::<Term>() {
            if stems.len() >= MOST_STEMS {
                stems.clear();
            }
            stems.insert(word.into(), stem.clone());
        }
        stem
    })
}

/// The spelling written as one word, where that is another name for the same thing: `nodejs`, `utf8`.
/// Not across a slash, and not of numbers.
pub(in crate::text) fn joined(spelling: &str) -> Option<Term> {
    let joined: Term = spelling.chars().filter(|letter| is_word(*letter)).collect();
    let is_number = spelling
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.');
    (!spelling.contains('/') && joined.chars().count() >= 3 && !is_number).then_some(joined)
}

/// Reads the technical word at `place` of a text, which is `raw`.
pub(super) fn read(raw: &str, place: Range<usize>, setting: Setting) -> Technical {
    let spelling = spelling(raw);
    let surface = encode(spelling.clone());
    let mut keys = Keys::default();
    if is_whole_name(&spelling) {
        return Technical {
            surface,
            spelling,
            keys: keys.list,
        };
    }
    let is_plain = is_plain(&spelling);
    if !is_plain {
        if let Some(joined) = joined(&spelling) {
            keys.add(encode(joined), Kind::Variant, place.clone());
        }
        for (name, part) in names(&spelling, raw) {
            keys.add(
                encode(name.into()),
                Kind::Variant,
                place.start + part.start..place.start + part.end,
            );
        }
        for part in parts(raw) {
            keys.add_part(raw, part, place.start);
        }
    }
    if setting == Setting::Code || starts_like_camel(raw) {
        let humps = humps(raw);
        if humps.len() > 1 {
            for hump in humps {
                keys.add_part(raw, hump, place.start);
            }
        }
    }
    if is_plain && let Some(stem) = stem(&spelling, 3) {
        keys.add(encode(stem), Kind::Stem, place.clone());
    }
    keys.add_stems_of_parts(place.len());
    Technical {
        surface,
        spelling,
        keys: keys.list,
    }
}

#[derive(Default)]
struct Keys {
    list: Vec<Key>,
}

impl Keys {
    fn add(&mut self, term: Term, kind: Kind, place: Range<usize>) {
        if self.list.len() < MOST_KEYS && self.list.iter().all(|key| key.term != term) {
            self.list.push(Key { term, kind, place });
        }
    }

    /// A part has two letters at least and is no number.
    fn add_part(&mut self, raw: &str, part: Range<usize>, start: usize) {
        let spelling = fold(&raw[part.clone()]);
        let is_number = spelling.chars().all(|letter| letter.is_ascii_digit());
        if spelling.chars().count() >= 2 && !is_number {
            let place = start + part.start..start + part.end;
            self.add(encode(spelling), Kind::Variant, place);
        }
    }

    fn add_stems_of_parts(&mut self, whole: usize) {
        let stems: Vec<Key> = self
            .list
            .iter()
            .filter(|key| key.place.len() < whole)
            .filter_map(|key| {
                Some(Key {
                    term: stem(&key.term, 4)?,
                    kind: Kind::Stem,
                    place: key.place.clone(),
                })
            })
            .collect();
        for key in stems {
            self.add(key.term, key.kind, key.place);
        }
    }
}

/// Names with a sign that stand in a longer one: `C/C++`, `C++17`.
fn names(spelling: &str, raw: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut names = Vec::new();
    // Else a place in one is not the same place in the other.
    if !raw.is_ascii() || spelling.len() != raw.len() || !spelling.contains(['+', '#']) {
        return names;
    }
    let mut start = 0;
    for piece in spelling.split(['/', '-', '&']) {
        for name in WHOLE {
            let rest = piece.strip_prefix(name);
            if rest.is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit())) {
                names.push((name, start..start + name.len()));
            }
        }
        start += piece.len() + 1;
    }
    names
}

/// Runs of letters and digits.
fn parts(raw: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = None;
    for (at, letter) in raw.char_indices().chain([(raw.len(), ' ')]) {
        match (is_word(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                parts.push(first..at);
                start = None;
            }
            _ => {}
        }
    }
    parts
}

/// `readFileSync`, but not `JavaScript`, which is one name.
fn starts_like_camel(raw: &str) -> bool {
    let rest = raw.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    let rest_of_digits = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < raw.len() && rest_of_digits.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// The words of a camel-case name, at signs too.
fn humps(raw: &str) -> Vec<Range<usize>> {
    parts(raw)
        .into_iter()
        .flat_map(|part| {
            let letters: Vec<(usize, char)> = raw[part.clone()].char_indices().collect();
            let mut humps = Vec::new();
            let mut start = part.start;
            for (n, (at, _)) in letters.iter().enumerate().skip(1) {
                if is_hump(&letters, n) {
                    humps.push(start..part.start + at);
                    start = part.start + at;
                }
            }
            humps.push(start..part.end);
            humps
        })
        .collect()
}

/// Whether a hump begins at the `n`th letter: `read|File`, `HTTP|Server`, `utf|16`.
fn is_hump(letters: &[(usize, char)], n: usize) -> bool {
    let before = letters[n - 1].1;
    let here = letters[n].1;
    let next = letters.get(n + 1).map(|(_, letter)| *letter);
    let starts_word = here.is_ascii_uppercase()
        && (before.is_ascii_lowercase() || before.is_ascii_digit())
        || before.is_ascii_uppercase()
            && here.is_ascii_uppercase()
            && next.is_some_and(|letter| letter.is_ascii_lowercase());
    let starts_number = before.is_ascii_alphabetic()
        && here.is_ascii_digit()
        && next.is_some_and(|letter| letter.is_ascii_digit());
    starts_word || starts_number
}
