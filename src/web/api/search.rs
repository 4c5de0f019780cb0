//! Search: questions and their answers, the pairs of names that searches know, and what was not found.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::Problem;
use super::replies::{Listed, Made};
use super::shapes::Lang;
use super::shapes::desk::{NewSearchName, SearchMiss, SearchName, SearchResult, SearchView};
use crate::domain::api_token::Scope;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::storage::{StorageError, audit, search};
use crate::text::search::aliases;
use crate::web::query::Query;
use crate::web::site::search as asking;

/// The most misses that are shown.
const MOST_MISSES: i64 = 100;
/// The most characters of a name.
const LONGEST_NAME: usize = 60;

pub fn operations(all: &mut Operations) {
    all.get("/search", "search", find)
        .says("Articles that answer a question, best first, by the site's own query language.")
        .asks::<Question>()
        .shows::<SearchView>()
        .may_refuse(&[404, 422]);
    all.get("/search/names", "listSearchNames", names)
        .says("The site's own pairs of names that mean the same.")
        .needs(Scope::Arrange)
        .shows::<Listed<SearchName>>();
    all.post("/search/names", "createSearchName", add_name)
        .says("Adds a pair of names that mean the same.")
        .needs(Scope::Arrange)
        .takes::<NewSearchName>()
        .makes::<SearchName>()
        .once_by_key()
        .may_refuse(&[409]);
    all.delete("/search/names/{id}", "deleteSearchName", remove_name)
        .says("Takes a pair of names away.")
        .needs(Scope::Arrange);
    all.get("/search/misses", "listSearchMisses", misses)
        .says("What was searched for and is in no article, most often first.")
        .needs(Scope::Arrange)
        .shows::<Listed<SearchMiss>>();
    all.delete("/search/misses", "forgetSearchMisses", forget)
        .says("Forgets them.")
        .needs(Scope::Arrange);
}

/// What is searched for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // It is read as the search page reads it; this checks the names, and describes them.
pub struct Question {
    /// Words, `"phrases"`, `-without`, `title:`, `tag:`, `author:`.
    #[schemars(length(max = 1000))]
    pub q: Option<String>,
    pub lang: Option<Lang>,
    /// The address of a tag.
    pub tag: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

async fn find(call: Call) -> Result<HttpResponse, Problem> {
    call.query::<Question>()?;
    let query = Query::parse(call.request.query_string());
    let asked = asking::Asked::read(&query)?.map_err(|refusal| Problem::refused("q", refusal))?;
    let (_, found, results) = asking::find(&call.request, &call.site, asked.clone()).await?;
    let base = &call.site.base_url;
    let items = results.into_iter().map(|result| SearchResult {
        id: result.post.id.0,
        url: format!("{base}{}", crate::web::address::of_post(&result.post.slug)),
        lang: result.post.language.into(),
        dir: result.post.language.into(),
        published_at: result.post.published_at.map(Into::into),
        title: result.post.title,
        title_html: result.title,
        passage_html: result.passage,
        holds_every_word: result.is_full,
    });
    let view = SearchView {
        items: items.collect(),
        next: found.hits.next.map(|place| place.to_string()),
        query: asked.typed.clone(),
        instead: found.instead.clone(),
        articles_with_every_word: found.hits.full,
        articles_with_some_words: found.hits.partial,
        other_spelling: found.suggestions.other_spelling.clone(),
        other_keyboard: found.suggestions.other_keyboard.clone(),
    };
    call.show(&view, found.shown(&asked))
}

async fn names(call: Call) -> Result<HttpResponse, Problem> {
    let (_, all) = call.read(|db, _| search::aliases(db)).await?;
    let items = all.into_iter().map(|alias| SearchName {
        id: alias.id,
        name: alias.name,
        other: alias.other,
    });
    call.list(&Listed::whole(items.collect()), None)
}

/// A name that the index may have a word for.
fn one_word(pointer: &str, typed: &str) -> Result<String, Problem> {
    let name =
        refusal::line(typed, LONGEST_NAME).map_err(|refusal| Problem::refused(pointer, refusal))?;
    match aliases::is_name(&name) {
        true => Ok(name),
        false => Err(Problem::refused(pointer, Refusal::Malformed)),
    }
}

async fn add_name(sent: Sent<NewSearchName>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let name = one_word("/name", &sent.body.name)?;
    let other = one_word("/other", &sent.body.other)?;
    sent.create(move |db, _, now| {
        match search::add_alias(db, &name, &other) {
            Err(StorageError::Taken(_)) => {
                return Ok(Err(Problem::refused("/name", Refusal::Taken)));
            }
            added => added?,
        };
        let subject = format!("search:{name}={other}");
        audit::record(db, &actor.did("search.alias-added", subject, now))?;
        let known = search::aliases(db)?
            .into_iter()
            .max_by_key(|alias| alias.id);
        let alias = known.ok_or(StorageError::NotFound)?;
        Ok(Ok(Made {
            view: SearchName {
                id: alias.id,
                name: alias.name,
                other: alias.other,
            },
            path: "/api/v1/search/names".to_owned(),
        }))
    })
    .await
}

async fn remove_name(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::Arrange)?;
    let id = call.number("id")?;
    call.write(move |db| {
        let alias = search::remove_alias(db, id)?;
        let subject = format!("search:{}={}", alias.name, alias.other);
        audit::record(
            db,
            &actor.did("search.alias-removed", subject, Moment::now()),
        )?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}

async fn misses(call: Call) -> Result<HttpResponse, Problem> {
    let (_, found) = call.read(|db, _| search::misses(db, MOST_MISSES)).await?;
    let items = found.into_iter().map(|miss| SearchMiss {
        lang: SearchMiss::language(&miss.words).map(|language: Language| language.into()),
        words: miss.words,
        times: miss.times,
        last_at: miss.last_at.into(),
    });
    call.list(&Listed::whole(items.collect()), None)
}

async fn forget(call: Call) -> Result<HttpResponse, Problem> {
    call.site.store.write(search::forget_misses).await?;
    Ok(call.done())
}
