//! Footnotes: the marks in the text, the notes at its end, and the way there and back.

use std::fmt::{self, Write};

use comrak::html::ChildRendering;
use comrak::nodes::{AstNode, NodeFootnoteDefinition, NodeFootnoteReference, NodeValue};

use super::emission::{Outcome, Page};
use crate::text::language::Language;

pub fn reference(page: &mut Page, reference: &NodeFootnoteReference, entering: bool) -> Outcome {
    if entering {
        let number = reference.ix;
        let id = reference_id(number, reference.ref_num);
        write!(
            page,
            "<sup class=\"fnref\"><bdi><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></bdi></sup>"
        )?;
    }
    Ok(ChildRendering::HTML)
}

fn reference_id(number: u32, repetition: u32) -> String {
    if repetition > 1 {
        format!("fnref-{number}-{repetition}")
    } else {
        format!("fnref-{number}")
    }
}

pub fn definition<'a>(
    page: &mut Page,
    node: &'a AstNode<'a>,
    note: &NodeFootnoteDefinition,
    entering: bool,
) -> Outcome {
    if entering {
        page.user.footnotes += 1;
        if page.user.footnotes == 1 {
            page.write_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n")?;
        }
        let number = page.user.footnotes;
        write!(page, "<li id=\"fn-{number}\">")?;
    } else {
        if !node
            .last_child()
            .is_some_and(|last| matches!(last.data().value, NodeValue::Paragraph))
        {
            let number = page.user.footnotes;
            write_back_links(page, number, note.total_references)?;
        }
        page.write_str("</li>\n")?;
    }
    Ok(ChildRendering::HTML)
}

/// The ways back from a footnote, at the end of its last paragraph.
pub fn back_links<'a>(page: &mut Page, paragraph: &'a AstNode<'a>) -> fmt::Result {
    let Some(parent) = paragraph
        .parent()
        .filter(|_| paragraph.next_sibling().is_none())
    else {
        return Ok(());
    };
    if let NodeValue::FootnoteDefinition(note) = &parent.data().value {
        write_back_links(page, page.user.footnotes, note.total_references)?;
    }
    Ok(())
}

fn write_back_links(page: &mut Page, number: u32, references: u32) -> fmt::Result {
    let label = back_label(page.user.language);
    for repetition in 1..=references {
        let id = reference_id(number, repetition);
        write!(
            page,
            " <a href=\"#{id}\" class=\"back\" aria-label=\"{label}\">↑</a>"
        )?;
    }
    Ok(())
}

fn back_label(language: Language) -> &'static str {
    match language {
        Language::He => "חזרה",
        Language::En => "Back",
        Language::Ar => "رجوع",
    }
}
