//! Tables, in a box of their own that scrolls.

use comrak::nodes::{Node, NodeValue, TableAlignment};

use super::blocks::Place;
use super::line::Line;
use super::page::Page;
use super::turns::{Rule, table_text};
use crate::text::language::Language;

pub fn table(page: &mut Page, node: Node, place: Place) {
    let NodeValue::Table(ref table) = node.data().value else {
        return;
    };
    let text = table_text(node);
    let turn = page.box_turn(node, &text, place.direction, Rule::Table);
    let inside = place.inside(turn.as_ref());
    page.tables += 1;
    page.start_block(place);
    let (label, number) = (region_label(page.language), page.tables);
    page.push(&format!(
        "<div class=\"table\" role=\"region\" aria-label=\"{label} {number}\" tabindex=\"0\">"
    ));
    page.open_box("table", turn.as_ref());
    page.push("\n");
    for (place, line) in node.children().enumerate() {
        page.push(match place {
            0 => "<thead>\n",
            1 => "<tbody>\n",
            _ => "",
        });
        row(page, line, &table.alignments, place == 0, inside);
        if place == 0 {
            page.push("</thead>\n");
        }
    }
    if node.children().nth(1).is_some() {
        page.push("</tbody>\n");
    }
    page.push("</table></div>\n");
}

fn row(page: &mut Page, row: Node, alignments: &[TableAlignment], is_head: bool, place: Place) {
    let tag = if is_head { "th" } else { "td" };
    page.push("<tr>");
    for (column, cell) in row.children().enumerate() {
        let mut line = Line::of(cell, page.cleaning());
        let turn = page.line_turn(cell, &mut line, place.direction, Rule::TextOnly);
        page.push("<");
        page.push(tag);
        page.push(class(alignments.get(column)));
        page.push(if is_head { " scope=\"col\">" } else { ">" });
        page.isolated(&line, turn.as_ref(), place.direction);
        page.push("</");
        page.push(tag);
        page.push(">");
    }
    page.push("</tr>\n");
}

/// `:--` and `--:` are start and end, not left and right: columns mirror, so must their alignment.
fn class(alignment: Option<&TableAlignment>) -> &'static str {
    match alignment {
        None | Some(TableAlignment::None) => "",
        Some(TableAlignment::Left) => " class=\"start\"",
        Some(TableAlignment::Center) => " class=\"center\"",
        Some(TableAlignment::Right) => " class=\"end\"",
    }
}

fn region_label(language: Language) -> &'static str {
    match language {
        Language::He => "טבלה",
        Language::En => "Table",
        Language::Ar => "جدول",
    }
}
