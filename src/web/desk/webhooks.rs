//! Webhooks at the desk: whom Daf tells of what happens, and what came of it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::link;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::domain::token::Token;
use crate::domain::webhook::{EVENTS, LONGEST_NAME, event_named};
use crate::locale::Words;
use crate::storage::webhooks::{self, Delivery, NewWebhook, Webhook};
use crate::storage::{StorageError, audit, submissions};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::shell::{Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

const PLACE: &str = "/desk/webhooks";

#[derive(Template)]
#[template(path = "desk/webhooks/index.html")]
struct WebhooksPage {
    shell: Shell,
    webhooks: Vec<Webhook>,
    name: String,
    target: String,
    event: String,
    errors: FieldErrors,
}

impl WebhooksPage {
    fn events(&self) -> [&'static str; 18] {
        EVENTS
    }
}

#[derive(Template)]
#[template(path = "desk/webhooks/show.html")]
struct WebhookPage {
    shell: Shell,
    webhook: Webhook,
    deliveries: Vec<Delivery>,
}

impl WebhookPage {
    fn state_message(&self, delivery: &Delivery) -> &'static str {
        match delivery {
            delivery if delivery.next_at.is_some() => "webhooks-waits",
            delivery if delivery.has_arrived() => "webhooks-arrived",
            _ => "webhooks-given-up",
        }
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_give_keys)?;
    let page = page(&site, &visitor, None, FieldErrors::default()).await?;
    answer::page(&request, &page)
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    form: Option<&Form>,
    errors: FieldErrors,
) -> Result<WebhooksPage, AppError> {
    let read = super::read(site, visitor, "webhooks-title", |db, _| webhooks::all(db));
    let (shell, webhooks) = read.await?;
    let text = |name: &str| form.map_or_else(String::new, |form| form.text(name).to_owned());
    Ok(WebhooksPage {
        shell,
        webhooks,
        name: text("name"),
        target: text("target"),
        event: text("event"),
        errors,
    })
}

/// What is to be made, or what is wrong with each part.
pub fn parse(
    name: &str,
    target: &str,
    event: &str,
    secret: Option<&str>,
) -> Result<NewWebhook, Vec<(&'static str, Refusal)>> {
    let mut refused = Vec::new();
    let mut take = |field, refusal| refused.push((field, refusal));
    let name = refusal::line(name, LONGEST_NAME)
        .map_err(|why| take("name", why))
        .ok();
    let target =
        refusal::line(target, link::LONGEST_ADDRESS).and_then(|target| {
            match link::is_link(&target) && link::is_whole(&target) && !target.contains('@') {
                true => Ok(target),
                false => Err(Refusal::Malformed),
            }
        });
    let target = target.map_err(|why| take("target", why)).ok();
    let event = event_named(event)
        .ok_or(Refusal::Unknown)
        .map_err(|why| take("event", why))
        .ok();
    let secret = match secret {
        Some(given) => refusal::line(given, 200)
            .map_err(|why| take("secret", why))
            .ok(),
        None => Token::random().ok().map(|token| token.as_str().to_owned()),
    };
    match (name, target, event, secret) {
        (Some(name), Some(target), Some(event), Some(secret)) => Ok(NewWebhook {
            name,
            event,
            target,
            secret,
        }),
        _ => Err(refused),
    }
}

fn read_form(form: &Form, words: &Words) -> Result<NewWebhook, FieldErrors> {
    if let Some(field) = form.fields.undecodable(&["name", "target"]) {
        return Err(FieldErrors::only(words, field, Refusal::NotText));
    }
    parse(
        form.text("name"),
        form.text("target"),
        form.text("event"),
        None,
    )
    .map_err(|refused| {
        let mut errors = FieldErrors::default();
        for (field, refusal) in refused {
            errors.refuse(words, field, refusal);
        }
        errors
    })
}

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_give_keys)?.clone();
    let words = words_for(&form.visitor, &site.last_settings());
    let refused = async |errors: FieldErrors| {
        let page = page(&site, &form.visitor, Some(&form), errors).await?;
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let new = match read_form(&form, words) {
        Ok(new) => new,
        Err(errors) => return refused(errors).await,
    };
    let (actor, key) = (form.visitor.actor(&user), form.own_key());
    let made = site.store.write(move |db| {
        let now = Moment::now();
        submissions::once(db, key.as_deref(), now, |db| {
            let id = webhooks::create(db, &new, user.id, now)?;
            audit::record(db, &actor.did("webhook.made", subject(id), now))?;
            Ok(format!("{PLACE}/{id}"))
        })
    });
    match made.await {
        Ok(place) => Ok(answer::onward(
            &site,
            &place,
            Some(Flash::new("flash-webhook-made")),
        )),
        Err(StorageError::Refused(_)) => {
            let mut errors = FieldErrors::default();
            errors.add("form", words.say("webhooks-too-many"));
            refused(errors).await
        }
        Err(error) => Err(error.into()),
    }
}

pub fn subject(id: i64) -> String {
    format!("webhook:{id}")
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_give_keys)?;
    let id = number(&request, 2)?;
    let read = super::read(&site, &visitor, "webhooks-title", move |db, _| {
        Ok((webhooks::by_id(db, id)?, webhooks::sent(db, id)?))
    });
    let (mut shell, (webhook, deliveries)) = read.await?;
    shell.head.title.clone_from(&webhook.name);
    let page = WebhookPage {
        shell,
        webhook,
        deliveries,
    };
    answer::page(&request, &page)
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
            webhooks::remove(db, id)?;
            audit::record(
                db,
                &actor.did("webhook.removed", subject(id), Moment::now()),
            )
        })
        .await?;
    Ok(answer::onward(
        &site,
        PLACE,
        Some(Flash::new("flash-webhook-removed")),
    ))
}

pub async fn resend(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    form.user_who(access::may_give_keys)?;
    let (id, delivery) = (number(&request, 2)?, number(&request, 4)?);
    site.store
        .write(move |db| webhooks::resend(db, id, delivery, Moment::now()))
        .await?;
    let place = format!("{PLACE}/{id}");
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-webhook-resent")),
    ))
}
