//! The queue of comments, the decisions about them, and how those are taken back.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::submissions::PRESSED_TWICE_SECONDS;
use super::{comments, guests, reports};
use crate::domain::comment::CommentStatus;
use crate::domain::ids::{CommentId, ModerationId, PostId, UserId};
use crate::domain::language::Language;
use crate::domain::moderation::Verdict;
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::domain::user::Handle;
use crate::schema::{
    comment_reports, comments as comment_table, moderated_comments, moderations, posts, users,
};

/// How many comments a page of the queue shows.
pub const PAGE_LENGTH: usize = 50;
/// Counts stop here: nobody reads whether two thousand wait or three.
pub const MOST_COUNTED: i64 = 1_000;

/// Which comments are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    Of(CommentStatus),
    /// With reports that nobody has settled.
    Reported,
}

/// A comment as a moderator sees it.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: CommentId,
    pub post_slug: Slug,
    pub post_title: String,
    pub post_language: Language,
    pub guest_name: Option<String>,
    pub user: Option<(String, Handle)>,
    pub language: Language,
    pub status: CommentStatus,
    pub html: String,
    pub created_at: Moment,
    pub is_answer: bool,
    /// Its own writer took it back, so it cannot be restored.
    pub is_emptied: bool,
    pub reports: Vec<String>,
}

#[derive(diesel::Queryable)]
struct Row {
    id: CommentId,
    guest_name: Option<String>,
    language: Language,
    status: CommentStatus,
    html: String,
    source: String,
    created_at: Moment,
    parent_id: Option<CommentId>,
    post: (Slug, String, Language),
    user: Option<(String, Handle)>,
}

/// A page of a queue, newest first, and where the next begins.
pub fn queue(
    db: &mut Db,
    queue: Queue,
    before: Option<CommentId>,
) -> Result<(Vec<Waiting>, Option<CommentId>)> {
    let mut query = comment_table::table
        .inner_join(posts::table)
        .left_join(users::table)
        .order(comment_table::id.desc())
        .limit(PAGE_LENGTH as i64 + 1)
        .select((
            comment_table::id,
            comment_table::guest_name,
            comment_table::language,
            comment_table::status,
            comment_table::html,
            comment_table::source,
            comment_table::created_at,
            comment_table::parent_id,
            (posts::slug, posts::title, posts::language),
            (users::name, users::handle).nullable(),
        ))
        .into_boxed();
    query = match queue {
        Queue::Of(status) => query.filter(comment_table::status.eq(status)),
        Queue::Reported => {
            let reported = comment_reports::table
                .filter(comment_reports::settled_at.is_null())
                .select(comment_reports::comment_id);
            query.filter(comment_table::id.eq_any(reported))
        }
    };
    if let Some(before) = before {
        query = query.filter(comment_table::id.lt(before));
    }
    let mut rows: Vec<Row> = query.load(db)?;
    let has_more = rows.len() > PAGE_LENGTH;
    rows.truncate(PAGE_LENGTH);
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    let ids: Vec<CommentId> = rows.iter().map(|row| row.id).collect();
    let mut reported = reports::open_of(db, &ids)?;
    let waiting = |row: Row| Waiting {
        reports: reported.remove(&row.id).unwrap_or_default(),
        id: row.id,
        post_slug: row.post.0,
        post_title: row.post.1,
        post_language: row.post.2,
        guest_name: row.guest_name,
        user: row.user,
        language: row.language,
        status: row.status,
        html: row.html,
        created_at: row.created_at,
        is_answer: row.parent_id.is_some(),
        is_emptied: row.source.is_empty(),
    };
    Ok((rows.into_iter().map(waiting).collect(), next))
}

/// How many comments a queue holds, up to [`MOST_COUNTED`].
pub fn count(db: &mut Db, queue: Queue) -> Result<i64> {
    let found: Vec<CommentId> = match queue {
        Queue::Of(status) => comment_table::table
            .filter(comment_table::status.eq(status))
            .order(comment_table::id.desc())
            .limit(MOST_COUNTED)
            .select(comment_table::id)
            .load(db)?,
        Queue::Reported => comment_reports::table
            .filter(comment_reports::settled_at.is_null())
            .select(comment_reports::comment_id)
            .distinct()
            .limit(MOST_COUNTED)
            .load(db)?,
    };
    Ok(found.len() as i64)
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    pub moderation: ModerationId,
    /// How many comments it changed.
    pub changed: usize,
    /// How many reports it settled.
    pub settled: usize,
    /// Of how many comments it shut the guest out.
    pub blocked: usize,
    /// Whether the button was pressed twice, and it was carried out the first time.
    pub is_repeated: bool,
}

impl Decided {
    /// Whether there was anything to do.
    pub fn has_effect(&self) -> bool {
        self.changed + self.settled + self.blocked > 0
    }
}

/// Carries a decision out, and keeps it if it had an effect. Comments that do not exist are passed over,
/// and so are those that their own writers took back when they were to be restored. Reports of those
/// decided about are settled, but for those that readers see as before: what came in after an approval, an
/// older page does not answer.
pub fn decide(
    db: &mut Db,
    by: UserId,
    verdict: Verdict,
    about: &[CommentId],
    now: Moment,
) -> Result<Decided> {
    if let Some(decided) = repeated(db, by, verdict, about, now)? {
        return Ok(decided);
    }
    let moderation: ModerationId = diesel::insert_into(moderations::table)
        .values((
            moderations::actor_id.eq(by),
            moderations::verdict.eq(verdict.as_str()),
            moderations::created_at.eq(now),
        ))
        .returning(moderations::id)
        .get_result(db)?;
    let (mut changed, mut blocked) = (0, 0);
    let mut judged = Vec::new();
    for (comment, status, is_emptied) in statuses(db, about)? {
        if verdict == Verdict::Block && guests::block_writer_of(db, comment, moderation, by, now)? {
            blocked += 1;
        }
        let earlier = match verdict {
            Verdict::Restore => last_before(db, comment, status)?,
            _ => None,
        };
        let is_taken_back = is_emptied && status == CommentStatus::Removed;
        let becomes = verdict.on(status, earlier).filter(|_| !is_taken_back);
        if becomes.is_some() || status != CommentStatus::Approved {
            judged.push(comment);
        }
        if let Some(becomes) = becomes {
            comments::set_status(db, comment, becomes, now)?;
            remember(db, moderation, comment, status, becomes)?;
            changed += 1;
        }
    }
    let decided = Decided {
        moderation,
        changed,
        settled: reports::settle(db, &judged, now)?,
        blocked,
        is_repeated: false,
    };
    if !decided.has_effect() {
        diesel::delete(moderations::table.find(moderation)).execute(db)?;
    }
    Ok(decided)
}

/// The same decision by the same person a moment ago, when all is still as it left it: a button that was
/// pressed twice.
fn repeated(
    db: &mut Db,
    by: UserId,
    verdict: Verdict,
    about: &[CommentId],
    now: Moment,
) -> Result<Option<Decided>> {
    type Row = (ModerationId, UserId, String, Moment, Option<Moment>);
    let latest: Vec<Row> = moderations::table
        .order(moderations::id.desc())
        .limit(20)
        .select((
            moderations::id,
            moderations::actor_id,
            moderations::verdict,
            moderations::created_at,
            moderations::undone_at,
        ))
        .load(db)?;
    let since = now.plus_seconds(-PRESSED_TWICE_SECONDS);
    let own = latest.into_iter().find(|(_, actor, ..)| *actor == by);
    let Some((moderation, _, its, at, None)) = own else {
        return Ok(None);
    };
    if its != verdict.as_str() || at < since {
        return Ok(None);
    }
    let made: HashMap<CommentId, CommentStatus> = moderated_comments::table
        .filter(moderated_comments::moderation_id.eq(moderation))
        .select((
            moderated_comments::comment_id,
            moderated_comments::status_after,
        ))
        .load(db)?
        .into_iter()
        .collect();
    let now_are = statuses(db, about)?;
    let blocked = match verdict {
        Verdict::Block if guests::has_free_writer(db, about)? => return Ok(None),
        Verdict::Block => guests::blocked_for(db, moderation)?,
        _ => Vec::new(),
    };
    // A block leaves what was spam already as it is.
    let is_as_left = now_are.iter().all(|(comment, status, _)| {
        let was_spam = verdict == Verdict::Block && *status == CommentStatus::Spam;
        made.get(comment).map_or(was_spam, |after| after == status)
    });
    let is_about_all = made.keys().chain(&blocked).all(|own| about.contains(own));
    let is_same = is_as_left && is_about_all && made.len() + blocked.len() > 0;
    Ok(is_same.then_some(Decided {
        moderation,
        changed: made.len(),
        settled: 0,
        blocked: blocked.len(),
        is_repeated: true,
    }))
}

/// Takes a decision back: every comment that still is what it made of it becomes what it was, and the
/// reports it settled are open again. Says how many comments that were; none when it was taken back
/// already.
pub fn undo(db: &mut Db, moderation: ModerationId, now: Moment) -> Result<Option<usize>> {
    let (decided_at, undone_at): (Moment, Option<Moment>) = moderations::table
        .find(moderation)
        .select((moderations::created_at, moderations::undone_at))
        .first(db)?;
    if undone_at.is_some() {
        return Ok(None);
    }
    let rows: Vec<(CommentId, CommentStatus, CommentStatus)> = moderated_comments::table
        .filter(moderated_comments::moderation_id.eq(moderation))
        .select((
            moderated_comments::comment_id,
            moderated_comments::status_before,
            moderated_comments::status_after,
        ))
        .load(db)?;
    let ids: Vec<CommentId> = rows.iter().map(|(comment, ..)| *comment).collect();
    let now_are: HashMap<CommentId, (CommentStatus, bool)> = statuses(db, &ids)?
        .into_iter()
        .map(|(comment, status, is_emptied)| (comment, (status, is_emptied)))
        .collect();
    let mut restored = Vec::new();
    for (comment, before, after) in rows {
        if now_are.get(&comment) == Some(&(after, false)) {
            comments::set_status(db, comment, before, now)?;
            restored.push(comment);
        }
    }
    reports::reopen(db, &restored, decided_at)?;
    guests::unblock_of(db, moderation)?;
    diesel::update(moderations::table.find(moderation))
        .set(moderations::undone_at.eq(Some(now)))
        .execute(db)?;
    Ok(Some(restored.len()))
}

/// The comments that exist, what they are, and whether their words are gone.
fn statuses(db: &mut Db, about: &[CommentId]) -> Result<Vec<(CommentId, CommentStatus, bool)>> {
    let found: Vec<(CommentId, CommentStatus, String)> = comment_table::table
        .filter(comment_table::id.eq_any(about))
        .order(comment_table::id.asc())
        .select((
            comment_table::id,
            comment_table::status,
            comment_table::source,
        ))
        .load(db)?;
    Ok(found
        .into_iter()
        .map(|(comment, status, source)| (comment, status, source.is_empty()))
        .collect())
}

/// What a comment was before it last became what it is.
fn last_before(
    db: &mut Db,
    comment: CommentId,
    status: CommentStatus,
) -> Result<Option<CommentStatus>> {
    let before = moderated_comments::table
        .filter(moderated_comments::comment_id.eq(comment))
        .filter(moderated_comments::status_after.eq(status))
        .order(moderated_comments::moderation_id.desc())
        .select(moderated_comments::status_before)
        .first(db)
        .optional()?;
    Ok(before)
}

fn remember(
    db: &mut Db,
    moderation: ModerationId,
    comment: CommentId,
    before: CommentStatus,
    after: CommentStatus,
) -> Result<()> {
    diesel::insert_into(moderated_comments::table)
        .values((
            moderated_comments::moderation_id.eq(moderation),
            moderated_comments::comment_id.eq(comment),
            moderated_comments::status_before.eq(before),
            moderated_comments::status_after.eq(after),
        ))
        .execute(db)?;
    Ok(())
}

/// The address of a comment's article.
pub fn post_of(db: &mut Db, comment: CommentId) -> Result<(PostId, Slug)> {
    comment_table::table
        .inner_join(posts::table)
        .filter(comment_table::id.eq(comment))
        .select((posts::id, posts::slug))
        .first(db)
        .map_err(StorageError::from)
}
