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
        let mut unclosed = 0_usize;
        for letter in text[place.clone()].chars() {
            match letter {
                '(' | '[' | '{' => unclosed += 1,
                ')' | ']' | '}' => unclosed = unclosed.saturating_sub(1),
                _ => {}
            }
        }
        unclosed += unclosed_generics(&text[place.clone()]);
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

/// `HashMap<K` in `HashMap<K, V>`.
fn unclosed_generics(word: &str) -> usize {
    let is_generic = word.starts_with(|first: char| first.is_alphabetic());
    match is_generic {
        true => word
            .matches('<')
            .count()
            .saturating_sub(word.matches('>').count()),
        false => 0,
    }
}
