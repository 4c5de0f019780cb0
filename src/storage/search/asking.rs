//! Answering a question: the articles of the index that it is about, ranked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::index::Index;
use super::naming::{Label, Names};
use super::opening::KnownPlaces;
use super::vocabulary::Remembered;
use super::wording::Known;
use super::{GENERATION, cards};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::listings;
use crate::text::search::Query;
use crate::text::search::block::Block;
use crate::text::search::ranking::{self, Answers};

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

impl Asked {
    /// Whether nothing is asked that articles could answer.
    pub fn is_nothing(&self) -> bool {
        self.query.is_empty() && self.languages.is_empty() && self.tags.is_empty()
    }
}

/// A place in the ranking, told by the article that stands there: when something is published, every
/// score changes a little, and the articles stay in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub id: PostId,
    /// How many answers came up to it, itself among them.
    pub position: usize,
    /// How many words it had.
    pub length: u32,
}

impl Place {
    /// Reads a place from an address, as it is displayed.
    pub fn parse(text: &str) -> Option<Place> {
        let mut pieces = text.split('-');
        let (position, length) = (pieces.next()?.parse().ok()?, pieces.next()?.parse().ok()?);
        let id = PostId(pieces.next()?.parse().ok()?);
        let is_place = pieces.next().is_none() && position > 0;
        is_place.then_some(Place {
            id,
            position,
            length,
        })
    }

    /// How many answers come before what follows it. Where its article is none any more, or was written anew
    /// and may stand anywhere, the others are counted off.
    fn skipped(&self, answers: &Answers, blocks: &[Block]) -> usize {
        let Some(hit) = answers.hits.iter().find(|hit| hit.id == self.id.0) else {
            return self.position - 1;
        };
        let (_, place) = ranking::place(blocks, hit);
        if place.length == self.length {
            answers.up_to(hit)
        } else {
            self.position
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}-{}-{}", self.position, self.length, self.id.0)
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
    pub tags: Vec<Counted<Label>>,
    /// For each word, in how many articles it stands.
    pub held: Vec<usize>,
}

/// A page of answers, before their articles are read.
#[derive(Debug, Default)]
pub struct Ranking {
    pub(super) page: Vec<ranking::Hit>,
    next: Option<Place>,
    pub full: usize,
    partial: usize,
    languages: Vec<Counted<Language>>,
    pub(super) tags: Vec<Counted<TagId>>,
    pub held: Vec<usize>,
}

impl Ranking {
    /// Whether no article is on the page.
    pub fn is_empty(&self) -> bool {
        self.page.is_empty()
    }

    /// The same for words of which so many articles hold each.
    pub fn of_words_held(self, held: Vec<usize>) -> Ranking {
        Ranking { held, ..self }
    }

    /// The page with its articles, and with what else was read of them.
    pub(super) fn with(self, hits: Vec<Hit>, tags: Vec<Counted<Label>>) -> Hits {
        Hits {
            hits,
            next: self.next,
            full: self.full,
            partial: self.partial,
            languages: self.languages,
            tags,
            held: self.held,
        }
    }
}

/// What a process remembers for its searches: the places of blocks, which change seldom, and more.
#[derive(Default)]
pub struct Memory {
    places: Mutex<KnownPlaces>,
    pub(super) vocabulary: Mutex<Option<Remembered>>,
    pub(super) names: Known,
    pub(super) misses: Mutex<HashMap<String, i64>>,
}

impl Memory {
    pub(super) fn known_places(&self) -> KnownPlaces {
        let known = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    pub(super) fn remember_places(&self, read: KnownPlaces) {
        let Some(generation) = read.keys().next().map(|block| block / GENERATION) else {
            return;
        };
        let mut known = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Blocks of former generations are asked for no more.
        known.retain(|block, _| block / GENERATION == generation);
        known.extend(read);
    }
}

/// Finds the best answers after a place in the ranking.
pub fn find(db: &mut Db, memory: &Memory, asked: &Asked) -> Result<Hits> {
    if asked.is_nothing() {
        return Ok(Hits::default());
    }
    let index = Index::open(db, memory, &asked.query, &Names::default())?;
    Ok(cards::read(db, index.rank(asked), &[])?.0)
}

impl Index<'_> {
    /// The best answers after a place in the ranking. What the question needs is loaded already.
    pub fn rank(&self, asked: &Asked) -> Ranking {
        if asked.is_nothing() {
            return Ranking::default();
        }
        let answers = self.answers(asked);
        let skipped = (asked.after).map_or(0, |place| place.skipped(&answers, &self.blocks));
        let mut page = answers.behind(skipped, PAGE_LENGTH + 1);
        let has_more = page.len() > PAGE_LENGTH;
        page.truncate(PAGE_LENGTH);
        let next = page.last().filter(|_| has_more).map(|last| Place {
            id: PostId(last.id),
            position: skipped + page.len(),
            length: ranking::place(&self.blocks, last).1.length,
        });
        let (languages, tags) = counted(&answers, &self.blocks);
        Ranking {
            page,
            next,
            full: answers.full,
            partial: answers.hits.len() - answers.full,
            languages,
            tags,
            held: answers.held,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_place_comes_back_from_its_address(
            position in 1usize.., length in 0u32.., id in 0i64..
        ) {
            let place = Place { id: PostId(id), position, length };

            proptest::prop_assert_eq!(Place::parse(&place.to_string()), Some(place));
        }

        #[test]
        fn a_place_made_up_by_hand_is_read_or_refused(text in ".*") {
            let _ = Place::parse(&text);
        }
    }
}
