//! Every address that readers can reach beside the fixed ones, for those who must ask for all of them.

use diesel::prelude::*;

use super::archive;
use super::connection::Db;
use super::error::Result;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::post::PostStatus;
use crate::domain::slug::Slug;
use crate::domain::user::Handle;
use crate::schema::{former_slugs, post_authors, posts, series, series_parts, tags, users};

/// What is public, by its names in addresses.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    pub posts: Vec<(PostId, Slug, Language)>,
    /// Slugs that posts had before.
    pub former: Vec<(PostId, Slug)>,
    pub tags: Vec<(Slug, Language)>,
    pub series: Vec<(Slug, Language)>,
    /// Of people who have a public article.
    pub authors: Vec<Handle>,
    /// `2026-03`, newest first.
    pub months: Vec<String>,
    /// How many articles lists show.
    pub articles: i64,
}

/// All of them, from one state of the database where the caller sees to it.
pub fn all(db: &mut Db) -> Result<Addresses> {
    let is_public = || posts::status.eq(PostStatus::Published);
    let has_written = post_authors::table
        .filter(post_authors::user_id.eq(users::id))
        .filter(post_authors::listed_at.is_not_null())
        .select(post_authors::post_id);
    let public_part = series_parts::table
        .inner_join(posts::table)
        .filter(series_parts::series_id.eq(series::id))
        .filter(is_public())
        .select(series_parts::post_id);
    let counts = archive::months(db)?;
    let articles = counts.iter().map(|count| count.listed_posts).sum();
    let mut months: Vec<String> = counts.into_iter().map(|count| count.month).collect();
    months.dedup();
    Ok(Addresses {
        posts: posts::table
            .filter(is_public())
            .order(posts::id.asc())
            .select((posts::id, posts::slug, posts::language))
            .load(db)?,
        former: former_slugs::table
            .inner_join(posts::table)
            .filter(is_public())
            .order(former_slugs::slug.asc())
            .select((posts::id, former_slugs::slug))
            .load(db)?,
        tags: tags::table
            .filter(tags::listed_posts.gt(0))
            .order(tags::id.asc())
            .select((tags::slug, tags::language))
            .load(db)?,
        series: series::table
            .filter(diesel::dsl::exists(public_part))
            .order(series::id.asc())
            .select((series::slug, series::language))
            .load(db)?,
        authors: users::table
            .filter(diesel::dsl::exists(has_written))
            .order(users::id.asc())
            .select(users::handle)
            .load(db)?,
        months,
        articles,
    })
}
