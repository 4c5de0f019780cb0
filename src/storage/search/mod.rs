//! Finding articles by their words: an index of Daf's own, the same on both databases.
//!
//! A term's places are bytes ([`crate::text::search::postings`]) in rows of a *block*, 4,096 articles.
//! Blocks only grow: an article that is saved again takes a new slot, and its old one is left behind.
//! Saving writes one row of `search_fresh` in the same transaction, which every search reads beside the
//! blocks, so what is published is found by the next search of every process; a handful of fresh
//! articles at a time is moved into the last block in the background. All blocks together are a
//! *generation*; a new analyzer, too many slots left behind, or `daf check --rebuild-search` fills the next
//! one while the old one still answers.
//!
//! A search asks the database a few times only, whatever is asked: for all that its question needs,
//! for all that other questions need when it fares badly, and for the articles.

mod asking;
mod blocks;
mod building;
mod cards;
mod fresh;
mod holding;
mod index;
mod loading;
mod naming;
mod opening;
mod respelling;
mod sheet;
mod staleness;
mod state;
mod suggesting;
mod vocabulary;
mod whole;
mod wording;

pub use asking::{Asked, Counted, Hit, Hits, Memory, PAGE_LENGTH, Place, Ranking, find};
pub use blocks::Sheaf;
pub use building::{
    A_HANDFUL, Edition, MANY, Progress, build, edition, has_work, is_wasteful, start_over,
};
pub use fresh::{has_many, settle};
pub use index::Index;
pub use naming::{Label, Names};
pub use staleness::{
    can_refresh, has_stale, mark_bearers_stale, mark_for_later, mark_stale, refresh,
};
pub use state::is_of_a_newer;
pub use suggesting::{Guesses, Offer, Outcome, Suggestions};
pub use whole::{Whole, whole};
pub use wording::{
    Alias, MOST_ALIASES, Miss, add_alias, aliases, forget_misses, keep_misses, misses, remove_alias,
};

pub(super) use building::adopt_when_empty;
pub(super) use fresh::{Article, Head, day, index, index_body};
pub(super) use holding::{Edge, Sieve, holding};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::Db;
use super::error::Result;
use crate::domain::ids::PostId;

/// Of the words that the present analyzer makes. One more with every change of what it makes.
pub const ANALYZER: i64 = 3;

/// Blocks of a generation are numbered from its number times this on.
const GENERATION: i64 = 1_000_000;

/// A number that a query gives by the name of `id`.
#[derive(QueryableByName)]
pub(super) struct Numbered {
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
}

/// How many posts there are, and how many of them the index holds.
pub fn extent(db: &mut Db) -> Result<(i64, i64)> {
    use crate::schema::{posts, search_fresh, search_places};
    let all: i64 = posts::table.count().get_result(db)?;
    let (from, to) = blocks::slots(state::generation(db)?);
    let placed: i64 = posts::table
        .filter(diesel::dsl::exists(
            search_places::table
                .filter(search_places::post_id.eq(posts::id))
                .filter(search_places::slot.ge(from))
                .filter(search_places::slot.lt(to)),
        ))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            search_fresh::table.filter(search_fresh::post_id.eq(posts::id)),
        )))
        .count()
        .get_result(db)?;
    let fresh: i64 = posts::table
        .filter(diesel::dsl::exists(
            search_fresh::table.filter(search_fresh::post_id.eq(posts::id)),
        ))
        .count()
        .get_result(db)?;
    Ok((all, placed + fresh))
}
