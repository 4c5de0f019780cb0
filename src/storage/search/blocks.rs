//! The rows of the index: which article has which slot, and each term's bytes in each block.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use serde::{Deserialize, Serialize};

use super::GENERATION;
use super::fresh::Article;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::schema::{search_blocks, search_places, search_state};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::{Result, StorageError};
use crate::text::search::inventory::is_key;
use crate::text::search::postings::{self, BLOCK};
use crate::text::search::ranking::{self, Places, Row};

/// The generation that answers.
pub(super) fn generation(db: &mut Db) -> Result<i64> {
    Ok(search_state::table
        .select(search_state::generation)
        .first(db)?)
}

pub(super) fn is_building(db: &mut Db) -> Result<bool> {
    let building: Option<i64> = search_state::table
        .select(search_state::building)
        .first(db)?;
    Ok(building.is_some())
}

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
        places.push(ranking::Article {
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

/// How many articles the blocks of a generation have had.
pub(super) fn articles(db: &mut Db, generation: i64) -> Result<i64> {
    let (from, to) = range(generation);
    let all: Vec<i64> = search_blocks::table
        .filter(search_blocks::block.ge(from))
        .filter(search_blocks::block.lt(to))
        .select(search_blocks::articles)
        .load(db)?;
    Ok(all.into_iter().sum())
}

fn kept(article: &Article) -> Kept {
    let language = Language::ALL
        .iter()
        .position(|language| language.tag() == article.language);
    Kept {
        id: article.id,
        length: article.inventory.length,
        day: article.day,
        is_listed: article.is_listed,
        language: language.unwrap_or_default() as u8,
        authors: article.authors.clone(),
        tags: article.tags.clone(),
    }
}

fn written(kept: &Kept, bytes: Vec<u8>) -> Result<Vec<u8>> {
    postcard::to_extend(kept, bytes)
        .map_err(|error| StorageError::Failed(format!("cannot write a place down: {error}")))
}

/// Lets posts have no slot in a generation any more.
pub(super) fn leave(db: &mut Db, generation: i64, posts: &[PostId]) -> Result<()> {
    let (from, to) = slots(generation);
    let left: Vec<i64> = diesel::delete(
        search_places::table
            .filter(search_places::post_id.eq_any(posts))
            .filter(search_places::slot.ge(from))
            .filter(search_places::slot.lt(to)),
    )
    .returning(search_places::slot)
    .get_results(db)?;
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
pub(super) fn append(db: &mut Db, generation: i64, articles: &[Article]) -> Result<()> {
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
    let (from, to) = range(generation);
    let last: Option<(i64, i64)> = search_blocks::table
        .filter(search_blocks::block.ge(from))
        .filter(search_blocks::block.lt(to))
        .order(search_blocks::block.desc())
        .select((search_blocks::block, search_blocks::articles))
        .first(db)
        .optional()?;
    let (block, used) = match last {
        Some((block, articles)) if (articles as usize) < BLOCK => {
            return Ok((block, articles as usize));
        }
        Some((block, _)) => (block + 1, 0),
        None => (from, 0),
    };
    diesel::insert_into(search_blocks::table)
        .values((
            search_blocks::block.eq(block),
            search_blocks::version.eq(0i64),
            search_blocks::articles.eq(0i64),
            search_blocks::places.eq(Vec::<u8>::new()),
        ))
        .execute(db)?;
    Ok((block, used))
}

fn fill(db: &mut Db, block: i64, used: usize, articles: &[Article]) -> Result<()> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut places: Vec<u8> = search_blocks::table
        .find(block)
        .select(search_blocks::places)
        .first(db)?;
    let mut slots = Vec::with_capacity(articles.len());
    for (slot, article) in (used..).zip(articles) {
        places = written(&kept(article), places)?;
        slots.push((
            search_places::post_id.eq(PostId(article.id)),
            search_places::slot.eq(block * BLOCK as i64 + slot as i64),
        ));
        for (term, occurrences) in &article.inventory.terms {
            let row = rows.entry(term).or_default();
            postings::append(&mut row.entries, slot, &occurrences.counts);
            if !is_key(term) {
                postings::append_positions(&mut row.positions, occurrences);
            }
        }
    }
    diesel::update(search_blocks::table.find(block))
        .set((
            search_blocks::places.eq(places),
            search_blocks::articles.eq((used + articles.len()) as i64),
            search_blocks::version.eq(search_blocks::version + 1),
        ))
        .execute(db)?;
    on_backend!(db, connection => diesel::insert_into(search_places::table).values(&slots).execute(connection))?;
    let words = vocabulary(articles);
    let generation = block / GENERATION;
    match db {
        Db::Sqlite(connection) => {
            extend_sqlite(connection, block, rows)?;
            know_sqlite(connection, generation, &words)
        }
        Db::Postgres(connection) => {
            extend_postgres(connection, block, rows)?;
            know_postgres(connection, generation, &words)
        }
    }
}

/// In how many of some articles that readers find each word stands. What only the desk finds tells
/// nobody its words.
fn vocabulary(articles: &[Article]) -> BTreeMap<&str, i64> {
    let mut words: BTreeMap<&str, i64> = BTreeMap::new();
    for article in articles.iter().filter(|article| article.is_listed) {
        for term in article.inventory.terms.keys().filter(|term| !is_key(term)) {
            *words.entry(term).or_default() += 1;
        }
    }
    words
}

fn know_sqlite(
    connection: &mut SqliteConnection,
    generation: i64,
    words: &BTreeMap<&str, i64>,
) -> Result<()> {
    let words: Vec<(&str, i64)> = words.iter().map(|(term, count)| (*term, *count)).collect();
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
                .bind::<Text, _>(*term)
                .bind::<BigInt, _>(*count);
        }
        query.execute(connection)?;
    }
    Ok(())
}

fn know_postgres(
    connection: &mut PgConnection,
    generation: i64,
    words: &BTreeMap<&str, i64>,
) -> Result<()> {
    let terms: Vec<&str> = words.keys().copied().collect();
    let counts: Vec<i64> = words.values().copied().collect();
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
const ROWS_AT_ONCE: usize = 500;

/// Joining bytes makes text of them on SQLite, which keeps every byte and is bytes again by the cast.
fn extend_sqlite(
    connection: &mut SqliteConnection,
    block: i64,
    rows: BTreeMap<&str, Row>,
) -> Result<()> {
    let rows: Vec<(&str, Row)> = rows.into_iter().collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        let values = vec!["(?,?,?,?)"; some.len()].join(",");
        let mut query = diesel::sql_query(format!(
            "INSERT INTO search_postings (term, block, entries, positions) VALUES {values} \
             ON CONFLICT (term, block) DO UPDATE SET \
             entries = CAST(entries || excluded.entries AS BLOB), \
             positions = CAST(positions || excluded.positions AS BLOB)"
        ))
        .into_boxed();
        for (term, row) in some {
            query = query
                .bind::<Text, _>(*term)
                .bind::<BigInt, _>(block)
                .bind::<Binary, _>(row.entries.as_slice())
                .bind::<Binary, _>(row.positions.as_slice());
        }
        query.execute(connection)?;
    }
    Ok(())
}

fn extend_postgres(
    connection: &mut PgConnection,
    block: i64,
    rows: BTreeMap<&str, Row>,
) -> Result<()> {
    let terms: Vec<&str> = rows.keys().copied().collect();
    let entries: Vec<&[u8]> = rows.values().map(|row| row.entries.as_slice()).collect();
    let positions: Vec<&[u8]> = rows.values().map(|row| row.positions.as_slice()).collect();
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

/// Adds many posts that the index does not hold yet, past the fresh ones.
pub fn insert_many(db: &mut Db, articles: &[Article]) -> Result<()> {
    let generation = generation(db)?;
    append(db, generation, articles)
}
