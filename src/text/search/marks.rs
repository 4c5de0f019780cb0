//! Which letters of a text answer a question.

use std::ops::Range;

use hashbrown::HashMap;

use super::query::{Query, What};
use crate::text::analyzer::{Term, Token};

/// Letters of a text that answer.
#[derive(Debug)]
pub struct Answer {
    /// Which word of the text.
    pub token: usize,
    /// Bytes of the text.
    pub place: Range<usize>,
    /// Which word of the question.
    pub word: usize,
}

/// What to look for in texts: terms, each with the word of the question that it answers.
#[derive(Debug, Default)]
pub struct Sought {
    surfaces: HashMap<Term, usize>,
    keys: HashMap<Term, usize>,
    /// Words of which no other form answers.
    exact: HashMap<Term, usize>,
    beginnings: Vec<(String, usize)>,
    /// Surfaces that stand one after the other, with the number of the first.
    phrases: Vec<(Vec<Term>, usize)>,
}

impl Sought {
    pub fn of(query: &Query) -> Sought {
        let mut sought = Sought::default();
        let mut next = query.words.len();
        for phrase in &query.phrases {
            let phrase: Vec<Term> = phrase.iter().map(Term::from).collect();
            let length = phrase.len();
            sought.phrases.push((phrase, next));
            next += length;
        }
        for (number, word) in query.words.iter().enumerate() {
            if let [form] = &word.forms[..]
                && let What::Surface(term) = &form.what
            {
                let mut phrases = query.phrases.iter().flatten();
                if !phrases.any(|of_phrase| of_phrase == term) {
                    sought.exact.entry(term.into()).or_insert(number);
                }
                continue;
            }
            for form in &word.forms {
                match &form.what {
                    What::Surface(term) => {
                        sought.surfaces.entry(term.into()).or_insert(number);
                    }
                    What::Key(term) => {
                        sought.keys.entry(term.into()).or_insert(number);
                    }
                    // A token's own joined key says where both halves stand.
                    What::Pair(..) => {}
                    What::Beginning(term) => sought.beginnings.push((term.clone(), number)),
                }
            }
        }
        sought
    }

    /// The bytes of each word of a text that answer, in order and apart from each other: which word of
    /// the text, where, and which word of the question.
    pub fn answers(&self, tokens: &[Token]) -> Vec<Answer> {
        let mut answers: Vec<Answer> = Vec::new();
        let in_phrases = self.in_phrases(tokens);
        for (at, token) in tokens.iter().enumerate() {
            let own = match in_phrases.get(&at) {
                Some(word) => vec![(token.place.clone(), *word)],
                None => self.of_token(token),
            };
            answers.extend(own.into_iter().map(|(place, word)| Answer {
                token: at,
                place,
                word,
            }));
        }
        answers
    }

    /// The words of a text that stand in one of the phrases.
    fn in_phrases(&self, tokens: &[Token]) -> HashMap<usize, usize> {
        let mut found = HashMap::new();
        for (phrase, number) in &self.phrases {
            for (start, window) in tokens.windows(phrase.len()).enumerate() {
                if window
                    .iter()
                    .zip(phrase)
                    .all(|(token, term)| token.surface == *term)
                {
                    found.extend((0..phrase.len()).map(|of| (start + of, number + of)));
                }
            }
        }
        found
    }

    /// The word without its prefix, or the parts meant.
    fn of_token(&self, token: &Token) -> Vec<(Range<usize>, usize)> {
        let whole = |terms: &HashMap<Term, usize>| terms.get(&token.surface).copied();
        if let Some(word) = whole(&self.surfaces).or_else(|| whole(&self.exact)) {
            return vec![(token.place.clone(), word)];
        }
        let of_key = |term: &Term| self.keys.get(term).or_else(|| self.surfaces.get(term));
        let mut of_keys: Vec<(Range<usize>, usize)> = token
            .keys
            .iter()
            .filter_map(|key| Some((key.place.clone(), *of_key(&key.term)?)))
            .collect();
        if of_keys.is_empty() {
            return self.begun(token).into_iter().collect();
        }
        of_keys.sort_by_key(|(place, _)| std::cmp::Reverse(place.len()));
        let mut apart: Vec<(Range<usize>, usize)> = Vec::new();
        for (place, word) in of_keys {
            let meets = |taken: &Range<usize>| place.start < taken.end && taken.start < place.end;
            if !apart.iter().any(|(taken, _)| meets(taken)) {
                apart.push((place, word));
            }
        }
        apart.sort_by_key(|(place, _)| place.start);
        apart
    }

    fn begun(&self, token: &Token) -> Option<(Range<usize>, usize)> {
        let begun = |term: &str| {
            let mut all = self.beginnings.iter();
            all.find(|(beginning, _)| term.starts_with(beginning))
        };
        if let Some((_, word)) = begun(&token.surface) {
            return Some((token.place.clone(), *word));
        }
        let mut keys = token.keys.iter();
        keys.find_map(|key| Some((key.place.clone(), begun(&key.term)?.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analyzer::{self, Setting};
    use crate::text::search::Aliases;

    fn places(text: &str, setting: Setting, sought: &Sought) -> Vec<Range<usize>> {
        let tokens = analyzer::tokens(text, setting);
        let mut places: Vec<Range<usize>> = Vec::new();
        for Answer { place, .. } in sought.answers(&tokens) {
            match places.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => places.push(place),
            }
        }
        places
    }

    fn marked(question: &str, text: &str) -> String {
        let query = Query::parse(question, &Aliases::default());
        let mut marked = String::new();
        let mut written = 0;
        for place in places(text, Setting::Prose, &Sought::of(&query)) {
            marked.push_str(&text[written..place.start]);
            marked.push_str(&format!("[{}]", &text[place.clone()]));
            written = place.end;
        }
        marked + &text[written..]
    }

    #[test]
    fn exactly_the_letters_that_answer_are_marked() {
        let cases = [
            ("שרת", "ובשרתים של Node.js", "וב[שרתים] של Node.js"),
            ("backend", "ה-Backend הוא", "ה-[Backend] הוא"),
            ("node", "מבוא ל-Node.js", "מבוא ל-[Node].js"),
            ("מסד", "הַמִּסָּד הזה", "הַ[מִּסָּד] הזה"),
            ("אפליקציה", "באפליקציית הרשת", "ב[אפליקציית] הרשת"),
            ("read", "readFileSync", "[read]FileSync"),
            ("مكتبة", "في المكتبات", "في [المكتبات]"),
            ("event loop", "ה-event loop היא", "ה-[event] [loop] היא"),
            ("eventloop", "ה-event loop היא", "ה-[event loop] היא"),
            ("read sync", "readFileSync", "[read]File[Sync]"),
            ("js node", "ב-Node.js", "ב-[Node].[js]"),
            (
                "\"event loop\"",
                "events; a loop, an event loop",
                "events; a loop, an [event] [loop]",
            ),
            ("\"של הבית\"", "הדלת של הבית", "הדלת [של] [הבית]"),
            ("\"loop\"", "loops and a loop", "loops and a [loop]"),
        ];
        for (question, text, expected) in cases {
            assert_eq!(marked(question, text), expected, "{question}");
        }
    }
}
