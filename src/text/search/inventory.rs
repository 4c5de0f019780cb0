//! What an article holds: each term, where it stands and how often.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::analyzer::{self, Kind, Setting};

/// A part of an article that counts for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Tags,
    /// Headings, and what an article says of itself.
    Heading,
    Body,
    Code,
}

impl Field {
    pub const COUNT: usize = 5;

    fn setting(self) -> Setting {
        match self {
            Field::Code => Setting::Code,
            _ => Setting::Prose,
        }
    }
}

/// How a key is told from a surface of the same letters.
const KEY_SIGN: char = '~';

/// A key as indexes name it.
pub fn key_name(term: &str) -> String {
    format!("{KEY_SIGN}{term}")
}

/// Whether a name is a key's.
pub fn is_key(name: &str) -> bool {
    name.starts_with(KEY_SIGN)
}

/// How often a term stands in each field, and at which positions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrences {
    pub counts: [u8; Field::COUNT],
    /// Of surfaces only. Twice a word's number, and one more where it stands one space behind a plain
    /// Latin word and is one: the halves of `back end`.
    pub positions: Vec<u32>,
}

/// The terms of one article. Keys are named by [`key_name`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    pub terms: BTreeMap<String, Occurrences>,
    /// How many words the article has.
    pub length: u32,
    next_position: u32,
}

/// Two fields are so far apart that no phrase reaches from one into the next.
const GAP: u32 = 16;

impl Inventory {
    /// Adds a text of a field.
    pub fn add(&mut self, field: Field, text: &str) {
        for token in analyzer::tokens(text, field.setting()) {
            self.length += 1;
            let position = self.next_position + u32::from(token.joins_previous);
            self.next_position += 2;
            self.occurrences(token.surface, field).push(position);
            for key in token.keys {
                if key.kind != Kind::Joined {
                    self.occurrences(key_name(&key.term), field);
                }
            }
        }
        self.next_position += GAP;
    }

    fn occurrences(&mut self, term: String, field: Field) -> &mut Vec<u32> {
        let occurrences = self.terms.entry(term).or_default();
        let count = &mut occurrences.counts[field as usize];
        *count = count.saturating_add(1);
        &mut occurrences.positions
    }

    /// All words of several texts, the parts of an article in order.
    pub fn of<'text>(parts: impl IntoIterator<Item = (Field, &'text str)>) -> Inventory {
        let mut inventory = Inventory::default();
        for (field, text) in parts {
            inventory.add(field, text);
        }
        inventory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surfaces_have_positions_and_keys_have_none() {
        let inventory = Inventory::of([(Field::Title, "event loop"), (Field::Body, "loops")]);

        assert_eq!(inventory.terms["event"].positions, [0]);
        assert_eq!(inventory.terms["loop"].positions, [3]);
        assert_eq!(inventory.terms["~loop"].counts, [1, 0, 0, 1, 0]);
        assert!(inventory.terms["~loop"].positions.is_empty());
        assert_eq!(inventory.length, 3);
    }
}
