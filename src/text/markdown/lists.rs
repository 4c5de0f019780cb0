//! Lists: with points, with numbers, of tasks, of terms and what they mean.

use comrak::nodes::{ListType, Node, NodeList, NodeValue};

use super::blocks::Place;
use super::page::Page;
use super::turns::{Rule, Turn, spoken_text};
use crate::text::direction::is_bidi_mark;
use crate::text::language::Language;

impl Page {
    pub fn list(&mut self, node: Node, list: &NodeList, place: Place) {
        let turn = match place.is_nested {
            true => None,
            false => {
                let text = spoken_text(node);
                // A mark before the first words speaks of the first item.
                let text = text.trim_start().trim_start_matches(is_bidi_mark);
                self.box_turn(node, text, place.direction, Rule::List)
            }
        };
        let tag = match list.list_type {
            ListType::Bullet => "ul",
            ListType::Ordered => "ol",
        };
        self.start_block(place);
        self.push("<");
        self.push(tag);
        if list.is_task_list {
            self.push(" class=\"tasks\"");
        }
        if tag == "ol" && list.start != 1 {
            self.push(&format!(" start=\"{}\"", list.start));
        }
        if let Some(turn) = &turn {
            self.turn(turn);
        }
        self.push(">\n");
        let inside = place.inside(turn.as_ref()).item(list.tight);
        for item in node.children() {
            self.item(item, inside);
        }
        self.push("</");
        self.push(tag);
        self.push(">\n");
    }

    fn item(&mut self, item: Node, place: Place) {
        self.push("<li>");
        if let NodeValue::TaskItem(task) = &item.data().value {
            let is_done = task.symbol.is_some();
            let checked = if is_done { " checked" } else { "" };
            let label = task_label(self.language, is_done);
            self.push(&format!(
                "<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "
            ));
        }
        self.blocks(item, place);
        self.push("</li>\n");
    }

    pub fn descriptions(&mut self, node: Node, place: Place) {
        let given = self.overrides.of(node).cloned();
        let turn = given.filter(|_| self.manner.is_directed()).map(Turn::given);
        self.start_block(place);
        self.open_box("dl", turn.as_ref());
        self.push("\n");
        for description in node.children() {
            let is_tight = match &description.data().value {
                NodeValue::DescriptionItem(item) => item.tight,
                _ => false,
            };
            for part in description.children() {
                let (tag, is_tight) = match &part.data().value {
                    NodeValue::DescriptionTerm => ("dt", true),
                    _ => ("dd", is_tight),
                };
                self.open_box(tag, None);
                self.blocks(part, place.inside(turn.as_ref()).item(is_tight));
                self.push("</");
                self.push(tag);
                self.push(">\n");
            }
        }
        self.push("</dl>\n");
    }
}

fn task_label(language: Language, is_done: bool) -> &'static str {
    match (language, is_done) {
        (Language::He, true) => "בוצע",
        (Language::He, false) => "לא בוצע",
        (Language::En, true) => "Done",
        (Language::En, false) => "Not done",
        (Language::Ar, true) => "تم",
        (Language::Ar, false) => "لم يتم",
    }
}
