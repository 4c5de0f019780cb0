//! Writes the running text of a block, each phrase that runs against it isolated.

use comrak::nodes::{NodeLink, NodeValue};

use super::line::{Event, Line};
use super::page::Page;
use super::placement::{self, Isolate, Placed};
use crate::text::direction::Direction;
use crate::text::phrases;

/// Writes `line` in a place that runs in `base`.
pub fn write(page: &mut Page, line: &Line, base: Direction) {
    let phrases = match page.manner.is_directed() {
        true => phrases::against(&line.text, base),
        false => Vec::new(),
    };
    let placed = placement::place(line, phrases, base);
    let mut writer = Writer {
        page,
        line,
        base,
        placed: &placed,
        next: 0,
        is_open: false,
        in_link: false,
    };
    for (index, event) in line.events.iter().enumerate() {
        writer.event(index, event);
    }
}

struct Writer<'w, 'a> {
    page: &'w mut Page,
    line: &'w Line<'a>,
    base: Direction,
    placed: &'w Placed,
    /// The isolate that is open, or opens next.
    next: usize,
    is_open: bool,
    in_link: bool,
}

impl Writer<'_, '_> {
    fn event(&mut self, index: usize, event: &Event) {
        match event {
            Event::Text { place, .. } => self.text(index, place.start, place.end),
            Event::Open(element) => {
                if self.isolate().is_some_and(|next| next.start.event == index) {
                    self.open();
                }
                self.open_element(*element);
            }
            Event::Close(element) => {
                self.close_element(*element);
                if self.is_open && self.isolate().is_some_and(|next| next.end.event == index) {
                    self.close();
                }
            }
            Event::Break { hard } => self.page.push(if *hard { "<br>\n" } else { "\n" }),
            Event::Atom(node) => self.page.atom(node, self.base, self.in_link),
        }
    }

    fn isolate(&self) -> Option<&Isolate> {
        self.placed.isolates.get(self.next)
    }

    fn text(&mut self, index: usize, start: usize, end: usize) {
        let mut written = start;
        while let Some(isolate) = self.isolate() {
            let point = match self.is_open {
                true => isolate.end,
                false => isolate.start,
            };
            if point.event != index {
                break;
            }
            self.page.escape(&self.line.text[written..point.at]);
            written = point.at;
            match self.is_open {
                true => self.close(),
                false => self.open(),
            }
        }
        self.page.escape(&self.line.text[written..end]);
    }

    fn open(&mut self) {
        let english = self.isolate().is_some_and(|isolate| isolate.english);
        self.page.push("<bdi");
        self.page.direction(self.base.opposite());
        self.english(english);
        self.page.push(">");
        self.is_open = true;
    }

    fn close(&mut self) {
        self.page.push("</bdi>");
        self.next += 1;
        self.is_open = false;
    }

    fn english(&mut self, english: bool) {
        if english {
            self.page.push(" lang=\"en\"");
        }
    }

    fn open_element(&mut self, element: usize) {
        match &self.line.elements[element].node.data().value {
            NodeValue::Link(link) => {
                self.in_link = true;
                self.open_link(link);
            }
            value => {
                let Some(tag) = tag(value) else { return };
                self.page.push("<");
                self.page.push(tag);
            }
        }
        if let Some(english) = self.placed.turned(element) {
            self.page.direction(self.base.opposite());
            self.english(english);
        }
        self.page.push(">");
    }

    fn close_element(&mut self, element: usize) {
        let value = &self.line.elements[element].node.data().value;
        let name = match value {
            NodeValue::Link(_) => {
                self.in_link = false;
                Some("a")
            }
            other => tag(other),
        };
        if let Some(name) = name {
            self.page.push("</");
            self.page.push(name);
            self.page.push(">");
        }
    }

    fn open_link(&mut self, link: &NodeLink) {
        self.page.push("<a");
        self.page.address(" href", &link.url);
        if !link.title.is_empty() {
            self.page.plain_attribute("title", &link.title, self.base);
        }
        self.page.link_relation();
    }
}

fn tag(value: &NodeValue) -> Option<&'static str> {
    match value {
        NodeValue::Emph => Some("em"),
        NodeValue::Strong => Some("strong"),
        NodeValue::Strikethrough => Some("del"),
        _ => None,
    }
}
