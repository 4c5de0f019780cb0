//! Webhooks: whom Daf tells of what happens, and what came of it.

use actix_web::HttpResponse;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::{PartRefused, Problem};
use super::replies::{Listed, Made};
use super::shapes::webhook::{DeliveryView, NewWebhook, WebhookView};
use crate::domain::api_token::Scope;
use crate::domain::moment::Moment;
use crate::storage::{audit, webhooks};
use crate::web::desk::webhooks::{parse, subject};

pub fn operations(all: &mut Operations) {
    all.get("/webhooks", "listWebhooks", index)
        .says("Servers that are told of what happens.")
        .needs(Scope::ManageWebhooks)
        .shows::<Listed<WebhookView>>();
    all.post("/webhooks", "createWebhook", create)
        .says("Has a server told of one kind of event, in Ghost's format. It has five seconds to answer; what fails is sent again after 10 s, 1 min, 5 min, 30 min, 2 h and 6 h; who answers 410 is told nothing any more.")
        .needs(Scope::ManageWebhooks)
        .takes::<NewWebhook>()
        .makes::<WebhookView>()
        .once_by_key()
        .may_refuse(&[409]);
    all.delete("/webhooks/{id}", "deleteWebhook", remove)
        .says("Takes a webhook away, with what it was sent.")
        .needs(Scope::ManageWebhooks);
    all.get("/webhooks/{id}/deliveries", "listDeliveries", sent)
        .says("What a webhook was sent last, and what came of it.")
        .needs(Scope::ManageWebhooks)
        .shows::<Listed<DeliveryView>>();
    all.post(
        "/webhooks/{id}/deliveries/{delivery}/redelivery",
        "redeliver",
        resend,
    )
    .says("Sends something once more, as it was.")
    .needs(Scope::ManageWebhooks);
}

async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let (_, all) = call.read(|db, _| webhooks::all(db)).await?;
    let items = all.into_iter().map(WebhookView::from).collect();
    call.list(&Listed::whole(items), None)
}

async fn create(sent: Sent<NewWebhook>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::ManageWebhooks)?;
    let asked = &sent.body;
    let new = parse(
        &asked.name,
        &asked.target,
        &asked.event,
        asked.secret.as_deref(),
    );
    let new = new.map_err(|refused| {
        let part = |(field, refusal)| PartRefused::of(format!("/{field}"), refusal);
        Problem::Invalid(refused.into_iter().map(part).collect())
    })?;
    sent.create(move |db, _, now| {
        let id = webhooks::create(db, &new, user.id, now)?;
        audit::record(db, &actor.did("webhook.made", subject(id), now))?;
        Ok(Ok(Made {
            view: WebhookView::from(webhooks::by_id(db, id)?),
            path: "/api/v1/webhooks".to_owned(),
        }))
    })
    .await
}

async fn remove(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::ManageWebhooks)?;
    let id = call.number("id")?;
    call.write(move |db| {
        webhooks::remove(db, id)?;
        audit::record(
            db,
            &actor.did("webhook.removed", subject(id), Moment::now()),
        )?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}

async fn sent(call: Call) -> Result<HttpResponse, Problem> {
    let id = call.number("id")?;
    let read = call.read(move |db, _| {
        webhooks::by_id(db, id)?;
        webhooks::sent(db, id)
    });
    let (_, sent) = read.await?;
    let items = sent.into_iter().map(DeliveryView::from).collect();
    call.list(&Listed::whole(items), None)
}

async fn resend(call: Call) -> Result<HttpResponse, Problem> {
    let (id, delivery) = (call.number("id")?, call.number("delivery")?);
    call.write(move |db| webhooks::resend(db, id, delivery, Moment::now()).map(Ok))
        .await?;
    Ok(call.done())
}
