//! Which letters of a text answer a question.

use std::ops::Range;

use hashbrown::HashMap;

use super::query::{Query, What};
use crate::text::analyzer::{Term, Token};

/// What to look for in texts: terms, each with the word of the question that it answers.
#[derive(Debug, Default)]
pub struct Sought {
    surfaces: HashMap<Term, usize>,
    keys: HashMap<Term, usize>,
    beginnings: Vec<(String, usize)>,
}

impl Sought {
    pub fn of(query: &Query) -> Sought {
        let mut sought = Sought::default();
        for (number, word) in query.words.iter().enumerate() {
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

    /// The bytes of a word that answer, if it does, and which word of the question: the word without its
    /// prefix, or the part meant.
    pub fn answer(&self, token: &Token) -> Option<(Range<usize>, usize)> {
        if let Some(word) = self.surfaces.get(&token.surface) {
            return Some((token.place.clone(), *word));
        }
        let of_key = |term: &Term| self.keys.get(term).or_else(|| self.surfaces.get(term));
        let of_keys = token
            .keys
            .iter()
            .filter_map(|key| Some((key.place.clone(), *of_key(&key.term)?)))
            .max_by_key(|(place, _)| place.len());
        of_keys.or_else(|| self.begun(token))
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
        for (place, _) in tokens.iter().filter_map(|token| sought.answer(token)) {
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
        ];
        for (question, text, expected) in cases {
            assert_eq!(marked(question, text), expected, "{question}");
        }
    }
}
