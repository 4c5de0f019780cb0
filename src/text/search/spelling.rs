//! Which word of a site's vocabulary somebody may have meant: the nearest, as people err.
//!
//! Damerau and Levenshtein's distance, in which errors that people make often cost less: Hebrew's letters
//! that are written or left out as one likes, and letters that sound alike.

use crate::text::analyzer::decode;

/// A word of a vocabulary: its term in the index, and how many articles hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub term: String,
    pub articles: u32,
}

/// Letters that are taken for each other.
const ALIKE: [(char, char); 10] = [
    ('כ', 'ק'),
    ('ט', 'ת'),
    ('א', 'ע'),
    ('ח', 'כ'),
    ('ס', 'ש'),
    ('ב', 'ו'),
    ('ה', 'א'),
    ('ה', 'ע'),
    ('ג', 'ז'),
    ('צ', 'ס'),
];

const WHOLE: f64 = 1.0;
const TRANSPOSED: f64 = 0.7;
const SOUNDS_ALIKE: f64 = 0.5;
const OPTIONAL: f64 = 0.4;

/// The known words nearest to a term, the nearest first; of two as near, the more common one.
pub fn nearest<'known>(
    term: &str,
    known: impl Iterator<Item = &'known Known>,
    most: usize,
) -> Vec<&'known Known> {
    let sought: Vec<char> = bare(term);
    if sought.len() < 2 {
        return Vec::new();
    }
    let limit = limit(sought.len());
    let mut near: Vec<(f64, &Known)> = known
        .filter(|word| word.term != term)
        .filter_map(|word| {
            let letters = bare(&word.term);
            let is_near = letters.len().abs_diff(sought.len()) <= MOST_LETTERS_APART
                && letters.len() > 1
                && shares_letters(&sought, &letters);
            let distance = is_near.then(|| distance(&sought, &letters, limit))?;
            (distance <= limit).then_some((distance, word))
        })
        .collect();
    near.sort_by(|(a, one), (b, other)| {
        a.total_cmp(b)
            .then(other.articles.cmp(&one.articles))
            .then(one.term.cmp(&other.term))
    });
    near.into_iter().take(most).map(|(_, word)| word).collect()
}

/// An optional letter costs so little that more of them may be missing than of others.
const MOST_LETTERS_APART: usize = 3;

/// How far a word of so many letters may be.
fn limit(letters: usize) -> f64 {
    match letters {
        0..=4 => 1.0,
        5..=7 => 1.5,
        _ => 2.0,
    }
}

/// The letters of a term without the signs of a technical name.
fn bare(term: &str) -> Vec<char> {
    let spelling = decode(term);
    spelling
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Whether most letters of the shorter are in the longer: cheap, and true of all near words.
fn shares_letters(one: &[char], other: &[char]) -> bool {
    let missing = one.iter().filter(|letter| !other.contains(letter)).count();
    missing <= 2 + usize::from(one.len() > 7)
}

/// The least cost of making one word of the other; any number above the limit beyond it.
fn distance(one: &[char], other: &[char], limit: f64) -> f64 {
    let width = other.len() + 1;
    let mut before = vec![f64::MAX; width];
    let mut last: Vec<f64> = vec![0.0; width];
    for place in 1..width {
        last[place] = last[place - 1] + gap(other, place - 1);
    }
    for row in 1..=one.len() {
        let mut here = vec![0.0; width];
        here[0] = last[0] + gap(one, row - 1);
        let mut least = here[0];
        for column in 1..width {
            let (a, b) = (one[row - 1], other[column - 1]);
            let mut cost = (last[column] + gap(one, row - 1))
                .min(here[column - 1] + gap(other, column - 1))
                .min(last[column - 1] + swap(a, b));
            let is_transposed =
                row > 1 && column > 1 && a == other[column - 2] && b == one[row - 2] && a != b;
            if is_transposed {
                cost = cost.min(before[column - 2] + TRANSPOSED);
            }
            here[column] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return f64::MAX;
        }
        before = std::mem::replace(&mut last, here);
    }
    last[width - 1]
}

/// What it costs that a letter is there or not: little for an inner י or ו.
fn gap(word: &[char], place: usize) -> f64 {
    let is_inner = place > 0 && place + 1 < word.len();
    if is_inner && matches!(word[place], 'י' | 'ו') {
        OPTIONAL
    } else {
        WHOLE
    }
}

fn swap(a: char, b: char) -> f64 {
    if a == b {
        0.0
    } else if ALIKE.contains(&(a, b)) || ALIKE.contains(&(b, a)) {
        SOUNDS_ALIKE
    } else {
        WHOLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analyzer::{self, Setting};

    fn first(typed: &str) -> Option<String> {
        let words = "ארכיטקטורה זיכרון אפליקציה אינטרנט בקשות דפדפן תכנות javascript backend react \
            Node.js ביקורת שרתים";
        let known: Vec<Known> = analyzer::tokens(words, Setting::Prose)
            .into_iter()
            .map(|token| Known {
                term: token.surface.into(),
                articles: 1,
            })
            .collect();
        let term = analyzer::tokens(typed, Setting::Prose).remove(0).surface;
        let nearest = nearest(&term, known.iter(), 1);
        nearest.first().map(|word| decode(&word.term))
    }

    #[test]
    fn the_nearest_word_is_the_one_that_people_meant() {
        let cases = [
            ("ארכיטקתורה", "ארכיטקטורה"),
            ("זכרון", "זיכרונ"),
            ("אפליקצייה", "אפליקציה"),
            ("אינטרנת", "אינטרנט"),
            ("ביקשות", "בקשות"),
            ("דפדפם", "דפדפנ"),
            ("תיכנות", "תכנות"),
            ("javascrpt", "javascript"),
            ("bakend", "backend"),
            ("recat", "react"),
            ("nodjes", "node.js"),
        ];
        for (typed, meant) in cases {
            assert_eq!(first(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn far_words_are_none() {
        assert_eq!(first("כדורגל"), None);
        assert_eq!(first("x"), None);
    }
}
