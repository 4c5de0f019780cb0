//! Which neighbours are one phrase: words of a name, operands of a formula, a term and its bracket.

use std::borrow::Cow;

use super::edges::is_superscript;
use super::runs::{Kind, Run};
use crate::text::direction::{ATOM, has_english_function_word, is_rtl_letter};

/// How far the closing bracket of a term is looked for.
const LONGEST_BRACKET: usize = 200;

/// Joins words of one phrase, operands of one formula, and a term with its bracket.
pub fn join_neighbours(text: &str, runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match joined.last_mut() {
            // Its beginning was taken with a bracket.
            Some(last) if run.place.start < last.place.end => {
                last.place.end = last.place.end.max(run.place.end);
            }
            Some(last) => match union(text, last, &run) {
                Some(union) => *last = union,
                None => joined.push(run),
            },
            None => joined.push(run),
        }
    }
    join_subtractions(text, joined)
}

/// Two neighbours as one, when they are one.
fn union(text: &str, last: &Run, next: &Run) -> Option<Run> {
    let typed = &text[last.place.end..next.place.start];
    let gap = &one_spaced(typed);
    let is_term = |run: &Run| run.kind != Kind::Number;
    let both_terms = is_term(last) && is_term(next);
    let (is_one, end) = match gap.as_ref() {
        " " => {
            // `issue #42`, `price $15`
            (is_term(last), next.place.end)
        }
        gap if is_term(last) && opens_bracket(gap) => {
            let spaces = typed.len() - typed.trim_start().len();
            match closing_bracket(text, last.place.end + spaces) {
                Some(end) => (true, end.max(next.place.end)),
                None => (false, 0),
            }
        }
        " - " | " – " | " — " | " / " | " & " | " | " | " · " if both_terms => {
            (true, next.place.end)
        }
        gap if is_operator(gap.trim_start_matches(is_superscript), both_terms) => {
            let powers = match text[next.place.clone()].chars().nth(1) {
                None => raised(&text[next.place.end..]),
                Some(_) => 0,
            };
            let whole = together(last, next, next.place.end + powers, Kind::Formula);
            return Some(whole.closed(text));
        }
        // The comma stands in a bracket that is the term's own: `f(a, b)`.
        ", " | "; " if last.unclosed > 0 => (true, next.place.end),
        gap => (
            both_terms && is_code_in_prose(text, gap, last, next),
            next.place.end,
        ),
    };
    is_one.then(|| together(last, next, end, Kind::Term).closed(text))
}

fn together(last: &Run, next: &Run, end: usize, kind: Kind) -> Run {
    Run {
        place: last.place.start..end,
        kind,
        unclosed: match end > next.place.end {
            // Its bracket has closed already.
            true => last.unclosed,
            false => last.unclosed + next.unclosed,
        },
    }
}

/// A hyphen between two numbers makes a range, but beside a formula it is a minus: `5 - 3 = 2`.
fn join_subtractions(text: &str, runs: Vec<Run>) -> Vec<Run> {
    if runs.iter().all(|run| run.kind != Kind::Formula) {
        return runs;
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.into_iter().rev() {
        match joined.last_mut() {
            Some(next)
                if (next.kind == Kind::Formula || run.kind == Kind::Formula)
                    && matches!(&text[run.place.end..next.place.start], " - " | " / ") =>
            {
                next.place.start = run.place.start;
                next.kind = Kind::Formula;
            }
            _ => joined.push(run),
        }
    }
    joined.reverse();
    joined
}

/// How much of a phrase is looked at for words of English.
const NEAR: usize = 200;

/// A piece of code, or a picture, between two pieces of English prose: `use [code] to read`.
fn is_code_in_prose(text: &str, gap: &str, last: &Run, next: &Run) -> bool {
    let is_atom = gap.strip_prefix(' ').and_then(|gap| gap.strip_suffix(' '));
    if is_atom.is_none_or(|atom| atom.chars().ne([ATOM])) {
        return false;
    }
    let mut start = last.place.start.max(last.place.end.saturating_sub(NEAR));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    has_english_function_word(&text[start..last.place.end])
        || has_english_function_word(&text[next.place.clone()])
}

/// A space and a bracket, perhaps with a quotation in it.
fn opens_bracket(gap: &str) -> bool {
    let bracket = gap.trim_end_matches(['"', '\'', '“', '‘', '”', '„', '’', '«', '‹']);
    matches!(bracket, " (" | " [")
}

/// A gap with one space for each run of them: HTML shows no more, and one that does not break is one too.
fn one_spaced(gap: &str) -> Cow<'_, str> {
    const LONGEST: usize = 24;
    let is_wide = |letter: char| letter.is_whitespace() && letter != ' ' && letter != '\n';
    if gap.len() > LONGEST || !(gap.contains("  ") || gap.contains(is_wide)) {
        return gap.into();
    }
    let mut narrow = String::with_capacity(gap.len());
    for letter in gap.chars() {
        let letter = if is_wide(letter) { ' ' } else { letter };
        if letter != ' ' || !narrow.ends_with(' ') {
            narrow.push(letter);
        }
    }
    narrow.into()
}

/// How many bytes of powers a text begins with.
fn raised(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_superscript).len()
}

/// A sign between two operands. Between terms it may be any: without isolates it would keep their order.
fn is_operator(gap: &str, both_terms: bool) -> bool {
    let Some(sign) = gap.strip_prefix(' ').and_then(|gap| gap.strip_suffix(' ')) else {
        return false;
    };
    let operators = [
        "+", "−", "=", "×", "÷", "·", "*", "<", ">", "≤", "≥", "≠", "≈", "==", "!=", "<=", ">=",
        "=>", "->", "→", "^", "%", "+=", "-=", ":=", "&&", "||", "??", "*=", "/=", "±", "**",
        "===", "!==", "<<", ">>",
    ];
    operators.contains(&sign) || (both_terms && is_sign_of_code(sign))
}

/// `&&`, `:=`, `??`, `⇒`, and no mark of a sentence or of a list.
fn is_sign_of_code(sign: &str) -> bool {
    let is_part = |letter: char| {
        matches!(
            letter,
            '&' | '|' | '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '?'
        ) || matches!(letter, '~' | '^' | ':' | '\u{2190}'..='\u{22FF}')
    };
    let length = sign.chars().count();
    (1..=3).contains(&length)
        && sign.chars().all(is_part)
        && !matches!(
            sign,
            "!" | "?" | ":" | "!!" | "??!" | "?!" | "!?" | "--" | "---" | "!!!" | "???"
        )
}

/// The end of the bracket that opens at `from`, when its whole content runs left to right.
fn closing_bracket(text: &str, from: usize) -> Option<usize> {
    let mut open = Vec::new();
    for (place, letter) in text[from..].char_indices().take(LONGEST_BRACKET) {
        match letter {
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.last() == Some(&letter) => {
                open.pop();
                if open.is_empty() {
                    return Some(from + place + letter.len_utf8());
                }
            }
            ATOM | '\n' => return None,
            _ if is_rtl_letter(letter) => return None,
            _ => {}
        }
    }
    None
}
