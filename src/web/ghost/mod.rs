//! Ghost's Content API, which clients written for Ghost speak: what is public, for whoever shows a key.

mod authors;
mod errors;
mod parameters;
mod posts;
mod replies;
mod settings;
mod shapes;
mod tags;
mod webhooks;

pub use webhooks::compose;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse};

use errors::Refusal;

use super::{Site, peer};

/// Where it is: as Ghost has it, and beside the site's own API.
const ROOTS: [&str; 2] = ["/ghost/api/content", "/api/content"];
/// Versions that older clients put before it.
const VERSIONED: &str = "/ghost/api/{version:v[2-4]|canary}/content";

/// Whether an address is one of these.
pub fn is_content(path: &str) -> bool {
    let is_below = |root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    ROOTS.into_iter().any(is_below) || path.starts_with("/ghost/api/")
}

/// Mounts every address, with and without a slash at the end.
pub fn configure(config: &mut ServiceConfig) {
    for root in ROOTS.into_iter().chain([VERSIONED]) {
        config.service(
            web::scope(root)
                .wrap(from_fn(limit))
                .configure(resources)
                .default_service(web::to(nothing)),
        );
    }
}

/// Lets an address through as often as it may call the site's own API. What comes from the page cache is asked for
/// nowhere here.
async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let nearby = peer::address(request.request()).map(peer::neighbourhood);
    let site = request.app_data::<web::Data<Site>>();
    let admitted = site.map(|site| site.limits.address.admit(&nearby.unwrap_or_default()).0);
    match admitted {
        Some(Err(wait)) => Ok(request
            .error_response(Refusal::TooMany(wait))
            .map_into_right_body()),
        _ => next
            .call(request)
            .await
            .map(ServiceResponse::map_into_left_body),
    }
}

fn resources(config: &mut ServiceConfig) {
    let mut get = |path: &str, handler: fn() -> actix_web::Route| {
        for path in [path.to_owned(), format!("{path}/")] {
            config.service(
                web::resource(path)
                    .route(handler())
                    .default_service(web::to(other_method)),
            );
        }
    };
    get("/posts", || reading().to(posts::browse));
    get("/posts/slug/{slug}", || reading().to(posts::read_by_slug));
    get("/posts/{id}", || reading().to(posts::read));
    get("/pages", || reading().to(posts::browse_pages));
    get("/pages/slug/{slug}", || {
        reading().to(posts::read_page_by_slug)
    });
    get("/pages/{id}", || reading().to(posts::read_page));
    get("/tags", || reading().to(tags::browse));
    get("/tags/slug/{slug}", || reading().to(tags::read_by_slug));
    get("/tags/{id}", || reading().to(tags::read));
    get("/authors", || reading().to(authors::browse));
    get("/authors/slug/{slug}", || {
        reading().to(authors::read_by_slug)
    });
    get("/authors/{id}", || reading().to(authors::read));
    get("/settings", || reading().to(settings::browse));
    get("/{kind:tiers|newsletters|recommendations}", || {
        reading().to(settings::browse_nothing)
    });
}

fn reading() -> actix_web::Route {
    let guard = actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head());
    web::route().guard(guard)
}

async fn nothing() -> Result<HttpResponse, Refusal> {
    Err(Refusal::NotFound("Resource could not be found."))
}

/// Browsers ask first whether they may send Ghost's headers.
async fn other_method(request: HttpRequest) -> Result<HttpResponse, Refusal> {
    const METHODS: &str = "GET, HEAD, OPTIONS";
    if *request.method() != Method::OPTIONS {
        return Err(Refusal::Method(METHODS));
    }
    Ok(HttpResponse::NoContent()
        .insert_header((header::ALLOW, METHODS))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept-Version, Authorization, Content-Type, If-None-Match",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish())
}
