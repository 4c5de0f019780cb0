//! The words of articles that readers find, which other words may be misspellings of.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use hashbrown::HashMap;

use super::fresh::Fresh;
use super::index::Index;
use super::sheet::{Line, Part, Sheet};
use crate::text::search::inventory::is_key;
use crate::text::search::spelling::{self, Known};

/// A large vocabulary is read anew after this time at the earliest: what is missing from it is only not
/// suggested.
const KEPT_FOR: Duration = Duration::from_secs(60);
const SMALL: usize = 20_000;

const WORD: &str = "word";

/// A vocabulary that was read, and when.
pub(super) struct Remembered {
    at: Instant,
    words: Arc<Vec<Known>>,
    /// Of which state of the index: its generation and how many articles its blocks have.
    state: (i64, i64),
}

/// All words of articles that readers find: those of blocks, and those of fresh articles.
pub(super) struct Vocabulary {
    settled: Arc<Vec<Known>>,
    fresh: Vec<Known>,
}

impl Vocabulary {
    /// What an index's vocabulary is, as far as this process remembers it.
    pub fn known(index: &Index) -> Option<Vocabulary> {
        let slot = index.memory.vocabulary.lock();
        let slot = slot.unwrap_or_else(PoisonError::into_inner);
        let last = slot.as_ref()?;
        let is_recent = last.words.len() > SMALL && last.at.elapsed() < KEPT_FOR;
        let settled = (last.state == state(index) || is_recent).then(|| Arc::clone(&last.words))?;
        Some(Vocabulary::with(settled, &index.fresh))
    }

    /// Asks for the words of blocks.
    pub fn put_on(sheet: &mut Sheet, generation: i64) {
        let word = Part::of(WORD).name("term").number("articles");
        let source = format!("search_vocabulary WHERE generation = {generation}");
        sheet.add(&word, &source);
    }

    /// Takes them from what was answered, and remembers them.
    pub fn read(index: &Index, lines: Vec<Line>) -> Vocabulary {
        let words = lines.into_iter().filter(|line| line.kind == WORD);
        let known = |line: Line| Known {
            term: line.name,
            articles: u32::try_from(line.number).unwrap_or(u32::MAX),
        };
        let words = Arc::new(words.map(known).collect::<Vec<_>>());
        let slot = index.memory.vocabulary.lock();
        *slot.unwrap_or_else(PoisonError::into_inner) = Some(Remembered {
            at: Instant::now(),
            words: Arc::clone(&words),
            state: state(index),
        });
        Vocabulary::with(words, &index.fresh)
    }

    fn with(settled: Arc<Vec<Known>>, articles: &[Fresh]) -> Vocabulary {
        let mut fresh: HashMap<String, u32> = HashMap::new();
        for article in articles.iter().filter(|one| one.head.is_listed) {
            for (term, _) in article.leaf().terms().filter(|(term, _)| !is_key(term)) {
                *fresh.entry_ref(term).or_default() += 1;
            }
        }
        let known = |(term, articles)| Known { term, articles };
        let fresh = fresh.into_iter().map(known).collect();
        Vocabulary { settled, fresh }
    }

    pub fn nearest(&self, term: &str) -> Option<&Known> {
        let all = self.settled.iter().chain(&self.fresh);
        spelling::nearest(term, all, 1).first().copied()
    }
}

fn state(index: &Index) -> (i64, i64) {
    (index.generation, index.settled_articles())
}
