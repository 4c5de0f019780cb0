//! Finding the numbers of posts by all that the desk can ask for, from whichever table holds the fewest.

use diesel::prelude::*;

use super::{Filter, Window};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::post::PostStatus;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::search::{self, Edge, Memory, Numbered, Sieve};

/// From so many posts on a condition counts as broad, and is not counted further. PostgreSQL counts more
/// slowly, and gains less by knowing.
fn broad(db: &Db) -> i64 {
    match db {
        Db::Sqlite(_) => 20_000,
        Db::Postgres(_) => 5_000,
    }
}

/// The posts asked for, in the order of the window, at most `most`. Where no post holds every word, the last
/// word is taken for a beginning. Whether one does is asked of all posts, or of all by the author asked for:
/// then no filter and no page changes what a word means, and what an author finds neither depends on others'
/// posts nor tells of them.
pub(super) fn find(
    db: &mut Db,
    memory: &Memory,
    filter: &Filter,
    window: Window,
    most: usize,
) -> Result<Vec<PostId>> {
    let walk = Walk::of(db, filter, window)?;
    if filter.query.words.is_empty() {
        return numbers(db, walk.query(most));
    }
    // Asked first, since what is found tells that the words are held.
    let found = search::holding(db, memory, &filter.query, &walk.sieve(), most)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let theirs = Filter {
        author: filter.author,
        query: filter.query.clone(),
        ..Filter::default()
    };
    let all = Walk::of(db, &theirs, Window::First)?;
    if !search::holding(db, memory, &filter.query, &all.sieve(), 1)?.is_empty() {
        return Ok(found);
    }
    let mut begun = filter.query.clone();
    begun.begin_last();
    begun.is_unfinished = true;
    search::holding(db, memory, &begun, &walk.sieve(), most)
}

fn numbers(db: &mut Db, query: String) -> Result<Vec<PostId>> {
    let rows: Vec<Numbered> = diesel::sql_query(query).load(db)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// One thing that is asked of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    Tag(TagId),
    Author(UserId),
    Status(PostStatus),
    Language(Language),
}

impl Condition {
    fn all(filter: &Filter) -> Vec<Condition> {
        [
            filter.tag.map(Condition::Tag),
            filter.author.map(Condition::Author),
            filter.language.map(Condition::Language),
            filter.status.map(Condition::Status),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The table that tells which posts fit, and how. Numbers, statuses and tags of languages hold no
    /// quotes.
    fn place(self) -> (&'static str, String) {
        match self {
            Condition::Tag(tag) => ("post_tags", format!("tag_id = {}", tag.0)),
            Condition::Author(author) => ("post_authors", format!("user_id = {}", author.0)),
            Condition::Status(status) => ("posts", format!("status = '{}'", status.as_str())),
            Condition::Language(language) => ("posts", format!("language = '{}'", language.tag())),
        }
    }

    /// Whether the index of words tells it by itself.
    fn is_indexed(self) -> bool {
        matches!(self, Condition::Language(_))
    }

    /// How many posts fit, up to `most`.
    fn count(self, db: &mut Db, most: i64) -> Result<i64> {
        let (table, fits) = self.place();
        let query = format!(
            "SELECT COUNT(*) AS id FROM (SELECT 1 FROM {table} WHERE {fits} LIMIT {most}) AS few"
        );
        Ok(diesel::sql_query(query).get_result::<Numbered>(db)?.id.0)
    }

    /// The condition on a post `p` that was found by something else.
    fn on_post(self, sign: &str) -> String {
        match self.place() {
            ("posts", fits) => format!("{sign}p.{fits}"),
            _ => self.on_number("p.id"),
        }
    }

    /// The same of a post of which only the number was found.
    fn on_number(self, id: &str) -> String {
        let (table, fits) = self.place();
        let key = match table {
            "posts" => "id",
            _ => "post_id",
        };
        format!("EXISTS (SELECT 1 FROM {table} e WHERE e.{key} = {id} AND e.{fits})")
    }
}

/// The condition that the fewest posts fit, and how many do, up to `broad`.
fn narrowest(db: &mut Db, filter: &Filter, broad: i64) -> Result<(Option<Condition>, i64)> {
    let all = Condition::all(filter);
    let has_words = !filter.query.words.is_empty();
    if all.len() < 2 && !has_words {
        return Ok((all.first().copied(), broad));
    }
    let mut counted = Vec::with_capacity(all.len());
    for condition in all {
        let count = match condition.is_indexed() && has_words {
            true => broad,
            false => condition.count(db, broad)?,
        };
        counted.push((Some(condition), count));
    }
    let fewest = counted.into_iter().min_by_key(|(_, count)| *count);
    Ok(fewest.unwrap_or((None, broad)))
}

/// A way through the posts: from where, and past what.
struct Walk<'a> {
    filter: &'a Filter,
    window: Window,
    start: Option<Condition>,
    /// Keeps SQLite, which does not know how many posts fit, from looking a post up by a condition
    /// instead of by its number; nothing on PostgreSQL, which does know.
    sign: &'static str,
    is_narrow: bool,
}

impl Walk<'_> {
    fn of<'a>(db: &mut Db, filter: &'a Filter, window: Window) -> Result<Walk<'a>> {
        let broad = broad(db);
        let (start, count) = narrowest(db, filter, broad)?;
        Ok(Walk {
            filter,
            window,
            start,
            is_narrow: count < broad,
            sign: match db {
                Db::Sqlite(_) => "+",
                Db::Postgres(_) => "",
            },
        })
    }

    fn query(&self, most: usize) -> String {
        format!("{} LIMIT {most}", self.endless())
    }

    /// The join is written CROSS so that SQLite walks the first table and looks up the second.
    fn endless(&self) -> String {
        let rest = |condition: &Condition| Some(*condition) != self.start;
        let mut conditions: Vec<String> = Condition::all(self.filter)
            .into_iter()
            .filter(rest)
            .map(|condition| condition.on_post(self.sign))
            .collect();
        let (id, from) = match self.start.map(Condition::place) {
            None => ("p.id", "posts p".to_owned()),
            Some(("posts", fits)) => {
                conditions.insert(0, format!("p.{fits}"));
                ("p.id", "posts p".to_owned())
            }
            Some((table, fits)) if conditions.is_empty() => {
                conditions.push(format!("x.{fits}"));
                ("x.post_id", format!("{table} x"))
            }
            Some((table, fits)) => {
                conditions.insert(0, format!("x.{fits} AND p.id = x.post_id"));
                ("x.post_id", format!("{table} x CROSS JOIN posts p"))
            }
        };
        conditions.push(format!("{id} {}", self.window.edge()));
        format!(
            "SELECT {id} AS id FROM {from} WHERE {} ORDER BY {id} {}",
            conditions.join(" AND "),
            self.window.order()
        )
    }

    fn sieve(&self) -> Sieve {
        let all = Condition::all(self.filter).into_iter();
        Sieve {
            language: self.filter.language,
            conditions: all.map(|condition| condition.on_number("m.id")).collect(),
            edge: match self.window {
                Window::First => Edge::Newest,
                Window::Before(id) => Edge::Below(id),
                Window::After(id) => Edge::Above(id),
            },
            walk: self.endless(),
            is_narrow: self.is_narrow,
        }
    }
}

impl Window {
    fn order(self) -> &'static str {
        match self {
            Window::After(_) => "ASC",
            Window::First | Window::Before(_) => "DESC",
        }
    }

    /// What a post's number must be.
    fn edge(self) -> String {
        match self {
            Window::First => "> 0".to_owned(),
            Window::Before(id) => format!("< {}", id.0),
            Window::After(id) => format!("> {}", id.0),
        }
    }
}
