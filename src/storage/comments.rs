//! What readers said.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use crate::domain::access::{Commenting, Written};
use crate::domain::comment::{
    Comment, CommentBody, CommentStatus, Commenter, EDITABLE_MINUTES, NewComment,
};
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, PostId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::user::Handle;
use crate::schema::{comments, moderated_comments, posts, users};

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
    /// Those that their reader may still change.
    pub changeable: Vec<CommentId>,
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
    comments::edited_at,
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
    comments::edited_at,
);

/// What is said below a post, for whoever reads it.
#[derive(Debug, Clone, Default)]
pub struct Discussion {
    /// What everybody sees.
    comments: Vec<Comment>,
    next: Option<After>,
    /// What its own writers see in addition, or may still change: comments that wait, and those of late.
    unsettled: Vec<Unsettled>,
    /// Whether those are all there are.
    is_whole: bool,
}

#[derive(Debug, Clone)]
struct Unsettled {
    comment: Comment,
    user: Option<UserId>,
    guest_key: Option<Vec<u8>>,
}

/// How many comments that wait, or are of late, are held for all readers.
const MOST_UNSETTLED: usize = 100;

impl Unsettled {
    fn is_of(&self, reader: Commenting) -> bool {
        match (reader.user, reader.guest_key) {
            (Some(user), _) => self.user == Some(user),
            (None, Some(key)) => self.guest_key.as_deref() == Some(key),
            (None, None) => false,
        }
    }
}

impl Discussion {
    /// Of a page on which nobody speaks.
    pub fn none() -> Discussion {
        Discussion {
            is_whole: true,
            ..Discussion::default()
        }
    }

    /// Everything below a post, or the page of it that begins after a comment.
    pub fn of(db: &mut Db, post: PostId, after: Option<After>) -> Result<Discussion> {
        let (comments, next) = public(db, post, after)?;
        let mut unsettled = unsettled(db, post)?;
        let is_whole = unsettled.len() <= MOST_UNSETTLED;
        unsettled.truncate(MOST_UNSETTLED);
        Ok(Discussion {
            comments,
            next,
            unsettled,
            is_whole,
        })
    }

    /// Whether it says all there is to say to a reader.
    pub fn is_whole_for(&self, reader: Commenting) -> bool {
        self.is_whole || (reader.user.is_none() && reader.guest_key.is_none())
    }

    /// What a reader sees.
    pub fn seen_by(&self, reader: Commenting) -> CommentPage {
        let own = self.unsettled.iter().filter(|one| one.is_of(reader));
        self.with(own.map(|one| one.comment.clone()).collect())
    }

    /// Whether a reader sees what others do not.
    pub fn has_own_of(&self, reader: Commenting) -> bool {
        self.unsettled.iter().any(|one| one.is_of(reader))
    }

    fn with(&self, own: Vec<Comment>) -> CommentPage {
        let mut comments = self.comments.clone();
        let changeable = add_own(own, &mut comments);
        CommentPage {
            comments,
            next: self.next,
            changeable,
        }
    }

    /// How many bytes it takes, about.
    pub fn bytes(&self) -> usize {
        let own = self.unsettled.iter().map(|one| &one.comment);
        let all = self.comments.iter().chain(own);
        all.map(|comment| comment.html.len() + size_of::<Comment>())
            .sum()
    }
}

/// The comments of a post that have a place on its page, for one reader: approved, removed after readers
/// could see them, taken back by their own writers, and those of the reader's own that wait.
pub fn of_post(
    db: &mut Db,
    post: PostId,
    after: Option<After>,
    reader: Commenting,
) -> Result<CommentPage> {
    let discussion = Discussion::of(db, post, after)?;
    if discussion.is_whole_for(reader) {
        return Ok(discussion.seen_by(reader));
    }
    Ok(discussion.with(own(db, post, reader, of_late())?))
}

fn public(
    db: &mut Db,
    post: PostId,
    after: Option<After>,
) -> Result<(Vec<Comment>, Option<After>)> {
    let edge = after.unwrap_or(After {
        thread: CommentId(0),
        comment: CommentId(0),
    });
    let answers = diesel::alias!(comments as answers);
    let was_public = moderated_comments::table
        .filter(moderated_comments::comment_id.eq(comments::id))
        .filter(
            moderated_comments::status_before
                .eq(CommentStatus::Approved)
                .or(moderated_comments::status_after.eq(CommentStatus::Approved)),
        );
    // What was answered was seen, whether a moderator had to do with it or not.
    let answered = answers.filter(
        answers
            .field(comments::parent_id)
            .eq(comments::id.nullable()),
    );
    let keeps_place = comments::status.eq(CommentStatus::Removed).and(
        comments::html
            .eq("")
            .or(exists(was_public))
            .or(exists(answered)),
    );
    let mut rows: Vec<Comment> = comments::table
        .left_join(users::table)
        .filter(comments::post_id.eq(post))
        .filter(comments::status.eq(CommentStatus::Approved).or(keeps_place))
        .filter(comments::thread_id.ge(edge.thread))
        .filter(
            comments::thread_id
                .gt(edge.thread)
                .or(comments::id.gt(edge.comment)),
        )
        .order((comments::thread_id.asc(), comments::id.asc()))
        .limit(PAGE_LENGTH as i64 + 1)
        .select((COLUMNS, (users::name, users::handle).nullable()))
        .load::<Row>(db)?
        .into_iter()
        .map(comment)
        .collect();
    let next = if rows.len() > PAGE_LENGTH {
        cut_at_thread(&mut rows)
    } else {
        None
    };
    Ok((rows, next))
}

/// A reader's own comments that wait stand where they will stand, as far as that is on this page. Says which
/// of a reader's own can still be changed.
fn add_own(own: Vec<Comment>, rows: &mut Vec<Comment>) -> Vec<CommentId> {
    let since = of_late();
    let recent = own.iter().filter(|comment| comment.created_at > since);
    let changeable = recent.map(|comment| comment.id).collect();
    let is_known = |rows: &[Comment], id: CommentId| rows.iter().any(|row| row.id == id);
    let before = rows.len();
    for waiting in own {
        let has_place = waiting
            .parent_id
            .is_none_or(|parent| is_known(rows, parent));
        let is_waiting = waiting.status == CommentStatus::Pending;
        if is_waiting && has_place && !is_known(rows, waiting.id) {
            rows.push(waiting);
        }
    }
    if rows.len() > before {
        rows.sort_by_key(|row| (row.thread_id, row.id));
    }
    changeable
}

/// Since when a comment can still be changed.
fn of_late() -> Moment {
    Moment::now().plus_seconds(-60 * EDITABLE_MINUTES)
}

/// The comments that wait, and the public ones of late, of everybody: a few more than are held.
fn unsettled(db: &mut Db, post: PostId) -> Result<Vec<Unsettled>> {
    let is_of_late = comments::status
        .eq(CommentStatus::Approved)
        .and(comments::created_at.gt(of_late()));
    let rows: Vec<(Row, Option<UserId>, Option<Vec<u8>>)> = comments::table
        .left_join(users::table)
        .filter(comments::post_id.eq(post))
        .filter(comments::status.eq(CommentStatus::Pending).or(is_of_late))
        .order(comments::id.asc())
        .limit(MOST_UNSETTLED as i64 + 1)
        .select((
            (COLUMNS, (users::name, users::handle).nullable()),
            comments::user_id,
            comments::guest_key,
        ))
        .load(db)?;
    let rows = rows.into_iter().map(|(row, user, guest_key)| Unsettled {
        comment: comment(row),
        user,
        guest_key,
    });
    Ok(rows.collect())
}

/// A reader's own comments that wait, and the public ones of late.
fn own(db: &mut Db, post: PostId, reader: Commenting, since: Moment) -> Result<Vec<Comment>> {
    const MOST: i64 = 100;
    let is_of_late = comments::status
        .eq(CommentStatus::Approved)
        .and(comments::created_at.gt(since));
    let query = comments::table
        .left_join(users::table)
        .filter(comments::post_id.eq(post))
        .filter(comments::status.eq(CommentStatus::Pending).or(is_of_late))
        .order(comments::id.asc())
        .limit(MOST)
        .select((COLUMNS, (users::name, users::handle).nullable()))
        .into_boxed();
    let query = match (reader.user, reader.guest_key) {
        (Some(user), _) => query.filter(comments::user_id.eq(user)),
        (None, Some(key)) => query.filter(comments::guest_key.eq(key.to_vec())),
        (None, None) => return Ok(Vec::new()),
    };
    Ok(query.load::<Row>(db)?.into_iter().map(comment).collect())
}

/// One comment with its article, and who wrote it.
pub fn one(db: &mut Db, post: PostId, id: CommentId) -> Result<(Comment, Written)> {
    let (row, user_id, guest_key): (Row, Option<UserId>, Option<Vec<u8>>) = comments::table
        .left_join(users::table)
        .filter(comments::id.eq(id))
        .filter(comments::post_id.eq(post))
        .select((
            (COLUMNS, (users::name, users::handle).nullable()),
            comments::user_id,
            comments::guest_key,
        ))
        .first(db)?;
    let comment = comment(row);
    let written = Written {
        user: user_id,
        guest_key,
        status: comment.status,
        at: comment.created_at,
        post,
    };
    Ok((comment, written))
}

/// The Markdown of a comment.
pub fn source(db: &mut Db, id: CommentId) -> Result<String> {
    Ok(comments::table
        .find(id)
        .select(comments::source)
        .first(db)?)
}

type Row = (CommentRow, Option<(String, Handle)>);

type CommentRow = (
    CommentId,
    Option<CommentId>,
    CommentId,
    Option<String>,
    Language,
    CommentStatus,
    String,
    Moment,
    Option<Moment>,
);

fn comment((row, user): Row) -> Comment {
    let (id, parent_id, thread_id, guest_name, language, status, html, created_at, edited_at) = row;
    Comment {
        id,
        parent_id,
        thread_id,
        guest_name,
        language,
        status,
        html,
        created_at,
        edited_at,
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
    let (user_id, guest) = match &new.commenter {
        Commenter::User(user) => (Some(*user), None),
        Commenter::Guest(guest) => (None, Some(guest)),
    };
    let id: CommentId = diesel::insert_into(comments::table)
        .values((
            comments::post_id.eq(new.post),
            comments::parent_id.eq(new.parent),
            comments::thread_id.eq(thread.unwrap_or(CommentId(0))),
            comments::user_id.eq(user_id),
            comments::guest_name.eq(guest.map(|guest| guest.name.as_str())),
            comments::guest_key.eq(guest.and_then(|guest| guest.key.as_deref())),
            comments::address_hash.eq(guest.and_then(|guest| guest.address.as_deref())),
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

/// Which of some comments everybody may see.
pub fn public_among(db: &mut Db, ids: &[CommentId]) -> Result<Vec<CommentId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(comments::table
        .filter(comments::id.eq_any(ids))
        .filter(comments::status.eq(CommentStatus::Approved))
        .select(comments::id)
        .load(db)?)
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
    let event = match status {
        CommentStatus::Approved => Event::CommentApproved { comment, post },
        CommentStatus::Removed => Event::CommentRemoved { comment, post },
        CommentStatus::Pending | CommentStatus::Spam => Event::CommentWithheld { comment, post },
    };
    events::record(db, &event)
}

/// Gives a comment other words.
pub fn change_words(
    db: &mut Db,
    comment: CommentId,
    words: &CommentBody,
    language: Language,
    now: Moment,
) -> Result<()> {
    let post: PostId = diesel::update(comments::table.find(comment))
        .set((
            comments::source.eq(&words.source),
            comments::html.eq(&words.html),
            comments::language.eq(language),
            comments::edited_at.eq(Some(now)),
            comments::updated_at.eq(now),
        ))
        .returning(comments::post_id)
        .get_result(db)?;
    events::record(db, &Event::CommentChanged { comment, post })
}

/// Takes a comment away as its own writer wants it: its words go too, and nobody can restore them.
pub fn take_back(db: &mut Db, comment: CommentId, now: Moment) -> Result<()> {
    diesel::update(comments::table.find(comment))
        .set((comments::source.eq(""), comments::html.eq("")))
        .execute(db)?;
    set_status(db, comment, CommentStatus::Removed, now)
}

/// Whether a guest of this name, in this browser, has had another comment than `except` approved.
pub fn is_known_guest(
    db: &mut Db,
    key: &[u8],
    name: &str,
    except: Option<CommentId>,
) -> Result<bool> {
    let approved = comments::table
        .filter(comments::guest_key.eq(key))
        .filter(comments::guest_name.eq(name))
        .filter(comments::id.ne(except.unwrap_or(CommentId(0))))
        .filter(comments::status.eq(CommentStatus::Approved))
        .select(comments::id);
    Ok(diesel::select(diesel::dsl::exists(approved)).get_result(db)?)
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
