//! Series and their parts.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, listings, posts};
use crate::domain::event::Event;
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

/// The most parts of a series that are shown.
const MOST_PARTS: i64 = 500;

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

/// Gives a post a place in a series. A place that is taken and a post that has a place are refused.
pub fn add_part(db: &mut Db, to: SeriesId, post: PostId, position: i32) -> Result<()> {
    diesel::insert_into(series_parts::table)
        .values((
            series_parts::series_id.eq(to),
            series_parts::position.eq(position),
            series_parts::post_id.eq(post),
        ))
        .execute(db)?;
    events::record(db, &Event::SeriesSaved(to))
}
