//! Pages for programs: whether the site lives, what robots may do, whom to tell of a hole.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::freshness::Shown;
use crate::domain::moment::Moment;
use crate::storage::{health, jobs, outbox};
use crate::web::{AppError, Site, answer};

/// Marks an answer for programs: whatever its status, it is not to be given a page.
pub struct Whole;

const PLAIN: &str = "text/plain; charset=utf-8";

/// The process answers. Asks nothing of the database, so that a busy one does not look dead.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(PLAIN)
        .body("ok\n")
}

/// The site can serve readers: the database answers and has the tables this binary needs.
pub async fn ready(site: web::Data<Site>) -> HttpResponse {
    let (mut answer, text) = match site.store.read(health::ready).await {
        Ok(()) => (HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            log::error!("not ready: {error}");
            (HttpResponse::ServiceUnavailable(), "not ready\n")
        }
    };
    let mut answer = answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(PLAIN)
        .body(text);
    answer.extensions_mut().insert(Whole);
    answer
}

/// What the process counts, for Prometheus. When the database does not answer, the rest is told.
pub async fn metrics(site: web::Data<Site>) -> HttpResponse {
    let (pages, bytes) = (site.cache.pages(), site.cache.bytes());
    let cache = &site.metrics.cache;
    cache.pages.set(i64::try_from(pages).unwrap_or(i64::MAX));
    cache.bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    let background = site.store.read_current(|db| {
        let lag = outbox::lag(db, outbox::SUBSCRIBERS)?;
        Ok((lag, jobs::waiting(db)?))
    });
    if let Ok((lag, waiting)) = background.await {
        site.metrics.note_background(&lag, &waiting, Moment::now());
    }
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(site.metrics.text())
}

pub async fn robots(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let rules = if settings.indexed {
        format!(
            "User-agent: *\nDisallow: /search\nDisallow: /preferences\n\nSitemap: {}/sitemap.xml\n",
            site.base_url
        )
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    };
    Ok(answer::document(&request, PLAIN, rules, Shown::with([])))
}

/// RFC 9116. Without a contact there is nothing to say.
pub async fn security(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let contact = settings.contact.as_ref().ok_or(AppError::NotFound)?;
    let contact = if contact.starts_with('/') {
        format!("{}{contact}", site.base_url)
    } else {
        contact.clone()
    };
    let now = Moment::now();
    let next_year = now.civil(&jiff::tz::TimeZone::UTC).year() + 1;
    let mut shown = Shown::with([]);
    shown.end(now.next_midnight());
    let languages: Vec<&str> = settings
        .languages
        .iter()
        .map(|language| language.tag())
        .collect();
    let text = format!(
        "Contact: {contact}\nExpires: {next_year:04}-12-31T23:59:59Z\nPreferred-Languages: {}\n\
         Canonical: {}/.well-known/security.txt\n",
        languages.join(", "),
        site.base_url
    );
    Ok(answer::document(&request, PLAIN, text, shown))
}

/// Browsers ask here when a page names no icon.
pub async fn icon(site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    Err(AppError::Moved(site.assets.address("images/daf.svg")))
}
