//! What the desk lists: posts of every status, newest first, by whatever a writer looks for.

mod finding;

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use super::search::Memory;
use super::{listings, posts, revisions};
use crate::domain::ids::{PostId, RevisionId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::schema::posts as post_table;
use crate::text::search::Query;
use listings::Byline;

/// How many posts a page shows.
pub const PAGE_LENGTH: usize = 50;
/// Counts stop here.
pub const MOST_COUNTED: usize = 1_000;

/// Which posts are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub status: Option<PostStatus>,
    pub language: Option<Language>,
    pub author: Option<UserId>,
    pub tag: Option<TagId>,
    /// Words and phrases.
    pub query: Query,
}

/// Which page: the newest, or what was made before or after a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    #[default]
    First,
    Before(PostId),
    After(PostId),
}

/// A post as the desk lists it.
#[derive(Debug, Clone)]
pub struct Row {
    /// A draft with the title it was kept with last.
    pub post: Post,
    pub authors: Vec<Byline>,
    pub scheduled_at: Option<Moment>,
    /// When it was saved last, whether readers see that yet or not.
    pub changed_at: Moment,
    /// Whether something was saved that readers do not see yet.
    pub has_draft: bool,
}

/// A page of posts, those made last first, and the ways on.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub rows: Vec<Row>,
    pub newer: Option<PostId>,
    pub older: Option<PostId>,
}

/// The posts asked for. They stand in the order they were made, which no edit changes, so that nothing
/// is missed or seen twice while somebody pages through them.
pub fn list(db: &mut Db, memory: &Memory, filter: &Filter, window: Window) -> Result<Page> {
    let mut ids = finding::find(db, memory, filter, window, PAGE_LENGTH + 1)?;
    let has_more = ids.len() > PAGE_LENGTH;
    ids.truncate(PAGE_LENGTH);
    if matches!(window, Window::After(_)) {
        ids.reverse();
    }
    let (has_newer, has_older) = match window {
        Window::First => (false, has_more),
        Window::Before(_) => (true, has_more),
        Window::After(_) => (has_more, true),
    };
    Ok(Page {
        newer: ids.first().copied().filter(|_| has_newer),
        older: ids.last().copied().filter(|_| has_older),
        rows: rows(db, &ids)?,
    })
}

/// The drafts that were changed last, at most `most`.
pub fn latest_drafts(db: &mut Db, author: Option<UserId>, most: i64) -> Result<Vec<Row>> {
    let mut query = post_table::table
        .filter(post_table::status.eq(PostStatus::Draft))
        .order((post_table::updated_at.desc(), post_table::id.desc()))
        .limit(most)
        .select(post_table::id)
        .into_boxed();
    if let Some(author) = author {
        query = query.filter(post_table::id.eq_any(written_by(author)));
    }
    let ids: Vec<PostId> = query.load(db)?;
    rows(db, &ids)
}

/// The public posts of which something was saved last that readers do not see yet, at most `most`.
pub fn unpublished_changes(db: &mut Db, author: Option<UserId>, most: i64) -> Result<Vec<Row>> {
    let mut query = post_table::table
        .filter(post_table::draft_revision_id.is_not_null())
        .filter(post_table::status.ne(PostStatus::Draft))
        .order(post_table::draft_revision_id.desc())
        .limit(most)
        .select(post_table::id)
        .into_boxed();
    if let Some(author) = author {
        query = query.filter(post_table::id.eq_any(written_by(author)));
    }
    let ids: Vec<PostId> = query.load(db)?;
    rows(db, &ids)
}

/// The posts that will be public next, at most `most`.
pub fn scheduled(db: &mut Db, author: Option<UserId>, most: i64) -> Result<Vec<Row>> {
    let mut query = post_table::table
        .filter(post_table::status.eq(PostStatus::Scheduled))
        .order((post_table::scheduled_at.asc(), post_table::id.asc()))
        .limit(most)
        .select(post_table::id)
        .into_boxed();
    if let Some(author) = author {
        query = query.filter(post_table::id.eq_any(written_by(author)));
    }
    let ids: Vec<PostId> = query.load(db)?;
    rows(db, &ids)
}

/// How many posts there are of what is asked for, up to [`MOST_COUNTED`].
pub fn count(db: &mut Db, memory: &Memory, filter: &Filter) -> Result<usize> {
    Ok(finding::find(db, memory, filter, Window::First, MOST_COUNTED)?.len())
}

#[diesel::dsl::auto_type]
fn written_by(author: UserId) -> _ {
    crate::schema::post_authors::table
        .filter(crate::schema::post_authors::user_id.eq(author))
        .select(crate::schema::post_authors::post_id)
}

fn rows(db: &mut Db, ids: &[PostId]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    type Found = (Post, Option<Moment>, Option<RevisionId>);
    let mut found: Vec<Found> = post_table::table
        .filter(post_table::id.eq_any(ids))
        .select((
            posts::COLUMNS,
            post_table::scheduled_at,
            post_table::draft_revision_id,
        ))
        .load(db)?;
    found.sort_by_key(|(post, ..)| ids.iter().position(|id| *id == post.id));
    let drafts: Vec<RevisionId> = found.iter().filter_map(|(_, _, draft)| *draft).collect();
    let mut kept = revisions::glances(db, &drafts)?;
    let mut authors = listings::authors_of(db, ids)?;
    let row = |(mut post, scheduled_at, draft): Found| {
        let kept = draft.and_then(|draft| kept.remove(&draft));
        let changed_at = kept
            .as_ref()
            .map_or(post.updated_at, |kept| kept.created_at);
        if let (PostStatus::Draft, Some(title)) = (post.status, kept.and_then(|kept| kept.title)) {
            post.title = title;
        }
        Row {
            authors: authors.remove(&post.id).unwrap_or_default(),
            has_draft: draft.is_some() && post.status != PostStatus::Draft,
            post,
            scheduled_at,
            changed_at,
        }
    };
    Ok(found.into_iter().map(row).collect())
}
