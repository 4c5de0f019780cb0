//! Markdown to HTML: CommonMark and GFM parsed by comrak, each block given its direction, then sanitised.

mod anchors;
mod blocks;
mod bounds;
mod figures;
mod footnotes;
mod inlines;
mod line;
pub mod lints;
mod lists;
mod notes;
mod overrides;
mod page;
mod parts;
mod placement;
mod tables;
mod turns;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod visual;

pub use parts::{Part, inventory, parts};

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options};

use self::blocks::Place;
use self::overrides::Overrides;
use self::page::{Manner, Page};
use super::controls;
use super::counts::Length;
use super::language::Language;
use super::sanitize;
use super::search::Inventory;

/// Of the HTML that the present renderer makes. One more with every change of what it makes.
pub const RENDERER: i64 = 2;

/// An article's text, ready to be stored beside its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML of the body, without the title.
    pub html: String,
    pub contents: Vec<Heading>,
    pub length: Length,
}

/// One line of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// 2 to 6; an author's `#` counts as 2, since the title is the page's only level 1.
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// Renders an article written in `language`. The time it takes grows as the source's length does.
pub fn render(source: &str, language: Language) -> Rendered {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    let overrides = Overrides::taken_from(document, &source);
    rendered(document, overrides, source.len(), language)
}

/// As [`render`] and [`inventory`], reading the text once.
pub fn render_and_take_stock(source: &str, language: Language) -> (Rendered, Inventory) {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    let overrides = Overrides::taken_from(document, &source);
    let inventory = parts::inventory_of(&parts::parts_of(document));
    let rendered = rendered(document, overrides, source.len(), language);
    (rendered, inventory)
}

fn rendered(document: Node, overrides: Overrides, size: usize, language: Language) -> Rendered {
    let mut page = Page::new(Manner::Article, language, overrides, size);
    write(&mut page, document);
    Rendered {
        html: sanitize::article(page.html),
        contents: page.contents,
        length: length_of(document),
    }
}

/// Renders a comment: the marks of running text, lists, quotes and code; no headings, pictures, tables.
pub fn render_comment(source: &str, language: Language) -> String {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Comment));
    let mut page = Page::new(
        Manner::Comment,
        language,
        Overrides::default(),
        source.len(),
    );
    write(&mut page, document);
    sanitize::comment(page.html)
}

fn write(page: &mut Page, document: Node) {
    let place = Place::top(match page.manner.is_directed() {
        true => page.language.direction(),
        false => super::direction::Direction::Ltr,
    });
    let is_note = |block: &Node| matches!(block.data().value, NodeValue::FootnoteDefinition(_));
    for block in document.children().filter(|block| !is_note(block)) {
        page.block(block, place);
    }
    // The parser puts them last, or nearly.
    for note in footnotes::notes(document) {
        page.block(note, place);
    }
    footnotes::end(page);
}

/// The words of a text without its marks, a line a block: for excerpts, search and descriptions.
pub fn plain_text(source: &str) -> String {
    let source = bounds::bounded(source);
    let arena = Arena::new();
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    Overrides::taken_from(document, &source);
    let mut plain = String::with_capacity(source.len());
    for node in document.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => plain.push_str(&controls::prose(text)),
            NodeValue::Code(code) => plain.push_str(&code.literal),
            NodeValue::Math(formula) => plain.push_str(&formula.literal),
            NodeValue::CodeBlock(code) => {
                start_line(&mut plain);
                plain.push_str(&code.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => plain.push(' '),
            value if value.block() => start_line(&mut plain),
            _ => {}
        }
    }
    plain.trim().to_owned()
}

/// On which line of the source, from 0, each block begins that stands by itself in the page, in the
/// order of the page; footnotes, which stand together at its end, count as one.
pub fn block_lines(source: &str) -> Vec<usize> {
    let arena = Arena::new();
    let source = bounds::bounded(source);
    let document = comrak::parse_document(&arena, &source, &options(Manner::Article));
    Overrides::taken_from(document, &source);
    let mut lines = Vec::new();
    let mut notes = None;
    for block in document.children() {
        let data = block.data();
        let line = data.sourcepos.start.line.saturating_sub(1);
        match &data.value {
            NodeValue::FootnoteDefinition(_) => {
                notes.get_or_insert(line);
            }
            _ => lines.push(line),
        }
    }
    lines.extend(notes);
    lines
}

fn start_line(plain: &mut String) {
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
}

/// What the parser is to know beside CommonMark. A comment's footnotes would share their anchors with
/// the article's.
fn options(manner: Manner) -> Options<'static> {
    let mut options = Options::default();
    let (is_article, is_ours) = (manner == Manner::Article, manner != Manner::Bare);
    options.extension.strikethrough = is_ours;
    options.extension.autolink = is_ours;
    options.extension.math_dollars = is_article;
    options.extension.table = is_article;
    options.extension.tasklist = is_article;
    options.extension.footnotes = is_article;
    options.extension.alerts = is_article;
    options.extension.description_lists = is_article;
    options
}

/// What its readers go through: the words that stand for a picture they do not read, nor formulas.
fn length_of(document: Node) -> Length {
    let mut length = Length::default();
    let mut prose = String::new();
    let mut rest = vec![document];
    while let Some(node) = rest.pop() {
        match &node.data().value {
            NodeValue::Text(text) => prose.push_str(text),
            NodeValue::Code(code) => prose.push_str(&code.literal),
            NodeValue::HtmlInline(html) => prose.push_str(html),
            NodeValue::HtmlBlock(html) => prose.push_str(&html.literal),
            NodeValue::CodeBlock(code) => length.code_lines += code.literal.lines().count(),
            NodeValue::Image(_) => {
                length.images += 1;
                continue;
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => prose.push(' '),
            value if value.block() => prose.push(' '),
            _ => {}
        }
        rest.extend(node.reverse_children());
    }
    length.add_prose(&prose);
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(source: &str) -> String {
        render(source, Language::He).html
    }

    #[test]
    fn code_is_left_to_right_in_every_document() {
        assert_eq!(
            html("`fs.readFile()` קורא קובץ"),
            "<p><code dir=\"ltr\">fs.readFile()</code> קורא קובץ</p>\n"
        );
        assert!(
            html("```js\nconst a = 1;\n```")
                .starts_with("<pre dir=\"ltr\"><code class=\"language-js\">")
        );
    }

    #[test]
    fn an_english_heading_keeps_the_hebrew_box() {
        let heading = html("## Node.js event loop");

        assert_eq!(
            heading,
            "<h2 id=\"nodejs-event-loop\"><bdi dir=\"ltr\">Node.js event loop</bdi></h2>\n"
        );
    }

    #[test]
    fn an_english_paragraph_turns_with_its_box() {
        let paragraph = html("Premature optimization is the root of all evil in programming.");

        assert!(
            paragraph.starts_with("<p dir=\"ltr\" lang=\"en\">"),
            "{paragraph}"
        );
    }

    #[test]
    fn an_english_quotation_turns_with_its_edge() {
        let quote = html("> Talk is cheap. Show me the code.");

        assert!(
            quote.starts_with("<blockquote dir=\"ltr\" lang=\"en\">\n<p>Talk"),
            "{quote}"
        );
    }

    #[test]
    fn a_table_without_hebrew_turns_and_one_with_hebrew_does_not() {
        assert!(html("| Method | Path |\n|---|---|\n| GET | /a |").contains("<table dir=\"ltr\">"));
        assert!(html("| שם | Path |\n|---|---|\n| אב | /users |").contains("<table>"));
    }

    #[test]
    fn no_list_item_has_a_direction() {
        let list = html("- פריט\n- Ends with a dot.");

        assert!(
            list.contains("<li><bdi dir=\"ltr\" lang=\"en\">Ends with a dot.</bdi></li>"),
            "{list}"
        );
    }

    #[test]
    fn a_task_says_whether_it_is_done() {
        let tasks = html("- [x] אחת\n- [ ] שתיים");

        assert!(tasks.contains("<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled checked aria-label=\"בוצע\"> אחת</li>"), "{tasks}");
        assert!(
            tasks.contains("aria-label=\"לא בוצע\"> שתיים</li>"),
            "{tasks}"
        );
    }

    #[test]
    fn raw_html_is_shown_and_never_run() {
        let shown = html("אב <b onclick=x>גד</b> <script>alert(1)</script>");

        assert!(!shown.contains("<b") || shown.contains("<bdi"));
        assert!(!shown.contains("<script"));
        assert!(shown.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_script_link_goes_nowhere() {
        let link = html("[x](javascript:alert(1))");

        assert!(!link.contains("javascript"), "{link}");
    }

    #[test]
    fn headings_with_one_name_get_different_anchors() {
        let rendered = render("## מבוא\n\n## מבוא\n\n### מבוא ל-Node.js", Language::He);
        let ids: Vec<_> = rendered
            .contents
            .iter()
            .map(|heading| heading.id.as_str())
            .collect();

        assert_eq!(ids, ["מבוא", "מבוא-2", "מבוא-ל-nodejs"]);
    }

    #[test]
    fn a_heading_cannot_take_an_anchor_of_the_page() {
        let rendered = render("## Comments\n\n## Comment 1\n\n## fn-2", Language::En);
        let ids: Vec<_> = rendered
            .contents
            .iter()
            .map(|heading| heading.id.as_str())
            .collect();

        assert_eq!(
            ids,
            ["section-comments", "section-comment-1", "section-fn-2"]
        );
    }

    #[test]
    fn ten_thousand_headings_of_one_name_are_numbered_in_passing() {
        let rendered = render(&"## a\n".repeat(10_000), Language::En);

        assert_eq!(rendered.contents[9_999].id, "a-10000");
    }

    #[test]
    fn a_footnote_links_there_and_back() {
        let note = html("מודל I/O[^a] מונע\n\n[^a]: Node.js היא סביבה.");

        assert!(note.contains(r##"<sup class="fnref"><bdi><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></bdi></sup>"##), "{note}");
        assert!(
            note.contains(r##"<a href="#fnref-1" class="back" aria-label="חזרה">↑</a>"##),
            "{note}"
        );
        assert!(
            note.contains(r#"<section class="footnotes" role="doc-endnotes">"#),
            "{note}"
        );
    }

    #[test]
    fn control_characters_are_shown_in_code_and_gone_from_prose() {
        let shown = html("a\u{202E}b\n\n```js\nif (a) { /*\u{202E} } */ }\n```");

        assert!(!shown.contains('\u{202E}'));
        assert!(shown.contains("<span class=\"bidi-ctl\">U+202E</span>"));
        assert!(shown.contains("data-bidi-warning=\"1\""));
    }

    #[test]
    fn deep_nesting_is_no_trap() {
        render(&">".repeat(5_000), Language::He);
        render(&"- ".repeat(2_000), Language::En);
    }

    #[test]
    fn a_comment_has_no_headings_pictures_or_tables() {
        let comment = render_comment("# שלום\n\n![x](/a.png) `code` **bold**", Language::He);

        assert!(
            !comment.contains("<h") && !comment.contains("<img"),
            "{comment}"
        );
        assert!(comment.contains("<strong>bold</strong>"), "{comment}");
    }

    #[test]
    fn each_block_of_the_page_knows_its_line() {
        let source = "# א\n\nב\nב\n\n- ג\n- ד\n\n```\nה\n```\n\nו[^1]\n\n[^1]: ז";
        let html = html(source);
        let page = scraper::Html::parse_fragment(&html);

        assert_eq!(block_lines(source), [0, 2, 5, 8, 12, 14]);
        assert_eq!(page.root_element().child_elements().count(), 6);
    }

    #[test]
    fn a_readers_words_are_counted_once_and_pictures_and_formulas_are_not_words() {
        let source =
            "ה-**Back**end של `fs.read()`\n![שתי מילים](a.png) $x + y$\n\n```\na b\nc\n```";
        let length = render(source, Language::He).length;

        assert_eq!(length.hebrew_words, 2);
        assert_eq!(length.other_words, 1);
        assert_eq!((length.code_lines, length.images), (2, 1));
    }

    #[test]
    fn plain_text_holds_every_word_once() {
        assert_eq!(plain_text("# א\n\nב *ג* `ד`\n\n- ה\n- ו"), "א\nב ג ד\nה\nו");
    }
}
