//! The words of one language with their frequencies, and the patterns that sentences follow.

use fastrand::Rng;

/// What stands before a noun, and whether the adjective of that noun is then definite too.
pub type Determiner = (&'static str, bool);

/// How many draws stand for the whole of a list of words.
const DRAWS: usize = 8192;

/// Everything that the texts of one language are made of.
pub struct Vocabulary {
    /// One list for each kind of noun: a gender, a number or both.
    pub nouns: Vec<Ranked>,
    /// One list for each agreement; one list alone when adjectives never change.
    pub adjectives: Vec<Ranked>,
    /// One list for each agreement.
    pub verbs: Vec<Ranked>,
    /// Verbs after another verb.
    pub infinitives: Ranked,
    /// Words that say when, how much and how.
    pub adverbs: Ranked,
    /// Technical terms in Latin letters.
    pub latin: Ranked,
    /// Given names.
    pub first_names: Vec<String>,
    /// Family names.
    pub last_names: Vec<String>,
    /// For each kind of noun, which list its adjectives and verbs come from.
    pub agreements: &'static [usize],
    /// The kinds of noun that follow a number.
    pub plurals: &'static [usize],
    /// The definite article as it is written before a word.
    pub definite: &'static str,
    /// Whether adjectives come first and sentences begin with a capital.
    pub is_english: bool,
    /// What stands before nouns.
    pub roles: Roles,
    /// What begins a sentence.
    pub openers: &'static [&'static str],
    /// What joins clauses.
    pub connectors: &'static [&'static str],
    /// The clauses of sentences.
    pub clauses: Patterns,
    /// The titles of articles.
    pub titles: Patterns,
    /// The headings inside articles.
    pub headings: Patterns,
    /// What comments begin with.
    pub remarks: Patterns,
    /// Nouns in the form that takes an ending.
    pub tail_stems: Vec<String>,
    /// What rare words begin with.
    pub tail_prefixes: &'static [&'static str],
    /// What rare words end with.
    pub tail_suffixes: &'static [&'static str],
    /// How many of a hundred noun phrases are a Latin term.
    pub latin_share: usize,
}

/// The part that a noun phrase plays in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Who or what acts.
    Subject,
    /// What is acted on.
    Object,
    /// Where, with what or from what.
    Place,
}

/// The determiners of each role, for each kind of noun and for Latin terms.
pub struct Roles {
    /// For each kind of noun.
    pub subjects: &'static [&'static [Determiner]],
    /// For each kind of noun.
    pub objects: &'static [&'static [Determiner]],
    /// For each kind of noun.
    pub places: &'static [&'static [Determiner]],
    /// Before a Latin term as a subject, an object and a place.
    pub latin: [&'static [Determiner]; 3],
}

impl Roles {
    /// The determiners of a kind of noun.
    pub fn of_noun(&self, role: Role, kind: usize) -> &'static [Determiner] {
        let kinds = match role {
            Role::Subject => self.subjects,
            Role::Object => self.objects,
            Role::Place => self.places,
        };
        kinds.get(kind).copied().unwrap_or_default()
    }

    /// The determiners of a Latin term.
    pub fn of_latin(&self, role: Role) -> &'static [Determiner] {
        let [subjects, objects, places] = self.latin;
        match role {
            Role::Subject => subjects,
            Role::Object => objects,
            Role::Place => places,
        }
    }
}

/// Words from the most to the least common, drawn as often as Zipf and Mandelbrot say.
pub struct Ranked {
    words: Vec<String>,
    draws: Vec<u16>,
}

impl Ranked {
    /// Ranks at most 65,536 words in the order given; whole numbers only, so every machine agrees.
    pub fn new(words: Vec<String>) -> Ranked {
        let weight = |rank: usize| 1_000_000 / (rank + 4);
        let total: usize = (0..words.len()).map(weight).sum();
        let mut draws = Vec::with_capacity(DRAWS + words.len());
        for rank in 0..words.len() {
            let times = (weight(rank) * DRAWS / total.max(1)).max(1);
            let rank = u16::try_from(rank).unwrap_or_default();
            draws.extend(std::iter::repeat_n(rank, times));
        }
        Ranked { words, draws }
    }

    /// A word, the common ones more often; empty when there are none.
    pub fn pick(&self, random: &mut Rng) -> &str {
        let draw = below(random, self.draws.len());
        let rank = self.draws.get(draw).copied().map_or(0, usize::from);
        self.words.get(rank).map_or("", String::as_str)
    }
}

/// Patterns of text, read once.
///
/// A slot is `$` and a letter: `$s` subject, `$v` its verb, `$o` object, `$p` place, `$x` adverb,
/// `$n` noun, `$d` definite noun, `$a` adjective, `$w` infinitive, `$l` Latin term.
pub struct Patterns {
    patterns: Vec<Vec<Piece>>,
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// Text as it is.
    Literal(&'static str),
    /// A noun with what stands around it.
    Phrase(Role),
    /// A verb that agrees with the last subject or bare noun.
    Verb,
    /// When, how much or how.
    Adverb,
    /// A bare noun.
    Noun,
    /// A noun with the definite article.
    Definite,
    /// An adjective that agrees with the last noun.
    Adjective,
    /// A verb after another verb.
    Infinitive,
    /// A Latin term without a determiner.
    Latin,
}

impl Patterns {
    /// Reads patterns as they are typed.
    pub fn new(typed: &[&'static str]) -> Patterns {
        Patterns {
            patterns: typed.iter().map(|pattern| pieces(pattern)).collect(),
        }
    }

    /// Any of the patterns.
    pub fn pick(&self, random: &mut Rng) -> &[Piece] {
        let choice = below(random, self.patterns.len());
        self.patterns.get(choice).map_or(&[], Vec::as_slice)
    }
}

fn pieces(pattern: &'static str) -> Vec<Piece> {
    let mut parts = pattern.split('$');
    let mut pieces: Vec<Piece> = parts.next().map(Piece::Literal).into_iter().collect();
    for (letter, literal) in parts.filter_map(|part| part.split_at_checked(1)) {
        pieces.push(slot(letter));
        pieces.push(Piece::Literal(literal));
    }
    pieces.retain(|piece| !matches!(piece, Piece::Literal("")));
    pieces
}

fn slot(letter: &'static str) -> Piece {
    match letter {
        "s" => Piece::Phrase(Role::Subject),
        "o" => Piece::Phrase(Role::Object),
        "p" => Piece::Phrase(Role::Place),
        "v" => Piece::Verb,
        "x" => Piece::Adverb,
        "n" => Piece::Noun,
        "d" => Piece::Definite,
        "a" => Piece::Adjective,
        "w" => Piece::Infinitive,
        "l" => Piece::Latin,
        other => Piece::Literal(other),
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The singulars and the plurals of `singular/plural` pairs.
pub fn inflected(text: &str) -> [Vec<String>; 2] {
    let pairs = text
        .split_whitespace()
        .filter_map(|pair| pair.split_once('/'));
    let (singulars, plurals) = pairs
        .map(|(one, many)| (one.to_owned(), many.to_owned()))
        .unzip();
    [singulars, plurals]
}

/// A whole number under `bound`, each as likely; 0 when `bound` is 0. The same on 32 and 64 bits.
pub fn below(random: &mut Rng, bound: usize) -> usize {
    random.u64(0..(bound as u64).max(1)) as usize
}
