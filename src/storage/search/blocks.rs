//! The rows of the index: which article has which slot, and each term's bytes in each block.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::fresh::{Article, Fresh, Head};
use super::{GENERATION, staleness, state};
use crate::domain::freshness::Name;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::schema::{search_blocks, search_places};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::{Result, StorageError};
use crate::storage::freshness::touch;
use crate::text::analyzer::Term;
use crate::text::search::Places;
use crate::text::search::block::Row;
use crate::text::search::inventory::{Stand, is_key};
use crate::text::search::postings::BLOCK;

/// The first block of a generation, and the first that is none of it.
pub(super) fn range(generation: i64) -> (i64, i64) {
    (generation * GENERATION, (generation + 1) * GENERATION)
}

/// The same of slots, which are numbered through all blocks.
pub(super) fn slots(generation: i64) -> (i64, i64) {
    let (from, to) = range(generation);
    (from * BLOCK as i64, to * BLOCK as i64)
}

/// An article's place as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: i64,
    length: u32,
    day: u32,
    is_listed: bool,
    language: u8,
    authors: Vec<i64>,
    tags: Vec<i64>,
}

/// Reads the places of a block.
pub(super) fn places(mut bytes: &[u8]) -> Places {
    let mut places = Places::default();
    while let Ok((kept, rest)) = postcard::take_from_bytes::<Kept>(bytes) {
        let language = Language::ALL.get(usize::from(kept.language));
        places.push(crate::text::search::Article {
            id: kept.id,
            length: kept.length,
            day: kept.day,
            is_listed: kept.is_listed,
            language: language.copied().unwrap_or(Language::En),
            authors: &kept.authors,
            tags: &kept.tags,
        });
        bytes = rest;
    }
    places
}

pub(super) fn read_places(db: &mut Db, block: i64) -> Result<Places> {
    let bytes: Vec<u8> = search_blocks::table
        .find(block)
        .select(search_blocks::places)
        .first(db)?;
    Ok(places(&bytes))
}

/// The blocks that there are, in order.
pub(super) fn present(db: &mut Db, (from, to): (i64, i64)) -> Result<Vec<i64>> {
    Ok(search_blocks::table
        .filter(search_blocks::block.ge(from))
        .filter(search_blocks::block.lt(to))
        .order(search_blocks::block.asc())
        .select(search_blocks::block)
        .load(db)?)
}

/// How many words the articles of a generation have, and how many those that have left their slots.
pub(super) fn words(db: &mut Db, generation: i64) -> Result<(u64, u64)> {
    let (from, to) = range(generation);
    let (mut kept, mut left) = (0, 0);
    for block in from..to {
        let bytes: Option<Vec<u8>> = search_blocks::table
            .find(block)
            .select(search_blocks::places)
            .first(db)
            .optional()?;
        let Some(bytes) = bytes else {
            break;
        };
        for place in places(&bytes).places {
            let words = if place.id == 0 { &mut left } else { &mut kept };
            *words += u64::from(place.length);
        }
    }
    Ok((kept, left))
}

/// How often the blocks of a generation were changed.
pub(super) fn versions(db: &mut Db, generation: i64) -> Result<i64> {
    let (from, to) = range(generation);
    let all: Vec<i64> = search_blocks::table
        .filter(search_blocks::block.ge(from))
        .filter(search_blocks::block.lt(to))
        .select(search_blocks::version)
        .load(db)?;
    Ok(all.into_iter().sum())
}

fn kept(head: &Head) -> Kept {
    let language = Language::ALL
        .iter()
        .position(|language| language.tag() == head.language);
    Kept {
        id: head.id,
        length: head.length,
        day: head.day,
        is_listed: head.is_listed,
        language: language.unwrap_or_default() as u8,
        authors: head.authors.clone(),
        tags: head.tags.clone(),
    }
}

fn written(kept: &Kept, bytes: Vec<u8>) -> Result<Vec<u8>> {
    postcard::to_extend(kept, bytes)
        .map_err(|error| StorageError::Failed(format!("cannot write a place down: {error}")))
}

/// Lets posts have no slot in a generation any more.
pub(super) fn leave(db: &mut Db, generation: i64, posts: &[PostId]) -> Result<()> {
    leave_slots(db, slots(generation), posts)
}

fn leave_slots(db: &mut Db, (from, to): (i64, i64), posts: &[PostId]) -> Result<()> {
    let mut left: Vec<i64> = Vec::new();
    for some in posts.chunks(ROWS_AT_ONCE) {
        let slots = diesel::delete(
            search_places::table
                .filter(search_places::post_id.eq_any(some))
                .filter(search_places::slot.ge(from))
                .filter(search_places::slot.lt(to)),
        )
        .returning(search_places::slot)
        .get_results(db)?;
        left.extend::<Vec<i64>>(slots);
    }
    let mut by_block: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for slot in left {
        let place = (slot % BLOCK as i64) as usize;
        by_block.entry(slot / BLOCK as i64).or_default().push(place);
    }
    for (block, slots) in by_block {
        empty(db, block, &slots)?;
    }
    Ok(())
}

/// Marks slots of a block as gone.
fn empty(db: &mut Db, block: i64, slots: &[usize]) -> Result<()> {
    let bytes: Vec<u8> = search_blocks::table
        .find(block)
        .select(search_blocks::places)
        .first(db)?;
    let mut rewritten = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    let mut slot = 0;
    while let Ok((mut kept, after)) = postcard::take_from_bytes::<Kept>(rest) {
        if slots.contains(&slot) {
            kept.id = 0;
            kept.is_listed = false;
        }
        rewritten = written(&kept, rewritten)?;
        rest = after;
        slot += 1;
    }
    diesel::update(search_blocks::table.find(block))
        .set((
            search_blocks::places.eq(rewritten),
            search_blocks::version.eq(search_blocks::version + 1),
        ))
        .execute(db)?;
    Ok(())
}

/// Gives articles slots at the end of a generation.
pub(super) fn append<A: Taken>(db: &mut Db, generation: i64, articles: &[A]) -> Result<()> {
    let mut rest = articles;
    while !rest.is_empty() {
        let (block, used) = last_block(db, generation)?;
        let (now, later) = rest.split_at(rest.len().min(BLOCK - used));
        fill(db, block, used, now)?;
        rest = later;
    }
    Ok(())
}

/// The block that takes the next article, and how many it has.
fn last_block(db: &mut Db, generation: i64) -> Result<(i64, usize)> {
    match newest(db, generation)? {
        Some((block, articles)) if articles < BLOCK => Ok((block, articles)),
        last => Ok((begin(db, generation, last)?, 0)),
    }
}

/// The last block of a generation, and how many articles it has had.
fn newest(db: &mut Db, generation: i64) -> Result<Option<(i64, usize)>> {
    let (from, to) = range(generation);
    let last: Option<(i64, i64)> = search_blocks::table
        .filter(search_blocks::block.ge(from))
        .filter(search_blocks::block.lt(to))
        .order(search_blocks::block.desc())
        .select((search_blocks::block, search_blocks::articles))
        .first(db)
        .optional()?;
    Ok(last.map(|(block, articles)| (block, articles as usize)))
}

/// Begins a block behind the last one.
fn begin(db: &mut Db, generation: i64, last: Option<(i64, usize)>) -> Result<i64> {
    let block = last.map_or(range(generation).0, |(block, _)| block + 1);
    diesel::insert_into(search_blocks::table)
        .values((
            search_blocks::block.eq(block),
            search_blocks::version.eq(0i64),
            search_blocks::articles.eq(0i64),
            search_blocks::places.eq(Vec::<u8>::new()),
        ))
        .execute(db)?;
    Ok(block)
}

fn fill<A: Taken>(db: &mut Db, block: i64, used: usize, articles: &[A]) -> Result<()> {
    let mut sheaf = Sheaf {
        first: used,
        ..Sheaf::default()
    };
    for article in articles {
        article.go_to(&mut sheaf)?;
    }
    sheaf.put(db, block)
}

/// What a sheaf takes up: an article that was just read, or one that was kept.
pub(super) trait Taken {
    fn go_to(&self, sheaf: &mut Sheaf) -> Result<()>;
}

impl Taken for Article {
    fn go_to(&self, sheaf: &mut Sheaf) -> Result<()> {
        sheaf.take(&self.head, self.inventory.terms())
    }
}

impl Taken for Fresh {
    fn go_to(&self, sheaf: &mut Sheaf) -> Result<()> {
        sheaf.take(&self.head, self.leaf().terms())
    }
}

/// Articles on their way into a block, as the rows that they become. Many at once cost far less than the
/// same in turn: each row of a common word is written once.
#[derive(Default)]
pub struct Sheaf {
    /// The slot of the first.
    first: usize,
    posts: Vec<PostId>,
    places: Vec<u8>,
    rows: HashMap<Term, Growing>,
}

/// A term's row as it grows.
#[derive(Default)]
struct Growing {
    row: Row,
    /// In how many of the articles that readers find it stands. What only the desk finds tells nobody its
    /// words.
    listed: i64,
}

impl Sheaf {
    /// Takes an article up. One that is full is to be written first.
    pub fn add(&mut self, article: &Article) -> Result<()> {
        article.go_to(self)
    }

    fn take<'a>(
        &mut self,
        head: &Head,
        terms: impl Iterator<Item = (&'a str, Stand<'a>)>,
    ) -> Result<()> {
        let slot = self.first + self.posts.len();
        self.places = written(&kept(head), std::mem::take(&mut self.places))?;
        self.posts.push(PostId(head.id));
        for (term, stand) in terms {
            let growing = self.rows.entry(term.into()).or_default();
            let is_word = !is_key(term);
            growing.row.append(slot, &stand, is_word);
            growing.listed += i64::from(is_word && head.is_listed);
        }
        Ok(())
    }

    pub fn is_full(&self) -> bool {
        self.first + self.posts.len() >= BLOCK
    }

    /// Writes what was taken up, and is empty again: into the last block where that has room for all of it,
    /// else into a new one. Those that somebody else indexed meanwhile, or noted as old, are left to them; a newer
    /// Daf indexes all of them by itself.
    pub fn write(&mut self, db: &mut Db) -> Result<()> {
        let sheaf = std::mem::take(self);
        if sheaf.posts.is_empty() || state::is_of_a_newer(db)? {
            return Ok(());
        }
        touch(db, [Name::Search])?;
        let posts = sheaf.posts.clone();
        let own = staleness::take_marks_for_later(db, &posts)?;
        let generation = state::generation(db)?;
        // A new index that has begun to answer meanwhile has them, too.
        leave(db, generation, &own)?;
        let (block, used) = match newest(db, generation)? {
            Some((block, used)) if used + posts.len() <= BLOCK => (block, used),
            last => (begin(db, generation, last)?, 0),
        };
        sheaf.moved(used).put(db, block)?;
        let own: HashSet<PostId> = own.into_iter().collect();
        let others = Vec::from_iter(posts.iter().copied().filter(|post| !own.contains(post)));
        let first = block * BLOCK as i64 + used as i64;
        leave_slots(db, (first, first + posts.len() as i64), &others)
    }

    /// The same behind so many articles of a block.
    fn moved(self, by: usize) -> Sheaf {
        if by == 0 {
            return self;
        }
        let rows = self.rows.into_iter().map(|(term, growing)| {
            let row = growing.row.moved(by);
            (term, Growing { row, ..growing })
        });
        Sheaf {
            first: self.first + by,
            posts: self.posts,
            places: self.places,
            rows: rows.collect(),
        }
    }

    /// Writes it behind what a block has.
    fn put(self, db: &mut Db, block: i64) -> Result<()> {
        let mut places: Vec<u8> = search_blocks::table
            .find(block)
            .select(search_blocks::places)
            .first(db)?;
        places.extend(&self.places);
        let articles = self.first + self.posts.len();
        diesel::update(search_blocks::table.find(block))
            .set((
                search_blocks::places.eq(places),
                search_blocks::articles.eq(articles as i64),
                search_blocks::version.eq(search_blocks::version + 1),
            ))
            .execute(db)?;
        let start = block * BLOCK as i64 + self.first as i64;
        let slots: Vec<_> = (start..)
            .zip(self.posts)
            .map(|(slot, post)| {
                (
                    search_places::post_id.eq(post),
                    search_places::slot.eq(slot),
                )
            })
            .collect();
        on_backend!(db, connection => diesel::insert_into(search_places::table).values(&slots).execute(connection))?;
        // In the order of the table's key, which is written from one end to the other then.
        let mut rows = Vec::from_iter(self.rows);
        rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let generation = block / GENERATION;
        match db {
            Db::Sqlite(connection) => {
                extend_sqlite(connection, block, &rows)?;
                know_sqlite(connection, generation, &rows)
            }
            Db::Postgres(connection) => {
                extend_postgres(connection, block, &rows)?;
                know_postgres(connection, generation, &rows)
            }
        }
    }
}

/// The words that readers may know of.
fn known(rows: &[(Term, Growing)]) -> impl Iterator<Item = (&Term, i64)> {
    let listed = rows.iter().filter(|(_, growing)| growing.listed > 0);
    listed.map(|(term, growing)| (term, growing.listed))
}

fn know_sqlite(
    connection: &mut SqliteConnection,
    generation: i64,
    rows: &[(Term, Growing)],
) -> Result<()> {
    let words: Vec<(&Term, i64)> = known(rows).collect();
    for some in words.chunks(ROWS_AT_ONCE) {
        let values = vec!["(?,?,?)"; some.len()].join(",");
        let mut query = diesel::sql_query(format!(
            "INSERT INTO search_vocabulary (generation, term, articles) VALUES {values} \
             ON CONFLICT (generation, term) DO UPDATE SET articles = articles + excluded.articles"
        ))
        .into_boxed();
        for (term, count) in some {
            query = query
                .bind::<BigInt, _>(generation)
                .bind::<Text, _>(term.as_str())
                .bind::<BigInt, _>(*count);
        }
        query.execute(connection)?;
    }
    Ok(())
}

fn know_postgres(
    connection: &mut PgConnection,
    generation: i64,
    rows: &[(Term, Growing)],
) -> Result<()> {
    let words = known(rows).map(|(term, count)| (term.as_str(), count));
    let (terms, counts): (Vec<&str>, Vec<i64>) = words.unzip();
    diesel::sql_query(
        "INSERT INTO search_vocabulary AS v (generation, term, articles) \
         SELECT $1, term, articles FROM unnest($2, $3) AS new (term, articles) \
         ON CONFLICT (generation, term) DO UPDATE SET articles = v.articles + excluded.articles",
    )
    .bind::<BigInt, _>(generation)
    .bind::<Array<Text>, _>(terms)
    .bind::<Array<BigInt>, _>(counts)
    .execute(connection)?;
    Ok(())
}

/// How many rows a statement writes: SQLite takes 32,766 values at most.
pub(super) const ROWS_AT_ONCE: usize = 500;

/// Joining bytes makes text of them on SQLite, which keeps every byte and is bytes again by the cast.
fn extend_sqlite(
    connection: &mut SqliteConnection,
    block: i64,
    rows: &[(Term, Growing)],
) -> Result<()> {
    for some in rows.chunks(ROWS_AT_ONCE) {
        let values = vec!["(?,?,?,?)"; some.len()].join(",");
        let mut query = diesel::sql_query(format!(
            "INSERT INTO search_postings (term, block, entries, positions) VALUES {values} \
             ON CONFLICT (term, block) DO UPDATE SET \
             entries = CAST(entries || excluded.entries AS BLOB), \
             positions = CAST(positions || excluded.positions AS BLOB)"
        ))
        .into_boxed();
        for (term, growing) in some {
            query = query
                .bind::<Text, _>(term.as_str())
                .bind::<BigInt, _>(block)
                .bind::<Binary, _>(growing.row.entries.as_slice())
                .bind::<Binary, _>(growing.row.positions.as_slice());
        }
        query.execute(connection)?;
    }
    Ok(())
}

fn extend_postgres(
    connection: &mut PgConnection,
    block: i64,
    rows: &[(Term, Growing)],
) -> Result<()> {
    let terms: Vec<&str> = rows.iter().map(|(term, _)| term.as_str()).collect();
    let rows = || rows.iter().map(|(_, growing)| &growing.row);
    let entries: Vec<&[u8]> = rows().map(|row| row.entries.as_slice()).collect();
    let positions: Vec<&[u8]> = rows().map(|row| row.positions.as_slice()).collect();
    diesel::sql_query(
        "INSERT INTO search_postings AS p (term, block, entries, positions) \
         SELECT term, $1, entries, positions FROM unnest($2, $3, $4) AS new (term, entries, positions) \
         ON CONFLICT (term, block) DO UPDATE SET \
         entries = p.entries || excluded.entries, positions = p.positions || excluded.positions",
    )
    .bind::<BigInt, _>(block)
    .bind::<Array<Text>, _>(terms)
    .bind::<Array<Binary>, _>(entries)
    .bind::<Array<Binary>, _>(positions)
    .execute(connection)?;
    Ok(())
}
