//! Writes sentences, titles and comments in one language.

use fastrand::Rng;

use super::code::{ACTIONS, ENTITIES};
use super::vocabulary::{Patterns, Piece, Role, Vocabulary, below};

/// How often a text that came out too long or too short is written again.
const ATTEMPTS: usize = 30;

/// How much Markdown a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// None: titles and summaries.
    Plain,
    /// Inline code: comments.
    Code,
    /// Inline code, bold text and links: articles.
    Full,
}

/// A text that is being written.
pub struct Writer<'a> {
    pub(super) random: &'a mut Rng,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) text: String,
    markup: Markup,
    agreement: usize,
    subject: usize,
}

impl<'a> Writer<'a> {
    /// An empty text.
    pub fn new(random: &'a mut Rng, vocabulary: &'a Vocabulary, markup: Markup) -> Writer<'a> {
        Writer {
            random,
            vocabulary,
            text: String::new(),
            markup,
            agreement: 0,
            subject: 0,
        }
    }

    /// A title of three to nine words.
    pub fn title(mut self) -> String {
        for _ in 0..ATTEMPTS {
            self.text.clear();
            self.pattern(&self.vocabulary.titles);
            if self.one_in(2) && !self.text.contains(':') {
                self.text.push_str(": ");
                self.pattern(&self.vocabulary.headings);
            }
            if (3..=9).contains(&self.words_since(0)) {
                break;
            }
        }
        self.capitalize(0);
        self.text
    }

    /// One sentence of 12 to 25 words.
    pub fn summary(mut self) -> String {
        for _ in 0..ATTEMPTS {
            self.text.clear();
            if self.sentence(12) <= 25 {
                break;
            }
        }
        self.text
    }

    /// A comment of 5 to 60 words, mostly short, rarely in two paragraphs.
    pub fn comment(mut self) -> String {
        let target = 5 + self.below(38).min(self.below(38));
        if self.one_in(3) {
            self.remark();
        }
        let is_long = target > 20;
        while self.words_since(0) < target || self.text.is_empty() {
            if !self.text.is_empty() {
                let gap = if is_long && self.one_in(8) {
                    "\n\n"
                } else {
                    " "
                };
                self.text.push_str(gap);
            }
            let at_least = (4 + self.below(8)).min(target);
            self.sentence(at_least);
        }
        self.text
    }

    /// Adds a sentence and returns how many words it has.
    pub fn sentence(&mut self, at_least: usize) -> usize {
        let start = self.text.len();
        if self.one_in(6) {
            self.any_of(self.vocabulary.openers);
        }
        self.pattern(&self.vocabulary.clauses);
        while self.words_since(start) < at_least {
            self.any_of(self.vocabulary.connectors);
            self.pattern(&self.vocabulary.clauses);
        }
        self.capitalize(start);
        self.text.push('.');
        self.words_since(start)
    }

    /// Fills in a pattern.
    pub fn pattern(&mut self, patterns: &Patterns) {
        let vocabulary = self.vocabulary;
        for piece in patterns.pick(self.random) {
            match piece {
                Piece::Literal(literal) => self.text.push_str(literal),
                Piece::Phrase(Role::Subject) => {
                    self.phrase(Role::Subject);
                    self.subject = self.agreement;
                }
                Piece::Phrase(role) => self.phrase(*role),
                Piece::Verb => self.verb(),
                Piece::Adverb => self.text.push_str(vocabulary.adverbs.pick(self.random)),
                Piece::Noun => {
                    self.any_noun();
                    self.subject = self.agreement;
                }
                Piece::Definite => {
                    self.text.push_str(vocabulary.definite);
                    self.any_noun();
                }
                Piece::Adjective => self.adjective(),
                Piece::Infinitive => self.text.push_str(vocabulary.infinitives.pick(self.random)),
                Piece::Latin => self.latin(),
            }
        }
    }

    /// A noun of any kind; English wants a singular after its articles.
    pub fn any_noun(&mut self) {
        let kinds = if self.vocabulary.is_english {
            1
        } else {
            self.vocabulary.nouns.len()
        };
        let kind = self.below(kinds);
        self.noun(kind);
    }

    /// An adjective that agrees with the last noun.
    pub fn adjective(&mut self) {
        let adjectives = &self.vocabulary.adjectives;
        if let Some(forms) = adjectives.get(self.agreement).or(adjectives.first()) {
            self.text.push_str(forms.pick(self.random));
        }
    }

    /// An identifier between backticks, in the way of JavaScript or of Rust.
    pub fn inline_code(&mut self) {
        let action = self.choice(ACTIONS);
        let entity = self.choice(ENTITIES);
        self.hyphenate();
        self.text.push('`');
        self.text.push_str(action);
        if self.one_in(2) {
            self.text.push('_');
            self.text.push_str(entity);
        } else {
            let start = self.text.len();
            self.text.push_str(entity);
            self.raise(start);
        }
        let end = if self.one_in(3) { "()`" } else { "`" };
        self.text.push_str(end);
        self.agreement = 0;
    }

    /// Makes the first letter of what was written since `start` a capital, in English.
    pub fn capitalize(&mut self, start: usize) {
        if self.vocabulary.is_english {
            let written = self.text.get(start..).unwrap_or_default();
            let marks = written.len() - written.trim_start_matches(['*', '[']).len();
            self.raise(start + marks);
        }
    }

    /// How many words were written since `start`.
    pub fn words_since(&self, start: usize) -> usize {
        let written = self.text.get(start..).unwrap_or_default();
        let gaps = written.bytes().filter(|byte| *byte == b' ').count();
        if written.is_empty() { 0 } else { gaps + 1 }
    }

    /// A whole number under `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        below(self.random, bound)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Any one of some texts.
    pub fn choice<'b>(&mut self, texts: &[&'b str]) -> &'b str {
        texts
            .get(self.below(texts.len()))
            .copied()
            .unwrap_or_default()
    }

    fn any_of(&mut self, texts: &[&'static str]) {
        let text = self.choice(texts);
        self.text.push_str(text);
    }

    fn remark(&mut self) {
        self.pattern(&self.vocabulary.remarks);
        self.capitalize(0);
        let end = if self.one_in(4) { '!' } else { '.' };
        self.text.push(end);
    }

    fn verb(&mut self) {
        if let Some(forms) = self.vocabulary.verbs.get(self.subject) {
            self.text.push_str(forms.pick(self.random));
        }
    }

    fn phrase(&mut self, role: Role) {
        if self.markup != Markup::Plain && self.one_in(45) {
            return self.inline_code();
        }
        if self.below(100) < self.vocabulary.latin_share {
            return self.latin_phrase(role);
        }
        if self.markup == Markup::Full {
            match self.below(120) {
                0 => return self.bold(role),
                1 => return self.link(role),
                _ => {}
            }
        }
        self.noun_phrase(role);
    }

    fn bold(&mut self, role: Role) {
        self.text.push_str("**");
        self.noun_phrase(role);
        self.text.push_str("**");
    }

    fn link(&mut self, role: Role) {
        self.text.push('[');
        self.noun_phrase(role);
        let number = self.below(5000).to_string();
        let topic = self.choice(ENTITIES);
        for part in ["](https://example.com/", topic, "/", &number, ")"] {
            self.text.push_str(part);
        }
    }

    fn latin_phrase(&mut self, role: Role) {
        let determiners = self.vocabulary.roles.of_latin(role);
        let choice = self.below(determiners.len());
        let (determiner, _) = determiners.get(choice).copied().unwrap_or_default();
        self.text.push_str(determiner);
        self.latin();
    }

    fn latin(&mut self) {
        self.hyphenate();
        self.text.push_str(self.vocabulary.latin.pick(self.random));
        self.agreement = 0;
    }

    fn noun_phrase(&mut self, role: Role) {
        if role == Role::Object && self.one_in(30) {
            return self.counted_noun();
        }
        let kind = self.below(self.vocabulary.nouns.len());
        let determiners = self.vocabulary.roles.of_noun(role, kind);
        let choice = self.below(determiners.len());
        let (determiner, is_definite) = determiners.get(choice).copied().unwrap_or_default();
        let has_adjective = self.one_in(4);
        self.text.push_str(determiner);
        if has_adjective && self.vocabulary.is_english {
            self.adjective();
            self.text.push(' ');
        }
        self.noun(kind);
        if has_adjective && !self.vocabulary.is_english {
            self.text.push(' ');
            let article = if is_definite {
                self.vocabulary.definite
            } else {
                ""
            };
            self.text.push_str(article);
            self.adjective();
        }
    }

    fn counted_noun(&mut self) {
        let number = (2 + self.below(60) * self.below(60)).to_string();
        self.text.push_str(&number);
        self.text.push(' ');
        let choice = self.below(self.vocabulary.plurals.len());
        let kind = self
            .vocabulary
            .plurals
            .get(choice)
            .copied()
            .unwrap_or_default();
        self.noun(kind);
    }

    fn noun(&mut self, kind: usize) {
        let vocabulary = self.vocabulary;
        self.agreement = vocabulary.agreements.get(kind).copied().unwrap_or_default();
        if self.one_in(16) {
            self.rare_noun();
        } else if let Some(nouns) = vocabulary.nouns.get(kind) {
            self.text.push_str(nouns.pick(self.random));
        }
    }

    /// A word minted from a prefix, a noun or two and an ending: the vocabulary's long tail.
    fn rare_noun(&mut self) {
        let prefix = self.choice(self.vocabulary.tail_prefixes);
        let suffix = self.choice(self.vocabulary.tail_suffixes);
        if self.one_in(4) {
            self.stem();
        } else if self.text.is_empty() || self.text.ends_with(' ') {
            self.text.push_str(prefix);
        }
        self.stem();
        self.text.push_str(suffix);
    }

    fn stem(&mut self) {
        let choice = self.below(self.vocabulary.tail_stems.len());
        let stem = self.vocabulary.tail_stems.get(choice);
        self.text.push_str(stem.map_or("", String::as_str));
    }

    /// A Hebrew prefix meets Latin letters with a hyphen: `ש-Redis`.
    fn hyphenate(&mut self) {
        if self
            .text
            .ends_with(|last: char| ('א'..='ת').contains(&last))
        {
            self.text.push('-');
        }
    }

    fn raise(&mut self, place: usize) {
        if let Some(letter) = self.text.get_mut(place..place + 1) {
            letter.make_ascii_uppercase();
        }
    }
}
