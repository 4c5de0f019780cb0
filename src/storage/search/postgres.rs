//! The index on PostgreSQL: a `tsvector` that Daf writes itself, so that its words are those of SQLite.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::{After, MOST_CANDIDATES, Need, PAGE_LENGTH, Question, Scored, Words, filters};
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
    let words: Vec<String> = question
        .terms
        .iter()
        .map(|term| match term.strip_suffix('*') {
            Some(prefix) => format!("'{prefix}':*"),
            None => format!("'{term}'"),
        })
        .collect();
    words.join(match question.need {
        Need::All => " & ",
        Need::Any => " | ",
    })
}

pub(super) fn replace(
    connection: &mut PgConnection,
    post: PostId,
    words: Option<&Words>,
) -> Result<()> {
    diesel::sql_query("DELETE FROM post_search WHERE post_id = $1")
        .bind::<BigInt, _>(post)
        .execute(connection)?;
    words.map_or(Ok(()), |words| insert(connection, words))
}

pub(super) fn clear(connection: &mut PgConnection) -> Result<()> {
    diesel::sql_query("DELETE FROM post_search").execute(connection)?;
    Ok(())
}

pub(super) fn insert(connection: &mut PgConnection, words: &Words) -> Result<()> {
    diesel::sql_query("INSERT INTO post_search (post_id, terms) VALUES ($1, $2::tsvector)")
        .bind::<BigInt, _>(words.post)
        .bind::<Text, _>(vector(words))
        .execute(connection)?;
    Ok(())
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
