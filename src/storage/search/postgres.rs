//! The index on PostgreSQL: a `tsvector` that Daf writes itself, so that its words are those of SQLite.

use std::ops::Range;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Double, Text};

use super::{
    After, MOST_CANDIDATES, Need, Numbered, PAGE_LENGTH, Question, Scored, Shelf, Sieve, Words,
    filters, language_term,
};
use crate::domain::ids::PostId;
use crate::storage::error::Result;

/// The last position that a `tsvector` can hold.
const LAST_POSITION: usize = 16_383;

/// A `tsvector` holds at most a megabyte; an article's first words tell what it is about.
const MOST_WORDS: usize = 20_000;
const LARGEST_VECTOR: usize = 900_000;

/// How many posts are looked into to learn how common words are.
const SAMPLED: i64 = 50;

/// Words that fewer of those hold are rare: the index has so few of them that it answers at once.
const COMMON: usize = 4;

/// How many posts are looked into for common words, of which the index has too many.
const WALKED: i64 = 1_500;

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

/// Common words are found by walking the posts that pass the sieve until enough hold them, rare ones by
/// asking the index for all posts that hold them: each takes many times longer for the other's words. A
/// short walk tells which they are. The planner takes looking into a text for cheap, and would walk for
/// ever.
pub(super) fn holding(
    connection: &mut PgConnection,
    terms: &[String],
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let expression = joined(terms, " & ");
    let mut walked = walk(connection, &expression, sieve, 0..SAMPLED, most)?;
    if walked.found.len() >= COMMON && !walked.is_done(most) {
        let needed = most - walked.found.len();
        let rest = walk(connection, &expression, sieve, SAMPLED..WALKED, needed)?;
        walked.found.extend(rest.found);
        walked.is_whole = rest.is_whole;
    }
    if walked.is_done(most) {
        return Ok(walked.found);
    }
    let holding = sieve
        .shelves
        .iter()
        .map(|shelf| format!("SELECT post_id AS id FROM {shelf} WHERE terms @@ $1::tsquery"));
    let holding: Vec<String> = holding.collect();
    let mut conditions = sieve.conditions.clone();
    conditions.push(format!("m.id {}", sieve.edge));
    let query = format!(
        "WITH matches AS MATERIALIZED ({}) SELECT m.id FROM matches m WHERE {} \
         ORDER BY m.id {} LIMIT {most}",
        holding.join(" UNION ALL "),
        conditions.join(" AND "),
        sieve.order
    );
    let rows: Vec<Numbered> = diesel::sql_query(query)
        .bind::<Text, _>(&expression)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What a walk found.
struct Walked {
    found: Vec<PostId>,
    /// Whether it came to the end of all that pass the sieve.
    is_whole: bool,
}

impl Walked {
    fn is_done(&self, most: usize) -> bool {
        self.is_whole || self.found.len() == most
    }
}

/// Looks into some of the posts that pass the sieve, in its order, until `most` hold the words. The inner
/// LIMIT keeps the planner from looking into texts before the posts are in order, and the list is written
/// twice so that it is followed no further than needed.
fn walk(
    connection: &mut PgConnection,
    expression: &str,
    sieve: &Sieve,
    range: Range<i64>,
    most: usize,
) -> Result<Walked> {
    let limit = range.end - range.start;
    let shelves = sieve.shelves.iter().map(|shelf| {
        format!("(SELECT terms @@ $1::tsquery FROM {shelf} WHERE post_id = passed.id)")
    });
    let passed = format!(
        "({} LIMIT {limit} OFFSET {}) AS passed",
        sieve.walk, range.start
    );
    let query = format!(
        "(SELECT id, TRUE AS is_held FROM {passed} WHERE COALESCE({}, FALSE) LIMIT {most}) \
         UNION ALL SELECT COUNT(*), FALSE FROM {passed}",
        shelves.collect::<Vec<_>>().join(", ")
    );
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Text, _>(expression)
        .load(connection)?;
    let (found, counted): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.is_held);
    let passed = counted.first().map_or(0, |row| row.number);
    Ok(Walked {
        found: found.into_iter().map(|row| PostId(row.number)).collect(),
        is_whole: passed < limit,
    })
}

/// A post that holds the words, or how many posts there were to look into.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt, column_name = id)]
    number: i64,
    #[diesel(sql_type = Bool)]
    is_held: bool,
}

/// A `tsvector` as text: each word with its position, the title weighted A, tags B, the body D; and the
/// language.
pub(super) fn vector(words: &Words) -> String {
    let parts = [(&words.title, "A"), (&words.tags, "B"), (&words.body, "D")];
    let all = parts
        .into_iter()
        .flat_map(|(terms, weight)| terms.split(' ').map(move |term| (term, weight)));
    let mut vector = format!("'{}' ", language_term(words.language));
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
