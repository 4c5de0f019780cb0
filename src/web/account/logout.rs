//! Signing out.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{shell, token_of};
use crate::storage::sessions;
use crate::web::cookies::{self, SESSION_COOKIE};
use crate::web::flash::Flash;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "account/logout/new.html")]
struct LogoutPage {
    shell: Shell,
}

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let page = LogoutPage {
        shell: shell(&site, &visitor, settings, "logout-title"),
    };
    answer::page(&request, &page)
}

pub async fn create(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    if let Some(token) = token_of(&request) {
        site.store
            .write(move |db| sessions::end_by_token(db, &token))
            .await?;
    }
    let mut answer = answer::onward(&site, "/", Some(Flash::new("flash-signed-out")));
    let removal = cookies::removal(SESSION_COOKIE, site.is_https());
    answer
        .add_cookie(&removal)
        .map_err(|_| AppError::Invalid("a session that cannot be ended"))?;
    // What the desk showed is not to be seen again by going back.
    answer.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    Ok(answer)
}
