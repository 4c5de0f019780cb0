//! A question's rare words in the nearest other spelling that articles have.

use hashbrown::HashMap;

use super::cards::Texts;
use super::index::Index;
use super::loading::Wanted;
use super::suggesting::{Outcome, rare};
use crate::domain::ids::PostId;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::text::analyzer::{self, Setting};
use crate::text::markdown;
use crate::text::search::{Query, query};

/// A rare word that is nearly the one asked for, and this much more common, may be the one meant.
const MORE_COMMON: usize = 4;

/// The words of a question that may be misspelt.
pub(super) struct Respelling(Vec<Doubted>);

struct Doubted {
    typed: String,
    held: usize,
    nearest: Option<Nearest>,
}

struct Nearest {
    term: String,
    /// An article that has it. None when readers find it in no article any more; the vocabulary still has it.
    holder: Option<PostId>,
}

impl Respelling {
    /// Each word that no article holds is put in its nearest other spelling, if each has one, and rare words in
    /// a far more common one. The index has its vocabulary.
    pub fn of(
        db: &mut Db,
        index: &mut Index,
        asked: &Query,
        outcome: Outcome,
    ) -> Result<Option<Respelling>> {
        let Some(mut doubted) = doubted(index, asked, outcome) else {
            return Ok(None);
        };
        let nearest = || doubted.iter().filter_map(|word| word.nearest.as_ref());
        let terms: Vec<String> = nearest().map(|nearest| nearest.term.clone()).collect();
        index.fetch(db, Wanted::terms(terms))?;
        for nearest in doubted.iter_mut().filter_map(|word| word.nearest.as_mut()) {
            nearest.holder = index.holder(&nearest.term);
        }
        Ok(Some(Respelling(doubted)))
    }

    /// The articles that show how the words are written.
    pub fn holders(&self) -> Vec<PostId> {
        let nearest = self.0.iter().filter_map(|word| word.nearest.as_ref());
        nearest.filter_map(|nearest| nearest.holder).collect()
    }

    /// The question with these words in their other spelling, if it is another question.
    pub fn written(&self, typed: &str, texts: &Texts) -> Option<String> {
        let mut question = typed.to_owned();
        for word in &self.0 {
            let nearest = word.nearest.as_ref();
            match nearest.and_then(|nearest| nearest.as_written(texts)) {
                Some(shown) => question = question.replacen(&word.typed, &shown, 1),
                None if word.held == 0 => return None,
                None => {}
            }
        }
        Some(question).filter(|question| question != typed)
    }
}

/// None when a word that no article holds has no other spelling.
fn doubted(index: &Index, asked: &Query, outcome: Outcome) -> Option<Vec<Doubted>> {
    let vocabulary = index.vocabulary.as_ref()?;
    let mut doubted = Vec::new();
    for (word, held) in rare(asked, outcome) {
        let Some(query::What::Surface(term)) = word.forms.first().map(|form| &form.what) else {
            return None;
        };
        let nearest = vocabulary.nearest(term);
        let nearest = nearest.filter(|known| known.articles as usize >= held * MORE_COMMON);
        if nearest.is_none() && held == 0 {
            return None;
        }
        doubted.push(Doubted {
            typed: word.typed.clone(),
            held,
            nearest: nearest.map(|known| Nearest {
                term: known.term.clone(),
                holder: None,
            }),
        });
    }
    Some(doubted)
}

impl Nearest {
    /// As its article writes it: with its final letters, its case and its signs.
    fn as_written(&self, texts: &Texts) -> Option<String> {
        let (post, source) = texts.get(&self.holder?)?;
        let written = written_in(&self.term, &post.title, source);
        // A tag or a summary may hold it alone.
        Some(written.unwrap_or_else(|| analyzer::decode(&self.term)))
    }
}

/// How an article writes a word most often; of two ways as often, without capitals.
fn written_in(term: &str, title: &str, source: &str) -> Option<String> {
    let parts = markdown::parts(source);
    let texts = std::iter::once(title).chain(parts.iter().map(|part| part.text.as_str()));
    let mut ways: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        for token in analyzer::tokens(text, Setting::Prose) {
            if token.surface == term {
                *ways.entry(&text[token.place]).or_default() += 1;
            }
        }
    }
    let capitals = |way: &str| way.chars().filter(|letter| letter.is_uppercase()).count();
    let best = ways
        .into_iter()
        .max_by_key(|(way, times)| (*times, std::cmp::Reverse((capitals(way), *way))));
    best.map(|(way, _)| way.to_owned())
}
