//! CommonMark's own examples through the renderer, without its directions and extensions.

use comrak::nodes::NodeValue;

use super::blocks::Place;
use super::overrides::Overrides;
use super::page::{Manner, Page};
use super::{bounds, options};
use crate::text::direction::Direction;
use crate::text::language::Language;

const SPECIFICATION: &str = include_str!("../../../tests/integration/cases/commonmark-0.31.2.txt");

/// Examples with raw HTML, which Daf shows as text instead of passing it on: an article's HTML is what
/// Daf writes and nothing else.
#[rustfmt::skip]
const RAW_HTML: &[usize] = &[
    21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165,
    166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185,
    186, 187, 188, 189, 190, 191, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615,
    616, 617, 623, 625, 626, 627, 628, 629, 630, 631, 642, 643,
];

struct Example {
    number: usize,
    source: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut rest = SPECIFICATION;
    while let Some((_, after)) = rest.split_once(&format!("\n{fence} example\n")) {
        let (example, after) = after.split_once(&format!("\n{fence}\n")).unwrap();
        let (source, html) = example
            .split_once("\n.\n")
            .or_else(|| example.strip_suffix("\n.").map(|source| (source, "")))
            .unwrap_or_else(|| ("", example.strip_prefix(".\n").unwrap()));
        examples.push(Example {
            number: examples.len() + 1,
            source: source.replace('→', "\t") + "\n",
            html: html.replace('→', "\t"),
        });
        rest = after;
    }
    examples
}

fn bare(source: &str) -> String {
    let source = bounds::bounded(source);
    let arena = comrak::Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Bare));
    let mut page = Page::new(
        Manner::Bare,
        Language::En,
        Overrides::default(),
        source.len(),
    );
    page.blocks(document, Place::top(Direction::Ltr));
    page.html
}

fn has_raw_html(source: &str) -> bool {
    let arena = comrak::Arena::new();
    let document = comrak::parse_document(&arena, source, &options(Manner::Bare));
    document.descendants().any(|node| {
        matches!(
            node.data().value,
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_)
        )
    })
}

/// The specification writes empty elements as XML does.
fn compared(html: &str) -> String {
    html.replace(" />", ">").trim_end().to_owned()
}

#[test]
fn every_example_of_the_specification_renders_as_it_says_but_for_raw_html() {
    let examples = examples();
    let different: Vec<usize> = examples
        .iter()
        .filter(|example| compared(&bare(&example.source)) != compared(&example.html))
        .map(|example| example.number)
        .collect();

    assert_eq!(examples.len(), 652);
    assert_eq!(different, RAW_HTML);
    assert!(
        RAW_HTML
            .iter()
            .all(|number| has_raw_html(&examples[number - 1].source))
    );
}
