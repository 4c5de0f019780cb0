//! Writes a parsed document as HTML, each block in the direction that [`super::layout`] gave it.

use std::borrow::Cow;
use std::fmt::{self, Write};

use comrak::Options;
use comrak::html::{
    ChildRendering, Context, escape_href, format_document_with_formatter, format_node_default,
};
use comrak::nodes::{AstNode, ListType, NodeLink, NodeList, NodeValue};
use comrak::options::Plugins;

use super::anchors::Anchors;
use super::layout::{Layout, Turn};
use super::{Heading, direction_attribute, footnotes, tables};
use crate::text::direction::is_bidi_control;
use crate::text::highlight;
use crate::text::language::Language;
use crate::text::phrases;

/// The HTML of a document before it is sanitised.
pub struct Emitted {
    pub html: String,
    pub contents: Vec<Heading>,
}

/// What is known while a document is written.
pub struct Writing {
    layout: Layout,
    pub language: Language,
    contents: Vec<Heading>,
    anchors: Anchors,
    /// How many footnotes were begun; comrak sets them last, in the order of their numbers.
    pub footnotes: u32,
    pub tables: usize,
    /// The column of a table that is being written.
    pub column: usize,
}

pub type Page<'o, 'c> = Context<'o, 'c, Writing>;
pub type Outcome = Result<ChildRendering, fmt::Error>;

pub fn emit<'a>(document: &'a AstNode<'a>, options: &Options, language: Language) -> Emitted {
    let writing = Writing {
        layout: Layout::of(document, language.direction()),
        language,
        contents: Vec::new(),
        anchors: Anchors::default(),
        footnotes: 0,
        tables: 0,
        column: 0,
    };
    let mut html = String::new();
    let plugins = Plugins::default();
    let written =
        format_document_with_formatter(document, options, &mut html, &plugins, node, writing);
    // Writing to a String does not fail.
    let contents = written.map(|writing| {
        if writing.footnotes > 0 {
            html.push_str("</ol>\n</section>\n");
        }
        writing.contents
    });
    Emitted {
        html,
        contents: contents.unwrap_or_default(),
    }
}

fn node<'a>(page: &mut Page, node: &'a AstNode<'a>, entering: bool) -> Outcome {
    match &node.data().value {
        NodeValue::Paragraph => paragraph(page, node, entering),
        NodeValue::Heading(heading) => self::heading(page, node, heading.level, entering),
        NodeValue::BlockQuote => block(page, node, "blockquote", entering),
        NodeValue::List(list) => self::list(page, node, list, entering),
        NodeValue::CodeBlock(code) => code_block(page, &code.info, &code.literal, entering),
        NodeValue::Code(code) => inline_code(page, &code.literal, entering),
        NodeValue::Text(text) => self::text(page, node, text, entering),
        NodeValue::Image(image) => self::image(page, node, image, entering),
        NodeValue::TaskItem(task) => self::task(page, task.symbol.is_some(), entering),
        NodeValue::Table(_) => tables::table(page, node, entering),
        NodeValue::TableRow(is_head) => tables::table_row(page, node, *is_head, entering),
        NodeValue::TableCell => tables::table_cell(page, node, entering),
        NodeValue::FootnoteReference(reference) => footnotes::reference(page, reference, entering),
        NodeValue::FootnoteDefinition(note) => footnotes::definition(page, node, note, entering),
        _ => format_node_default(page, node, entering),
    }
}

fn paragraph<'a>(page: &mut Page, node: &'a AstNode<'a>, entering: bool) -> Outcome {
    if let Some(caption) = figure_caption(node) {
        return figure(page, &caption, entering);
    }
    let tight = is_tight(node);
    if entering {
        if !tight {
            page.cr()?;
            open(page, node, "p")?;
        }
        open_isolate(page, node)?;
    } else {
        close_isolate(page, node)?;
        footnotes::back_links(page, node)?;
        if !tight {
            page.write_str("</p>\n")?;
        }
    }
    Ok(ChildRendering::HTML)
}

/// A paragraph that holds only a picture with a title is a figure, and the title its caption.
fn figure_caption<'a>(node: &'a AstNode<'a>) -> Option<String> {
    let only = node
        .first_child()
        .filter(|first| first.next_sibling().is_none())?;
    match &only.data().value {
        NodeValue::Image(image) if !image.title.is_empty() => Some(image.title.clone()),
        _ => None,
    }
}

fn figure(page: &mut Page, caption: &str, entering: bool) -> Outcome {
    if entering {
        page.cr()?;
        page.write_str("<figure>")?;
    } else {
        let caption = crate::text::isolates::html(caption, page.user.language.direction());
        writeln!(page, "<figcaption>{caption}</figcaption></figure>")?;
    }
    Ok(ChildRendering::HTML)
}

fn heading<'a>(page: &mut Page, node: &'a AstNode<'a>, level: u8, entering: bool) -> Outcome {
    let level = level.max(2);
    if entering {
        let text = heading_text(node);
        let id = page.user.anchors.make(&text);
        page.cr()?;
        write!(page, "<h{level} id=\"{id}\">")?;
        page.user.contents.push(Heading { level, id, text });
        open_isolate(page, node)?;
    } else {
        close_isolate(page, node)?;
        writeln!(page, "</h{level}>")?;
    }
    Ok(ChildRendering::HTML)
}

fn heading_text<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(words) => {
                text.extend(words.chars().filter(|letter| !is_bidi_control(*letter)))
            }
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

fn block<'a>(page: &mut Page, node: &'a AstNode<'a>, tag: &str, entering: bool) -> Outcome {
    page.cr()?;
    if entering {
        open(page, node, tag)?;
    } else {
        write!(page, "</{tag}>")?;
    }
    page.lf()?;
    Ok(ChildRendering::HTML)
}

fn list<'a>(page: &mut Page, node: &'a AstNode<'a>, list: &NodeList, entering: bool) -> Outcome {
    let tag = match list.list_type {
        ListType::Bullet => "ul",
        ListType::Ordered => "ol",
    };
    if !entering {
        writeln!(page, "</{tag}>")?;
        return Ok(ChildRendering::HTML);
    }
    page.cr()?;
    write!(page, "<{tag}")?;
    if list.is_task_list {
        page.write_str(" class=\"tasks\"")?;
    }
    if tag == "ol" && list.start != 1 {
        write!(page, " start=\"{}\"", list.start)?;
    }
    write_turned_box(page, node)?;
    page.write_str(">\n")?;
    Ok(ChildRendering::HTML)
}

fn code_block(page: &mut Page, info: &str, literal: &str, entering: bool) -> Outcome {
    if entering {
        let language = info.split_whitespace().next().unwrap_or_default();
        let code = highlight::code(literal, language);
        page.cr()?;
        page.write_str("<pre dir=\"ltr\"")?;
        if code.has_controls {
            page.write_str(" data-bidi-warning=\"1\"")?;
        }
        page.write_str("><code")?;
        if !language.is_empty() {
            page.write_str(" class=\"language-")?;
            page.escape(language)?;
            page.write_str("\"")?;
        }
        write!(page, ">{}</code></pre>", code.html)?;
        page.lf()?;
    }
    Ok(ChildRendering::HTML)
}

fn inline_code(page: &mut Page, literal: &str, entering: bool) -> Outcome {
    if entering {
        page.write_str("<code dir=\"ltr\">")?;
        highlight::escape_code(page, literal)?;
        page.write_str("</code>")?;
    }
    Ok(ChildRendering::HTML)
}

/// Prose, with each phrase that runs against its block isolated. In a link, or in bold, that holds
/// just such a phrase, the isolate stands inside.
fn text<'a>(page: &mut Page, node: &'a AstNode<'a>, words: &str, entering: bool) -> Outcome {
    if !entering {
        return Ok(ChildRendering::HTML);
    }
    let clean: Cow<str> = match words.contains(is_bidi_control) {
        true => words.replace(is_bidi_control, "").into(),
        false => words.into(),
    };
    let base = page.user.layout.text_direction(node);
    let mut written = 0;
    for place in phrases::against(&clean, base) {
        page.escape(&clean[written..place.start])?;
        write!(page, "<bdi{}>", direction_attribute(base.opposite()))?;
        page.escape(&clean[place.clone()])?;
        page.write_str("</bdi>")?;
        written = place.end;
    }
    page.escape(&clean[written..])?;
    Ok(ChildRendering::HTML)
}

fn image<'a>(page: &mut Page, node: &'a AstNode<'a>, image: &NodeLink, entering: bool) -> Outcome {
    if entering {
        page.write_str("<img src=\"")?;
        if !comrak::html::dangerous_url(&image.url) {
            escape_href(page, &image.url, false)?;
        }
        page.write_str("\" alt=\"")?;
        page.escape(&heading_text(node))?;
        page.write_str("\"")?;
        if !image.title.is_empty()
            && node
                .parent()
                .is_none_or(|parent| figure_caption(parent).is_none())
        {
            page.write_str(" title=\"")?;
            page.escape(&image.title)?;
            page.write_str("\"")?;
        }
        page.write_str(" loading=\"lazy\">")?;
    }
    Ok(ChildRendering::Skip)
}

/// A box that shows whether a task is done; only the author can change it.
fn task(page: &mut Page, is_done: bool, entering: bool) -> Outcome {
    if entering {
        let label = task_label(page.user.language, is_done);
        let checked = if is_done { " checked" } else { "" };
        write!(
            page,
            "<li><input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "
        )?;
    } else {
        page.write_str("</li>\n")?;
    }
    Ok(ChildRendering::HTML)
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

fn is_tight<'a>(paragraph: &'a AstNode<'a>) -> bool {
    paragraph
        .parent()
        .and_then(|item| item.parent())
        .is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}

fn open<'a>(page: &mut Page, node: &'a AstNode<'a>, tag: &str) -> fmt::Result {
    write!(page, "<{tag}")?;
    write_turned_box(page, node)?;
    page.write_str(">")
}

/// The attributes of a box that turns.
pub fn write_turned_box<'a>(page: &mut Page, node: &'a AstNode<'a>) -> fmt::Result {
    if let Some(Turn::Box { direction, english }) = page.user.layout.turn(node) {
        page.write_str(direction_attribute(direction))?;
        page.write_str(english_attribute(english))?;
    }
    Ok(())
}

/// Begins the isolate of a block whose text turns and whose box stays.
pub fn open_isolate<'a>(page: &mut Page, node: &'a AstNode<'a>) -> fmt::Result {
    if let Some(Turn::Text { direction, english }) = page.user.layout.turn(node) {
        write!(
            page,
            "<bdi{}{}>",
            direction_attribute(direction),
            english_attribute(english)
        )?;
    }
    Ok(())
}

pub fn close_isolate<'a>(page: &mut Page, node: &'a AstNode<'a>) -> fmt::Result {
    if matches!(page.user.layout.turn(node), Some(Turn::Text { .. })) {
        page.write_str("</bdi>")?;
    }
    Ok(())
}

fn english_attribute(english: bool) -> &'static str {
    if english { " lang=\"en\"" } else { "" }
}
