//! Posts whose words in the index are old: a tag that many of them bear was changed, or a draft was kept
//! while somebody writes it. The index is made anew for a few at a time, so that nobody's writing waits.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{fresh, state};
use crate::domain::ids::{PostId, TagId};
use crate::domain::moment::Moment;
use crate::schema::stale_words;
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;

/// How many posts are indexed anew in one transaction.
const AT_ONCE: i64 = 25;
/// For how many seconds an import is left to index its own.
const FOR_AN_IMPORT: i64 = 300;

/// Notes that whatever bears a tag is to be indexed anew.
pub fn mark_bearers_stale(db: &mut Db, tag: TagId) -> Result<()> {
    let query = "INSERT INTO stale_words (post_id) SELECT post_id FROM post_tags \
                 WHERE tag_id = $1 ON CONFLICT (post_id) DO UPDATE SET due_at = 0";
    diesel::sql_query(query)
        .bind::<BigInt, _>(tag)
        .execute(db)?;
    Ok(())
}

/// Notes that a post is to be indexed anew.
pub fn mark_stale(db: &mut Db, post: PostId) -> Result<()> {
    let query = "INSERT INTO stale_words (post_id) VALUES ($1) \
                 ON CONFLICT (post_id) DO UPDATE SET due_at = 0";
    diesel::sql_query(query)
        .bind::<BigInt, _>(post)
        .execute(db)?;
    Ok(())
}

/// Whether any post is to be indexed anew now: searches bear some more fresh articles, and no newer Daf
/// does it better.
pub fn can_refresh(db: &mut Db) -> Result<bool> {
    let due = stale_words::table.filter(stale_words::due_at.le(Moment::now()));
    let is_any_due = diesel::select(diesel::dsl::exists(due)).get_result(db)?;
    Ok(is_any_due && !fresh::are_many(db)? && !state::is_of_a_newer(db)?)
}

/// Notes that posts are to be indexed anew, should the caller never do it.
pub fn mark_for_later(db: &mut Db, posts: impl Iterator<Item = PostId>) -> Result<()> {
    let due_at = stale_words::due_at.eq(Moment::now().plus_seconds(FOR_AN_IMPORT));
    let rows: Vec<_> = posts
        .map(|post| (stale_words::post_id.eq(post), due_at))
        .collect();
    on_backend!(db, connection => diesel::insert_into(stale_words::table).values(&rows).execute(connection))?;
    Ok(())
}

/// Takes the marks of posts away that nobody but the caller was to index, and says which had one.
pub(super) fn take_marks_for_later(db: &mut Db, posts: &[PostId]) -> Result<Vec<PostId>> {
    let mut taken = Vec::with_capacity(posts.len());
    for some in posts.chunks(super::blocks::ROWS_AT_ONCE) {
        let marks = stale_words::table
            .filter(stale_words::post_id.eq_any(some))
            .filter(stale_words::due_at.gt(Moment::now()));
        let marked: Vec<PostId> = diesel::delete(marks)
            .returning(stale_words::post_id)
            .get_results(db)?;
        taken.extend(marked);
    }
    Ok(taken)
}

/// Whether any post is still to be indexed anew.
pub fn has_stale(db: &mut Db) -> Result<bool> {
    let any = stale_words::table.select(stale_words::post_id);
    Ok(diesel::select(diesel::dsl::exists(any)).get_result(db)?)
}

/// Indexes some of the posts that were noted anew, and says how many. A newer Daf does it better.
pub fn refresh(db: &mut Db) -> Result<usize> {
    if state::is_of_a_newer(db)? {
        return Ok(0);
    }
    let some: Vec<PostId> = stale_words::table
        .filter(stale_words::due_at.le(Moment::now()))
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
