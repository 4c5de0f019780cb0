//! What somebody may have meant whose question found nothing.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use hashbrown::HashMap;

use super::asking::{Asked, Memory, find};
use super::{blocks, fresh, state};
use crate::domain::ids::PostId;
use crate::schema::{posts as post_table, search_postings, search_vocabulary};
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::text::analyzer::{self, Setting};
use crate::text::markdown;
use crate::text::search::inventory::is_key;
use crate::text::search::spelling::{self, Known};
use crate::text::search::{Aliases, Query, keyboard, postings, query};

/// A large vocabulary is read anew after this time at the earliest: what is missing from it is only not
/// suggested.
const KEPT_FOR: Duration = Duration::from_secs(60);
const SMALL: usize = 20_000;

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

/// A vocabulary that was read, and when.
pub(super) struct Remembered {
    at: Instant,
    words: Arc<Vec<Known>>,
    /// Of which state of the index: its generation and how many articles its blocks have.
    state: (i64, i64),
}

/// More words than this are not put right at once: each is compared with the whole vocabulary.
const MOST_CORRECTED: usize = 4;
/// In how many blocks an article is looked for that holds a word.
const MOST_BLOCKS: i64 = 8;
/// Fewer answers than this may not be what was meant.
const FEW_ANSWERS: usize = 3;
/// A word that is nearly the one asked for, and this much more common, may be the one meant.
const MORE_COMMON: usize = 4;
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
}

/// Looks for other questions, since few articles or none hold every word of this one.
pub fn suggest(
    db: &mut Db,
    memory: &Memory,
    aliases: &Aliases,
    typed: &str,
    asked: &Asked,
    outcome: Outcome,
) -> Result<Suggestions> {
    let mut suggestions = Suggestions {
        other_keyboard: other_keyboard(db, memory, aliases, typed, asked, outcome)?,
        ..Suggestions::default()
    };
    if outcome.full < FEW_ANSWERS {
        suggestions.other_spelling = other_spelling(db, memory, typed, &asked.query, outcome)?;
    }
    if outcome.full == 0 {
        suggestions.fewer_words = fewer_words(&asked.query, outcome.held);
    }
    Ok(suggestions)
}

/// The question's other reading that the site's articles know every word of, or that has far more answers.
fn other_keyboard(
    db: &mut Db,
    memory: &Memory,
    aliases: &Aliases,
    typed: &str,
    asked: &Asked,
    outcome: Outcome,
) -> Result<Option<String>> {
    for reading in keyboard::readings(typed) {
        let other = Asked {
            query: Query::parse(&reading, aliases),
            after: None,
            ..asked.clone()
        };
        if other.query.words.is_empty() {
            continue;
        }
        let found = find(db, memory, &other)?;
        let is_known = found.held.iter().all(|held| *held > 0) && !found.hits.is_empty();
        let is_better = match outcome.full {
            0 => is_known,
            full => found.full > MORE_ANSWERS * full,
        };
        if is_better {
            return Ok(Some(reading));
        }
    }
    Ok(None)
}

/// All words of articles that readers find: those of blocks, and those of fresh articles.
struct Vocabulary {
    settled: Arc<Vec<Known>>,
    fresh: Vec<Known>,
}

impl Vocabulary {
    fn read(db: &mut Db, memory: &Memory) -> Result<Vocabulary> {
        let generation = state::generation(db)?;
        let state = (generation, blocks::articles(db, generation)?);
        let settled = match remembered(memory, state) {
            Some(words) => words,
            None => read(db, memory, state)?,
        };
        let mut fresh: HashMap<String, u32> = HashMap::new();
        for article in fresh::all(db)?.iter().filter(|one| one.head.is_listed) {
            for (term, _) in article.leaf().terms().filter(|(term, _)| !is_key(term)) {
                *fresh.entry_ref(term).or_default() += 1;
            }
        }
        let known = |(term, articles)| Known { term, articles };
        Ok(Vocabulary {
            settled,
            fresh: fresh.into_iter().map(known).collect(),
        })
    }

    fn nearest(&self, term: &str) -> Option<&Known> {
        let all = self.settled.iter().chain(&self.fresh);
        spelling::nearest(term, all, 1).first().copied()
    }
}

fn remembered(memory: &Memory, state: (i64, i64)) -> Option<Arc<Vec<Known>>> {
    let slot = memory
        .vocabulary
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let last = slot.as_ref()?;
    let is_recent = last.words.len() > SMALL && last.at.elapsed() < KEPT_FOR;
    (last.state == state || is_recent).then(|| Arc::clone(&last.words))
}

fn read(db: &mut Db, memory: &Memory, state: (i64, i64)) -> Result<Arc<Vec<Known>>> {
    let rows: Vec<(String, i64)> = search_vocabulary::table
        .filter(search_vocabulary::generation.eq(state.0))
        .select((search_vocabulary::term, search_vocabulary::articles))
        .load(db)?;
    let known = |(term, articles): (String, i64)| Known {
        term,
        articles: u32::try_from(articles).unwrap_or(u32::MAX),
    };
    let words = Arc::new(rows.into_iter().map(known).collect::<Vec<_>>());
    let mut slot = memory
        .vocabulary
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    *slot = Some(Remembered {
        at: Instant::now(),
        words: Arc::clone(&words),
        state,
    });
    Ok(words)
}

/// The question with each word that no article holds put in its nearest other spelling, if each has one,
/// and with rare words in a far more common one.
fn other_spelling(
    db: &mut Db,
    memory: &Memory,
    typed: &str,
    asked: &Query,
    outcome: Outcome,
) -> Result<Option<String>> {
    let rare = || {
        let all = asked.words.iter().zip(outcome.held.iter().copied());
        all.filter(|(_, held)| *held < FEW_ANSWERS)
    };
    if !(1..=MOST_CORRECTED).contains(&rare().count()) {
        return Ok(None);
    }
    let vocabulary = Vocabulary::read(db, memory)?;
    let mut question = typed.to_owned();
    for (word, held) in rare() {
        let Some(query::What::Surface(term)) = word.forms.first().map(|form| &form.what) else {
            return Ok(None);
        };
        let is_common = |known: &&Known| known.articles as usize >= held * MORE_COMMON;
        let nearest = match vocabulary.nearest(term).filter(is_common) {
            Some(nearest) => as_written(db, &nearest.term)?,
            None => None,
        };
        match nearest {
            Some(shown) => {
                question = question.replacen(&word.typed, &shown, 1);
            }
            None if held == 0 => return Ok(None),
            None => {}
        }
    }
    Ok(Some(question).filter(|question| question != typed))
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

/// A term as an article writes it: with its final letters, its case and its signs. None for one that
/// readers find in no article any more; the vocabulary still has it.
fn as_written(db: &mut Db, term: &str) -> Result<Option<String>> {
    let holder = match fresh_holder(db, term)? {
        Some(holder) => Some(holder),
        None => settled_holder(db, term)?,
    };
    let Some(post) = holder else { return Ok(None) };
    let text: Option<(String, String)> = post_table::table
        .find(post)
        .filter(post_table::listed_at.is_not_null())
        .select((post_table::title, post_table::source))
        .first(db)
        .optional()?;
    // A tag or a summary may hold it alone.
    let written = |(title, source): (String, String)| {
        written_in(term, &title, &source).unwrap_or_else(|| analyzer::decode(term))
    };
    Ok(text.map(written))
}

/// How an article writes a word most often; of two ways as often, without capitals.
fn written_in(term: &str, title: &str, source: &str) -> Option<String> {
    let parts = markdown::parts(source);
    let texts = std::iter::once(title).chain(parts.iter().map(|part| part.text.as_str()));
    let mut ways: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        for token in analyzer::tokens(text, Setting::Prose) {
            if token.surface == term {
                *ways.entry(&text[token.place]).or_default() += 1;
            }
        }
    }
    let capitals = |way: &str| way.chars().filter(|letter| letter.is_uppercase()).count();
    let best = ways
        .into_iter()
        .max_by_key(|(way, times)| (*times, std::cmp::Reverse((capitals(way), *way))));
    best.map(|(way, _)| way.to_owned())
}

fn fresh_holder(db: &mut Db, term: &str) -> Result<Option<PostId>> {
    let articles = fresh::all(db)?;
    let holds = |one: &&fresh::Fresh| one.head.is_listed && one.leaf().get(term).is_some();
    let holder = articles.iter().find(holds);
    Ok(holder.map(|article| PostId(article.head.id)))
}

fn settled_holder(db: &mut Db, term: &str) -> Result<Option<PostId>> {
    let (from, to) = blocks::range(state::generation(db)?);
    let rows: Vec<(i64, Vec<u8>)> = search_postings::table
        .filter(search_postings::term.eq(term))
        .filter(search_postings::block.ge(from))
        .filter(search_postings::block.lt(to))
        .select((search_postings::block, search_postings::entries))
        .order(search_postings::block.asc())
        .limit(MOST_BLOCKS)
        .load(db)?;
    // What is fresh of an article has taken the place of what has settled.
    let fresh: Vec<i64> = fresh::all(db)?.iter().map(|one| one.head.id).collect();
    for (block, entries) in rows {
        let places = blocks::read_places(db, block)?;
        let found = postings::entries(&entries)
            .filter_map(|entry| places.places.get(entry.slot))
            .find(|place| place.id != 0 && place.is_listed && !fresh.contains(&place.id));
        if let Some(place) = found {
            return Ok(Some(PostId(place.id)));
        }
    }
    Ok(None)
}
