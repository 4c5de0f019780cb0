//! The pieces that a left-to-right phrase is joined from.

use std::ops::Range;

/// What a left-to-right run is made of: a number keeps its order by itself unless it has a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Term,
    Number,
    /// Operands with an operator between.
    Formula,
}

#[derive(Debug, Clone)]
pub struct Run {
    pub place: Range<usize>,
    pub kind: Kind,
    /// How many brackets open in it and do not close.
    pub unclosed: usize,
}

impl Run {
    pub fn new(text: &str, place: Range<usize>, kind: Kind) -> Run {
        let unclosed = unclosed(&text[place.clone()]);
        Run {
            place,
            kind,
            unclosed,
        }
    }

    /// The run with the brackets after it that close its own.
    pub fn closed(mut self, text: &str) -> Run {
        while self.unclosed > 0 && text[self.place.end..].starts_with([')', ']', '}', '>']) {
            self.place.end += 1;
            self.unclosed -= 1;
        }
        self
    }
}

/// How many brackets open in a piece and do not close, with those of `HashMap<K` in `HashMap<K, V>`.
fn unclosed(piece: &str) -> usize {
    let mut unclosed = 0_usize;
    let (mut opened, mut closed) = (0_usize, 0);
    for byte in piece.bytes() {
        match byte {
            b'(' | b'[' | b'{' => unclosed += 1,
            b')' | b']' | b'}' => unclosed = unclosed.saturating_sub(1),
            b'<' => opened += 1,
            b'>' => closed += 1,
            _ => {}
        }
    }
    let is_generic = opened > closed && piece.starts_with(char::is_alphabetic);
    unclosed + if is_generic { opened - closed } else { 0 }
}
