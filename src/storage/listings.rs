//! Lists of articles, newest first, a page at a time by key and never by number of rows passed over.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::Db;
use super::error::Result;
use super::freshness::touch_lists;
use super::{archive, posts, settings};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::listing::{Cursor, PAGE_LENGTH, Page, Window};
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostKind, PostStatus};
use crate::domain::user::{Handle, User};
use crate::schema::{post_authors, post_tags, posts as post_table, tags, users};

/// An author as lists name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    pub name: String,
    pub handle: Handle,
}

/// An article in a list.
#[derive(Debug, Clone)]
pub struct Card {
    pub post: Post,
    pub authors: Vec<Byline>,
}

/// The newest articles, of one language or of all.
pub fn newest(db: &mut Db, language: Option<Language>, window: Window) -> Result<Page<Card>> {
    listed(db, language, None, window)
}

/// The newest articles of a language.
pub type Section = (Language, Vec<Card>);

/// The front page: the newest articles of one language, and `number` of each of some others.
pub fn front(
    db: &mut Db,
    language: Language,
    window: Window,
    others: &[Language],
    number: usize,
) -> Result<(Page<Card>, Vec<Section>)> {
    let main = paged(newest_posts(db, Some(language), None, window)?, window);
    let of_main = main.items.len();
    let mut posts = main.items;
    for other in others {
        let newest = newest_posts(db, Some(*other), None, Window::First)?;
        posts.extend(newest.into_iter().take(number));
    }
    let mut cards = with_authors(db, posts)?;
    let mut rest = cards.split_off(of_main).into_iter().peekable();
    let mut sections = Vec::with_capacity(others.len());
    for other in others {
        let of_it = |card: &Card| card.post.language == *other;
        let own = std::iter::from_fn(|| rest.next_if(of_it)).collect();
        sections.push((*other, own));
    }
    let main = Page {
        items: cards,
        newer: main.newer,
        older: main.older,
    };
    Ok((main, sections))
}

/// Of the newest articles those that readers talk about most, with their authors in one query.
pub fn most_discussed(db: &mut Db) -> Result<Vec<Card>> {
    const SHOWN: usize = 5;
    // Written out, since a table may not stand twice in one of diesel's queries without an alias.
    let newest = format!(
        "posts.id IN (SELECT id FROM posts WHERE listed_at IS NOT NULL \
         ORDER BY listed_at DESC, id DESC LIMIT {PAGE_LENGTH})"
    );
    let rows: Vec<(Post, String, Handle)> = post_table::table
        .inner_join(post_authors::table.inner_join(users::table))
        .filter(sql::<Bool>(&newest))
        .order((
            post_table::comment_count.desc(),
            post_table::listed_at.desc(),
            post_table::id.desc(),
            post_authors::position.asc(),
        ))
        .select((posts::COLUMNS, users::name, users::handle))
        .load(db)?;
    let mut cards = gathered(rows);
    cards.truncate(SHOWN);
    Ok(cards)
}

/// Posts with each of their authors, as posts with all of them.
fn gathered(rows: Vec<(Post, String, Handle)>) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    for (post, name, handle) in rows {
        let author = Byline { name, handle };
        match cards.last_mut() {
            Some(card) if card.post.id == post.id => card.authors.push(author),
            _ => cards.push(Card {
                post,
                authors: vec![author],
            }),
        }
    }
    cards
}

/// The articles that became public from `start` until before `end`.
pub fn between(db: &mut Db, start: Moment, end: Moment, window: Window) -> Result<Page<Card>> {
    listed(db, None, Some((start, end)), window)
}

fn listed(
    db: &mut Db,
    language: Option<Language>,
    span: Option<(Moment, Moment)>,
    window: Window,
) -> Result<Page<Card>> {
    let rows = newest_posts(db, language, span, window)?;
    page(db, rows, window)
}

fn newest_posts(
    db: &mut Db,
    language: Option<Language>,
    span: Option<(Moment, Moment)>,
    window: Window,
) -> Result<Vec<Post>> {
    let mut query = post_table::table
        .select(posts::COLUMNS)
        .limit(LIMIT)
        .into_boxed();
    if let Some(language) = language {
        query = query.filter(post_table::language.eq(language));
    }
    if let Some((start, end)) = span {
        query = query
            .filter(post_table::listed_at.ge(start))
            .filter(post_table::listed_at.lt(end));
    }
    let (edge, older) = edge(window);
    let (at, id) = (edge.listed_at, edge.id);
    let query = if older {
        query
            .filter(post_table::listed_at.le(at))
            .filter(
                post_table::listed_at
                    .lt(at)
                    .or(post_table::id.nullable().lt(id)),
            )
            .order((post_table::listed_at.desc(), post_table::id.desc()))
    } else {
        query
            .filter(post_table::listed_at.ge(at))
            .filter(
                post_table::listed_at
                    .gt(at)
                    .or(post_table::id.nullable().gt(id)),
            )
            .order((post_table::listed_at.asc(), post_table::id.asc()))
    };
    Ok(query.load(db)?)
}

/// The articles that bear a tag.
pub fn of_tag(db: &mut Db, tag: TagId, window: Window) -> Result<Page<Card>> {
    let (edge, older) = edge(window);
    let (at, id) = (edge.listed_at, edge.id);
    let query = post_tags::table
        .inner_join(post_table::table)
        .filter(post_tags::tag_id.eq(tag))
        .select(posts::COLUMNS)
        .limit(LIMIT)
        .into_boxed();
    let query = if older {
        query
            .filter(post_tags::listed_at.le(at))
            .filter(
                post_tags::listed_at
                    .lt(at)
                    .or(post_tags::post_id.nullable().lt(id)),
            )
            .order((post_tags::listed_at.desc(), post_tags::post_id.desc()))
    } else {
        query
            .filter(post_tags::listed_at.ge(at))
            .filter(
                post_tags::listed_at
                    .gt(at)
                    .or(post_tags::post_id.nullable().gt(id)),
            )
            .order((post_tags::listed_at.asc(), post_tags::post_id.asc()))
    };
    let rows = query.load(db)?;
    page(db, rows, window)
}

/// The articles of an author.
pub fn of_author(db: &mut Db, author: UserId, window: Window) -> Result<Page<Card>> {
    let (edge, older) = edge(window);
    let (at, id) = (edge.listed_at, edge.id);
    let query = post_authors::table
        .inner_join(post_table::table)
        .filter(post_authors::user_id.eq(author))
        .select(posts::COLUMNS)
        .limit(LIMIT)
        .into_boxed();
    let query = if older {
        query
            .filter(post_authors::listed_at.le(at))
            .filter(
                post_authors::listed_at
                    .lt(at)
                    .or(post_authors::post_id.nullable().lt(id)),
            )
            .order((post_authors::listed_at.desc(), post_authors::post_id.desc()))
    } else {
        query
            .filter(post_authors::listed_at.ge(at))
            .filter(
                post_authors::listed_at
                    .gt(at)
                    .or(post_authors::post_id.nullable().gt(id)),
            )
            .order((post_authors::listed_at.asc(), post_authors::post_id.asc()))
    };
    let rows = query.load(db)?;
    page(db, rows, window)
}

/// One row more than a page tells whether there is another page.
const LIMIT: i64 = PAGE_LENGTH as i64 + 1;

/// Where a window begins, and whether it looks towards older articles.
fn edge(window: Window) -> (Cursor, bool) {
    match window {
        Window::First => (
            Cursor {
                listed_at: Moment::END_OF_TIME,
                id: PostId(i64::MAX),
            },
            true,
        ),
        Window::After(cursor) => (cursor, true),
        Window::Before(cursor) => (cursor, false),
    }
}

fn page(db: &mut Db, rows: Vec<Post>, window: Window) -> Result<Page<Card>> {
    let page = paged(rows, window);
    let items = with_authors(db, page.items)?;
    Ok(Page {
        items,
        newer: page.newer,
        older: page.older,
    })
}

fn paged(rows: Vec<Post>, window: Window) -> Page<Post> {
    Page::from_rows(rows, window, |post| Cursor {
        listed_at: post.dated(),
        id: post.id,
    })
}

/// Posts with their authors, in the order given.
pub fn with_authors(db: &mut Db, posts: Vec<Post>) -> Result<Vec<Card>> {
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let mut authors = authors_of(db, &ids)?;
    let card = |post: Post| Card {
        authors: authors.remove(&post.id).unwrap_or_default(),
        post,
    };
    Ok(posts.into_iter().map(card).collect())
}

/// The authors of some posts, each post's in their order.
pub fn authors_of(db: &mut Db, wanted: &[PostId]) -> Result<HashMap<PostId, Vec<Byline>>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PostId, String, Handle)> = post_authors::table
        .inner_join(users::table)
        .filter(post_authors::post_id.eq_any(wanted))
        .order((post_authors::post_id.asc(), post_authors::position.asc()))
        .select((post_authors::post_id, users::name, users::handle))
        .load(db)?;
    let mut authors: HashMap<PostId, Vec<Byline>> = HashMap::new();
    for (post, name, handle) in rows {
        authors
            .entry(post)
            .or_default()
            .push(Byline { name, handle });
    }
    Ok(authors)
}

/// Who wrote some posts, each post's in their order.
pub fn writers_of(db: &mut Db, wanted: &[PostId]) -> Result<HashMap<PostId, Vec<User>>> {
    let rows: Vec<(PostId, User)> = post_authors::table
        .inner_join(users::table)
        .filter(post_authors::post_id.eq_any(wanted))
        .order((post_authors::post_id.asc(), post_authors::position.asc()))
        .select((post_authors::post_id, super::users::COLUMNS))
        .load(db)?;
    let mut writers: HashMap<PostId, Vec<User>> = HashMap::new();
    for (post, writer) in rows {
        writers.entry(post).or_default().push(writer);
    }
    Ok(writers)
}

/// Makes every copy of a post's listing true after a change: its own, those beside its authors and
/// tags, and the counts of its tags and its month. To be called in the transaction of the change.
///
/// A change of language, tags or authors of a listed post comes between [`unlist`] and this.
pub fn relist(db: &mut Db, post: PostId) -> Result<()> {
    put_back(db, post)?;
    touch_lists(db, post)
}

/// As [`relist`], for whoever says what is changed by it.
pub(super) fn put_back(db: &mut Db, post: PostId) -> Result<()> {
    let (kind, status, published_at): (PostKind, PostStatus, Option<Moment>) = post_table::table
        .find(post)
        .select((
            post_table::kind,
            post_table::status,
            post_table::published_at,
        ))
        .first(db)?;
    let is_listed = kind == PostKind::Article && status == PostStatus::Published;
    list_at(db, post, published_at.filter(|_| is_listed))
}

/// Takes a post out of every list and count, as a draft is.
pub fn unlist(db: &mut Db, post: PostId) -> Result<()> {
    touch_lists(db, post)?;
    take_out(db, post)
}

/// As [`unlist`], for whoever says what is changed by it.
pub(super) fn take_out(db: &mut Db, post: PostId) -> Result<()> {
    list_at(db, post, None)
}

fn list_at(db: &mut Db, post: PostId, listed_at: Option<Moment>) -> Result<()> {
    let (language, before): (Language, Option<Moment>) = post_table::table
        .find(post)
        .inner_join(post_authors::table)
        .select((post_table::language, post_authors::listed_at))
        .first(db)?;
    diesel::update(post_table::table.find(post))
        .set(post_table::listed_at.eq(listed_at))
        .execute(db)?;
    diesel::update(post_authors::table.filter(post_authors::post_id.eq(post)))
        .set(post_authors::listed_at.eq(listed_at))
        .execute(db)?;
    relist_tags(db, post, listed_at)?;
    if before != listed_at {
        let zone = settings::load(db)?.zone();
        if let Some(moment) = before {
            archive::count(db, &moment.month(&zone), language, -1)?;
        }
        if let Some(moment) = listed_at {
            archive::count(db, &moment.month(&zone), language, 1)?;
        }
    }
    Ok(())
}

fn relist_tags(db: &mut Db, post: PostId, listed_at: Option<Moment>) -> Result<()> {
    let rows: Vec<(TagId, Option<Moment>)> = post_tags::table
        .filter(post_tags::post_id.eq(post))
        .select((post_tags::tag_id, post_tags::listed_at))
        .load(db)?;
    for (tag, before) in rows {
        let change = i64::from(listed_at.is_some()) - i64::from(before.is_some());
        if change != 0 {
            diesel::update(tags::table.find(tag))
                .set(tags::listed_posts.eq(tags::listed_posts + change))
                .execute(db)?;
        }
    }
    diesel::update(post_tags::table.filter(post_tags::post_id.eq(post)))
        .set(post_tags::listed_at.eq(listed_at))
        .execute(db)?;
    Ok(())
}
