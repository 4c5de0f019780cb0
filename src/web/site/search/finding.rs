//! From a question to its answers, and to other questions when it has none.

use std::time::{Duration, Instant};

use super::super::discussions;
use super::asked::Asked;
use super::asking::Asking;
use crate::domain::freshness::{Name, Shown};
use crate::domain::post::Post;
use crate::storage::listings::{self, Byline, Card};
use crate::storage::search::{Hit, Hits, Label, Memory, Suggestions};
use crate::storage::{self, Db, StorageError};
use crate::text::markdown;
use crate::text::search::marks::Sought;
use crate::text::search::{Query as Question, passage};

/// What was found, before the passages are cut.
#[derive(Default)]
pub(in crate::web) struct Found {
    question: Question,
    pub hits: Hits,
    pub tag: Option<Label>,
    pub suggestions: Suggestions,
    /// The question whose answers these are, since the one that was asked has none at all.
    pub instead: Option<String>,
    /// The question with fewer conditions, where that finds something.
    pub looser: Vec<Asked>,
    /// Articles that readers talk about, when nothing was found.
    pub discussed: Vec<Card>,
    pub took: Duration,
}

/// An article that answers, with the passage that does, as HTML.
pub(in crate::web) struct Answering {
    pub post: Post,
    pub authors: Vec<Byline>,
    pub title: String,
    pub passage: String,
    pub is_full: bool,
}

impl Found {
    pub fn of(db: &mut Db, memory: &Memory, asked: &Asked) -> storage::Result<Found> {
        if asked.is_nothing() {
            return Ok(Found::default());
        }
        let began = Instant::now();
        let mut asking = Asking::begin(db, memory, asked)?;
        let looser = asking.try_others(db)?;
        let is_nothing = asking.ranking.is_empty() && !asked.typed.is_empty();
        let discussed = if is_nothing && asked.after.is_none() {
            listings::most_discussed(db)?
        } else {
            Vec::new()
        };
        let tag = asking.tag().cloned();
        let (hits, suggestions) = asking.offer.read(db, asking.ranking, &asked.typed)?;
        Ok(Found {
            question: asking.request.unwrap_or_default().query,
            hits,
            tag,
            suggestions,
            instead: asking.instead,
            looser,
            discussed,
            took: began.elapsed(),
        })
    }

    /// What the answers show, unless each asking is to be counted.
    pub fn shown(&self, asked: &Asked) -> Option<Shown> {
        if self.misses(asked) {
            return None;
        }
        let mut shown = Shown::with([
            Name::Search,
            Name::Posts,
            Name::Texts,
            Name::People,
            Name::Tags,
        ]);
        shown.extend(discussions(&self.discussed));
        Some(shown)
    }

    /// Whether no article holds every word, which somebody may want to know.
    pub fn misses(&self, asked: &Asked) -> bool {
        self.hits.full == 0 && !self.hits.held.is_empty() && asked.is_first()
    }

    /// The address of the answers after these.
    pub fn next(&self, asked: &Asked) -> Option<String> {
        let typed = self.instead.as_deref().unwrap_or(&asked.typed);
        let mut next = asked.instead(typed).address(Some(self.hits.next?));
        if asked.is_typing {
            next.push_str("&typing=1");
        }
        Some(next)
    }

    /// Cuts each passage out of its article's whole text: work for another thread than the server's,
    /// and for no open transaction.
    pub fn passages(&mut self) -> Vec<Answering> {
        let sought = Sought::of(&self.question);
        let hits = std::mem::take(&mut self.hits.hits).into_iter();
        hits.map(|hit| answering(hit, &sought)).collect()
    }
}

/// The articles that hold every word of a question, best first.
pub(in crate::web::site) fn answers(
    db: &mut Db,
    memory: &Memory,
    asked: &Asked,
) -> storage::Result<Vec<Hit>> {
    if asked.is_nothing() {
        return Ok(Vec::new());
    }
    // Whatever looks at a list again and again has typed its question to the end.
    let asked = &Asked {
        is_typing: false,
        ..asked.clone()
    };
    let asking = Asking::begin(db, memory, asked)?;
    if asked.tag.is_some() && asking.tag().is_none() {
        return Err(StorageError::NotFound);
    }
    let (found, _) = asking.offer.read(db, asking.ranking, &asked.typed)?;
    let mut hits = found.hits;
    hits.retain(|hit| hit.is_full);
    Ok(hits)
}

fn answering(hit: Hit, sought: &Sought) -> Answering {
    let post = hit.card.post;
    let base = post.language.direction();
    let mut best = passage::best(&markdown::parts(&hit.source), sought);
    if best.marks.is_empty() {
        let summary = passage::whole(&post.summary, sought);
        if !summary.marks.is_empty() {
            best = summary;
        }
    }
    Answering {
        title: passage::whole(&post.title, sought).html(base),
        passage: best.html(base),
        authors: hit.card.authors,
        is_full: hit.is_full,
        post,
    }
}
