//! Decisions about one person: their role, their suspension, their posts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{page, person_id};
use crate::domain::access;
use crate::domain::audit::Actor;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::user::{Handle, Role, User};
use crate::storage::{self, Db, StorageError, audit, handovers, users};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::{AppError, Site, answer};

/// What became of a decision about a person.
enum Decided {
    Done,
    Forbidden,
    Refused(&'static str, Refusal),
}

/// Carries out a decision about somebody whom whoever decides may decide about.
async fn decide<F>(
    request: &HttpRequest,
    site: &Site,
    form: &Form,
    message: &str,
    work: F,
) -> Result<HttpResponse, AppError>
where
    F: FnOnce(&mut Db, &User, &User, &Actor, Moment) -> storage::Result<Decided> + Send + 'static,
{
    let user = form.user_who(access::may_see_people)?.clone();
    let id = person_id(request)?;
    let actor = form.visitor.actor(&user);
    let done = site
        .store
        .write(move |db| {
            let person = users::by_id(db, id)?;
            // Roles may have changed since the request began: they are asked again in its transaction.
            let user = users::by_id(db, user.id)?;
            if !access::may_sign_in(&user) || !access::may_manage(&user, &person) {
                return Ok(Decided::Forbidden);
            }
            work(db, &user, &person, &actor, Moment::now())
        })
        .await;
    let place = format!("/desk/people/{}", id.0);
    let refused = async |field: &str, message: String| {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        let page = page(site, &form.visitor, id, errors).await?;
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    match done {
        Ok(Decided::Done) => Ok(answer::onward(site, &place, Some(Flash::new(message)))),
        Ok(Decided::Forbidden) => Err(AppError::Forbidden("not about this person")),
        Ok(Decided::Refused(field, refusal)) => {
            refused(field, crate::web::forms::said(words, refusal)).await
        }
        Err(StorageError::Refused(_)) => refused("role", words.say("last-owner")).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) fn subject(person: &User) -> String {
    format!("user:{}", person.id.0)
}

pub async fn change_role(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let role = Role::parse(form.text("role"));
    decide(
        &request,
        &site,
        &form,
        "flash-role-changed",
        move |db, user, person, actor, now| {
            let Some(role) = role else {
                return Ok(Decided::Refused("role", Refusal::Unknown));
            };
            if !access::may_give_role(user, person, role) {
                return Ok(Decided::Refused("role", Refusal::NotAllowed));
            }
            users::change_role(db, person, role, now)?;
            audit::record(db, &actor.did("person.role", subject(person), now))?;
            Ok(Decided::Done)
        },
    )
    .await
}

pub async fn suspend(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    decide(
        &request,
        &site,
        &form,
        "flash-suspended",
        |db, _, person, actor, now| {
            users::suspend(db, person, now)?;
            audit::record(db, &actor.did("person.suspended", subject(person), now))?;
            Ok(Decided::Done)
        },
    )
    .await
}

pub async fn reinstate(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    decide(
        &request,
        &site,
        &form,
        "flash-reinstated",
        |db, _, person, actor, now| {
            users::reinstate(db, person.id, now)?;
            audit::record(db, &actor.did("person.reinstated", subject(person), now))?;
            Ok(Decided::Done)
        },
    )
    .await
}

/// Gives all that one person wrote to another.
pub async fn hand_over(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let heir = Handle::parse(form.text("heir")).ok();
    decide(
        &request,
        &site,
        &form,
        "flash-handed-over",
        move |db, _, person, actor, now| {
            let Some(heir) = heir else {
                return Ok(Decided::Refused("heir", Refusal::Unknown));
            };
            let heir = match users::by_handle(db, &heir) {
                Ok(heir) => heir,
                Err(StorageError::NotFound) => {
                    return Ok(Decided::Refused("heir", Refusal::Unknown));
                }
                Err(error) => return Err(error),
            };
            if heir.id == person.id || !access::may_be_author(&heir) {
                return Ok(Decided::Refused("heir", Refusal::NotAllowed));
            }
            handovers::hand_over(db, person.id, heir.id)?;
            audit::record(db, &actor.did("person.handed-over", subject(person), now))?;
            audit::record(db, &actor.did("person.took-over", subject(&heir), now))?;
            Ok(Decided::Done)
        },
    )
    .await
}
