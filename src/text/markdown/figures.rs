//! A picture that stands alone with a title is a figure, and the title its caption.

use std::borrow::Cow;

use comrak::nodes::{Node, NodeValue};

use super::blocks::Place;
use super::inlines;
use super::line::Line;
use super::page::Page;
use super::turns::{Scope, Turn};
use crate::text::isolates;

/// The caption of a paragraph that holds only a picture with a title.
pub fn caption_of(paragraph: Node) -> Option<String> {
    let only = paragraph
        .first_child()
        .filter(|first| first.next_sibling().is_none())?;
    match &only.data().value {
        NodeValue::Image(image) if !image.title.is_empty() => Some(image.title.clone()),
        _ => None,
    }
}

/// The caption of the figure that a picture stands in, if it does.
pub fn caption_around(image: Node) -> Option<String> {
    let parent = image.parent()?;
    match parent.data().value {
        NodeValue::Paragraph => caption_of(parent),
        _ => None,
    }
}

pub fn figure(page: &mut Page, node: Node, caption: &str, place: Place) {
    page.start_block(place);
    let given = page.overrides.of(node);
    let direction = given.and_then(|given| given.direction);
    // The box stays, in whichever language; only the caption's text turns.
    let said = Turn {
        scope: Scope::Box,
        direction: None,
        language: given.and_then(|given| given.language.clone().map(Cow::Owned)),
    };
    page.open_box("figure", Some(&said));
    let line = Line::of(node, page.cleaning());
    inlines::write(page, &line, place.direction);
    page.push("<figcaption>");
    let caption = match direction.filter(|given| *given != place.direction) {
        Some(given) => isolates::turned(caption, given),
        None => isolates::html(caption, place.direction),
    };
    page.push(&caption);
    page.push("</figcaption></figure>\n");
}
