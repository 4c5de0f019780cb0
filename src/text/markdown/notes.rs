//! Note boxes: `> [!NOTE]` and its four sisters.

use comrak::nodes::{AlertType, Node, NodeAlert};

use super::blocks::Place;
use super::page::Page;
use crate::text::isolates;
use crate::text::language::Language;

pub fn note(page: &mut Page, node: Node, alert: &NodeAlert, place: Place) {
    let turn = page.quoted_turn(node, place);
    page.start_block(place);
    page.push("<div class=\"note ");
    page.push(class(alert.alert_type));
    page.push("\" role=\"note\"");
    if let Some(turn) = &turn {
        page.turn(turn);
    }
    page.push(">\n<p class=\"note-title\"");
    let is_foreign = turn.as_ref().is_some_and(|turn| turn.language.is_some());
    if is_foreign && alert.title.is_none() {
        page.push(&format!(" lang=\"{}\"", page.language.tag()));
    }
    page.push(">");
    let inside = place.inside(turn.as_ref());
    let title = match &alert.title {
        Some(title) => title,
        None => title(page.language, alert.alert_type),
    };
    let title = isolates::html(title, inside.direction);
    page.push(&title);
    page.push("</p>\n");
    page.blocks(node, inside);
    page.line();
    page.push("</div>\n");
}

fn class(kind: AlertType) -> &'static str {
    match kind {
        AlertType::Note => "note-plain",
        AlertType::Tip => "note-tip",
        AlertType::Important => "note-important",
        AlertType::Warning => "note-warning",
        AlertType::Caution => "note-caution",
    }
}

fn title(language: Language, kind: AlertType) -> &'static str {
    let [note, tip, important, warning, caution] = match language {
        Language::He => ["הערה", "עצה", "חשוב", "אזהרה", "זהירות"],
        Language::En => ["Note", "Tip", "Important", "Warning", "Caution"],
        Language::Ar => ["ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"],
    };
    match kind {
        AlertType::Note => note,
        AlertType::Tip => tip,
        AlertType::Important => important,
        AlertType::Warning => warning,
        AlertType::Caution => caution,
    }
}
