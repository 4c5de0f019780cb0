//! Footnotes: the marks in the text, the notes at its end, and the way there and back.

use comrak::nodes::{Node, NodeFootnoteReference, NodeValue};
use hashbrown::HashMap;

use super::blocks::Place;
use super::page::Page;
use crate::text::language::Language;

/// A mark; in a link, which can hold no other, it only shows its number.
pub fn reference(page: &mut Page, reference: &NodeFootnoteReference, in_link: bool) {
    let number = reference.ix;
    let id = reference_id(number, reference.ref_num);
    if in_link {
        return page.push(&format!(
            "<sup class=\"fnref\" id=\"{id}\"><bdi>{number}</bdi></sup>"
        ));
    }
    page.push(&format!(
        "<sup class=\"fnref\"><bdi><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></bdi></sup>"
    ));
}

fn reference_id(number: u32, repetition: u32) -> String {
    if repetition > 1 {
        format!("fnref-{number}-{repetition}")
    } else {
        format!("fnref-{number}")
    }
}

/// The notes of a document: of definitions with one name the first, as readers of the source take it, with
/// the references that the parser counted at any of them.
pub fn notes<'a>(document: Node<'a>) -> Vec<Node<'a>> {
    let mut notes: Vec<Node> = Vec::new();
    let mut by_name: HashMap<String, Node> = HashMap::new();
    for block in document.children() {
        let NodeValue::FootnoteDefinition(note) = block.data().value.clone() else {
            continue;
        };
        match by_name.get(&note.name) {
            Some(first) => {
                if let NodeValue::FootnoteDefinition(first) = &mut first.data_mut().value {
                    first.total_references = first.total_references.max(note.total_references);
                }
            }
            None => {
                by_name.insert(note.name, block);
                notes.push(block);
            }
        }
    }
    notes
}

pub fn definition(page: &mut Page, node: Node, references: u32, place: Place) {
    page.footnotes += 1;
    if page.footnotes == 1 {
        page.line();
        page.push("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
    }
    let number = page.footnotes;
    page.push(&format!("<li id=\"fn-{number}\">"));
    page.blocks(node, place.inside(None).item(false));
    if !node
        .last_child()
        .is_some_and(|last| matches!(last.data().value, NodeValue::Paragraph))
    {
        write_back_links(page, number, references);
    }
    if page.html.ends_with("</p>\n") {
        page.html.pop();
    }
    page.push("</li>\n");
}

/// Ends what [`definition`] began.
pub fn end(page: &mut Page) {
    if page.footnotes > 0 {
        page.push("</ol>\n</section>\n");
    }
}

/// The ways back from a footnote, at the end of its last paragraph.
pub fn back_links(page: &mut Page, paragraph: Node) {
    let Some(parent) = paragraph
        .parent()
        .filter(|_| paragraph.next_sibling().is_none())
    else {
        return;
    };
    if let NodeValue::FootnoteDefinition(note) = &parent.data().value {
        write_back_links(page, page.footnotes, note.total_references);
    }
}

fn write_back_links(page: &mut Page, number: u32, references: u32) {
    let label = back_label(page.language);
    for repetition in 1..=references {
        let id = reference_id(number, repetition);
        page.push(&format!(
            " <a href=\"#{id}\" class=\"back\" aria-label=\"{label}\">↑</a>"
        ));
    }
}

fn back_label(language: Language) -> &'static str {
    match language {
        Language::He => "חזרה",
        Language::En => "Back",
        Language::Ar => "رجوع",
    }
}
