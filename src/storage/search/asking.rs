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
    let answers = ranking::rank(&asked.query, &filter, &blocks);
    let skipped = (asked.after).map_or(0, |place| place.skipped(&answers, &blocks));
    let mut page = answers.behind(skipped, PAGE_LENGTH + 1);
    let has_more = page.len() > PAGE_LENGTH;
    page.truncate(PAGE_LENGTH);
    let next = page.last().filter(|_| has_more).map(|last| Place {
        id: PostId(last.id),
        position: skipped + page.len(),
        length: ranking::place(&blocks, last).1.length,
    });
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
