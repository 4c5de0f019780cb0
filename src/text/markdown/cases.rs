//! The cases of `render.tsv`, and of each sentence of the rules behind them.

use super::visual;
use crate::text::language::Language;
use crate::text::{plain, sanitize};

const CASES: &str = include_str!("../../../tests/integration/cases/render.tsv");

struct Case {
    id: String,
    context: String,
    source: String,
    html: String,
    visual: String,
}

fn cases() -> Vec<Case> {
    let lines = CASES.lines().filter(|line| !line.starts_with('#')).skip(1);
    let case = |line: &str| {
        let columns: Vec<String> = line.split('\t').map(unwritten).collect();
        let [id, context, source, html, visual] = columns.try_into().unwrap();
        // In the table the cases of code have slid into the second column, without their fences.
        let (context, source) = match id.starts_with('C') {
            true => (source, format!("``{}", context.trim_end_matches(" ``"))),
            false => (context, source),
        };
        Case {
            id,
            context,
            source,
            html,
            visual: visual.replace('\n', "⏎"),
        }
    };
    lines.map(case).collect()
}

/// `⏎` and `\uXXXX` as the letters they stand for.
fn unwritten(column: &str) -> String {
    let mut text = String::new();
    let mut rest = column;
    while let Some(place) = rest.find("\\u") {
        text.push_str(&rest[..place]);
        let code = u32::from_str_radix(&rest[place + 2..place + 6], 16).unwrap();
        text.push(char::from_u32(code).unwrap());
        rest = &rest[place + 6..];
    }
    text.push_str(rest);
    text.replace('⏎', "\n")
}

fn rendered(case: &Case) -> String {
    let language = match case.context.as_str() {
        "(ar)" => Language::Ar,
        "(ltr document)" => Language::En,
        _ => Language::He,
    };
    let html = super::render(&case.source, language).html;
    match case.context.as_str() {
        "(feed)" => sanitize::with_spans(&html),
        _ => html,
    }
}

/// The page without what the table leaves out: the names of headings, the parts and labels of tables,
/// the highlighter's spans, and the white space between blocks.
fn compared(html: &str) -> String {
    let mut html = html.to_owned();
    for (start, end, kept) in [
        (" id=\"", "\"", "h2"),
        (" id=\"", "\"", "h3"),
        (
            " role=\"region\" aria-label=\"",
            "\" tabindex=\"0\"",
            "div class=\"table\"",
        ),
        (" scope=\"", "\"", "th"),
    ] {
        html = without(&html, &format!("<{kept}{start}"), end, &format!("<{kept}"));
    }
    let html = without_tokens(&html);
    ["<thead>\n", "</thead>\n", "<tbody>\n", "</tbody>\n", "\n"]
        .iter()
        .fold(html, |html, part| html.replace(part, ""))
}

fn without(html: &str, start: &str, end: &str, kept: &str) -> String {
    let mut pieces = html.split(start);
    let mut text = pieces.next().unwrap().to_owned();
    for piece in pieces {
        text.push_str(kept);
        text.push_str(piece.split_once(end).unwrap().1);
    }
    text
}

fn without_tokens(html: &str) -> String {
    let mut text = String::new();
    let mut open = Vec::new();
    for piece in html.split_inclusive('>') {
        let (before, tag) = piece.split_at(piece.rfind('<').unwrap_or(piece.len()));
        text.push_str(before);
        if tag.starts_with("<span") {
            open.push(tag.contains("tok-"));
        }
        let is_token = match tag {
            "</span>" => open.pop().unwrap(),
            tag => tag.starts_with("<span class=\"tok-"),
        };
        if !is_token {
            text.push_str(tag);
        }
    }
    text
}

#[test]
fn every_case_of_the_table_renders_and_reads_as_it_says() {
    let mut wrong = Vec::new();
    for case in cases() {
        let is_rtl = !case.context.contains("ltr");
        let direction = match is_rtl {
            true => Language::He.direction(),
            false => Language::En.direction(),
        };
        let (html, visual) = match case.context.contains("plain") {
            true => {
                let text = plain::directed(&case.source, direction);
                (text.clone(), visual::plain_order(&text, is_rtl))
            }
            false => {
                let html = rendered(&case);
                (compared(&html), visual::order(&html, is_rtl))
            }
        };
        let expected = match case.context.contains("plain") {
            true => case.html.clone(),
            false => compared(&case.html),
        };
        if html != expected {
            wrong.push(format!("{}:\n  is  {html}\n  not {expected}", case.id));
        }
        if visual != case.visual {
            wrong.push(format!(
                "{}:\n  reads {visual}\n  not   {}",
                case.id, case.visual
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// More of the rules' sentences: a language, what is typed, the page.
const MORE: &str = include_str!("../../../tests/integration/cases/render-more.tsv");

#[test]
fn every_sentence_of_the_rules_holds() {
    let lines = MORE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut wrong = Vec::new();
    for line in lines {
        let columns: Vec<String> = line.split('\t').map(unwritten).collect();
        let [language, source, expected] = columns.try_into().unwrap();
        let language = Language::from_tag(&language).unwrap();
        let html = super::render(&source, language).html;
        if html.trim_end() != expected {
            wrong.push(format!("{source}\n  is  {html}\n  not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
