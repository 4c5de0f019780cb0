//! Decides, before anything is written, which way each block of a document runs.

use std::collections::HashMap;

use comrak::nodes::{AstNode, NodeValue};

use super::spoken_text;
use crate::text::direction::{Direction, decide, is_ltr_letter, is_rtl_letter, vote};

/// What a block does about its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The whole box turns, edges and alignment with it.
    Box { direction: Direction, english: bool },
    /// The box stays; only its text is isolated.
    Text { direction: Direction, english: bool },
}

/// The turns of a document's blocks. A block that runs as its container does has none.
#[derive(Debug, Default)]
pub struct Layout {
    turns: HashMap<usize, Turn>,
    inside: HashMap<usize, Direction>,
}

impl Layout {
    pub fn of<'a>(document: &'a AstNode<'a>, base: Direction) -> Layout {
        let mut layout = Layout::default();
        layout.inside.insert(key(document), base);
        for node in document
            .descendants()
            .filter(|node| node.data().value.block())
        {
            layout.place(node, base);
        }
        layout
    }

    pub fn turn<'a>(&self, node: &'a AstNode<'a>) -> Option<Turn> {
        self.turns.get(&key(node)).copied()
    }

    /// The direction that a piece of text runs in: its nearest block's, or that of the isolate in it.
    pub fn text_direction<'a>(&self, node: &'a AstNode<'a>) -> Direction {
        for above in node.ancestors().skip(1) {
            if let Some(Turn::Text { direction, .. }) = self.turn(above) {
                return direction;
            }
            if let Some(direction) = self.inside.get(&key(above)) {
                return *direction;
            }
        }
        Direction::Ltr
    }

    fn place<'a>(&mut self, node: &'a AstNode<'a>, base: Direction) {
        let context = node
            .parent()
            .and_then(|parent| self.inside.get(&key(parent)))
            .copied()
            .unwrap_or(base);
        let turn = turn_of(node, context);
        let inside = match turn {
            Some(Turn::Box { direction, .. }) => direction,
            _ => context,
        };
        self.inside.insert(key(node), inside);
        if let Some(turn) = turn {
            self.turns.insert(key(node), turn);
        }
    }
}

/// The address of a node in its arena, which does not move while the arena lives.
fn key<'a>(node: &'a AstNode<'a>) -> usize {
    std::ptr::from_ref(node) as usize
}

fn turn_of<'a>(node: &'a AstNode<'a>, context: Direction) -> Option<Turn> {
    match &node.data().value {
        NodeValue::Paragraph => paragraph(node, context),
        NodeValue::Heading(_) | NodeValue::TableCell => text_only(node, context),
        NodeValue::BlockQuote
            if !is_inside(node, |value| matches!(value, NodeValue::BlockQuote)) =>
        {
            whole_box(&spoken_text(node), context)
        }
        NodeValue::List(_) if is_top_level(node) => {
            whole_box(&spoken_text(node), context).filter(turns_as_sentences)
        }
        NodeValue::Table(_) => table(node, context),
        _ => None,
    }
}

fn paragraph<'a>(node: &'a AstNode<'a>, context: Direction) -> Option<Turn> {
    let text = spoken_text(node);
    let direction = decide(&text, context);
    if direction == context {
        return None;
    }
    let english = is_english(&text, direction);
    let in_item = node
        .parent()
        .is_some_and(|parent| keeps_its_box(&parent.data().value));
    if !in_item && (context == Direction::Ltr || is_prose(&text)) {
        Some(Turn::Box { direction, english })
    } else {
        Some(Turn::Text { direction, english })
    }
}

fn text_only<'a>(node: &'a AstNode<'a>, context: Direction) -> Option<Turn> {
    let text = spoken_text(node);
    let direction = decide(&text, context);
    (direction != context).then(|| Turn::Text {
        direction,
        english: is_english(&text, direction),
    })
}

fn whole_box(text: &str, context: Direction) -> Option<Turn> {
    let direction = decide(text, context);
    (direction != context).then(|| Turn::Box {
        direction,
        english: is_english(text, direction),
    })
}

/// A table turns only when no cell holds a letter of the document's own direction.
fn table<'a>(node: &'a AstNode<'a>, context: Direction) -> Option<Turn> {
    let text = spoken_text(node);
    let rtl = text.chars().any(is_rtl_letter);
    let ltr = text.chars().any(is_ltr_letter);
    let direction = match context {
        Direction::Rtl if ltr && !rtl => Direction::Ltr,
        Direction::Ltr if rtl && !ltr => Direction::Rtl,
        _ => return None,
    };
    Some(Turn::Box {
        direction,
        english: false,
    })
}

/// A list of bare terms keeps the flow of its document; a list of sentences turns.
fn turns_as_sentences(turn: &Turn) -> bool {
    matches!(
        turn,
        Turn::Box {
            direction: Direction::Rtl,
            ..
        } | Turn::Box { english: true, .. }
    )
}

fn is_english(text: &str, direction: Direction) -> bool {
    direction == Direction::Ltr && vote(text).english > 0
}

/// Twelve words, or six that end as a sentence does, are prose and not a title or a name.
fn is_prose(text: &str) -> bool {
    let words = vote(text).ltr;
    let ends_sentence = text.trim_end().ends_with(['.', '!', '?', ':', '…']);
    words >= 12 || (words >= 6 && ends_sentence)
}

fn keeps_its_box(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::Item(_) | NodeValue::TaskItem(_) | NodeValue::FootnoteDefinition(_)
    )
}

fn is_top_level<'a>(node: &'a AstNode<'a>) -> bool {
    node.parent()
        .is_some_and(|parent| matches!(parent.data().value, NodeValue::Document))
}

fn is_inside<'a>(node: &'a AstNode<'a>, is_such: impl Fn(&NodeValue) -> bool) -> bool {
    node.parent()
        .is_some_and(|parent| is_such(&parent.data().value))
}
