//! Making the whole index anew beside the one that answers, a handful of posts at a time.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::fresh::{self, Article};
use super::state::{self, Open, State};
use super::{ANALYZER, blocks};
use crate::domain::freshness::Name;
use crate::domain::ids::PostId;
use crate::schema::{
    posts as post_table, search_blocks, search_fresh, search_places, search_state,
    search_vocabulary, stale_words,
};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;
use crate::storage::freshness::touch;

/// How many posts a server indexes in one transaction: writers come in between.
pub const A_HANDFUL: i64 = 100;
/// For whoever has nothing else to do. Writers of a running site come in between, too, and each row of a
/// common word is written this much less often.
pub const MANY: i64 = 512;
/// An index may keep one word of articles that have left it for so many of those that it has,
const WASTE: u64 = 10;
/// and so many words in any case: a small index is made anew in a second.
const FEW_WORDS: u64 = 50_000;
/// How many rows of a former index are taken away in one transaction.
const TAKEN_AWAY: i64 = 20_000;

/// How far an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// How many posts it has got, of how many.
    Indexed {
        posts: i64,
        of: i64,
    },
    /// The former one is being taken away.
    Clearing,
    Done,
}

/// A state of the index's blocks: each change of them makes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    generation: i64,
    versions: i64,
}

/// The present state of the blocks that answer.
pub fn edition(db: &mut Db) -> Result<Edition> {
    let generation = state::generation(db)?;
    Ok(Edition {
        generation,
        versions: blocks::versions(db, generation)?,
    })
}

/// Whether articles have left so many slots behind that the index is to be made anew: they take room, and
/// every search reads over them.
pub fn is_wasteful(db: &mut Db) -> Result<bool> {
    let open = State::read(db)?.open();
    let [answering] = open.as_slice() else {
        return Ok(false);
    };
    let (kept, left) = blocks::words(db, answering.generation)?;
    Ok(left > FEW_WORDS && left * WASTE > kept)
}

/// Whether there is anything for [`build`] to do.
pub fn has_work(db: &mut Db) -> Result<bool> {
    let state = State::read(db)?;
    // What is being made by another is no former index.
    Ok(state.is_outdated() || (state.building.is_none() && has_former(db)?))
}

fn has_former(db: &mut Db) -> Result<bool> {
    let (from, to) = blocks::range(state::generation(db)?);
    let former = search_blocks::table.filter(
        search_blocks::block
            .lt(from)
            .or(search_blocks::block.ge(to)),
    );
    Ok(diesel::select(diesel::dsl::exists(former)).get_result(db)?)
}

/// SQL by which a site without posts has the present analyzer's index: an empty one is anybody's.
pub fn adopt_when_empty() -> String {
    format!(
        "UPDATE search_state SET analyzer = {ANALYZER} WHERE analyzer <> {ANALYZER} \
         AND NOT EXISTS (SELECT 1 FROM posts)"
    )
}

/// Begins a new index. The present one answers until the new one is whole.
pub fn start_over(db: &mut Db) -> Result<()> {
    let state = State::read(db)?;
    diesel::update(search_state::table)
        .set((
            search_state::building.eq(state.building.unwrap_or(state.generation) + 1),
            search_state::built_until.eq(0i64),
            search_state::towards.eq(ANALYZER),
        ))
        .execute(db)?;
    Ok(())
}

/// Lets the new index answer.
fn finish(db: &mut Db, generation: i64) -> Result<()> {
    diesel::update(search_state::table)
        .set((
            search_state::generation.eq(generation),
            search_state::analyzer.eq(ANALYZER),
            search_state::building.eq(None::<i64>),
        ))
        .execute(db)?;
    touch(db, [Name::Search])?;
    // An older analyzer may have made what is fresh, and whoever asks for a new index wants all of it new.
    let fresh: Vec<PostId> = search_fresh::table.select(search_fresh::post_id).load(db)?;
    let (now, later) = fresh.split_at(fresh.len().min(A_HANDFUL as usize));
    for post in now {
        fresh::index_by_itself(db, *post)?;
    }
    for post in later {
        super::mark_stale(db, *post)?;
    }
    Ok(())
}

/// One step towards an index by the present analyzer, of `posts` posts. Before which term nothing is left of
/// former indexes, `cleared` says from one step to the next.
pub fn build(db: &mut Db, posts: i64, cleared: &mut String) -> Result<Progress> {
    let state = State::read(db)?;
    if let Some(growing) = state.growing() {
        return extend(db, &state, growing, posts);
    }
    if state.is_outdated() {
        // An older one's beginning is of no use.
        start_over(db)?;
        return count(db, 0);
    }
    match state.building {
        Some(_) => Ok(Progress::Done),
        None => clear(db, cleared),
    }
}

fn extend(db: &mut Db, state: &State, growing: Open, posts: i64) -> Result<Progress> {
    let next: Vec<PostId> = post_table::table
        .filter(post_table::id.gt(growing.until))
        .order(post_table::id.asc())
        .limit(posts)
        .select(post_table::id)
        .load(db)?;
    let Some(last) = next.last() else {
        finish(db, growing.generation)?;
        return Ok(Progress::Clearing);
    };
    let mut articles: Vec<Article> = Vec::with_capacity(next.len());
    for post in &next {
        articles.extend(fresh::read_by_itself(db, *post)?);
    }
    blocks::append(db, growing.generation, &articles)?;
    diesel::update(search_state::table)
        .set(search_state::built_until.eq(last.0))
        .execute(db)?;
    // An upgrade may have noted every post, and the new index has what they hold now. Else they are few, and
    // the index that answers is to have it, too.
    if state.is_by_an_older() {
        diesel::delete(stale_words::table.filter(stale_words::post_id.eq_any(&next)))
            .execute(db)?;
    }
    count(db, last.0)
}

fn count(db: &mut Db, until: i64) -> Result<Progress> {
    let of: i64 = post_table::table.count().get_result(db)?;
    let posts: i64 = post_table::table
        .filter(post_table::id.le(PostId(until)))
        .count()
        .get_result(db)?;
    Ok(Progress::Indexed { posts, of })
}

/// The last term of some rows.
#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Nullable<Text>)]
    term: Option<String>,
}

/// Takes some of what former indexes left away. Rows of all indexes stand side by side, in the order of
/// their terms.
fn clear(db: &mut Db, cleared: &mut String) -> Result<Progress> {
    let (from, to) = blocks::range(state::generation(db)?);
    if !has_former(db)? {
        return Ok(Progress::Done);
    }
    let some = format!(
        "SELECT MAX(term) AS term FROM (SELECT term FROM search_postings WHERE term >= $1 \
         AND (block < {from} OR block >= {to}) ORDER BY term, block LIMIT {TAKEN_AWAY}) AS former"
    );
    let last: Last = on_backend!(db, connection => diesel::sql_query(&some)
        .bind::<Text, _>(cleared.as_str())
        .get_result(connection))?;
    if let Some(last) = last.term {
        let rows = format!(
            "DELETE FROM search_postings WHERE term >= $1 AND term <= $2 \
             AND (block < {from} OR block >= {to})"
        );
        on_backend!(db, connection => diesel::sql_query(&rows)
            .bind::<Text, _>(cleared.as_str())
            .bind::<Text, _>(&last)
            .execute(connection))?;
        *cleared = last;
        return Ok(Progress::Clearing);
    }
    if !cleared.is_empty() {
        // Another process may have left something before it.
        cleared.clear();
        return Ok(Progress::Clearing);
    }
    let (first_slot, last_slot) = blocks::slots(state::generation(db)?);
    diesel::delete(
        search_places::table.filter(
            search_places::slot
                .lt(first_slot)
                .or(search_places::slot.ge(last_slot)),
        ),
    )
    .execute(db)?;
    diesel::delete(
        search_vocabulary::table.filter(search_vocabulary::generation.ne(state::generation(db)?)),
    )
    .execute(db)?;
    diesel::delete(
        search_blocks::table.filter(
            search_blocks::block
                .lt(from)
                .or(search_blocks::block.ge(to)),
        ),
    )
    .execute(db)?;
    Ok(Progress::Done)
}
