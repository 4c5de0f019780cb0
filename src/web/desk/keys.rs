//! Keys by which programs read what is public, as clients of Ghost do.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{number, tokens};
use crate::domain::access;
use crate::domain::api_token::LONGEST_NAME;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::storage::content::keys;
use crate::storage::{StorageError, audit, submissions};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::shell::words_for;
use crate::web::{AppError, Site, answer};

const PLACE: &str = "/desk/tokens";

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_give_keys)?.clone();
    let words = words_for(&form.visitor, &site.last_settings());
    let refused = async |errors: FieldErrors| {
        let name = form.text("key_name").to_owned();
        let page = tokens::page_with_key(&site, &form.visitor, name, errors).await?;
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let name = match form.fields.undecodable(&["key_name"]) {
        Some(_) => Err(Refusal::NotText),
        None => refusal::line(form.text("key_name"), LONGEST_NAME),
    };
    let name = match name {
        Ok(name) => name,
        Err(refusal) => return refused(FieldErrors::only(words, "key_name", refusal)).await,
    };
    let (actor, key) = (form.visitor.actor(&user), form.own_key());
    let made = site.store.write(move |db| {
        let now = Moment::now();
        submissions::once(db, key.as_deref(), now, |db| {
            let id = keys::create(db, &name, user.id, now)?;
            audit::record(db, &actor.did("key.made", subject(id), now))?;
            Ok(PLACE.to_owned())
        })
    });
    match made.await {
        Ok(place) => Ok(answer::onward(
            &site,
            &place,
            Some(Flash::new("flash-key-made")),
        )),
        Err(StorageError::Refused(_)) => {
            let mut errors = FieldErrors::default();
            errors.add("key_name", words.say("keys-too-many"));
            refused(errors).await
        }
        Err(error) => Err(error.into()),
    }
}

fn subject(id: i64) -> String {
    format!("key:{id}")
}

pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_give_keys)?.clone();
    let id = number(&request, 2)?;
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            keys::remove(db, id)?;
            audit::record(db, &actor.did("key.removed", subject(id), Moment::now()))
        })
        .await?;
    Ok(answer::onward(
        &site,
        PLACE,
        Some(Flash::new("flash-key-removed")),
    ))
}
