//! Webhooks, and what each of them is sent.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events::{self, Recorded};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::moment::Moment;
use crate::domain::post::{PostKind, PostStatus};
use crate::domain::webhook::{MOST_WEBHOOKS, Told, names, next_try};
use crate::schema::{posts, tags, webhook_deliveries as deliveries, webhooks};

/// How many deliveries are shown of a webhook.
pub const SHOWN: i64 = 50;
/// For how long one process has a delivery to itself.
const LEASE_SECONDS: i64 = 60;
/// For how long what was sent is kept.
const KEPT_DAYS: i64 = 30;

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Webhook {
    pub id: i64,
    pub name: String,
    pub event: String,
    pub target: String,
    pub secret: String,
    pub created_at: Moment,
}

type Columns = (
    webhooks::id,
    webhooks::name,
    webhooks::event,
    webhooks::target,
    webhooks::secret,
    webhooks::created_at,
);

const COLUMNS: Columns = (
    webhooks::id,
    webhooks::name,
    webhooks::event,
    webhooks::target,
    webhooks::secret,
    webhooks::created_at,
);

/// Something that a webhook is sent.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Delivery {
    pub id: i64,
    pub webhook: i64,
    pub event: String,
    /// What it happened to: `post:12`.
    pub subject: String,
    /// The rest of what happened, as JSON.
    pub payload: String,
    /// What is sent: made when it is sent first.
    pub body: Option<String>,
    pub attempts: i64,
    /// None when it is done, or given up on.
    pub next_at: Option<Moment>,
    /// What the server answered last.
    pub status: Option<i64>,
    /// Why it failed last.
    pub reason: String,
    pub created_at: Moment,
    pub tried_at: Option<Moment>,
}

impl Delivery {
    pub fn has_arrived(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

type DeliveryColumns = (
    deliveries::id,
    deliveries::webhook_id,
    deliveries::event,
    deliveries::subject,
    deliveries::payload,
    deliveries::body,
    deliveries::attempts,
    deliveries::next_at,
    deliveries::status,
    deliveries::reason,
    deliveries::created_at,
    deliveries::tried_at,
);

const DELIVERY: DeliveryColumns = (
    deliveries::id,
    deliveries::webhook_id,
    deliveries::event,
    deliveries::subject,
    deliveries::payload,
    deliveries::body,
    deliveries::attempts,
    deliveries::next_at,
    deliveries::status,
    deliveries::reason,
    deliveries::created_at,
    deliveries::tried_at,
);

pub fn all(db: &mut Db) -> Result<Vec<Webhook>> {
    Ok(webhooks::table
        .order(webhooks::id.desc())
        .select(COLUMNS)
        .load(db)?)
}

pub fn by_id(db: &mut Db, id: i64) -> Result<Webhook> {
    Ok(webhooks::table.find(id).select(COLUMNS).first(db)?)
}

/// A webhook that is about to be made.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    pub name: String,
    pub event: &'static str,
    pub target: String,
    pub secret: String,
}

pub fn create(db: &mut Db, new: &NewWebhook, by: UserId, now: Moment) -> Result<i64> {
    let count: i64 = webhooks::table.count().get_result(db)?;
    if count >= MOST_WEBHOOKS {
        let why = format!("a site has at most {MOST_WEBHOOKS} webhooks");
        return Err(StorageError::Refused(why));
    }
    let id = diesel::insert_into(webhooks::table)
        .values((
            webhooks::name.eq(&new.name),
            webhooks::event.eq(new.event),
            webhooks::target.eq(&new.target),
            webhooks::secret.eq(&new.secret),
            webhooks::made_by.eq(by),
            webhooks::created_at.eq(now),
        ))
        .returning(webhooks::id)
        .get_result(db)?;
    events::record(db, &Event::WebhooksChanged)?;
    Ok(id)
}

/// Takes a webhook away, with what it was sent.
pub fn remove(db: &mut Db, id: i64) -> Result<()> {
    diesel::delete(deliveries::table.filter(deliveries::webhook_id.eq(id))).execute(db)?;
    match diesel::delete(webhooks::table.find(id)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::WebhooksChanged),
    }
}

/// Notes what is to be sent because of an event: a delivery for each webhook that wants to know.
pub fn note(db: &mut Db, event: &Recorded) -> Result<()> {
    let all = all(db)?;
    if all.is_empty() {
        return Ok(());
    }
    let names = names(&event.kind, told(db, event)?, is_new(db, event)?);
    for hook in all
        .iter()
        .filter(|hook| names.contains(&hook.event.as_str()))
    {
        diesel::insert_into(deliveries::table)
            .values((
                deliveries::webhook_id.eq(hook.id),
                deliveries::event.eq(&hook.event),
                deliveries::subject.eq(&event.subject),
                deliveries::payload.eq(&event.payload),
                deliveries::attempts.eq(0i64),
                deliveries::next_at.eq(Some(event.created_at)),
                deliveries::reason.eq(""),
                deliveries::created_at.eq(event.created_at),
            ))
            .execute(db)?;
    }
    Ok(())
}

fn told(db: &mut Db, event: &Recorded) -> Result<Option<Told>> {
    let Some(Ok(id)) = event.subject.strip_prefix("post:").map(str::parse) else {
        return Ok(None);
    };
    type Row = (PostKind, PostStatus, Option<Moment>);
    let found: Option<Row> = posts::table
        .find(PostId(id))
        .select((posts::kind, posts::status, posts::published_at))
        .first(db)
        .optional()?;
    Ok(found.map(|(kind, status, published_at)| Told {
        kind,
        status,
        was_public: published_at.is_some(),
    }))
}

/// Whether a tag was made with this event.
fn is_new(db: &mut Db, event: &Recorded) -> Result<bool> {
    let Some(Ok(id)) = event.subject.strip_prefix("tag:").map(str::parse) else {
        return Ok(false);
    };
    let made: Option<Moment> = tags::table
        .find(TagId(id))
        .select(tags::created_at)
        .first(db)
        .optional()?;
    Ok(made.is_some_and(|made| made.plus_seconds(1) >= event.created_at))
}

/// Takes the deliveries that are due, so that no other process does, with where they go.
pub fn lease(db: &mut Db, most: i64, now: Moment) -> Result<Vec<(Delivery, Webhook)>> {
    let due: Vec<(Delivery, Webhook)> = deliveries::table
        .inner_join(webhooks::table)
        .filter(deliveries::next_at.le(now))
        .order((deliveries::next_at.asc(), deliveries::id.asc()))
        .limit(most)
        .select((DELIVERY, COLUMNS))
        .load(db)?;
    let ids: Vec<i64> = due.iter().map(|(delivery, _)| delivery.id).collect();
    diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .set(deliveries::next_at.eq(Some(now.plus_seconds(LEASE_SECONDS))))
        .execute(db)?;
    Ok(due)
}

/// When the next delivery is due.
pub fn next_due(db: &mut Db) -> Result<Option<Moment>> {
    let next = deliveries::table
        .filter(deliveries::next_at.is_not_null())
        .select(diesel::dsl::min(deliveries::next_at));
    Ok(next.first(db)?)
}

/// What came of sending something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub body: String,
    pub status: Option<u16>,
    /// Why it did not arrive; empty when it did.
    pub reason: String,
}

/// Keeps what came of it. A server that says that it is gone (410) is never told anything again.
pub fn keep(db: &mut Db, delivery: &Delivery, tried: &Tried, now: Moment) -> Result<()> {
    if tried.status == Some(410) {
        log::info!("webhook {} is gone, as its server says", delivery.webhook);
        return match remove(db, delivery.webhook) {
            Err(StorageError::NotFound) => Ok(()),
            removed => removed,
        };
    }
    let attempts = delivery.attempts + 1;
    let next_at = match tried.reason.is_empty() {
        true => None,
        false => next_try(attempts, now),
    };
    diesel::update(deliveries::table.find(delivery.id))
        .set((
            deliveries::body.eq(Some(&tried.body)),
            deliveries::attempts.eq(attempts),
            deliveries::next_at.eq(next_at),
            deliveries::status.eq(tried.status.map(i64::from)),
            deliveries::reason.eq(&tried.reason),
            deliveries::tried_at.eq(Some(now)),
        ))
        .execute(db)?;
    Ok(())
}

/// What a webhook was sent last.
pub fn sent(db: &mut Db, webhook: i64) -> Result<Vec<Delivery>> {
    Ok(deliveries::table
        .filter(deliveries::webhook_id.eq(webhook))
        .order(deliveries::id.desc())
        .limit(SHOWN)
        .select(DELIVERY)
        .load(db)?)
}

/// Sends something once more, as it was.
pub fn resend(db: &mut Db, webhook: i64, id: i64, now: Moment) -> Result<()> {
    let own = deliveries::table
        .find(id)
        .filter(deliveries::webhook_id.eq(webhook));
    let again = diesel::update(own).set((
        deliveries::next_at.eq(Some(now)),
        deliveries::attempts.eq(0i64),
    ));
    match again.execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::WebhooksChanged),
    }
}

/// Takes away what was done with long ago.
pub fn trim(db: &mut Db, now: Moment) -> Result<usize> {
    let old = deliveries::table
        .filter(deliveries::next_at.is_null())
        .filter(deliveries::created_at.lt(now.plus_hours(-24 * KEPT_DAYS)));
    Ok(diesel::delete(old).execute(db)?)
}
