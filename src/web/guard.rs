//! What holds for every request, whatever it asks: limits, one spelling of each address, headers
//! that protect readers, a number for the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::error::AppError;
use super::{Site, timing};
use crate::storage::spending::Spending;

/// No address of a site is longer; a slug of 120 Hebrew letters has 720 bytes.
const LONGEST_PATH: usize = 2_048;
const LONGEST_QUERY: usize = 8_192;

/// A form that is not a post's.
pub const LARGEST_FORM: usize = 64 * 1024;
/// A post.
pub const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// A post in a form, in which each byte may take three, with the fields around it.
pub const LARGEST_POST_FORM: usize = 3 * LARGEST_BODY + 4 * LARGEST_FORM;

/// Nothing is loaded from elsewhere but pictures, nothing runs or styles inline, nobody frames us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' https: http: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
];

/// By which the log names a request.
pub const REQUEST_NUMBER: HeaderName = HeaderName::from_static("x-request-id");

const ONE_YEAR: &str = "max-age=31536000";

/// Adds the protecting headers and the request's number, and writes the access log: no query, no cookie, no address but the
/// peer's, so that nothing secret is kept.
pub async fn protect_and_log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = next_number();
    let started = Instant::now();
    let is_https = request
        .app_data::<web::Data<Site>>()
        .is_some_and(|site| site.base_url.starts_with("https://"));

    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    let spending = Arc::new(Spending::default());
    let noted = Arc::clone(&spending).noting(next.call(request));
    let mut answer = noted.await?;

    let took = started.elapsed();
    if let Some(site) = answer.request().app_data::<web::Data<Site>>() {
        let route = answer.request().match_pattern();
        let status = answer.status().as_u16();
        site.metrics.note(route.as_deref(), status, took, &spending);
    }
    if is_page {
        let timing = timing::of_made(&spending, took);
        answer.headers_mut().insert(timing::SERVER_TIMING, timing);
    }
    protect(answer.headers_mut(), is_https);
    answer
        .headers_mut()
        .insert(REQUEST_NUMBER, HeaderValue::from(id));
    log(id, answer.request(), answer.status(), started);
    Ok(answer)
}

/// The same for a page that was kept, and has its protecting headers.
pub fn number_and_log<B>(request: &HttpRequest, answer: &mut HttpResponse<B>, began: Instant) {
    let id = next_number();
    answer
        .headers_mut()
        .insert(REQUEST_NUMBER, HeaderValue::from(id));
    log(id, request, answer.status(), began);
}

fn next_number() -> u64 {
    static REQUESTS: AtomicU64 = AtomicU64::new(1);
    REQUESTS.fetch_add(1, Ordering::Relaxed)
}

fn log(id: u64, request: &HttpRequest, status: StatusCode, started: Instant) {
    log::info!(
        target: "daf::access",
        "{} {} {} {} {}us {}",
        id,
        request.method(),
        request.path(),
        status.as_u16(),
        started.elapsed().as_micros(),
        request.peer_addr().map_or_else(String::new, |peer| peer.ip().to_string()),
    );
}

fn protect(headers: &mut HeaderMap, is_https: bool) {
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        // A page may be stricter than the others.
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(ONE_YEAR),
        );
    }
}

/// Refuses addresses longer than any the site has, and sends readers from a spelling with slashes
/// too many to the one without.
pub async fn keep_addresses_plain<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.path().len() > LONGEST_PATH || request.query_string().len() > LONGEST_QUERY {
        return Ok(request
            .error_response(AppError::AddressTooLong)
            .map_into_right_body());
    }
    if request.path().contains('\\') {
        return Ok(request
            .error_response(AppError::NotFound)
            .map_into_right_body());
    }
    let plain = without_extra_slashes(&spelled_plainly(request.path()));
    // Programs lose their headers on a redirect to another spelling.
    let is_free = super::ghost::is_content(request.path());
    if plain != request.path()
        && !is_free
        && matches!(*request.method(), Method::GET | Method::HEAD)
    {
        let moved = AppError::Moved(super::address::with_query(&plain, request.request()));
        return Ok(request.error_response(moved).map_into_right_body());
    }
    next.call(request)
        .await
        .map(ServiceResponse::map_into_left_body)
}

fn without_extra_slashes(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// A path with its escapes in upper case, what needs none written out, and all else escaped
/// (RFC 3986, 6.2.2).
fn spelled_plainly(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut bytes = path.bytes().enumerate();
    while let Some((place, byte)) = bytes.next() {
        let escaped = (byte == b'%')
            .then(|| path.get(place + 1..place + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if escaped.is_some() {
            bytes.nth(1);
        }
        match escaped.unwrap_or(byte) {
            own if own.is_ascii_alphanumeric() || b"-._~".contains(&own) => plain.push(own.into()),
            sign if escaped.is_none() && sign.is_ascii() => plain.push(sign.into()),
            other => plain.push_str(&format!("%{other:02X}")),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_too_many_never_make_another_host() {
        assert_eq!(without_extra_slashes("//evil.example//"), "/evil.example");
        assert_eq!(without_extra_slashes("/"), "/");
        assert_eq!(without_extra_slashes("/a/"), "/a");
    }

    #[test]
    fn every_address_has_one_spelling() {
        assert_eq!(spelled_plainly("/%61%2e%d7%90/א"), "/a.%D7%90/%D7%90");
        assert_eq!(spelled_plainly("/%2f%zz%"), "/%2F%zz%");
    }

    proptest::proptest! {
        #[test]
        fn a_plain_spelling_is_spelled_as_it_is(path in "/[ -~]*") {
            let plain = spelled_plainly(&path);

            proptest::prop_assert_eq!(spelled_plainly(&plain), plain);
        }
    }
}
