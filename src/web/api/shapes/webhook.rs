//! Webhooks, and what they were sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;
use crate::storage::webhooks::{Delivery, Webhook};

/// A server that is told of what happens. Its secret is shown at the desk.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WebhookView {
    pub id: i64,
    pub name: String,
    /// By Ghost's name: `post.published`.
    pub event: String,
    pub target: String,
    pub created_at: Time,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> WebhookView {
        WebhookView {
            id: webhook.id,
            name: webhook.name,
            event: webhook.event,
            target: webhook.target,
            created_at: webhook.created_at.into(),
        }
    }
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    pub name: String,
    /// `site.changed`, or one of `post`, `page` and `tag` with what happens to it: `post.published`.
    pub event: String,
    /// A whole address: http or https, without a name and password in it.
    pub target: String,
    /// What signs what is sent; made when it is left out.
    #[serde(default)]
    pub secret: Option<String>,
}

/// Something that a webhook was sent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeliveryView {
    pub id: i64,
    pub event: String,
    /// What it happened to: `post:12`.
    pub subject: String,
    pub attempts: i64,
    pub has_arrived: bool,
    /// When it is sent next; null when it is done, or given up on.
    pub next_at: Option<Time>,
    /// What the server answered last.
    pub status: Option<i64>,
    /// Why it failed last.
    pub reason: String,
    pub created_at: Time,
    pub tried_at: Option<Time>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> DeliveryView {
        DeliveryView {
            id: delivery.id,
            has_arrived: delivery.has_arrived(),
            event: delivery.event,
            subject: delivery.subject,
            attempts: delivery.attempts,
            next_at: delivery.next_at.map(Time::from),
            status: delivery.status,
            reason: delivery.reason,
            created_at: delivery.created_at.into(),
            tried_at: delivery.tried_at.map(Time::from),
        }
    }
}
