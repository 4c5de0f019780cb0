//! Addresses: how Daf writes its own, and how it reads those it is asked for.

use actix_web::HttpRequest;
use percent_encoding::percent_decode_str;

use super::error::AppError;
use crate::domain::slug::Slug;

pub use crate::domain::link::encode;

/// `/{slug}`.
pub fn of_post(slug: &Slug) -> String {
    format!("/{}", encode(slug.as_str()))
}

/// The slug of a post whose whole address this seems to be, whatever its query and fragment.
pub fn post_at(base_url: &str, whole: &str) -> Option<Slug> {
    let (own, asked) = (
        url::Url::parse(base_url).ok()?,
        url::Url::parse(whole).ok()?,
    );
    let is_own = own.origin() == asked.origin() && matches!(asked.scheme(), "http" | "https");
    let folder = own.path().trim_end_matches('/');
    let rest = asked.path().strip_prefix(folder).filter(|_| is_own)?;
    let segment = rest.trim_matches('/');
    let is_one = rest.starts_with('/') && !segment.is_empty() && !segment.contains('/');
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    (is_one && !decoded.contains('\0')).then(|| Slug::asked(&decoded))
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
    fn a_whole_address_tells_whose_it_is() {
        let at = |whole: &str| {
            post_at("https://daf.example/b", whole).map(|slug| slug.as_str().to_owned())
        };

        assert_eq!(at("https://daf.example/b/a?x#y").as_deref(), Some("a"));
        assert_eq!(
            at("HTTPS://DAF.example:443/b/%d7%90/").as_deref(),
            Some("א")
        );
        for other in [
            "https://daf.example/b",
            "https://daf.example/b/",
            "https://daf.example/bc",
            "https://daf.example/a",
            "https://daf.example/b/a/comments",
            "http://daf.example/b/a",
            "https://other.example/b/a",
            "https://daf.example@other.example/b/a",
            "https://daf.example/b/%FF",
            "/b/a",
            "mailto:a@daf.example",
            "",
        ] {
            assert_eq!(at(other), None, "{other}");
        }
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
