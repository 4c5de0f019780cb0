//! What the desk lists: posts of every status, newest first, by whatever a writer looks for.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::Db;
use super::error::Result;
use super::{listings, posts, search};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::schema::posts as post_table;
use listings::Byline;

/// How many posts a page shows.
pub const PAGE_LENGTH: usize = 50;
/// Counts stop here.
pub const MOST_COUNTED: i64 = 1_000;

/// How many posts that hold the words are looked at at once for the rest of what is asked, and how
/// often: a word that all posts hold would cost seconds else.
const CANDIDATES: usize = 1_000;
const MOST_ROUNDS: usize = 5;

/// Which posts are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<PostStatus>,
    pub language: Option<Language>,
    pub author: Option<UserId>,
    pub tag: Option<TagId>,
    /// Folded words; a last one may end in `*`.
    pub terms: Vec<String>,
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
    pub post: Post,
    pub authors: Vec<Byline>,
    pub scheduled_at: Option<Moment>,
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

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = BigInt)]
    id: PostId,
}

/// The posts asked for. They stand in the order they were made, which no edit changes, so that nothing
/// is missed or seen twice while somebody pages through them.
pub fn list(db: &mut Db, filter: &Filter, window: Window) -> Result<Page> {
    let mut ids = if filter.terms.is_empty() {
        numbers(db, filter, window)?
    } else {
        numbers_by_words(db, filter, window)?
    };
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
pub fn count(db: &mut Db, filter: &Filter) -> Result<i64> {
    let (from, conditions) = source(filter);
    let query = format!(
        "SELECT COUNT(*) AS id FROM (SELECT p.id FROM {from} WHERE {conditions} LIMIT {MOST_COUNTED}) AS found"
    );
    Ok(diesel::sql_query(query).get_result::<Numbered>(db)?.id.0)
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
    let mut found: Vec<(Post, Option<Moment>, bool)> = post_table::table
        .filter(post_table::id.eq_any(ids))
        .select((
            posts::COLUMNS,
            post_table::scheduled_at,
            post_table::draft_revision_id.is_not_null(),
        ))
        .load(db)?;
    found.sort_by_key(|(post, ..)| ids.iter().position(|id| *id == post.id));
    let mut authors = listings::authors_of(db, ids)?;
    let row = |(post, scheduled_at, has_draft): (Post, Option<Moment>, bool)| Row {
        authors: authors.remove(&post.id).unwrap_or_default(),
        post,
        scheduled_at,
        has_draft,
    };
    Ok(found.into_iter().map(row).collect())
}

fn numbers(db: &mut Db, filter: &Filter, window: Window) -> Result<Vec<PostId>> {
    let (from, conditions) = source(filter);
    let (edge, order) = match window {
        Window::First => (String::new(), "DESC"),
        Window::Before(id) => (format!(" AND {{id}} < {}", id.0), "DESC"),
        Window::After(id) => (format!(" AND {{id}} > {}", id.0), "ASC"),
    };
    let id = walked(filter);
    let edge = edge.replace("{id}", id);
    let limit = PAGE_LENGTH + 1;
    let query = format!(
        "SELECT {id} AS id FROM {from} WHERE {conditions}{edge} ORDER BY {id} {order} LIMIT {limit}"
    );
    let rows: Vec<Numbered> = diesel::sql_query(query).load(db)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Words are looked up newest first, and the rest of what is asked is checked for each handful.
fn numbers_by_words(db: &mut Db, filter: &Filter, window: Window) -> Result<Vec<PostId>> {
    let (mut before, until) = match window {
        Window::First => (PostId(i64::MAX), None),
        Window::Before(id) => (id, None),
        Window::After(id) => (PostId(i64::MAX), Some(id)),
    };
    let mut found: Vec<PostId> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let (candidates, has_more) = search::newest_holding(db, &filter.terms, before, CANDIDATES)?;
        let Some(last) = candidates.last().copied() else {
            break;
        };
        found.extend(fitting(db, filter, &candidates)?);
        let is_enough = match until {
            None => found.len() > PAGE_LENGTH,
            Some(until) => last <= until,
        };
        if is_enough || !has_more {
            break;
        }
        before = last;
    }
    if let Some(until) = until {
        found.retain(|id| *id > until);
        found.reverse();
    }
    found.truncate(PAGE_LENGTH + 1);
    Ok(found)
}

/// Those of some posts that are what else is asked for, newest first.
fn fitting(db: &mut Db, filter: &Filter, candidates: &[PostId]) -> Result<Vec<PostId>> {
    let list: Vec<String> = candidates.iter().map(|id| id.0.to_string()).collect();
    let mut conditions = conditions(filter);
    conditions.push(format!("p.id IN ({})", list.join(", ")));
    let query = format!(
        "SELECT p.id AS id FROM posts p WHERE {} ORDER BY p.id DESC",
        conditions.join(" AND ")
    );
    let rows: Vec<Numbered> = diesel::sql_query(query).load(db)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Which table is walked: the one that is likely to hold the fewest posts of those asked for.
#[derive(PartialEq)]
enum Driver {
    Posts,
    Tag(TagId),
    Author(UserId),
}

fn driver(filter: &Filter) -> Driver {
    let is_rare = filter
        .status
        .is_some_and(|status| status != PostStatus::Published);
    match (is_rare, filter.tag, filter.author) {
        (false, Some(tag), _) => Driver::Tag(tag),
        (false, None, Some(author)) => Driver::Author(author),
        _ => Driver::Posts,
    }
}

fn walked(filter: &Filter) -> &'static str {
    match driver(filter) {
        Driver::Posts => "p.id",
        Driver::Tag(_) | Driver::Author(_) => "x.post_id",
    }
}

/// The tables and conditions of a filter. Numbers, statuses and tags of languages hold no quotes. The
/// join is written CROSS so that SQLite walks the first table and looks up the second.
fn source(filter: &Filter) -> (String, String) {
    let mut all = conditions(filter);
    let from = match driver(filter) {
        Driver::Posts => "posts p".to_owned(),
        Driver::Tag(tag) => {
            all.insert(0, format!("x.tag_id = {} AND p.id = x.post_id", tag.0));
            "post_tags x CROSS JOIN posts p".to_owned()
        }
        Driver::Author(author) => {
            all.insert(0, format!("x.user_id = {} AND p.id = x.post_id", author.0));
            "post_authors x CROSS JOIN posts p".to_owned()
        }
    };
    if all.is_empty() {
        all.push("1 = 1".to_owned());
    }
    (from, all.join(" AND "))
}

fn conditions(filter: &Filter) -> Vec<String> {
    let driver = driver(filter);
    let mut all = Vec::new();
    if let Some(status) = filter.status {
        all.push(format!("p.status = '{}'", status.as_str()));
    }
    if let Some(language) = filter.language {
        all.push(format!("p.language = '{}'", language.tag()));
    }
    let exists = |table: &str, column: &str, id: i64| {
        format!("EXISTS (SELECT 1 FROM {table} e WHERE e.post_id = p.id AND e.{column} = {id})")
    };
    if let Some(tag) = filter.tag
        && (driver != Driver::Tag(tag) || !filter.terms.is_empty())
    {
        all.push(exists("post_tags", "tag_id", tag.0));
    }
    if let Some(author) = filter.author
        && (driver != Driver::Author(author) || !filter.terms.is_empty())
    {
        all.push(exists("post_authors", "user_id", author.0));
    }
    all
}
