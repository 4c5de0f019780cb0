//! The index on SQLite: an FTS5 table without content, ranked by BM25 with field weights.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::{After, MOST_CANDIDATES, Need, PAGE_LENGTH, Question, Scored, Words, filters};
use crate::domain::ids::PostId;
use crate::storage::error::Result;

pub(super) fn ranked(
    connection: &mut SqliteConnection,
    question: &Question,
    after: Option<After>,
) -> Result<Vec<Scored>> {
    let limit = PAGE_LENGTH + 1;
    let edge = after.unwrap_or(After {
        score: f64::MAX,
        id: PostId(i64::MAX),
    });
    let filters = filters(question);
    // CROSS JOIN keeps the order written: matches first, each looked up by its key. The other way
    // round the index would be asked once for every post.
    let (joined, chosen) = match filters.as_str() {
        "" => ("", ""),
        _ => (
            "CROSS JOIN posts p ON p.id = f.rowid",
            "WHERE id IN (SELECT id FROM candidates)",
        ),
    };
    let query = format!(
        "WITH candidates AS MATERIALIZED (SELECT f.rowid AS id FROM post_search f {joined} \
         WHERE f.post_search MATCH $1 {filters} ORDER BY f.rowid DESC LIMIT {MOST_CANDIDATES}), \
         matches AS MATERIALIZED (SELECT f.rowid AS id, -bm25(f.post_search, 10.0, 6.0, 1.0) AS score \
         FROM post_search f WHERE f.post_search MATCH $1 \
         AND f.rowid >= (SELECT MIN(id) FROM candidates)), \
         ranked AS (SELECT id, score FROM matches {chosen}) \
         SELECT id, score FROM ranked WHERE score < $2 OR (score = $2 AND id < $3) \
         ORDER BY score DESC, id DESC LIMIT {limit}"
    );
    let rows = diesel::sql_query(query)
        .bind::<Text, _>(expression(question))
        .bind::<Double, _>(edge.score)
        .bind::<BigInt, _>(edge.id)
        .load(connection)?;
    Ok(rows)
}

/// Each word quoted, so that none is taken for an operator.
fn expression(question: &Question) -> String {
    let words: Vec<String> = question
        .terms
        .iter()
        .map(|term| match term.strip_suffix('*') {
            Some(prefix) => format!("\"{prefix}\"*"),
            None => format!("\"{term}\""),
        })
        .collect();
    words.join(match question.need {
        Need::All => " AND ",
        Need::Any => " OR ",
    })
}

pub(super) fn replace(
    connection: &mut SqliteConnection,
    post: PostId,
    words: Option<&Words>,
) -> Result<()> {
    diesel::sql_query("DELETE FROM post_search WHERE rowid = $1")
        .bind::<BigInt, _>(post)
        .execute(connection)?;
    words.map_or(Ok(()), |words| insert(connection, words))
}

pub(super) fn clear(connection: &mut SqliteConnection) -> Result<()> {
    diesel::sql_query("DELETE FROM post_search").execute(connection)?;
    Ok(())
}

pub(super) fn insert(connection: &mut SqliteConnection, words: &Words) -> Result<()> {
    diesel::sql_query("INSERT INTO post_search (rowid, title, tags, body) VALUES ($1, $2, $3, $4)")
        .bind::<BigInt, _>(words.post)
        .bind::<Text, _>(&words.title)
        .bind::<Text, _>(&words.tags)
        .bind::<Text, _>(&words.body)
        .execute(connection)?;
    Ok(())
}
