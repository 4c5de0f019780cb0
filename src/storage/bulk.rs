//! Many rows at once, for measuring and for imports. The copies and counts they need are the caller's to give.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use super::freshness::touch;
use super::posts::PostRow;
use super::{archive, search, settings};
use crate::domain::comment::{Commenter, NewComment};
use crate::domain::freshness::Name;
use crate::domain::ids::{CommentId, PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::NewPost;
use crate::schema::{comments, post_authors, post_tags, posts, revisions, tags};
use crate::text::search::Field;

/// A post with everything that is listed with it.
pub struct BulkPost {
    pub id: PostId,
    pub post: NewPost,
    pub tags: Vec<TagId>,
    pub tag_names: Vec<String>,
    pub approved_comments: i64,
}

/// A comment whose number and thread are known beforehand.
pub struct BulkComment {
    pub id: CommentId,
    pub thread: CommentId,
    pub comment: NewComment,
}

/// The highest numbers in use: of posts and of comments.
pub fn highest_ids(db: &mut Db) -> Result<(i64, i64)> {
    let post: Option<PostId> = posts::table.select(diesel::dsl::max(posts::id)).first(db)?;
    let comment: Option<CommentId> = comments::table
        .select(diesel::dsl::max(comments::id))
        .first(db)?;
    Ok((post.map_or(0, |id| id.0), comment.map_or(0, |id| id.0)))
}

/// Inserts posts with their authors, tags and first revisions. Their words are in the sheaf, which the caller
/// writes after the last of them.
pub fn insert_posts(
    db: &mut Db,
    batch: &mut [BulkPost],
    sheaf: &mut search::Sheaf,
    now: Moment,
) -> Result<()> {
    let mut rows = Vec::with_capacity(batch.len());
    for one in batch.iter() {
        let mut row = PostRow::of(&one.post, now)?;
        row.listed_at = one.post.publication.listed_at(one.post.kind);
        row.comment_count = one.approved_comments;
        rows.push((posts::id.eq(one.id), row));
    }
    on_backend!(db, connection => diesel::insert_into(posts::table).values(&rows).execute(connection))?;
    insert_authors(db, batch)?;
    insert_tags(db, batch)?;
    insert_revisions(db, batch, now)?;
    search::mark_for_later(db, batch.iter().map(|one| one.id))?;
    for one in batch.iter_mut() {
        sheaf.add(&article(one))?;
        if sheaf.is_full() {
            sheaf.write(db)?;
        }
    }
    touch(db, [Name::All])?;
    number_on(db)
}

/// What the index holds of a post, whose own account of its words it takes.
fn article(one: &mut BulkPost) -> search::Article {
    let mut inventory = std::mem::take(&mut one.post.body.inventory);
    inventory.add(Field::Title, one.post.title.as_str());
    inventory.add(Field::Heading, one.post.summary.as_str());
    for name in &one.tag_names {
        inventory.add(Field::Tags, name);
    }
    let listed_at = one.post.publication.listed_at(one.post.kind);
    let head = search::Head {
        id: one.id.0,
        day: search::day(listed_at),
        is_listed: listed_at.is_some(),
        language: one.post.language.tag().to_owned(),
        authors: one.post.authors.iter().map(|author| author.0).collect(),
        tags: one.tags.iter().map(|tag| tag.0).collect(),
        length: inventory.length,
    };
    search::Article { head, inventory }
}

fn insert_authors(db: &mut Db, batch: &[BulkPost]) -> Result<()> {
    let rows: Vec<_> = batch
        .iter()
        .flat_map(|one| {
            (1i32..)
                .zip(&one.post.authors)
                .map(move |(position, author)| (one, position, *author))
        })
        .map(|(one, position, author)| {
            (
                post_authors::post_id.eq(one.id),
                post_authors::user_id.eq(author),
                post_authors::position.eq(position),
                post_authors::listed_at.eq(one.post.publication.listed_at(one.post.kind)),
            )
        })
        .collect();
    on_backend!(db, connection => diesel::insert_into(post_authors::table).values(&rows).execute(connection))?;
    Ok(())
}

fn insert_tags(db: &mut Db, batch: &[BulkPost]) -> Result<()> {
    let rows: Vec<_> = batch
        .iter()
        .flat_map(|one| one.tags.iter().map(move |tag| (one, *tag)))
        .map(|(one, tag)| {
            (
                post_tags::post_id.eq(one.id),
                post_tags::tag_id.eq(tag),
                post_tags::listed_at.eq(one.post.publication.listed_at(one.post.kind)),
            )
        })
        .collect();
    on_backend!(db, connection => diesel::insert_into(post_tags::table).values(&rows).execute(connection))?;
    Ok(())
}

fn insert_revisions(db: &mut Db, batch: &[BulkPost], now: Moment) -> Result<()> {
    let first_author = |one: &BulkPost| one.post.authors.first().copied().unwrap_or(UserId(0));
    let rows: Vec<_> = batch
        .iter()
        .map(|one| {
            (
                revisions::post_id.eq(one.id),
                revisions::author_id.eq(first_author(one)),
                revisions::title.eq(one.post.title.as_str()),
                revisions::source.eq(&one.post.body.source),
                revisions::created_at.eq(now),
            )
        })
        .collect();
    on_backend!(db, connection => diesel::insert_into(revisions::table).values(&rows).execute(connection))?;
    Ok(())
}

/// Inserts comments; parents before their answers. Posts count them already.
pub fn insert_comments(db: &mut Db, batch: &[BulkComment]) -> Result<()> {
    let rows: Vec<_> = batch
        .iter()
        .map(|one| {
            let (user, guest) = match &one.comment.commenter {
                Commenter::User(user) => (Some(*user), None),
                Commenter::Guest(guest) => (None, Some(guest.name.as_str())),
            };
            (
                comments::id.eq(one.id),
                comments::post_id.eq(one.comment.post),
                comments::parent_id.eq(one.comment.parent),
                comments::thread_id.eq(one.thread),
                comments::user_id.eq(user),
                comments::guest_name.eq(guest),
                comments::language.eq(one.comment.language),
                comments::status.eq(one.comment.status),
                comments::source.eq(&one.comment.words.source),
                comments::html.eq(&one.comment.words.html),
                comments::created_at.eq(one.comment.created_at),
                comments::updated_at.eq(one.comment.created_at),
            )
        })
        .collect();
    on_backend!(db, connection => diesel::insert_into(comments::table).values(&rows).execute(connection))?;
    touch(db, [Name::All])?;
    number_on(db)
}

/// Lets PostgreSQL number on from the numbers given by hand; SQLite does so by itself.
fn number_on(db: &mut Db) -> Result<()> {
    if let Db::Postgres(connection) = db {
        connection.batch_execute(
            "SELECT setval(pg_get_serial_sequence('posts', 'id'), (SELECT COALESCE(MAX(id), 1) FROM posts)); \
             SELECT setval(pg_get_serial_sequence('comments', 'id'), (SELECT COALESCE(MAX(id), 1) FROM comments))",
        )?;
    }
    Ok(())
}

/// Adds posts that were just inserted to the counts of their tags and months. Either this after each batch,
/// or [`settle`] after all of them.
pub fn count(db: &mut Db, batch: &[BulkPost]) -> Result<()> {
    let zone = settings::load(db)?.zone();
    let mut of_tags: BTreeMap<TagId, i64> = BTreeMap::new();
    let mut of_months: BTreeMap<(String, Language), i64> = BTreeMap::new();
    for one in batch {
        let Some(listed_at) = one.post.publication.listed_at(one.post.kind) else {
            continue;
        };
        let month = (listed_at.month(&zone), one.post.language);
        *of_months.entry(month).or_insert(0) += 1;
        for tag in &one.tags {
            *of_tags.entry(*tag).or_insert(0) += 1;
        }
    }
    for (tag, change) in of_tags {
        diesel::update(tags::table.find(tag))
            .set(tags::listed_posts.eq(tags::listed_posts + change))
            .execute(db)?;
    }
    for ((month, language), change) in of_months {
        archive::count(db, &month, language, change)?;
    }
    Ok(())
}

/// After a bulk load: counts the articles of tags and months, and lets the database learn how its
/// tables are filled.
pub fn settle(db: &mut Db) -> Result<()> {
    super::health::count_tags(db)?;
    archive::rebuild(db)?;
    on_backend!(db, connection => connection.batch_execute("ANALYZE"))?;
    Ok(())
}
