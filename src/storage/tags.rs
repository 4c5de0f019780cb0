//! Tags, and which articles bear them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, listings, search};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, TagId};
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::domain::tag::{NewTag, Tag, TagName};
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

/// Makes a tag. One whose name or address another has is refused as taken: lists of tags name them.
pub fn create(db: &mut Db, tag: &NewTag, now: Moment) -> Result<TagId> {
    require_free_name(db, &tag.name, None)?;
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

/// What is said to be taken when another tag has the name.
pub const TAKEN_NAME: &str = "tags.name";

fn require_free_name(db: &mut Db, name: &str, except: Option<TagId>) -> Result<()> {
    let bearers: Vec<TagId> = tags::table
        .filter(tags::name.eq(name))
        .limit(2)
        .select(tags::id)
        .load(db)?;
    if bearers.into_iter().any(|bearer| Some(bearer) != except) {
        return Err(StorageError::Taken(TAKEN_NAME.to_owned()));
    }
    Ok(())
}

pub fn by_id(db: &mut Db, id: TagId) -> Result<Tag> {
    Ok(tags::table.find(id).select(COLUMNS).first(db)?)
}

/// The tag that a typed name means: one of this name, or else one at this address.
pub fn named(db: &mut Db, name: &TagName) -> Result<Option<Tag>> {
    let by_name = tags::table
        .filter(tags::name.eq(name.as_str()))
        .order(tags::id.asc())
        .select(COLUMNS)
        .first(db)
        .optional()?;
    if by_name.is_some() {
        return Ok(by_name);
    }
    match by_slug(db, name.slug()) {
        Ok(tag) => Ok(Some(tag)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The names to suggest to writers: those of the tags used most, then others.
pub fn suggestions(db: &mut Db) -> Result<Vec<String>> {
    let names = tags::table
        .order((tags::listed_posts.desc(), tags::id.desc()))
        .limit(300)
        .select(tags::name)
        .load(db)?;
    Ok(names)
}

/// Tags by address after one, those whose address holds `part` where one is given; one more than
/// [`PAGE_LENGTH`] when there are more.
pub fn by_address(db: &mut Db, part: Option<&str>, after: Option<&Slug>) -> Result<Vec<Tag>> {
    let mut query = tags::table
        .order(tags::slug.asc())
        .limit(PAGE_LENGTH + 1)
        .select(COLUMNS)
        .into_boxed();
    if let Some(part) = part {
        let pattern: String = part
            .chars()
            .flat_map(|letter| {
                let escape = matches!(letter, '%' | '_' | '\\').then_some('\\');
                escape.into_iter().chain([letter])
            })
            .collect();
        query = query.filter(tags::slug.like(format!("%{pattern}%")).escape('\\'));
    }
    if let Some(after) = after {
        query = query.filter(tags::slug.gt(after));
    }
    Ok(query.load(db)?)
}

/// Changes what a tag is called, where it is, and what is said of it.
pub fn change(db: &mut Db, id: TagId, tag: &NewTag) -> Result<()> {
    if by_id(db, id)?.name != tag.name {
        require_free_name(db, &tag.name, Some(id))?;
        search::mark_bearers_stale(db, id)?;
    }
    diesel::update(tags::table.find(id))
        .set((
            tags::slug.eq(&tag.slug),
            tags::name.eq(&tag.name),
            tags::language.eq(tag.language),
            tags::description.eq(&tag.description),
        ))
        .execute(db)?;
    search::refresh(db)?;
    events::record(db, &Event::TagSaved(id))
}

const DROP_DOUBLED: &str = "DELETE FROM post_tags WHERE tag_id = $1 \
    AND post_id IN (SELECT post_id FROM post_tags WHERE tag_id = $2)";
const MOVE_BEARERS: &str =
    "UPDATE post_tags SET tag_id = CASE WHEN tag_id = $1 THEN $2 ELSE tag_id END WHERE tag_id = $1";

/// Lets everything that bears one tag bear another, and takes the first away.
pub fn merge(db: &mut Db, id: TagId, into: TagId) -> Result<()> {
    if id == into {
        return Err(StorageError::Refused(
            "a tag is not merged into itself".to_owned(),
        ));
    }
    by_id(db, into)?;
    search::mark_bearers_stale(db, id)?;
    // Written out, since a table may not stand twice in one of diesel's queries without an alias.
    for statement in [DROP_DOUBLED, MOVE_BEARERS] {
        diesel::sql_query(statement)
            .bind::<BigInt, _>(id)
            .bind::<BigInt, _>(into)
            .execute(db)?;
    }
    diesel::delete(tags::table.find(id)).execute(db)?;
    recount(db, into)?;
    search::refresh(db)?;
    events::record(db, &Event::TagMerged { tag: id, into })
}

/// Takes a tag away from whatever bears it.
pub fn remove(db: &mut Db, id: TagId) -> Result<()> {
    by_id(db, id)?;
    search::mark_bearers_stale(db, id)?;
    diesel::delete(post_tags::table.filter(post_tags::tag_id.eq(id))).execute(db)?;
    diesel::delete(tags::table.find(id)).execute(db)?;
    search::refresh(db)?;
    events::record(db, &Event::TagRemoved(id))
}

fn recount(db: &mut Db, tag: TagId) -> Result<()> {
    let listed: i64 = post_tags::table
        .filter(post_tags::tag_id.eq(tag))
        .filter(post_tags::listed_at.is_not_null())
        .count()
        .get_result(db)?;
    diesel::update(tags::table.find(tag))
        .set(tags::listed_posts.eq(listed))
        .execute(db)?;
    Ok(())
}

/// Adds tags to a post that does not bear them yet.
pub fn add_to_post(db: &mut Db, post: PostId, added: &[TagId]) -> Result<()> {
    for tag in added {
        diesel::insert_into(post_tags::table)
            .values((post_tags::post_id.eq(post), post_tags::tag_id.eq(*tag)))
            .execute(db)?;
    }
    listings::relist(db, post)?;
    search::index(db, post)?;
    events::record(db, &Event::PostChanged(post))
}
