//! Which phrases with a comma between are a list of terms, and which a clause.

use std::ops::Range;

use super::runs::{Kind, Run};
use crate::text::direction::{has_english_function_word, is_ltr_letter, is_rtl_letter};
use crate::text::quotations::{self, is_apostrophe};

/// Items of a list stay separate isolates, since the comma is the sentence's; a clause with a comma in
/// it is one.
pub fn keep_lists_apart(text: &str, runs: Vec<Run>) -> Vec<Run> {
    let mut apart = Vec::with_capacity(runs.len());
    let mut rest = runs.as_slice();
    while let Some(first) = rest.first() {
        let length = 1 + rest
            .windows(2)
            .take_while(|pair| are_chained(text, &pair[0], &pair[1]))
            .count();
        let (chain, after) = rest.split_at(length);
        rest = after;
        let whole = first.place.start..chain[length - 1].place.end;
        if length > 1 && is_clause(text, &whole, chain) {
            let end = quotation_end(text, &whole).unwrap_or(whole.end);
            apart.push(Run {
                place: whole.start..end,
                kind: Kind::Term,
                unclosed: 0,
            });
        } else {
            apart.extend(chain.iter().map(|run| with_quotation_end(text, run)));
        }
    }
    apart
}

fn with_quotation_end(text: &str, run: &Run) -> Run {
    let end = quotation_end(text, &run.place).unwrap_or(run.place.end);
    Run {
        place: run.place.start..end,
        ..run.clone()
    }
}

fn are_chained(text: &str, one: &Run, next: &Run) -> bool {
    if one.kind == Kind::Number || next.kind == Kind::Number {
        return false;
    }
    match &text[one.place.end..next.place.start] {
        ", " | "; " | "، " => true,
        // A stop joins only two pieces of English prose.
        ". " | "? " | "! " | ": " => {
            has_english_function_word(&text[one.place.clone()])
                && has_english_function_word(&text[next.place.clone()])
        }
        _ => false,
    }
}

fn is_clause(text: &str, whole: &Range<usize>, chain: &[Run]) -> bool {
    is_wrapped(text, whole)
        || has_english_function_word(&text[whole.clone()])
        || quotation_end(text, whole).is_some()
        || !is_list(text, chain)
}

fn is_wrapped(text: &str, whole: &Range<usize>) -> bool {
    let before = text[..whole.start].chars().next_back();
    let after = text[whole.end..].chars().next();
    let is_bracketed = matches!(
        (before, after),
        (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('{'), Some('}'))
    );
    is_bracketed || (after.is_some() && before.and_then(closing_mark) == after)
}

/// The mark that closes a quotation around a phrase. Some keyboards quote with the sign for gershayim.
fn closing_mark(opening: char) -> Option<char> {
    match opening {
        '״' => Some('״'),
        mark => quotations::closing_mark(mark),
    }
}

/// Short items, and three of them, or a conjunction after them, or names all through.
fn is_list(text: &str, chain: &[Run]) -> bool {
    if chain
        .iter()
        .any(|run| text[run.place.clone()].split_whitespace().count() > 3)
    {
        return false;
    }
    let is_name = |run: &Run| {
        let first = text[run.place.clone()].chars().next();
        first.is_some_and(|letter| letter.is_uppercase() || !letter.is_alphabetic())
    };
    let end = chain.last().map_or(0, |run| run.place.end);
    chain.len() >= 3 || follows_conjunction(&text[end..]) || chain.iter().all(is_name)
}

fn follows_conjunction(after: &str) -> bool {
    let after = after.trim_start_matches([',', ';', '،', ' ']);
    let second = after.chars().nth(1);
    let joins = |letter: char| is_rtl_letter(letter) || matches!(letter, '-' | '־' | 'ـ' | ' ');
    match after.chars().next() {
        Some('ו') => second.is_some_and(|next| is_rtl_letter(next) || matches!(next, '-' | '־')),
        // Arabic writes its "and" onto a Latin name too, with or without a hyphen.
        Some('و') => second.is_some_and(|next| joins(next) || is_ltr_letter(next)),
        _ => after.starts_with("או ") || after.starts_with("أو "),
    }
}

/// A phrase that fills a quotation takes the quotation's last stop with it.
fn quotation_end(text: &str, place: &Range<usize>) -> Option<usize> {
    let mut before = text[..place.start].chars().rev();
    let (opening, outer) = (before.next()?, before.next());
    // Behind a letter an apostrophe is the word's.
    let is_of_word = is_apostrophe(opening) && outer.is_some_and(char::is_alphanumeric);
    let closing = closing_mark(opening).filter(|_| !is_of_word)?;
    let rest = &text[place.end..];
    let mut stops = 0;
    for letter in rest.chars() {
        match letter {
            '.' | '!' | '?' | '…' | ',' => stops += letter.len_utf8(),
            mark if mark == closing && stops > 0 => return Some(place.end + stops),
            _ => return None,
        }
    }
    None
}
