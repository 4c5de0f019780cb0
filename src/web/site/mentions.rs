//! Where other sites say that they link to a page here (Webmention): programs, and people with a form.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access::{Reading, public_reading};
use crate::domain::ids::PostId;
use crate::domain::mention::{Claim, ClaimRefused};
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::storage::mentions::{self, Claimed};
use crate::storage::posts::{self, Found};
use crate::storage::{Db, Result, StorageError};
use crate::web::forms::{FieldErrors, Fields};
use crate::web::query::Query;
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer, peer};

#[derive(Template)]
#[template(path = "site/mentions/new.html")]
struct MentionPage {
    shell: Shell,
    source: String,
    target: String,
    errors: FieldErrors,
    /// It was taken, and will be looked into.
    is_taken: bool,
}

/// For how long a site that has told too much waits, in seconds.
const LATER: u64 = 3_600;

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> std::result::Result<HttpResponse, AppError> {
    let shell = shell(&site, &visitor).await?;
    let page = MentionPage {
        shell,
        source: String::new(),
        target: query.get("target").unwrap_or_default().to_owned(),
        errors: FieldErrors::default(),
        is_taken: false,
    };
    answer::page(&request, &page)
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    body: web::Bytes,
) -> std::result::Result<HttpResponse, AppError> {
    let shell = shell(&site, &visitor).await?;
    let from = peer::address(&request).map_or_else(String::new, peer::neighbourhood);
    site.throttles.mentioning.admit(&from)?;
    let fields = Fields::parse(&body);
    let (source, target) = (fields.text("source"), fields.text("target"));
    let claimed = match Claim::parse(source, target) {
        Err(refused) => Err(refused),
        Ok(claim) => site.store.write(taking(&site.base_url, claim)).await?,
    };
    let is_person = request.headers().get(header::ACCEPT).is_some_and(|accept| {
        accept
            .as_bytes()
            .windows(9)
            .any(|nine| nine == b"text/html")
    });
    let (status, text) = match claimed {
        Ok(true) => (StatusCode::ACCEPTED, "It will be looked into.".to_owned()),
        Ok(false) => return Err(AppError::TooManyRequests { seconds: LATER }),
        Err(refused) => {
            log::info!("a mention was refused: {refused}");
            (StatusCode::BAD_REQUEST, refused.to_string())
        }
    };
    if !is_person {
        return Ok(HttpResponse::build(status)
            .content_type("text/plain; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(format!("{text}\n")));
    }
    let errors = match claimed {
        Ok(_) => FieldErrors::default(),
        Err(ClaimRefused::Source) => FieldErrors::only(shell.words, "source", Refusal::Malformed),
        Err(ClaimRefused::Same) => FieldErrors::only(shell.words, "source", Refusal::Taken),
        Err(ClaimRefused::Target) => FieldErrors::only(shell.words, "target", Refusal::Malformed),
        Err(ClaimRefused::NoSuchPage) => FieldErrors::only(shell.words, "target", Refusal::Unknown),
    };
    let page = MentionPage {
        source: source.to_owned(),
        target: target.to_owned(),
        errors,
        is_taken: claimed.is_ok(),
        shell,
    };
    answer::refusal(&page, status)
}

/// A site that hears of no mentions has no such page.
async fn shell(site: &Site, visitor: &Visitor) -> std::result::Result<Shell, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    if !settings.mentions {
        return Err(AppError::NotFound);
    }
    let head = Head {
        title: words_for(visitor, &settings).say("mention-title"),
        ..Head::default()
    };
    Ok(Shell::new(site, visitor, settings, head))
}

type Taken = std::result::Result<bool, ClaimRefused>;

/// Notes a claim about a public post; false when too many wait already.
fn taking(base_url: &str, claim: Claim) -> impl FnOnce(&mut Db) -> Result<Taken> + Send + 'static {
    let slug = address::post_at(base_url, claim.target.as_str());
    move |db| {
        let Some(slug) = slug else {
            return Ok(Err(ClaimRefused::NoSuchPage));
        };
        let found = match posts::at_address(db, &slug) {
            Ok(Found::Moved(newer)) => posts::at_address(db, &newer),
            found => found,
        };
        let article = match found {
            Ok(Found::Post(article)) => article,
            Ok(Found::Moved(_)) | Err(StorageError::NotFound) => {
                return Ok(Err(ClaimRefused::NoSuchPage));
            }
            Err(error) => return Err(error),
        };
        if public_reading(&article.post) != Reading::Allowed {
            return Ok(Err(ClaimRefused::NoSuchPage));
        }
        let claimed = claimed(article.post.id, &claim);
        mentions::receive(db, &claimed, Moment::now()).map(Ok)
    }
}

fn claimed(post: PostId, claim: &Claim) -> Claimed {
    Claimed {
        post,
        source: claim.source.as_str().to_owned(),
        source_host: claim.source.host_str().unwrap_or_default().to_owned(),
        target: claim.target.as_str().to_owned(),
    }
}
