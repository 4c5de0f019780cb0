//! Search: a question, the articles that answer it, and why.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::language::Language;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::storage::listings::Byline;
use crate::storage::search::{self, After, Hit, Hits, Need, Question};
use crate::storage::{self, Db, StorageError, tags};
use crate::text::direction::{Direction, decide};
use crate::text::excerpt::{self, Piece};
use crate::text::{markdown, plain, words};
use crate::web::query::Query;
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/search/show.html")]
struct SearchPage {
    shell: Shell,
    typed: String,
    refusal: Option<String>,
    chosen: Option<Language>,
    tag: Option<Tag>,
    was_asked: bool,
    only_some_words: bool,
    results: Vec<Answering>,
    next: Option<String>,
}

impl SearchPage {
    fn is_chosen(&self, language: &Language) -> bool {
        self.chosen == Some(*language)
    }
}

/// An article that answers, with the passage that does.
struct Answering {
    post: Post,
    authors: Vec<Byline>,
    title: Vec<Piece>,
    title_direction: Direction,
    passage: Vec<Piece>,
    passage_direction: Direction,
}

/// What a reader asks for.
struct Asked {
    typed: String,
    terms: Vec<String>,
    language: Option<Language>,
    tag: Option<Slug>,
    after: Option<After>,
    /// A later page of articles that hold only some of the words.
    some_words: bool,
}

struct Answers {
    results: Vec<Answering>,
    next: Option<After>,
    only_some_words: bool,
    tag: Option<Tag>,
}

const LONGEST: usize = 300;
const MOST_TERMS: usize = 24;

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    match ask(&query)? {
        Ok(asked) => {
            let turn = site
                .searches
                .take(request.peer_addr().map(|peer| peer.ip()))
                .await?;
            let asked = Arc::new(asked);
            let question = Arc::clone(&asked);
            // The turn goes with the question: a reader who hangs up does not end the query.
            let read = site.read(move |db, _| {
                let _turn = turn;
                find(db, &question)
            });
            let (settings, found) = read.await?;
            let terms = asked.terms.clone();
            let answers = web::block(move || found.with_passages(&terms))
                .await
                .map_err(|_| AppError::Busy)?;
            let shell = Shell::new(&site, &visitor, settings.clone(), head(&visitor, &settings));
            answer::page(&request, &answered(shell, &asked, answers))
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
        Some(text) => Some(After::parse(text).ok_or(AppError::NotFound)?),
        None => None,
    };
    Ok(Ok(Asked {
        terms: terms(typed),
        typed: plain::without_controls(typed),
        language: query.get("lang").and_then(Language::from_tag),
        tag: query
            .get("tag")
            .map(Slug::asked)
            .filter(|slug| !slug.as_str().contains('\0')),
        after,
        some_words: query.get("some").is_some(),
    }))
}

/// The words asked for, each once; the last one also matches what it begins.
fn terms(typed: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for token in words::tokens(typed) {
        if !terms.contains(&token.term) && terms.len() < MOST_TERMS {
            terms.push(token.term);
        }
    }
    if let Some(last) = terms.last_mut().filter(|last| last.chars().count() >= 2) {
        last.push('*');
    }
    terms
}

/// What was found, before the passages are cut.
#[derive(Default)]
struct Found {
    hits: Hits,
    only_some_words: bool,
    tag: Option<Tag>,
}

impl Found {
    /// Cuts each passage out of its article's whole text: work for another thread than the server's,
    /// and for no open transaction.
    fn with_passages(self, terms: &[String]) -> Answers {
        Answers {
            next: self.hits.next,
            results: self
                .hits
                .hits
                .into_iter()
                .map(|hit| answering(hit, terms))
                .collect(),
            only_some_words: self.only_some_words,
            tag: self.tag,
        }
    }
}

/// Articles that hold every word; when there is none, those that hold some.
fn find(db: &mut Db, asked: &Asked) -> storage::Result<Found> {
    let tag = match &asked.tag {
        Some(slug) => existing(tags::public_by_slug(db, slug))?,
        None => None,
    };
    if asked.tag.is_some() && tag.is_none() {
        return Ok(Found::default());
    }
    let question = |need| Question {
        terms: asked.terms.clone(),
        need,
        language: asked.language,
        tag: tag.as_ref().map(|tag| tag.id),
    };
    let mut hits = Hits::default();
    if !asked.some_words {
        hits = search::find(db, &question(Need::All), asked.after)?;
    }
    let only_some_words = asked.some_words || (hits.hits.is_empty() && asked.after.is_none());
    if only_some_words {
        hits = search::find(db, &question(Need::Any), asked.after)?;
    }
    Ok(Found {
        hits,
        only_some_words,
        tag,
    })
}

fn existing<T>(found: storage::Result<T>) -> storage::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn answering(hit: Hit, terms: &[String]) -> Answering {
    let post = hit.card.post;
    let text = markdown::plain_text(&hit.source);
    let passage = excerpt::passage(&text, terms);
    let shown: String = passage.iter().map(|piece| piece.text.as_str()).collect();
    let base = post.language.direction();
    Answering {
        title: excerpt::marked(&post.title, terms),
        title_direction: decide(&post.title, base),
        passage_direction: decide(&shown, base),
        passage,
        authors: hit.card.authors,
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

fn answered(shell: Shell, asked: &Asked, answers: Answers) -> SearchPage {
    let next = answers
        .next
        .map(|after| next_address(asked, after, answers.only_some_words));
    SearchPage {
        shell,
        typed: asked.typed.clone(),
        refusal: None,
        chosen: asked.language,
        tag: answers.tag,
        was_asked: !asked.typed.is_empty(),
        only_some_words: answers.only_some_words,
        results: answers.results,
        next,
    }
}

fn next_address(asked: &Asked, after: After, some_words: bool) -> String {
    let mut address = format!("/search?q={}", address::encode(&asked.typed));
    if let Some(language) = asked.language {
        address.push_str(&format!("&lang={language}"));
    }
    if let Some(tag) = &asked.tag {
        address.push_str(&format!("&tag={}", address::encode(tag.as_str())));
    }
    if some_words {
        address.push_str("&some=1");
    }
    address.push_str(&format!("&after={after}"));
    address
}

fn refused(shell: Shell, query: &Query, refusal: Refusal) -> SearchPage {
    let message = match refusal {
        Refusal::TooLong { .. } => "search-too-long",
        _ => "search-bad-character",
    };
    let typed = query.get("q").unwrap_or_default();
    SearchPage {
        refusal: Some(shell.words.say(message)),
        typed: typed
            .chars()
            .filter(|letter| !letter.is_control())
            .collect(),
        chosen: None,
        tag: None,
        was_asked: false,
        only_some_words: false,
        results: Vec::new(),
        next: None,
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_its_words_once_and_the_last_may_go_on() {
        assert_eq!(terms("Node.js node שָׁלוֹם"), ["node", "js", "שלומ*"]);
        assert!(terms("+++ \" ' --").is_empty());
    }
}
