//! How well each article of a block answers: BM25 over weighted fields, each word by its best form once.

use hashbrown::HashMap;

use super::block::{Ranked, Weighted};
use super::inventory::key_name;
use super::places::Place;
use super::query::{Query, What};
use crate::text::analyzer;

/// How soon more of the same word stops to count. This and the next were tuned on one half of the
/// questions of `benches/relevance`.
const SATURATION: f64 = 1.4;
/// How much a long article's words count less.
const LENGTH_NORM: f64 = 0.75;

/// The entries of each form that a question needs, by block.
#[derive(Default)]
pub(super) struct Found<'query> {
    by_form: HashMap<&'query What, Vec<Vec<Weighted>>>,
}

impl<'query> Found<'query> {
    pub fn find(&mut self, what: &'query What, blocks: &[Ranked]) {
        self.by_form.entry(what).or_insert_with(|| {
            let own = match what {
                What::Key(term) => Some(term).filter(|term| analyzer::is_own_key(term)),
                _ => None,
            };
            let entries = |block| match own {
                Some(word) => together(entries(what, block), block.weighted(word)),
                None => entries(what, block),
            };
            blocks.iter().map(entries).collect()
        });
    }

    fn of(&self, what: &What, block: usize) -> &[Weighted] {
        self.by_form.get(what).map_or(&[], |blocks| &blocks[block])
    }

    /// In how many articles a form stands.
    fn holders(&self, what: &What) -> usize {
        let blocks = self.by_form.get(what).into_iter().flatten();
        blocks.map(Vec::len).sum()
    }
}

/// Two lists of slots as one. Both rise.
fn together(one: Vec<Weighted>, other: Vec<Weighted>) -> Vec<Weighted> {
    if one.is_empty() {
        return other;
    }
    let mut both = Vec::with_capacity(one.len() + other.len());
    let mut one = one.into_iter().peekable();
    for (slot, weight) in other {
        while let Some(before) = one.next_if(|(first, _)| *first < slot) {
            both.push(before);
        }
        let same = one.next_if(|(first, _)| *first == slot);
        both.push((slot, weight + same.map_or(0.0, |(_, weight)| weight)));
    }
    both.extend(one);
    both
}

fn entries(what: &What, block: &Ranked) -> Vec<Weighted> {
    match what {
        What::Surface(term) => block.weighted(term),
        What::Key(term) => block.weighted(&key_name(term)),
        What::Pair(first, second) => block.runs(&[first.clone(), second.clone()], true),
        What::Beginning(beginning) => {
            let key = key_name(beginning);
            let mut all: HashMap<u16, f32> = HashMap::new();
            for name in block.block.rows.keys() {
                if name.starts_with(beginning.as_str()) || name.starts_with(key.as_str()) {
                    for (slot, weight) in block.weighted(name) {
                        let most = all.entry(slot).or_insert(0.0);
                        *most = most.max(weight);
                    }
                }
            }
            let mut all = Vec::from_iter(all);
            all.sort_unstable_by_key(|(slot, _)| *slot);
            all
        }
    }
}

/// What a block's articles come to.
pub(super) struct Tally {
    pub scores: Vec<f64>,
    /// How many words of the question each holds.
    pub matched: Vec<u8>,
    /// For each word, how many articles hold it.
    pub held: Vec<usize>,
}

impl Tally {
    pub fn of(
        query: &Query,
        found: &Found,
        number: usize,
        block: &Ranked,
        articles: usize,
        average: f64,
    ) -> Tally {
        let slots = block.live.len();
        let mut tally = Tally {
            scores: vec![0.0; slots],
            matched: vec![0; slots],
            held: vec![0; query.words.len()],
        };
        let places = &block.block.places.places;
        let dampers: Vec<f64> = places.iter().map(|place| damper(place, average)).collect();
        let mut best = vec![0.0f64; slots];
        let mut is_held = vec![false; slots];
        for (word, held) in query.words.iter().zip(&mut tally.held) {
            // No other form says more than the word itself, however rare it is.
            let itself = word.forms.first().map(|form| found.holders(&form.what));
            for form in &word.forms {
                let holders = found.holders(&form.what).max(itself.unwrap_or(0));
                let rarity = rarity(holders, articles) * form.weight;
                let counts = query.is_unfinished || !matches!(form.what, What::Beginning(_));
                for (slot, count) in found.of(&form.what, number) {
                    let (slot, count) = (usize::from(*slot), f64::from(*count));
                    let score = rarity * count * (SATURATION + 1.0) / (count + dampers[slot]);
                    best[slot] = best[slot].max(score);
                    is_held[slot] |= counts;
                }
            }
            for (slot, (best, is_held)) in best.iter_mut().zip(&mut is_held).enumerate() {
                if *best > 0.0 {
                    tally.scores[slot] += *best;
                    tally.matched[slot] += u8::from(*is_held);
                    *held += usize::from(*is_held);
                    (*best, *is_held) = (0.0, false);
                }
            }
        }
        tally
    }
}

fn damper(place: &Place, average: f64) -> f64 {
    damper_of(place.length, average)
}

fn damper_of(length: u32, average: f64) -> f64 {
    let length = f64::from(length) / average.max(1.0);
    SATURATION * (1.0 - LENGTH_NORM + LENGTH_NORM * length)
}

/// What a term counts that stands so often in an article of so many words: a part of the most that it can.
pub(super) fn saturated(count: f64, length: u32, average: f64) -> f64 {
    count / (count + damper_of(length, average))
}

/// Inverse document frequency, never negative.
fn rarity(holders: usize, articles: usize) -> f64 {
    let (holders, articles) = (holders as f64, articles as f64);
    (1.0 + (articles - holders + 0.5) / (holders + 0.5)).ln()
}
