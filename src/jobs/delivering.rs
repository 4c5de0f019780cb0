//! Sends webhooks what they are to be sent, and again when they do not answer.

use std::sync::Arc;
use std::time::Duration;

use super::pace;
use crate::domain::moment::Moment;
use crate::domain::webhook::{PATIENCE_SECONDS, signature};
use crate::outbound::{Outbound, OutboundError};
use crate::storage::webhooks::{self, Delivery, Tried, Webhook};
use crate::storage::{Db, Result, Store};

/// How many are sent at once.
const AT_ONCE: i64 = 4;
/// Makes the body of a delivery: its format is that of another interface.
pub type Compose = Arc<dyn Fn(&mut Db, &Delivery) -> Result<String> + Send + Sync>;

/// Sends, again and again, until it is dropped.
pub async fn run(store: Store, outbound: Outbound, compose: Compose) {
    let failed = "webhooks could not be sent anything";
    pace::keep(&store, webhooks::next_due, failed, async || {
        send_due(&store, &outbound, &compose).await
    })
    .await;
}

/// Sends some of what is due, and says whether there may be more.
async fn send_due(store: &Store, outbound: &Outbound, compose: &Compose) -> Result<bool> {
    let now = Moment::now();
    let due = store
        .write(move |db| webhooks::lease(db, AT_ONCE, now))
        .await?;
    let is_more = due.len() as i64 == AT_ONCE;
    let sending = due
        .into_iter()
        .map(|(delivery, webhook)| send(store, outbound, compose, delivery, webhook));
    for sent in futures_util::future::join_all(sending).await {
        sent?;
    }
    Ok(is_more)
}

async fn send(
    store: &Store,
    outbound: &Outbound,
    compose: &Compose,
    delivery: Delivery,
    webhook: Webhook,
) -> Result<()> {
    let body = match delivery.body.clone() {
        Some(body) => body,
        None => {
            let (compose, delivery) = (Arc::clone(compose), delivery.clone());
            store.read_current(move |db| compose(db, &delivery)).await?
        }
    };
    let outbound = outbound.clone();
    let tried = tokio::task::spawn_blocking(move || post(&outbound, &webhook, body)).await;
    let tried = tried.map_err(|error| crate::storage::StorageError::Failed(error.to_string()))?;
    store
        .write(move |db| webhooks::keep(db, &delivery, &tried, Moment::now()))
        .await
}

fn post(outbound: &Outbound, webhook: &Webhook, body: String) -> Tried {
    let signature = signature(&webhook.secret, &body, Moment::now());
    let headers = [
        ("content-type", "application/json"),
        ("content-version", "v5.0"),
        ("x-ghost-signature", signature.as_str()),
    ];
    let patience = Duration::from_secs(PATIENCE_SECONDS);
    let (status, reason) = match outbound.post(&webhook.target, &headers, &body, patience) {
        Ok(answer) if (200..300).contains(&answer.status) => (Some(answer.status), String::new()),
        Ok(answer) => (
            Some(answer.status),
            format!("it answered {}", answer.status),
        ),
        Err(OutboundError::Failed(why)) => (None, why),
        Err(error) => (None, error.to_string()),
    };
    Tried {
        body,
        status,
        reason,
    }
}
