//! Finding articles by their words: one analyzer and one question, an index of each database's own.

mod postgres;
mod sqlite;
mod staleness;

pub use staleness::{has_stale, mark_bearers_stale, mark_stale, refresh};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double};

use super::connection::Db;
use super::error::Result;
use super::{listings, posts, revisions, tags};
use crate::domain::ids::{PostId, RevisionId, TagId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus, Title};
use crate::schema::posts as post_table;
use crate::text::{markdown, words};

/// How many articles a page of results shows.
pub const PAGE_LENGTH: usize = 20;

/// The newest this many matches are ranked: a word that every article holds would cost seconds else.
const MOST_CANDIDATES: usize = 2_000;

/// What is asked of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Folded words, letters and digits only; a last one may end in `*` and match what it begins.
    pub terms: Vec<String>,
    pub need: Need,
    pub language: Option<Language>,
    pub tag: Option<TagId>,
}

/// How many of a question's words an article must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    All,
    Any,
}

/// A place in the ranking after which a page begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct After {
    pub score: f64,
    pub id: PostId,
}

impl After {
    /// Reads a place from an address, as [`After`] is displayed.
    pub fn parse(text: &str) -> Option<After> {
        let (bits, id) = text.split_once('-')?;
        let score = f64::from_bits(u64::from_str_radix(bits, 16).ok()?);
        let id = PostId(id.parse().ok()?);
        (score.is_finite() && bits.len() == 16).then_some(After { score, id })
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:016x}-{}", self.score.to_bits(), self.id.0)
    }
}

/// An article that answers, with the text its excerpt is cut from.
#[derive(Debug, Clone)]
pub struct Hit {
    pub card: listings::Card,
    pub source: String,
}

/// A page of answers, best first.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    pub hits: Vec<Hit>,
    pub next: Option<After>,
}

#[derive(QueryableByName)]
struct Scored {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    #[diesel(sql_type = Double)]
    score: f64,
}

/// Finds the best answers after a place in the ranking.
pub fn find(db: &mut Db, question: &Question, after: Option<After>) -> Result<Hits> {
    if question.terms.is_empty() {
        return Ok(Hits::default());
    }
    let mut scored = match db {
        Db::Sqlite(connection) => sqlite::ranked(connection, question, after)?,
        Db::Postgres(connection) => postgres::ranked(connection, question, after)?,
    };
    let has_more = scored.len() > PAGE_LENGTH;
    scored.truncate(PAGE_LENGTH);
    let next = scored.last().filter(|_| has_more).map(|last| After {
        score: last.score,
        id: last.id,
    });
    Ok(Hits {
        hits: hits(db, &scored)?,
        next,
    })
}

fn hits(db: &mut Db, scored: &[Scored]) -> Result<Vec<Hit>> {
    if scored.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PostId> = scored.iter().map(|row| row.id).collect();
    let mut found: Vec<Post> = post_table::table
        .filter(post_table::id.eq_any(&ids))
        .select(posts::COLUMNS)
        .load(db)?;
    found.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
    let mut sources: std::collections::HashMap<PostId, String> =
        posts::sources(db, &ids)?.into_iter().collect();
    let cards = listings::with_authors(db, found)?;
    let hit = |card: listings::Card| Hit {
        source: sources.remove(&card.post.id).unwrap_or_default(),
        card,
    };
    Ok(cards.into_iter().map(hit).collect())
}

/// Where a post's words stand: among those that readers find, or among those that only the desk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Listed,
    Unlisted,
}

impl Shelf {
    pub(super) const ALL: [Shelf; 2] = [Shelf::Listed, Shelf::Unlisted];

    pub(super) fn of(is_listed: bool) -> Shelf {
        if is_listed {
            Shelf::Listed
        } else {
            Shelf::Unlisted
        }
    }
}

/// The table's name.
impl std::fmt::Display for Shelf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Shelf::Listed => "post_search",
            Shelf::Unlisted => "post_search_unlisted",
        })
    }
}

/// A number that a query gives by the name of `id`.
#[derive(QueryableByName)]
pub(super) struct Numbered {
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
}

/// What posts must be beside holding words, in SQL of the desk's own making.
pub(super) struct Sieve {
    /// Where such posts stand.
    pub shelves: &'static [Shelf],
    /// The language asked for, which is among the conditions too. The index knows it as a word: there it
    /// leaves few posts to look at where the words are common and the language is not theirs.
    pub language: Option<Language>,
    /// Conditions on a post's number, `m.id`.
    pub conditions: Vec<String>,
    /// What its number must be: `< 12`.
    pub edge: String,
    /// By its number.
    pub order: Order,
    /// The query that lists the numbers, as `id`, of all posts that are so, in that order.
    pub walk: String,
    /// Whether those are few enough to be listed at once: SQLite gains by it.
    pub is_narrow: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Ascending,
    Descending,
}

impl std::fmt::Display for Order {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Order::Ascending => "ASC",
            Order::Descending => "DESC",
        })
    }
}

/// The first posts that hold every word and pass the sieve, in its order.
pub(super) fn holding(
    db: &mut Db,
    terms: &[String],
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    let language = match sieve.language {
        Some(language) if !has_stale(db)? => Some(language_term(language)),
        _ => None,
    };
    let all: Vec<String> = terms.iter().cloned().chain(language).collect();
    of_shelves(db, &all, sieve, most)
}

/// The same words, the last one for whatever it begins, where it is long enough to be a beginning.
pub(super) fn begun(terms: &[String]) -> Option<Vec<String>> {
    let mut begun = terms.to_vec();
    let last = begun.last_mut().filter(|last| last.chars().count() > 2)?;
    last.push('*');
    Some(begun)
}

fn of_shelves(db: &mut Db, terms: &[String], sieve: &Sieve, most: usize) -> Result<Vec<PostId>> {
    let mut found = match db {
        Db::Sqlite(connection) => sqlite::holding(connection, terms, sieve, most)?,
        Db::Postgres(connection) => postgres::holding(connection, terms, sieve, most)?,
    };
    found.sort_unstable();
    if sieve.order == Order::Descending {
        found.reverse();
    }
    found.truncate(most);
    Ok(found)
}

/// Makes the index say what a post says now; a draft says what was kept of it last. Reads the whole text
/// for that.
pub fn index(db: &mut Db, post: PostId) -> Result<()> {
    let (status, draft, title, source): (PostStatus, Option<RevisionId>, String, String) =
        post_table::table
            .find(post)
            .select((
                post_table::status,
                post_table::draft_revision_id,
                post_table::title,
                post_table::source,
            ))
            .first(db)?;
    let (title, source) = match draft.filter(|_| status == PostStatus::Draft) {
        Some(draft) => {
            let typed = revisions::of_post(db, post, draft)?.typed;
            let typed_title = Title::parse(&typed.title).ok();
            let title = typed_title.map_or(title, |typed| typed.as_str().to_owned());
            (title, typed.source)
        }
        None => (title, source),
    };
    let body = words::terms(&markdown::plain_text(&source));
    replace(db, post, &title, &body)
}

/// Makes the index say what a post says now, whose text has these folded words.
pub(super) fn index_body(db: &mut Db, post: PostId, body: &str) -> Result<()> {
    let title: String = post_table::table
        .find(post)
        .select(post_table::title)
        .first(db)?;
    replace(db, post, &title, body)
}

fn replace(db: &mut Db, post: PostId, title: &str, body: &str) -> Result<()> {
    let (listed_at, language): (Option<Moment>, Language) = post_table::table
        .find(post)
        .select((post_table::listed_at, post_table::language))
        .first(db)?;
    let names: Vec<String> = tags::of_post(db, post)?
        .into_iter()
        .map(|tag| tag.name)
        .collect();
    let words = Words::of(post, language, title, &names.join(" "), body);
    let shelved = Some((&words, Shelf::of(listed_at.is_some())));
    match db {
        Db::Sqlite(connection) => sqlite::replace(connection, post, shelved),
        Db::Postgres(connection) => postgres::replace(connection, post, shelved),
    }
}

/// Makes the whole index anew from the posts.
pub fn rebuild(db: &mut Db) -> Result<()> {
    match db {
        Db::Sqlite(connection) => sqlite::clear(connection)?,
        Db::Postgres(connection) => postgres::clear(connection)?,
    }
    diesel::delete(crate::schema::stale_words::table).execute(db)?;
    let mut last = PostId(0);
    loop {
        let batch: Vec<PostId> = post_table::table
            .filter(post_table::id.gt(last))
            .order(post_table::id.asc())
            .limit(500)
            .select(post_table::id)
            .load(db)?;
        let Some(end) = batch.last() else {
            return Ok(());
        };
        last = *end;
        for post in batch {
            index(db, post)?;
        }
    }
}

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many articles readers can find and how many of them the index holds; then the same for posts
/// that only the desk finds.
pub fn extent(db: &mut Db) -> Result<[(i64, i64); 2]> {
    let listed: i64 = post_table::table
        .filter(post_table::listed_at.is_not_null())
        .count()
        .get_result(db)?;
    let all: i64 = post_table::table.count().get_result(db)?;
    let mut held = |shelf: Shelf| -> Result<i64> {
        let question = format!("SELECT COUNT(*) AS number FROM {shelf}");
        Ok(diesel::sql_query(question).get_result::<Extent>(db)?.number)
    };
    Ok([
        (listed, held(Shelf::Listed)?),
        (all - listed, held(Shelf::Unlisted)?),
    ])
}

/// An article's folded words, by where they stand.
#[derive(Debug, Clone)]
pub struct Words {
    pub post: PostId,
    pub language: Language,
    pub title: String,
    pub tags: String,
    pub body: String,
}

impl Words {
    /// Of a title and names as they are, and a text that is folded already.
    pub fn of(post: PostId, language: Language, title: &str, tags: &str, body: &str) -> Words {
        Words {
            post,
            language,
            title: words::terms(title),
            tags: words::terms(tags),
            body: body.to_owned(),
        }
    }
}

/// A language as a word of the index, which no text has: words are letters and digits, and this begins
/// with a character of private use.
fn language_term(language: Language) -> String {
    format!("\u{E000}{}", language.tag())
}

/// Adds many posts that are not in the index yet.
pub(super) fn insert_many(db: &mut Db, words: &[(Words, Shelf)]) -> Result<()> {
    for (one, shelf) in words {
        match db {
            Db::Sqlite(connection) => sqlite::insert(connection, one, *shelf)?,
            Db::Postgres(connection) => postgres::insert(connection, one, *shelf)?,
        }
    }
    Ok(())
}

/// The filters of a question as SQL over `posts p`. Numbers and tags of languages hold no quotes.
fn filters(question: &Question) -> String {
    let mut sql = String::new();
    if let Some(language) = question.language {
        sql.push_str(&format!(" AND p.language = '{}'", language.tag()));
    }
    if let Some(tag) = question.tag {
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM post_tags t WHERE t.post_id = p.id AND t.tag_id = {})",
            tag.0
        ));
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_place_comes_back_from_its_address(score in -1e9f64..1e9, id in 0i64..i64::MAX) {
            let after = After { score, id: PostId(id) };

            proptest::prop_assert_eq!(After::parse(&after.to_string()), Some(after));
        }

        #[test]
        fn a_place_made_up_by_hand_is_read_or_refused(text in ".*") {
            let _ = After::parse(&text);
        }
    }
}
