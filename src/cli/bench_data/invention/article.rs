//! Writes articles in Markdown.

use super::code::{ENTITIES, SAMPLES};
use super::writer::Writer;

/// The fewest words that must be left for a heading to begin.
const FEWEST_UNDER_A_HEADING: usize = 20;

/// The fewest words that must be left for a list, a table, a quotation or code.
const ROOM_FOR_A_BLOCK: usize = 60;

/// An article that is being written.
pub struct Article<'a> {
    writer: Writer<'a>,
    target: usize,
    written: usize,
    awaits_code: bool,
}

impl<'a> Article<'a> {
    /// An empty article that wants about so many words.
    pub fn new(mut writer: Writer<'a>, target: usize) -> Article<'a> {
        let awaits_code = writer.one_in(6);
        writer.text.reserve(target * 10);
        Article {
            writer,
            target,
            written: 0,
            awaits_code,
        }
    }

    /// The whole article.
    pub fn write(mut self) -> String {
        self.paragraph();
        while self.left() > 0 {
            if self.left() >= FEWEST_UNDER_A_HEADING {
                self.heading();
            }
            self.section();
        }
        self.writer.text
    }

    fn left(&self) -> usize {
        self.target.saturating_sub(self.written)
    }

    fn section(&mut self) {
        for _ in 0..1 + self.writer.below(3) {
            self.paragraph();
            if self.left() >= ROOM_FOR_A_BLOCK {
                self.block();
            }
            if self.left() < FEWEST_UNDER_A_HEADING {
                break;
            }
        }
    }

    fn paragraph(&mut self) {
        let sentences = 3 + self.writer.below(4);
        for number in 0..sentences {
            if number > 0 {
                if self.left() == 0 {
                    break;
                }
                self.writer.text.push(' ');
            }
            let at_least = (6 + self.writer.below(12)).min(self.left());
            self.written += self.writer.sentence(at_least);
        }
        self.end_of_block();
    }

    fn heading(&mut self) {
        self.writer.text.push_str("## ");
        let start = self.writer.text.len();
        self.writer.pattern(&self.writer.vocabulary.headings);
        self.writer.capitalize(start);
        self.written += self.writer.words_since(start);
        self.end_of_block();
    }

    fn block(&mut self) {
        if self.awaits_code {
            self.awaits_code = false;
            return self.code();
        }
        match self.writer.below(16) {
            0 | 1 => self.list(),
            2 => self.table(),
            3 => self.quotation(),
            _ => {}
        }
    }

    fn list(&mut self) {
        let is_numbered = self.writer.one_in(3);
        for _ in 0..3 + self.writer.below(3) {
            self.writer
                .text
                .push_str(if is_numbered { "1. " } else { "- " });
            self.written += self.writer.sentence(3);
            self.writer.text.push('\n');
        }
        self.writer.text.push('\n');
    }

    fn table(&mut self) {
        self.writer.text.push_str("| ");
        for end in [" | ", " | ", " |\n| --- | --- | --- |\n"] {
            self.writer.any_noun();
            self.writer.text.push_str(end);
        }
        let rows = 2 + self.writer.below(3);
        for _ in 0..rows {
            self.row();
        }
        self.written += 3 * (rows + 1);
        self.writer.text.push('\n');
    }

    fn row(&mut self) {
        self.writer.text.push_str("| ");
        self.writer.any_noun();
        self.writer.text.push_str(" | ");
        let number = self.writer.below(10_000).to_string();
        self.writer.text.push_str(&number);
        self.writer.text.push_str(" | ");
        self.writer.adjective();
        self.writer.text.push_str(" |\n");
    }

    fn quotation(&mut self) {
        self.writer.text.push_str("> ");
        self.written += self.writer.sentence(8);
        self.end_of_block();
    }

    fn code(&mut self) {
        let choice = self.writer.below(SAMPLES.len());
        let entity = self.writer.choice(ENTITIES);
        if let Some(sample) = SAMPLES.get(choice) {
            let lines = sample.text.replace("entity", entity);
            self.written += lines.split_whitespace().count();
            for part in ["```", sample.language, "\n", &lines, "```\n\n"] {
                self.writer.text.push_str(part);
            }
        }
    }

    fn end_of_block(&mut self) {
        self.writer.text.push_str("\n\n");
    }
}
