//! A finished page as an answer: its type, its strong ETag, and 304 for whoever has it already.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, ContentType, ETag, EntityTag, Header, HeaderValue, IfNoneMatch,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use sha2::{Digest, Sha256};

use super::Site;
use super::cookies;
use super::error::AppError;
use super::flash::{FLASH_COOKIE, Flash};
use super::visitor::Visitor;
use crate::domain::freshness::Shown;
use crate::storage::spending::rendering;

/// Renders a page for one reader. What it holds depends on the reader's languages and colours, and
/// it must be asked for again each time, since it may have changed since. A page of somebody who is
/// signed in, or who was told something, is theirs alone.
pub fn page(request: &HttpRequest, page: &impl Template) -> Result<HttpResponse, AppError> {
    let html = rendering(|| page.render())?;
    let mut answer = body(request, ContentType::html().0.as_ref(), html);
    let headers = answer.headers_mut();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Cookie"),
    );
    let was_told = request.cookie(FLASH_COOKIE).is_some();
    if Visitor::has_pages_of_their_own(request) {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
    }
    if was_told {
        let removal = cookies::removal(FLASH_COOKIE, is_https(request));
        answer
            .add_cookie(&removal)
            .map_err(|_| AppError::Invalid("a message that cannot be unsaid"))?;
    }
    Ok(answer)
}

/// As [`page`], of something that everybody may read. It may be kept for other readers as long as nothing of
/// what it shows is changed.
pub fn public(
    request: &HttpRequest,
    page: &impl Template,
    shown: Shown,
) -> Result<HttpResponse, AppError> {
    let mut answer = self::page(request, page)?;
    answer.extensions_mut().insert(shown);
    Ok(answer)
}

/// The same page again, after a form that was not taken.
pub fn refusal(page: &impl Template, status: StatusCode) -> Result<HttpResponse, AppError> {
    let html = page.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, ContentType::html().0.as_ref()))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Accept-Language, Cookie"))
        .body(html))
}

/// On to another page after a form was taken, where this is said.
pub fn onward(site: &Site, address: &str, flash: Option<Flash>) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(flash) = flash {
        answer.cookie(flash.cookie(site.is_https()));
    }
    answer.finish()
}

fn is_https(request: &HttpRequest) -> bool {
    request
        .app_data::<web::Data<Site>>()
        .is_some_and(|site| site.is_https())
}

/// The same for every reader, whatever their language and colours: feeds, maps, pictures.
pub fn document(
    request: &HttpRequest,
    content_type: &'static str,
    content: impl Into<Bytes>,
    shown: impl Into<Option<Shown>>,
) -> HttpResponse {
    let mut answer = body(request, content_type, content);
    if let Some(shown) = shown.into() {
        answer.extensions_mut().insert(shown);
    }
    answer
}

fn body(request: &HttpRequest, content_type: &str, content: impl Into<Bytes>) -> HttpResponse {
    let content = content.into();
    let tag = EntityTag::new_strong(fingerprint(&content));
    let is_known = has_it(request, &tag);
    let mut answer = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    if is_known {
        return answer.finish();
    }
    answer
        .insert_header((header::CONTENT_TYPE, content_type))
        .body(content)
}

fn has_it(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// Twelve bytes of SHA-256: no two bodies of a site share them.
pub fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body)
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
