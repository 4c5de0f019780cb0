//! The HTML of a document while it is written, and what is known meanwhile.

use comrak::nodes::{Node, NodeLink, NodeValue};

use super::anchors::Anchors;
use super::line::Cleaning;
use super::overrides::Overrides;
use super::turns::Turn;
use super::{Heading, footnotes};
use crate::text::direction::Direction;
use crate::text::language::Language;
use crate::text::repairs;
use crate::text::{controls, highlight, isolates, math, plain, sanitize};

/// For what a text is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Article,
    /// Running text, lists, quotes and code; no headings, pictures, tables; links marked as strangers'.
    Comment,
    /// CommonMark as its specification writes it, without directions or extensions: to test by.
    Bare,
}

impl Manner {
    pub fn is_directed(self) -> bool {
        self != Manner::Bare
    }
}

pub struct Page {
    pub html: String,
    pub manner: Manner,
    pub language: Language,
    pub contents: Vec<Heading>,
    pub anchors: Anchors,
    pub overrides: Overrides,
    /// How many footnotes were begun; they stand last, in the order of their numbers.
    pub footnotes: u32,
    pub tables: usize,
}

impl Page {
    pub fn new(manner: Manner, language: Language, overrides: Overrides, length: usize) -> Page {
        Page {
            html: String::with_capacity(length + length / 2),
            manner,
            language,
            contents: Vec::new(),
            anchors: Anchors::default(),
            overrides,
            footnotes: 0,
            tables: 0,
        }
    }

    pub fn cleaning(&self) -> Cleaning {
        Cleaning {
            controls: self.manner.is_directed(),
            repairs: self.manner.is_directed() && self.language.direction().is_rtl(),
        }
    }

    pub fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    pub fn escape(&mut self, text: &str) {
        // Most pieces need none; looked at without an early end, many bytes are looked at together.
        let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | 0 | b'\r');
        if !text
            .bytes()
            .fold(false, |found, byte| found | is_special(byte))
        {
            return self.html.push_str(text);
        }
        let mut written = 0;
        for (place, byte) in text.bytes().enumerate() {
            let entity = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                0 => "\u{FFFD}",
                b'\r' => "\n",
                _ => continue,
            };
            self.html.push_str(&text[written..place]);
            self.html.push_str(entity);
            written = place + 1;
        }
        self.html.push_str(&text[written..]);
    }

    /// Begins a line, unless one is begun. The items of a list hold no lines but their blocks'.
    pub fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    pub fn direction(&mut self, direction: Direction) {
        self.push(match direction {
            Direction::Ltr => " dir=\"ltr\"",
            Direction::Rtl => " dir=\"rtl\"",
        });
    }

    /// The attributes of a box or an isolate that turns.
    pub fn turn(&mut self, turn: &Turn) {
        if let Some(direction) = turn.direction {
            self.direction(direction);
        }
        if let Some(language) = &turn.language {
            self.push(" lang=\"");
            self.escape(language);
            self.push("\"");
        }
    }

    /// An address in an attribute, which is missing where the sanitiser would refuse it: an empty one
    /// leads to the page itself.
    pub fn address(&mut self, name: &str, url: &str) {
        let is_shown = match self.manner {
            Manner::Bare => true,
            _ => sanitize::is_allowed_address(url),
        };
        if is_shown {
            self.push(name);
            self.push("=\"");
            // Writing to a String does not fail.
            let _ = comrak::html::escape_href(&mut self.html, url, false);
            self.push("\"");
        }
    }

    /// A text in an attribute, where there is no markup for its direction.
    pub fn plain_attribute(&mut self, name: &str, text: &str, direction: Direction) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
        let cleaning = self.cleaning();
        // In a document that runs right to left also where the block does not.
        let text = match cleaning.repairs {
            true => repairs::turned(text),
            false => text.into(),
        };
        match cleaning.controls {
            true => self.escape(&plain::directed(&text, direction)),
            false => self.escape(&text),
        }
        self.push("\"");
    }

    pub fn link_relation(&mut self) {
        if self.manner == Manner::Comment {
            self.push(" rel=\"nofollow ugc noopener\"");
        }
    }

    /// What stands in a line as one letter: code, a formula, a picture, a footnote's mark.
    pub fn atom(&mut self, node: Node, base: Direction, in_link: bool) {
        match &node.data().value {
            NodeValue::Code(code) => self.code(&code.literal),
            NodeValue::Math(formula) => self.math(&formula.literal, formula.display_math),
            NodeValue::Image(image) => self.image(node, image, base),
            NodeValue::FootnoteReference(reference) => {
                footnotes::reference(self, reference, in_link);
            }
            _ => {}
        }
    }

    fn code(&mut self, literal: &str) {
        self.push("<code");
        if self.manner.is_directed() {
            self.direction(Direction::Ltr);
        }
        self.push(">");
        match self.manner.is_directed() {
            true => highlight::plain(&mut self.html, literal),
            false => self.escape(literal),
        }
        self.push("</code>");
    }

    /// A formula; one that cannot be set is shown as it was typed.
    pub fn math(&mut self, source: &str, is_display: bool) {
        match math::mathml(source, is_display) {
            Some(formula) => self.push(&formula),
            None => self.code(source.trim()),
        }
    }

    fn image(&mut self, node: Node, image: &NodeLink, base: Direction) {
        let described = alternative(node);
        if self.manner == Manner::Comment {
            let words = isolates::html(&controls::prose(&described), base);
            return self.push(&words);
        }
        self.push("<img");
        self.address(" src", &image.url);
        self.plain_attribute("alt", &described, base);
        let is_caption =
            self.manner == Manner::Article && super::figures::caption_around(node).is_some();
        if !image.title.is_empty() && !is_caption {
            self.plain_attribute("title", &image.title, base);
        }
        if self.manner.is_directed() {
            self.push(" loading=\"lazy\"");
        }
        self.push(">");
    }
}

/// The words that stand for a picture.
pub fn alternative(image: Node) -> String {
    let mut text = String::new();
    for inner in image.descendants() {
        match &inner.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(formula) => text.push_str(&formula.literal),
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text
}
