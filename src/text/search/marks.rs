//! Which letters of a text answer a question.

use std::collections::HashSet;
use std::ops::Range;

use super::query::{Query, What};
use crate::text::analyzer::{self, Setting, Token};

/// What to look for in texts.
pub struct Sought {
    surfaces: HashSet<String>,
    keys: HashSet<String>,
    /// Halves of a compound, as the one word they would be.
    beginnings: Vec<String>,
}

impl Sought {
    pub fn of(query: &Query) -> Sought {
        let mut sought = Sought {
            surfaces: HashSet::new(),
            keys: HashSet::new(),
            beginnings: Vec::new(),
        };
        for form in query.words.iter().flat_map(|word| &word.forms) {
            match &form.what {
                What::Surface(term) => sought.surfaces.insert(term.clone()),
                What::Key(term) => sought.keys.insert(term.clone()),
                // A token's own joined key says where both halves stand.
                What::Pair(..) => false,
                What::Beginning(term) => {
                    sought.beginnings.push(term.clone());
                    true
                }
            };
        }
        sought
    }

    /// The bytes of a word that answer, if it does: the word without its prefix, or the part meant.
    pub fn place(&self, token: &Token) -> Option<Range<usize>> {
        if self.surfaces.contains(&token.surface) {
            return Some(token.place.clone());
        }
        let of_keys = token
            .keys
            .iter()
            .filter(|key| self.keys.contains(&key.term) || self.surfaces.contains(&key.term))
            .map(|key| key.place.clone())
            .max_by_key(|place| place.len());
        of_keys.or_else(|| self.begun(token))
    }

    fn begun(&self, token: &Token) -> Option<Range<usize>> {
        let begins = |term: &str| self.beginnings.iter().any(|begun| term.starts_with(begun));
        if begins(&token.surface) {
            return Some(token.place.clone());
        }
        let key = token.keys.iter().find(|key| begins(&key.term))?;
        Some(key.place.clone())
    }
}

/// The places of a text that answer, in order and apart from each other.
pub fn places(text: &str, setting: Setting, sought: &Sought) -> Vec<Range<usize>> {
    let tokens = analyzer::tokens(text, setting);
    let mut places: Vec<Range<usize>> = Vec::new();
    for place in tokens.iter().filter_map(|token| sought.place(token)) {
        match places.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => places.push(place),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::search::Aliases;

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
