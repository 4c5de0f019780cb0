//! What a reader asks after the question mark. Unknown names are passed over; of a name that is
//! repeated the first counts; bytes that are no text become U+FFFD.

use std::collections::HashMap;

use actix_web::http::Uri;
use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::error::AppError;
use crate::domain::listing::{Cursor, Window};

/// The names and values of a request's query.
#[derive(Debug, Default)]
pub struct Query(HashMap<String, String>);

/// No page of Daf asks for more names than this.
const MOST_NAMES: usize = 100;

impl Query {
    pub fn parse(text: &str) -> Query {
        let mut values = HashMap::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()).take(MOST_NAMES) {
            values
                .entry(name.into_owned())
                .or_insert_with(|| value.into_owned());
        }
        Query(values)
    }

    /// The value of a name; none when it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A number after a name; one that Daf would not have written leads nowhere.
    pub fn number(&self, name: &str) -> Result<Option<i64>, AppError> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_plain => Ok(Some(number)),
            _ => Err(AppError::NotFound),
        }
    }

    /// The path that search engines should know a list by; its later pages have none of their own.
    pub fn canonical(&self, path: &str) -> Option<String> {
        let is_first = self.get("after").is_none() && self.get("before").is_none();
        is_first.then(|| path.to_owned())
    }

    /// Which page of a list is asked for: `?after=` or `?before=` a cursor. One made up by hand that
    /// Daf could not have written leads nowhere.
    pub fn window(&self) -> Result<Window, AppError> {
        let read = |text| Cursor::parse(text).ok_or(AppError::NotFound);
        match (self.get("after"), self.get("before")) {
            (Some(text), _) => read(text).map(Window::After),
            (None, Some(text)) => read(text).map(Window::Before),
            (None, None) => Ok(Window::First),
        }
    }
}

impl FromRequest for Query {
    type Error = AppError;
    type Future = std::future::Ready<Result<Query, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Query::parse(request.query_string())))
    }
}

/// What a page that everybody may read can be asked after the question mark; none for an address that leads to
/// no such page. What is not among them makes no other page.
pub fn public_names(path: &str) -> Option<&'static [&'static str]> {
    const NOTHING: &[&str] = &[];
    const PAGES: &[&str] = &["after", "before"];
    const API: &[&str] = &["lang", "tag", "author", "q", "after"];
    const CONTENT: &[&str] = &[
        "key", "include", "fields", "formats", "filter", "limit", "page", "order",
    ];
    const COMMENTS: &[&str] = &["comments-after"];
    const SEARCH: &[&str] = &["q", "lang", "tag", "after", "typing", "exact"];
    let mut rooms = path.split('/').skip(1);
    let (room, inner, rest) = (rooms.next()?, rooms.next(), rooms.next());
    Some(match (room, inner) {
        (
            "desk" | "account" | "login" | "logout" | "join" | "reset" | "preview" | "s"
            | "healthz" | "readyz" | "metrics" | "media" | "lab" | "webmention",
            _,
        ) => return None,
        ("api", Some("v1")) => API,
        ("api", Some("content")) | ("ghost", Some("api")) => CONTENT,
        ("api" | "ghost", _) => return None,
        // Files whose names carry their fingerprint; others are asked for again, and answered by their dates.
        ("static", _) if has_fingerprint(path) => NOTHING,
        ("static", _) => return None,
        ("search" | "search.json", _) => SEARCH,
        ("sitemap.xml", None) => &["part"],
        ("oembed", None) => &["url", "format", "maxwidth", "maxheight"],
        ("tags", None) => &["after"],
        ("series", _) => NOTHING,
        ("tag" | "author" | "archive", Some(_)) if rest.is_none() => PAGES,
        ("" | "he" | "en" | "ar", None) => PAGES,
        ("tag" | "author" | "archive" | ".well-known" | "he" | "en" | "ar", _) => NOTHING,
        ("preferences", None) => NOTHING,
        (_, Some("live")) => return None,
        (_, Some(file)) if rest.is_none() && is_picture(file) => NOTHING,
        // An article; below it are pages with forms.
        (_, None) => COMMENTS,
        _ => return None,
    })
}

/// Whether a file's name carries eight digits of its fingerprint: `site.1f0c5a9d.css`.
fn has_fingerprint(path: &str) -> bool {
    let mut parts = path.rsplit('.');
    parts.next();
    parts
        .next()
        .is_some_and(|print| print.len() == 8 && print.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a file is the picture of an article.
fn is_picture(file: &str) -> bool {
    file.starts_with("picture-") && file.ends_with(".png")
}

/// Whether a page is another one for readers of other languages and colours: programs have neither.
pub fn is_for_readers(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_feed = matches!(last, "feed.atom" | "feed.rss" | "feed.json");
    !is_feed
        && !is_picture(last)
        && !path.starts_with("/static/")
        && (!path.starts_with("/api/") || path == "/api/v1/docs")
        && !path.starts_with("/ghost/")
        && !matches!(
            path,
            "/sitemap.xml"
                | "/oembed"
                | "/robots.txt"
                | "/search.json"
                | "/.well-known/security.txt"
        )
}

/// Writes what a query says under these names, in their order and in one spelling.
pub fn write_known(names: &[&str], text: &str, out: &mut String) {
    if names.is_empty() {
        return;
    }
    let query = Query::parse(text);
    let mut mark = '?';
    for name in names {
        if let Some(value) = query.get(name) {
            out.push(mark);
            out.push_str(name);
            out.push('=');
            out.extend(form_urlencoded::byte_serialize(value.as_bytes()));
            mark = '&';
        }
    }
}

/// A reader's place, to come back to: without what makes no other page.
pub fn place(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    match public_names(uri.path()) {
        Some(names) => {
            let mut place = uri.path().to_owned();
            write_known(names, query, &mut place);
            place
        }
        None => uri
            .path_and_query()
            .map_or("/", |place| place.as_str())
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_repeated_names_counts_and_empty_ones_do_not() {
        let query = Query::parse("q=a&q=b&lang=&x=%FF");

        assert_eq!(
            (query.get("q"), query.get("lang"), query.get("x")),
            (Some("a"), None, Some("\u{FFFD}"))
        );
    }

    #[test]
    fn a_cursor_that_daf_did_not_write_leads_nowhere() {
        for made_up in [
            "after=x",
            "after=-1-2",
            "after=1",
            "before=99999999999999999999-1",
            "after=%00",
        ] {
            assert!(
                matches!(Query::parse(made_up).window(), Err(AppError::NotFound)),
                "{made_up}"
            );
        }
    }
}
