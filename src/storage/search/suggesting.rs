//! What somebody may have meant whose question found nothing.

use super::asking::{Asked, Hits, Ranking};
use super::cards;
use super::index::Index;
use super::respelling::Respelling;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::text::search::query::Word;
use crate::text::search::{Aliases, Query, keyboard};

/// Other questions that find something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The question as typed on another keyboard.
    pub other_keyboard: Option<String>,
    /// The question with the nearest words that the site has.
    pub other_spelling: Option<String>,
    /// The question without the words that no article holds.
    pub fewer_words: Option<String>,
}

/// More words than this are not put right at once: each is compared with the whole vocabulary.
const MOST_CORRECTED: usize = 4;
/// Fewer answers than this may not be what was meant.
const FEW_ANSWERS: usize = 3;
/// The question on another keyboard is offered when it has this many times as many answers.
const MORE_ANSWERS: usize = 10;

/// How a question fared.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'hits> {
    /// How many articles hold every word.
    pub full: usize,
    /// For each word, how many hold it.
    pub held: &'hits [usize],
}

impl Outcome<'_> {
    /// Whether other questions are worth a look.
    pub fn is_poor(&self) -> bool {
        self.full < MORE_ANSWERS
    }

    fn may_be_misspelt(self, asked: &Query) -> bool {
        let number = rare(asked, self).count();
        self.full < FEW_ANSWERS && (1..=MOST_CORRECTED).contains(&number)
    }
}

/// The words of a question that few articles hold, and how many.
pub(super) fn rare<'query>(
    asked: &'query Query,
    outcome: Outcome<'query>,
) -> impl Iterator<Item = (&'query Word, usize)> {
    let all = asked.words.iter().zip(outcome.held.iter().copied());
    all.filter(|(_, held)| *held < FEW_ANSWERS)
}

/// What may have been meant, before it is known what it finds.
pub struct Guesses {
    /// As typed on other keyboards.
    readings: Vec<(String, Asked)>,
    /// Whether words may be misspelt, which the vocabulary tells.
    pub need_vocabulary: bool,
}

impl Guesses {
    /// For few articles or none hold every word of a question.
    pub fn at(typed: &str, asked: &Asked, outcome: Outcome, aliases: &Aliases) -> Guesses {
        let readings = keyboard::readings(typed).into_iter().map(|reading| {
            let other = Asked {
                query: Query::parse(&reading, aliases),
                after: None,
                ..asked.clone()
            };
            (reading, other)
        });
        Guesses {
            readings: readings
                .filter(|(_, other)| !other.query.words.is_empty())
                .collect(),
            need_vocabulary: outcome.may_be_misspelt(&asked.query),
        }
    }

    /// What is to be loaded to know what they find.
    pub fn questions(&self) -> impl Iterator<Item = &Query> {
        self.readings.iter().map(|(_, other)| &other.query)
    }

    /// The question's other reading that the site's articles know every word of, or that has far more answers.
    fn other_keyboard(&self, index: &Index, outcome: Outcome) -> Option<&(String, Asked)> {
        self.readings.iter().find(|(_, other)| {
            let found = index.answers(other);
            match outcome.full {
                0 => found.held.iter().all(|held| *held > 0) && !found.hits.is_empty(),
                full => found.full > MORE_ANSWERS * full,
            }
        })
    }
}

/// What is offered instead of a question.
#[derive(Default)]
pub struct Offer {
    /// The question as typed on another keyboard.
    pub reading: Option<(String, Asked)>,
    respelling: Option<Respelling>,
    fewer_words: Option<String>,
}

impl Offer {
    /// Takes those guesses that find something. What they need is loaded.
    pub fn of(
        db: &mut Db,
        index: &mut Index,
        guesses: &Guesses,
        asked: &Query,
        outcome: Outcome,
    ) -> Result<Offer> {
        let mut offer = Offer {
            reading: guesses.other_keyboard(index, outcome).cloned(),
            ..Offer::default()
        };
        if outcome.may_be_misspelt(asked) {
            offer.respelling = Respelling::of(db, index, asked, outcome)?;
        }
        if outcome.full == 0 {
            offer.fewer_words = fewer_words(asked, outcome.held);
        }
        Ok(offer)
    }

    /// Reads the articles of a page, and those that show how other spellings are written.
    pub fn read(self, db: &mut Db, ranking: Ranking, typed: &str) -> Result<(Hits, Suggestions)> {
        let respelling = self.respelling.as_ref();
        let holders = respelling.map(Respelling::holders).unwrap_or_default();
        let (hits, texts) = cards::read(db, ranking, &holders)?;
        let suggestions = Suggestions {
            other_keyboard: self.reading.map(|(reading, _)| reading),
            other_spelling: respelling.and_then(|words| words.written(typed, &texts)),
            fewer_words: self.fewer_words,
        };
        Ok((hits, suggestions))
    }
}

/// The words that some article holds, when some are held and some are not.
fn fewer_words(asked: &Query, held: &[usize]) -> Option<String> {
    let kept: Vec<&str> = asked
        .words
        .iter()
        .zip(held)
        .filter(|(_, held)| **held > 0)
        .map(|(word, _)| word.typed.as_str())
        .collect();
    (!kept.is_empty() && kept.len() < asked.words.len()).then(|| kept.join(" "))
}
