//! Which articles answer best: BM25 over weighted fields, each word of a question by its best form once.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Articles
//! that hold every word come before those that hold some.

use std::cmp::Ordering;
use std::sync::Arc;

use hashbrown::HashMap;

use super::filter::Filter;
use super::inventory::{Field, Inventory, Stand, is_key, key_name};
use super::places::{Place, Places};
use super::postings::{self, BLOCK};
use super::query::{Query, What};
use crate::text::analyzer::{self, Term};

/// How soon more of the same word stops to count. This and the next two were tuned on one half of the
/// questions of `benches/relevance`.
const SATURATION: f64 = 1.4;
/// How much a long article's words count less.
const LENGTH_NORM: f64 = 0.75;
/// What a word counts by where it stands, in the order of [`Field`].
const FIELD_WEIGHTS: [f64; Field::COUNT] = [5.0, 3.0, 1.0, 1.0, 0.5];

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
}

/// A part of the index with what a question needs of it.
pub struct Block {
    pub places: Arc<Places>,
    /// Slots whose articles have changed since: they stand in another block.
    pub outdated: Vec<usize>,
    pub rows: HashMap<Term, Row>,
}

/// An article that answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub id: i64,
    pub score: f64,
    /// Whether it holds every word.
    pub is_full: bool,
    pub day: u32,
    place: (u32, u16),
}

impl Hit {
    /// Best first: full ones, then by score, then the newer.
    pub fn compare(&self, other: &Hit) -> Ordering {
        (other.is_full.cmp(&self.is_full))
            .then(other.score.total_cmp(&self.score))
            .then(other.day.cmp(&self.day))
            .then(other.id.cmp(&self.id))
    }
}

/// Every article that answers, in no order.
#[derive(Debug, Default)]
pub struct Answers {
    pub hits: Vec<Hit>,
    /// How many hold every word.
    pub full: usize,
    /// For each word of the question, in how many articles it stands.
    pub held: Vec<usize>,
}

impl Answers {
    /// The first answers, best first, from the first on that `is_after` lets pass.
    pub fn first(&mut self, most: usize, is_after: impl Fn(&Hit) -> bool) -> Vec<Hit> {
        let mut rest: Vec<Hit> = self.hits.iter().copied().filter(is_after).collect();
        if rest.len() > most {
            rest.select_nth_unstable_by(most, Hit::compare);
            rest.truncate(most);
        }
        rest.sort_unstable_by(Hit::compare);
        rest
    }
}

/// A term in one article: its slot, and how often it stands there, each field by its weight.
type Weighted = (u16, f32);

/// Finds all that answers a question.
pub fn rank(query: &Query, filter: &Filter, blocks: &[Block]) -> Answers {
    let ranked: Vec<Ranked> = blocks
        .iter()
        .map(|block| Ranked::of(block, filter))
        .collect();
    let articles: usize = ranked.iter().map(|block| block.articles).sum();
    let words: u64 = ranked.iter().map(|block| block.words).sum();
    let average = words as f64 / articles.max(1) as f64;
    let mut entries = Found::default();
    for form in query.words.iter().flat_map(|word| &word.forms) {
        entries.find(&form.what, &ranked);
    }
    let mut answers = Answers {
        held: vec![0; query.words.len()],
        ..Answers::default()
    };
    for (number, block) in ranked.iter().enumerate() {
        let tally = Tally::of(query, &entries, number, block, articles, average);
        for (held, more) in answers.held.iter_mut().zip(&tally.held) {
            *held += more;
        }
        let sieve = block.sieve(query, filter);
        let hits = (0..block.live.len())
            .filter(|slot| sieve[*slot])
            .filter(|slot| query.words.is_empty() || tally.scores[*slot] > 0.0)
            .map(|slot| {
                let place = &block.block.places.places[slot];
                Hit {
                    id: place.id,
                    score: tally.scores[slot],
                    is_full: usize::from(tally.matched[slot]) == query.words.len(),
                    day: place.day,
                    place: (number as u32, slot as u16),
                }
            });
        answers.hits.extend(hits);
    }
    answers.full = answers.hits.iter().filter(|hit| hit.is_full).count();
    answers
}

/// The place of a hit, for whoever counts what the hits are.
pub fn place<'blocks>(blocks: &'blocks [Block], hit: &Hit) -> (&'blocks Places, &'blocks Place) {
    let places = &blocks[hit.place.0 as usize].places;
    (places, &places.places[usize::from(hit.place.1)])
}

/// A block with what is counted of it once.
struct Ranked<'block> {
    block: &'block Block,
    /// Which slots readers may find.
    live: Vec<bool>,
    articles: usize,
    words: u64,
}

impl<'block> Ranked<'block> {
    fn of(block: &'block Block, filter: &Filter) -> Ranked<'block> {
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
    fn sieve(&self, query: &Query, filter: &Filter) -> Vec<bool> {
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

    fn weighted(&self, name: &str) -> Vec<Weighted> {
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
    fn runs(&self, terms: &[String], as_one: bool) -> Vec<Weighted> {
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

fn weigh(counts: &[u8; Field::COUNT]) -> f32 {
    let weighted = counts.iter().zip(FIELD_WEIGHTS);
    weighted
        .map(|(count, weight)| f64::from(*count) * weight)
        .sum::<f64>() as f32
}

/// The entries of each form that a question needs, by block.
#[derive(Default)]
struct Found<'query> {
    by_form: HashMap<&'query What, Vec<Vec<Weighted>>>,
}

impl<'query> Found<'query> {
    fn find(&mut self, what: &'query What, blocks: &[Ranked]) {
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
struct Tally {
    scores: Vec<f64>,
    matched: Vec<u8>,
    held: Vec<usize>,
}

impl Tally {
    fn of(
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
    let length = f64::from(place.length) / average.max(1.0);
    SATURATION * (1.0 - LENGTH_NORM + LENGTH_NORM * length)
}

/// Inverse document frequency, never negative.
fn rarity(holders: usize, articles: usize) -> f64 {
    let (holders, articles) = (holders as f64, articles as f64);
    (1.0 + (articles - holders + 0.5) / (holders + 0.5)).ln()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;
    use crate::text::search::Aliases;
    use crate::text::search::places::Article;

    /// The articles that hold every word, best first, by their numbers from 1 on.
    fn full(question: &str, texts: &[&str]) -> Vec<i64> {
        let query = Query::parse(question, &Aliases::with(&[]));
        let inventories: Vec<Inventory> = texts
            .iter()
            .map(|text| Inventory::of([(Field::Body, *text)]))
            .collect();
        let mut places = Places::default();
        for (id, inventory) in (1..).zip(&inventories) {
            places.push(Article {
                id,
                length: inventory.length,
                day: 0,
                is_listed: true,
                language: Language::He,
                authors: &[],
                tags: &[],
            });
        }
        let block = block_of(places, &inventories.iter().collect::<Vec<_>>());
        let mut answers = rank(&query, &Filter::default(), &[block]);
        let hits = answers.first(texts.len(), |hit| hit.is_full);
        hits.into_iter().map(|hit| hit.id).collect()
    }

    fn unescaped(text: &str) -> String {
        let mut pieces = text.split("\\u");
        let mut whole = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (code, rest) = piece.split_at(4);
            whole.extend(char::from_u32(u32::from_str_radix(code, 16).unwrap()));
            whole.push_str(rest);
        }
        whole
    }

    #[test]
    fn every_case_of_the_rules_is_found_or_not_as_it_should_be() {
        let cases = include_str!("../../../tests/integration/cases/search.tsv");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.starts_with(['#', 'i'])) {
            let [id, question, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("not a case: {line}");
            };
            let text = unescaped(text).replace('`', "");
            let is_found = !full(&unescaped(question), &[&text]).is_empty();
            if is_found != (expected == "1") {
                wrong.push(id);
            }
        }

        assert!(wrong.is_empty(), "wrong: {wrong:?}");
    }

    #[test]
    fn a_word_is_found_in_its_other_spellings() {
        let cases = [
            ("event-driven", "event driven design"),
            ("back-end", "ה-back end הוא"),
            ("open_source", "open source"),
            ("Wi-Fi", "wi fi"),
            ("בקאנד", "the back end here"),
            ("backend", "back  end"),
            ("donot", "do not"),
            ("try", "he tries again"),
            ("fly", "flies"),
            ("id", "all IDs"),
            ("node.js", "Node\u{200E}.js"),
            ("No\u{200B}de", "Node"),
            ("c++", "C\u{200E}++"),
            ("مكتبة", "مكت\u{200D}بة"),
            ("eventloop", "event \u{200E}loop"),
            ("3.14", "٣.١٤"),
            ("utf-8", "UTF-٨"),
            ("utf-8", "UTF\u{2011}8"),
            ("c++", "C++² כאן"),
            ("c#", "C#¹"),
            ("c++", "C++17"),
            ("c++", "C/C++"),
            ("c#", "C++/C#"),
            ("c++", "C++-based"),
            ("c++", "כמו C++ו-C"),
            (".net", "ב.NET"),
            ("למה", "שלמה"),
        ];
        let missed: Vec<_> = cases
            .iter()
            .filter(|(question, text)| full(question, &[text]).is_empty())
            .collect();
        assert!(missed.is_empty(), "{missed:?}");

        let others = [
            ("do not", "not"),
            ("where one", "one"),
            ("c", "C++17"),
            ("c++", "C17"),
        ];
        let found: Vec<_> = others
            .iter()
            .filter(|(question, text)| !full(question, &[text]).is_empty())
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn marks_of_direction_before_an_operator_are_not_there() {
        assert!(full("\u{200F}\"שרת אחד\"", &["אחד שרת"]).is_empty());
        assert!(full("\u{200E}-שרת לקוח", &["לקוח שרת"]).is_empty());
    }

    #[test]
    fn the_word_itself_comes_before_its_forms_and_parts() {
        let first = |question: &str, texts: &[&str]| full(question, texts)[0];

        assert_eq!(first("ספר", &["מספר רב של", "ספר רב של"]), 2);
        assert_eq!(first("שרת", &["ובשרתים של הרשת", "שרת של הרשת"]), 2);
        assert_eq!(first("node", &["Node.js כאן", "node כאן"]), 2);
        assert_eq!(
            first("backend", &["a back end here", "הוא ה-Backend כאן"]),
            2
        );
        let many = [
            "one python here",
            "a python here",
            "the python here",
            "על פייתון כאן",
            "אין כאן",
        ];
        assert_ne!(first("python", &many), 4, "however rare the other form is");
    }

    #[test]
    fn phrases_and_excluded_words_decide_alone() {
        let texts = [
            "the event loop of node",
            "a loop of the event",
            "event loop in java",
        ];

        assert_eq!(full("\"event loop\"", &texts).len(), 2);
        assert_eq!(full("event loop -java", &texts).len(), 2);
        assert_eq!(full("\"event loop\" -java", &texts), [1]);
        assert!(full("\"loop event\"", &texts).is_empty());
    }
}
