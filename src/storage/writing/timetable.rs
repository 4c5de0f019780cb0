//! Posts whose time comes.

use diesel::prelude::*;

use crate::domain::ids::PostId;
use crate::domain::moment::Moment;
use crate::domain::post::{PostStatus, Publication};
use crate::schema::posts as post_table;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::posts;

/// Makes public every post whose time has come, each once: what two processes try, one does.
pub fn publish_due(db: &mut Db, now: Moment) -> Result<Vec<PostId>> {
    let due: Vec<(PostId, Option<Moment>)> = post_table::table
        .filter(post_table::status.eq(PostStatus::Scheduled))
        .filter(post_table::scheduled_at.le(now))
        .order((post_table::scheduled_at.asc(), post_table::id.asc()))
        .limit(500)
        .select((post_table::id, post_table::scheduled_at))
        .load(db)?;
    for (post, at) in &due {
        posts::set_publication(db, *post, Publication::Published(at.unwrap_or(now)))?;
    }
    Ok(due.into_iter().map(|(post, _)| post).collect())
}

/// When the next post is to become public.
pub fn next_due(db: &mut Db) -> Result<Option<Moment>> {
    let next: Option<Option<Moment>> = post_table::table
        .filter(post_table::status.eq(PostStatus::Scheduled))
        .order(post_table::scheduled_at.asc())
        .select(post_table::scheduled_at)
        .first(db)
        .optional()?;
    Ok(next.flatten())
}
