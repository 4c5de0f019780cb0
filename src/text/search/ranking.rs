//! Which articles answer best: BM25 over weighted fields, each word of a question by its best form once.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Articles
//! that hold every word come before those that hold some.

use std::cmp::Ordering;

use super::block::{Block, Ranked};
use super::filter::Filter;
use super::places::{Place, Places};
use super::query::Query;
use super::tally::{Found, Tally};

/// An article that answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub id: i64,
    pub score: f64,
    /// Whether it holds every word.
    pub is_full: bool,
    pub day: u32,
    place: (u32, u16),
}

impl Hit {
    /// Best first: full ones, then by score, then the newer.
    pub fn compare(&self, other: &Hit) -> Ordering {
        (other.is_full.cmp(&self.is_full))
            .then(other.score.total_cmp(&self.score))
            .then(other.day.cmp(&self.day))
            .then(other.id.cmp(&self.id))
    }
}

/// Every article that answers, in no order.
#[derive(Debug, Default)]
pub struct Answers {
    pub hits: Vec<Hit>,
    /// How many hold every word.
    pub full: usize,
    /// For each word of the question, in how many articles it stands.
    pub held: Vec<usize>,
}

impl Answers {
    /// The best answers behind the first `skipped`, best first.
    pub fn behind(&self, skipped: usize, most: usize) -> Vec<Hit> {
        let mut rest = self.hits.clone();
        if skipped >= rest.len() {
            return Vec::new();
        }
        rest.select_nth_unstable_by(skipped, Hit::compare);
        rest.drain(..skipped);
        if rest.len() > most {
            rest.select_nth_unstable_by(most, Hit::compare);
            rest.truncate(most);
        }
        rest.sort_unstable_by(Hit::compare);
        rest
    }

    /// How many answers come up to one, itself among them.
    pub fn up_to(&self, hit: &Hit) -> usize {
        let is_up_to = |other: &&Hit| other.compare(hit).is_le();
        self.hits.iter().filter(is_up_to).count()
    }
}

/// Finds all that answers a question.
pub fn rank(query: &Query, filter: &Filter, blocks: &[Block]) -> Answers {
    let ranked: Vec<Ranked> = blocks
        .iter()
        .map(|block| Ranked::of(block, filter))
        .collect();
    let articles: usize = ranked.iter().map(|block| block.articles).sum();
    let words: u64 = ranked.iter().map(|block| block.words).sum();
    let average = words as f64 / articles.max(1) as f64;
    let mut entries = Found::default();
    for form in query.words.iter().flat_map(|word| &word.forms) {
        entries.find(&form.what, &ranked);
    }
    let mut answers = Answers {
        held: vec![0; query.words.len()],
        ..Answers::default()
    };
    for (number, block) in ranked.iter().enumerate() {
        let tally = Tally::of(query, &entries, number, block, articles, average);
        for (held, more) in answers.held.iter_mut().zip(&tally.held) {
            *held += more;
        }
        let sieve = block.sieve(query, filter);
        let hits = (0..block.live.len())
            .filter(|slot| sieve[*slot])
            .filter(|slot| query.words.is_empty() || tally.scores[*slot] > 0.0)
            .map(|slot| {
                let place = &block.block.places.places[slot];
                Hit {
                    id: place.id,
                    score: tally.scores[slot],
                    is_full: usize::from(tally.matched[slot]) == query.words.len(),
                    day: place.day,
                    place: (number as u32, slot as u16),
                }
            });
        answers.hits.extend(hits);
    }
    answers.full = answers.hits.iter().filter(|hit| hit.is_full).count();
    answers
}

/// The place of a hit, for whoever counts what the hits are.
pub fn place<'blocks>(blocks: &'blocks [Block], hit: &Hit) -> (&'blocks Places, &'blocks Place) {
    let places = &blocks[hit.place.0 as usize].places;
    (places, &places.places[usize::from(hit.place.1)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;
    use crate::text::search::Aliases;
    use crate::text::search::block::block_of;
    use crate::text::search::places::Article;
    use crate::text::search::{Field, Inventory};

    /// The articles that hold every word, best first, by their numbers from 1 on.
    fn full(question: &str, texts: &[&str]) -> Vec<i64> {
        let query = Query::parse(question, &Aliases::with(&[]));
        let inventories: Vec<Inventory> = texts
            .iter()
            .map(|text| Inventory::of([(Field::Body, *text)]))
            .collect();
        let mut places = Places::default();
        for (id, inventory) in (1..).zip(&inventories) {
            places.push(Article {
                id,
                length: inventory.length,
                day: 0,
                is_listed: true,
                language: Language::He,
                authors: &[],
                tags: &[],
            });
        }
        let block = block_of(places, &inventories.iter().collect::<Vec<_>>());
        let answers = rank(&query, &Filter::default(), &[block]);
        let hits = answers.behind(0, texts.len()).into_iter();
        hits.filter(|hit| hit.is_full).map(|hit| hit.id).collect()
    }

    fn unescaped(text: &str) -> String {
        let mut pieces = text.split("\\u");
        let mut whole = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (code, rest) = piece.split_at(4);
            whole.extend(char::from_u32(u32::from_str_radix(code, 16).unwrap()));
            whole.push_str(rest);
        }
        whole
    }

    #[test]
    fn every_case_of_the_rules_is_found_or_not_as_it_should_be() {
        let cases = include_str!("../../../tests/integration/cases/search.tsv");
        let mut wrong = Vec::new();
        for line in cases.lines().filter(|line| !line.starts_with(['#', 'i'])) {
            let [id, question, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("not a case: {line}");
            };
            let text = unescaped(text).replace('`', "");
            let is_found = !full(&unescaped(question), &[&text]).is_empty();
            if is_found != (expected == "1") {
                wrong.push(id);
            }
        }

        assert!(wrong.is_empty(), "wrong: {wrong:?}");
    }

    #[test]
    fn a_word_is_found_in_its_other_spellings() {
        let cases = [
            ("event-driven", "event driven design"),
            ("back-end", "ה-back end הוא"),
            ("open_source", "open source"),
            ("Wi-Fi", "wi fi"),
            ("בקאנד", "the back end here"),
            ("backend", "back  end"),
            ("donot", "do not"),
            ("try", "he tries again"),
            ("fly", "flies"),
            ("id", "all IDs"),
            ("add", "it was added"),
            ("adding", "they add it"),
            ("ids", "an id"),
            ("node.js", "Node\u{200E}.js"),
            ("No\u{200B}de", "Node"),
            ("c++", "C\u{200E}++"),
            ("مكتبة", "مكت\u{200D}بة"),
            ("eventloop", "event \u{200E}loop"),
            ("3.14", "٣.١٤"),
            ("utf-8", "UTF-٨"),
            ("utf-8", "UTF\u{2011}8"),
            ("c++", "C++² כאן"),
            ("c#", "C#¹"),
            ("c++", "C++17"),
            ("c++", "C/C++"),
            ("c#", "C++/C#"),
            ("c++", "C++-based"),
            ("c++", "כמו C++ו-C"),
            (".net", "ב.NET"),
            ("למה", "שלמה"),
        ];
        let missed: Vec<_> = cases
            .iter()
            .filter(|(question, text)| full(question, &[text]).is_empty())
            .collect();
        assert!(missed.is_empty(), "{missed:?}");

        let others = [
            ("do not", "not"),
            ("where one", "one"),
            ("c", "C++17"),
            ("c++", "C17"),
        ];
        let found: Vec<_> = others
            .iter()
            .filter(|(question, text)| !full(question, &[text]).is_empty())
            .collect();
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn marks_of_direction_before_an_operator_are_not_there() {
        assert!(full("\u{200F}\"שרת אחד\"", &["אחד שרת"]).is_empty());
        assert!(full("\u{200E}-שרת לקוח", &["לקוח שרת"]).is_empty());
    }

    #[test]
    fn the_word_itself_comes_before_its_forms_and_parts() {
        let first = |question: &str, texts: &[&str]| full(question, texts)[0];

        assert_eq!(first("ספר", &["מספר רב של", "ספר רב של"]), 2);
        assert_eq!(first("שרת", &["ובשרתים של הרשת", "שרת של הרשת"]), 2);
        assert_eq!(first("node", &["Node.js כאן", "node כאן"]), 2);
        assert_eq!(
            first("backend", &["a back end here", "הוא ה-Backend כאן"]),
            2
        );
        let many = [
            "one python here",
            "a python here",
            "the python here",
            "על פייתון כאן",
            "אין כאן",
        ];
        assert_ne!(first("python", &many), 4, "however rare the other form is");
    }

    #[test]
    fn phrases_and_excluded_words_decide_alone() {
        let texts = [
            "the event loop of node",
            "a loop of the event",
            "event loop in java",
        ];

        assert_eq!(full("\"event loop\"", &texts).len(), 2);
        assert_eq!(full("event loop -java", &texts).len(), 2);
        assert_eq!(full("\"event loop\" -java", &texts), [1]);
        assert!(full("\"loop event\"", &texts).is_empty());
    }
}
