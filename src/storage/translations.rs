//! Posts that say the same in several languages.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::ids::{PostId, TranslationGroupId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::PostStatus;
use crate::domain::slug::Slug;
use crate::schema::{posts, translation_groups};

/// One language's version of a post.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Translation {
    pub post: PostId,
    pub language: Language,
    pub slug: Slug,
    pub title: String,
}

/// Every public post of some groups.
pub fn of_groups(
    db: &mut Db,
    groups: &[TranslationGroupId],
) -> Result<HashMap<TranslationGroupId, Vec<Translation>>> {
    if groups.is_empty() {
        return Ok(HashMap::new());
    }
    type Row = (Option<TranslationGroupId>, Translation);
    let rows: Vec<Row> = posts::table
        .filter(posts::translation_group_id.eq_any(groups))
        .filter(posts::status.eq(PostStatus::Published))
        .order(posts::language.asc())
        .select((
            posts::translation_group_id,
            (posts::id, posts::language, posts::slug, posts::title),
        ))
        .load(db)?;
    let mut found: HashMap<TranslationGroupId, Vec<Translation>> = HashMap::new();
    for (group, version) in rows {
        if let Some(group) = group {
            found.entry(group).or_default().push(version);
        }
    }
    Ok(found)
}

/// Every public post of a group, in the order of the languages' tags.
pub fn of_group(db: &mut Db, group: TranslationGroupId) -> Result<Vec<Translation>> {
    let found = posts::table
        .filter(posts::translation_group_id.eq(group))
        .filter(posts::status.eq(PostStatus::Published))
        .order(posts::language.asc())
        .select((posts::id, posts::language, posts::slug, posts::title))
        .load(db)?;
    Ok(found)
}

/// One language's version of a post, public or not.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Version {
    pub post: PostId,
    pub language: Language,
    pub title: String,
    pub status: PostStatus,
}

/// Every post of a group, in the order of the languages' tags.
pub fn versions(db: &mut Db, group: TranslationGroupId) -> Result<Vec<Version>> {
    let found = posts::table
        .filter(posts::translation_group_id.eq(group))
        .order(posts::language.asc())
        .select((posts::id, posts::language, posts::title, posts::status))
        .load(db)?;
    Ok(found)
}

pub fn create_group(db: &mut Db, now: Moment) -> Result<TranslationGroupId> {
    let id = diesel::insert_into(translation_groups::table)
        .values(translation_groups::created_at.eq(now))
        .returning(translation_groups::id)
        .get_result(db)?;
    Ok(id)
}
