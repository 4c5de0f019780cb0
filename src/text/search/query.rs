//! What a reader asks: words, `"phrases"`, `-words` to leave out, `tag:`, `author:` and `lang:`.
//!
//! There is no wrong question: what cannot be read as one of these is read as words.

use super::aliases::Aliases;
use super::inventory::key_name;
use crate::text::analyzer::{self, Kind, Setting, Token};
use crate::text::language::Language;

/// More words than this are not looked at.
const MOST_WORDS: usize = 32;
/// Nor more phrases, which are read as words, and excluded ones: each is looked for letter by letter.
const MOST_PHRASES: usize = 4;
const MOST_EXCLUDED: usize = 8;
/// And no more letters, of whatever is not a word.
const MOST_LETTERS: usize = 2_000;

/// Of more conditions than this no looser question is made one by one.
const MOST_CONDITIONS: usize = 4;

/// A question, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    pub words: Vec<Word>,
    /// Surfaces that stand one after the other.
    pub phrases: Vec<Vec<String>>,
    /// Phrases, mostly of one word, that must not be there.
    pub excluded: Vec<Vec<String>>,
    pub tags: Vec<String>,
    pub authors: Vec<String>,
    pub languages: Vec<Language>,
    /// Whether an article holds the last word when it holds one that begins so: while it is typed. Else
    /// such an article holds only some of the words.
    pub is_unfinished: bool,
}

/// A word that is asked for, in all the forms that answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As it was typed.
    pub typed: String,
    pub forms: Vec<Form>,
}

/// Something that answers for a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub what: What,
    /// What it counts beside the word itself, which counts 1.
    pub weight: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    Surface(String),
    Key(String),
    /// Two surfaces as one word: `back end` for `backend`.
    Pair(String, String),
    /// Whatever surface or key begins so.
    Beginning(String),
}

/// How much a form counts. Stems and other readings were tuned on one half of the questions of
/// `benches/relevance`; the others are starting values.
mod weight {
    pub const WORD: f64 = 1.0;
    pub const STEM: f64 = 0.65;
    /// Of a reading that takes a prefix off the word asked for.
    pub const OTHER_READING: f64 = 0.7;
    pub const ENGLISH_STEM: f64 = 0.8;
    pub const VARIANT: f64 = 0.8;
    pub const ALIAS: f64 = 0.6;
    pub const BEGINNING: f64 = 0.4;
}

impl Query {
    /// Reads a question.
    pub fn parse(typed: &str, aliases: &Aliases) -> Query {
        let end = typed.char_indices().nth(MOST_LETTERS);
        let visible =
            analyzer::without_invisible(&typed[..end.map_or(typed.len(), |(end, _)| end)]);
        let typed = visible.as_ref();
        let mut query = Query::default();
        let mut plain = String::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (item, after) = Item::first(rest);
            match item {
                Item::Words(words) => {
                    plain.push_str(words);
                    plain.push(' ');
                }
                operator => query.take(operator, &mut plain, aliases),
            }
            rest = after.trim_start();
        }
        query.add_words(&plain, aliases);
        if query.is_only_negative() {
            query = Query::default();
            query.add_words(typed, aliases);
        }
        query.words.truncate(MOST_WORDS);
        query
    }

    fn take(&mut self, item: Item<'_>, plain: &mut String, aliases: &Aliases) {
        let words = std::mem::take(plain);
        self.add_words(&words, aliases);
        match item {
            Item::Words(_) => {}
            Item::Phrase(text) => self.add_phrase(text),
            Item::Excluded(text) => {
                let phrase = surfaces(text);
                let is_new = !phrase.is_empty() && !self.excluded.contains(&phrase);
                if is_new && self.excluded.len() < MOST_EXCLUDED {
                    self.excluded.push(phrase);
                }
            }
            Item::Tag(name) => self.tags.push(name.to_owned()),
            Item::Author(name) => self.authors.push(name.to_owned()),
            Item::Language(language) => self.languages.push(language),
        }
    }

    fn add_phrase(&mut self, text: &str) {
        let tokens = analyzer::tokens(text, Setting::Prose);
        let phrase: Vec<String> = surfaces_of(&tokens);
        for token in telling(&tokens) {
            let word = Word {
                typed: text[token.place.clone()].to_owned(),
                forms: vec![surface(&token.surface)],
            };
            if self.words.iter().all(|known| known.forms != word.forms) {
                self.words.push(word);
            }
        }
        let is_new = phrase.len() > 1 && !self.phrases.contains(&phrase);
        if is_new && self.phrases.len() < MOST_PHRASES {
            self.phrases.push(phrase);
        }
    }

    fn add_words(&mut self, text: &str, aliases: &Aliases) {
        let tokens = analyzer::tokens(text, Setting::Prose);
        let telling: Vec<&Token> = telling(&tokens).collect();
        let mut words: Vec<Word> = telling
            .iter()
            .map(|token| Word {
                typed: text[token.place.clone()].to_owned(),
                forms: forms(token, aliases),
            })
            .collect();
        for (at, pair) in telling.windows(2).enumerate() {
            let joined = pair[0].keys.iter().find(|key| key.kind == Kind::Joined);
            if let Some(joined) = joined.filter(|_| pair[1].joins_previous) {
                let forms = [
                    Form::of(What::Surface(joined.term.to_string()), weight::VARIANT),
                    Form::of(What::Key(joined.term.to_string()), weight::VARIANT),
                ];
                for word in &mut words[at..at + 2] {
                    forms.iter().for_each(|form| word.add(form.clone()));
                }
            }
        }
        for word in words {
            if !self.words.iter().any(|known| known.forms == word.forms) {
                self.words.push(word);
            }
        }
    }

    fn is_only_negative(&self) -> bool {
        let is_positive = !self.words.is_empty()
            || !self.tags.is_empty()
            || !self.authors.is_empty()
            || !self.languages.is_empty();
        !is_positive && !self.excluded.is_empty()
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.tags.is_empty()
            && self.authors.is_empty()
            && self.languages.is_empty()
    }

    /// Lets the last word be the beginning of one.
    pub fn begin_last(&mut self) {
        if let Some(word) = self.words.last_mut()
            && let Some(Form {
                what: What::Surface(term),
                ..
            }) = word.forms.first()
            && let Some(beginning) = analyzer::beginning(term)
        {
            let beginning = What::Beginning(beginning.to_owned());
            word.add(Form::of(beginning, weight::BEGINNING));
        }
    }

    /// The terms of an index that a question needs, keys by their names in it.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for form in self.words.iter().flat_map(|word| &word.forms) {
            match &form.what {
                What::Surface(term) => names.push(term.clone()),
                What::Key(term) => {
                    names.push(key_name(term).into());
                    names.extend(analyzer::is_own_key(term).then(|| term.clone()));
                }
                What::Pair(first, second) => names.extend([first.clone(), second.clone()]),
                What::Beginning(_) => {}
            }
        }
        names.extend(self.phrases.iter().chain(&self.excluded).flatten().cloned());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The terms whose places in the text a question needs.
    pub fn names_in_order(&self) -> Vec<String> {
        let all = self.phrases.iter().chain(&self.excluded);
        let phrases = all.filter(|phrase| phrase.len() > 1);
        let mut names: Vec<String> = phrases.flatten().cloned().collect();
        for form in self.words.iter().flat_map(|word| &word.forms) {
            if let What::Pair(first, second) = &form.what {
                names.extend([first.clone(), second.clone()]);
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What the names of terms begin with that a question needs.
    pub fn beginnings(&self) -> Vec<String> {
        let mut beginnings = Vec::new();
        for form in self.words.iter().flat_map(|word| &word.forms) {
            if let What::Beginning(term) = &form.what {
                beginnings.push(term.clone());
                beginnings.push(key_name(term).into());
            }
        }
        beginnings
    }
}

/// A question with fewer conditions: a phrase becomes its words, and what leaves out or narrows down is
/// dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looser {
    /// With one condition less, for each of the first few; empty for a question of words alone.
    pub by_one: Vec<String>,
    /// With none.
    pub words: String,
}

impl Looser {
    pub fn of(typed: &str) -> Looser {
        let mut pieces: Vec<(&str, &str)> = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (item, after) = Item::first(rest);
            let whole = &rest[..rest.len() - after.len()];
            let words = match item {
                Item::Words(_) => whole,
                // The quotation marks around one word only keep its other forms away.
                Item::Phrase(words) => words,
                _ => "",
            };
            pieces.push((whole, words));
            rest = after.trim_start();
        }
        let conditions = (0..pieces.len()).filter(|at| pieces[*at].0 != pieces[*at].1);
        let by_one = conditions.take(MOST_CONDITIONS).map(|dropped| {
            let kept = pieces.iter().enumerate();
            written(kept.map(|(at, (whole, words))| if at == dropped { *words } else { *whole }))
        });
        Looser {
            by_one: by_one.filter(|typed| !typed.is_empty()).collect(),
            words: written(pieces.iter().map(|(_, words)| *words)),
        }
    }
}

fn written<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ")
}

impl Word {
    fn add(&mut self, form: Form) {
        if self.forms.iter().all(|known| known.what != form.what) {
            self.forms.push(form);
        }
    }

    /// The word written as two.
    fn add_halves(&mut self, term: &str, weight: f64) {
        for (first, second) in halves(term) {
            self.add(Form::of(What::Pair(first, second), weight));
        }
    }
}

impl Form {
    fn of(what: What, weight: f64) -> Form {
        Form { what, weight }
    }
}

fn surface(term: &str) -> Form {
    Form::of(What::Surface(term.to_owned()), weight::WORD)
}

fn surfaces(text: &str) -> Vec<String> {
    surfaces_of(&analyzer::tokens(text, Setting::Prose))
}

fn surfaces_of(tokens: &[Token]) -> Vec<String> {
    let surfaces = tokens.iter().map(|token| token.surface.to_string());
    surfaces.collect()
}

/// Words that say something; all of them when none does. Those that only ask are left out where more
/// than one other word says what is asked for.
fn telling(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    let none_tells = tokens.iter().all(|token| token.is_stop_word);
    let says = |token: &&Token| !token.is_stop_word && !token.is_asking;
    let is_told = tokens.iter().filter(says).count() > 1;
    tokens
        .iter()
        .filter(move |token| none_tells || !token.is_stop_word)
        .filter(move |token| !is_told || !token.is_asking)
}

/// All that answers for a word of a question.
fn forms(token: &Token, aliases: &Aliases) -> Vec<Form> {
    let mut word = Word {
        typed: String::new(),
        forms: vec![surface(&token.surface)],
    };
    if token.spelling.is_empty() {
        for (n, key) in token.keys.iter().enumerate() {
            let weight = if n == 0 {
                weight::STEM
            } else {
                weight::OTHER_READING
            };
            word.add(Form::of(What::Key(key.term.to_string()), weight));
        }
    } else if analyzer::is_plain(&token.spelling) {
        let mut keys = vec![token.surface.clone()];
        keys.extend(analyzer::stem(&token.spelling, 3).map(analyzer::encode));
        for key in keys {
            // A word of two letters is no key of itself.
            if key.starts_with("zz") && key != token.surface {
                word.add(Form::of(
                    What::Surface(key.to_string()),
                    weight::ENGLISH_STEM,
                ));
            }
            word.add(Form::of(What::Key(key.to_string()), weight::ENGLISH_STEM));
            word.add_halves(&key, weight::VARIANT);
        }
    } else if analyzer::is_whole_name(&token.spelling) {
        let name = token.surface.to_string();
        word.add(Form::of(What::Key(name), weight::VARIANT));
    } else if let Some(joined) = analyzer::joined(&token.spelling)
        && !token.spelling.starts_with('.')
    {
        let joined = String::from(analyzer::encode(joined));
        word.add(Form::of(What::Surface(joined.clone()), weight::VARIANT));
        word.add_halves(&joined, weight::VARIANT);
        word.add(Form::of(What::Key(joined), weight::VARIANT));
    }
    for name in aliases.of(token) {
        word.add(Form::of(What::Surface(name.clone()), weight::ALIAS));
        word.add_halves(&name, weight::ALIAS);
        word.add(Form::of(What::Key(name), weight::ALIAS));
    }
    word.forms
}

/// The pairs of words that a compound may be written as.
fn halves(word: &str) -> Vec<(String, String)> {
    if !word.chars().all(|letter| letter.is_ascii_lowercase()) || word.starts_with("zz") {
        return Vec::new();
    }
    (2..word.len().saturating_sub(1))
        .map(|at| word.split_at(at))
        .filter(|(first, second)| analyzer::is_half(first) && analyzer::is_half(second))
        .map(|(first, second)| (encoded(first), encoded(second)))
        .collect()
}

fn encoded(word: &str) -> String {
    analyzer::encode(word.into()).into()
}

/// A piece of a question.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Item<'typed> {
    Words(&'typed str),
    Phrase(&'typed str),
    Excluded(&'typed str),
    Tag(&'typed str),
    Author(&'typed str),
    Language(Language),
}

impl<'typed> Item<'typed> {
    /// The first piece of a text that does not begin with a space, and what follows it.
    fn first(text: &'typed str) -> (Item<'typed>, &'typed str) {
        if let Some((phrase, rest)) = quoted(text) {
            return (Item::Phrase(phrase), rest);
        }
        if let Some(excluded) = text.strip_prefix('-') {
            if let Some((phrase, rest)) = quoted(excluded) {
                return (Item::Excluded(phrase), rest);
            }
            let (word, rest) = word(excluded);
            let is_word = word.chars().next().is_some_and(|first| first != '-');
            if is_word && word.chars().any(char::is_alphanumeric) {
                return (Item::Excluded(word), rest);
            }
        }
        if let Some(found) = Self::named(text) {
            return found;
        }
        let (word, rest) = word(text);
        (Item::Words(word), rest)
    }

    fn named(text: &'typed str) -> Option<(Item<'typed>, &'typed str)> {
        let (name, value) = text.split_once(':')?;
        let name = name.to_ascii_lowercase();
        if !matches!(name.as_str(), "tag" | "author" | "lang") {
            return None;
        }
        let (value, rest) = quoted(value).unwrap_or_else(|| word(value));
        if !value.chars().any(char::is_alphanumeric) {
            return None;
        }
        let item = match name.as_str() {
            "tag" => Item::Tag(value),
            "author" => Item::Author(value.strip_prefix('@').unwrap_or(value)),
            _ => Item::Language(Language::from_tag(&value.to_ascii_lowercase())?),
        };
        Some((item, rest))
    }
}

/// A text in quotation marks at the beginning of another; the mark that closes it ends a word.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let opening = text.chars().next()?;
    let closing: &[char] = match opening {
        '"' => &['"'],
        '“' | '„' | '”' => &['”', '“'],
        '«' => &['»'],
        '״' => &['״'],
        _ => return None,
    };
    let inner = &text[opening.len_utf8()..];
    let mut ends = inner.match_indices(closing);
    let (end, mark) = ends.find(|(end, mark)| {
        let next = inner[end + mark.len()..].chars().next();
        !next.is_some_and(char::is_alphanumeric)
    })?;
    let is_text = inner[..end].chars().any(char::is_alphanumeric);
    is_text.then(|| (&inner[..end], &inner[end + mark.len()..]))
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(typed: &str) -> Query {
        Query::parse(typed, &Aliases::default())
    }

    fn typed(query: &Query) -> Vec<&str> {
        query.words.iter().map(|word| word.typed.as_str()).collect()
    }

    #[test]
    fn a_question_is_loosened_by_one_condition_at_a_time() {
        let looser = Looser::of("\"event loop\" rust -python tag:x");

        assert_eq!(
            looser.by_one,
            [
                "event loop rust -python tag:x",
                "\"event loop\" rust tag:x",
                "\"event loop\" rust -python",
            ]
        );
        assert_eq!(looser.words, "event loop rust");
        assert!(Looser::of("tag:x").by_one.is_empty());
        assert!(Looser::of("event loop").by_one.is_empty());
    }

    #[test]
    fn two_letters_are_a_beginning_and_a_sign_is_none() {
        for (typed, beginning) in [
            ("se", Some("se")),
            ("שר", Some("שר")),
            ("c#", None),
            ("a", None),
        ] {
            let mut query = query(typed);
            query.begin_last();

            let found = query.beginnings();
            assert_eq!(found.first().map(String::as_str), beginning, "{typed}");
        }
    }

    #[test]
    fn phrases_and_excluded_words_are_few_and_different() {
        assert_eq!(query(&"\"a the\" ".repeat(50)).phrases.len(), 1);
        let many = |sign: &str| {
            (0..60)
                .map(|n| format!("{sign}\"word{n} other\" "))
                .collect::<String>()
        };

        assert_eq!(query(&many("")).phrases.len(), MOST_PHRASES);
        let excluded = query(&format!("rust {}", many("-")));
        assert_eq!(excluded.excluded.len(), MOST_EXCLUDED);
        let word = query("rust -python");
        assert!(!word.names_in_order().contains(&"python".to_owned()));
    }

    #[test]
    fn operators_are_told_from_words() {
        let query = query("מסד \"event loop\" -java tag:rust author:@dana lang:he נתונים");

        assert_eq!(typed(&query), ["מסד", "event", "loop", "נתונים"]);
        assert_eq!(query.phrases, [["event", "loop"]]);
        assert_eq!(query.excluded, [["java"]]);
        assert_eq!(
            (query.tags.as_slice(), query.authors.as_slice()),
            (
                ["rust".to_owned()].as_slice(),
                ["dana".to_owned()].as_slice()
            )
        );
        assert_eq!(query.languages, [Language::He]);
    }

    #[test]
    fn what_cannot_be_read_is_words() {
        assert_eq!(typed(&query("\"open")), ["open"]);
        assert_eq!(typed(&query("lang:xx tag:")), ["lang:xx", "tag"]);
        assert_eq!(typed(&query("-java")), ["java"]);
        assert_eq!(typed(&query("צה\"ל הוא")), ["צה\"ל"]);
        assert!(query("-- - \" ' *").is_empty());
    }

    #[test]
    fn what_stands_behind_very_many_letters_is_not_read() {
        let long = format!("{}last", "- ".repeat(MOST_LETTERS / 2));

        assert!(query(&long).is_empty());
        assert_eq!(typed(&query(&long[2 * "last".len()..])), ["last"]);
    }

    #[test]
    fn words_that_say_nothing_are_asked_only_when_alone() {
        assert_eq!(typed(&query("מה של השרת")), ["השרת"]);
        assert_eq!(typed(&query("של")), ["של"]);
        assert_eq!(typed(&query("the of")), ["the", "of"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_question(text in ".{0,80}") {
            let _ = query(&text);
        }

        #[test]
        fn so_is_any_text_of_operators(text in "[-\"“”״: a-cא-ג+#.tag:lnuo]{0,60}") {
            let _ = query(&text);
        }
    }
}
