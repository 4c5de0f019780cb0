//! Tables, in a box of their own that scrolls.

use std::fmt::Write;

use comrak::html::ChildRendering;
use comrak::nodes::{AstNode, NodeValue, TableAlignment};

use super::emission::{Outcome, Page, close_isolate, open_isolate, write_turned_box};
use crate::text::language::Language;

pub fn table<'a>(page: &mut Page, node: &'a AstNode<'a>, entering: bool) -> Outcome {
    if entering {
        page.cr()?;
        page.user.tables += 1;
        let (label, number) = (region_label(page.user.language), page.user.tables);
        write!(
            page,
            "<div class=\"table\" role=\"region\" aria-label=\"{label} {number}\" tabindex=\"0\"><table"
        )?;
        write_turned_box(page, node)?;
        page.write_str(">\n")?;
    } else {
        if node
            .first_child()
            .is_some_and(|head| head.next_sibling().is_some())
        {
            page.write_str("</tbody>\n")?;
        }
        page.write_str("</table></div>\n")?;
    }
    Ok(ChildRendering::HTML)
}

pub fn table_row<'a>(
    page: &mut Page,
    node: &'a AstNode<'a>,
    is_head: bool,
    entering: bool,
) -> Outcome {
    if entering {
        page.user.column = 0;
        let follows_head = node
            .previous_sibling()
            .is_some_and(|before| matches!(before.data().value, NodeValue::TableRow(true)));
        page.write_str(match (is_head, follows_head) {
            (true, _) => "<thead>\n<tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        })?;
    } else {
        page.write_str(if is_head {
            "</tr>\n</thead>\n"
        } else {
            "</tr>\n"
        })?;
    }
    Ok(ChildRendering::HTML)
}

pub fn table_cell<'a>(page: &mut Page, node: &'a AstNode<'a>, entering: bool) -> Outcome {
    let is_head = node
        .parent()
        .is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    let tag = if is_head { "th" } else { "td" };
    if entering {
        write!(page, "<{tag}")?;
        if let Some(class) = cell_class(node, page.user.column) {
            write!(page, " class=\"{class}\"")?;
        }
        page.write_str(if is_head { " scope=\"col\">" } else { ">" })?;
        open_isolate(page, node)?;
    } else {
        close_isolate(page, node)?;
        write!(page, "</{tag}>")?;
        page.user.column += 1;
    }
    Ok(ChildRendering::HTML)
}

/// `:--` and `--:` are start and end, not left and right: columns mirror, so must their alignment.
fn cell_class<'a>(cell: &'a AstNode<'a>, column: usize) -> Option<&'static str> {
    let table = cell.parent()?.parent()?;
    let NodeValue::Table(ref table) = table.data().value else {
        return None;
    };
    match table.alignments.get(column)? {
        TableAlignment::None => None,
        TableAlignment::Left => Some("start"),
        TableAlignment::Center => Some("center"),
        TableAlignment::Right => Some("end"),
    }
}

fn region_label(language: Language) -> &'static str {
    match language {
        Language::He => "טבלה",
        Language::En => "Table",
        Language::Ar => "جدول",
    }
}
