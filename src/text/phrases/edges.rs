//! Where a left-to-right term begins and ends: which signs are its own and which its sentence's.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::runs::{Kind, Run};
use crate::text::direction::{Direction, is_ltr_letter, is_rtl_letter};

/// A longer piece without white space is no word; looking at its edges again and again would cost its
/// square.
const LONGEST_CORE: usize = 400;

/// A span without what belongs to the sentence around it.
pub fn core(text: &str, span: Range<usize>) -> Option<Run> {
    if !text[span.clone()].chars().any(is_core_letter) {
        return None;
    }
    if span.len() > LONGEST_CORE {
        return Some(Run::new(text, span, Kind::Term));
    }
    let follows_rtl = text[..span.start]
        .chars()
        .next_back()
        .is_some_and(is_rtl_letter);
    let is_last = text[span.end..].trim_start().is_empty();
    let start = leading_edge(text, span.clone(), follows_rtl);
    let end = trailing_edge(text, start..span.end, is_last);
    let body = text
        .get(start..end)
        .filter(|body| body.chars().any(is_core_letter))?;
    let kind = if body.chars().any(is_ltr_letter) {
        Kind::Term
    } else {
        Kind::Number
    };
    Some(Run::new(text, start..end, kind))
}

/// A piece of a phrase against `base` that was cut at its start, its end or both, without what belongs to
/// the sentence there.
pub fn piece(
    text: &str,
    piece: Range<usize>,
    (cut_start, cut_end): (bool, bool),
    base: Direction,
) -> Range<usize> {
    let (mut start, mut end) = (piece.start, piece.end);
    if base.is_rtl() {
        if cut_start {
            start = leading_edge(text, piece, false);
        }
        if cut_end {
            end = trailing_edge(text, start..end, false);
        }
        return start..end;
    }
    let is_edge = |letter: char| !is_rtl_letter(letter) && !is_combining_mark(letter);
    if cut_start {
        start = end - text[start..end].trim_start_matches(is_edge).len();
    }
    if cut_end {
        end = start + text[start..end].trim_end_matches(is_edge).len();
    }
    start..end
}

fn is_core_letter(letter: char) -> bool {
    (is_ltr_letter(letter) && letter.is_alphanumeric()) || is_digit(letter)
}

pub fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '٠'..='٩' | '۰'..='۹')
}

fn is_hyphen(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}' | '\u{2011}' | '–' | '—' | '\u{05BE}' | '\u{200E}' | '\u{200F}'
    )
}

/// After a Hebrew letter one hyphen is the Hebrew word's, and so is any other punctuation. Signs that
/// names and flags begin with stay: `.NET`, `--watch`, `/etc`, `#42`.
fn leading_edge(text: &str, span: Range<usize>, follows_rtl: bool) -> usize {
    let body = &text[span.clone()];
    let to_core = body.find(is_core_letter).unwrap_or(0);
    let mut start = 0;
    if follows_rtl {
        match body.chars().next() {
            Some(hyphen) if is_hyphen(hyphen) => {
                start = hyphen.len_utf8();
                // Two ASCII hyphens may begin a flag; a dash or a mark after the hyphen does not.
                let more = body[start..to_core].find(|letter| !is_hyphen(letter) || letter == '-');
                start += more.unwrap_or(to_core - start);
            }
            _ => return span.start + to_core,
        }
    }
    while start < to_core {
        if is_technical_sign(&body[start..to_core]) {
            break;
        }
        start += body[start..].chars().next().map_or(1, char::len_utf8);
    }
    span.start + start
}

fn is_technical_sign(sign: &str) -> bool {
    let is_sign = |letter: char| {
        matches!(
            letter,
            '.' | '#'
                | '@'
                | '$'
                | '€'
                | '£'
                | '-'
                | '+'
                | '/'
                | '~'
                | '<'
                | '>'
                | '&'
                | '%'
                | '\\'
                | '?'
                | '='
                | '±'
                | '−'
                | ':'
                | '_'
                | '!'
                | '`'
        )
    };
    let is_sentence_mark = matches!(sign, ":" | "!" | "?" | "=" | ">");
    sign.chars().count() <= 3 && sign.chars().all(is_sign) && !is_sentence_mark
}

/// Drops the sentence's punctuation and closing brackets that were not opened inside.
fn trailing_edge(text: &str, span: Range<usize>, is_last: bool) -> usize {
    let mut end = span.end;
    while let Some(last) = text[span.start..end].chars().next_back() {
        let body = &text[span.start..end];
        if (is_core_letter(last) && !is_superscript(last)) || keeps_sign(body, last, is_last) {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

pub fn is_superscript(letter: char) -> bool {
    matches!(
        letter,
        '¹' | '²' | '³' | '\u{2070}' | '\u{2074}'..='\u{2079}'
    )
}

fn keeps_sign(body: &str, last: char, is_last: bool) -> bool {
    let before = body[..body.len() - last.len_utf8()]
        .chars()
        .next_back()
        .unwrap_or(' ');
    match last {
        ')' => is_opened(body, '(', ')'),
        ']' => is_opened(body, '[', ']'),
        '}' => is_opened(body, '{', '}'),
        '>' => is_opened(body, '<', '>'),
        '+' | '#' | '*' | '°' | '_' => is_core_letter(before) || before == '+',
        '%' | '€' | '$' | '₪' | '£' | '‰' => is_digit(before),
        '/' | '\\' => true,
        '.' => !is_last && is_abbreviation(body),
        // `x²` is a power, and `word²` has a footnote.
        power if is_superscript(power) => is_variable(body),
        _ => false,
    }
}

/// One small letter with powers.
fn is_variable(body: &str) -> bool {
    let mut letters = body.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(is_superscript)
}

fn is_opened(body: &str, opening: char, closing: char) -> bool {
    let opened = body.matches(opening).count();
    opened > 0 && opened >= body.matches(closing).count()
}

/// `e.g.`, `i.e.`, `vs.`
fn is_abbreviation(body: &str) -> bool {
    let alternates = |(place, byte): (usize, u8)| match place % 2 {
        0 => byte.is_ascii_alphabetic(),
        _ => byte == b'.',
    };
    ["vs.", "inc.", "ltd.", "corp."]
        .iter()
        .any(|known| body.eq_ignore_ascii_case(known))
        || (body.len() >= 4 && body.bytes().enumerate().all(alternates))
}
