//! The running text of one block: its words in one string, and the elements in it as a row of events.
//!
//! A phrase may begin in a link and end outside it, so phrases are looked for in the whole line and not
//! in its pieces.

use std::ops::Range;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use crate::text::controls;
use crate::text::direction::{ATOM, is_bidi_mark, is_rtl_letter};
use crate::text::repairs;

pub struct Line<'a> {
    /// What is read, with [`ATOM`] for code, formulas, images and footnote marks.
    pub text: String,
    pub events: Vec<Event<'a>>,
    pub elements: Vec<Element<'a>>,
    in_link: bool,
}

#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// An element, by its place in [`Line::elements`].
    Open(usize),
    Close(usize),
    Text {
        place: Range<usize>,
        within: Option<usize>,
    },
    Atom(Node<'a>),
    /// The end of a line of the source, as a space or as a new line of the page.
    Break {
        hard: bool,
    },
}

/// An element that holds text: emphasis, a link.
pub struct Element<'a> {
    pub node: Node<'a>,
    pub place: Range<usize>,
    pub within: Option<usize>,
    /// 1 for an element that stands in the block itself.
    pub depth: usize,
}

/// What is done to the letters themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cleaning {
    /// Whether control characters are taken out.
    pub controls: bool,
    /// Whether a backwards `++C` is turned, as in right-to-left documents.
    pub repairs: bool,
}

impl<'a> Line<'a> {
    pub fn of(block: Node<'a>, cleaning: Cleaning) -> Line<'a> {
        let mut line = Line {
            text: String::with_capacity(256),
            events: Vec::with_capacity(8),
            elements: Vec::new(),
            in_link: false,
        };
        let mut open = None;
        let mut skipped: Option<Node> = None;
        for edge in block.traverse().skip(1) {
            match edge {
                NodeEdge::Start(node) if skipped.is_none() => {
                    if matches!(node.data().value, NodeValue::Image(_)) {
                        skipped = Some(node);
                    }
                    line.enter(node, &mut open, cleaning);
                }
                NodeEdge::Start(_) => {}
                NodeEdge::End(node) => {
                    if skipped.is_some_and(|image| image.same_node(node)) {
                        skipped = None;
                    } else if skipped.is_none() {
                        line.leave(node, &mut open);
                    }
                }
            }
        }
        line
    }

    /// A line of one piece of text.
    pub fn plain(text: String) -> Line<'a> {
        let events = vec![Event::Text {
            place: 0..text.len(),
            within: None,
        }];
        Line {
            text,
            events,
            elements: Vec::new(),
            in_link: false,
        }
    }

    /// Takes away a mark that its author typed to say which way the block runs.
    pub fn drop_leading_mark(&mut self) {
        let Some(mark) = self
            .text
            .chars()
            .next()
            .filter(|first| is_bidi_mark(*first))
        else {
            return;
        };
        for element in &mut self.elements {
            if element.place.start == 0 {
                element.place.start = mark.len_utf8().min(element.place.end);
            }
        }
        for event in &mut self.events {
            if let Event::Text { place, .. } = event
                && place.start < place.end
            {
                place.start += mark.len_utf8();
                return;
            }
        }
    }

    fn enter(&mut self, node: Node<'a>, open: &mut Option<usize>, cleaning: Cleaning) {
        match &node.data().value {
            NodeValue::Text(words) if cleaning.controls && is_shown_address(node, words) => {
                self.push_text(&readable(words), *open, cleaning);
            }
            NodeValue::Text(words) => self.push_text(words, *open, cleaning),
            NodeValue::HtmlInline(html) => self.push_text(html, *open, cleaning),
            NodeValue::Math(math) if is_no_formula(&math.literal) => {
                let sign = if math.display_math { "$$" } else { "$" };
                let typed = format!("{sign}{}{sign}", math.literal);
                self.push_text(&typed, *open, cleaning);
            }
            NodeValue::SoftBreak => self.push_break(' ', false),
            NodeValue::LineBreak => self.push_break('\n', true),
            NodeValue::Code(_)
            | NodeValue::Math(_)
            | NodeValue::Image(_)
            | NodeValue::FootnoteReference(_) => {
                self.text.push(ATOM);
                self.events.push(Event::Atom(node));
            }
            // The parser lets a link into a link where a footnote's sign is between; HTML does not.
            NodeValue::Link(link) if self.in_link || is_bare_mailbox(node, &link.url) => {}
            _ => self.open(node, open),
        }
    }

    fn leave(&mut self, node: Node<'a>, open: &mut Option<usize>) {
        let Some(index) = open.filter(|index| self.elements[*index].node.same_node(node)) else {
            return;
        };
        self.elements[index].place.end = self.text.len();
        self.in_link &= !is_link(node);
        self.events.push(Event::Close(index));
        *open = self.elements[index].within;
    }

    fn open(&mut self, node: Node<'a>, open: &mut Option<usize>) {
        self.in_link |= is_link(node);
        let index = self.elements.len();
        let start = self.text.len();
        self.elements.push(Element {
            node,
            place: start..start,
            within: *open,
            depth: open.map_or(0, |outer| self.elements[outer].depth) + 1,
        });
        self.events.push(Event::Open(index));
        *open = Some(index);
    }

    fn push_break(&mut self, letter: char, hard: bool) {
        self.text.push(letter);
        self.events.push(Event::Break { hard });
    }

    fn push_text(&mut self, words: &str, within: Option<usize>, cleaning: Cleaning) {
        let start = self.text.len();
        if cleaning.controls {
            let clean = controls::prose(words);
            match cleaning.repairs {
                true => self.text.push_str(&repairs::turned(&clean)),
                false => self.text.push_str(&clean),
            }
        } else {
            self.text.push_str(words);
        }
        let place = start..self.text.len();
        self.events.push(Event::Text { place, within });
    }
}

pub fn is_link(node: Node) -> bool {
    matches!(node.data().value, NodeValue::Link(_))
}

/// Whether a link is a mail address that its author typed as text. The parser takes the hyphen of a
/// Hebrew prefix into it (`ל-user@example.com`), and what was no link when typed had better be none.
fn is_bare_mailbox(link: Node, url: &str) -> bool {
    let Some(address) = url.strip_prefix("mailto:") else {
        return false;
    };
    let place = link.data().sourcepos;
    place.start.line == place.end.line && place.end.column + 1 - place.start.column == address.len()
}

/// Two dollar signs with Hebrew or code between are two names ($HOME) or prices.
fn is_no_formula(source: &str) -> bool {
    let has_hebrew = source.contains(is_rtl_letter) && !source.contains("\\text");
    has_hebrew || source.contains('`')
}

/// Whether a text is a link's own address, and some of it encoded.
fn is_shown_address(text: Node, words: &str) -> bool {
    words.contains('%')
        && text.parent().is_some_and(|link| match &link.data().value {
            NodeValue::Link(link) => link.url.ends_with(words),
            _ => false,
        })
}

/// An address that is shown, with the letters that were encoded in it: `%D7%93%D7%A3` is `דף`. What is
/// not a letter stays encoded, so that the shown address still leads where it led.
fn readable(address: &str) -> String {
    let mut shown = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(place) = rest.find('%') {
        shown.push_str(&rest[..place]);
        rest = &rest[place..];
        let length = encoded_length(rest);
        let bytes: Vec<u8> = percent_encoding::percent_decode_str(&rest[..length]).collect();
        match String::from_utf8(bytes) {
            Ok(letters) if length > 0 && letters.chars().all(char::is_alphabetic) => {
                shown.push_str(&letters);
            }
            _ => shown.push_str(&rest[..length.max(1)]),
        }
        rest = &rest[length.max(1)..];
    }
    shown + rest
}

/// How far a run of encoded bytes beyond ASCII goes.
fn encoded_length(text: &str) -> usize {
    let is_high = |bytes: &[u8]| {
        matches!(bytes, [b'%', high, low]
            if matches!(high, b'8'..=b'9' | b'A'..=b'F' | b'a'..=b'f') && low.is_ascii_hexdigit())
    };
    3 * text
        .as_bytes()
        .chunks(3)
        .take_while(|bytes| is_high(bytes))
        .count()
}
