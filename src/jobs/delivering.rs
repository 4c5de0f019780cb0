//! Sends webhooks what they are to be sent, and again when they do not answer.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::moment::Moment;
use crate::domain::webhook::{PATIENCE_SECONDS, signature};
use crate::outbound::{Outbound, OutboundError};
use crate::storage::webhooks::{self, Delivery, Tried, Webhook};
use crate::storage::{Db, Result, Store};

/// How many are sent at once.
const AT_ONCE: i64 = 4;
/// How long nobody looks for what is due, when nobody says that something is.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Between two looks, so that what happens in a burst is found together.
const BREATH: Duration = Duration::from_millis(100);

/// Makes the body of a delivery: its format is that of another interface.
pub type Compose = Arc<dyn Fn(&mut Db, &Delivery) -> Result<String> + Send + Sync>;

/// Sends, again and again, until it is dropped.
pub async fn run(store: Store, outbound: Outbound, compose: Compose) {
    let mut changes = store.changes();
    loop {
        let sleep = match send_due(&store, &outbound, &compose).await {
            Ok(true) => continue,
            Ok(false) => sleep(&store).await,
            Err(error) => {
                log::error!("webhooks could not be sent anything: {error}");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            _ = changes.changed() => tokio::time::sleep(BREATH).await,
        }
    }
}

async fn sleep(store: &Store) -> Duration {
    let next = store.read_current(webhooks::next_due).await;
    let wait = next.ok().flatten().map(|next| {
        let wait = next.microseconds() - Moment::now().microseconds();
        Duration::from_micros(u64::try_from(wait).unwrap_or(0))
    });
    wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)
}

/// Sends what is due, and says whether there may be more.
async fn send_due(store: &Store, outbound: &Outbound, compose: &Compose) -> Result<bool> {
    let now = Moment::now();
    let is_due = store
        .read_current(webhooks::next_due)
        .await?
        .is_some_and(|next| next <= now);
    if !is_due {
        return Ok(false);
    }
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
