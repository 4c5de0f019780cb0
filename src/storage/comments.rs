//! What readers said.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use crate::domain::comment::{Comment, CommentStatus, Commenter, NewComment};
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, PostId, UserId};
use crate::domain::moment::Moment;
use crate::schema::{comments, posts, users};

/// About how many comments an article shows at once; a page ends with a thread where it can.
pub const PAGE_LENGTH: usize = 200;

/// Where a page of comments begins: after this comment of this thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub thread: CommentId,
    pub comment: CommentId,
}

/// A page of an article's comments, oldest thread first.
#[derive(Debug, Clone, Default)]
pub struct CommentPage {
    pub comments: Vec<Comment>,
    pub next: Option<After>,
}

type Columns = (
    comments::id,
    comments::parent_id,
    comments::thread_id,
    comments::guest_name,
    comments::language,
    comments::status,
    comments::html,
    comments::created_at,
);

const COLUMNS: Columns = (
    comments::id,
    comments::parent_id,
    comments::thread_id,
    comments::guest_name,
    comments::language,
    comments::status,
    comments::html,
    comments::created_at,
);

/// The comments of a post that have a place on its page: approved, and removed ones for their answers.
pub fn of_post(db: &mut Db, post: PostId, after: Option<After>) -> Result<CommentPage> {
    let edge = after.unwrap_or(After {
        thread: CommentId(0),
        comment: CommentId(0),
    });
    let mut rows: Vec<Comment> = comments::table
        .left_join(users::table)
        .filter(comments::post_id.eq(post))
        .filter(comments::status.eq_any([CommentStatus::Approved, CommentStatus::Removed]))
        .filter(comments::thread_id.ge(edge.thread))
        .filter(
            comments::thread_id
                .gt(edge.thread)
                .or(comments::id.gt(edge.comment)),
        )
        .order((comments::thread_id.asc(), comments::id.asc()))
        .limit(PAGE_LENGTH as i64 + 1)
        .select((COLUMNS, (users::name, users::handle).nullable()))
        .load::<(CommentRow, Option<(String, crate::domain::user::Handle)>)>(db)?
        .into_iter()
        .map(comment)
        .collect();
    let next = if rows.len() > PAGE_LENGTH {
        cut_at_thread(&mut rows)
    } else {
        None
    };
    Ok(CommentPage {
        comments: rows,
        next,
    })
}

type CommentRow = (
    CommentId,
    Option<CommentId>,
    CommentId,
    Option<String>,
    crate::domain::language::Language,
    CommentStatus,
    String,
    Moment,
);

fn comment((row, user): (CommentRow, Option<(String, crate::domain::user::Handle)>)) -> Comment {
    let (id, parent_id, thread_id, guest_name, language, status, html, created_at) = row;
    Comment {
        id,
        parent_id,
        thread_id,
        guest_name,
        language,
        status,
        html,
        created_at,
        user,
    }
}

/// Drops the thread that is not whole, unless it is the only one; says where the next page begins.
fn cut_at_thread(rows: &mut Vec<Comment>) -> Option<After> {
    let unfinished = rows.last()?.thread_id;
    let whole = rows
        .iter()
        .take_while(|comment| comment.thread_id != unfinished)
        .count();
    rows.truncate(if whole > 0 { whole } else { PAGE_LENGTH });
    rows.last().map(|last| After {
        thread: last.thread_id,
        comment: last.id,
    })
}

/// Adds a comment. Its parent is a comment on the same post, or it is refused.
pub fn create(db: &mut Db, new: &NewComment) -> Result<CommentId> {
    let thread = match new.parent {
        Some(parent) => Some(thread_of(db, new.post, parent)?),
        None => None,
    };
    let (user_id, guest_name): (Option<UserId>, Option<&str>) = match &new.commenter {
        Commenter::User(user) => (Some(*user), None),
        Commenter::Guest { name } => (None, Some(name.as_str())),
    };
    let id: CommentId = diesel::insert_into(comments::table)
        .values((
            comments::post_id.eq(new.post),
            comments::parent_id.eq(new.parent),
            comments::thread_id.eq(thread.unwrap_or(CommentId(0))),
            comments::user_id.eq(user_id),
            comments::guest_name.eq(guest_name),
            comments::language.eq(new.language),
            comments::status.eq(new.status),
            comments::source.eq(&new.words.source),
            comments::html.eq(&new.words.html),
            comments::created_at.eq(new.created_at),
            comments::updated_at.eq(new.created_at),
        ))
        .returning(comments::id)
        .get_result(db)?;
    if thread.is_none() {
        diesel::update(comments::table.find(id))
            .set(comments::thread_id.eq(id))
            .execute(db)?;
    }
    count(
        db,
        new.post,
        i64::from(new.status == CommentStatus::Approved),
    )?;
    events::record(
        db,
        &Event::CommentCreated {
            comment: id,
            post: new.post,
        },
    )?;
    Ok(id)
}

/// Gives a comment another status.
pub fn set_status(
    db: &mut Db,
    comment: CommentId,
    status: CommentStatus,
    now: Moment,
) -> Result<()> {
    let (post, before): (PostId, CommentStatus) = comments::table
        .find(comment)
        .select((comments::post_id, comments::status))
        .first(db)?;
    diesel::update(comments::table.find(comment))
        .set((comments::status.eq(status), comments::updated_at.eq(now)))
        .execute(db)?;
    let change =
        i64::from(status == CommentStatus::Approved) - i64::from(before == CommentStatus::Approved);
    count(db, post, change)?;
    match status {
        CommentStatus::Approved => events::record(db, &Event::CommentApproved { comment, post }),
        _ => events::record(db, &Event::CommentRemoved { comment, post }),
    }
}

fn thread_of(db: &mut Db, post: PostId, parent: CommentId) -> Result<CommentId> {
    comments::table
        .find(parent)
        .filter(comments::post_id.eq(post))
        .select(comments::thread_id)
        .first(db)
        .optional()?
        .ok_or_else(|| StorageError::Refused("the comment answered is not on this post".to_owned()))
}

fn count(db: &mut Db, post: PostId, change: i64) -> Result<()> {
    if change != 0 {
        diesel::update(posts::table.find(post))
            .set(posts::comment_count.eq(posts::comment_count + change))
            .execute(db)?;
    }
    Ok(())
}
