//! Where the isolates of a line's phrases stand among its elements.

use std::ops::Range;

use super::line::{Event, Line};
use crate::text::direction::{Direction, has_english_function_word};
use crate::text::phrases;

/// An isolate that is an element of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isolate {
    pub start: Point,
    pub end: Point,
    pub english: bool,
}

/// In a text at a byte of the line, before an element's opening or after its closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub event: usize,
    pub at: usize,
}

/// How the phrases of a line are isolated.
#[derive(Debug, Default)]
pub struct Placed {
    pub isolates: Vec<Isolate>,
    /// For each element whether it is an isolate itself, and then whether of English prose.
    turned: Vec<Option<bool>>,
}

impl Placed {
    pub fn turned(&self, element: usize) -> Option<bool> {
        self.turned.get(element).copied().flatten()
    }
}

/// Elements deeper than this are not looked through for a pair of edges: looking from each phrase up to
/// the outermost would cost the square of the depth.
const DEEPEST: usize = 64;

/// Places phrases that run against `base`.
pub fn place(line: &Line, phrases: Vec<Range<usize>>, base: Direction) -> Placed {
    if phrases.is_empty() {
        return Placed::default();
    }
    let mut places = Places {
        line,
        base,
        texts: texts(line),
        openings: edges(line, |event| match event {
            Event::Open(index) => Some(*index),
            _ => None,
        }),
        closings: edges(line, |event| match event {
            Event::Close(index) => Some(*index),
            _ => None,
        }),
        placed: Placed {
            isolates: Vec::with_capacity(phrases.len()),
            turned: vec![None; line.elements.len()],
        },
    };
    for phrase in phrases {
        places.phrase(phrase);
    }
    places.placed
}

/// The events that are text, with where each begins.
fn texts(line: &Line) -> Vec<(usize, usize)> {
    let mut texts = Vec::new();
    for (index, event) in line.events.iter().enumerate() {
        if let Event::Text { place, .. } = event
            && place.start < place.end
        {
            texts.push((place.start, index));
        }
    }
    texts
}

/// The event of each element's edge.
fn edges(line: &Line, edge: impl Fn(&Event) -> Option<usize>) -> Vec<usize> {
    let mut edges = vec![0; line.elements.len()];
    if !edges.is_empty() {
        for (event, index) in line.events.iter().enumerate() {
            if let Some(element) = edge(index) {
                edges[element] = event;
            }
        }
    }
    edges
}

struct Places<'l, 'a> {
    line: &'l Line<'a>,
    base: Direction,
    texts: Vec<(usize, usize)>,
    openings: Vec<usize>,
    closings: Vec<usize>,
    placed: Placed,
}

impl Places<'_, '_> {
    /// Places a phrase whole where a well-nested pair of edges exists, else in pieces.
    fn phrase(&mut self, phrase: Range<usize>) {
        let whole = phrase.clone();
        let mut rest = vec![phrase];
        while let Some(piece) = rest.pop() {
            let cuts = (piece.start > whole.start, piece.end < whole.end);
            let mut piece = trimmed(&self.line.text, piece);
            if cuts != (false, false) {
                piece = phrases::piece(&self.line.text, piece, cuts, self.base);
            }
            if piece.start >= piece.end {
                continue;
            }
            let first = self.text_at(piece.start);
            let last = self.text_at(piece.end - 1);
            if first == last {
                self.in_one_element(piece, (first, first), self.within(first));
            } else if let Some(split) = self.across(&piece, first, last) {
                rest.push(split..piece.end);
                rest.push(piece.start..split);
            }
        }
    }

    /// Lifts the edges of a phrase out of the elements that they stand in, up to the one that holds
    /// both. Where an edge stands in the middle of such an element, the answer is where to split.
    fn across(&mut self, phrase: &Range<usize>, first: usize, last: usize) -> Option<usize> {
        let (mut one, mut other) = (self.within(first), self.within(last));
        if self.depth(one) > DEEPEST || self.depth(other) > DEEPEST {
            return Some(self.end_of(first));
        }
        let (mut lifted_start, mut lifted_end) = (None, None);
        while one != other {
            if self.depth(one) >= self.depth(other) {
                lifted_start = one;
                one = self.outer(one);
            } else {
                lifted_end = other;
                other = self.outer(other);
            }
        }
        let elements = &self.line.elements;
        if let Some(element) = lifted_start
            && elements[element].place.start != phrase.start
        {
            return Some(elements[element].place.end);
        }
        if let Some(element) = lifted_end
            && elements[element].place.end != phrase.end
        {
            return Some(elements[element].place.start);
        }
        let start = lifted_start.map_or(first, |element| self.openings[element]);
        let end = lifted_end.map_or(last, |element| self.closings[element]);
        self.in_one_element(phrase.clone(), (start, end), one);
        None
    }

    /// An element that wraps just the phrase is its isolate; else it gets one of its own.
    fn in_one_element(
        &mut self,
        phrase: Range<usize>,
        events: (usize, usize),
        within: Option<usize>,
    ) {
        let english = self.base == Direction::Rtl
            && has_english_function_word(&self.line.text[phrase.clone()]);
        let mut wrapper = None;
        let mut outer = within;
        while let Some(element) = outer {
            if self.line.elements[element].place != phrase {
                break;
            }
            wrapper = outer;
            outer = self.line.elements[element].within;
        }
        match wrapper {
            Some(element) => self.placed.turned[element] = Some(english),
            None => self.placed.isolates.push(Isolate {
                start: Point {
                    event: events.0,
                    at: phrase.start,
                },
                end: Point {
                    event: events.1,
                    at: phrase.end,
                },
                english,
            }),
        }
    }

    /// The event whose text holds a byte of the line.
    fn text_at(&self, at: usize) -> usize {
        let following = self.texts.partition_point(|(start, _)| *start <= at);
        self.texts
            .get(following.saturating_sub(1))
            .map_or(0, |(_, event)| *event)
    }

    fn within(&self, event: usize) -> Option<usize> {
        match self.line.events.get(event) {
            Some(Event::Text { within, .. }) => *within,
            _ => None,
        }
    }

    fn end_of(&self, event: usize) -> usize {
        match self.line.events.get(event) {
            Some(Event::Text { place, .. }) => place.end,
            _ => 0,
        }
    }

    fn depth(&self, element: Option<usize>) -> usize {
        element.map_or(0, |element| self.line.elements[element].depth)
    }

    fn outer(&self, element: Option<usize>) -> Option<usize> {
        element.and_then(|element| self.line.elements[element].within)
    }
}

/// A piece without the spaces and atoms at its edges, which no isolate needs.
fn trimmed(text: &str, piece: Range<usize>) -> Range<usize> {
    let is_edge = |letter: char| letter.is_whitespace() || letter == crate::text::direction::ATOM;
    let whole = &text[piece.clone()];
    let start = piece.start + (whole.len() - whole.trim_start_matches(is_edge).len());
    let kept = whole.trim_matches(is_edge).len();
    start..start + kept
}
