//! Comments that readers have reported.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use super::events;
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, PostId};
use crate::domain::moment::Moment;
use crate::schema::{comment_reports as reports, comments};

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
    let made = on_backend!(db, connection => diesel::insert_into(reports::table)
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
    let made_again = diesel::update(settled)
        .set((
            reports::reason.eq(reason),
            reports::created_at.eq(now),
            reports::settled_at.eq(None::<Moment>),
        ))
        .execute(db)?;
    if made + made_again > 0 {
        let post = post_of(db, comment)?;
        events::record(db, &Event::CommentReported { comment, post })?;
    }
    Ok(())
}

fn post_of(db: &mut Db, comment: CommentId) -> Result<PostId> {
    Ok(comments::table
        .find(comment)
        .select(comments::post_id)
        .first(db)?)
}

/// The reasons given in reports that nobody has settled, by comment.
pub fn open_of(db: &mut Db, about: &[CommentId]) -> Result<HashMap<CommentId, Vec<String>>> {
    let rows: Vec<(CommentId, String)> = reports::table
        .filter(reports::comment_id.eq_any(about))
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

/// Opens the reports again that were settled at a moment: what was decided then is taken back.
pub fn reopen(db: &mut Db, about: &[CommentId], settled_at: Moment) -> Result<()> {
    for comment in about {
        let settled = reports::table
            .filter(reports::comment_id.eq(comment))
            .filter(reports::settled_at.eq(settled_at));
        let opened = diesel::update(settled)
            .set(reports::settled_at.eq(None::<Moment>))
            .execute(db)?;
        if opened > 0 {
            let (comment, post) = (*comment, post_of(db, *comment)?);
            events::record(db, &Event::ReportsReopened { comment, post })?;
        }
    }
    Ok(())
}

/// Settles the reports of some comments: somebody has looked at them. Says how many there were.
pub fn settle(db: &mut Db, about: &[CommentId], now: Moment) -> Result<usize> {
    let mut settled = 0;
    for comment in about {
        let open = reports::table
            .filter(reports::comment_id.eq(comment))
            .filter(reports::settled_at.is_null());
        let of_this_one = diesel::update(open)
            .set(reports::settled_at.eq(Some(now)))
            .execute(db)?;
        if of_this_one > 0 {
            let (comment, post) = (*comment, post_of(db, *comment)?);
            events::record(db, &Event::ReportsSettled { comment, post })?;
        }
        settled += of_this_one;
    }
    Ok(settled)
}
