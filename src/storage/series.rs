//! Series and their parts.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::freshness::touch;
use super::{events, listings, posts};
use crate::domain::event::Event;
use crate::domain::freshness::Name;
use crate::domain::ids::{PostId, SeriesId};
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::domain::series::{NewSeries, Part, PlaceInSeries, Series};
use crate::domain::slug::Slug;
use crate::schema::{posts as post_table, series, series_parts};

type Columns = (
    series::id,
    series::slug,
    series::name,
    series::language,
    series::description,
);

const COLUMNS: Columns = (
    series::id,
    series::slug,
    series::name,
    series::language,
    series::description,
);

/// The most parts of a series.
pub const MOST_PARTS: i64 = 500;
/// The most series that the desk lists.
const MOST_SERIES: i64 = 1_000;

pub fn by_slug(db: &mut Db, slug: &Slug) -> Result<Series> {
    Ok(series::table
        .filter(series::slug.eq(slug))
        .select(COLUMNS)
        .first(db)?)
}

/// A series with its public parts as cards, in order; unknown while it has none.
pub fn public_by_slug(db: &mut Db, slug: &Slug) -> Result<(Series, Vec<listings::Card>)> {
    let found = by_slug(db, slug)?;
    match cards(db, found.id)? {
        parts if parts.is_empty() => Err(StorageError::NotFound),
        parts => Ok((found, parts)),
    }
}

/// Where a post stands in its series, if it is in one.
pub fn place_of(db: &mut Db, post: PostId) -> Result<Option<PlaceInSeries>> {
    let found: Option<Series> = series_parts::table
        .inner_join(series::table)
        .filter(series_parts::post_id.eq(post))
        .select(COLUMNS)
        .first(db)
        .optional()?;
    let Some(found) = found else {
        return Ok(None);
    };
    let parts = public_parts(db, found.id)?;
    Ok(PlaceInSeries::of(post, found, parts))
}

/// Where a post would stand that is to be at this place among all parts, from 1, or at the end.
pub fn place_wanted(
    db: &mut Db,
    id: SeriesId,
    post: &Post,
    place: Option<usize>,
) -> Result<Option<PlaceInSeries>> {
    let found = match by_id(db, id) {
        Ok(found) => found,
        Err(StorageError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let order = crate::domain::series::placed(order(db, id)?, post.id, place);
    let mut parts = public_parts(db, id)?;
    parts.retain(|part| part.post_id != post.id);
    parts.push(Part {
        position: 0,
        post_id: post.id,
        slug: post.slug.clone(),
        title: post.title.clone(),
        language: post.language,
        reading_minutes: post.reading_minutes,
    });
    parts.sort_by_key(|part| order.iter().position(|id| *id == part.post_id));
    Ok(PlaceInSeries::of(post.id, found, parts))
}

fn public_parts(db: &mut Db, wanted: SeriesId) -> Result<Vec<Part>> {
    let parts = series_parts::table
        .inner_join(post_table::table)
        .filter(series_parts::series_id.eq(wanted))
        .filter(post_table::status.eq(PostStatus::Published))
        .order(series_parts::position.asc())
        .limit(MOST_PARTS)
        .select((
            series_parts::position,
            post_table::id,
            post_table::slug,
            post_table::title,
            post_table::language,
            post_table::reading_minutes,
        ))
        .load(db)?;
    Ok(parts)
}

fn cards(db: &mut Db, wanted: SeriesId) -> Result<Vec<listings::Card>> {
    let rows: Vec<Post> = series_parts::table
        .inner_join(post_table::table)
        .filter(series_parts::series_id.eq(wanted))
        .filter(post_table::status.eq(PostStatus::Published))
        .order(series_parts::position.asc())
        .limit(MOST_PARTS)
        .select(posts::COLUMNS)
        .load(db)?;
    listings::with_authors(db, rows)
}

/// Every series that has a public part, newest first.
pub fn all(db: &mut Db) -> Result<Vec<Series>> {
    let part_is_public = series_parts::table
        .inner_join(post_table::table)
        .filter(series_parts::series_id.eq(series::id))
        .filter(post_table::status.eq(PostStatus::Published))
        .select(series_parts::post_id);
    let found = series::table
        .filter(diesel::dsl::exists(part_is_public))
        .order(series::id.desc())
        .limit(100)
        .select(COLUMNS)
        .load(db)?;
    Ok(found)
}

pub fn create(db: &mut Db, new: &NewSeries, now: Moment) -> Result<SeriesId> {
    let id = diesel::insert_into(series::table)
        .values((
            series::slug.eq(&new.slug),
            series::name.eq(&new.name),
            series::language.eq(new.language),
            series::description.eq(&new.description),
            series::created_at.eq(now),
        ))
        .returning(series::id)
        .get_result(db)?;
    events::record(db, &Event::SeriesSaved(id))?;
    Ok(id)
}

/// A series with how many parts it has, public or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    pub series: Series,
    pub parts: i64,
}

/// Every series, newest first, with its number of parts.
pub fn shelves(db: &mut Db) -> Result<Vec<Shelf>> {
    let found: Vec<Series> = series::table
        .order(series::id.desc())
        .limit(MOST_SERIES)
        .select(COLUMNS)
        .load(db)?;
    let counted: Vec<(SeriesId, i64)> = series_parts::table
        .group_by(series_parts::series_id)
        .select((series_parts::series_id, diesel::dsl::count_star()))
        .load(db)?;
    let counts: HashMap<SeriesId, i64> = counted.into_iter().collect();
    Ok(found
        .into_iter()
        .map(|series| Shelf {
            parts: counts.get(&series.id).copied().unwrap_or(0),
            series,
        })
        .collect())
}

pub fn by_id(db: &mut Db, id: SeriesId) -> Result<Series> {
    Ok(series::table.find(id).select(COLUMNS).first(db)?)
}

pub fn exists(db: &mut Db, id: SeriesId) -> Result<bool> {
    let found = series::table.find(id).select(series::id);
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

/// Every part of a series in order, public or not.
pub fn all_parts(db: &mut Db, id: SeriesId) -> Result<Vec<Post>> {
    let parts = series_parts::table
        .inner_join(post_table::table)
        .filter(series_parts::series_id.eq(id))
        .order(series_parts::position.asc())
        .select(posts::COLUMNS)
        .load(db)?;
    Ok(parts)
}

/// The series a post is in, and its place there among all parts, from 1.
pub fn position_of(db: &mut Db, post: PostId) -> Result<Option<(SeriesId, usize)>> {
    let found: Option<SeriesId> = series_parts::table
        .filter(series_parts::post_id.eq(post))
        .select(series_parts::series_id)
        .first(db)
        .optional()?;
    let Some(found) = found else {
        return Ok(None);
    };
    let order = order(db, found)?;
    let place = order.iter().position(|part| *part == post);
    Ok(place.map(|place| (found, place + 1)))
}

/// The parts of a series in order.
pub fn order(db: &mut Db, id: SeriesId) -> Result<Vec<PostId>> {
    let order = series_parts::table
        .filter(series_parts::series_id.eq(id))
        .order(series_parts::position.asc())
        .select(series_parts::post_id)
        .load(db)?;
    Ok(order)
}

/// Sets the parts of a series in this order, which names each of them once.
pub fn reorder(db: &mut Db, id: SeriesId, order: &[PostId]) -> Result<()> {
    touch_parts(db, id)?;
    diesel::delete(series_parts::table.filter(series_parts::series_id.eq(id))).execute(db)?;
    for (position, post) in (1i32..).zip(order) {
        insert_part(db, id, *post, position)?;
    }
    touch_parts(db, id)?;
    events::record(db, &Event::SeriesSaved(id))
}

/// Touches the pages of the parts of a series, which say that they are in it. To be called before a change
/// of which posts they are, and after it.
fn touch_parts(db: &mut Db, id: SeriesId) -> Result<()> {
    let parts = order(db, id)?;
    touch(db, parts.into_iter().map(Name::Post))
}

/// Puts a post at a place of a series, from 1; at the end without one. A post is in one series only.
pub fn place(db: &mut Db, id: SeriesId, post: PostId, place: Option<usize>) -> Result<()> {
    if let Some((other, _)) = position_of(db, post)?
        && other != id
    {
        remove_part(db, other, post)?;
    }
    let order = order(db, id)?;
    if order.len() >= MOST_PARTS as usize && !order.contains(&post) {
        return Err(StorageError::Refused(format!(
            "a series has at most {MOST_PARTS} parts"
        )));
    }
    reorder(db, id, &crate::domain::series::placed(order, post, place))
}

pub fn remove_part(db: &mut Db, id: SeriesId, post: PostId) -> Result<()> {
    let mut order = order(db, id)?;
    order.retain(|part| *part != post);
    reorder(db, id, &order)
}

pub fn change(db: &mut Db, id: SeriesId, changed: &NewSeries) -> Result<()> {
    diesel::update(series::table.find(id))
        .set((
            series::slug.eq(&changed.slug),
            series::name.eq(&changed.name),
            series::language.eq(changed.language),
            series::description.eq(&changed.description),
        ))
        .execute(db)?;
    events::record(db, &Event::SeriesSaved(id))
}

/// Takes a series away; its articles stay.
pub fn remove(db: &mut Db, id: SeriesId) -> Result<()> {
    touch_parts(db, id)?;
    diesel::delete(series_parts::table.filter(series_parts::series_id.eq(id))).execute(db)?;
    match diesel::delete(series::table.find(id)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::SeriesRemoved(id)),
    }
}

/// Gives a post a place in a series. A place that is taken and a post that has a place are refused.
pub fn add_part(db: &mut Db, to: SeriesId, post: PostId, position: i32) -> Result<()> {
    insert_part(db, to, post, position)?;
    touch(db, [Name::Post(post)])?;
    events::record(db, &Event::SeriesSaved(to))
}

fn insert_part(db: &mut Db, to: SeriesId, post: PostId, position: i32) -> Result<()> {
    diesel::insert_into(series_parts::table)
        .values((
            series_parts::series_id.eq(to),
            series_parts::position.eq(position),
            series_parts::post_id.eq(post),
        ))
        .execute(db)?;
    Ok(())
}
