//! Forms are taken only from this site's own pages. Browsers say where a request comes from
//! (`Sec-Fetch-Site`, or `Origin` in older ones), so pages need no token and stay the same for all.

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;

use super::error::AppError;

pub async fn refuse_foreign_forms<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if is_safe(request.method()) || is_own(&request) || is_for_others(request.path()) {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_left_body);
    }
    log::warn!(
        "refused {} {}: it came from another site",
        request.method(),
        request.path()
    );
    let refusal = AppError::Forbidden("sent from another site");
    Ok(request.error_response(refusal).map_into_right_body())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a form belongs to other sites: it acts for nobody, whoever is signed in.
fn is_for_others(path: &str) -> bool {
    path == "/webmention"
}

fn is_own(request: &ServiceRequest) -> bool {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = header(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (header(header::ORIGIN), header(header::HOST)) {
        // Neither header: no browser of the last years, so no cookie that a form could misuse.
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    }
}
