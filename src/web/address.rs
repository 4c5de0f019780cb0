//! Addresses: how Daf writes its own, and how it reads those it is asked for.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::error::AppError;
use crate::domain::slug::Slug;

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path segment as an address holds it.
pub fn encode(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// `/{slug}`.
pub fn of_post(slug: &Slug) -> String {
    format!("/{}", encode(slug.as_str()))
}

/// `/{room}/{slug}`: a tag, a series.
pub fn of(room: &str, slug: &str) -> String {
    format!("/{room}/{}", encode(slug))
}

/// The segment of a request's path at `index`, decoded; an address that is no text leads nowhere.
pub fn segment(request: &HttpRequest, index: usize) -> Result<String, AppError> {
    let raw = request
        .uri()
        .path()
        .split('/')
        .nth(index + 1)
        .ok_or(AppError::NotFound)?;
    let decoded = percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| AppError::NotFound)?;
    if decoded.contains('\0') {
        return Err(AppError::NotFound);
    }
    Ok(decoded.into_owned())
}

/// The slug that a request's path asks for at `index`.
pub fn slug(request: &HttpRequest, index: usize) -> Result<Slug, AppError> {
    segment(request, index).map(|decoded| Slug::asked(&decoded))
}

/// Refuses to answer at any other spelling of an address than its own: sends the reader there.
pub fn require(request: &HttpRequest, canonical: &str) -> Result<(), AppError> {
    if request.uri().path() == canonical {
        return Ok(());
    }
    Err(AppError::Moved(with_query(canonical, request)))
}

/// An address with the query of the request, so that a redirect loses nothing.
pub fn with_query(path: &str, request: &HttpRequest) -> String {
    match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// A place on this site to go back to, as a form names it; the home page when it is none.
pub fn on_this_site(typed: &str) -> &str {
    let is_path = typed.starts_with('/') && !typed.starts_with("//") && !typed.starts_with("/\\");
    let is_plain = typed
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain && typed.len() <= 2_048 {
        typed
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hebrew_is_written_in_upper_case_escapes() {
        assert_eq!(of_post(&Slug::parse("דף-a").unwrap()), "/%D7%93%D7%A3-a");
    }

    #[test]
    fn no_form_sends_a_reader_to_another_site() {
        assert_eq!(on_this_site("/a?b=c"), "/a?b=c");
        for elsewhere in [
            "",
            "https://x.example",
            "//x.example",
            "/\\x.example",
            "/a\r\nSet-Cookie: x",
            "javascript:x",
        ] {
            assert_eq!(on_this_site(elsewhere), "/", "{elsewhere}");
        }
    }
}
