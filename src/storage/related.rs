//! Articles that may interest the readers of another one.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::Db;
use super::error::Result;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::related::{Candidate, tag_weight};
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;

/// How many of the newest articles of each tag, and of the language, are looked at. A bound keeps
/// the cost the same however many articles there are.
const NEWEST: usize = 25;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    #[diesel(sql_type = Text)]
    slug: Slug,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    summary: String,
    #[diesel(sql_type = Text)]
    language: Language,
    #[diesel(sql_type = BigInt)]
    reading_minutes: i64,
    #[diesel(sql_type = BigInt)]
    weight: i64,
}

/// The newest articles that share a tag or the language with `post`, in one query; not its
/// translations, which have a place of their own.
pub fn candidates(db: &mut Db, post: &Post, tags: &[Tag]) -> Result<Vec<Candidate>> {
    let rows = diesel::sql_query(query(tags))
        .bind::<Text, _>(post.language)
        .bind::<BigInt, _>(post.id)
        .bind::<BigInt, _>(post.translation_group_id.map_or(0, |group| group.0))
        .load::<Row>(db)?;
    Ok(rows.into_iter().map(candidate).collect())
}

/// The join is written CROSS so that SQLite walks the few candidates and not all posts.
fn query(tags: &[Tag]) -> String {
    let newest = format!("ORDER BY listed_at DESC LIMIT {NEWEST}");
    let of_tags: String = tags
        .iter()
        .map(|tag| {
            let (id, weight) = (tag.id.0, tag_weight(tag.listed_posts));
            format!(
                "UNION ALL SELECT post_id, weight FROM (SELECT post_id, {weight} AS weight FROM post_tags \
                 WHERE tag_id = {id} AND listed_at IS NOT NULL {newest}) AS of_tag_{id} "
            )
        })
        .collect();
    format!(
        "SELECT p.id, p.slug, p.title, p.summary, p.language, p.reading_minutes, \
         CAST(SUM(c.weight) AS BIGINT) AS weight FROM ( \
         SELECT id AS post_id, weight FROM (SELECT id, 0 AS weight FROM posts \
         WHERE language = $1 AND listed_at IS NOT NULL {newest}) AS of_language {of_tags}) AS c \
         CROSS JOIN posts p WHERE p.id = c.post_id AND p.id <> $2 AND COALESCE(p.translation_group_id, -1) <> $3 \
         GROUP BY p.id, p.slug, p.title, p.summary, p.language, p.reading_minutes"
    )
}

fn candidate(row: Row) -> Candidate {
    Candidate {
        id: row.id,
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        language: row.language,
        reading_minutes: row.reading_minutes,
        tag_weight: u32::try_from(row.weight).unwrap_or(u32::MAX),
    }
}
