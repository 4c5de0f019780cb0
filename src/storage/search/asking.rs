//! Answering a question: the index's rows that it needs, ranked, and the articles they stand for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};

use super::fresh::{self, Article};
use super::suggesting::Remembered;
use super::wording::Names;
use super::{Numbered, blocks};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::tag::Tag;
use crate::schema::{posts as post_table, search_blocks, search_places};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::Result;
use crate::storage::{listings, posts, tags};
use crate::text::search::Query;
use crate::text::search::postings::BLOCK;
use crate::text::search::query::What;
use crate::text::search::ranking::{self, Answers, Asker, Block, Filter, Places};

/// How many articles a page of results shows.
pub const PAGE_LENGTH: usize = 20;

/// A beginning stands for at most so many rows of terms.
const MOST_BEGUN: i64 = 2_000;

/// How many tags are offered beside the results.
const TAGS_SHOWN: usize = 12;

/// What is asked of the index.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub query: Query,
    pub languages: Vec<Language>,
    pub tags: Vec<TagId>,
    pub authors: Vec<UserId>,
    /// A place in the ranking after which a page begins.
    pub after: Option<Place>,
}

/// A place in the ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub is_full: bool,
    pub score: f64,
    pub day: u32,
    pub id: PostId,
}

impl Place {
    /// Reads a place from an address, as it is displayed.
    pub fn parse(text: &str) -> Option<Place> {
        let mut pieces = text.split('-');
        let (tier, bits) = (pieces.next()?, pieces.next()?);
        let (day, id) = (pieces.next()?.parse().ok()?, pieces.next()?.parse().ok()?);
        let score = f64::from_bits(u64::from_str_radix(bits, 16).ok()?);
        let is_full = match tier {
            "all" => true,
            "some" => false,
            _ => return None,
        };
        let is_whole = pieces.next().is_none() && bits.len() == 16 && score.is_finite();
        is_whole.then_some(Place {
            is_full,
            score,
            day,
            id: PostId(id),
        })
    }

    fn of(hit: &ranking::Hit) -> Place {
        Place {
            is_full: hit.is_full,
            score: hit.score,
            day: hit.day,
            id: PostId(hit.id),
        }
    }

    /// Whether a hit comes after it.
    fn is_before(&self, hit: &ranking::Hit) -> bool {
        let order = hit.is_full.cmp(&self.is_full);
        let order = order
            .then(hit.score.total_cmp(&self.score))
            .then(hit.day.cmp(&self.day))
            .then(hit.id.cmp(&self.id.0));
        order.is_lt()
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tier = if self.is_full { "all" } else { "some" };
        let (bits, day, id) = (self.score.to_bits(), self.day, self.id.0);
        write!(out, "{tier}-{bits:016x}-{day}-{id}")
    }
}

/// An article that answers, with the text its passage is cut from.
#[derive(Debug, Clone)]
pub struct Hit {
    pub card: listings::Card,
    pub source: String,
    /// Whether it holds every word.
    pub is_full: bool,
}

/// How many answers there are of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    pub what: T,
    pub articles: usize,
}

/// A page of answers, best first.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    pub hits: Vec<Hit>,
    pub next: Option<Place>,
    /// How many articles hold every word, and how many only some.
    pub full: usize,
    pub partial: usize,
    /// Of the better of these two kinds.
    pub languages: Vec<Counted<Language>>,
    pub tags: Vec<Counted<Tag>>,
    /// For each word, in how many articles it stands.
    pub held: Vec<usize>,
}

/// What a process remembers for its searches: the places of blocks, which change seldom, and more.
#[derive(Default)]
pub struct Memory {
    /// By block, with the version that was read.
    places: Mutex<HashMap<i64, (i64, Arc<Places>)>>,
    pub(super) vocabulary: Mutex<Option<Remembered>>,
    pub(super) names: Names,
    pub(super) misses: Mutex<HashMap<String, i64>>,
}

/// Finds the best answers after a place in the ranking.
pub fn find(db: &mut Db, memory: &Memory, asked: &Asked) -> Result<Hits> {
    if asked.query.is_empty() && asked.languages.is_empty() && asked.tags.is_empty() {
        return Ok(Hits::default());
    }
    let filter = Filter {
        asker: Asker::Reader,
        languages: asked.languages.clone(),
        tags: asked.tags.iter().map(|tag| tag.0).collect(),
        authors: asked.authors.iter().map(|author| author.0).collect(),
    };
    let blocks = load(db, memory, &asked.query)?;
    let mut answers = ranking::rank(&asked.query, &filter, &blocks);
    let is_after = |hit: &ranking::Hit| asked.after.is_none_or(|place| place.is_before(hit));
    let mut page = answers.first(PAGE_LENGTH + 1, is_after);
    let has_more = page.len() > PAGE_LENGTH;
    page.truncate(PAGE_LENGTH);
    let next = page.last().filter(|_| has_more).map(Place::of);
    let (languages, borne) = counted(&answers, &blocks);
    Ok(Hits {
        hits: hits(db, &page)?,
        next,
        full: answers.full,
        partial: answers.hits.len() - answers.full,
        languages,
        tags: named(db, borne)?,
        held: answers.held,
    })
}

type Tallies = (Vec<Counted<Language>>, Vec<Counted<TagId>>);

/// Of the articles that hold every word, or of all when none does.
fn counted(answers: &Answers, blocks: &[Block]) -> Tallies {
    let mut languages: HashMap<Language, usize> = HashMap::new();
    let mut tags: HashMap<i64, usize> = HashMap::new();
    let best = |hit: &&ranking::Hit| hit.is_full || answers.full == 0;
    for hit in answers.hits.iter().filter(best) {
        let (places, place) = ranking::place(blocks, hit);
        *languages.entry(place.language).or_default() += 1;
        for tag in places.tags(place) {
            *tags.entry(*tag).or_default() += 1;
        }
    }
    let mut languages: Vec<_> = languages
        .into_iter()
        .map(|(what, articles)| Counted { what, articles })
        .collect();
    languages.sort_by_key(|counted| (std::cmp::Reverse(counted.articles), counted.what.tag()));
    let mut tags: Vec<_> = tags
        .into_iter()
        .map(|(tag, articles)| Counted {
            what: TagId(tag),
            articles,
        })
        .collect();
    tags.sort_by_key(|counted| (std::cmp::Reverse(counted.articles), counted.what.0));
    tags.truncate(TAGS_SHOWN);
    (languages, tags)
}

fn named(db: &mut Db, counts: Vec<Counted<TagId>>) -> Result<Vec<Counted<Tag>>> {
    let ids: Vec<TagId> = counts.iter().map(|counted| counted.what).collect();
    let found = tags::by_ids(db, &ids)?;
    let mut named = Vec::with_capacity(counts.len());
    for counted in counts {
        if let Some(tag) = found.iter().find(|tag| tag.id == counted.what) {
            named.push(Counted {
                what: tag.clone(),
                articles: counted.articles,
            });
        }
    }
    Ok(named)
}

fn hits(db: &mut Db, page: &[ranking::Hit]) -> Result<Vec<Hit>> {
    if page.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PostId> = page.iter().map(|hit| PostId(hit.id)).collect();
    let mut found: Vec<Post> = post_table::table
        .filter(post_table::id.eq_any(&ids))
        .filter(post_table::listed_at.is_not_null())
        .select(posts::COLUMNS)
        .load(db)?;
    found.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
    let mut sources: HashMap<PostId, String> = posts::sources(db, &ids)?.into_iter().collect();
    let cards = listings::with_authors(db, found)?;
    let hit = |card: listings::Card| Hit {
        source: sources.remove(&card.post.id).unwrap_or_default(),
        is_full: page
            .iter()
            .any(|hit| hit.id == card.post.id.0 && hit.is_full),
        card,
    };
    Ok(cards.into_iter().map(hit).collect())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    term: String,
    #[diesel(sql_type = BigInt)]
    block: i64,
    #[diesel(sql_type = Binary)]
    bytes: Vec<u8>,
}

/// The blocks of the present generation and the fresh articles, each with the rows that a question
/// needs.
fn load(db: &mut Db, memory: &Memory, query: &Query) -> Result<Vec<Block>> {
    let (from, to) = blocks::range(blocks::generation(db)?);
    let fresh = fresh::all(db)?;
    let outdated = outdated(db, &fresh, (from, to))?;
    let mut loaded: HashMap<i64, Block> = HashMap::new();
    let mut order = Vec::new();
    for (block, places) in memory.places(db, (from, to))? {
        order.push(block);
        loaded.insert(
            block,
            Block {
                places,
                outdated: outdated.get(&block).cloned().unwrap_or_default(),
                rows: HashMap::new(),
            },
        );
    }
    for found in rows(db, "entries", &query.names(), (from, to))? {
        if let Some(block) = loaded.get_mut(&found.block) {
            block.rows.entry(found.term).or_default().entries = found.bytes;
        }
    }
    for found in rows(db, "positions", &in_order(query), (from, to))? {
        if let Some(block) = loaded.get_mut(&found.block) {
            block.rows.entry(found.term).or_default().positions = found.bytes;
        }
    }
    for beginning in beginnings(query) {
        for found in begun(db, &beginning, (from, to))? {
            if let Some(block) = loaded.get_mut(&found.block) {
                block.rows.entry(found.term).or_default().entries = found.bytes;
            }
        }
    }
    let mut all: Vec<Block> = order
        .iter()
        .filter_map(|block| loaded.remove(block))
        .collect();
    all.extend(fresh.chunks(BLOCK).map(fresh_block));
    Ok(all)
}

fn fresh_block(articles: &[Article]) -> Block {
    let mut places = Places::default();
    for article in articles {
        places.push(article.as_ranked());
    }
    let inventories: Vec<_> = articles.iter().map(|article| &article.inventory).collect();
    ranking::block_of(places, &inventories)
}

/// Terms whose places in the text matter.
fn in_order(query: &Query) -> Vec<String> {
    let mut terms: Vec<String> = query
        .phrases
        .iter()
        .chain(&query.excluded)
        .flatten()
        .cloned()
        .collect();
    for form in query.words.iter().flat_map(|word| &word.forms) {
        if let What::Pair(first, second) = &form.what {
            terms.extend([first.clone(), second.clone()]);
        }
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn beginnings(query: &Query) -> Vec<String> {
    let forms = query.words.iter().flat_map(|word| &word.forms);
    let mut names = Vec::new();
    for form in forms {
        if let What::Beginning(term) = &form.what {
            names.push(term.clone());
            names.push(crate::text::search::inventory::key_name(term));
        }
    }
    names
}

/// Slots whose articles are among the fresh ones, by block.
fn outdated(
    db: &mut Db,
    fresh: &[Article],
    (from, to): (i64, i64),
) -> Result<HashMap<i64, Vec<usize>>> {
    let posts: Vec<PostId> = fresh.iter().map(|article| PostId(article.id)).collect();
    let slots: Vec<i64> = search_places::table
        .filter(search_places::post_id.eq_any(posts))
        .filter(search_places::slot.ge(from * BLOCK as i64))
        .filter(search_places::slot.lt(to * BLOCK as i64))
        .select(search_places::slot)
        .load(db)?;
    let mut by_block: HashMap<i64, Vec<usize>> = HashMap::new();
    for slot in slots {
        let block = by_block.entry(slot / BLOCK as i64).or_default();
        block.push((slot % BLOCK as i64) as usize);
    }
    Ok(by_block)
}

impl Memory {
    /// The places of all blocks in order; those that have changed are read.
    fn places(&self, db: &mut Db, (from, to): (i64, i64)) -> Result<Vec<(i64, Arc<Places>)>> {
        let versions: Vec<(i64, i64)> = search_blocks::table
            .filter(search_blocks::block.ge(from))
            .filter(search_blocks::block.lt(to))
            .order(search_blocks::block.asc())
            .select((search_blocks::block, search_blocks::version))
            .load(db)?;
        let known = |(block, version): &(i64, i64)| {
            let remembered = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let found = remembered.get(block).filter(|(held, _)| held == version);
            found.map(|(_, places)| Arc::clone(places))
        };
        let mut all = Vec::with_capacity(versions.len());
        for row in versions {
            let places = match known(&row) {
                Some(places) => places,
                None => self.read(db, row)?,
            };
            all.push((row.0, places));
        }
        Ok(all)
    }

    fn read(&self, db: &mut Db, (block, version): (i64, i64)) -> Result<Arc<Places>> {
        let places = Arc::new(blocks::read_places(db, block)?);
        let mut remembered = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Blocks of former generations are asked for no more.
        let generation = block / super::GENERATION;
        remembered.retain(|block, _| block / super::GENERATION == generation);
        remembered.insert(block, (version, Arc::clone(&places)));
        Ok(places)
    }
}

/// A column of the rows of terms in some blocks.
fn rows(db: &mut Db, column: &str, terms: &[String], (from, to): (i64, i64)) -> Result<Vec<Found>> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let bounds = "p.block >= $2 AND p.block < $3";
    let found = match db {
        // CROSS keeps the order: each term is looked up.
        Db::Sqlite(connection) => diesel::sql_query(format!(
            "SELECT p.term, p.block, p.{column} AS bytes FROM json_each($1) t \
             CROSS JOIN search_postings p WHERE p.term = t.value AND {bounds}"
        ))
        .bind::<Text, _>(serde_json::json!(terms).to_string())
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection)?,
        Db::Postgres(connection) => diesel::sql_query(format!(
            "SELECT p.term, p.block, p.{column} AS bytes FROM search_postings p \
             WHERE p.term = ANY($1) AND {bounds}"
        ))
        .bind::<Array<Text>, _>(terms)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection)?,
    };
    Ok(found)
}

fn begun(db: &mut Db, beginning: &str, (from, to): (i64, i64)) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT term, block, entries AS bytes FROM search_postings \
         WHERE term >= $1 AND term < $2 AND block >= $3 AND block < $4 ORDER BY term, block LIMIT {MOST_BEGUN}"
    );
    let end = format!("{beginning}\u{10FFFF}");
    let found = on_backend!(db, connection => diesel::sql_query(&query)
        .bind::<Text, _>(beginning)
        .bind::<Text, _>(&end)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(connection))?;
    Ok(found)
}

/// What posts must be beside holding words, in SQL of the desk's own making.
pub(in crate::storage) struct Sieve {
    /// The language asked for, which is among the conditions too: the index knows it by itself.
    pub language: Option<Language>,
    /// Conditions on a post's number, `m.id`.
    pub conditions: Vec<String>,
    /// After or before which number, and in which order.
    pub edge: Edge,
    /// The query that lists the numbers, as `id`, of all posts that are so, in that order.
    pub walk: String,
    /// Whether those are few enough to be listed at once.
    pub is_narrow: bool,
}

/// Which numbers come, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::storage) enum Edge {
    /// From the highest down.
    Newest,
    Below(PostId),
    /// From the lowest up.
    Above(PostId),
}

/// How many posts are held against a sieve at first; each next handful is larger.
const FIRST_HANDFUL: usize = 200;

/// The first posts that hold every word and pass the sieve, in its order. Posts that the desk alone
/// finds are among them.
pub(in crate::storage) fn holding(
    db: &mut Db,
    memory: &Memory,
    query: &Query,
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    // What the index knows of languages may be old while posts are noted as stale.
    let is_current = !super::has_stale(db)?;
    let filter = Filter {
        asker: Asker::Desk,
        languages: sieve.language.filter(|_| is_current).into_iter().collect(),
        ..Filter::default()
    };
    let blocks = load(db, memory, query)?;
    let answers = ranking::rank(query, &filter, &blocks);
    let full = answers.hits.iter().filter(|hit| hit.is_full);
    let mut ids: Vec<i64> = full.map(|hit| hit.id).collect();
    ids.sort_unstable();
    match sieve.edge {
        Edge::Newest => ids.reverse(),
        Edge::Below(edge) => {
            ids.retain(|id| *id < edge.0);
            ids.reverse();
        }
        Edge::Above(edge) => ids.retain(|id| *id > edge.0),
    }
    let mut passed = if sieve.is_narrow {
        let fitting: Vec<Numbered> = diesel::sql_query(&sieve.walk).load(db)?;
        let fitting: std::collections::HashSet<i64> =
            fitting.into_iter().map(|row| row.id.0).collect();
        ids.retain(|id| fitting.contains(id));
        ids
    } else if sieve.conditions.is_empty() {
        ids
    } else {
        sifted(db, &ids, sieve, most)?
    };
    passed.truncate(most);
    Ok(passed.into_iter().map(PostId).collect())
}

fn sifted(db: &mut Db, ids: &[i64], sieve: &Sieve, most: usize) -> Result<Vec<i64>> {
    let mut passed = Vec::new();
    let (mut rest, mut handful) = (ids, FIRST_HANDFUL.max(most));
    while !rest.is_empty() && passed.len() < most {
        let (now, later) = rest.split_at(rest.len().min(handful));
        let list: Vec<String> = now.iter().map(i64::to_string).collect();
        let query = format!(
            "SELECT m.id FROM posts m WHERE m.id IN ({}) AND {}",
            list.join(","),
            sieve.conditions.join(" AND ")
        );
        let fitting: Vec<Numbered> = diesel::sql_query(query).load(db)?;
        let fitting: std::collections::HashSet<i64> =
            fitting.into_iter().map(|row| row.id.0).collect();
        passed.extend(now.iter().copied().filter(|id| fitting.contains(id)));
        (rest, handful) = (later, handful * 4);
    }
    Ok(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_place_comes_back_from_its_address(
            is_full: bool, score in -1e9f64..1e9, day in 0u32.., id in 0i64..
        ) {
            let place = Place { is_full, score, day, id: PostId(id) };

            proptest::prop_assert_eq!(Place::parse(&place.to_string()), Some(place));
        }

        #[test]
        fn a_place_made_up_by_hand_is_read_or_refused(text in ".*") {
            let _ = Place::parse(&text);
        }
    }
}
