//! Signing in.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    agent, begin_session, head, home_of, new_token, onward_signed_in, session_cookie, shell,
    token_of,
};
use crate::domain::access;
use crate::domain::user::{Email, User};
use crate::domain::{password, token};
use crate::storage::{StorageError, users};
use crate::web::forms::{Fields, Form, KEPT, Kept};
use crate::web::query::Query;
use crate::web::shell::{Shell, words_for};
use crate::web::throttle::{Throttles, Wait};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer, peer};

#[derive(Template)]
#[template(path = "account/login/new.html")]
pub struct LoginPage {
    shell: Shell,
    email: String,
    back: String,
    refusal: Option<String>,
    /// What was typed before the sign-in had run out.
    kept: Option<Kept>,
}

/// What was typed before signing in, to be sent now.
#[derive(Template)]
#[template(path = "account/login/continue.html")]
struct ContinuePage {
    shell: Shell,
    kept: Kept,
}

impl ContinuePage {
    fn texts(&self) -> Vec<(&'static str, &str)> {
        self.kept.fields.typed()
    }
}

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let back = query.get("back").unwrap_or_default();
    if let Some(user) = &visitor.user {
        return Ok(answer::onward(&site, after_login(back, user), None));
    }
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let typed = visitor.flash.as_ref().and_then(|flash| flash.typed());
    let page = LoginPage {
        email: typed.unwrap_or_default().to_owned(),
        back: back.to_owned(),
        refusal: None,
        kept: None,
        shell: shell(&site, &visitor, settings, "login-title"),
    };
    answer::page(&request, &page)
}

/// The page for somebody whose sign-in ran out, with what they sent.
pub fn page_for_kept(site: &Site, visitor: &Visitor, kept: Kept) -> LoginPage {
    let settings = site.last_settings();
    let title = words_for(visitor, &settings).say("login-title");
    LoginPage {
        shell: Shell::new(site, visitor, settings, head(title)),
        email: String::new(),
        back: String::new(),
        refusal: None,
        kept: Some(kept),
    }
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let email = Email::parse(form.text("email")).ok();
    let tries = Tries::of(&form.visitor, email.as_ref().map_or("", Email::as_str));
    if let Err(wait) = tries.check(&site.throttles) {
        return refused(&site, &form, Refused::TooOften(wait)).await;
    }
    let found = site
        .store
        .read_current(move |db| match email {
            Some(email) => users::by_email(db, &email),
            None => Err(StorageError::NotFound),
        })
        .await;
    let (user, kept) = match found {
        Ok((user, kept)) => (Some(user), kept),
        Err(StorageError::NotFound) => (None, None),
        Err(error) => return Err(error.into()),
    };
    let verified = kept.clone();
    let is_right = match tries.verify(&site, form.text("password"), kept).await? {
        Ok(is_right) => is_right,
        Err(wait) => return refused(&site, &form, Refused::TooOften(wait)).await,
    };
    let Some(user) = user.filter(|_| is_right) else {
        return refused(&site, &form, Refused::Wrong).await;
    };
    if !access::may_sign_in(&user) {
        return refused(&site, &form, Refused::Suspended).await;
    }
    sign_in(&request, &site, &form, &user, verified).await
}

/// Tries at a password: from one place, and for one account. Whoever fails often is slowed down.
#[derive(Clone)]
pub(super) struct Tries {
    neighbourhood: String,
    account: String,
    pair: String,
}

impl Tries {
    /// Of the account with an address; whatever is no address counts as one account.
    pub(super) fn of(visitor: &Visitor, email: &str) -> Tries {
        let account = token::hexadecimal(&token::hash(email));
        let neighbourhood = visitor
            .address
            .map_or_else(String::new, peer::neighbourhood);
        Tries {
            pair: format!("{neighbourhood} {account}"),
            neighbourhood,
            account,
        }
    }

    pub(super) fn check(&self, throttles: &Throttles) -> Result<(), Wait> {
        throttles.neighbourhood.check(&self.neighbourhood)?;
        throttles.pair.check(&self.pair)?;
        throttles.account.check(&self.account)
    }

    fn failed(&self, throttles: &Throttles) {
        throttles.neighbourhood.failed(&self.neighbourhood);
        throttles.pair.failed(&self.pair);
        throttles.account.failed(&self.account);
    }

    /// Whether a password is the one behind what is kept. Many tries that come together are counted one
    /// after another, as their turns come.
    pub(super) async fn verify(
        &self,
        site: &Site,
        typed: &str,
        kept: Option<String>,
    ) -> Result<Result<bool, Wait>, AppError> {
        let (tries, throttles) = (self.clone(), Arc::clone(&site.throttles));
        let typed = typed.to_owned();
        site.hash_work(move || {
            tries.check(&throttles)?;
            let is_right = password::verify(&typed, kept.as_deref());
            if !is_right {
                tries.failed(&throttles);
            }
            Ok(is_right)
        })
        .await
    }
}

async fn sign_in(
    request: &HttpRequest,
    site: &Site,
    form: &Form,
    user: &User,
    verified: Option<String>,
) -> Result<HttpResponse, AppError> {
    let token = new_token()?;
    let (id, made, before, agent) = (user.id, token.clone(), token_of(request), agent(request));
    let begun = site.store.write(move |db| {
        let still_so = users::may_still_sign_in(db, id, verified.as_deref())?;
        if still_so {
            begin_session(db, id, &made, before.as_deref(), &agent)?;
        }
        Ok(still_so)
    });
    if !begun.await? {
        return refused(site, form, Refused::Wrong).await;
    }
    match kept(&form.fields) {
        None => onward_signed_in(site, after_login(form.text("back"), user), &token, None),
        Some(kept) => {
            let mut visitor = form.visitor.clone();
            visitor.user = Some(user.clone());
            let (settings, ()) = site.read(|_, _| Ok(())).await?;
            let page = ContinuePage {
                shell: shell(site, &visitor, settings, "continue-title"),
                kept,
            };
            let mut answer = answer::refusal(&page, StatusCode::OK)?;
            answer
                .add_cookie(&session_cookie(site, &token))
                .map_err(|_| AppError::Invalid("a session that cannot be kept"))?;
            Ok(answer)
        }
    }
}

fn after_login<'a>(back: &'a str, user: &User) -> &'a str {
    match address::on_this_site(back) {
        "/" => home_of(user),
        page if page.starts_with("/login") || page.starts_with("/logout") => home_of(user),
        page => page,
    }
}

/// The form that was kept in this one, field by field.
fn kept(fields: &Fields) -> Option<Kept> {
    let path = fields.get("kept_path")?;
    if address::on_this_site(path) != path {
        return None;
    }
    Some(Kept {
        path: path.to_owned(),
        fields: fields.under(KEPT),
    })
}

enum Refused {
    /// The same for an unknown address and a wrong password.
    Wrong,
    Suspended,
    TooOften(Wait),
}

async fn refused(site: &Site, form: &Form, why: Refused) -> Result<HttpResponse, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let shell = shell(site, &form.visitor, settings, "login-title");
    let (message, status) = match &why {
        Refused::Wrong => (
            shell.words.say("login-wrong"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Refused::Suspended => (shell.words.say("login-suspended"), StatusCode::FORBIDDEN),
        Refused::TooOften(wait) => (
            shell.words.count("too-often", wait.seconds as i64),
            StatusCode::TOO_MANY_REQUESTS,
        ),
    };
    let page = LoginPage {
        refusal: Some(message),
        email: form.text("email").to_owned(),
        back: form.text("back").to_owned(),
        kept: kept(&form.fields),
        shell,
    };
    let mut answer = answer::refusal(&page, status)?;
    if let Refused::TooOften(wait) = why {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, wait.seconds.into());
    }
    Ok(answer)
}
