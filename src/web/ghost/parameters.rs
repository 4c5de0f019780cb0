//! What a client asks for.

use actix_web::HttpRequest;

use super::errors::Refusal;
use crate::storage::content::{Wanted, keys};
use crate::storage::{self, Db};
use crate::text::nql;
use crate::web::query::Query;

/// How many things a page has unless a client says otherwise, and at most.
const USUAL_LIMIT: i64 = 15;
const LARGEST_LIMIT: i64 = 100;
/// No list has more pages.
const LAST_PAGE: i64 = 1_000_000;
/// By how many fields something is ordered.
const MOST_ORDERS: usize = 5;

/// The parameters of a request.
pub struct Asked {
    pub key: Option<String>,
    include: Vec<String>,
    fields: Vec<String>,
    formats: Vec<String>,
    pub wanted: Wanted,
    pub page: i64,
}

impl Asked {
    pub fn of(request: &HttpRequest) -> Result<Asked, Refusal> {
        let query = Query::parse(request.query_string());
        let list = |name: &str| -> Vec<String> {
            let text = query.get(name).unwrap_or_default();
            text.split(',')
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect()
        };
        let limit = limit(query.get("limit"))?;
        let page = page(query.get("page"))?;
        let filter = query.get("filter").map(nql::parse).transpose()?;
        Ok(Asked {
            key: query.get("key").map(str::to_owned),
            include: list("include"),
            fields: list("fields"),
            formats: list("formats"),
            wanted: Wanted {
                filter,
                order: order(query.get("order").unwrap_or_default()),
                limit,
                offset: (page - 1).saturating_mul(limit),
            },
            page,
        })
    }

    pub fn includes(&self, name: &str) -> bool {
        self.include.iter().any(|asked| asked == name)
    }

    /// Whether the text is wanted in a format; HTML unless something else is asked for.
    pub fn wants_format(&self, name: &str) -> bool {
        let is_named = self.fields.iter().any(|asked| asked == name);
        let is_usual = name == "html" && self.formats.is_empty() && self.fields.is_empty();
        is_named || is_usual || self.formats.iter().any(|asked| asked == name)
    }

    /// Whether a field was asked for, where some were.
    pub fn wants(&self, field: &str) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|asked| asked == field)
    }
}

/// Whether a key lets anybody in.
pub fn check(db: &mut Db, key: Option<&str>) -> storage::Result<Result<(), Refusal>> {
    Ok(match key {
        None => Err(Refusal::KeyMissing),
        Some(key) if is_key(key) && keys::is_known(db, key)? => Ok(()),
        Some(_) => Err(Refusal::KeyUnknown),
    })
}

fn is_key(key: &str) -> bool {
    key.len() == 26
        && key
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn limit(asked: Option<&str>) -> Result<i64, Refusal> {
    match asked {
        None => Ok(USUAL_LIMIT),
        Some("all") => Ok(LARGEST_LIMIT),
        Some(text) => match text.parse::<i64>() {
            Ok(number) if number >= 1 => Ok(number.min(LARGEST_LIMIT)),
            _ => Err(Refusal::BadParameter(
                "limit is a number from 1, or all".to_owned(),
            )),
        },
    }
}

fn page(asked: Option<&str>) -> Result<i64, Refusal> {
    match asked.map_or(Ok(1), str::parse::<i64>) {
        Ok(number @ 1..=LAST_PAGE) => Ok(number),
        _ => Err(Refusal::BadParameter("page is a number from 1".to_owned())),
    }
}

/// `published_at DESC, title`: fields and whether the greatest comes first.
fn order(text: &str) -> Vec<(String, bool)> {
    let parts = text.split(',').take(MOST_ORDERS);
    parts
        .filter_map(|part| {
            let mut words = part.split_whitespace();
            let field = words.next()?.to_owned();
            let is_descending = words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("desc"));
            Some((field, is_descending))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Asked, Refusal> {
        let request =
            actix_web::test::TestRequest::with_uri(&format!("/?{query}")).to_http_request();
        Asked::of(&request)
    }

    #[test]
    fn limits_pages_and_orders_are_read() {
        let read =
            asked("limit=all&page=2&order=title%20asc,published_at%20DESC&include=tags,authors")
                .unwrap();

        assert_eq!((read.wanted.limit, read.wanted.offset), (100, 100));
        assert_eq!(
            read.wanted.order,
            [
                ("title".to_owned(), false),
                ("published_at".to_owned(), true)
            ]
        );
        assert!(read.includes("tags") && read.includes("authors") && !read.includes("tiers"));
        assert_eq!(asked("").unwrap().wanted.limit, 15);
        assert_eq!(asked("limit=5000").unwrap().wanted.limit, 100);
        for wrong in [
            "limit=0",
            "limit=x",
            "page=0",
            "page=99999999999",
            "filter=x",
            "filter=a:'",
        ] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
