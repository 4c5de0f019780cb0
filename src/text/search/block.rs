//! A part of the index, as a question needs it.

use std::sync::Arc;

use hashbrown::HashMap;

use super::filter::Filter;
use super::inventory::{Field, Inventory, Stand, is_key};
use super::places::Places;
use super::postings::{self, BLOCK};
use super::query::Query;
use crate::text::analyzer::Term;

/// What a word counts by where it stands, in the order of [`Field`]. Tuned on one half of the
/// questions of `benches/relevance`.
const FIELD_WEIGHTS: [f64; Field::COUNT] = [5.0, 3.0, 1.0, 1.0, 0.5];

/// A term in one article: its slot, and how often it stands there, each field by its weight.
pub(super) type Weighted = (u16, f32);

/// A term's bytes in a block.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub entries: Vec<u8>,
    /// Only of terms that are asked for in a certain order.
    pub positions: Vec<u8>,
}

impl Row {
    /// Adds an article; slots come in rising order.
    pub fn append(&mut self, slot: usize, stand: &Stand, has_positions: bool) {
        postings::append(&mut self.entries, slot, &stand.counts);
        if has_positions {
            postings::append_positions(&mut self.positions, stand);
        }
    }

    /// The same row, of articles that have slots so much higher.
    pub fn moved(self, by: usize) -> Row {
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in postings::entries(&self.entries) {
            postings::append(&mut entries, entry.slot + by, &entry.counts);
        }
        Row { entries, ..self }
    }
}

/// A part of the index with what a question needs of it.
pub struct Block {
    pub places: Arc<Places>,
    /// Slots whose articles have changed since: they stand in another block.
    pub outdated: Vec<usize>,
    pub rows: HashMap<Term, Row>,
}

/// Makes a block of a few articles, which no index holds yet: at most [`BLOCK`].
pub fn block_of(places: Places, inventories: &[&Inventory]) -> Block {
    let mut rows: HashMap<Term, Row> = HashMap::new();
    for (slot, inventory) in inventories.iter().take(BLOCK).enumerate() {
        for (term, stand) in inventory.terms() {
            let row = rows.entry(term.into()).or_default();
            row.append(slot, &stand, !is_key(term));
        }
    }
    Block {
        places: Arc::new(places),
        outdated: Vec::new(),
        rows,
    }
}

/// A block with what is counted of it once.
pub(super) struct Ranked<'block> {
    pub block: &'block Block,
    /// Which slots readers may find.
    pub live: Vec<bool>,
    pub articles: usize,
    pub words: u64,
}

impl<'block> Ranked<'block> {
    pub fn of(block: &'block Block, filter: &Filter) -> Ranked<'block> {
        let places = &block.places.places;
        let mut live: Vec<bool> = places.iter().map(|place| filter.may_see(place)).collect();
        for slot in &block.outdated {
            if let Some(is_live) = live.get_mut(*slot) {
                *is_live = false;
            }
        }
        let lengths = places.iter().zip(&live).filter(|(_, live)| **live);
        let (articles, words) = lengths.fold((0, 0), |(articles, words), (place, _)| {
            (articles + 1, words + u64::from(place.length))
        });
        Ranked {
            block,
            live,
            articles,
            words,
        }
    }

    /// Which slots pass all that is asked beside words.
    pub fn sieve(&self, query: &Query, filter: &Filter) -> Vec<bool> {
        let mut passes = self.live.clone();
        for (slot, place) in self.block.places.places.iter().enumerate() {
            passes[slot] = passes[slot] && filter.passes(&self.block.places, place);
        }
        for phrase in &query.phrases {
            let mut holds = vec![false; passes.len()];
            for (slot, _) in self.runs(phrase, false) {
                holds[usize::from(slot)] = true;
            }
            passes
                .iter_mut()
                .zip(holds)
                .for_each(|(pass, holds)| *pass &= holds);
        }
        for phrase in &query.excluded {
            for (slot, _) in self.runs(phrase, false) {
                passes[usize::from(slot)] = false;
            }
        }
        passes
    }

    pub fn weighted(&self, name: &str) -> Vec<Weighted> {
        let Some(row) = self.block.rows.get(name) else {
            return Vec::new();
        };
        postings::entries(&row.entries)
            .filter(|entry| self.is_live(entry.slot))
            .map(|entry| (entry.slot as u16, weigh(&entry.counts)))
            .collect()
    }

    fn is_live(&self, slot: usize) -> bool {
        self.live.get(slot).copied().unwrap_or(false)
    }

    /// Where terms stand one after the other, and how often; as the halves of a compound, if `as_one`.
    pub fn runs(&self, terms: &[String], as_one: bool) -> Vec<Weighted> {
        if let [term] = terms {
            return self.weighted(term);
        }
        let mut runs: Option<HashMap<usize, Vec<u32>>> = None;
        for term in terms {
            let Some(row) = self.block.rows.get(term.as_str()) else {
                return Vec::new();
            };
            let slots = postings::entries(&row.entries).map(|entry| entry.slot);
            let places = slots.zip(postings::positions(&row.positions));
            runs = Some(match runs {
                None => places.collect(),
                Some(mut ends) => places
                    .filter_map(|(slot, positions)| {
                        let ends = ends.remove(&slot)?;
                        let next = continued(&ends, &positions, as_one);
                        (!next.is_empty()).then_some((slot, next))
                    })
                    .collect(),
            });
        }
        let mut runs: Vec<Weighted> = runs
            .unwrap_or_default()
            .into_iter()
            .filter(|(slot, _)| self.is_live(*slot))
            .map(|(slot, ends)| (slot as u16, ends.len() as f32))
            .collect();
        runs.sort_unstable_by_key(|(slot, _)| *slot);
        runs
    }
}

/// The positions that follow one of `ends` at once. Both rise.
fn continued(ends: &[u32], positions: &[u32], as_one: bool) -> Vec<u32> {
    let mut ends = ends.iter().peekable();
    let follows = |position: &&u32| {
        let number = *position / 2;
        while ends.next_if(|end| *end / 2 + 1 < number).is_some() {}
        ends.peek().is_some_and(|end| *end / 2 + 1 == number)
    };
    let is_joined = |position: &&u32| !as_one || *position % 2 == 1;
    positions
        .iter()
        .filter(is_joined)
        .filter(follows)
        .copied()
        .collect()
}

/// How often a term stands in an article, each field by its weight.
pub fn weigh(counts: &[u8; Field::COUNT]) -> f32 {
    let weighted = counts.iter().zip(FIELD_WEIGHTS);
    weighted
        .map(|(count, weight)| f64::from(*count) * weight)
        .sum::<f64>() as f32
}
