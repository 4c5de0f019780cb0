//! Answering a question: the index's rows that it needs, ranked, and the articles they stand for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;

use super::loading::load;
use super::suggesting::Remembered;
use super::wording::Names;
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::tag::Tag;
use crate::schema::posts as post_table;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::{listings, posts, tags};
use crate::text::search::block::Block;
use crate::text::search::ranking::{self, Answers};
use crate::text::search::{Asker, Filter, Places, Query};

/// How many articles a page of results shows.
pub const PAGE_LENGTH: usize = 20;

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
    pub(super) places: Mutex<HashMap<i64, (i64, Arc<Places>)>>,
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
