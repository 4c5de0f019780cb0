//! Writes the blocks of a document, each in the direction that its words and its place give it.

use comrak::nodes::{Node, NodeCodeBlock, NodeValue};

use super::line::Line;
use super::page::{Manner, Page};
use super::turns::{Asked, Rule, Scope, Turn, quoted_text, spoken_text};
use super::{Heading, figures, footnotes, inlines, notes, tables};
use crate::text::direction::{Direction, is_bidi_control};
use crate::text::highlight;
use crate::text::language::Language;

/// Blocks deeper than this are written as their words: what nests so is no article, and each level
/// costs a piece of the stack. [`super::bounds`] lets hardly any document come near.
const DEEPEST: usize = 400;

/// Boxes deeper than this have the direction of what they stand in.
const DEEPEST_TURN: usize = 8;

/// Where a block stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub direction: Direction,
    depth: usize,
    /// Whether it is in a list, a quotation or a note box already.
    pub is_nested: bool,
    /// Whether it is in an item, whose box never turns.
    pub is_item: bool,
    is_tight: bool,
}

impl Place {
    pub fn top(direction: Direction) -> Place {
        Place {
            direction,
            depth: 0,
            is_nested: false,
            is_item: false,
            is_tight: false,
        }
    }

    pub fn inside(self, turn: Option<&Turn>) -> Place {
        Place {
            direction: turn
                .and_then(|turn| turn.direction)
                .unwrap_or(self.direction),
            depth: self.depth + 1,
            is_nested: true,
            is_item: false,
            is_tight: false,
        }
    }

    pub fn item(self, is_tight: bool) -> Place {
        Place {
            is_item: true,
            is_tight,
            ..self
        }
    }
}

impl Page {
    pub fn blocks(&mut self, parent: Node, place: Place) {
        for block in parent.children() {
            self.block(block, place);
        }
    }

    pub fn block(&mut self, node: Node, place: Place) {
        if place.depth > DEEPEST {
            self.start_block(place);
            return self.paragraph_of(&Line::plain(spoken_text(node)), None, place);
        }
        match &node.data().value {
            NodeValue::Paragraph => self.paragraph(node, place),
            NodeValue::Heading(heading) => self.heading(node, heading.level, place),
            NodeValue::BlockQuote => self.quotation(node, place),
            NodeValue::Alert(alert) => notes::note(self, node, alert, place),
            NodeValue::List(list) => self.list(node, list, place),
            NodeValue::DescriptionList => self.descriptions(node, place),
            NodeValue::CodeBlock(code) => self.code_block(code, place),
            NodeValue::ThematicBreak if self.manner != Manner::Comment => {
                self.start_block(place);
                self.push("<hr>\n");
            }
            NodeValue::HtmlBlock(html) => self.raw_html(&html.literal, place),
            NodeValue::Table(_) => tables::table(self, node, place),
            // One in another is referred to by nobody: it is text.
            NodeValue::FootnoteDefinition(_) if place.depth > 0 => self.blocks(node, place),
            NodeValue::FootnoteDefinition(note) => {
                footnotes::definition(self, node, note.total_references, place)
            }
            _ => {}
        }
    }

    /// A new line, except in an item, where the specification's own form has one.
    pub fn start_block(&mut self, place: Place) {
        if !place.is_item || self.manner == Manner::Bare {
            self.line();
        }
    }

    /// How a block of running text turns.
    pub fn line_turn(
        &mut self,
        node: Node,
        line: &mut Line,
        context: Direction,
        rule: Rule,
    ) -> Option<Turn> {
        if !self.manner.is_directed() {
            return None;
        }
        let given = self.overrides.of(node);
        let text = &line.text;
        let asked = Asked {
            text,
            context,
            given,
        };
        let turn = asked.turn(rule);
        line.drop_leading_mark();
        turn
    }

    /// How a box turns that holds other blocks.
    pub fn box_turn(&self, node: Node, text: &str, context: Direction, rule: Rule) -> Option<Turn> {
        if !self.manner.is_directed() {
            return None;
        }
        let given = self.overrides.of(node);
        let asked = Asked {
            text,
            context,
            given,
        };
        asked.turn(rule)
    }

    fn paragraph(&mut self, node: Node, place: Place) {
        if let Some(caption) = figures::caption_of(node)
            && self.manner == Manner::Article
        {
            return figures::figure(self, node, &caption, place);
        }
        let mut line = Line::of(node, self.cleaning());
        let asked = match place.is_item {
            true => Rule::TextOnly,
            false => Rule::Paragraph,
        };
        let turn = self.line_turn(node, &mut line, place.direction, asked);
        if place.is_tight {
            return self.isolated(&line, turn.as_ref(), place.direction);
        }
        self.start_block(place);
        self.open_paragraph(&line, turn, place);
        footnotes::back_links(self, node);
        self.push("</p>\n");
    }

    fn paragraph_of(&mut self, line: &Line, turn: Option<Turn>, place: Place) {
        self.open_paragraph(line, turn, place);
        self.push("</p>\n");
    }

    fn open_paragraph(&mut self, line: &Line, turn: Option<Turn>, place: Place) {
        self.open_box("p", turn.as_ref());
        self.isolated(line, turn.as_ref(), place.direction);
    }

    /// The opening tag of a block, with its turn if it is the box that turns.
    pub fn open_box(&mut self, tag: &str, turn: Option<&Turn>) {
        self.push("<");
        self.push(tag);
        if let Some(turn) = turn.filter(|turn| turn.scope == Scope::Box) {
            self.turn(turn);
        }
        self.push(">");
    }

    /// A line, isolated whole if it is the text that turns.
    pub fn isolated(&mut self, line: &Line, turn: Option<&Turn>, context: Direction) {
        let inside = turn.and_then(|turn| turn.direction).unwrap_or(context);
        match turn.filter(|turn| turn.scope == Scope::Text) {
            Some(turn) => {
                self.push("<bdi");
                self.turn(turn);
                self.push(">");
                inlines::write(self, line, inside);
                self.push("</bdi>");
            }
            None => inlines::write(self, line, inside),
        }
    }

    fn heading(&mut self, node: Node, level: u8, place: Place) {
        let mut line = Line::of(node, self.cleaning());
        let turn = self.line_turn(node, &mut line, place.direction, Rule::TextOnly);
        self.start_block(place);
        if self.manner == Manner::Comment {
            return self.paragraph_of(&line, turn, place);
        }
        let is_ours = self.manner == Manner::Article;
        let level = if is_ours { level.max(2) } else { level };
        let digit = char::from(b'0' + level.min(6));
        self.push("<h");
        self.html.push(digit);
        if is_ours {
            self.anchor(node, level);
        }
        if let Some(turn) = turn.as_ref().filter(|turn| turn.scope == Scope::Box) {
            self.turn(turn);
        }
        self.push(">");
        self.isolated(&line, turn.as_ref(), place.direction);
        self.push("</h");
        self.html.push(digit);
        self.push(">\n");
    }

    /// The name of a heading, and its line in the table of contents.
    fn anchor(&mut self, node: Node, level: u8) {
        let text = heading_text(node, self.language);
        let given = self.overrides.of(node).and_then(|given| given.id.clone());
        let id = self.anchors.make(given.as_deref().unwrap_or(&text));
        self.push(" id=\"");
        self.escape(&id);
        self.push("\"");
        self.contents.push(Heading { level, id, text });
    }

    /// How a quotation or a note box turns.
    pub fn quoted_turn(&self, node: Node, place: Place) -> Option<Turn> {
        // All that is in it is read for that, so that nesting without end would cost its square.
        if place.depth > DEEPEST_TURN {
            return None;
        }
        self.box_turn(node, &quoted_text(node), place.direction, Rule::WholeBox)
    }

    fn quotation(&mut self, node: Node, place: Place) {
        let turn = self.quoted_turn(node, place);
        self.start_block(place);
        self.open_box("blockquote", turn.as_ref());
        self.push("\n");
        self.blocks(node, place.inside(turn.as_ref()));
        self.line();
        self.push("</blockquote>\n");
    }

    fn code_block(&mut self, block: &NodeCodeBlock, place: Place) {
        self.start_block(place);
        let named = block.info.split_whitespace().next().unwrap_or_default();
        let language = &match self.manner.is_directed() {
            true => crate::text::plain::without_controls(named),
            false => named.to_owned(),
        };
        if self.manner == Manner::Article && language == "math" {
            self.push("<p>");
            self.math(&block.literal, true);
            return self.push("</p>\n");
        }
        self.push("<pre");
        if self.manner.is_directed() {
            self.direction(Direction::Ltr);
        }
        if self.manner.is_directed() && block.literal.contains(is_bidi_control) {
            self.push(" data-bidi-warning=\"1\"");
        }
        self.push("><code");
        if !language.is_empty() {
            self.push(" class=\"language-");
            self.escape(language);
            self.push("\"");
        }
        self.push(">");
        match self.manner.is_directed() {
            true => {
                let code = highlight::code(&block.literal, language);
                self.push(&code);
            }
            false => self.escape(&block.literal),
        }
        self.push("</code></pre>\n");
    }

    /// HTML that an author typed is shown and never run.
    fn raw_html(&mut self, literal: &str, place: Place) {
        self.start_block(place);
        if self.manner == Manner::Bare {
            return self.escape(literal);
        }
        let clean = crate::text::controls::prose(literal.trim_end()).into_owned();
        let turn = self.box_turn_of_text(&clean, place);
        self.paragraph_of(&Line::plain(clean), turn, place);
    }

    fn box_turn_of_text(&self, text: &str, place: Place) -> Option<Turn> {
        Asked {
            text,
            context: place.direction,
            given: None,
        }
        .turn(Rule::TextOnly)
    }
}

/// The words of a heading without any mark, as contents and addresses have them.
fn heading_text(node: Node, language: Language) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(formula) => text.push_str(&formula.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    let clean = crate::text::plain::without_controls(&text);
    match language.direction().is_rtl() {
        true => crate::text::repairs::turned(&clean).into_owned(),
        false => clean,
    }
}
