//! What holds for every answer of the API, whatever it says: who may read it from elsewhere, and what is left of a
//! caller's limit.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};

use super::limits::Left;
use super::operations::ROOT;
use super::problem::Problem;

/// Whether an address is one of the API's.
pub fn is_api(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub async fn frame<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut answer = next.call(request).await?;
    let left = answer.request().extensions().get::<Left>().copied();
    let headers = answer.headers_mut();
    if let Some(left) = left {
        left.tell(headers);
    }
    open(headers);
    Ok(answer)
}

/// Pages of other sites may read what anybody may; nothing of it depends on a cookie. To change something from a page
/// elsewhere is refused before it comes here.
fn open(headers: &mut HeaderMap) {
    const OPEN: [(header::HeaderName, &str); 2] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
        ),
    ];
    for (name, value) in OPEN {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

/// The answer to a method that an address has no operation for.
pub fn other_method(request: &HttpRequest, allowed: String) -> Result<HttpResponse, Problem> {
    if *request.method() != Method::OPTIONS {
        return Err(Problem::MethodNotAllowed(allowed));
    }
    let mut answer = HttpResponse::NoContent();
    answer
        .insert_header((header::ALLOW, allowed))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, If-None-Match, Last-Event-ID",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"));
    Ok(answer.finish())
}
