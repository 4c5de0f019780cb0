//! The index on PostgreSQL: a `tsvector` that Daf writes itself, so that its words are those of SQLite.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::{
    After, MOST_CANDIDATES, Need, Numbered, PAGE_LENGTH, Question, Scored, Shelf, Words, filters,
};
use crate::domain::ids::PostId;
use crate::storage::error::Result;

/// The last position that a `tsvector` can hold.
const LAST_POSITION: usize = 16_383;

/// A `tsvector` holds at most a megabyte; an article's first words tell what it is about.
const MOST_WORDS: usize = 20_000;
const LARGEST_VECTOR: usize = 900_000;

pub(super) fn ranked(
    connection: &mut PgConnection,
    question: &Question,
    after: Option<After>,
) -> Result<Vec<Scored>> {
    let filters = filters(question);
    let joined = match filters.as_str() {
        "" => String::new(),
        _ => format!("JOIN posts p ON p.id = m.post_id WHERE TRUE {filters}"),
    };
    let limit = PAGE_LENGTH + 1;
    let edge = after.unwrap_or(After {
        score: f64::MAX,
        id: PostId(i64::MAX),
    });
    // Materialised, because the planner would rather walk the primary key backwards and test each row.
    let query = format!(
        "WITH matches AS MATERIALIZED (SELECT post_id FROM post_search WHERE terms @@ $1::tsquery), \
         candidates AS MATERIALIZED (SELECT m.post_id FROM matches m {joined} ORDER BY m.post_id DESC LIMIT {MOST_CANDIDATES}), \
         ranked AS (SELECT s.post_id AS id, ts_rank('{{0.1, 0.1, 0.6, 1.0}}', s.terms, $1::tsquery, 1)::float8 AS score \
         FROM candidates c JOIN post_search s ON s.post_id = c.post_id) \
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
            Need::All => " & ",
            Need::Any => " | ",
        },
    )
}

fn joined(terms: &[String], operator: &str) -> String {
    let words: Vec<String> = terms
        .iter()
        .map(|term| match term.strip_suffix('*') {
            Some(prefix) => format!("'{prefix}':*"),
            None => format!("'{term}'"),
        })
        .collect();
    words.join(operator)
}

/// Makes the indexes say what a post says now: one of them, or neither.
pub(super) fn replace(
    connection: &mut PgConnection,
    post: PostId,
    words: Option<(&Words, Shelf)>,
) -> Result<()> {
    for shelf in Shelf::ALL {
        diesel::sql_query(format!("DELETE FROM {shelf} WHERE post_id = $1"))
            .bind::<BigInt, _>(post)
            .execute(connection)?;
    }
    words.map_or(Ok(()), |(words, shelf)| insert(connection, words, shelf))
}

pub(super) fn clear(connection: &mut PgConnection) -> Result<()> {
    for shelf in Shelf::ALL {
        diesel::sql_query(format!("DELETE FROM {shelf}")).execute(connection)?;
    }
    Ok(())
}

pub(super) fn insert(connection: &mut PgConnection, words: &Words, shelf: Shelf) -> Result<()> {
    let statement = format!("INSERT INTO {shelf} (post_id, terms) VALUES ($1, $2::tsvector)");
    diesel::sql_query(statement)
        .bind::<BigInt, _>(words.post)
        .bind::<Text, _>(vector(words))
        .execute(connection)?;
    Ok(())
}

/// The newest posts on a shelf that hold every word, before one: their numbers. The words of few posts
/// are found in the index; those of many by walking the newest posts until enough are found.
pub(super) fn newest_holding(
    connection: &mut PgConnection,
    terms: &[String],
    shelf: Shelf,
    before: PostId,
    most: usize,
) -> Result<Vec<PostId>> {
    let expression = joined(terms, " & ");
    let found = format!(
        "WITH matches AS MATERIALIZED (SELECT post_id FROM {shelf} WHERE terms @@ $1::tsquery \
         AND post_id < $2 LIMIT {most}) SELECT post_id AS id FROM matches ORDER BY post_id DESC"
    );
    let rows = numbers(connection, found, &expression, before)?;
    if rows.len() < most {
        return Ok(rows);
    }
    let walked = format!(
        "SELECT post_id AS id FROM (SELECT post_id, terms FROM {shelf} WHERE post_id < $2 \
         ORDER BY post_id DESC OFFSET 0) AS newest WHERE terms @@ $1::tsquery LIMIT {most}"
    );
    numbers(connection, walked, &expression, before)
}

fn numbers(
    connection: &mut PgConnection,
    query: String,
    expression: &str,
    before: PostId,
) -> Result<Vec<PostId>> {
    let rows: Vec<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(expression)
        .bind::<BigInt, _>(before)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A `tsvector` as text: each word with its position, the title weighted A, tags B, the body D.
pub(super) fn vector(words: &Words) -> String {
    let parts = [(&words.title, "A"), (&words.tags, "B"), (&words.body, "D")];
    let all = parts
        .into_iter()
        .flat_map(|(terms, weight)| terms.split(' ').map(move |term| (term, weight)));
    let mut vector = String::new();
    for (place, (term, weight)) in all
        .filter(|(term, _)| !term.is_empty())
        .take(MOST_WORDS)
        .enumerate()
    {
        if vector.len() > LARGEST_VECTOR {
            break;
        }
        let position = (place + 1).min(LAST_POSITION);
        vector.push_str(&format!("'{term}':{position}{weight} "));
    }
    vector
}
