//! What somebody may have meant whose question found nothing.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use hashbrown::HashMap;

use super::asking::{Asked, Memory, find};
use super::{blocks, fresh};
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

/// Looks for other questions, since no article holds every word of this one.
pub fn suggest(
    db: &mut Db,
    memory: &Memory,
    aliases: &Aliases,
    typed: &str,
    asked: &Asked,
    held: &[usize],
) -> Result<Suggestions> {
    let mut suggestions = Suggestions {
        other_spelling: other_spelling(db, memory, typed, &asked.query, held)?,
        fewer_words: fewer_words(&asked.query, held),
        ..Suggestions::default()
    };
    for reading in keyboard::readings(typed) {
        let other = Asked {
            query: Query::parse(&reading, aliases),
            after: None,
            ..asked.clone()
        };
        if !other.query.words.is_empty() && find(db, memory, &other)?.full > 0 {
            suggestions.other_keyboard = Some(reading);
            break;
        }
    }
    Ok(suggestions)
}

/// All words of articles that readers find: those of blocks, and those of fresh articles.
struct Vocabulary {
    settled: Arc<Vec<Known>>,
    fresh: Vec<Known>,
}

impl Vocabulary {
    fn read(db: &mut Db, memory: &Memory) -> Result<Vocabulary> {
        let generation = blocks::generation(db)?;
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

/// The question with each word that no article holds put in its nearest other spelling, if each has one.
fn other_spelling(
    db: &mut Db,
    memory: &Memory,
    typed: &str,
    asked: &Query,
    held: &[usize],
) -> Result<Option<String>> {
    if missing(asked, held).next().is_none() {
        return Ok(None);
    }
    let vocabulary = Vocabulary::read(db, memory)?;
    let mut question = typed.to_owned();
    let mut is_other = false;
    for (word, _) in missing(asked, held) {
        let Some(query::What::Surface(term)) = word.forms.first().map(|form| &form.what) else {
            return Ok(None);
        };
        let Some(nearest) = vocabulary.nearest(term) else {
            return Ok(None);
        };
        let shown = as_written(db, &nearest.term)?;
        question = question.replacen(&word.typed, &shown, 1);
        is_other = true;
    }
    Ok(Some(question).filter(|question| is_other && question != typed))
}

fn missing<'asked>(
    asked: &'asked Query,
    held: &'asked [usize],
) -> impl Iterator<Item = (&'asked query::Word, usize)> {
    let all = asked.words.iter().zip(held.iter().copied());
    all.filter(|(_, held)| *held == 0)
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

/// A term as an article writes it: with its final letters, its case and its signs.
fn as_written(db: &mut Db, term: &str) -> Result<String> {
    let holder = match fresh_holder(db, term)? {
        Some(holder) => Some(holder),
        None => settled_holder(db, term)?,
    };
    let written = match holder {
        Some(post) => {
            let source: Option<(String, String)> = post_table::table
                .find(post)
                .filter(post_table::listed_at.is_not_null())
                .select((post_table::title, post_table::source))
                .first(db)
                .optional()?;
            source.and_then(|(title, source)| written_in(term, &title, &source))
        }
        None => None,
    };
    Ok(written.unwrap_or_else(|| analyzer::decode(term)))
}

fn written_in(term: &str, title: &str, source: &str) -> Option<String> {
    let parts = markdown::parts(source);
    let texts = std::iter::once(title).chain(parts.iter().map(|part| part.text.as_str()));
    for text in texts {
        for token in analyzer::tokens(text, Setting::Prose) {
            if token.surface == term {
                return Some(text[token.place].to_lowercase());
            }
        }
    }
    None
}

fn fresh_holder(db: &mut Db, term: &str) -> Result<Option<PostId>> {
    let articles = fresh::all(db)?;
    let holds = |one: &&fresh::Fresh| one.head.is_listed && one.leaf().get(term).is_some();
    let holder = articles.iter().find(holds);
    Ok(holder.map(|article| PostId(article.head.id)))
}

fn settled_holder(db: &mut Db, term: &str) -> Result<Option<PostId>> {
    let (from, to) = blocks::range(blocks::generation(db)?);
    let row: Option<(i64, Vec<u8>)> = search_postings::table
        .filter(search_postings::term.eq(term))
        .filter(search_postings::block.ge(from))
        .filter(search_postings::block.lt(to))
        .select((search_postings::block, search_postings::entries))
        .first(db)
        .optional()?;
    let Some((block, entries)) = row else {
        return Ok(None);
    };
    let places = blocks::read_places(db, block)?;
    let found = postings::entries(&entries)
        .filter_map(|entry| places.places.get(entry.slot))
        .find(|place| place.id != 0 && place.is_listed);
    Ok(found.map(|place| PostId(place.id)))
}
