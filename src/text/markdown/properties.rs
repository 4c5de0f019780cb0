//! What holds of every text: no panic, well-formed pages of known tags, no letter lost.
//!
//! More cases with `PROPTEST_CASES=1000000 cargo test --release --lib properties`.

use proptest::prelude::*;
use scraper::{ElementRef, Html};

use super::overrides::Overrides;
use super::page::{Manner, Page};
use super::{bounds, lints, options, write};
use crate::text::direction::{Direction, is_bidi_mark, is_ltr_letter, is_rtl_letter};
use crate::text::language::Language;
use crate::text::{controls, plain, sanitize};

/// Pieces that mean something to a Markdown parser, or to the direction pass.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "  \n",
    "\t",
    "    ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "```",
    "```js\n",
    "#",
    "## ",
    "> ",
    ">",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "---",
    "===",
    "|",
    "|-|-|\n",
    ":-:",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "](/a)",
    "](/a \"ב\")",
    "](javascript:x)",
    "<",
    ">",
    "</b>",
    "<b onclick=x>",
    "<script>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&lt;script&gt;",
    "&#x202E;",
    "&#0;",
    "\\",
    "\"",
    "'",
    "“",
    "”",
    "«",
    "»",
    "״",
    "׳",
    "{",
    "}",
    "http://a.b",
    "www.a.b",
    "a@b.c",
    "javascript:alert(1)",
    "data:text/html,x",
    "C++",
    "++C",
    "C#",
    ".NET",
    "NET.",
    "Node.js",
    "the",
    "of",
    "a",
    "b",
    "event loop",
    "Hello, world",
    "e.g.",
    "שלום",
    "ו",
    "ה-",
    "או",
    "צה\"ל",
    "מ",
    "سلام",
    "و",
    "ال",
    "0",
    "12",
    "-5",
    "+",
    "=",
    "→",
    "²",
    "2024-01-15",
    "٣",
    ", ",
    "; ",
    ". ",
    "? ",
    ": ",
    "…",
    "\u{200E}",
    "\u{200F}",
    "\u{202E}",
    "\u{2066}",
    "\u{2069}",
    "\u{200B}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{AD}",
    "\u{FFFC}",
    "\0",
    "\r\n",
    "\u{2028}",
    "é",
    "字",
    "👩",
    "\u{5B0}",
    "\u{301}",
];

/// Pieces whose pages hold words of Daf's own, or letters that are set otherwise.
const MORE: &[&str] = &[
    "$",
    "$$",
    "$x^2$",
    "\\frac{",
    "}",
    "_{",
    "```math\n",
    "[^1]",
    "[^1]: ",
    "[^",
    "> [!NOTE]\n",
    "> [!TIP] ",
    "[x] ",
    "- [ ] ",
    "{dir=rtl}\n",
    "{dir=ltr}",
    "{lang=en}",
    "{#a}",
    "\n\n: ",
    ": ",
];

fn texts(pieces: Vec<&'static str>) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    texts([PIECES, MORE].concat())
}

fn languages() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL.to_vec())
}

/// The page before it is sanitised.
fn written(source: &str, language: Language, manner: Manner) -> String {
    let source = bounds::bounded(source);
    let arena = comrak::Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(manner));
    let overrides = match manner {
        Manner::Article => Overrides::taken_from(document, &source),
        _ => Overrides::default(),
    };
    let mut page = Page::new(manner, language, overrides, source.len());
    write(&mut page, document);
    page.html
}

/// What a browser makes of a page is what is written: it opens and closes the same tags around the same
/// text.
fn is_read_as_written(html: &str) -> bool {
    let mut read = String::new();
    outline(Html::parse_fragment(html).root_element(), &mut read);
    let mut written = String::new();
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        written.push_str(text);
        let name = tag.trim_end_matches('>').split(' ').next().unwrap();
        let is_empty = matches!(name, "<br" | "<hr" | "<img" | "<input");
        written.push_str(name);
        written.push_str(if is_empty {
            "/>"
        } else if tag.is_empty() {
            ""
        } else {
            ">"
        });
    }
    let plain = |entity: &str, letter: &str, text: String| text.replace(entity, letter);
    let written = plain(
        "&quot;",
        "\"",
        plain("&lt;", "‹", plain("&gt;", "›", written)),
    );
    let written = plain("&#39;", "'", written);
    plain("&amp;", "&", written) == read
}

fn outline(element: ElementRef, out: &mut String) {
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            out.push_str(&text.replace('<', "‹").replace('>', "›"));
        } else if let Some(child) = ElementRef::wrap(child) {
            let name = child.value().name();
            if matches!(name, "br" | "hr" | "img" | "input") {
                out.push_str(&format!("<{name}/>"));
                continue;
            }
            out.push_str(&format!("<{name}>"));
            outline(child, out);
            out.push_str(&format!("</{name}>"));
        }
    }
}

fn has_only_known_parts(html: &str) -> bool {
    Html::parse_fragment(html)
        .root_element()
        .descendent_elements()
        .skip(1)
        .all(is_known)
}

fn is_known(element: ElementRef) -> bool {
    let name = element.value().name();
    let is_forbidden = matches!(
        name,
        "script" | "style" | "iframe" | "object" | "embed" | "svg" | "form" | "b" | "base" | "link"
    );
    !is_forbidden
        && element.value().attrs().all(|(name, value)| {
            let is_address = matches!(name, "href" | "src");
            let is_fine = !is_address || sanitize::is_allowed_address(value);
            is_fine && !name.starts_with("on") && name != "style"
        })
}

/// The first text that stands bare in a direction that its letters do not have.
fn misplaced(element: ElementRef, base: Direction) -> Option<String> {
    element.children().find_map(|child| {
        if let Some(text) = child.value().as_text() {
            let runs_against = |letter: char| match base {
                Direction::Rtl => is_ltr_letter(letter) && letter.is_alphanumeric(),
                Direction::Ltr => is_rtl_letter(letter),
            };
            return text.contains(runs_against).then(|| text.to_string());
        }
        let child = ElementRef::wrap(child)?;
        let is_free = matches!(child.value().name(), "code" | "math")
            || child.value().name() == "bdi" && child.value().attr("dir").is_none();
        // Hebrew in an address stays in its order.
        let is_address = child.text().collect::<String>().contains("://");
        if is_free || is_address {
            return None;
        }
        misplaced(
            child,
            match child.value().attr("dir") {
                Some("ltr") => Direction::Ltr,
                Some("rtl") => Direction::Rtl,
                _ => base,
            },
        )
    })
}

/// The letters of a page, without white space.
fn letters(html: &str) -> String {
    let text: String = Html::parse_fragment(html).root_element().text().collect();
    // A plus sign may have changed places with its C, and a joiner joins nothing across an element's edge.
    let is_counted = |letter: &char| {
        let is_joiner = matches!(letter, '\u{200C}' | '\u{200D}');
        !letter.is_whitespace() && !is_bidi_mark(*letter) && *letter != '+' && !is_joiner
    };
    controls::prose(&text).chars().filter(is_counted).collect()
}

proptest! {
    #[test]
    fn a_page_is_well_formed_and_holds_only_what_daf_writes(
        source in any_text(),
        language in languages(),
    ) {
        for manner in [Manner::Article, Manner::Comment] {
            let html = written(&source, language, manner);
            let is_comment = manner == Manner::Comment;

            prop_assert!(sanitize::passes(&html, is_comment), "{}", html);
            prop_assert!(has_only_known_parts(&html), "{}", html);
            prop_assert!(is_read_as_written(&html), "{}", html);
            prop_assert!(!html.contains(crate::text::direction::is_bidi_control), "{}", html);
        }
    }

    #[test]
    fn no_letter_stands_bare_against_its_direction(
        source in texts(PIECES.to_vec()),
        language in languages(),
    ) {
        let html = written(&source, language, Manner::Article);
        let page = Html::parse_fragment(&html);
        let misplaced = misplaced(page.root_element(), language.direction());
        prop_assert!(misplaced.is_none(), "{:?} in {}", misplaced, html);
    }

    #[test]
    fn no_letter_is_lost(source in texts(PIECES.to_vec()), language in languages()) {
        // Code shows what prose drops, formulas are set otherwise, braces say how a block runs, and figures
        // say their captions.
        let mut source = source.replace(['`', '\t', '$', '{'], "");
        while source.contains("    ") {
            source = source.replace("    ", " ");
        }
        let source = source.replace("~~", "").replace(" \"ב\"", "");
        let mut parser = options(Manner::Article);
        parser.render.escape = true;
        let theirs = comrak::markdown_to_html(&bounds::bounded(&source), &parser);
        let ours = written(&source, language, Manner::Article);
        prop_assert_eq!(letters(&ours), letters(&theirs));
    }

    #[test]
    fn everything_else_takes_any_text_too(source in any_text(), language in languages()) {
        super::plain_text(&source);
        super::block_lines(&source);
        lints::lints(&source, language);
        let line = source.replace(char::is_control, " ");
        plain::directed(&line, language.direction());
        let html = crate::text::isolates::html(&line, language.direction());
        prop_assert!(sanitize::passes(&html, false), "{}", html);
    }

    #[test]
    fn each_block_stands_on_a_line_of_its_own(source in any_text(), language in languages()) {
        let html = written(&source, language, Manner::Article);
        let blocks = Html::parse_fragment(&html).root_element().child_elements().count();
        prop_assert_eq!(super::block_lines(&source).len(), blocks, "{}", html);
    }
}
