//! What a request asks of the cache: which page, in which coding, and what of it the reader has already.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};

use super::coding::{Coding, wanted};
use crate::domain::language::Language;
use crate::web::query;
use crate::web::visitor::{Theme, Visitor};

/// A request for a page that everybody may read, from somebody who is nobody in particular.
pub(super) struct Asking {
    /// The page's path and query, as far as they make a difference, and the reader's language and colours
    /// where those do.
    pub key: String,
    pub coding: Option<Coding>,
    /// The tags of what the reader has.
    known: Option<String>,
}

impl Asking {
    /// None for what is never kept: forms, rooms behind the sign-in, and readers with pages of their own.
    pub fn of(request: &ServiceRequest) -> Option<Asking> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return None;
        }
        let path = request.path();
        let headers = request.headers();
        // What somebody is shown for a token is theirs alone.
        if headers.contains_key(header::RANGE) || headers.contains_key(header::AUTHORIZATION) {
            return None;
        }
        let names = query::public_names(path)?;
        let reader = Reader::of(request)?;
        let mut key = String::with_capacity(path.len() + request.query_string().len() + 3);
        if query::is_for_readers(path) {
            key.push(reader.letter());
        }
        key.push_str(path);
        if !request.query_string().is_empty() {
            query::write_known(names, request.query_string(), &mut key);
        }
        Some(Asking {
            key,
            coding: wanted(headers),
            known: known(headers),
        })
    }

    /// Whether the reader has the body with these headers (RFC 9110, 13.1.2).
    pub fn has(&self, headers: &HeaderMap) -> bool {
        let tag = headers.get(header::ETAG);
        let (Some(known), Some(tag)) = (self.known.as_deref(), tag) else {
            return false;
        };
        known
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || opaque(one.as_bytes()) == opaque(tag.as_bytes()))
    }
}

/// A tag without its weakness: whoever asks whether it has something does not mind (RFC 9110, 8.8.3.2).
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

fn known(headers: &HeaderMap) -> Option<String> {
    let mut lines = headers.get_all(header::IF_NONE_MATCH);
    let first = lines.next()?.to_str().ok()?;
    let mut all = first.to_owned();
    for line in lines {
        all.push(',');
        all.push_str(line.to_str().ok()?);
    }
    Some(all)
}

/// What a page depends on of a reader who is not signed in.
struct Reader {
    language: Option<Language>,
    theme: Option<Theme>,
}

impl Reader {
    fn of(request: &ServiceRequest) -> Option<Reader> {
        let cookies = request.headers().get_all(header::COOKIE);
        let mut has_choices = false;
        for line in cookies {
            let line = line.as_bytes();
            if memchr::memmem::find(line, b"daf_").is_some() {
                has_choices = true;
            }
        }
        if has_choices {
            return Reader::with_cookies(request);
        }
        Some(Reader {
            language: Visitor::accepted(request.request()),
            theme: None,
        })
    }

    fn with_cookies(request: &ServiceRequest) -> Option<Reader> {
        let request = request.request();
        if Visitor::has_pages_of_their_own(request) {
            return None;
        }
        Some(Reader {
            language: Visitor::chosen(request).or_else(|| Visitor::accepted(request)),
            theme: Theme::of(request),
        })
    }

    fn letter(&self) -> char {
        let language = match self.language {
            None => 0,
            Some(Language::He) => 1,
            Some(Language::En) => 2,
            Some(Language::Ar) => 3,
        };
        let theme = match self.theme {
            None => 0,
            Some(Theme::Light) => 1,
            Some(Theme::Dark) => 2,
        };
        char::from(b'a' + language * 3 + theme)
    }
}
