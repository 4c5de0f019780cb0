//! Hebrew and Arabic in a text that runs left to right.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::direction::{ATOM, is_ltr_letter, is_rtl_letter};

/// Right-to-left phrases of a left-to-right text: from the first to the last letter, with what lies
/// between; single words with commas between stay apart.
pub fn rtl_phrases(text: &str) -> Vec<Range<usize>> {
    let mut phrases: Vec<Range<usize>> = Vec::new();
    if !text.contains(is_rtl_letter) {
        return phrases;
    }
    let mut current: Option<Range<usize>> = None;
    for (place, letter) in text.char_indices() {
        let is_point = is_combining_mark(letter) && !is_ltr_letter(letter);
        let joins = is_rtl_letter(letter) || (current.is_some() && is_point);
        if joins {
            let start = current.as_ref().map_or(place, |phrase| phrase.start);
            current = Some(start..place + letter.len_utf8());
        } else if is_ltr_letter(letter) || matches!(letter, ATOM | '\n' | ',' | ';' | '،') {
            phrases.extend(current.take());
        }
    }
    phrases.extend(current);
    let mut joined = join_clauses(text, phrases);
    for phrase in &mut joined {
        close_bracket(text, phrase);
    }
    joined
}

/// A bracket that opens in a phrase and closes right after it belongs to it.
fn close_bracket(text: &str, phrase: &mut Range<usize>) {
    let body = &text[phrase.clone()];
    let is_open = body.matches('(').count() > body.matches(')').count();
    if is_open && text[phrase.end..].starts_with(')') {
        phrase.end += 1;
    }
}

fn join_clauses(text: &str, phrases: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        if let Some(last) = joined.last_mut() {
            let gap = &text[last.end..phrase.start];
            let has_words = text[last.clone()].contains(' ') || text[phrase.clone()].contains(' ');
            if matches!(gap, ", " | "; " | "، ") && has_words {
                last.end = phrase.end;
                continue;
            }
        }
        joined.push(phrase);
    }
    joined
}
