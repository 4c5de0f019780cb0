//! What an article holds: each term, where it stands and how often.

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::postings::write_number;
use crate::text::analyzer::{self, Kind, Setting, Term};

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
pub fn key_name(term: &str) -> Term {
    let mut name = Term::default();
    name.push(KEY_SIGN);
    name.push_str(term);
    name
}

/// Whether a name is a key's.
pub fn is_key(name: &str) -> bool {
    name.starts_with(KEY_SIGN)
}

/// How often a term stands in each field of an article, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand<'bytes> {
    pub counts: [u8; Field::COUNT],
    /// How many positions follow; none for keys. Each is twice a word's number, and one more where the
    /// word stands one space behind a plain Latin word and is one: the halves of `back end`.
    pub number: u32,
    /// Each position less the one before it, as [`write_number`] writes numbers.
    pub steps: &'bytes [u8],
}

/// A [`Stand`] as it grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Growing {
    counts: [u8; Field::COUNT],
    number: u32,
    last: u32,
    steps: SmallVec<[u8; 8]>,
}

impl Growing {
    fn count(&mut self, field: Field) {
        let count = &mut self.counts[field as usize];
        *count = count.saturating_add(1);
    }

    fn stand_at(&mut self, position: u32) {
        write_number(&mut self.steps, position - self.last);
        self.last = position;
        self.number += 1;
    }
}

/// The terms of one article. Keys are named by [`key_name`]; one that is the word itself is not among
/// them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    terms: HashMap<Term, Growing>,
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
            for key in token.other_keys() {
                if key.kind != Kind::Joined {
                    let name = key_name(&key.term);
                    self.terms.entry(name).or_default().count(field);
                }
            }
            let word = self.terms.entry(token.surface).or_default();
            word.count(field);
            word.stand_at(position);
        }
        self.next_position += GAP;
    }

    /// All terms, in no order.
    pub fn terms(&self) -> impl Iterator<Item = (&str, Stand<'_>)> {
        self.terms.iter().map(|(term, growing)| {
            let stand = Stand {
                counts: growing.counts,
                number: growing.number,
                steps: &growing.steps,
            };
            (term.as_str(), stand)
        })
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
        let stand = |name: &str| inventory.terms().find(|(term, _)| *term == name).unwrap().1;

        assert_eq!(stand("event").steps, [0]);
        assert_eq!(stand("loop").steps, [3]);
        assert_eq!(stand("~loop").counts, [0, 0, 0, 1, 0]);
        assert_eq!(stand("~loop").number, 0);
        assert_eq!(inventory.length, 3);
    }
}
