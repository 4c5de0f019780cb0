//! A finished page as an answer: its type, its strong ETag, and 304 for whoever has it already.

use actix_web::http::header::{
    self, ContentType, ETag, EntityTag, Header, HeaderValue, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sha2::{Digest, Sha256};

use super::error::AppError;

/// Renders a page for one reader. What it holds depends on the reader's languages and colours, and
/// it must be asked for again each time, since it may have changed since.
pub fn page(request: &HttpRequest, page: &impl Template) -> Result<HttpResponse, AppError> {
    let html = page.render()?;
    let mut answer = body(request, ContentType::html().0.as_ref(), html);
    answer.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Cookie"),
    );
    Ok(answer)
}

/// The same for every reader: feeds, maps.
pub fn document(request: &HttpRequest, content_type: &'static str, text: String) -> HttpResponse {
    body(request, content_type, text)
}

fn body(request: &HttpRequest, content_type: &str, text: String) -> HttpResponse {
    let tag = EntityTag::new_strong(fingerprint(text.as_bytes()));
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
        .body(text)
}

fn has_it(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// Twelve bytes of SHA-256: no two bodies of a site share them.
fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body)
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
