//! What an author said of a block's direction, language and name: `{dir=rtl}`, `{lang=en}`, `{#name}`,
//! at the end of a heading or on a line before a block.

use std::collections::HashMap;

use comrak::nodes::{Node, NodeValue};

use crate::text::direction::Direction;

/// What was said of one block.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Given {
    pub direction: Option<Direction>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    pub id: Option<String>,
}

/// What was said of a document's blocks.
#[derive(Debug, Default)]
pub struct Overrides {
    blocks: HashMap<usize, Given>,
}

impl Overrides {
    /// Takes what was said out of the document.
    pub fn taken_from(document: Node, source: &str) -> Overrides {
        let mut overrides = Overrides::default();
        if !["{dir=", "{lang=", "{#"]
            .iter()
            .any(|start| source.contains(start))
        {
            return overrides;
        }
        let blocks: Vec<Node> = document
            .descendants()
            .filter(|node| {
                matches!(
                    node.data().value,
                    NodeValue::Paragraph | NodeValue::Heading(_)
                )
            })
            .collect();
        for block in blocks {
            overrides.take(block);
        }
        overrides
    }

    pub fn of(&self, block: Node) -> Option<&Given> {
        if self.blocks.is_empty() {
            return None;
        }
        self.blocks.get(&key(block))
    }

    fn take(&mut self, block: Node) {
        let (Some(first), Some(last)) = (block.first_child(), block.last_child()) else {
            return;
        };
        let is_heading = matches!(block.data().value, NodeValue::Heading(_));
        let said = whole_text(first);
        if let Some(given) = said {
            match first.next_sibling() {
                None if !is_heading => self.give_to_next(block, given),
                Some(second) if matches!(second.data().value, NodeValue::SoftBreak) => {
                    first.detach();
                    second.detach();
                    self.blocks
                        .insert(key(list_begun_by(block).unwrap_or(block)), given);
                }
                _ => {}
            }
        } else if is_heading && let Some(given) = cut_from_end(last, !first.same_node(last)) {
            self.blocks.insert(key(block), given);
        }
    }

    /// A line that stands alone speaks of the block after it; with none after it, it is text.
    fn give_to_next(&mut self, line: Node, given: Given) {
        if let Some(next) = line.next_sibling() {
            self.blocks.insert(key(next), given);
            line.detach();
        }
    }
}

/// The list of terms that a paragraph begins, in the parser's reading of a line before it.
fn list_begun_by(paragraph: Node) -> Option<Node> {
    let term = paragraph.parent()?;
    let is_term = matches!(term.data().value, NodeValue::DescriptionTerm);
    let item = term.parent().filter(|_| is_term)?;
    let list = item.parent()?;
    let is_first = list
        .first_child()
        .is_some_and(|first| first.same_node(item));
    is_first.then_some(list)
}

/// The address of a node in its arena, which does not move while the arena lives.
fn key(node: Node) -> usize {
    std::ptr::from_ref(node) as usize
}

fn whole_text(node: Node) -> Option<Given> {
    match &node.data().value {
        NodeValue::Text(text) => parse(text.trim()),
        _ => None,
    }
}

/// Takes braces off the end of a text, and all of it only if something else `is_left`.
fn cut_from_end(node: Node, is_left: bool) -> Option<Given> {
    let mut data = node.data_mut();
    let NodeValue::Text(text) = &mut data.value else {
        return None;
    };
    let start = text.rfind('{').filter(|start| *start > 0 || is_left)?;
    let given = parse(text[start..].trim_end())?;
    let kept = text[..start].trim_end().to_owned();
    *text = kept.into();
    Some(given)
}

/// Braces around words that are all known, or nothing.
fn parse(text: &str) -> Option<Given> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut given = Given::default();
    for word in inner.split_whitespace() {
        if let Some(name) = word.strip_prefix('#') {
            given.id = Some(name.to_owned()).filter(|name| !name.is_empty());
            continue;
        }
        let (key, value) = word.split_once('=')?;
        let value = value.trim_matches('"');
        match key {
            "dir" => given.direction = Some(direction(value)?),
            "lang" => given.language = Some(language(value)?),
            _ => return None,
        }
    }
    (given != Given::default()).then_some(given)
}

fn direction(value: &str) -> Option<Direction> {
    match value {
        "rtl" => Some(Direction::Rtl),
        "ltr" => Some(Direction::Ltr),
        _ => None,
    }
}

/// A well-formed language tag (RFC 5646), whatever language it names.
fn language(value: &str) -> Option<String> {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let primary = value.split('-').next()?;
    let is_tag = (2..=8).contains(&primary.len())
        && primary.chars().all(|letter| letter.is_ascii_alphabetic())
        && value.split('-').all(is_subtag)
        && value.len() <= 35;
    is_tag.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_taken() {
        assert_eq!(
            parse("{dir=rtl lang=\"ar-EG\" #a}"),
            Some(Given {
                direction: Some(Direction::Rtl),
                language: Some("ar-EG".to_owned()),
                id: Some("a".to_owned()),
            })
        );
        for other in ["{}", "{dir=up}", "{a=b}", "{lang=<x>}", "{name}", "dir=rtl"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
