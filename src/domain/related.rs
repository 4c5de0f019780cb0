//! Which articles a reader of this one may want next: those that share its tags and its words.

use std::collections::{HashMap, HashSet};

use super::ids::PostId;
use super::language::Language;
use super::slug::Slug;
use crate::text::analyzer::{self, Setting};

/// How many related articles are shown.
pub const SHOWN: usize = 4;

/// An article that might be related.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: PostId,
    pub slug: Slug,
    pub title: String,
    pub summary: String,
    pub language: Language,
    pub reading_minutes: i64,
    /// How many of the article's tags it bears, each counted by how rare the tag is.
    pub tag_weight: u32,
}

/// The weight of sharing a tag that `posts` articles bear: a rare tag says more.
pub fn tag_weight(posts: i64) -> u32 {
    let rarity = 12.0 - (posts.max(1) as f64).ln();
    (rarity.max(1.0) * 10.0) as u32
}

/// The best of the candidates, best first: by tags shared, then words shared between titles and
/// summaries; an article in the reader's present language before one in another.
pub fn best(text: &str, language: Language, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let own = words(text);
    let held: Vec<HashSet<String>> = candidates
        .iter()
        .map(|candidate| words(&format!("{} {}", candidate.title, candidate.summary)))
        .collect();
    let rarity = rarities(&held);
    let shared = |theirs: &HashSet<String>| -> f64 {
        theirs
            .intersection(&own)
            .filter_map(|word| rarity.get(word.as_str()))
            .sum()
    };
    let mut scored: Vec<(f64, Candidate)> = candidates
        .into_iter()
        .zip(&held)
        .map(|(candidate, theirs)| (score(&candidate, shared(theirs), language), candidate))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(other.id.cmp(&one.id)));
    let best = scored.into_iter().take(SHOWN);
    best.map(|(_, candidate)| candidate).collect()
}

fn score(candidate: &Candidate, shared_words: f64, language: Language) -> f64 {
    let likeness = f64::from(candidate.tag_weight) + 12.0 * shared_words;
    if candidate.language == language {
        likeness
    } else {
        likeness * 0.4
    }
}

/// How telling a word is among the candidates: one that most of them hold tells nothing.
fn rarities(held: &[HashSet<String>]) -> HashMap<&str, f64> {
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for word in held.iter().flatten() {
        *holders.entry(word).or_default() += 1;
    }
    let all = held.len() as f64;
    let rarity = |count: usize| (1.0 + all / count as f64).ln();
    holders
        .into_iter()
        .map(|(word, count)| (word, rarity(count)))
        .collect()
}

/// Words of three letters and more; shorter ones join sentences and tell nothing.
fn words(text: &str) -> HashSet<String> {
    analyzer::tokens(text, Setting::Prose)
        .into_iter()
        .map(|token| token.surface.into())
        .filter(|term: &String| term.chars().count() >= 3)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: i64, title: &str, language: Language, tag_weight: u32) -> Candidate {
        Candidate {
            id: PostId(id),
            slug: Slug::parse(&format!("post-{id}")).unwrap(),
            title: title.to_owned(),
            summary: String::new(),
            language,
            reading_minutes: 3,
            tag_weight,
        }
    }

    #[test]
    fn shared_rare_tags_and_words_come_first_and_strangers_not_at_all() {
        let candidates = vec![
            candidate(1, "Gardening", Language::En, 0),
            candidate(2, "Thread pools", Language::En, tag_weight(1_000)),
            candidate(3, "The event loop explained", Language::En, tag_weight(3)),
        ];

        let best = best("Inside the event loop", Language::En, candidates);

        let ids: Vec<_> = best.iter().map(|found| found.id.0).collect();
        assert_eq!(ids, [3, 2]);
    }

    #[test]
    fn the_same_language_comes_first() {
        let candidates = vec![
            candidate(1, "x", Language::En, tag_weight(5)),
            candidate(2, "x", Language::He, tag_weight(5)),
        ];

        assert_eq!(best("y", Language::He, candidates)[0].id, PostId(2));
    }
}
