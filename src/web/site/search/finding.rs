//! From a question to its answers, and to other questions when it has none.

use std::time::{Duration, Instant};

use super::super::discussions;
use super::asked::Asked;
use crate::domain::freshness::{Name, Shown};
use crate::domain::post::Post;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::Handle;
use crate::storage::listings::{self, Byline, Card};
use crate::storage::search::{self, Hit, Hits, Memory, Suggestions};
use crate::storage::{self, Db, StorageError, tags, users};
use crate::text::markdown;
use crate::text::search::marks::Sought;
use crate::text::search::{Query as Question, passage};

/// What was found, before the passages are cut.
#[derive(Default)]
pub(super) struct Found {
    question: Question,
    pub hits: Hits,
    pub tag: Option<Tag>,
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
pub(super) struct Answering {
    pub post: Post,
    pub authors: Vec<Byline>,
    pub title: String,
    pub passage: String,
    pub is_full: bool,
}

impl Found {
    pub fn of(db: &mut Db, memory: &Memory, asked: &Asked) -> storage::Result<Found> {
        let began = Instant::now();
        let mut question = Question::parse(&asked.typed, &*memory.aliases(db)?);
        if asked.is_typing {
            question.begin_last();
            question.is_unfinished = true;
        }
        let tag = match &asked.tag {
            Some(slug) => existing(tags::public_by_slug(db, slug))?,
            None => None,
        };
        let mut found = Found {
            tag: tag.clone(),
            ..Found::default()
        };
        let is_unknown = asked.tag.is_some() && tag.is_none();
        if !is_unknown && let Some(mut request) = request(db, question, tag, asked)? {
            found.hits = search::find(db, memory, &request)?;
            // On later pages too, which are of the same question.
            if found.hits.full == 0 && !asked.is_typing {
                found.begin_last(db, memory, &mut request)?;
            }
            if found.outcome().is_poor() && asked.is_first() && !request.query.words.is_empty() {
                found.suggest(db, memory, &mut request, asked)?;
            }
            found.question = request.query;
        }
        if found.hits.hits.is_empty() && asked.is_first() && !asked.typed.is_empty() {
            found.looser = looser(db, memory, asked)?;
        }
        if found.hits.hits.is_empty() && asked.after.is_none() && !asked.typed.is_empty() {
            found.discussed = listings::most_discussed(db)?;
        }
        found.took = began.elapsed();
        Ok(found)
    }

    /// What the answers show, unless each asking is to be counted.
    pub fn shown(&self, asked: &Asked) -> Option<Shown> {
        if self.misses(asked) {
            return None;
        }
        let names = [Name::Search, Name::Posts, Name::People, Name::Tags];
        let mut shown = Shown::with(names);
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

    fn outcome(&self) -> search::Outcome<'_> {
        search::Outcome {
            full: self.hits.full,
            held: &self.hits.held,
        }
    }

    /// Takes the last word for a beginning, since no article holds it as it is.
    fn begin_last(
        &mut self,
        db: &mut Db,
        memory: &Memory,
        request: &mut search::Asked,
    ) -> storage::Result<()> {
        if self.hits.held.last() == Some(&0) {
            let held = self.hits.held.clone();
            request.query.begin_last();
            self.hits = search::find(db, memory, request)?;
            self.hits.held = held;
        }
        Ok(())
    }

    fn suggest(
        &mut self,
        db: &mut Db,
        memory: &Memory,
        request: &mut search::Asked,
        asked: &Asked,
    ) -> storage::Result<()> {
        let aliases = memory.aliases(db)?;
        let outcome = self.outcome();
        self.suggestions = search::suggest(db, memory, &aliases, &asked.typed, request, outcome)?;
        let reading = self.suggestions.other_keyboard.clone();
        let is_nothing = self.hits.full == 0 && !asked.is_exact;
        if let Some(reading) = reading.filter(|_| is_nothing) {
            request.query = Question::parse(&reading, &aliases);
            self.hits = search::find(db, memory, request)?;
            self.instead = Some(reading);
        }
        Ok(())
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
    let question = Question::parse(&asked.typed, &*memory.aliases(db)?);
    let tag = match &asked.tag {
        Some(slug) => Some(tags::public_by_slug(db, slug)?),
        None => None,
    };
    let mut hits = match request(db, question, tag, asked)? {
        Some(request) => search::find(db, memory, &request)?.hits,
        None => Vec::new(),
    };
    hits.retain(|hit| hit.is_full);
    Ok(hits)
}

/// The questions with one condition less that find something, else that with none.
fn looser(db: &mut Db, memory: &Memory, asked: &Asked) -> storage::Result<Vec<Asked>> {
    let (looser, loosest) = asked.looser();
    let mut found = Vec::new();
    for other in looser {
        if has_answers(db, memory, &other)? {
            found.push(other);
        }
    }
    if let Some(loosest) = loosest.filter(|_| found.is_empty())
        && has_answers(db, memory, &loosest)?
    {
        found.push(loosest);
    }
    Ok(found)
}

fn has_answers(db: &mut Db, memory: &Memory, asked: &Asked) -> storage::Result<bool> {
    let question = Question::parse(&asked.typed, &*memory.aliases(db)?);
    let tag = match &asked.tag {
        Some(slug) => match existing(tags::public_by_slug(db, slug))? {
            Some(tag) => Some(tag),
            None => return Ok(false),
        },
        None => None,
    };
    Ok(match request(db, question, tag, asked)? {
        Some(request) => !search::find(db, memory, &request)?.hits.is_empty(),
        None => false,
    })
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

/// What the index is asked; nothing, when a tag or an author of that name is not there.
fn request(
    db: &mut Db,
    question: Question,
    tag: Option<Tag>,
    asked: &Asked,
) -> storage::Result<Option<search::Asked>> {
    let mut languages = question.languages.clone();
    languages.extend(asked.language);
    let mut all_tags: Vec<_> = tag.into_iter().map(|tag| tag.id).collect();
    for name in &question.tags {
        match tag_named(db, name)? {
            Some(tag) => all_tags.push(tag.id),
            None => return Ok(None),
        }
    }
    let mut authors = Vec::new();
    for name in &question.authors {
        let mut author = match Handle::parse(name) {
            Ok(handle) => existing(users::by_handle(db, &handle))?,
            Err(_) => None,
        };
        if author.is_none() {
            author = existing(users::by_name(db, name))?;
        }
        match author {
            Some(author) => authors.push(author.id),
            None => return Ok(None),
        }
    }
    Ok(Some(search::Asked {
        query: question,
        languages,
        tags: all_tags,
        authors,
        after: asked.after,
    }))
}

/// A public tag by its name or address.
fn tag_named(db: &mut Db, name: &str) -> storage::Result<Option<Tag>> {
    if let Ok(name) = crate::domain::tag::TagName::parse(name)
        && let Some(tag) = tags::named(db, &name)?
        && let Some(public) = existing(tags::public_by_slug(db, &tag.slug))?
    {
        return Ok(Some(public));
    }
    existing(tags::public_by_slug(db, &Slug::asked(name)))
}

fn existing<T>(found: storage::Result<T>) -> storage::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
