//! Tags, and which articles bear them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use super::{events, listings};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, TagId};
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::domain::tag::{NewTag, Tag};
use crate::schema::{post_tags, tags};

/// What a [`Tag`] is read from.
type Columns = (
    tags::id,
    tags::slug,
    tags::name,
    tags::language,
    tags::description,
    tags::listed_posts,
);

const COLUMNS: Columns = (
    tags::id,
    tags::slug,
    tags::name,
    tags::language,
    tags::description,
    tags::listed_posts,
);

/// How many tags a page of them shows.
pub const PAGE_LENGTH: i64 = 200;

pub fn by_slug(db: &mut Db, slug: &Slug) -> Result<Tag> {
    Ok(tags::table
        .filter(tags::slug.eq(slug))
        .select(COLUMNS)
        .first(db)?)
}

/// A tag that a public article bears: anybody may see it.
pub fn public_by_slug(db: &mut Db, slug: &Slug) -> Result<Tag> {
    let tag = tags::table
        .filter(tags::slug.eq(slug))
        .filter(tags::listed_posts.gt(0))
        .select(COLUMNS)
        .first(db)?;
    Ok(tag)
}

/// The tags in use, the most used first, after the last one of the page before. One more than
/// [`PAGE_LENGTH`] comes when there are more.
pub fn most_used(db: &mut Db, after: Option<(i64, TagId)>) -> Result<Vec<Tag>> {
    let (count, id) = after.unwrap_or((i64::MAX, TagId(i64::MAX)));
    let found = tags::table
        .filter(tags::listed_posts.gt(0))
        .filter(tags::listed_posts.le(count))
        .filter(tags::listed_posts.lt(count).or(tags::id.lt(id)))
        .order((tags::listed_posts.desc(), tags::id.desc()))
        .limit(PAGE_LENGTH + 1)
        .select(COLUMNS)
        .load(db)?;
    Ok(found)
}

/// The tags of one post, by name.
pub fn of_post(db: &mut Db, post: PostId) -> Result<Vec<Tag>> {
    Ok(of_posts(db, &[post])?.remove(&post).unwrap_or_default())
}

/// The tags of some posts.
pub fn of_posts(db: &mut Db, wanted: &[PostId]) -> Result<HashMap<PostId, Vec<Tag>>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PostId, Tag)> = post_tags::table
        .inner_join(tags::table)
        .filter(post_tags::post_id.eq_any(wanted))
        .order((post_tags::post_id.asc(), tags::slug.asc()))
        .select((post_tags::post_id, COLUMNS))
        .load(db)?;
    let mut found: HashMap<PostId, Vec<Tag>> = HashMap::new();
    for (post, tag) in rows {
        found.entry(post).or_default().push(tag);
    }
    Ok(found)
}

pub fn create(db: &mut Db, tag: &NewTag, now: Moment) -> Result<TagId> {
    let id = diesel::insert_into(tags::table)
        .values((
            tags::slug.eq(&tag.slug),
            tags::name.eq(&tag.name),
            tags::language.eq(tag.language),
            tags::description.eq(&tag.description),
            tags::listed_posts.eq(0i64),
            tags::created_at.eq(now),
        ))
        .returning(tags::id)
        .get_result(db)?;
    events::record(db, &Event::TagSaved(id))?;
    Ok(id)
}

/// Adds tags to a post that does not bear them yet.
pub fn add_to_post(db: &mut Db, post: PostId, added: &[TagId]) -> Result<()> {
    for tag in added {
        diesel::insert_into(post_tags::table)
            .values((post_tags::post_id.eq(post), post_tags::tag_id.eq(*tag)))
            .execute(db)?;
    }
    listings::relist(db, post)?;
    super::search::index(db, post)?;
    events::record(db, &Event::PostChanged(post))
}
