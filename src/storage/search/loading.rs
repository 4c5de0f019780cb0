//! The rows of the index that a question needs.

use std::sync::{Arc, PoisonError};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use hashbrown::HashMap;

use super::asking::Memory;
use super::fresh::{self, Fresh};
use super::{blocks, state};
use crate::domain::ids::PostId;
use crate::schema::{search_blocks, search_places};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;
use crate::text::analyzer::Term;
use crate::text::search::block::{Block, Row};
use crate::text::search::postings::BLOCK;
use crate::text::search::{Places, Query};

/// A beginning stands for at most so many rows of terms.
const MOST_BEGUN: i64 = 2_000;

/// A term's places in a block, as the database holds them.
#[derive(QueryableByName)]
pub(super) struct Found {
    #[diesel(sql_type = Text)]
    pub term: String,
    #[diesel(sql_type = BigInt)]
    pub block: i64,
    #[diesel(sql_type = Binary)]
    pub bytes: Vec<u8>,
}

/// The blocks of the present generation and the fresh articles, each with the rows that a question
/// needs.
pub(super) fn load(db: &mut Db, memory: &Memory, query: &Query) -> Result<Vec<Block>> {
    let (from, to) = blocks::range(state::generation(db)?);
    let fresh = fresh::all(db)?;
    let outdated = outdated(db, &fresh, (from, to))?;
    let mut loaded: HashMap<i64, Block> = HashMap::new();
    let mut order = Vec::new();
    for (block, places) in memory.places(db, (from, to))? {
        order.push(block);
        loaded.insert(
            block,
            Block {
                places,
                outdated: outdated.get(&block).cloned().unwrap_or_default(),
                rows: HashMap::new(),
            },
        );
    }
    for found in rows(db, "entries", &query.names(), (from, to))? {
        if let Some(block) = loaded.get_mut(&found.block) {
            block.rows.entry(found.term.into()).or_default().entries = found.bytes;
        }
    }
    for found in rows(db, "positions", &query.names_in_order(), (from, to))? {
        if let Some(block) = loaded.get_mut(&found.block) {
            block.rows.entry(found.term.into()).or_default().positions = found.bytes;
        }
    }
    for beginning in query.beginnings() {
        for found in begun(db, &beginning, (from, to))? {
            if let Some(block) = loaded.get_mut(&found.block) {
                block.rows.entry(found.term.into()).or_default().entries = found.bytes;
            }
        }
    }
    let mut all: Vec<Block> = order
        .iter()
        .filter_map(|block| loaded.remove(block))
        .collect();
    all.extend(fresh.chunks(BLOCK).map(|some| fresh_block(some, query)));
    Ok(all)
}

/// The fresh articles as a block, with the rows that a question needs.
fn fresh_block(articles: &[Fresh], query: &Query) -> Block {
    let (names, in_order) = (query.names(), query.names_in_order());
    let beginnings = query.beginnings();
    let mut places = Places::default();
    let mut rows: HashMap<Term, Row> = HashMap::new();
    for (slot, article) in articles.iter().enumerate() {
        places.push(article.as_placed());
        let leaf = article.leaf();
        for name in &names {
            if let Some(stand) = leaf.get(name) {
                let has_positions = in_order.contains(name);
                let row = rows.entry(name.into()).or_default();
                row.append(slot, &stand, has_positions);
            }
        }
        let begun = beginnings.iter().flat_map(|name| leaf.beginning(name));
        for (name, stand) in begun.filter(|(name, _)| !names.iter().any(|known| known == name)) {
            rows.entry(name.into())
                .or_default()
                .append(slot, &stand, false);
        }
    }
    Block {
        places: Arc::new(places),
        outdated: Vec::new(),
        rows,
    }
}

/// Slots whose articles are among the fresh ones, by block.
pub(super) fn outdated(
    db: &mut Db,
    fresh: &[Fresh],
    (from, to): (i64, i64),
) -> Result<HashMap<i64, Vec<usize>>> {
    let posts: Vec<PostId> = fresh
        .iter()
        .map(|article| PostId(article.head.id))
        .collect();
    let mut by_block: HashMap<i64, Vec<usize>> = HashMap::new();
    for some in posts.chunks(blocks::ROWS_AT_ONCE) {
        let slots: Vec<i64> = search_places::table
            .filter(search_places::post_id.eq_any(some))
            .filter(search_places::slot.ge(from * BLOCK as i64))
            .filter(search_places::slot.lt(to * BLOCK as i64))
            .select(search_places::slot)
            .load(db)?;
        for slot in slots {
            let block = by_block.entry(slot / BLOCK as i64).or_default();
            block.push((slot % BLOCK as i64) as usize);
        }
    }
    Ok(by_block)
}

impl Memory {
    /// The places of all blocks in order; those that have changed are read.
    fn places(&self, db: &mut Db, (from, to): (i64, i64)) -> Result<Vec<(i64, Arc<Places>)>> {
        let versions: Vec<(i64, i64)> = search_blocks::table
            .filter(search_blocks::block.ge(from))
            .filter(search_blocks::block.lt(to))
            .order(search_blocks::block.asc())
            .select((search_blocks::block, search_blocks::version))
            .load(db)?;
        let known = |(block, version): &(i64, i64)| {
            let remembered = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let found = remembered.get(block).filter(|(held, _)| held == version);
            found.map(|(_, places)| Arc::clone(places))
        };
        let mut all = Vec::with_capacity(versions.len());
        for row in versions {
            let places = match known(&row) {
                Some(places) => places,
                None => self.read(db, row)?,
            };
            all.push((row.0, places));
        }
        Ok(all)
    }

    fn read(&self, db: &mut Db, (block, version): (i64, i64)) -> Result<Arc<Places>> {
        let places = Arc::new(blocks::read_places(db, block)?);
        let mut remembered = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Blocks of former generations are asked for no more.
        let generation = block / super::GENERATION;
        remembered.retain(|block, _| block / super::GENERATION == generation);
        remembered.insert(block, (version, Arc::clone(&places)));
        Ok(places)
    }
}

/// A column of the rows of terms in some blocks.
fn rows(db: &mut Db, column: &str, terms: &[String], (from, to): (i64, i64)) -> Result<Vec<Found>> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let bounds = "p.block >= $2 AND p.block < $3";
    let found = match db {
        // CROSS keeps the order: each term is looked up.
        Db::Sqlite(connection) => diesel::sql_query(format!(
            "SELECT p.term, p.block, p.{column} AS bytes FROM json_each($1) t \
             CROSS JOIN search_postings p WHERE p.term = t.value AND {bounds}"
        ))
        .bind::<Text, _>(serde_json::json!(terms).to_string())
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection)?,
        Db::Postgres(connection) => diesel::sql_query(format!(
            "SELECT p.term, p.block, p.{column} AS bytes FROM search_postings p \
             WHERE p.term = ANY($1) AND {bounds}"
        ))
        .bind::<Array<Text>, _>(terms)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection)?,
    };
    Ok(found)
}

fn begun(db: &mut Db, beginning: &str, (from, to): (i64, i64)) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT term, block, entries AS bytes FROM search_postings \
         WHERE term >= $1 AND term < $2 AND block >= $3 AND block < $4 ORDER BY term, block LIMIT {MOST_BEGUN}"
    );
    let end = format!("{beginning}\u{10FFFF}");
    let found = on_backend!(db, connection => diesel::sql_query(&query)
        .bind::<Text, _>(beginning)
        .bind::<Text, _>(&end)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection))?;
    Ok(found)
}
