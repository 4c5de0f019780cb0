//! Accounts: joining, signing in and out, and what people decide about their own.

pub mod join;
pub mod login;
pub mod logout;
pub mod profile;
pub mod reset;

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header;

use super::cookies::{self, A_YEAR, SESSION_COOKIE};
use super::flash::Flash;
use super::shell::{Head, Shell};
use super::visitor::Visitor;
use super::{AppError, Site};
use crate::domain::ids::UserId;
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::domain::token::Token;
use crate::domain::user::User;
use crate::storage::{self, Db, sessions};

/// The head of a page that is nobody else's, and no search engine's.
fn head(title: String) -> Head {
    Head {
        title,
        indexed: false,
        ..Head::default()
    }
}

fn shell(site: &Site, visitor: &Visitor, settings: Arc<Settings>, title: &str) -> Shell {
    let words = super::shell::words_for(visitor, &settings);
    let title = words.say(title);
    Shell::new(site, visitor, settings, head(title))
}

/// A token for a browser that is about to be signed in.
fn new_token() -> Result<Token, AppError> {
    Token::random()
        .map_err(|error| AppError::Storage(storage::StorageError::Failed(error.to_string())))
}

/// Signs a browser in anew: whatever it was signed in as before ends.
fn begin_session(
    db: &mut Db,
    user: UserId,
    token: &Token,
    before: Option<&str>,
    agent: &str,
) -> storage::Result<()> {
    if let Some(before) = before {
        sessions::end_by_token(db, before)?;
    }
    sessions::create(db, user, token.as_str(), agent, Moment::now())?;
    Ok(())
}

/// What a browser says of itself, shortened.
fn agent(request: &actix_web::HttpRequest) -> String {
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    agent
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

/// The token that a browser is signed in with now.
fn token_of(request: &actix_web::HttpRequest) -> Option<String> {
    request
        .cookie(SESSION_COOKIE)
        .map(|cookie| cookie.value().to_owned())
        .filter(|token| !token.is_empty())
}

fn session_cookie(site: &Site, token: &Token) -> Cookie<'static> {
    cookies::made(
        SESSION_COOKIE,
        token.as_str().to_owned(),
        A_YEAR,
        site.is_https(),
    )
}

/// On to a page as somebody who has just been signed in.
fn onward_signed_in(
    site: &Site,
    address: &str,
    token: &Token,
    flash: Option<Flash>,
) -> Result<HttpResponse, AppError> {
    let mut answer = super::answer::onward(site, address, flash);
    answer
        .add_cookie(&session_cookie(site, token))
        .map_err(|_| AppError::Invalid("a session that cannot be kept"))?;
    Ok(answer)
}

/// Where somebody goes after signing in, when no page sent them.
fn home_of(user: &User) -> &'static str {
    if crate::domain::access::may_enter_desk(user) {
        "/desk"
    } else {
        "/account"
    }
}
