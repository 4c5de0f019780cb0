//! The public articles of a stretch of time with their translations, for search engines.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::schema::posts;

/// An article's address and those of every language's version of it, its own among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub slug: Slug,
    pub updated_at: Moment,
    pub versions: Vec<(Language, Slug)>,
}

/// Versions make several rows of one article.
const MOST_ROWS: i64 = 50_000;

type Row = (Slug, Moment, Option<Language>, Option<Slug>);

/// The articles listed from `start` until before `end`, newest first. A sitemap may hold 50,000
/// addresses; a month that has more loses its oldest.
pub fn entries(db: &mut Db, start: Moment, end: Moment) -> Result<Vec<Entry>> {
    let version = diesel::alias!(posts as version);
    let rows: Vec<Row> = posts::table
        .left_join(
            version.on(version
                .field(posts::translation_group_id)
                .eq(posts::translation_group_id)
                .and(version.field(posts::listed_at).is_not_null())),
        )
        .filter(posts::listed_at.ge(start))
        .filter(posts::listed_at.lt(end))
        .order((
            posts::listed_at.desc(),
            posts::id.desc(),
            version.field(posts::language).asc(),
        ))
        .limit(MOST_ROWS)
        .select((
            posts::slug,
            posts::updated_at,
            version.field(posts::language).nullable(),
            version.field(posts::slug).nullable(),
        ))
        .load(db)?;
    Ok(gather(rows))
}

fn gather(rows: Vec<Row>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (slug, updated_at, language, version) in rows {
        if entries.last().is_none_or(|last| last.slug != slug) {
            entries.push(Entry {
                slug,
                updated_at,
                versions: Vec::new(),
            });
        }
        if let (Some(entry), Some(language), Some(version)) =
            (entries.last_mut(), language, version)
        {
            entry.versions.push((language, version));
        }
    }
    entries
}
