//! Search: a question, the articles that answer it, and why.

mod asked;
mod asking;
mod finding;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::json;

pub(in crate::web) use asked::Asked;
pub(super) use finding::answers;
pub(in crate::web) use finding::{Answering, Found};

use crate::domain::language::Language;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::storage::search::Label;
use crate::web::query::Query;
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/search/show.html")]
struct SearchPage {
    shell: Shell,
    asked: Asked,
    refusal: Option<String>,
    found: Found,
    results: Vec<Answering>,
}

impl SearchPage {
    fn is_chosen(&self, language: &Language) -> bool {
        self.asked.language == Some(*language)
    }

    /// Whether a line stands before the result, also on a later page: those after it hold only some of the words.
    fn is_first_partial(&self, at: &usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.results[before]);
        !self.results[*at].is_full && before.is_none_or(|before| before.is_full)
    }

    fn narrowed(&self, language: &Language) -> String {
        let mut asked = self.asked.instead(&self.asked.typed);
        asked.language = Some(*language);
        asked.address(None)
    }

    fn tagged(&self, tag: &Label) -> String {
        let mut asked = self.asked.instead(&self.asked.typed);
        asked.tag = Some(tag.slug.clone());
        asked.address(None)
    }

    fn asking(&self, typed: &str) -> String {
        self.asked.instead(typed).address(None)
    }

    /// The question as it was typed, whatever another keyboard would make of it.
    fn exactly(&self) -> String {
        let mut asked = self.asked.instead(&self.asked.typed);
        asked.is_exact = true;
        asked.address(None)
    }

    fn next(&self) -> Option<String> {
        self.found.next(&self.asked)
    }

    /// How many articles the page speaks of: those that hold every word, or all when none does.
    fn count(&self) -> i64 {
        let hits = &self.found.hits;
        let number = match hits.full {
            0 => hits.partial,
            full => full,
        };
        number as i64
    }

    /// In how many seconds it was found, rounded up to wide steps: the same answers are mostly the same page,
    /// byte by byte, which whoever has it already need not be sent again.
    fn seconds(&self) -> &'static str {
        const STEPS: [(u128, &str); 3] = [(500, "0.5"), (1_000, "1"), (5_000, "5")];
        let took = self.found.took.as_millis();
        let step = STEPS.iter().find(|(most, _)| took < *most);
        step.map_or("10", |(_, seconds)| seconds)
    }
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    match Asked::read(&query)? {
        Ok(asked) => {
            let (settings, found, results) = find(&request, &site, asked.clone()).await?;
            let shown = found.shown(&asked);
            let page = SearchPage {
                shell: shell(&site, &visitor, &settings, Some(&asked)),
                asked,
                refusal: None,
                found,
                results,
            };
            match shown {
                Some(shown) => answer::public(&request, &page, shown),
                None => answer::page(&request, &page),
            }
        }
        Err(refusal) => {
            let (settings, ()) = site.read(|_, _| Ok(())).await?;
            let shell = shell(&site, &visitor, &settings, None);
            let page = SearchPage {
                refusal: Some(shell.words.say(why(&refusal))),
                shell,
                asked: Asked::refused(&query),
                found: Found::default(),
                results: Vec::new(),
            };
            let mut refused = answer::page(&request, &page)?;
            *refused.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(refused)
        }
    }
}

/// The same answers for programs.
pub async fn show_json(
    request: HttpRequest,
    site: web::Data<Site>,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let asked = match Asked::read(&query)? {
        Ok(asked) => asked,
        Err(_) => return Err(AppError::Invalid("the search cannot be read")),
    };
    let (_, found, results) = find(&request, &site, asked.clone()).await?;
    let next = found.next(&asked);
    let next = next.map(|path| path.replacen("/search?", "/search.json?", 1));
    let base = &site.base_url;
    let results: Vec<_> = results
        .iter()
        .map(|result| {
            let post = &result.post;
            json!({
                "url": format!("{base}{}", address::of_post(&post.slug)),
                "title": post.title,
                "lang": post.language.tag(),
                "dir": post.language.direction().as_str(),
                "published_at": post.dated().rfc3339(),
                "title_html": result.title,
                "passage_html": result.passage,
                "holds_every_word": result.is_full,
            })
        })
        .collect();
    let looser = found.looser.iter().map(|other| {
        let path = other.address(None).replacen("/search?", "/search.json?", 1);
        format!("{base}{path}")
    });
    let looser: Vec<String> = looser.collect();
    let body = json!({
        "query": asked.typed,
        "instead": found.instead,
        "articles_with_every_word": found.hits.full,
        "articles_with_some_words": found.hits.partial,
        "suggestions": {
            "spelling": found.suggestions.other_spelling,
            "keyboard": found.suggestions.other_keyboard,
            "fewer_words": found.suggestions.fewer_words,
            "fewer_conditions": looser,
        },
        "results": results,
        "next": next.map(|path| format!("{base}{path}")),
    });
    let kind = "application/json; charset=utf-8";
    let shown = found.shown(&asked);
    Ok(answer::document(&request, kind, body.to_string(), shown))
}

/// Asks the index when it is this reader's turn, and cuts the passages.
pub(in crate::web) async fn find(
    request: &HttpRequest,
    site: &web::Data<Site>,
    asked: Asked,
) -> Result<(Arc<Settings>, Found, Vec<Answering>), AppError> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let turn = site.searches.take(peer).await?;
    let index = Arc::clone(&site.index);
    let question = asked.clone();
    // The turn goes with the question: a reader who hangs up does not end the query.
    let read = site.read(move |db, _| {
        let _turn = turn;
        Found::of(db, &index, &question)
    });
    let (settings, mut found) = read.await?;
    if found.misses(&asked) {
        site.index.note_miss(&asked.typed);
    }
    let cut = move || {
        let results = found.passages();
        (found, results)
    };
    let (found, results) = web::block(cut).await.map_err(|_| AppError::Busy)?;
    Ok((settings, found, results))
}

fn shell(
    site: &web::Data<Site>,
    visitor: &Visitor,
    settings: &Arc<Settings>,
    asked: Option<&Asked>,
) -> Shell {
    let words = words_for(visitor, settings);
    let title = match asked.filter(|asked| !asked.typed.is_empty()) {
        Some(asked) => format!("{}: {}", words.say("search-title"), asked.typed),
        None => words.say("search-title"),
    };
    let head = Head {
        title,
        feeds: Some(String::new()),
        indexed: false,
        ..Head::default()
    };
    Shell::new(site, visitor, Arc::clone(settings), head)
}

fn why(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TooLong { .. } => "search-too-long",
        _ => "search-bad-character",
    }
}
