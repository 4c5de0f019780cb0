//! Posts whose words in the index are old: a tag that many of them bear was changed, or a draft was kept
//! while somebody writes it. The index is made anew for a few at a time, so that nobody's writing waits.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{building, fresh};
use crate::domain::ids::{PostId, TagId};
use crate::schema::stale_words;
use crate::storage::connection::Db;
use crate::storage::error::Result;

/// How many posts are indexed anew in one transaction.
const AT_ONCE: i64 = 25;

/// Notes that whatever bears a tag is to be indexed anew.
pub fn mark_bearers_stale(db: &mut Db, tag: TagId) -> Result<()> {
    let query = "INSERT INTO stale_words (post_id) SELECT post_id FROM post_tags \
                 WHERE tag_id = $1 ON CONFLICT (post_id) DO NOTHING";
    diesel::sql_query(query)
        .bind::<BigInt, _>(tag)
        .execute(db)?;
    Ok(())
}

/// Notes that a post is to be indexed anew.
pub fn mark_stale(db: &mut Db, post: PostId) -> Result<()> {
    let query = "INSERT INTO stale_words (post_id) VALUES ($1) ON CONFLICT (post_id) DO NOTHING";
    diesel::sql_query(query)
        .bind::<BigInt, _>(post)
        .execute(db)?;
    Ok(())
}

/// Whether any post is to be indexed anew now: searches bear some more fresh articles, and no newer Daf
/// does it better.
pub fn can_refresh(db: &mut Db) -> Result<bool> {
    Ok(has_stale(db)? && !fresh::are_many(db)? && !building::is_of_a_newer(db)?)
}

/// Whether any post is still to be indexed anew.
pub fn has_stale(db: &mut Db) -> Result<bool> {
    let any = stale_words::table.select(stale_words::post_id);
    Ok(diesel::select(diesel::dsl::exists(any)).get_result(db)?)
}

/// Indexes some of the posts that were noted anew, and says how many.
pub fn refresh(db: &mut Db) -> Result<usize> {
    let some: Vec<PostId> = stale_words::table
        .order(stale_words::post_id.asc())
        .limit(AT_ONCE)
        .select(stale_words::post_id)
        .load(db)?;
    for post in &some {
        fresh::index_by_itself(db, *post)?;
    }
    diesel::delete(stale_words::table.filter(stale_words::post_id.eq_any(&some))).execute(db)?;
    Ok(some.len())
}
