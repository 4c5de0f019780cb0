//! Posts: making them, changing what becomes of them, and finding one by its address.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::freshness::touch_lists;
use super::{events, listings, revisions, search};
use crate::domain::draft::{Details, LeftAlone, Typed};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{NewPost, Post, PostKind, PostStatus, Publication};
use crate::domain::revision::{NewRevision, RevisionKind};
use crate::domain::slug::Slug;
use crate::schema::{former_slugs, post_authors, posts};
use crate::text::markdown::Heading;

/// What a [`Post`] is read from.
pub type Columns = (
    posts::id,
    posts::kind,
    posts::slug,
    posts::title,
    posts::summary,
    posts::language,
    posts::status,
    posts::published_at,
    posts::updated_at,
    posts::cover_url,
    posts::cover_alt,
    posts::canonical_url,
    posts::comments_open,
    posts::comment_count,
    posts::translation_group_id,
    posts::word_count,
    posts::reading_minutes,
);

pub const COLUMNS: Columns = (
    posts::id,
    posts::kind,
    posts::slug,
    posts::title,
    posts::summary,
    posts::language,
    posts::status,
    posts::published_at,
    posts::updated_at,
    posts::cover_url,
    posts::cover_alt,
    posts::canonical_url,
    posts::comments_open,
    posts::comment_count,
    posts::translation_group_id,
    posts::word_count,
    posts::reading_minutes,
);

/// A post with its text.
#[derive(Debug, Clone)]
pub struct Article {
    pub post: Post,
    pub html: String,
    pub contents: Vec<Heading>,
}

/// What an address leads to.
#[derive(Debug, Clone)]
pub enum Found {
    Post(Box<Article>),
    /// The post's address before it was changed.
    Moved(Slug),
}

/// The post at an address, whatever its status, or where it went.
pub fn at_address(db: &mut Db, slug: &Slug) -> Result<Found> {
    let row = posts::table
        .filter(posts::slug.eq(slug))
        .select((COLUMNS, posts::html, posts::contents))
        .first::<(Post, String, String)>(db)
        .optional()?;
    match row {
        Some((post, html, contents)) => {
            let contents = serde_json::from_str(&contents).map_err(|error| {
                StorageError::Failed(format!("contents of post {}: {error}", post.id.0))
            })?;
            Ok(Found::Post(Box::new(Article {
                post,
                html,
                contents,
            })))
        }
        None => moved(db, slug).map(Found::Moved),
    }
}

fn moved(db: &mut Db, slug: &Slug) -> Result<Slug> {
    let address = former_slugs::table
        .inner_join(posts::table)
        .filter(former_slugs::slug.eq(slug))
        .filter(posts::status.eq_any([PostStatus::Published, PostStatus::Archived]))
        .select(posts::slug)
        .first(db)?;
    Ok(address)
}

pub fn by_id(db: &mut Db, post: PostId) -> Result<Post> {
    Ok(posts::table.find(post).select(COLUMNS).first(db)?)
}

/// Posts by their numbers, in no order.
pub fn by_ids(db: &mut Db, wanted: &[PostId]) -> Result<Vec<Post>> {
    Ok(posts::table
        .filter(posts::id.eq_any(wanted))
        .select(COLUMNS)
        .load(db)?)
}

/// The address of a post by its number.
pub fn slug_of(db: &mut Db, post: PostId) -> Result<Slug> {
    Ok(posts::table.find(post).select(posts::slug).first(db)?)
}

/// The address of a post that is public, or was.
pub fn slug_of_public(db: &mut Db, post: PostId) -> Result<Slug> {
    let slug = posts::table
        .find(post)
        .filter(posts::status.eq_any([PostStatus::Published, PostStatus::Archived]))
        .select(posts::slug)
        .first(db)?;
    Ok(slug)
}

/// How many public comments a post has.
pub fn comment_count(db: &mut Db, post: PostId) -> Result<i64> {
    let count = posts::table.find(post).select(posts::comment_count);
    Ok(count.first(db)?)
}

/// The bodies of some posts, as `(id, html)`.
pub fn bodies(db: &mut Db, wanted: &[PostId]) -> Result<Vec<(PostId, String)>> {
    Ok(posts::table
        .filter(posts::id.eq_any(wanted))
        .select((posts::id, posts::html))
        .load(db)?)
}

/// The Markdown of some posts, as `(id, source)`.
pub fn sources(db: &mut Db, wanted: &[PostId]) -> Result<Vec<(PostId, String)>> {
    Ok(posts::table
        .filter(posts::id.eq_any(wanted))
        .select((posts::id, posts::source))
        .load(db)?)
}

/// Public pages, which no list shows, by title: for the site's own map.
pub fn public_pages(db: &mut Db) -> Result<Vec<Post>> {
    let pages = posts::table
        .filter(posts::kind.eq(PostKind::Page))
        .filter(posts::status.eq(PostStatus::Published))
        .order(posts::id.asc())
        .limit(1_000)
        .select(COLUMNS)
        .load(db)?;
    Ok(pages)
}

/// Whether anything was ever written here.
pub fn any_exist(db: &mut Db) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(posts::table.select(posts::id))).get_result(db)?)
}

#[derive(Insertable)]
#[diesel(table_name = posts)]
pub(super) struct PostRow<'a> {
    pub kind: PostKind,
    pub slug: &'a Slug,
    pub title: &'a str,
    pub summary: &'a str,
    pub language: Language,
    pub status: PostStatus,
    pub published_at: Option<Moment>,
    pub scheduled_at: Option<Moment>,
    pub listed_at: Option<Moment>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub comments_open: bool,
    pub comment_count: i64,
    pub translation_group_id: Option<crate::domain::ids::TranslationGroupId>,
    pub word_count: i64,
    pub reading_minutes: i64,
    pub contents: String,
    pub html: &'a str,
    pub source: &'a str,
}

impl<'a> PostRow<'a> {
    /// A row without `listed_at`, which [`listings::relist`] sets, or the caller of a bulk load.
    pub(super) fn of(post: &'a NewPost, now: Moment) -> Result<PostRow<'a>> {
        let rendered = &post.body.rendered;
        let written_at = post.publication.published_at().unwrap_or(now);
        let contents = serde_json::to_string(&rendered.contents)
            .map_err(|error| StorageError::Failed(format!("contents of {}: {error}", post.slug)))?;
        Ok(PostRow {
            kind: post.kind,
            slug: &post.slug,
            title: post.title.as_str(),
            summary: post.summary.as_str(),
            language: post.language,
            status: post.publication.status(),
            published_at: post.publication.published_at(),
            scheduled_at: post.publication.scheduled_at(),
            listed_at: None,
            created_at: written_at,
            updated_at: written_at,
            comments_open: post.comments_open,
            comment_count: 0,
            translation_group_id: post.translation_group,
            word_count: rendered.length.words() as i64,
            reading_minutes: rendered.length.minutes() as i64,
            contents,
            html: &rendered.html,
            source: &post.body.source,
        })
    }
}

/// Makes a post with its authors and first revision. Its tags and place in a series come after.
pub fn create(db: &mut Db, post: &NewPost, now: Moment) -> Result<PostId> {
    let Some(first_author) = post.authors.first() else {
        return Err(StorageError::Refused(
            "a post has at least one author".to_owned(),
        ));
    };
    let id = insert(db, post, now)?;
    let typed = Typed {
        title: post.title.as_str().to_owned(),
        source: post.body.source.clone(),
        details: Details::default(),
    };
    let revision = NewRevision {
        post: id,
        author: *first_author,
        based_on: None,
        kind: RevisionKind::Saved,
        editing: None,
        restored: None,
        typed: &typed,
        surroundings: None,
        left: LeftAlone::ALL,
        turn: 0,
    };
    revisions::record(db, &revision, now)?;
    listings::relist(db, id)?;
    search::index_body(db, id, post.body.inventory.clone())?;
    events::record(db, &Event::PostCreated(id))?;
    if post.publication.status() == PostStatus::Published {
        events::record(db, &Event::PostPublished(id))?;
    }
    Ok(id)
}

/// Makes a post with its authors, without a revision or a place in any list.
pub(super) fn insert(db: &mut Db, post: &NewPost, now: Moment) -> Result<PostId> {
    diesel::delete(former_slugs::table.filter(former_slugs::slug.eq(&post.slug))).execute(db)?;
    let id: PostId = diesel::insert_into(posts::table)
        .values(&PostRow::of(post, now)?)
        .returning(posts::id)
        .get_result(db)?;
    for (position, author) in (1i32..).zip(&post.authors) {
        insert_author(db, id, *author, position)?;
    }
    Ok(id)
}

/// Gives a post a new place on its way to readers. A draft keeps the date it was public at before.
pub fn set_publication(db: &mut Db, post: PostId, publication: Publication) -> Result<()> {
    listings::unlist(db, post)?;
    write_publication(db, post, publication)?;
    listings::relist(db, post)?;
    search::index(db, post)
}

/// The same, for whoever lists the post and indexes its words next.
pub(super) fn write_publication(db: &mut Db, post: PostId, publication: Publication) -> Result<()> {
    let before: Option<Moment> = posts::table
        .find(post)
        .select(posts::published_at)
        .first(db)?;
    diesel::update(posts::table.find(post))
        .set((
            posts::status.eq(publication.status()),
            posts::published_at.eq(publication.published_at().or(before)),
            posts::scheduled_at.eq(publication.scheduled_at()),
        ))
        .execute(db)?;
    let event = match publication {
        Publication::Published(_) => Event::PostPublished(post),
        Publication::Archived(_) => Event::PostArchived(post),
        Publication::Scheduled(_) => Event::PostScheduled(post),
        Publication::Draft => Event::PostUnpublished(post),
    };
    events::record(db, &event)
}

/// Gives a post a new address; the one it had leads to it from now on.
pub fn rename(db: &mut Db, post: PostId, slug: &Slug, now: Moment) -> Result<()> {
    let former = slug_of(db, post)?;
    if former == *slug {
        return Ok(());
    }
    diesel::delete(former_slugs::table.filter(former_slugs::slug.eq(slug))).execute(db)?;
    diesel::update(posts::table.find(post))
        .set(posts::slug.eq(slug))
        .execute(db)?;
    diesel::insert_into(former_slugs::table)
        .values((
            former_slugs::slug.eq(&former),
            former_slugs::post_id.eq(post),
            former_slugs::created_at.eq(now),
        ))
        .execute(db)?;
    touch_lists(db, post)?;
    events::record(db, &Event::PostRenamed { post, from: former })
}

pub(super) fn insert_author(
    db: &mut Db,
    post: PostId,
    author: UserId,
    position: i32,
) -> Result<()> {
    diesel::insert_into(post_authors::table)
        .values((
            post_authors::post_id.eq(post),
            post_authors::user_id.eq(author),
            post_authors::position.eq(position),
        ))
        .execute(db)?;
    Ok(())
}
