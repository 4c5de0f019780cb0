//! An article's words by where they stand, for search: headings, running text, code.

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

use super::overrides::Overrides;
use super::page::Manner;
use super::{bounds, options};
use crate::text::controls;
use crate::text::search::{Field, Inventory};

/// A block's words and the field they count in, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub field: Field,
    /// Of the source, from 1.
    pub line: usize,
    pub text: String,
    /// Whether these words stand in other parts too.
    pub is_repeated: bool,
}

/// The parts of an article's Markdown, a block each. Code inside a line stands in its line, and once
/// more as code when it is a name of several words.
pub fn parts(source: &str) -> Vec<Part> {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    Overrides::taken_from(document, &source);
    parts_of(document)
}

/// The parts of a document whose overrides were taken.
pub(super) fn parts_of(document: Node) -> Vec<Part> {
    let mut parts = vec![Part::new(Field::Body, 1)];
    let mut names = Part {
        is_repeated: true,
        ..Part::new(Field::Code, 1)
    };
    for node in document.descendants() {
        let data = node.data();
        let line = data.sourcepos.start.line;
        match &data.value {
            NodeValue::Text(text) => push(&mut parts, &controls::prose(text)),
            // Shown as it was typed.
            NodeValue::HtmlInline(html) => push(&mut parts, &controls::prose(html)),
            NodeValue::HtmlBlock(html) => parts.push(Part {
                text: controls::prose(&html.literal).into_owned(),
                ..Part::new(Field::Body, line)
            }),
            NodeValue::Image(image) if !image.title.is_empty() => parts.push(Part {
                text: format!("{}\n", controls::prose(&image.title)),
                ..Part::new(Field::Body, line)
            }),
            NodeValue::Math(formula) => push(&mut parts, &formula.literal),
            NodeValue::Code(code) => {
                push(&mut parts, &code.literal);
                if is_compound(&code.literal) {
                    names.text.push_str(&code.literal);
                    names.text.push('\n');
                }
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => push(&mut parts, " "),
            NodeValue::CodeBlock(code) => parts.push(Part {
                text: code.literal.clone(),
                ..Part::new(Field::Code, line)
            }),
            NodeValue::Heading(_) => parts.push(Part::new(Field::Heading, line)),
            value if value.block() => parts.push(Part::new(Field::Body, line)),
            _ => {}
        }
    }
    parts.push(names);
    parts.retain(|part| !part.text.trim().is_empty());
    parts
}

/// All words of an article's Markdown.
pub fn inventory(source: &str) -> Inventory {
    inventory_of(&parts(source))
}

pub(super) fn inventory_of(parts: &[Part]) -> Inventory {
    Inventory::of(parts.iter().map(|part| (part.field, part.text.as_str())))
}

impl Part {
    fn new(field: Field, line: usize) -> Part {
        Part {
            field,
            line,
            text: String::new(),
            is_repeated: false,
        }
    }
}

fn push(parts: &mut [Part], text: &str) {
    if let Some(part) = parts.last_mut() {
        part.text.push_str(text);
    }
}

fn is_compound(code: &str) -> bool {
    let mut letters = code.chars().zip(code.chars().skip(1));
    letters.any(|(before, here)| before.is_ascii_lowercase() && here.is_ascii_uppercase())
}
