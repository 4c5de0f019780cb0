//! Which way each block of a document runs, and what it does about that.

use std::borrow::Cow;

use comrak::nodes::{Node, NodeValue};

use super::overrides::Given;
use crate::text::direction::{
    ATOM, Direction, Vote, decide, has_english_function_word, is_bidi_mark, is_ltr_letter,
    is_rtl_letter, vote,
};

/// What a block does about its direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub scope: Scope,
    /// None where the block runs as its container does and is only in another language.
    pub direction: Option<Direction>,
    pub language: Option<Cow<'static, str>>,
}

impl Turn {
    /// What an author said of a box.
    pub fn given(given: Given) -> Turn {
        Turn {
            scope: Scope::Box,
            direction: given.direction,
            language: given.language.map(Cow::Owned),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole box turns, edges and alignment with it.
    Box,
    /// The box stays; only its text is isolated.
    Text,
}

/// By which of the rules a block turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Headings, captions, cells, items: the box stays.
    TextOnly,
    /// Quotations and note boxes: edge and alignment turn with the text.
    WholeBox,
    /// A paragraph that stands by itself: prose turns, a name or a title stays on the page's edge.
    Paragraph,
    /// A list in no other: one of sentences turns, one of bare terms keeps the flow around it.
    List,
    /// A table turns only when no cell holds a letter of the document's own direction.
    Table,
}

/// A block whose turn is wanted: its words, the direction around it, and what its author said.
pub struct Asked<'t> {
    pub text: &'t str,
    pub context: Direction,
    pub given: Option<&'t Given>,
}

impl Asked<'_> {
    pub fn turn(&self, rule: Rule) -> Option<Turn> {
        match rule {
            Rule::TextOnly => self.voted(Scope::Text),
            Rule::WholeBox => self.voted(Scope::Box),
            Rule::Paragraph => self.paragraph(),
            Rule::List => self.list(),
            Rule::Table => self.table(),
        }
    }

    fn paragraph(&self) -> Option<Turn> {
        let mut turn = self.voted(Scope::Box)?;
        let is_whole = turn
            .direction
            .is_none_or(|_| self.context == Direction::Ltr);
        if !is_whole && !is_prose(self.text) {
            turn.scope = Scope::Text;
        }
        Some(turn)
    }

    fn list(&self) -> Option<Turn> {
        let is_asked = self.given.is_some();
        self.voted(Scope::Box).filter(|turn| {
            is_asked || turn.direction == Some(Direction::Rtl) || turn.language.is_some()
        })
    }

    fn table(&self) -> Option<Turn> {
        let given = self.given.and_then(|given| given.direction);
        let rtl = self.text.chars().any(is_rtl_letter);
        let ltr = self.text.chars().any(is_ltr_letter);
        let direction = given.or(match self.context {
            Direction::Rtl if ltr && !rtl => Some(Direction::Ltr),
            Direction::Ltr if rtl && !ltr => Some(Direction::Rtl),
            _ => None,
        });
        self.made(Scope::Box, direction.unwrap_or(self.context), false)
    }

    fn voted(&self, scope: Scope) -> Option<Turn> {
        let given = self.given.and_then(|given| given.direction);
        let direction = given.unwrap_or_else(|| decide(self.text, self.context));
        let is_turned = direction != self.context;
        let is_english =
            is_turned && direction == Direction::Ltr && has_english_function_word(self.text);
        self.made(scope, direction, is_english)
    }

    fn made(&self, scope: Scope, direction: Direction, is_english: bool) -> Option<Turn> {
        let direction = Some(direction).filter(|direction| *direction != self.context);
        let language = match self.given.and_then(|given| given.language.clone()) {
            Some(language) => Some(Cow::Owned(language)),
            None => is_english.then_some(Cow::Borrowed("en")),
        };
        (direction.is_some() || language.is_some()).then_some(Turn {
            scope: if direction.is_some() {
                scope
            } else {
                Scope::Box
            },
            direction,
            language,
        })
    }
}

/// Twelve words, or six that end as a sentence does, are prose and not a title or a name.
fn is_prose(text: &str) -> bool {
    let words = vote(text).ltr;
    let end = text.trim_end_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, ATOM | '"' | '\'' | '”' | '’' | ')')
    });
    words >= 12 || (words >= 6 && end.ends_with(['.', '!', '?', ':', '…']))
}

/// The words of everything in a block, with [`ATOM`] for all that has no vote.
pub fn spoken_text(block: Node) -> String {
    collected(block, |text, _| text.push(ATOM))
}

/// The words that turn a quotation or a note box: its own, and those of quotations in it only where it
/// has no others.
pub fn quoted_text(block: Node) -> String {
    let text = voting_text(block);
    let begins_with_item = block
        .first_child()
        .is_some_and(|first| matches!(first.data().value, NodeValue::List(_)));
    match begins_with_item {
        // A mark that was typed there speaks of its item.
        true => text
            .trim_start()
            .trim_start_matches(is_bidi_mark)
            .to_owned(),
        false => text,
    }
}

fn voting_text(block: Node) -> String {
    if !block.children().any(is_quotation) {
        return spoken_text(block);
    }
    let own = block.children().filter(|child| !is_quotation(child));
    let own: String = own.map(spoken_text).collect();
    match vote(&own) {
        Vote { rtl: 0, ltr: 0, .. } => spoken_text(block),
        _ => own,
    }
}

fn is_quotation(block: Node) -> bool {
    matches!(
        block.data().value,
        NodeValue::BlockQuote | NodeValue::Alert(_)
    )
}

/// The words of a table, in which names in code count as letters.
pub fn table_text(block: Node) -> String {
    collected(block, |text, code| match code {
        Some(code) => text.push_str(code),
        None => text.push(ATOM),
    })
}

fn collected(block: Node, atom: impl Fn(&mut String, Option<&str>)) -> String {
    let mut text = String::new();
    let mut rest = vec![block];
    while let Some(node) = rest.pop() {
        match &node.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::Code(code) => atom(&mut text, Some(&code.literal)),
            NodeValue::Image(_) | NodeValue::Math(_) | NodeValue::FootnoteReference(_) => {
                atom(&mut text, None);
                continue;
            }
            value if value.block() => text.push(' '),
            _ => {}
        }
        rest.extend(node.reverse_children());
    }
    text
}
