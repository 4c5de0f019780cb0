//! Readers' words: names that mean one thing, and searches that found nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::storage::search::{self, Alias, Miss};
use crate::storage::{StorageError, audit, submissions};
use crate::text::search::aliases;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::{Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

/// How many searches that found nothing are shown.
const MISSES_SHOWN: i64 = 100;
const LONGEST_NAME: usize = 60;

#[derive(Template)]
#[template(path = "desk/searches/index.html")]
struct SearchesPage {
    shell: Shell,
    own: Vec<Alias>,
    misses: Vec<Miss>,
    typed: Typed,
    errors: FieldErrors,
}

impl SearchesPage {
    fn question(&self, miss: &Miss) -> String {
        format!("/search?q={}", address::encode(&miss.words))
    }
}

/// A pair of names as typed.
#[derive(Default)]
struct Typed {
    name: String,
    other: String,
}

impl Typed {
    fn sent(fields: &Fields) -> Typed {
        Typed {
            name: fields.text("name").to_owned(),
            other: fields.text("other").to_owned(),
        }
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_arrange)?;
    let page = page(&site, &visitor, Typed::default(), FieldErrors::default()).await?;
    answer::page(&request, &page)
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    typed: Typed,
    errors: FieldErrors,
) -> Result<SearchesPage, AppError> {
    let read = super::read(site, visitor, "searches-title", |db, _| {
        Ok((search::aliases(db)?, search::misses(db, MISSES_SHOWN)?))
    });
    let (shell, (own, misses)) = read.await?;
    Ok(SearchesPage {
        shell,
        own,
        misses,
        typed,
        errors,
    })
}

/// Adds a pair of names.
pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let words = words_for(&form.visitor, &site.last_settings());
    let refused = async |errors: FieldErrors| {
        let typed = Typed::sent(&form.fields);
        let page = page(&site, &form.visitor, typed, errors).await?;
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    if let Some(field) = form.fields.undecodable(&["name", "other"]) {
        return refused(FieldErrors::only(words, field, Refusal::NotText)).await;
    }
    let mut errors = FieldErrors::default();
    let name = errors.take(words, "name", one_word(form.fields.text("name")));
    let other = errors.take(words, "other", one_word(form.fields.text("other")));
    let (Some(name), Some(other)) = (name, other) else {
        return refused(errors).await;
    };
    let actor = form.visitor.actor(&user);
    let key = form.own_key();
    let made = site.store.write(move |db| {
        let now = Moment::now();
        submissions::once(db, key.as_deref(), now, |db| {
            search::add_alias(db, &name, &other)?;
            let subject = format!("search:{name}={other}");
            audit::record(db, &actor.did("search.alias-added", subject, now))?;
            Ok("/desk/search".to_owned())
        })
    });
    match made.await {
        Ok(place) => {
            let flash = Flash::new("flash-alias-added");
            Ok(answer::onward(&site, &place, Some(flash)))
        }
        Err(StorageError::Taken(_)) => {
            refused(FieldErrors::only(words, "name", Refusal::Taken)).await
        }
        Err(StorageError::Refused(_)) => {
            let mut errors = FieldErrors::default();
            errors.add("form", words.say("searches-too-many"));
            refused(errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A name that the index may have a word for.
fn one_word(typed: &str) -> Result<String, Refusal> {
    let name = refusal::line(typed, LONGEST_NAME)?;
    if aliases::is_name(&name) {
        Ok(name)
    } else {
        Err(Refusal::Malformed)
    }
}

/// Takes a pair of names away.
pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = number(&request, 3)?;
    let actor = form.visitor.actor(&user);
    let removed = site.store.write(move |db| {
        let alias = search::remove_alias(db, id)?;
        let subject = format!("search:{}={}", alias.name, alias.other);
        audit::record(
            db,
            &actor.did("search.alias-removed", subject, Moment::now()),
        )
    });
    removed.await?;
    let flash = Flash::new("flash-alias-removed");
    Ok(answer::onward(&site, "/desk/search", Some(flash)))
}

/// Forgets the searches that found nothing.
pub async fn forget(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    form.user_who(access::may_arrange)?;
    site.store.write(search::forget_misses).await?;
    let flash = Flash::new("flash-misses-forgotten");
    Ok(answer::onward(&site, "/desk/search", Some(flash)))
}
