//! What posts were after each save.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::moment::Moment;
use crate::domain::revision::{NewRevision, Revision};
use crate::schema::revisions;

/// Keeps a post's title and Markdown as they are now.
pub fn record(db: &mut Db, new: &NewRevision, now: Moment) -> Result<RevisionId> {
    let id = diesel::insert_into(revisions::table)
        .values((
            revisions::post_id.eq(new.post),
            revisions::author_id.eq(new.author),
            revisions::based_on_id.eq(new.based_on),
            revisions::title.eq(new.title),
            revisions::source.eq(new.source),
            revisions::created_at.eq(now),
        ))
        .returning(revisions::id)
        .get_result(db)?;
    Ok(id)
}

/// A post's revisions, newest first, at most `most`.
pub fn of_post(db: &mut Db, post: PostId, most: i64) -> Result<Vec<Revision>> {
    let found = revisions::table
        .filter(revisions::post_id.eq(post))
        .order(revisions::id.desc())
        .limit(most)
        .select((
            revisions::id,
            revisions::post_id,
            revisions::author_id,
            revisions::based_on_id,
            revisions::title,
            revisions::source,
            revisions::created_at,
        ))
        .load(db)?;
    Ok(found)
}
