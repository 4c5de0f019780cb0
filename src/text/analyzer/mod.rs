//! The words of a text as the search knows them: one function for the index and for questions to it.
//!
//! A token has a *surface*, the word as it stands in one spelling, and *keys*, what it may be a form
//! or a part of. Terms are letters and digits only, three at least, so that every full-text index
//! keeps them whole: signs are written as letters behind `zz`.

mod arabic;
mod fold;
mod hebrew;
mod latin;
mod scan;
mod stop_words;

use std::borrow::Cow;
use std::ops::Range;

use compact_str::CompactString;
use fold::is_word;
use scan::Script;

/// A word as indexes hold it. Nearly all are so short that they need no memory of their own.
pub type Term = CompactString;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Prose,
    /// Names there are taken apart at every hump: `EventEmitter`.
    Code,
}

/// What a key is to its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The word may be a form of it.
    Stem,
    /// It is a part of the word, or the word in another spelling.
    Variant,
    /// Two words that some write as one: `back end`.
    Joined,
}

/// What a word is found by beside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub term: Term,
    pub kind: Kind,
    /// Which bytes of the text it speaks of: the word without its prefix, or a part.
    pub place: Range<usize>,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub surface: Term,
    /// Bytes of the original text.
    pub place: Range<usize>,
    pub keys: Vec<Key>,
    /// Whether it only joins a sentence.
    pub is_stop_word: bool,
    /// Whether it only asks.
    pub is_asking: bool,
    /// Whether nothing but space is between it and a plain Latin word, and it is one.
    pub joins_previous: bool,
    /// As people spell it: lower case, with its signs. Empty for scripts that have none.
    pub(super) spelling: Term,
    /// Whether it is a short run of ASCII letters, which may be half of a compound.
    is_half: bool,
}

/// Longer terms are cut: nobody searches for them, and an index should not hold them.
const LONGEST_TERM: usize = 64;

/// Of how many letters the halves of a compound are.
const HALF: std::ops::RangeInclusive<usize> = 2..=12;

/// The words of a text. Characters that are not seen are not there.
pub fn tokens(text: &str, setting: Setting) -> Vec<Token> {
    if !text.contains(fold::is_invisible) {
        return tokens_of_visible(text, setting);
    }
    let visible = Visible::of(text);
    let mut tokens = tokens_of_visible(&visible.text, setting);
    for token in &mut tokens {
        token.place = visible.original(&token.place);
        for key in &mut token.keys {
            key.place = visible.original(&key.place);
        }
    }
    tokens
}

/// A text without its invisible characters.
struct Visible {
    text: String,
    /// Where some were taken out, and how many bytes up to there.
    gaps: Vec<(usize, usize)>,
}

impl Visible {
    fn of(text: &str) -> Visible {
        let mut visible = Visible {
            text: String::with_capacity(text.len()),
            gaps: Vec::new(),
        };
        let mut taken = 0;
        for letter in text.chars() {
            if fold::is_invisible(letter) {
                taken += letter.len_utf8();
                visible.gaps.push((visible.text.len(), taken));
            } else {
                visible.text.push(letter);
            }
        }
        visible
    }

    /// The same place in the original text: from the letter at its start to the one at its end.
    fn original(&self, place: &Range<usize>) -> Range<usize> {
        let taken = |gaps: usize| gaps.checked_sub(1).map_or(0, |last| self.gaps[last].1);
        let before_start = self.gaps.partition_point(|(at, _)| *at <= place.start);
        let before_end = self.gaps.partition_point(|(at, _)| *at < place.end);
        place.start + taken(before_start)..place.end + taken(before_end)
    }
}

fn tokens_of_visible(text: &str, setting: Setting) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (script, place) in scan::words(text) {
        let token = match script {
            Script::Hebrew => hebrew_token(text, place),
            Script::Arabic => arabic_token(text, place),
            Script::Latin => Some(latin_token(text, place, setting)),
            Script::Other => other_token(text, place),
        };
        if let Some(token) = token {
            tokens.push(token);
            join_last(text, &mut tokens);
        }
    }
    tokens
}

/// Two plain Latin words with nothing but space between them are also one word.
fn join_last(text: &str, tokens: &mut [Token]) {
    let [.., first, second] = tokens else {
        return;
    };
    let gap = &text[first.place.end..second.place.start];
    let is_space = !gap.is_empty() && gap.chars().all(char::is_whitespace);
    if first.is_half && second.is_half && is_space {
        second.joins_previous = true;
        first.keys.push(Key {
            term: encode(first.spelling.clone() + &second.spelling),
            kind: Kind::Joined,
            place: first.place.start..second.place.end,
        });
    }
}

fn hebrew_token(text: &str, place: Range<usize>) -> Option<Token> {
    let raw = &text[place.clone()];
    let word = hebrew::shape(&fold::fold(raw));
    if word.is_empty() || (hebrew::is_proclitic(&word) && leads(text, place.end)) {
        return None;
    }
    let is_stop_word = stop_words::is_stop_word(&word);
    let is_word = !is_stop_word && word.chars().nth(1).is_some();
    let keys = if is_word {
        hebrew::stems(&word)
            .into_iter()
            .map(|(stem, prefix)| Key {
                term: encode(stem),
                kind: Kind::Stem,
                place: place.start + after_letters(raw, prefix)..place.end,
            })
            .collect()
    } else {
        Vec::new()
    };
    Some(Token::new(encode(word), place, keys, is_stop_word))
}

/// Whether what follows a proclitic is the word that it belongs to, in another script or a quotation:
/// `ה-Backend`, `ב-2009`.
fn leads(text: &str, end: usize) -> bool {
    let mut rest = text[end..].chars();
    match rest.next() {
        Some('-' | '־' | '‐' | '‑' | '–') => rest
            .next()
            .is_some_and(|next| !hebrew::is_letter(next) && !next.is_whitespace()),
        Some(next) => next.is_ascii_alphanumeric(),
        None => false,
    }
}

/// Where the letters of a word go on after its first `count`, with the marks of the last of them.
fn after_letters(raw: &str, count: usize) -> usize {
    let mut left = count;
    for (at, letter) in raw.char_indices() {
        let is_mark = fold::is_hebrew_mark(letter)
            || fold::is_invisible(letter)
            || hebrew::is_quote_in_word(letter);
        if is_mark {
            continue;
        }
        if left == 0 {
            return at;
        }
        left -= 1;
    }
    raw.len()
}

fn arabic_token(text: &str, place: Range<usize>) -> Option<Token> {
    let word = arabic::shape(&fold::fold(&text[place.clone()]));
    if word.is_empty() || (arabic::is_proclitic(&word) && is_before_latin(text, place.end)) {
        return None;
    }
    let is_stop_word = stop_words::is_stop_word(&word);
    let keys = if !is_stop_word && word.chars().nth(2).is_some() {
        vec![Key {
            term: encode(arabic::stem(&word)),
            kind: Kind::Stem,
            place: place.clone(),
        }]
    } else {
        Vec::new()
    };
    Some(Token::new(encode(word), place, keys, is_stop_word))
}

fn is_before_latin(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    let rest = rest.strip_prefix(['-', 'ـ', ' ']).unwrap_or(rest);
    rest.starts_with(|letter: char| letter.is_ascii_alphabetic())
}

fn latin_token(text: &str, place: Range<usize>, setting: Setting) -> Token {
    let raw = text[place.clone()].trim_end_matches(['.', '-', '/', ':', '&']);
    let place = place.start..place.start + raw.len();
    let read = latin::read(raw, place.clone(), setting);
    let is_stop_word = stop_words::is_stop_word(&read.spelling);
    let is_half = HALF.contains(&raw.len())
        && raw.chars().all(|letter| letter.is_ascii_alphabetic())
        && !is_stop_word;
    Token {
        spelling: read.spelling,
        is_half,
        ..Token::new(read.surface, place, read.keys, is_stop_word)
    }
}

fn other_token(text: &str, place: Range<usize>) -> Option<Token> {
    let word = fold::fold(&text[place.clone()]);
    (!word.is_empty()).then(|| Token::new(encode(word), place, Vec::new(), false))
}

impl Key {
    fn is_stem_equal_to(&self, term: &str) -> bool {
        self.kind == Kind::Stem && self.term == term
    }
}

impl Token {
    /// The keys that an index must hold beside the surface: one that is the surface itself is told from
    /// it by [`is_own_key`].
    pub fn other_keys(&self) -> impl Iterator<Item = &Key> {
        // A surface that was cut does not tell, nor does a word that looks like an encoded one; of these
        // only Hebrew words of two letters are common.
        let is_short = self.spelling.is_empty() && self.surface.chars().nth(4).is_none();
        let is_plain = !self.surface.starts_with("zz") || is_short;
        let is_whole = self.surface.len() < LONGEST_TERM && is_plain;
        let is_own = move |key: &Key| is_whole && key.is_stem_equal_to(&self.surface);
        self.keys.iter().filter(move |key| !is_own(key))
    }

    fn new(surface: Term, place: Range<usize>, keys: Vec<Key>, is_stop_word: bool) -> Token {
        Token {
            is_asking: stop_words::is_asking(&surface),
            surface,
            place,
            keys,
            is_stop_word,
            joins_previous: false,
            spelling: Term::default(),
            is_half: false,
        }
    }
}

/// A term as indexes hold it. Plain words of three letters stay as they are; others begin with `zz`,
/// and each sign in them is `q` and a letter.
pub(super) fn encode(word: Term) -> Term {
    let is_plain = word.chars().all(is_word);
    if is_plain && word.chars().nth(2).is_some() {
        return shortened(word);
    }
    let mut term = Term::const_new("zz");
    for letter in word.chars().take(LONGEST_TERM) {
        match sign(letter) {
            Some(sign) => term.extend(['q', sign]),
            None if is_word(letter) => term.push(letter),
            None => {}
        }
    }
    term
}

/// What the terms of longer words begin with, that begin as a term's word does; of two letters at least.
pub(in crate::text) fn beginning(term: &str) -> Option<&str> {
    match term.strip_prefix("zz") {
        Some(short) => Some(short).filter(|short| short.chars().count() == 2),
        None => Some(term),
    }
}

fn shortened(mut word: Term) -> Term {
    if word.len() > LONGEST_TERM
        && let Some((end, _)) = word.char_indices().nth(LONGEST_TERM)
    {
        word.truncate(end);
    }
    word
}

/// Whether a term that is a word's surface is a key of the word too: all but words that only join, and
/// those that are a form of another.
pub fn is_own_key(term: &str) -> bool {
    let word = decode(term);
    let tokens = tokens(&word, Setting::Prose);
    let [token] = tokens.as_slice() else {
        return false;
    };
    token.surface == term && token.keys.iter().any(|key| key.is_stem_equal_to(term))
}

/// The word that a term was made of, in the one spelling that is compared.
pub fn decode(term: &str) -> String {
    let Some(encoded) = term.strip_prefix("zz") else {
        return term.to_owned();
    };
    let mut word = String::new();
    let mut letters = encoded.chars().peekable();
    while let Some(letter) = letters.next() {
        let sign = letters.peek().filter(|_| letter == 'q').copied();
        let sign = SIGNS.iter().find(|(_, code)| Some(*code) == sign);
        match sign {
            Some((sign, _)) => {
                word.push(*sign);
                letters.next();
            }
            None => word.push(letter),
        }
    }
    word
}

fn sign(letter: char) -> Option<char> {
    let mut signs = SIGNS.iter();
    signs
        .find(|(sign, _)| *sign == letter)
        .map(|(_, code)| *code)
}

/// Signs of technical names, and the letters that stand for them in terms.
const SIGNS: [(char, char); 11] = [
    ('+', 'p'),
    ('#', 's'),
    ('.', 'd'),
    ('-', 'h'),
    ('_', 'u'),
    ('/', 'l'),
    ('@', 'a'),
    (':', 'c'),
    ('&', 'n'),
    ('$', 'm'),
    ('*', 't'),
];

pub use stop_words::all as stop_words;

/// Whether a spelling has nothing but plain letters and digits.
pub(in crate::text) use latin::{is_plain, is_whole_name, joined, stem};

/// A text without characters that are not seen.
pub(in crate::text) fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.contains(fold::is_invisible) {
        Cow::Owned(text.replace(fold::is_invisible, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a word may be half of a compound.
pub(super) fn is_half(word: &str) -> bool {
    HALF.contains(&word.len()) && !stop_words::is_stop_word(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_key_that_is_not_held_is_the_surface(text in "[א-ת]{1,7}( [א-תa-zA-Z.+'-]{1,9}){0,3}|.{0,60}|[ء-ي]{1,8}|[א-ת]{60,70}") {
            for setting in [Setting::Prose, Setting::Code] {
                for token in tokens(&text, setting) {
                    let held: Vec<&Key> = token.other_keys().collect();
                    let left: Vec<&Key> = token.keys.iter().filter(|key| !held.contains(key)).collect();
                    let is_own = is_own_key(&token.surface);
                    proptest::prop_assert!(left.is_empty() || is_own, "{:?}", token);
                }
            }
        }
    }
}
