//! Comments that readers have reported.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use crate::domain::ids::CommentId;
use crate::domain::moment::Moment;
use crate::schema::comment_reports as reports;

/// The most open reports of one comment that are kept: more say nothing new.
const MOST_OF_ONE: i64 = 50;

/// Keeps a report. The same reader's second report of a comment changes nothing, unless the first was
/// settled.
pub fn create(
    db: &mut Db,
    comment: CommentId,
    reporter: &[u8],
    reason: &str,
    now: Moment,
) -> Result<()> {
    let known: i64 = reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::settled_at.is_null())
        .count()
        .get_result(db)?;
    if known >= MOST_OF_ONE {
        return Ok(());
    }
    on_backend!(db, connection => diesel::insert_into(reports::table)
        .values((
            reports::comment_id.eq(comment),
            reports::reporter.eq(reporter),
            reports::reason.eq(reason),
            reports::created_at.eq(now),
        ))
        .on_conflict((reports::comment_id, reports::reporter))
        .do_nothing()
        .execute(connection))?;
    let settled = reports::table
        .filter(reports::comment_id.eq(comment))
        .filter(reports::reporter.eq(reporter))
        .filter(reports::settled_at.is_not_null());
    diesel::update(settled)
        .set((
            reports::reason.eq(reason),
            reports::created_at.eq(now),
            reports::settled_at.eq(None::<Moment>),
        ))
        .execute(db)?;
    Ok(())
}

/// The reasons given in reports that nobody has settled, by comment.
pub fn open_of(db: &mut Db, comments: &[CommentId]) -> Result<HashMap<CommentId, Vec<String>>> {
    let rows: Vec<(CommentId, String)> = reports::table
        .filter(reports::comment_id.eq_any(comments))
        .filter(reports::settled_at.is_null())
        .order(reports::id.asc())
        .select((reports::comment_id, reports::reason))
        .load(db)?;
    let mut found: HashMap<CommentId, Vec<String>> = HashMap::new();
    for (comment, reason) in rows {
        found.entry(comment).or_default().push(reason);
    }
    Ok(found)
}

/// Settles the reports of some comments: somebody has looked at them.
pub fn settle(db: &mut Db, comments: &[CommentId], now: Moment) -> Result<usize> {
    let open = reports::table
        .filter(reports::comment_id.eq_any(comments))
        .filter(reports::settled_at.is_null());
    Ok(diesel::update(open)
        .set(reports::settled_at.eq(Some(now)))
        .execute(db)?)
}
