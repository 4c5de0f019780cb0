//! Making the whole index anew beside the one that answers, a handful of posts at a time.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::fresh::{self, Article};
use super::{ANALYZER, blocks};
use crate::domain::ids::PostId;
use crate::schema::{
    posts as post_table, search_blocks, search_fresh, search_places, search_state,
    search_vocabulary, stale_words,
};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;

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

/// Whether the index was made by an older analyzer, or is half made. What a newer one made or makes is
/// left to its own process: during an upgrade both may run.
pub fn is_outdated(db: &mut Db) -> Result<bool> {
    let (analyzer, building): (i64, Option<i64>) = search_state::table
        .select((search_state::analyzer, search_state::building))
        .first(db)?;
    Ok(!is_of_a_newer(db)? && (analyzer < ANALYZER || building.is_some()))
}

/// Whether a newer analyzer made the index, or makes it.
pub fn is_of_a_newer(db: &mut Db) -> Result<bool> {
    let (analyzer, building, towards): (i64, Option<i64>, i64) = search_state::table
        .select((
            search_state::analyzer,
            search_state::building,
            search_state::towards,
        ))
        .first(db)?;
    Ok(analyzer > ANALYZER || (building.is_some() && towards > ANALYZER))
}

/// An index that takes articles in, up to a post: the later ones it will read by itself.
pub(super) struct Open {
    pub generation: i64,
    pub until: PostId,
}

/// The indexes that take in what the present analyzer makes of articles: the one that answers, and the one
/// that is made beside it. None during an upgrade.
pub(super) fn open(db: &mut Db) -> Result<Vec<Open>> {
    let state: (i64, i64, Option<i64>, i64, i64) = search_state::table
        .select((
            search_state::generation,
            search_state::analyzer,
            search_state::building,
            search_state::built_until,
            search_state::towards,
        ))
        .first(db)?;
    let (generation, analyzer, building, until, towards) = state;
    if analyzer != ANALYZER || (building.is_some() && towards != ANALYZER) {
        return Ok(Vec::new());
    }
    let answering = Open {
        generation,
        until: PostId(i64::MAX),
    };
    let beside = building.map(|generation| Open {
        generation,
        until: PostId(until),
    });
    Ok([answering].into_iter().chain(beside).collect())
}

/// A state of the index's blocks: each change of them makes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    generation: i64,
    versions: i64,
}

/// The present state of the blocks that answer.
pub fn edition(db: &mut Db) -> Result<Edition> {
    let generation = blocks::generation(db)?;
    Ok(Edition {
        generation,
        versions: blocks::versions(db, generation)?,
    })
}

/// Whether articles have left so many slots behind that the index is to be made anew: they take room, and
/// every search reads over them.
pub fn is_wasteful(db: &mut Db) -> Result<bool> {
    let open = open(db)?;
    let [answering] = open.as_slice() else {
        return Ok(false);
    };
    let (kept, left) = blocks::words(db, answering.generation)?;
    Ok(left > FEW_WORDS && left * WASTE > kept)
}

/// Whether there is anything for [`build`] to do.
pub fn has_work(db: &mut Db) -> Result<bool> {
    let building: Option<i64> = search_state::table
        .select(search_state::building)
        .first(db)?;
    // What is being made by another is no former index.
    Ok(is_outdated(db)? || (building.is_none() && has_former(db)?))
}

fn has_former(db: &mut Db) -> Result<bool> {
    let (from, to) = blocks::range(blocks::generation(db)?);
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
    let (generation, building): (i64, Option<i64>) = search_state::table
        .select((search_state::generation, search_state::building))
        .first(db)?;
    diesel::update(search_state::table)
        .set((
            search_state::building.eq(building.unwrap_or(generation) + 1),
            search_state::built_until.eq(0i64),
            search_state::towards.eq(ANALYZER),
        ))
        .execute(db)?;
    Ok(())
}

fn is_by_an_older(db: &mut Db) -> Result<bool> {
    let analyzer: i64 = search_state::table
        .select(search_state::analyzer)
        .first(db)?;
    Ok(analyzer < ANALYZER)
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
    let (building, until, towards): (Option<i64>, i64, i64) = search_state::table
        .select((
            search_state::building,
            search_state::built_until,
            search_state::towards,
        ))
        .first(db)?;
    match building {
        Some(generation) if towards == ANALYZER => extend(db, generation, PostId(until), posts),
        // An older one's beginning is of no use.
        _ if is_outdated(db)? => {
            start_over(db)?;
            count(db, 0)
        }
        Some(_) => Ok(Progress::Done),
        None => clear(db, cleared),
    }
}

fn extend(db: &mut Db, generation: i64, until: PostId, posts: i64) -> Result<Progress> {
    let next: Vec<PostId> = post_table::table
        .filter(post_table::id.gt(until))
        .order(post_table::id.asc())
        .limit(posts)
        .select(post_table::id)
        .load(db)?;
    let Some(last) = next.last() else {
        finish(db, generation)?;
        return Ok(Progress::Clearing);
    };
    let mut articles: Vec<Article> = Vec::with_capacity(next.len());
    for post in &next {
        articles.extend(fresh::read_by_itself(db, *post)?);
    }
    blocks::append(db, generation, &articles)?;
    diesel::update(search_state::table)
        .set(search_state::built_until.eq(last.0))
        .execute(db)?;
    // An upgrade may have noted every post, and the new index has what they hold now. Else they are few, and
    // the index that answers is to have it, too.
    if is_by_an_older(db)? {
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
    let (from, to) = blocks::range(blocks::generation(db)?);
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
    let (first_slot, last_slot) = blocks::slots(blocks::generation(db)?);
    diesel::delete(
        search_places::table.filter(
            search_places::slot
                .lt(first_slot)
                .or(search_places::slot.ge(last_slot)),
        ),
    )
    .execute(db)?;
    diesel::delete(
        search_vocabulary::table.filter(search_vocabulary::generation.ne(blocks::generation(db)?)),
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
