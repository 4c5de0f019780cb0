//! The rows of the index that questions need.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashMap;

use super::GENERATION;
use super::fresh::Fresh;
use super::sheet::{Part, Sheet};
use crate::text::analyzer::Term;
use crate::text::search::block::{Block, Row};
use crate::text::search::inventory::Stand;
use crate::text::search::postings::BLOCK;
use crate::text::search::{Places, Query};

/// A beginning stands for at most so many rows of terms.
const MOST_BEGUN: i64 = 2_000;

/// That a block is one of the generation that answers.
pub(super) fn answers() -> String {
    within("block", GENERATION)
}

/// That a slot is one of the generation that answers.
pub(super) fn slot_answers() -> String {
    within("p.slot", GENERATION * BLOCK as i64)
}

fn within(column: &str, each: i64) -> String {
    format!(
        "{column} >= (SELECT generation * {each} FROM search_state) \
         AND {column} < (SELECT (generation + 1) * {each} FROM search_state)"
    )
}

/// The terms that some questions need.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    entries: BTreeSet<String>,
    /// Those whose places in the text are needed, too.
    positions: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

impl Wanted {
    pub fn by<'query>(questions: impl IntoIterator<Item = &'query Query>) -> Wanted {
        let mut wanted = Wanted::default();
        for question in questions {
            wanted.entries.extend(question.names());
            wanted.positions.extend(question.names_in_order());
            wanted.beginnings.extend(question.beginnings());
        }
        wanted
    }

    pub fn terms(terms: impl IntoIterator<Item = String>) -> Wanted {
        Wanted {
            entries: terms.into_iter().collect(),
            ..Wanted::default()
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.entries.is_empty() && self.positions.is_empty() && self.beginnings.is_empty()
    }

    pub fn without(&self, had: &Wanted) -> Wanted {
        Wanted {
            entries: &self.entries - &had.entries,
            positions: &self.positions - &had.positions,
            beginnings: &self.beginnings - &had.beginnings,
        }
    }

    pub fn extend(&mut self, more: Wanted) {
        self.entries.extend(more.entries);
        self.positions.extend(more.positions);
        self.beginnings.extend(more.beginnings);
    }

    /// Asks for the rows of blocks.
    pub fn put_on(&self, sheet: &mut Sheet) {
        for (kind, terms) in [("entries", &self.entries), ("positions", &self.positions)] {
            if !terms.is_empty() {
                let is_wanted = sheet.is_among("term", terms.iter().cloned().collect());
                let part = Part::of(kind).name("term").number("block").bytes(kind);
                let source = format!("search_postings WHERE {is_wanted} AND {}", answers());
                sheet.add(&part, &source);
            }
        }
        for beginning in &self.beginnings {
            let first = sheet.value(beginning.clone());
            let end = sheet.value(format!("{beginning}\u{10FFFF}"));
            let part = Part::of("entries").name("term").number("block");
            let source = format!(
                "(SELECT term, block, entries FROM search_postings \
                 WHERE term >= {first} AND term < {end} AND {} \
                 ORDER BY term, block LIMIT {MOST_BEGUN}) AS begun",
                answers()
            );
            sheet.add(&part.bytes("entries"), &source);
        }
    }

    /// Fresh articles as a block, with the rows that are wanted.
    pub fn of_fresh(&self, articles: &[Fresh]) -> Block {
        let mut places = Places::default();
        let mut rows: HashMap<Term, Row> = HashMap::new();
        for (slot, article) in articles.iter().enumerate() {
            places.push(article.as_placed());
            let leaf = article.leaf();
            for name in &self.entries {
                if let Some(stand) = leaf.get(name) {
                    let has_positions = self.positions.contains(name);
                    let row = rows.entry(name.into()).or_default();
                    row.append(slot, &stand, has_positions);
                }
            }
            let begun = (self.beginnings.iter()).flat_map(|name| leaf.beginning(name));
            // Each once, though one beginning may begin another.
            let begun: BTreeMap<&str, Stand> = begun.collect();
            for (name, stand) in begun {
                if self.entries.contains(name) {
                    continue;
                }
                let row = rows.entry(name.into()).or_default();
                row.append(slot, &stand, false);
            }
        }
        Block {
            places: Arc::new(places),
            outdated: Vec::new(),
            rows,
        }
    }
}
