//! What stands around a public post, in one query: its authors, its tags, its versions in other languages, and
//! its place in a series.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::Db;
use super::error::{Result, StorageError};
use super::listings::Byline;
use super::series::MOST_PARTS;
use super::translations::Translation;
use crate::domain::ids::{PostId, SeriesId, TagId};
use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::series::{Part, PlaceInSeries, Series};
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::Handle;

/// What stands around a post.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// In their order.
    pub authors: Vec<Byline>,
    /// By their addresses.
    pub tags: Vec<Tag>,
    /// By the tags of their languages; the post itself is among them.
    pub translations: Vec<Translation>,
    pub series: Option<PlaceInSeries>,
    /// How many other sites are shown that say something of it.
    pub mentions: i64,
}

const QUESTION: &str = "\
    SELECT 'author' AS kind, CAST(a.position AS BIGINT) AS place, u.id, u.handle AS address, u.name, \
        u.language, '' AS words, CAST(0 AS BIGINT) AS amount \
        FROM post_authors a JOIN users u ON u.id = a.user_id WHERE a.post_id = $1 \
    UNION ALL SELECT 'tag', 0, t.id, t.slug, t.name, t.language, t.description, t.listed_posts \
        FROM post_tags b JOIN tags t ON t.id = b.tag_id WHERE b.post_id = $2 \
    UNION ALL SELECT 'series', 0, s.id, s.slug, s.name, s.language, s.description, 0 \
        FROM series_parts o JOIN series s ON s.id = o.series_id WHERE o.post_id = $3 \
    UNION ALL SELECT 'part', c.position, p.id, p.slug, p.title, p.language, '', p.reading_minutes \
        FROM series_parts o JOIN series_parts c ON c.series_id = o.series_id \
        JOIN posts p ON p.id = c.post_id WHERE o.post_id = $4 AND p.status = 'published' \
    UNION ALL SELECT 'version', 0, p.id, p.slug, p.title, p.language, '', 0 \
        FROM posts p WHERE p.translation_group_id = $5 AND p.status = 'published' \
    UNION ALL SELECT 'mentions', 0, 0, '', '', 'en', '', COUNT(*) \
        FROM mentions m WHERE m.post_id = $6 AND m.status = 'approved'";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    address: Slug,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    language: Language,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

/// What stands around a post.
pub fn of_post(db: &mut Db, post: &Post) -> Result<Around> {
    let mut rows: Vec<Row> = diesel::sql_query(QUESTION)
        .bind::<BigInt, _>(post.id)
        .bind::<BigInt, _>(post.id)
        .bind::<BigInt, _>(post.id)
        .bind::<BigInt, _>(post.id)
        .bind::<BigInt, _>(post.translation_group_id.map_or(0, |group| group.0))
        .bind::<BigInt, _>(post.id)
        .load(db)?;
    rows.sort_by_key(|row| row.place);
    let mut around = Around::default();
    let mut series: Option<Series> = None;
    let mut parts: Vec<Part> = Vec::new();
    for row in rows {
        match row.kind.as_str() {
            "author" => around.authors.push(Byline {
                handle: handle(row.address.as_str())?,
                name: row.name,
            }),
            "tag" => around.tags.push(Tag {
                id: TagId(row.id),
                slug: row.address,
                name: row.name,
                language: row.language,
                description: row.words,
                listed_posts: row.amount,
            }),
            "mentions" => around.mentions = row.amount,
            "version" => around.translations.push(Translation {
                post: PostId(row.id),
                language: row.language,
                slug: row.address,
                title: row.name,
            }),
            "series" => {
                series = Some(Series {
                    id: SeriesId(row.id),
                    slug: row.address,
                    name: row.name,
                    language: row.language,
                    description: row.words,
                });
            }
            _ => parts.push(Part {
                position: i32::try_from(row.place).unwrap_or(i32::MAX),
                post_id: PostId(row.id),
                slug: row.address,
                title: row.name,
                language: row.language,
                reading_minutes: row.amount,
            }),
        }
    }
    around
        .tags
        .sort_by(|one, other| one.slug.as_str().cmp(other.slug.as_str()));
    around
        .translations
        .sort_by_key(|version| version.language.tag());
    parts.truncate(MOST_PARTS as usize);
    around.series = series.and_then(|series| PlaceInSeries::of(post.id, series, parts));
    Ok(around)
}

fn handle(stored: &str) -> Result<Handle> {
    Handle::parse(stored).map_err(|_| StorageError::Unreadable(format!("the handle {stored:?}")))
}
