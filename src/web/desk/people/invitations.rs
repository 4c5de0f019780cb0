//! Links that let somebody in once: to join, or to choose a new password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::super::number;
use super::decisions::subject;
use super::{PeoplePage, list, person_id};
use crate::domain::access;
use crate::domain::ids::OneTimeLinkId;
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{LONGEST_NOTE, Purpose};
use crate::domain::refusal::{self, Refusal};
use crate::domain::user::Role;
use crate::storage::one_time_links::{self, NewLink};
use crate::storage::submissions::PRESSED_TWICE_SECONDS;
use crate::storage::{self, Db, StorageError, audit, submissions, users};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::query::Query;
use crate::web::{AppError, Site, answer};

pub async fn invite(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_see_people)?.clone();
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let mut errors = FieldErrors::default();
    let role = match Role::parse(form.text("role")) {
        Some(role) if access::roles_to_give(&user).contains(&role) => Ok(role),
        Some(_) => Err(Refusal::NotAllowed),
        None => Err(Refusal::Unknown),
    };
    let role = errors.take(words, "role", role);
    let note = match form.fields.undecodable(&["note"]) {
        Some(_) => Err(Refusal::NotText),
        None => refusal::optional_line(form.text("note"), LONGEST_NOTE),
    };
    let note = errors.take(words, "note", note);
    let (Some(role), Some(note)) = (role, note) else {
        let page = PeoplePage {
            note: form.text("note").to_owned(),
            chosen_role: form.text("role").to_owned(),
            errors,
            ..list(&site, &form.visitor, &Query::default()).await?
        };
        return answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let actor = form.visitor.actor(&user);
    let key = form.own_key();
    let token = site
        .store
        .write(move |db| {
            let now = Moment::now();
            let first = match &key {
                Some(key) => take_back_first(db, key, now)?,
                None => None,
            };
            if let Some(first) = first {
                let subject = format!("link:{}", first.0);
                audit::record(db, &actor.did("link.revoked", subject, now))?;
            }
            let new = NewLink {
                purpose: Purpose::Join(role),
                note: &note,
                made_by: Some(user.id),
            };
            let token = one_time_links::create(db, &new, now)?;
            if let Some(key) = &key {
                let id = one_time_links::by_token(db, token.as_str(), now)?.id;
                submissions::remember(db, key, &id.0.to_string(), now)?;
            }
            let subject = format!("role:{}", role.as_str());
            audit::record(db, &actor.did("link.made", subject, now))?;
            Ok(token)
        })
        .await?;
    let link = format!("{}/join?invitation={}", site.base_url, token.as_str());
    let flash = Flash::new("flash-invited").with_link(link);
    Ok(answer::onward(&site, "/desk/people", Some(flash)))
}

/// A link is shown once, so a button pressed twice shows a second one, and the first goes, which nobody has
/// had time to send. The same form sent later, from a page gone back to, invites somebody else.
fn take_back_first(db: &mut Db, key: &[u8], now: Moment) -> storage::Result<Option<OneTimeLinkId>> {
    let Some((first, made_at)) = submissions::find(db, key)? else {
        return Ok(None);
    };
    submissions::forget(db, key)?;
    let is_pressed_twice = now < made_at.plus_seconds(PRESSED_TWICE_SECONDS);
    let Some(first) = first.parse().ok().filter(|_| is_pressed_twice) else {
        return Ok(None);
    };
    match one_time_links::remove(db, OneTimeLinkId(first)) {
        Ok(()) => Ok(Some(OneTimeLinkId(first))),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn revoke(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_see_people)?.clone();
    let id = OneTimeLinkId(number(&request, 3)?);
    let actor = form.visitor.actor(&user);
    let done = site
        .store
        .write(move |db| {
            let link = one_time_links::by_id(db, id)?;
            let may = match link.purpose {
                Purpose::Join(role) => access::roles_to_give(&user).contains(&role),
                Purpose::NewPassword(_) => false,
            };
            if may {
                one_time_links::remove(db, id)?;
                let subject = format!("link:{}", id.0);
                audit::record(db, &actor.did("link.revoked", subject, Moment::now()))?;
            }
            Ok(may)
        })
        .await?;
    if !done {
        return Err(AppError::Forbidden("not for this role"));
    }
    Ok(answer::onward(
        &site,
        "/desk/people",
        Some(Flash::new("flash-invitation-revoked")),
    ))
}

/// A link by which somebody who has forgotten their password chooses a new one.
pub async fn offer_password(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_see_people)?.clone();
    let id = person_id(&request)?;
    let actor = form.visitor.actor(&user);
    let token = site
        .store
        .write(move |db| {
            let person = users::by_id(db, id)?;
            if !access::may_manage(&user, &person) {
                return Ok(None);
            }
            let now = Moment::now();
            let new = NewLink {
                purpose: Purpose::NewPassword(id),
                note: "",
                made_by: Some(user.id),
            };
            let token = one_time_links::create(db, &new, now)?;
            audit::record(db, &actor.did("link.made", subject(&person), now))?;
            Ok(Some(token))
        })
        .await?;
    let token = token.ok_or(AppError::Forbidden("not about this person"))?;
    let link = format!("{}/reset?token={}", site.base_url, token.as_str());
    let flash = Flash::new("flash-password-link").with_link(link);
    Ok(answer::onward(
        &site,
        &format!("/desk/people/{}", id.0),
        Some(flash),
    ))
}
