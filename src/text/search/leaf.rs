//! The terms of one article as bytes in which one is looked up without reading the others.
//!
//! First how many there are, then where each begins, counted from the end of these numbers, then the
//! terms in order: the length of its name, the name, its counts, how many positions it has, the
//! positions. Numbers of the first two kinds have four bytes, the lowest first.

use super::inventory::{Field, Inventory, Stand};
use super::postings::{read_number, write_number};

const NUMBER: usize = 4;

/// Writes the terms of an article behind other bytes.
pub fn write(inventory: &Inventory, bytes: &mut Vec<u8>) {
    let mut terms: Vec<(&str, Stand)> = inventory.terms().collect();
    terms.sort_unstable_by_key(|(term, _)| *term);
    bytes.extend((terms.len() as u32).to_le_bytes());
    let offsets = bytes.len();
    bytes.resize(offsets + terms.len() * NUMBER, 0);
    let start = bytes.len();
    for (number, (term, stand)) in terms.into_iter().enumerate() {
        let offset = (bytes.len() - start) as u32;
        let at = offsets + number * NUMBER;
        bytes[at..at + NUMBER].copy_from_slice(&offset.to_le_bytes());
        write_number(bytes, term.len() as u32);
        bytes.extend(term.as_bytes());
        bytes.extend(stand.counts);
        write_number(bytes, stand.number);
        bytes.extend(stand.steps);
    }
}

/// What [`write`] wrote. Bytes that are none of ours hold nothing.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'bytes> {
    offsets: &'bytes [[u8; NUMBER]],
    terms: &'bytes [u8],
}

impl<'bytes> Leaf<'bytes> {
    pub fn of(bytes: &'bytes [u8]) -> Leaf<'bytes> {
        let split = || {
            let (count, rest) = bytes.split_first_chunk::<NUMBER>()?;
            let length = NUMBER.checked_mul(u32::from_le_bytes(*count) as usize)?;
            let (offsets, terms) = rest.split_at_checked(length)?;
            let (offsets, _) = offsets.as_chunks::<NUMBER>();
            Some(Leaf { offsets, terms })
        };
        split().unwrap_or(Leaf {
            offsets: &[],
            terms: &[],
        })
    }

    /// What the article holds of a term.
    pub fn get(&self, term: &str) -> Option<Stand<'bytes>> {
        let (found, stand) = self.at(self.first_not_before(term))?;
        (found == term).then_some(stand)
    }

    /// All terms that begin so.
    pub fn beginning(&self, beginning: &str) -> impl Iterator<Item = (&'bytes str, Stand<'bytes>)> {
        let from = self.first_not_before(beginning);
        let rest = (from..self.offsets.len()).map_while(|number| self.at(number));
        rest.take_while(move |(term, _)| term.starts_with(beginning))
    }

    /// All terms, in order.
    pub fn terms(&self) -> impl Iterator<Item = (&'bytes str, Stand<'bytes>)> {
        self.beginning("")
    }

    fn first_not_before(&self, term: &str) -> usize {
        let is_before = |offset: &[u8; NUMBER]| {
            let found = self.name_at(u32::from_le_bytes(*offset) as usize);
            found.is_some_and(|(name, _)| name < term.as_bytes())
        };
        self.offsets.partition_point(is_before)
    }

    /// The name that stands at an offset, and what stands behind it.
    fn name_at(&self, offset: usize) -> Option<(&'bytes [u8], &'bytes [u8])> {
        let mut rest = self.terms.get(offset..)?;
        let length = read_number(&mut rest)? as usize;
        rest.split_at_checked(length)
    }

    fn at(&self, number: usize) -> Option<(&'bytes str, Stand<'bytes>)> {
        let offset = |number: usize| {
            let offset = self.offsets.get(number)?;
            Some(u32::from_le_bytes(*offset) as usize)
        };
        let (name, rest) = self.name_at(offset(number)?)?;
        let (counts, mut rest) = rest.split_first_chunk::<{ Field::COUNT }>()?;
        let positions = read_number(&mut rest)?;
        let end = offset(number + 1).unwrap_or(self.terms.len());
        let behind = self.terms.len().checked_sub(end)?;
        let stand = Stand {
            counts: *counts,
            number: positions,
            steps: rest.get(..rest.len().checked_sub(behind)?)?,
        };
        Some((std::str::from_utf8(name).ok()?, stand))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_found_and_so_are_those_that_begin_so() {
        let text = "event loop events node.js שרת שרתים";
        let mut bytes = Vec::new();
        write(&Inventory::of([(Field::Body, text)]), &mut bytes);
        let leaf = Leaf::of(&bytes);
        let begun =
            |beginning| -> Vec<&str> { leaf.beginning(beginning).map(|(term, _)| term).collect() };

        assert_eq!(leaf.get("שרתימ").unwrap().number, 1);
        assert_eq!(leaf.get("even"), None);
        assert_eq!(begun("even"), ["event", "events"]);
        assert_eq!(begun("~node"), ["~node", "~nodejs"]);
    }

    proptest::proptest! {
        #[test]
        fn all_that_was_written_is_read(text in "([a-cא-ג]{1,3} ){0,40}") {
            let inventory = Inventory::of([(Field::Title, text.as_str()), (Field::Code, "x a")]);
            let mut bytes = Vec::new();
            write(&inventory, &mut bytes);

            let read: Vec<_> = Leaf::of(&bytes).terms().collect();
            let mut written: Vec<_> = inventory.terms().collect();
            written.sort_unstable_by_key(|(term, _)| *term);

            proptest::prop_assert_eq!(&read, &written);
            for (term, stand) in written {
                proptest::prop_assert_eq!(Leaf::of(&bytes).get(term), Some(stand));
            }
        }

        #[test]
        fn foreign_bytes_are_no_trap(bytes in proptest::collection::vec(0u8..8, 0..60)) {
            let leaf = Leaf::of(&bytes);
            let _ = (leaf.get("a"), leaf.terms().count());
        }
    }
}
