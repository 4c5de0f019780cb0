//! Where the words of a text begin and end. Every letter is looked at a bounded number of times.

use std::ops::Range;

use super::{arabic, fold, hebrew};

/// By whose rules a word is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Hebrew,
    Arabic,
    /// Latin letters and digits, with the signs that technical names have in them.
    Latin,
    Other,
}

/// The words of a text with their places, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Script, Range<usize>)> {
    let mut at = 0;
    let mut before = None;
    std::iter::from_fn(move || {
        while let Some(letter) = text[at..].chars().next() {
            let start = at;
            if let (Some(script), end) = word_at(text, at, before, letter) {
                before = text[..end].chars().next_back();
                at = end;
                return Some((script, start..end));
            }
            before = Some(letter);
            at += letter.len_utf8();
        }
        None
    })
}

fn word_at(text: &str, at: usize, before: Option<char>, letter: char) -> (Option<Script>, usize) {
    if matches!(letter, ' ' | '\n' | ',' | '-') {
        return (None, at);
    }
    if hebrew::is_letter(letter) {
        return (Some(Script::Hebrew), hebrew_end(text, at));
    }
    if arabic::is_letter(letter) {
        let is_inner = |c: char| arabic::is_letter(c) || fold::is_arabic_mark(c);
        return (Some(Script::Arabic), run_end(text, at, is_inner));
    }
    if let Some(first) = latin_start(text, at, before, letter) {
        return (Some(Script::Latin), latin_end(text, first));
    }
    if is_other(letter) {
        return (Some(Script::Other), run_end(text, at, is_other));
    }
    (None, at)
}

fn run_end(text: &str, at: usize, is_inner: impl Fn(char) -> bool) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| !is_inner(c)).unwrap_or(rest.len())
}

/// Points stand in a word, and quotes do between two of its letters; a geresh may end it.
fn hebrew_end(text: &str, at: usize) -> usize {
    let is_inner =
        |c: char| hebrew::is_letter(c) || fold::is_hebrew_mark(c) || fold::is_invisible(c);
    let mut end = run_end(text, at, is_inner);
    loop {
        let mut rest = text[end..].chars();
        let (Some(quote), next) = (rest.next(), rest.next()) else {
            return end;
        };
        let goes_on = next.is_some_and(hebrew::is_letter);
        if goes_on && hebrew::is_quote_in_word(quote) {
            end = run_end(text, end + quote.len_utf8(), is_inner);
        } else if !goes_on && matches!(quote, '\'' | '׳') {
            return end + quote.len_utf8();
        } else {
            return end;
        }
    }
}

/// Where the first letter of a technical word stands that begins here, perhaps with a sign: `.NET`,
/// `@angular`, and `++C`, which is how a bare right-to-left editor makes people type `C++`.
fn latin_start(text: &str, at: usize, before: Option<char>, letter: char) -> Option<usize> {
    if is_latin(letter) {
        return Some(at);
    }
    let mut ahead = text[at + letter.len_utf8()..].chars();
    let (first, second, third) = (ahead.next()?, ahead.next(), ahead.next());
    let follows_word = before.is_some_and(is_word);
    let is_ascii_letter = |c: char| c.is_ascii_alphabetic();
    let begins = match letter {
        '.' => {
            (!follows_word || before.is_some_and(hebrew::is_letter))
                && before != Some('.')
                && is_ascii_letter(first)
                && second.is_some_and(is_ascii_letter)
        }
        '@' => !follows_word && is_latin(first),
        '+' => first == '+' && matches!(second, Some('C' | 'c')) && !third.is_some_and(is_word),
        _ => false,
    };
    begins.then(|| at + if letter == '+' { 2 } else { 1 })
}

fn latin_end(text: &str, first: usize) -> usize {
    let mut end = first;
    loop {
        let mut rest = text[end..].chars();
        let Some(letter) = rest.next() else {
            return end;
        };
        let (next, after) = (rest.next(), rest.next());
        let joins = next.is_some_and(|c| c.is_ascii_alphanumeric() || is_eastern_digit(c));
        let step = match letter {
            '·' if next.is_some_and(is_latin_inner) => 1,
            c if is_latin_inner(c) => 1,
            '.' | '-' | '‐' | '‑' | '/' | '@' | ':' | '&' | '+' | '\'' | '’' if joins => 1,
            '+' if next == Some('+')
                && after != Some('+')
                && !after.is_some_and(is_latin_letter) =>
            {
                2
            }
            '#' if !next.is_some_and(is_latin_inner) => 1,
            _ => return end,
        };
        end += if step == 2 { 2 } else { letter.len_utf8() };
    }
}

fn is_eastern_digit(letter: char) -> bool {
    matches!(letter, '٠'..='٩' | '۰'..='۹')
}

fn is_latin_letter(letter: char) -> bool {
    is_latin(letter) && !letter.is_ascii_digit()
}

fn is_latin(letter: char) -> bool {
    match letter {
        '×' | '÷' => false,
        'A'..='Z' | 'a'..='z' | '0'..='9' | '٠'..='٩' | '۰'..='۹' => true,
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => true,
        '\u{FB00}'..='\u{FB06}' => true,
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => true,
        _ => false,
    }
}

fn is_latin_inner(letter: char) -> bool {
    is_latin(letter) || letter == '_' || matches!(letter, '\u{0300}'..='\u{036F}')
}

/// Letters and digits of the scripts that Daf has no rules for, with their marks.
fn is_other(letter: char) -> bool {
    if letter.is_ascii() {
        return false;
    }
    let is_known = is_latin(letter) || hebrew::is_letter(letter) || arabic::is_letter(letter);
    let is_mark = || unicode_normalization::char::is_combining_mark(letter);
    !is_known
        && (letter.is_alphabetic() || (letter > '\u{036F}' && is_mark()))
        && !fold::is_hebrew_mark(letter)
        && !fold::is_arabic_mark(letter)
}

fn is_word(letter: char) -> bool {
    fold::is_word(letter) || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).map(|(_, place)| &text[place]).collect()
    }

    #[test]
    fn technical_names_stay_whole() {
        assert_eq!(
            split("Node.js, C++ (C#) .NET a..b @angular/core ++C I/O v1.2.3-rc.1 AT&T"),
            [
                "Node.js",
                "C++",
                "C#",
                ".NET",
                "a",
                "b",
                "@angular/core",
                "++C",
                "I/O",
                "v1.2.3-rc.1",
                "AT&T"
            ]
        );
    }

    #[test]
    fn hebrew_words_keep_their_quotes_and_points() {
        assert_eq!(
            split("צה\"ל וארה״ב, ג'אווה גב' הַמִּסָּד בית־ספר \"שלום\""),
            [
                "צה\"ל",
                "וארה״ב",
                "ג'אווה",
                "גב'",
                "הַמִּסָּד",
                "בית",
                "ספר",
                "שלום"
            ]
        );
    }

    #[test]
    fn other_scripts_are_words_too() {
        assert_eq!(split("Привет, мир ² 日本"), ["Привет", "мир", "日本"]);
    }
}
