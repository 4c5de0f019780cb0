//! Search: a question, the articles that answer it, and why.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::Handle;
use crate::storage::listings::Byline;
use crate::storage::search::{self, Counted, Hit, Hits, Place};
use crate::storage::{self, Db, StorageError, tags, users};
use crate::text::search::marks::Sought;
use crate::text::search::{Query as Question, passage};
use crate::text::{markdown, plain};
use crate::web::query::Query;
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Index, Site, address, answer};

#[derive(Template)]
#[template(path = "site/search/show.html")]
struct SearchPage {
    shell: Shell,
    asked: Asked,
    refusal: Option<String>,
    answers: Answers,
}

impl SearchPage {
    fn is_chosen(&self, language: &Language) -> bool {
        self.asked.language == Some(*language)
    }

    /// Whether a line stands before the result: those after it hold only some of the words.
    fn is_first_partial(&self, at: &usize) -> bool {
        let results = &self.answers.results;
        let is_after_full = match at.checked_sub(1) {
            Some(before) => results[before].is_full,
            None => self.asked.after.is_none_or(|place| place.is_full),
        };
        !results[*at].is_full && is_after_full
    }

    fn narrowed(&self, language: &Language) -> String {
        let mut asked = self.asked.clone();
        asked.language = Some(*language);
        asked.address(None)
    }

    fn tagged(&self, tag: &Tag) -> String {
        let mut asked = self.asked.clone();
        asked.tag = Some(tag.slug.clone());
        asked.address(None)
    }

    /// How many articles the page speaks of: those that hold every word, or all when none does.
    fn found(&self) -> i64 {
        let answers = &self.answers;
        let number = match answers.full {
            0 => answers.partial,
            full => full,
        };
        number as i64
    }

    fn milliseconds(&self) -> String {
        let tenths = self.answers.took.as_micros().div_ceil(100);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// An article that answers, with the passage that does.
struct Answering {
    post: Post,
    authors: Vec<Byline>,
    title: String,
    passage: String,
    is_full: bool,
}

/// What a reader asks for.
#[derive(Clone, Default)]
struct Asked {
    typed: String,
    language: Option<Language>,
    tag: Option<Slug>,
    after: Option<Place>,
    /// Whether the last word is still being typed.
    is_typing: bool,
}

impl Asked {
    /// The address of this question, or of a later page of its answers.
    fn address(&self, after: Option<Place>) -> String {
        let mut address = format!("/search?q={}", address::encode(&self.typed));
        if let Some(language) = self.language {
            address.push_str(&format!("&lang={language}"));
        }
        if let Some(tag) = &self.tag {
            address.push_str(&format!("&tag={}", address::encode(tag.as_str())));
        }
        if let Some(after) = after {
            address.push_str(&format!("&after={after}"));
        }
        address
    }
}

#[derive(Default)]
struct Answers {
    results: Vec<Answering>,
    next: Option<String>,
    full: usize,
    partial: usize,
    languages: Vec<Counted<Language>>,
    tags: Vec<Counted<Tag>>,
    tag: Option<Tag>,
    took: Duration,
}

const LONGEST: usize = 300;

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    match ask(&query)? {
        Ok(asked) => {
            let peer = request.peer_addr().map(|peer| peer.ip());
            let turn = site.searches.take(peer).await?;
            let index = Arc::clone(&site.index);
            let question = asked.clone();
            // The turn goes with the question: a reader who hangs up does not end the query.
            let read = site.read(move |db, _| {
                let _turn = turn;
                Found::of(db, &index, &question)
            });
            let (settings, found) = read.await?;
            let question = asked.clone();
            let answers = web::block(move || found.with_passages(&question))
                .await
                .map_err(|_| AppError::Busy)?;
            let shell = Shell::new(&site, &visitor, settings.clone(), head(&visitor, &settings));
            let page = SearchPage {
                shell,
                asked,
                refusal: None,
                answers,
            };
            answer::page(&request, &page)
        }
        Err(refusal) => {
            let (settings, ()) = site.read(|_, _| Ok(())).await?;
            let shell = Shell::new(&site, &visitor, settings.clone(), head(&visitor, &settings));
            let mut refused = answer::page(&request, &refused(shell, &query, refusal))?;
            *refused.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(refused)
        }
    }
}

/// Reads the question; what cannot be searched for is refused with its words kept.
fn ask(query: &Query) -> Result<Result<Asked, Refusal>, AppError> {
    let typed = query.get("q").unwrap_or_default().trim();
    if typed.chars().count() > LONGEST {
        return Ok(Err(Refusal::TooLong { most: LONGEST }));
    }
    if typed
        .chars()
        .any(|letter| letter.is_control() && !letter.is_whitespace())
    {
        return Ok(Err(Refusal::ControlCharacter));
    }
    let after = match query.get("after") {
        Some(text) => Some(Place::parse(text).ok_or(AppError::NotFound)?),
        None => None,
    };
    Ok(Ok(Asked {
        typed: plain::without_controls(typed),
        language: query.get("lang").and_then(Language::from_tag),
        tag: query
            .get("tag")
            .map(Slug::asked)
            .filter(|slug| !slug.as_str().contains('\0')),
        after,
        is_typing: query.get("typing").is_some(),
    }))
}

/// What was found, before the passages are cut.
#[derive(Default)]
struct Found {
    question: Question,
    hits: Hits,
    tag: Option<Tag>,
    took: Duration,
}

impl Found {
    fn of(db: &mut Db, index: &Index, asked: &Asked) -> storage::Result<Found> {
        let began = Instant::now();
        let mut question = Question::parse(&asked.typed, &index.aliases);
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
        if !is_unknown && let Some(request) = request(db, question.clone(), tag, asked)? {
            found.hits = search::find(db, &index.memory, &request)?;
            if found.hits.full == 0 && asked.after.is_none() && !asked.is_typing {
                found.begin_last(db, index, request)?;
            } else {
                found.question = request.query;
            }
        }
        found.took = began.elapsed();
        Ok(found)
    }

    /// Takes the last word for a beginning, since no article holds it as it is.
    fn begin_last(
        &mut self,
        db: &mut Db,
        index: &Index,
        mut request: search::Asked,
    ) -> storage::Result<()> {
        let is_last_unknown = self.hits.held.last() == Some(&0);
        if is_last_unknown {
            request.query.begin_last();
            self.hits = search::find(db, &index.memory, &request)?;
        }
        self.question = request.query;
        Ok(())
    }

    /// Cuts each passage out of its article's whole text: work for another thread than the server's,
    /// and for no open transaction.
    fn with_passages(self, asked: &Asked) -> Answers {
        let sought = Sought::of(&self.question);
        let hits = self.hits.hits.into_iter();
        Answers {
            next: self.hits.next.map(|after| asked.address(Some(after))),
            results: hits.map(|hit| answering(hit, &sought)).collect(),
            full: self.hits.full,
            partial: self.hits.partial,
            languages: self.hits.languages,
            tags: self.hits.tags,
            tag: self.tag,
            took: self.took,
        }
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
        let author = match Handle::parse(name) {
            Ok(handle) => existing(users::by_handle(db, &handle))?,
            Err(_) => None,
        };
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
    {
        return Ok(Some(tag));
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

fn answering(hit: Hit, sought: &Sought) -> Answering {
    let post = hit.card.post;
    let base = post.language.direction();
    let parts = markdown::parts(&hit.source);
    Answering {
        title: passage::whole(&post.title, sought).html(base),
        passage: passage::best(&parts, sought).html(base),
        authors: hit.card.authors,
        is_full: hit.is_full,
        post,
    }
}

fn head(visitor: &Visitor, settings: &crate::domain::settings::Settings) -> Head {
    let title = words_for(visitor, settings).say("search-title");
    Head {
        title,
        feeds: Some(String::new()),
        indexed: false,
        ..Head::default()
    }
}

fn refused(shell: Shell, query: &Query, refusal: Refusal) -> SearchPage {
    let message = match refusal {
        Refusal::TooLong { .. } => "search-too-long",
        _ => "search-bad-character",
    };
    let typed = query.get("q").unwrap_or_default();
    SearchPage {
        refusal: Some(shell.words.say(message)),
        asked: Asked {
            typed: typed
                .chars()
                .filter(|letter| !letter.is_control())
                .collect(),
            ..Asked::default()
        },
        answers: Answers::default(),
        shell,
    }
}
