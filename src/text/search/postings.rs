//! A term's places in a block of articles, as bytes that more can be appended to.

use super::inventory::{Field, Stand};

/// How many articles a block has at most.
pub const BLOCK: usize = 4_096;

/// The low bits of an entry's head are the slot; the high ones how often the term stands in the body.
const SLOT_BITS: u32 = 12;
/// In place of a count: every field's count follows.
const ALL_FIELDS: u16 = 15;

/// A term in one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The article's place in its block.
    pub slot: usize,
    pub counts: [u8; Field::COUNT],
}

/// Appends an article's entry; slots come in rising order.
pub fn append(bytes: &mut Vec<u8>, slot: usize, counts: &[u8; Field::COUNT]) {
    let in_body = u16::from(counts[Field::Body as usize]);
    let only_body = counts
        .iter()
        .enumerate()
        .all(|(field, count)| field == Field::Body as usize || *count == 0);
    let is_short = only_body && (1..ALL_FIELDS).contains(&in_body);
    let high = if is_short { in_body } else { ALL_FIELDS };
    let head = (slot % BLOCK) as u16 | high << SLOT_BITS;
    bytes.extend(head.to_le_bytes());
    if !is_short {
        bytes.extend(counts);
    }
}

/// Appends the positions of an article's entry.
pub fn append_positions(bytes: &mut Vec<u8>, stand: &Stand) {
    write_number(bytes, stand.number);
    bytes.extend(stand.steps);
}

/// The entries of a term in a block. Bytes that are none of ours end it.
pub fn entries(bytes: &[u8]) -> Entries<'_> {
    Entries { bytes }
}

pub struct Entries<'bytes> {
    bytes: &'bytes [u8],
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let (head, rest) = self.bytes.split_first_chunk::<2>()?;
        let head = u16::from_le_bytes(*head);
        let slot = usize::from(head) % BLOCK;
        let high = head >> SLOT_BITS;
        if high != ALL_FIELDS {
            self.bytes = rest;
            let mut counts = [0; Field::COUNT];
            counts[Field::Body as usize] = high as u8;
            return Some(Entry { slot, counts });
        }
        let (counts, rest) = rest.split_first_chunk::<{ Field::COUNT }>()?;
        self.bytes = rest;
        Some(Entry {
            slot,
            counts: *counts,
        })
    }
}

/// The positions of each entry, in the order of [`entries`].
pub fn positions(bytes: &[u8]) -> Positions<'_> {
    Positions { bytes }
}

pub struct Positions<'bytes> {
    bytes: &'bytes [u8],
}

impl Iterator for Positions<'_> {
    type Item = Vec<u32>;

    fn next(&mut self) -> Option<Vec<u32>> {
        let count = read_number(&mut self.bytes)? as usize;
        let mut positions = Vec::with_capacity(count.min(self.bytes.len()));
        let mut last = 0u32;
        for _ in 0..count {
            last = last.wrapping_add(read_number(&mut self.bytes)?);
            positions.push(last);
        }
        Some(positions)
    }
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
pub fn write_number(bytes: &mut impl Extend<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.extend([number as u8 | 0x80]);
        number >>= 7;
    }
    bytes.extend([number as u8]);
}

/// Reads what [`write_number`] wrote at the beginning of bytes, which go on behind it. None, if there is
/// no such number.
pub fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..32).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_appended_is_read(
            all in proptest::collection::vec(
                (proptest::array::uniform5(0u8..), proptest::collection::vec(0u32..1_000_000, 0..5)),
                0..50,
            )
        ) {
            let (mut bytes, mut places) = (Vec::new(), Vec::new());
            let mut written = Vec::new();
            for (slot, (counts, mut positions)) in all.into_iter().enumerate() {
                positions.sort_unstable();
                append(&mut bytes, slot, &counts);
                let mut steps = Vec::new();
                let before = [0].into_iter().chain(positions.iter().copied());
                for (position, before) in positions.iter().zip(before) {
                    write_number(&mut steps, position - before);
                }
                let number = positions.len() as u32;
                append_positions(&mut places, &Stand { counts, number, steps: &steps });
                written.push((Entry { slot, counts }, positions));
            }

            let read: Vec<_> = entries(&bytes).zip(super::positions(&places)).collect();

            proptest::prop_assert_eq!(read, written);
        }

        #[test]
        fn foreign_bytes_are_no_trap(bytes in proptest::collection::vec(0u8.., 0..200)) {
            let _ = entries(&bytes).count();
            let _ = super::positions(&bytes).count();
        }
    }
}
