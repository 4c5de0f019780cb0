//! Gives bare error answers a page in the site's layout and the visitor's language.

use std::sync::Arc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use askama::Template;

use super::account::login;
use super::forms::{Fields, Kept};
use super::shell::{Head, Shell};
use super::site::machines::Whole;
use super::visitor::Visitor;
use super::{Site, api, ghost};

#[derive(Template)]
#[template(path = "errors/show.html")]
struct ErrorPage {
    shell: Shell,
    status: u16,
    title: String,
    text: String,
    offers_search: bool,
    /// What was typed into the form that was not taken, to be copied.
    typed: Option<Arc<Fields>>,
}

impl ErrorPage {
    fn typed_texts(&self) -> Vec<(&'static str, &str)> {
        self.typed
            .as_ref()
            .map_or(Vec::new(), |typed| typed.typed())
    }
}

pub async fn give_errors_a_page<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let site = request.app_data::<web::Data<Site>>().cloned();
    let answer = next.call(request).await?;
    let Some(site) = site.filter(|_| wants_page(&answer)) else {
        return Ok(answer.map_into_left_body());
    };
    if ghost::is_content(answer.request().path()) {
        return Ok(answer.map_into_left_body());
    }
    if api::is_api(answer.request().path()) {
        return Ok(as_problem(answer));
    }
    // Who asks too much is told so at once, however busy the database is.
    let is_too_much = answer.status() == StatusCode::TOO_MANY_REQUESTS;
    if answer.status().is_client_error() && !is_too_much {
        site.look_at_settings().await;
    }
    let visitor = Visitor::of(answer.request());
    let kept = answer.response().extensions().get::<Kept>().cloned();
    let html = match kept {
        Some(kept) => login::page_for_kept(&site, &visitor, kept).render(),
        None => {
            let typed = answer.request().extensions().get().cloned();
            page(&visitor, &site, answer.status(), typed).render()
        }
    };
    let Ok(html) = html else {
        return Ok(answer.map_into_left_body());
    };
    let dressed = answer.map_body(|head, _| {
        head.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        head.headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        BoxBody::new(html)
    });
    Ok(dressed.map_into_right_body())
}

/// The same for a program: what a layer before the API has refused. What the API says itself stays as it is.
fn as_problem<B: MessageBody + 'static>(
    answer: ServiceResponse<B>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let has_body = answer.headers().contains_key(header::CONTENT_TYPE);
    match api::Problem::of_status(answer.status()).filter(|_| !has_body) {
        None => answer.map_into_left_body(),
        Some(problem) => {
            let (request, _) = answer.into_parts();
            ServiceResponse::new(request, problem.error_response()).map_into_right_body()
        }
    }
}

/// An error that no handler has written a body for.
fn wants_page<B: MessageBody>(answer: &ServiceResponse<B>) -> bool {
    let status = answer.status();
    let has_body = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_whole = answer.response().extensions().contains::<Whole>();
    (status.is_client_error() || status.is_server_error()) && !has_body && !is_whole
}

fn page(
    visitor: &Visitor,
    site: &Site,
    status: StatusCode,
    typed: Option<Arc<Fields>>,
) -> ErrorPage {
    let number = known(status);
    let settings = site.last_settings();
    let words = super::shell::words_for(visitor, &settings);
    let title = words.say(&format!("error-{number}-title"));
    let head = Head {
        title: title.clone(),
        indexed: false,
        ..Head::default()
    };
    ErrorPage {
        shell: Shell::new(site, visitor, settings, head),
        status: status.as_u16(),
        text: words.say(&format!("error-{number}-text")),
        title,
        offers_search: typed.is_none() && matches!(number, 404 | 410),
        typed,
    }
}

/// The error whose words fit a status best.
fn known(status: StatusCode) -> u16 {
    match status.as_u16() {
        own @ (403 | 404 | 405 | 409 | 410 | 413 | 414 | 422 | 429 | 500 | 503) => own,
        408 | 431 => 413,
        client if client < 500 => 422,
        _ => 500,
    }
}
