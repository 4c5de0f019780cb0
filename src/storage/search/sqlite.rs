//! The index on SQLite: an FTS5 table without content, ranked by BM25 with field weights.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::{
    After, MOST_CANDIDATES, Need, Numbered, Order, PAGE_LENGTH, Question, Scored, Shelf, Sieve,
    Words, filters,
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
        .bind::<Text, _>(&words.tags)
        .bind::<Text, _>(&words.body)
        .execute(connection)?;
    Ok(())
}

/// Whether any post on a shelf holds every word.
pub(super) fn is_held(
    connection: &mut SqliteConnection,
    terms: &[String],
    shelf: Shelf,
) -> Result<bool> {
    let query = format!("SELECT f.rowid AS id FROM {shelf} f WHERE f.{shelf} MATCH $1 LIMIT 1");
    let first: Option<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(joined(terms, " AND "))
        .get_result(connection)
        .optional()?;
    Ok(first.is_some())
}

/// Matches come in the order of their numbers by themselves. Those of a narrow sieve are held against
/// its list, for whose sake many matches must be passed; others against its conditions.
pub(super) fn holding(
    connection: &mut SqliteConnection,
    terms: &[String],
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let mut found = Vec::new();
    if sieve.is_narrow {
        let passed = numbers(connection, &sieve.walk)?;
        let (Some(first), Some(last)) = (passed.iter().min(), passed.iter().max()) else {
            return Ok(found);
        };
        let edge = format!("BETWEEN {} AND {}", first.0, last.0);
        let passed: HashSet<PostId> = passed.iter().copied().collect();
        for shelf in sieve.shelves {
            let query = format!(
                "SELECT f.rowid AS id FROM {shelf} f WHERE f.{shelf} MATCH $1 AND f.rowid {edge}"
            );
            let matches = matches(connection, query, terms)?;
            found.extend(matches.into_iter().filter(|id| passed.contains(id)));
        }
    } else {
        for shelf in sieve.shelves {
            found.extend(passing(connection, terms, *shelf, sieve, most)?);
        }
    }
    found.sort_unstable();
    if sieve.order == Order::Descending {
        found.reverse();
    }
    found.truncate(most);
    Ok(found)
}

fn passing(
    connection: &mut SqliteConnection,
    terms: &[String],
    shelf: Shelf,
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let Sieve { edge, order, .. } = sieve;
    let mut conditions = sieve.conditions.clone();
    let posts = match conditions.is_empty() {
        true => "",
        false => "CROSS JOIN posts p ON p.id = f.rowid",
    };
    conditions.insert(0, format!("f.{shelf} MATCH $1 AND f.rowid {edge}"));
    let query = format!(
        "SELECT f.rowid AS id FROM {shelf} f {posts} WHERE {} ORDER BY f.rowid {order} LIMIT {most}",
        conditions.join(" AND ")
    );
    matches(connection, query, terms)
}

fn matches(
    connection: &mut SqliteConnection,
    query: String,
    terms: &[String],
) -> Result<Vec<PostId>> {
    let rows: Vec<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(joined(terms, " AND "))
        .load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn numbers(connection: &mut SqliteConnection, query: &str) -> Result<Vec<PostId>> {
    let rows: Vec<Numbered> = diesel::sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
