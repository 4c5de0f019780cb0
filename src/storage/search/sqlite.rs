//! The index on SQLite: an FTS5 table without content, ranked by BM25 with field weights.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::{
    After, MOST_CANDIDATES, Need, Numbered, PAGE_LENGTH, Question, Scored, Shelf, Sieve, Words,
    filters, language_term,
};
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

fn expression(question: &Question) -> String {
    joined(
        &question.terms,
        match question.need {
            Need::All => " AND ",
            Need::Any => " OR ",
        },
    )
}

/// Each word quoted, so that none is taken for an operator.
fn joined(terms: &[String], operator: &str) -> String {
    let words: Vec<String> = terms
        .iter()
        .map(|term| match term.strip_suffix('*') {
            Some(prefix) => format!("\"{prefix}\"*"),
            None => format!("\"{term}\""),
        })
        .collect();
    words.join(operator)
}

/// Makes the indexes say what a post says now: one of them, or neither.
pub(super) fn replace(
    connection: &mut SqliteConnection,
    post: PostId,
    words: Option<(&Words, Shelf)>,
) -> Result<()> {
    for shelf in Shelf::ALL {
        diesel::sql_query(format!("DELETE FROM {shelf} WHERE rowid = $1"))
            .bind::<BigInt, _>(post)
            .execute(connection)?;
    }
    words.map_or(Ok(()), |(words, shelf)| insert(connection, words, shelf))
}

pub(super) fn clear(connection: &mut SqliteConnection) -> Result<()> {
    for shelf in Shelf::ALL {
        diesel::sql_query(format!("DELETE FROM {shelf}")).execute(connection)?;
    }
    Ok(())
}

pub(super) fn insert(connection: &mut SqliteConnection, words: &Words, shelf: Shelf) -> Result<()> {
    let statement =
        format!("INSERT INTO {shelf} (rowid, title, tags, body) VALUES ($1, $2, $3, $4)");
    diesel::sql_query(statement)
        .bind::<BigInt, _>(words.post)
        .bind::<Text, _>(&words.title)
        .bind::<Text, _>(format!("{} {}", words.tags, language_term(words.language)))
        .bind::<Text, _>(&words.body)
        .execute(connection)?;
    Ok(())
}

/// The first matches of each shelf. They come in the order of their numbers by themselves, and each is
/// held against the sieve: against the list of a narrow one, which costs less than to look each match up,
/// and against the conditions of others. The plus keeps SQLite from asking the index for every number on
/// the list.
pub(super) fn holding(
    connection: &mut SqliteConnection,
    terms: &[String],
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let mut found = Vec::new();
    for shelf in sieve.shelves {
        let mut conditions = if sieve.is_narrow {
            vec![format!("+m.id IN ({})", sieve.walk)]
        } else {
            sieve.conditions.clone()
        };
        conditions.push(format!("m.id {}", sieve.edge));
        let query = format!(
            "SELECT m.id FROM (SELECT f.rowid AS id FROM {shelf} f WHERE f.{shelf} MATCH $1) AS m \
             WHERE {} ORDER BY m.id {} LIMIT {most}",
            conditions.join(" AND "),
            sieve.order
        );
        let rows: Vec<Numbered> = diesel::sql_query(query)
            .bind::<Text, _>(joined(terms, " AND "))
            .load(connection)?;
        found.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(found)
}
