//! Choosing a new password by a link that works once.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{agent, begin_session, home_of, new_token, onward_signed_in, shell, token_of};
use crate::domain::access;
use crate::domain::moment::Moment;
use crate::domain::one_time_link::Purpose;
use crate::domain::password::Password;
use crate::domain::refusal::Refusal;
use crate::domain::user::User;
use crate::storage::{self, Db, StorageError, audit, one_time_links, users};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "account/reset/edit.html")]
struct ResetPage {
    shell: Shell,
    token: String,
    /// Whose password it will be; none when the link does not work, or there is none.
    person: Option<User>,
    errors: FieldErrors,
}

/// Whose password a link is for; none when it does not work, or not any more.
fn person(db: &mut Db, token: &str) -> storage::Result<Option<User>> {
    let link = match one_time_links::by_token(db, token, Moment::now()) {
        Ok(link) => link,
        Err(StorageError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    match link.purpose {
        Purpose::NewPassword(user) => {
            let user = users::by_id(db, user)?;
            Ok(Some(user).filter(access::may_sign_in))
        }
        Purpose::Join(_) => Ok(None),
    }
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let token = query.get("token").unwrap_or_default().to_owned();
    let asked = token.clone();
    let read = site.read_current(move |db, _| person(db, &asked));
    let (settings, person) = read.await?;
    let is_bad = person.is_none() && !token.is_empty();
    let page = ResetPage {
        shell: shell(&site, &visitor, settings, "reset-title"),
        token,
        person,
        errors: FieldErrors::default(),
    };
    if is_bad {
        answer::refusal(&page, StatusCode::NOT_FOUND)
    } else {
        answer::page(&request, &page)
    }
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let token = form.text("token").to_owned();
    let asked = token.clone();
    let read = site.read_current(move |db, _| {
        let person = person(db, &asked)?;
        let email = match &person {
            Some(person) => users::credentials(db, person.id)?.0,
            None => String::new(),
        };
        Ok((person, email))
    });
    let (settings, (person, email)) = read.await?;
    let shell = shell(&site, &form.visitor, settings, "reset-title");
    let refused = |shell: Shell, person, errors, status| {
        let page = ResetPage {
            shell,
            token: token.clone(),
            person,
            errors,
        };
        answer::refusal(&page, status)
    };
    let Some(person) = person else {
        return refused(shell, None, FieldErrors::default(), StatusCode::NOT_FOUND);
    };
    let password = match Password::parse(form.text("password"), &[&email, &person.name]) {
        Ok(password) => password,
        Err(refusal) => {
            let errors = FieldErrors::only(shell.words, "password", refusal);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return refused(shell, Some(person), errors, status);
        }
    };
    if form.fields.undecodable(&["password"]).is_some() {
        let errors = FieldErrors::only(shell.words, "password", Refusal::NotText);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return refused(shell, Some(person), errors, status);
    }
    let hash = site.hash(password).await?;
    let session = new_token()?;
    let (made, before, agent) = (session.clone(), token_of(&request), agent(&request));
    let (id, used) = (person.id, token.clone());
    let actor = form.visitor.actor(&person);
    let done = site.store.write(move |db| {
        let now = Moment::now();
        let link = match one_time_links::by_token(db, &used, now) {
            Ok(link) => link,
            Err(StorageError::NotFound) => return Ok(false),
            Err(error) => return Err(error),
        };
        one_time_links::remove(db, link.id)?;
        users::change_password(db, id, &hash, now)?;
        let subject = format!("user:{}", id.0);
        audit::record(db, &actor.did("account.password", subject, now))?;
        begin_session(db, id, &made, before.as_deref(), &agent)?;
        Ok(true)
    });
    if !done.await? {
        return refused(shell, None, FieldErrors::default(), StatusCode::NOT_FOUND);
    }
    let flash = Flash::new("flash-password-changed");
    onward_signed_in(&site, home_of(&person), &session, Some(flash))
}
