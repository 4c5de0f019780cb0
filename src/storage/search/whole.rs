//! The whole index at once, for those who carry it elsewhere.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};

use super::fresh::Fresh;
use super::index::by_block;
use super::{blocks, fresh, state};
use crate::domain::ids::PostId;
use crate::schema::search_places;
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;
use crate::text::analyzer::Term;
use crate::text::search::block::weigh;
use crate::text::search::postings::{self, BLOCK};
use crate::text::search::shards::Standing;

/// Every article that readers find, by its number: its place in the list.
#[derive(Debug, Default)]
pub struct Whole {
    pub posts: Vec<PostId>,
    /// How many words each has.
    pub lengths: Vec<u32>,
    pub terms: BTreeMap<Term, Standing>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    term: String,
    #[diesel(sql_type = BigInt)]
    block: i64,
    #[diesel(sql_type = Binary)]
    bytes: Vec<u8>,
}

const ROWS: &str = "SELECT term, block, entries AS bytes FROM search_postings \
    WHERE block >= $1 AND block < $2";

/// Reads all of it. An article has the same number as long as none before it is gone.
pub fn whole(db: &mut Db) -> Result<Whole> {
    let (from, to) = blocks::range(state::generation(db)?);
    let fresh = fresh::all(db)?;
    let outdated = outdated(db, &fresh, (from, to))?;
    let mut listed: BTreeMap<i64, u32> = BTreeMap::new();
    let mut slots: BTreeMap<i64, Vec<Option<i64>>> = BTreeMap::new();
    for block in blocks::present(db, (from, to))? {
        let places = blocks::read_places(db, block)?;
        let gone = outdated.get(&block);
        let is_there = |slot: usize| gone.is_none_or(|gone| !gone.contains(&slot));
        let of_block = places.places.iter().enumerate().map(|(slot, place)| {
            let is_found = place.id != 0 && place.is_listed && is_there(slot);
            is_found.then(|| {
                listed.insert(place.id, place.length);
                place.id
            })
        });
        slots.insert(block, of_block.collect());
    }
    for article in fresh.iter().filter(|article| article.head.is_listed) {
        listed.insert(article.head.id, article.head.length);
    }
    let numbers: hashbrown::HashMap<i64, u32> = listed.keys().copied().zip(0..).collect();
    let mut terms: BTreeMap<Term, Standing> = BTreeMap::new();
    let rows: Vec<Found> = on_backend!(db, connection => diesel::sql_query(ROWS)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection))?;
    for row in rows {
        let Some(slots) = slots.get(&row.block) else {
            continue;
        };
        let standing = postings::entries(&row.bytes).filter_map(|entry| {
            let id = (*slots.get(entry.slot)?)?;
            Some((*numbers.get(&id)?, weigh(&entry.counts)))
        });
        terms.entry(row.term.into()).or_default().extend(standing);
    }
    for article in &fresh {
        let Some(number) = numbers
            .get(&article.head.id)
            .filter(|_| article.head.is_listed)
        else {
            continue;
        };
        for (term, stand) in article.leaf().terms() {
            terms
                .entry(term.into())
                .or_default()
                .push((*number, weigh(&stand.counts)));
        }
    }
    terms.retain(|_, standing| !standing.is_empty());
    for standing in terms.values_mut() {
        standing.sort_unstable_by_key(|(number, _)| *number);
    }
    Ok(Whole {
        posts: listed.keys().copied().map(PostId).collect(),
        lengths: listed.into_values().collect(),
        terms,
    })
}

/// Slots whose articles are among the fresh ones, by block.
fn outdated(
    db: &mut Db,
    fresh: &[Fresh],
    (from, to): (i64, i64),
) -> Result<HashMap<i64, Vec<usize>>> {
    let posts: Vec<PostId> = fresh
        .iter()
        .map(|article| PostId(article.head.id))
        .collect();
    let mut slots: Vec<i64> = Vec::new();
    for some in posts.chunks(blocks::ROWS_AT_ONCE) {
        let of_some = search_places::table
            .filter(search_places::post_id.eq_any(some))
            .filter(search_places::slot.ge(from * BLOCK as i64))
            .filter(search_places::slot.lt(to * BLOCK as i64))
            .select(search_places::slot);
        slots.extend(of_some.load::<i64>(db)?);
    }
    Ok(by_block(slots))
}
