//! Finds the phrases of a text that run against its direction: English in Hebrew, Arabic in English.
//!
//! Each is to be isolated, tightly, so that its punctuation stays with it and the sentence's own
//! punctuation stays with the sentence (W3C, "Inline markup and bidirectional text in HTML").

mod addresses;
mod edges;

use std::ops::Range;

use edges::{core, is_digit};

use crate::text::direction::{
    ATOM, Direction, has_english_function_word, is_arabic_letter, is_ltr_letter, is_rtl_letter,
};

/// Bytes of the phrases in `text` that run against `base`, in order and apart from each other.
pub fn against(text: &str, base: Direction) -> Vec<Range<usize>> {
    match base {
        Direction::Rtl => ltr_phrases(text),
        Direction::Ltr => rtl_phrases(text),
    }
}

/// What a left-to-right run is made of: a number keeps its order by itself unless it has a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Term,
    Number,
    /// Operands with an operator between.
    Formula,
}

#[derive(Debug, Clone)]
struct Run {
    place: Range<usize>,
    kind: Kind,
    /// How many brackets open in it and do not close.
    unclosed: usize,
}

impl Run {
    fn new(text: &str, place: Range<usize>, kind: Kind) -> Run {
        let mut unclosed = 0_usize;
        for letter in text[place.clone()].chars() {
            match letter {
                '(' | '[' | '{' => unclosed += 1,
                ')' | ']' | '}' => unclosed = unclosed.saturating_sub(1),
                _ => {}
            }
        }
        unclosed += unclosed_generics(&text[place.clone()]);
        Run {
            place,
            kind,
            unclosed,
        }
    }

    /// The run with the brackets after it that close its own.
    fn closed(mut self, text: &str) -> Run {
        while self.unclosed > 0 && text[self.place.end..].starts_with([')', ']', '}', '>']) {
            self.place.end += 1;
            self.unclosed -= 1;
        }
        self
    }
}

/// `HashMap<K` in `HashMap<K, V>`.
fn unclosed_generics(word: &str) -> usize {
    let is_generic = word.starts_with(|first: char| first.is_alphabetic());
    match is_generic {
        true => word
            .matches('<')
            .count()
            .saturating_sub(word.matches('>').count()),
        false => 0,
    }
}

/// How far the closing bracket of a term is looked for.
const LONGEST_BRACKET: usize = 200;

fn ltr_phrases(text: &str) -> Vec<Range<usize>> {
    let joined = join_neighbours(text, addresses::joined(text, terms(text)));
    let apart = keep_lists_apart(text, joined);
    let is_arabic = text.chars().any(is_arabic_letter);
    apart
        .into_iter()
        .filter(|run| {
            run.kind != Kind::Number || needs_isolate(&text[run.place.clone()], is_arabic)
        })
        .map(|run| run.place)
        .collect()
}

/// The left-to-right cores between white space and right-to-left letters.
fn terms(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut start = None;
    let is_edge = |letter: char| letter.is_whitespace() || letter == ATOM || is_rtl_letter(letter);
    for (place, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_edge(letter), start) {
            (false, None) => start = Some(place),
            (true, Some(first)) => {
                start = None;
                runs.extend(core(text, first..place));
            }
            _ => {}
        }
    }
    runs
}

/// Joins words of one phrase, operands of one formula, and a term with its bracket.
fn join_neighbours(text: &str, runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match joined.last_mut() {
            Some(last) if run.place.start < last.place.end => {}
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
    let gap = &text[last.place.end..next.place.start];
    let is_term = |run: &Run| run.kind != Kind::Number;
    let both_terms = is_term(last) && is_term(next);
    let (is_one, end) = match gap {
        " " => {
            let begins_with_digit = text[next.place.clone()].starts_with(is_digit);
            (
                is_term(last) && (is_term(next) || begins_with_digit),
                next.place.end,
            )
        }
        " (" | " [" if is_term(last) => match closing_bracket(text, last.place.end + 1) {
            Some(end) => (true, end.max(next.place.end)),
            None => (false, 0),
        },
        " - " | " – " | " — " | " / " | " & " | " | " | " · " if both_terms => {
            (true, next.place.end)
        }
        gap if is_operator(gap) => {
            let whole = together(last, next, next.place.end, Kind::Formula);
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

fn is_operator(gap: &str) -> bool {
    let is_spaced = gap.starts_with(' ') && gap.ends_with(' ');
    let operators = [
        "+", "−", "=", "×", "÷", "·", "*", "<", ">", "≤", "≥", "≠", "≈", "==", "!=", "<=", ">=",
        "=>", "->", "→", "^",
    ];
    is_spaced && operators.contains(&gap.trim())
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

/// Items of a list stay separate isolates, since the comma is the sentence's; a clause with a comma in
/// it is one.
fn keep_lists_apart(text: &str, runs: Vec<Run>) -> Vec<Run> {
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
    matches!(
        (before, after),
        (Some('('), Some(')'))
            | (Some('['), Some(']'))
            | (Some('"'), Some('"'))
            | (Some('“'), Some('”'))
            | (Some('«'), Some('»'))
            | (Some('״'), Some('״'))
    )
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
    let after = after.trim_start();
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
    let closing = match text[..place.start].chars().next_back()? {
        '"' => '"',
        '“' => '”',
        '«' => '»',
        '‘' => '’',
        '״' => '״',
        _ => return None,
    };
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

/// Which numbers a right-to-left sentence would show in another order.
fn needs_isolate(number: &str, in_arabic: bool) -> bool {
    let is_range = number.contains(['–', '—']) && !number.contains(['+', '=', '*', '^']);
    if is_range {
        return false;
    }
    let begins_with_sign =
        number.starts_with(['-', '+', '−', '±', '#', '<', '>', '/', '~', '.', ':']);
    let ends_with_sign = number.ends_with(['+', '*', '/', '#']);
    let holds_operator = number.contains([
        '=', '*', '^', '×', '÷', '<', '>', '≤', '≥', '(', ')', '_', '&', '?', '−', '+',
    ]);
    // After Arabic letters digits do not join across hyphens: dates and telephone numbers would turn.
    let turns_in_arabic = in_arabic && number.contains('-') && !is_plain_range(number);
    begins_with_sign || ends_with_sign || holds_operator || turns_in_arabic
}

/// Two short numbers and a hyphen: `10-20`, `2019-2023`.
fn is_plain_range(number: &str) -> bool {
    let is_short =
        |part: &str| (1..=4).contains(&part.chars().count()) && part.chars().all(is_digit);
    number
        .split_once('-')
        .is_some_and(|(from, to)| is_short(from) && is_short(to))
}

/// Right-to-left phrases of a left-to-right text: from the first to the last letter, with what lies
/// between; single words with commas between stay apart.
fn rtl_phrases(text: &str) -> Vec<Range<usize>> {
    let mut phrases: Vec<Range<usize>> = Vec::new();
    if text.is_ascii() {
        return phrases;
    }
    let mut current: Option<Range<usize>> = None;
    for (place, letter) in text.char_indices() {
        let joins = is_rtl_letter(letter)
            || (current.is_some() && unicode_normalization::char::is_combining_mark(letter));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, base: Direction) -> String {
        let mut shown = String::new();
        let mut written = 0;
        for place in against(text, base) {
            shown.push_str(&text[written..place.start]);
            shown.push_str(&format!("[{}]", &text[place.clone()]));
            written = place.end;
        }
        shown + &text[written..]
    }

    #[test]
    fn terms_in_hebrew_are_wrapped_tightly() {
        for (text, expected) in [
            ("ה-Backend הוא חלק", "ה-[Backend] הוא חלק"),
            ("שפות C++ או C# או F#.", "שפות [C++] או [C#] או [F#]."),
            ("ב-.NET וב-ASP.NET Core", "ב-[.NET] וב-[ASP.NET Core]"),
            ("הדגל --watch או -v בלבד", "הדגל [--watch] או [-v] בלבד"),
            ("הפונקציה readFile() מחזירה", "הפונקציה [readFile()] מחזירה"),
            ("מנוע Node.js (V8) מהיר", "מנוע [Node.js (V8)] מהיר"),
            (
                "מונע אירועים (event-driven), לא",
                "מונע אירועים ([event-driven]), לא",
            ),
            ("כתבו ל-user@example.com.", "כתבו ל-[user@example.com]."),
            ("אם x > 5 אז", "אם [x > 5] אז"),
            (
                "קריאה ל-f(a, b) או Map<K, V>",
                "קריאה ל-[f(a, b)] או [Map<K, V>]",
            ),
            ("הוא O(n log n) תמיד", "הוא [O(n log n)] תמיד"),
            (
                "ראו https://a.example/דף/ב.",
                "ראו [https://a.example/דף/ב].",
            ),
            ("כי 5 - 3 = 2 או a / b = c", "כי [5 - 3 = 2] או [a / b = c]"),
            ("כאן e.g. Node וכו", "כאן [e.g. Node] וכו"),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn lists_stay_lists_and_clauses_stay_whole() {
        for (text, expected) in [
            ("ב-C++, C# ו-.NET", "ב-[C++], [C#] ו-[.NET]"),
            ("כמו npm, yarn או pnpm", "כמו [npm], [yarn] או [pnpm]"),
            (
                "קלט ופלט (Input, Output) כאן",
                "קלט ופלט ([Input, Output]) כאן",
            ),
            ("הוא אמר Hello, world! והלך", "הוא אמר [Hello, world]! והלך"),
            (
                "אמר: \"Talk is cheap. Show me the code.\" וזהו",
                "אמר: \"[Talk is cheap. Show me the code.]\" וזהו",
            ),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn numbers_are_wrapped_only_where_they_would_turn() {
        for (text, expected) in [
            ("קר: -5 מעלות", "קר: [-5] מעלות"),
            ("גדל ב-10% השנה", "גדל ב-10% השנה"),
            ("השנים 2019–2023 היו", "השנים 2019–2023 היו"),
            (
                "בתאריך 2024-01-15 בשעה 10:30",
                "בתאריך 2024-01-15 בשעה 10:30",
            ),
            ("لתאריך في 2024-01-15 تم", "لתאריך في [2024-01-15] تم"),
            ("לגילאי 18+ בלבד", "לגילאי [18+] בלבד"),
        ] {
            assert_eq!(marked(text, Direction::Rtl), expected);
        }
    }

    #[test]
    fn hebrew_in_english_is_wrapped_without_its_stop() {
        assert_eq!(
            marked("The word דף, means page.", Direction::Ltr),
            "The word [דף], means page."
        );
    }

    proptest::proptest! {
        #[test]
        fn phrases_are_apart_in_order_and_on_letters(text in "\\PC*", rtl in proptest::bool::ANY) {
            let base = if rtl { Direction::Rtl } else { Direction::Ltr };
            let mut last = 0;
            for place in against(&text, base) {
                proptest::prop_assert!(place.start >= last && place.start < place.end);
                proptest::prop_assert!(text.get(place.clone()).is_some());
                last = place.end;
            }
        }
    }
}
