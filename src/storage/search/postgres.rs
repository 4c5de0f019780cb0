//! The index on PostgreSQL: a `tsvector` that Daf writes itself, so that its words are those of SQLite.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Double, Text};

use super::{
    After, MOST_CANDIDATES, Need, Numbered, PAGE_LENGTH, Question, Scored, Shelf, Sieve, Words,
    filters,
};
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::storage::error::Result;

/// The last position that a `tsvector` can hold.
const LAST_POSITION: usize = 16_383;

/// A `tsvector` holds at most a megabyte; an article's first words tell what it is about.
const MOST_WORDS: usize = 20_000;
const LARGEST_VECTOR: usize = 900_000;

/// How many posts are looked into for words before the index is asked.
const WALKED: usize = 400;

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

/// Whether any post on a shelf holds every word.
pub(super) fn is_held(
    connection: &mut PgConnection,
    terms: &[String],
    shelf: Shelf,
) -> Result<bool> {
    let query = format!("SELECT post_id AS id FROM {shelf} WHERE terms @@ $1::tsquery LIMIT 1");
    let first: Option<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(joined(terms, " & "))
        .get_result(connection)
        .optional()?;
    Ok(first.is_some())
}

/// Common words are found by walking the posts that pass the sieve until enough hold them; where that
/// takes too long the words are rare, and the index tells all posts that hold them. The planner takes
/// looking into a text for cheap, and would walk for ever.
pub(super) fn holding(
    connection: &mut PgConnection,
    terms: &[String],
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let expression = joined(terms, " & ");
    let passed = passed(connection, &expression, sieve)?;
    let is_whole = passed.len() < WALKED;
    let held = passed.into_iter().filter(|post| post.is_held);
    let found: Vec<PostId> = held.map(|post| post.id).take(most).collect();
    if is_whole || found.len() == most {
        return Ok(found);
    }
    let holding = sieve
        .shelves
        .iter()
        .map(|shelf| format!("SELECT post_id FROM {shelf} WHERE terms @@ $1::tsquery"));
    let holding: Vec<String> = holding.collect();
    let passing = if sieve.is_narrow {
        sieve.walk.clone()
    } else {
        let mut conditions = sieve.conditions.clone();
        conditions.push(format!("p.id {}", sieve.edge));
        format!(
            "SELECT p.id AS id FROM matches JOIN posts p ON p.id = matches.post_id WHERE {}",
            conditions.join(" AND ")
        )
    };
    let query = format!(
        "WITH matches AS MATERIALIZED ({}) \
         SELECT id FROM (({passing}) INTERSECT SELECT post_id FROM matches) AS found \
         ORDER BY id {} LIMIT {most}",
        holding.join(" UNION ALL "),
        sieve.order
    );
    let expression = match sieve.language {
        Some(language) => format!("{expression} & '{}'", language_word(language)),
        None => expression,
    };
    let rows: Vec<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(&expression)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The first so many posts that pass the sieve, and whether they hold the words.
fn passed(connection: &mut PgConnection, expression: &str, sieve: &Sieve) -> Result<Vec<Passed>> {
    let shelves = sieve.shelves.iter();
    let joins = shelves
        .clone()
        .map(|shelf| format!("LEFT JOIN {shelf} ON {shelf}.post_id = passed.id"));
    let held = shelves.map(|shelf| format!("COALESCE({shelf}.terms @@ $1::tsquery, FALSE)"));
    let query = format!(
        "WITH passed AS MATERIALIZED ({} LIMIT {WALKED}) \
         SELECT passed.id, {} AS is_held FROM passed {} ORDER BY passed.id {}",
        sieve.walk,
        held.collect::<Vec<_>>().join(" OR "),
        joins.collect::<Vec<_>>().join(" "),
        sieve.order
    );
    let passed = diesel::sql_query(query).bind::<Text, _>(expression);
    Ok(passed.load(connection)?)
}

#[derive(QueryableByName)]
struct Passed {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    #[diesel(sql_type = Bool)]
    is_held: bool,
}

/// A language as a word of the index; no other word begins like it.
fn language_word(language: Language) -> String {
    format!("={}", language.tag())
}

/// A `tsvector` as text: each word with its position, the title weighted A, tags B, the body D; and the
/// language.
pub(super) fn vector(words: &Words) -> String {
    let parts = [(&words.title, "A"), (&words.tags, "B"), (&words.body, "D")];
    let all = parts
        .into_iter()
        .flat_map(|(terms, weight)| terms.split(' ').map(move |term| (term, weight)));
    let mut vector = format!("'{}' ", language_word(words.language));
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
