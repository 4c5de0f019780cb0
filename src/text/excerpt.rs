//! The passage of a text that answers a question best, with the found words marked.

use std::collections::HashSet;

use super::words::{Token, tokens};

/// A run of an excerpt's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_match: bool,
}

/// About this many words stand in an excerpt.
const WORDS: usize = 26;

/// The densest passage of `text` for the folded `terms` of a question; the opening when none is found.
/// A term that ends in `*` matches the words it begins.
pub fn passage(text: &str, terms: &[String]) -> Vec<Piece> {
    let words = tokens(text);
    let sought = Sought::new(terms);
    let start = densest(&words, &sought);
    let shown = &words[start..words.len().min(start + WORDS)];
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
        return Vec::new();
    };
    let from = if start == 0 { 0 } else { first.place.start };
    let is_whole = start + WORDS >= words.len();
    let to = if is_whole { text.len() } else { last.place.end };
    let mut pieces = Vec::new();
    if start > 0 {
        push(&mut pieces, "… ", false);
    }
    cut(&mut pieces, text, from..to, shown, &sought);
    if !is_whole {
        push(&mut pieces, " …", false);
    }
    pieces
}

/// The whole of a short text, a title say, with the found words marked.
pub fn marked(text: &str, terms: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    cut(
        &mut pieces,
        text,
        0..text.len(),
        &tokens(text),
        &Sought::new(terms),
    );
    pieces
}

struct Sought<'terms> {
    whole: HashSet<&'terms str>,
    prefixes: Vec<&'terms str>,
}

impl<'terms> Sought<'terms> {
    fn new(terms: &'terms [String]) -> Self {
        let (prefixes, whole): (Vec<&str>, Vec<&str>) = terms
            .iter()
            .map(String::as_str)
            .partition(|term| term.ends_with('*'));
        Sought {
            whole: whole.into_iter().collect(),
            prefixes: prefixes
                .into_iter()
                .map(|term| term.trim_end_matches('*'))
                .collect(),
        }
    }

    fn has(&self, token: &Token) -> bool {
        self.whole.contains(token.term.as_str())
            || self
                .prefixes
                .iter()
                .any(|prefix| token.term.starts_with(prefix))
    }
}

fn densest(words: &[Token], sought: &Sought) -> usize {
    let hits: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| sought.has(word))
        .map(|(at, _)| at)
        .collect();
    let mut best = (0, 0);
    let mut last = 0;
    for (first, &at) in hits.iter().enumerate() {
        last = last.max(first);
        while last < hits.len() && hits[last] < at + WORDS {
            last += 1;
        }
        if last - first > best.0 {
            best = (last - first, at);
        }
    }
    // A few words before the first hit let the passage begin in the middle of its sentence's sense.
    best.1.saturating_sub(4)
}

fn cut(
    pieces: &mut Vec<Piece>,
    text: &str,
    range: std::ops::Range<usize>,
    words: &[Token],
    sought: &Sought,
) {
    let mut written = range.start;
    for word in words.iter().filter(|word| sought.has(word)) {
        push(pieces, &text[written..word.place.start], false);
        push(pieces, &text[word.place.clone()], true);
        written = word.place.end;
    }
    push(pieces, &text[written..range.end], false);
}

fn push(pieces: &mut Vec<Piece>, text: &str, is_match: bool) {
    if text.is_empty() {
        return;
    }
    let text = text.replace('\n', " ");
    match pieces.last_mut() {
        Some(last) if last.is_match == is_match => last.text.push_str(&text),
        _ => pieces.push(Piece { text, is_match }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| {
                if piece.is_match {
                    format!("[{}]", piece.text)
                } else {
                    piece.text.clone()
                }
            })
            .collect()
    }

    #[test]
    fn found_words_are_marked_as_the_author_wrote_them() {
        assert_eq!(shown(&marked("הַמִּסָּד הזה", &["המסד".into()])), "[הַמִּסָּד] הזה");
    }

    #[test]
    fn the_passage_is_taken_from_where_the_hits_are() {
        let text = format!("{} event loop {}", "מילה ".repeat(100), "סוף ".repeat(100));
        let passage = shown(&passage(&text, &["event".into(), "loop".into()]));

        assert!(passage.contains("[event] [loop]"), "{passage}");
        assert!(
            passage.starts_with("… ") && passage.ends_with(" …"),
            "{passage}"
        );
    }

    #[test]
    fn an_empty_text_has_no_passage() {
        assert!(passage("", &["a".into()]).is_empty());
    }

    #[test]
    fn a_prefix_marks_what_it_begins() {
        assert_eq!(shown(&marked("loops", &["loo*".into()])), "[loops]");
    }
}
