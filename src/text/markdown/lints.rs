//! What an author may want to mend: told in the editor's preview, never changed.

use comrak::Arena;
use comrak::nodes::{Node, NodeValue};

use super::page::{Manner, alternative};
use super::turns::spoken_text;
use super::{bounds, options};
use crate::text::controls;
use crate::text::direction::{is_ltr_letter, is_rtl_letter, vote};
use crate::text::language::{Language, guess};
use crate::text::repairs::stands_alone;

/// Something in a text that its author may not have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    pub kind: Kind,
    /// From 1.
    pub line: usize,
    /// The words it is about.
    pub excerpt: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `++C`, `NET.` or `#C`, typed so that an editor without isolates shows it right.
    Backwards,
    /// `→` between words that run right to left, where it points back.
    Arrow,
    /// Characters that are not seen: gone from prose, shown in code.
    Controls,
    /// `word²` for a footnote.
    Superscript,
    /// A picture without words for those who do not see it.
    Alternative,
    /// A heading two levels below the one before it.
    Level,
    /// A line of bold that is a heading to the eye alone.
    BoldHeading,
    /// A text whose words are mostly of another language than was chosen.
    Language,
}

/// More than these nobody reads.
const MOST: usize = 100;
/// Fewer words than these say nothing of a text's language.
const FEWEST_WORDS: usize = 5;
const LONGEST_EXCERPT: usize = 60;

/// What there is to say of a text, line by line.
pub fn lints(source: &str, language: Language) -> Vec<Lint> {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    let mut reader = Reader {
        is_rtl: language.direction().is_rtl(),
        level: 2,
        has_marked_note: has_marked_note(document),
        lints: Vec::new(),
    };
    reader.language(document, language);
    reader.controls(&source);
    for node in document.descendants() {
        reader.node(node);
    }
    let mut lints = reader.lints;
    lints.sort_by_key(|lint| lint.line);
    lints.truncate(MOST);
    lints
}

struct Reader {
    is_rtl: bool,
    /// Of the heading before.
    level: u8,
    has_marked_note: bool,
    lints: Vec<Lint>,
}

impl Reader {
    fn say(&mut self, kind: Kind, line: usize, excerpt: &str) {
        if self.lints.len() < 2 * MOST {
            let excerpt = excerpt.chars().take(LONGEST_EXCERPT).collect();
            self.lints.push(Lint {
                kind,
                line,
                excerpt,
            });
        }
    }

    fn node(&mut self, node: Node) {
        let line = node.data().sourcepos.start.line;
        match &node.data().value {
            NodeValue::Text(text) => self.text(text, line),
            NodeValue::Heading(heading) => self.heading(node, heading.level.max(2), line),
            NodeValue::Paragraph if is_bold_line(node) => {
                self.say(Kind::BoldHeading, line, spoken_text(node).trim());
            }
            NodeValue::Image(image) if alternative(node).trim().is_empty() => {
                self.say(Kind::Alternative, line, &image.url);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, line: usize) {
        if self.is_rtl {
            self.backwards(text, line);
        }
        self.arrows(text, line);
        self.superscripts(text, line);
    }

    fn backwards(&mut self, text: &str, line: usize) {
        for typed in ["++C", "NET.", "#C", "#F"] {
            let mut places = text.match_indices(typed);
            if places.any(|(place, _)| {
                !text[..place].ends_with('.') && stands_alone(text, place..place + typed.len())
            }) {
                self.say(Kind::Backwards, line, typed);
            }
        }
    }

    fn arrows(&mut self, text: &str, line: usize) {
        for (place, arrow) in text.match_indices(['→', '⇒', '⟶']) {
            let (before, after) = (&text[..place], &text[place + arrow.len()..]);
            let is_strong = |letter: &char| is_rtl_letter(*letter) || is_ltr_letter(*letter);
            let before = before.chars().rev().take(LONGEST_EXCERPT).find(is_strong);
            let after = after.chars().take(LONGEST_EXCERPT).find(is_strong);
            if before.is_some_and(is_rtl_letter) && after.is_some_and(is_rtl_letter) {
                self.say(Kind::Arrow, line, around(text, place));
            }
        }
    }

    /// A raised digit after a word; after a letter or two it is a unit or a power (`x²`), unless a
    /// paragraph begins with such a mark.
    fn superscripts(&mut self, text: &str, line: usize) {
        for (place, mark) in text.match_indices(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
        {
            let word = text[..place]
                .chars()
                .rev()
                .take_while(|letter| letter.is_alphabetic())
                .take(3)
                .count();
            // Units and powers have two and three.
            let is_note = word == 3 || mark == "¹" || self.has_marked_note;
            if word > 0 && is_note {
                self.say(Kind::Superscript, line, around(text, place));
            }
        }
    }

    fn heading(&mut self, node: Node, level: u8, line: usize) {
        if level > self.level + 1 {
            self.say(Kind::Level, line, spoken_text(node).trim());
        }
        self.level = level;
    }

    fn controls(&mut self, source: &str) {
        for (line, text) in source.split('\n').enumerate() {
            if !text.is_ascii() && controls::prose(text) != text {
                let mut names: Vec<String> = text
                    .chars()
                    .filter(|letter| controls::is_hidden(*letter))
                    .map(|letter| format!("U+{:04X}", u32::from(letter)))
                    .collect();
                names.dedup();
                self.say(Kind::Controls, line + 1, &names.join(" "));
            }
        }
    }

    fn language(&mut self, document: Node, language: Language) {
        let text = spoken_text(document);
        let vote = vote(&text);
        let guessed = guess(&text, language);
        if guessed != language && vote.rtl + vote.ltr >= FEWEST_WORDS {
            self.say(Kind::Language, 1, guessed.own_name());
        }
    }
}

/// The words around a place in a text.
fn around(text: &str, place: usize) -> &str {
    let start = text[..place]
        .char_indices()
        .rev()
        .nth(LONGEST_EXCERPT / 3)
        .map_or(0, |(start, _)| start);
    &text[start..]
}

fn has_marked_note(document: Node) -> bool {
    document.children().any(|block| {
        let first = block.first_child();
        first.is_some_and(|first| match &first.data().value {
            NodeValue::Text(text) => text.starts_with(['¹', '²', '³']),
            _ => false,
        })
    })
}

fn is_bold_line(paragraph: Node) -> bool {
    let is_top = paragraph
        .parent()
        .is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
    let Some(only) = paragraph
        .first_child()
        .filter(|only| is_top && only.next_sibling().is_none())
    else {
        return false;
    };
    if !matches!(only.data().value, NodeValue::Strong) {
        return false;
    }
    let text = spoken_text(only);
    text.chars().count() <= LONGEST_EXCERPT && !text.trim_end().ends_with(['.', '!', '?', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(source: &str, language: Language) -> Vec<(Kind, usize)> {
        let lints = lints(source, language);
        lints.iter().map(|lint| (lint.kind, lint.line)).collect()
    }

    #[test]
    fn each_fault_is_found_on_its_line() {
        for (source, kind, line) in [
            ("אב\n\nכגון ++C או Rust", Kind::Backwards, 3),
            ("שפת NET. היא\nגם #C", Kind::Backwards, 1),
            ("לקוח → שרת", Kind::Arrow, 1),
            ("שלום\nע\u{202E}ולם", Kind::Controls, 2),
            ("מודל האירועים² מונע", Kind::Superscript, 1),
            ("I/O¹ הוא קלט", Kind::Superscript, 1),
            ("אב\n\n![](a.png)", Kind::Alternative, 3),
            ("## אב\n\n#### גד", Kind::Level, 3),
            ("**כותרת קצרה**\n\nטקסט", Kind::BoldHeading, 1),
            ("This is an English text about servers.", Kind::Language, 1),
        ] {
            let said = said(source, Language::He);
            assert_eq!(said.first(), Some(&(kind, line)), "{source}");
        }
    }

    #[test]
    fn what_is_meant_is_left_alone() {
        for source in [
            "שפות C++, C# ו-.NET",
            "`++C` ו-`NET.` בקוד",
            "לקוח ← שרת",
            "A → B בלבד",
            "שטח x² ו-m² ב-s⁻¹ כאן",
            "## אב\n\n### גד\n\n## הו",
            "![תיאור](a.png)",
            "**מושג** הוא דבר",
            "ראו ASP.NET.",
        ] {
            assert_eq!(said(source, Language::He), [], "{source}");
        }
    }

    #[test]
    fn a_text_full_of_faults_is_told_of_in_bounds() {
        assert_eq!(
            lints(&"לקוח → שרת\n\n".repeat(1_000), Language::He).len(),
            MOST
        );
    }
}
