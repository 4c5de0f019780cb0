//! A finished page: its bytes in every coding, each with its headers, and what it shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;

use super::coding::{Coding, Effort};
use crate::storage::Freshness;
use crate::storage::freshness::Validity;
use crate::web::metrics::RouteMetrics;

/// A page that is smaller is sent as it is.
const WORTH_CODING: usize = 600;
/// What a page has beside its bytes: its headers, its place in the cache.
const FRAME: usize = 3_000;

/// A page that is kept.
pub(super) struct Page {
    plain: Body,
    coded: [Option<Body>; 3],
    is_worth_coding: bool,
    validity: Validity,
    route: Arc<RouteMetrics>,
    /// How often it was asked for before it was coded as tightly as can be.
    asked: AtomicU32,
}

#[derive(Clone)]
pub(super) struct Body {
    pub bytes: Bytes,
    pub headers: HeaderMap,
    /// What is said to a reader who has it (RFC 9110, 15.4.5).
    pub unmodified: HeaderMap,
}

impl Body {
    fn of(bytes: Bytes, headers: HeaderMap) -> Body {
        let mut unmodified = headers.clone();
        strip(&mut unmodified);
        Body {
            bytes,
            headers,
            unmodified,
        }
    }
}

/// Takes away what is said of a body that is not sent.
pub(super) fn strip(headers: &mut HeaderMap) {
    for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        headers.remove(name);
    }
}

impl Page {
    pub fn of(
        text: Bytes,
        mut headers: HeaderMap,
        validity: Validity,
        route: Arc<RouteMetrics>,
    ) -> Page {
        headers.remove(header::CONTENT_LENGTH);
        let is_worth_coding = text.len() >= WORTH_CODING && is_text(&headers);
        if is_worth_coding {
            let vary = match headers
                .get(header::VARY)
                .and_then(|vary| vary.to_str().ok())
            {
                Some(vary) if vary.to_ascii_lowercase().contains("accept-encoding") => {
                    vary.to_owned()
                }
                Some(vary) => format!("{vary}, Accept-Encoding"),
                None => "Accept-Encoding".to_owned(),
            };
            if let Ok(vary) = HeaderValue::try_from(vary) {
                headers.insert(header::VARY, vary);
            }
        }
        Page {
            plain: Body::of(text, headers),
            coded: [None, None, None],
            is_worth_coding,
            validity,
            route,
            asked: AtomicU32::new(0),
        }
    }

    pub fn route(&self) -> &RouteMetrics {
        &self.route
    }

    pub fn is_worth_coding(&self) -> bool {
        self.is_worth_coding
    }

    /// How many bytes it takes, about.
    pub fn size(&self) -> usize {
        let coded: usize = self
            .coded
            .iter()
            .flatten()
            .map(|body| body.bytes.len() + FRAME / 2)
            .sum();
        self.plain.bytes.len() + coded + size_of_val(self.validity.shown().names()) + FRAME
    }

    /// Whether one that is made now would be the same.
    pub fn is_fresh(&self, freshness: &Freshness) -> bool {
        self.validity.holds(freshness)
    }

    /// Whether it is wanted often enough to be coded as tightly as can be: true once.
    pub fn is_to_be_pressed(&self) -> bool {
        const OFTEN: u32 = 2;
        if self.asked.load(Ordering::Relaxed) >= OFTEN || !self.is_worth_coding() {
            return false;
        }
        self.asked.fetch_add(1, Ordering::Relaxed) + 1 == OFTEN
    }

    /// The same in one coding more, made quickly.
    pub fn coded(mut self, coding: Coding) -> Page {
        self.put(coding, Effort::Fast);
        self
    }

    /// The same in all codings, each as small as can be.
    pub fn pressed(&self) -> Page {
        let mut pressed = Page {
            plain: self.plain.clone(),
            coded: self.coded.clone(),
            is_worth_coding: self.is_worth_coding,
            validity: self.validity.clone(),
            route: Arc::clone(&self.route),
            asked: AtomicU32::new(u32::MAX),
        };
        for coding in Coding::ALL {
            pressed.put(coding, Effort::High);
        }
        pressed
    }

    fn put(&mut self, coding: Coding, effort: Effort) {
        match coding.encode(&self.plain.bytes, effort) {
            Ok(bytes) => {
                let mut headers = self.plain.headers.clone();
                headers.insert(header::CONTENT_ENCODING, coding.name());
                if let Some(tag) = marked(&headers, coding) {
                    headers.insert(header::ETAG, tag);
                }
                self.coded[coding as usize] = Some(Body::of(bytes.into(), headers));
            }
            Err(error) => log::error!("a page could not be compressed: {error}"),
        }
    }

    /// The page in a coding, where it is in that already, else as it is.
    pub fn body(&self, coding: Option<Coding>) -> &Body {
        let coded = coding.and_then(|coding| self.coded[coding as usize].as_ref());
        coded.unwrap_or(&self.plain)
    }
}

/// Pictures and fonts are as small as they can be.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| {
        [&b"text/"[..], b"application/", b"image/svg"]
            .iter()
            .any(|text| kind.starts_with(text))
    })
}

/// The tag of a page in a coding: each body has its own (RFC 9110, 8.8.3).
fn marked(headers: &HeaderMap, coding: Coding) -> Option<HeaderValue> {
    let tag = headers.get(header::ETAG)?.to_str().ok()?;
    let marked = format!("{}{}\"", tag.strip_suffix('"')?, coding.mark());
    HeaderValue::try_from(marked).ok()
}
