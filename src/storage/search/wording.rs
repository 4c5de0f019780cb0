//! What a site's editors know of its readers' words: names that mean one thing, and questions that
//! found nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use super::asking::Memory;
use super::sheet::{Line, Part, Sheet};
use crate::domain::freshness::Name;
use crate::domain::moment::Moment;
use crate::schema::{search_aliases, search_misses};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::{Result, StorageError};
use crate::storage::freshness::touch;
use crate::text::search::Aliases;

/// A site has at most so many pairs of names.
pub const MOST_ALIASES: i64 = 1_000;

/// So many questions that found nothing are kept, those asked last.
const MOST_MISSES: i64 = 1_000;
/// So many wait at most to be written down; more are not noted.
const MOST_WAITING: usize = 200;

/// Two names of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Alias {
    pub id: i64,
    pub name: String,
    pub other: String,
}

/// A question that found nothing.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Miss {
    pub words: String,
    pub times: i64,
    pub last_at: Moment,
}

/// The site's own pairs of names, by name.
pub fn aliases(db: &mut Db) -> Result<Vec<Alias>> {
    Ok(search_aliases::table
        .order((search_aliases::name.asc(), search_aliases::other.asc()))
        .load(db)?)
}

/// Adds a pair of names. One that is there already is taken.
pub fn add_alias(db: &mut Db, name: &str, other: &str) -> Result<()> {
    let number: i64 = search_aliases::table.count().get_result(db)?;
    if number >= MOST_ALIASES {
        return Err(StorageError::Refused("too many names".to_owned()));
    }
    diesel::insert_into(search_aliases::table)
        .values((
            search_aliases::name.eq(name),
            search_aliases::other.eq(other),
        ))
        .execute(db)?;
    touch(db, [Name::Search])
}

pub fn remove_alias(db: &mut Db, id: i64) -> Result<Alias> {
    let alias: Alias = search_aliases::table
        .filter(search_aliases::id.eq(id))
        .first(db)?;
    diesel::delete(search_aliases::table.filter(search_aliases::id.eq(id))).execute(db)?;
    touch(db, [Name::Search])?;
    Ok(alias)
}

/// Names that were read, and of which state of the table: how many rows, and the last one's number.
#[derive(Clone)]
pub(super) struct Read {
    state: (i64, i64),
    names: Arc<Aliases>,
}

/// The names that questions are read with.
#[derive(Default)]
pub(super) struct Known(Mutex<Option<Read>>);

/// Lines that tell in which state the site's own names are, and of them when that is another one.
pub(super) const STATE: &str = "aliases";
pub(super) const ALIAS: &str = "alias";

const COUNT: &str = "(SELECT COUNT(*) FROM search_aliases)";
const LAST: &str = "(SELECT COALESCE(MAX(id), 0) FROM search_aliases)";

impl Memory {
    /// Daf's names and the site's own.
    pub fn aliases(&self, db: &mut Db) -> Result<Arc<Aliases>> {
        let mut sheet = Sheet::to(db);
        let known = self.put_aliases_on(&mut sheet);
        Ok(self.aliases_from(known, sheet.ask(db)?))
    }

    /// The same as they were read last, which is all that is known of them without asking.
    pub fn known_aliases(&self) -> Arc<Aliases> {
        self.read_names().names
    }

    fn read_names(&self) -> Read {
        let mut slot = self.names.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = slot.get_or_insert_with(|| Read {
            state: (0, 0),
            names: Arc::new(Aliases::with(&[])),
        });
        read.clone()
    }

    /// Asks whether names are what is known of them, and for all when they are not.
    pub(super) fn put_aliases_on(&self, sheet: &mut Sheet) -> Read {
        let known = self.read_names();
        let (count, last) = known.state;
        sheet.add(&Part::of(STATE).numbers(COUNT, LAST), "search_state");
        let changed = format!("search_aliases WHERE {COUNT} <> {count} OR {LAST} <> {last}");
        sheet.add(&Part::of(ALIAS).names("name", "other"), &changed);
        known
    }

    /// Reads what was answered.
    pub(super) fn aliases_from(&self, known: Read, lines: Vec<Line>) -> Arc<Aliases> {
        let mut state = (0, 0);
        let mut own = Vec::new();
        for line in lines {
            match line.kind.as_str() {
                STATE => state = (line.number, line.other_number),
                _ => own.push((line.name, line.other_name)),
            }
        }
        if state == known.state {
            return known.names;
        }
        own.sort_unstable();
        let names = Arc::new(Aliases::with(&own));
        let mut slot = self.names.0.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(Read {
            state,
            names: Arc::clone(&names),
        });
        names
    }

    /// Notes a question that found nothing, to be written down soon: the words, and nothing of who asked.
    pub fn note_miss(&self, words: &str) {
        const LONGEST: usize = 300;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > LONGEST {
            return;
        }
        let mut waiting = self.misses.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST_WAITING || waiting.contains_key(&words) {
            *waiting.entry(words).or_insert(0) += 1;
        }
    }

    /// What was noted since it was asked last.
    pub fn take_misses(&self) -> HashMap<String, i64> {
        std::mem::take(&mut *self.misses.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down what was noted, and forgets what was asked longest ago.
pub fn keep_misses(db: &mut Db, misses: &HashMap<String, i64>, now: Moment) -> Result<()> {
    for (words, times) in misses {
        let row = (
            search_misses::words.eq(words),
            search_misses::times.eq(times),
            search_misses::last_at.eq(now),
        );
        on_backend!(db, connection => diesel::insert_into(search_misses::table)
            .values(row)
            .on_conflict(search_misses::words)
            .do_update()
            .set((
                search_misses::times.eq(search_misses::times + times),
                search_misses::last_at.eq(now),
            ))
            .execute(connection))?;
    }
    let oldest: Option<Moment> = search_misses::table
        .order(search_misses::last_at.desc())
        .offset(MOST_MISSES)
        .select(search_misses::last_at)
        .first(db)
        .optional()?;
    if let Some(oldest) = oldest {
        diesel::delete(search_misses::table.filter(search_misses::last_at.le(oldest)))
            .execute(db)?;
    }
    Ok(())
}

/// The questions that found nothing, those asked most first.
pub fn misses(db: &mut Db, most: i64) -> Result<Vec<Miss>> {
    Ok(search_misses::table
        .order((
            search_misses::times.desc(),
            search_misses::last_at.desc(),
            search_misses::words.asc(),
        ))
        .limit(most)
        .load(db)?)
}

/// Forgets all of them.
pub fn forget_misses(db: &mut Db) -> Result<()> {
    diesel::delete(search_misses::table).execute(db)?;
    Ok(())
}
