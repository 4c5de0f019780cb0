//! An index as files that a browser reads a few of: terms in order, so that a word, its forms and its
//! beginnings are mostly in one.
//!
//! A shard is one term after the other: how many bytes its name shares with the one before, how many follow,
//! those; a byte of what it is; of a form of an English word how many
//! letters its stem shares with it, and what follows them; in how many articles it stands; how many of them are written; and for each
//! its number less the one before and what the term counts there. Numbers are as
//! [`write_number`] writes them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::inventory::{is_key, key_name};
use super::postings::write_number;
use super::tally::saturated;
use crate::text::analyzer::{self, Term};

/// A shard is closed when it has so many bytes.
const CLOSED: usize = 6 * 1024;
/// Of a term that stands in more articles, those where it counts most are written.
const MOST_ARTICLES: usize = 10_000;
/// The average length of articles is taken in steps of this, so that one more does not change every shard.
const STEP: f64 = 1.05;

const IS_KEY: u8 = 1;
/// The surface is also a key.
const IS_OWN_KEY: u8 = 2;
/// Its stem follows.
const HAS_STEM: u8 = 4;

/// In which articles a term stands, by their numbers, and how often, each field by its weight.
pub type Standing = Vec<(u32, f32)>;

/// A part of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its first term.
    pub first: Term,
    pub bytes: Vec<u8>,
}

/// Writes an index of articles that have so many words each.
pub fn shards(terms: &BTreeMap<Term, Standing>, lengths: &[u32]) -> Vec<Shard> {
    let average = stepped(lengths);
    let mut names: Vec<(&str, bool)> = terms
        .keys()
        .map(|name| match is_key(name) {
            true => (&name[1..], true),
            false => (name.as_str(), false),
        })
        .collect();
    names.sort_unstable();
    let mut shards: Vec<Shard> = Vec::new();
    let mut last = "";
    for (term, is_key) in names {
        if shards
            .last()
            .is_none_or(|shard| shard.bytes.len() >= CLOSED)
        {
            shards.push(Shard {
                first: term.into(),
                bytes: Vec::new(),
            });
            last = "";
        }
        let standing = standing(terms, term, is_key);
        if let Some(shard) = shards.last_mut() {
            write_term(&mut shard.bytes, (last, term), is_key);
            write_standing(&mut shard.bytes, standing, lengths, average);
        }
        last = term;
    }
    shards
}

/// Where a term stands; a key also where it is the word itself.
fn standing(terms: &BTreeMap<Term, Standing>, term: &str, is_key: bool) -> Standing {
    let own = terms.get(term).cloned().unwrap_or_default();
    if !is_key {
        return own;
    }
    let mut all: BTreeMap<u32, f32> = terms
        .get(&key_name(term))
        .into_iter()
        .flatten()
        .copied()
        .collect();
    if analyzer::is_own_key(term) {
        for (article, count) in own {
            *all.entry(article).or_insert(0.0) += count;
        }
    }
    all.into_iter().collect()
}

fn write_term(bytes: &mut Vec<u8>, (last, term): (&str, &str), is_key: bool) {
    let same = last.bytes().zip(term.bytes());
    let shared = same.take_while(|(one, other)| one == other).count();
    let rest = &term.as_bytes()[shared..];
    write_number(bytes, shared as u32);
    write_number(bytes, rest.len() as u32);
    bytes.extend(rest);
    if is_key {
        bytes.push(IS_KEY);
        return;
    }
    let own = if analyzer::is_own_key(term) {
        IS_OWN_KEY
    } else {
        0
    };
    match analyzer::stem(term, 3).filter(|stem| stem != term) {
        Some(stem) => {
            bytes.push(own | HAS_STEM);
            let same = term.bytes().zip(stem.bytes());
            let kept = same.take_while(|(one, other)| one == other).count();
            write_number(bytes, kept as u32);
            write_number(bytes, (stem.len() - kept) as u32);
            bytes.extend(&stem.as_bytes()[kept..]);
        }
        None => bytes.push(own),
    }
}

fn write_standing(bytes: &mut Vec<u8>, mut standing: Standing, lengths: &[u32], average: f64) {
    let holders = standing.len();
    let counts = |(article, count): &(u32, f32)| {
        let length = lengths.get(*article as usize).copied().unwrap_or(0);
        // What a term can count at most is 1; a byte holds 255 steps of it.
        (saturated(f64::from(*count), length, average) * 255.0)
            .round()
            .clamp(1.0, 255.0) as u8
    };
    if holders > MOST_ARTICLES {
        standing.sort_by_key(|entry| (Reverse(counts(entry)), Reverse(entry.0)));
        standing.truncate(MOST_ARTICLES);
        standing.sort_unstable_by_key(|(article, _)| *article);
    }
    write_number(bytes, holders as u32);
    write_number(bytes, standing.len() as u32);
    let mut before = 0;
    for entry in &standing {
        write_number(bytes, entry.0 - before);
        bytes.push(counts(entry));
        before = entry.0;
    }
}

fn stepped(lengths: &[u32]) -> f64 {
    let words: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
    let average = words as f64 / lengths.len().max(1) as f64;
    STEP.powf((average.max(1.0).ln() / STEP.ln()).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::search::postings::read_number;

    /// A term, what it is, in how many articles it stands, and where.
    type Read = (String, u8, u32, Vec<(u32, u8)>);

    fn read(shard: &Shard) -> Vec<Read> {
        let (mut bytes, mut last, mut terms) = (&shard.bytes[..], Vec::new(), Vec::new());
        while !bytes.is_empty() {
            let shared = read_number(&mut bytes).unwrap() as usize;
            let rest = read_number(&mut bytes).unwrap() as usize;
            last.truncate(shared);
            last.extend(&bytes[..rest]);
            let what = bytes[rest];
            bytes = &bytes[rest + 1..];
            if what & HAS_STEM > 0 {
                let _kept = read_number(&mut bytes).unwrap();
                let more = read_number(&mut bytes).unwrap() as usize;
                bytes = &bytes[more..];
            }
            let holders = read_number(&mut bytes).unwrap();
            let mut article = 0;
            let standing = (0..read_number(&mut bytes).unwrap()).map(|_| {
                article += read_number(&mut bytes).unwrap();
                let counts = bytes[0];
                bytes = &bytes[1..];
                (article, counts)
            });
            let standing = standing.collect();
            terms.push((
                String::from_utf8(last.clone()).unwrap(),
                what,
                holders,
                standing,
            ));
        }
        terms
    }

    #[test]
    fn a_key_stands_where_its_word_does_too() {
        let terms = BTreeMap::from([
            ("loop".into(), vec![(0, 1.0)]),
            ("loops".into(), vec![(2, 1.0)]),
            ("~loop".into(), vec![(2, 1.0)]),
        ]);

        let shards = shards(&terms, &[10, 10, 10]);

        let read = read(&shards[0]);
        let numbers = |at: usize| {
            read[at]
                .3
                .iter()
                .map(|(article, _)| *article)
                .collect::<Vec<_>>()
        };
        assert_eq!(shards.len(), 1);
        assert_eq!(
            (read[0].0.as_str(), read[0].1, numbers(0)),
            ("loop", IS_OWN_KEY, vec![0])
        );
        assert_eq!(
            (read[1].0.as_str(), read[1].1, numbers(1)),
            ("loop", IS_KEY, vec![0, 2])
        );
        assert_eq!((read[2].0.as_str(), read[2].1), ("loops", HAS_STEM));
    }

    #[test]
    fn a_term_in_very_many_articles_keeps_those_where_it_counts_most() {
        let lengths = vec![10; MOST_ARTICLES + 5];
        let everywhere =
            (0..lengths.len() as u32).map(|article| (article, if article < 5 { 9.0 } else { 1.0 }));
        let terms = BTreeMap::from([("the".into(), everywhere.collect())]);

        let shards = shards(&terms, &lengths);

        let (_, _, holders, standing) = &read(&shards[0])[0];
        assert_eq!(
            (*holders as usize, standing.len()),
            (MOST_ARTICLES + 5, MOST_ARTICLES)
        );
        assert!(
            standing
                .iter()
                .take(5)
                .map(|(article, _)| *article)
                .eq(0..5)
        );
    }
}
