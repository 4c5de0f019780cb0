//! The outbox's reader: hands each subscriber the events that it has not had, in their order.
//!
//! What a process keeps in memory follows the changes by itself ([`crate::storage::freshness`]); here is what
//! the database keeps. One process at a time hands events over, since a subscriber's place and what it makes
//! of an event are written in one transaction.

mod counting;
mod notices;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::moment::Moment;
use crate::storage::events::Recorded;
use crate::storage::outbox::{self, Handed};
use crate::storage::{Db, Result, Store};

/// Somebody who wants to know what happens.
pub trait Subscriber: Send + Sync {
    /// By which its place is kept.
    fn name(&self) -> &'static str;

    /// Makes what it makes of an event, in the transaction that moves its place.
    fn take(&self, db: &mut Db, event: &Recorded) -> Result<()>;
}

/// How long the reader sleeps at most, should nobody wake it.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Between two looks, so that what happens in a burst is handed over together: each handing is a write.
const BREATH: Duration = Duration::from_millis(100);

/// Everybody who is handed events.
pub fn subscribers() -> Vec<Arc<dyn Subscriber>> {
    vec![
        Arc::new(counting::Counting),
        Arc::new(webhooks::Webhooks),
        Arc::new(notices::Notices),
    ]
}

/// Hands events over, again and again, until it is dropped.
pub async fn run(store: Store, subscribers: Vec<Arc<dyn Subscriber>>) {
    let mut changes = store.changes();
    loop {
        let mut sleep = LONGEST_SLEEP;
        for subscriber in &subscribers {
            match hand_all(&store, subscriber).await {
                Ok(wait) => sleep = sleep.min(wait),
                Err(error) => {
                    log::error!("{} could not be handed events: {error}", subscriber.name());
                    sleep = sleep.min(AFTER_FAILURE);
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            _ = changes.changed() => tokio::time::sleep(BREATH).await,
        }
    }
}

/// Hands a subscriber everything there is, and says for how long there is nothing to do.
async fn hand_all(store: &Store, subscriber: &Arc<dyn Subscriber>) -> Result<Duration> {
    let name = subscriber.name();
    loop {
        // Mostly there is nothing, and a look costs less than a turn to write.
        if !store
            .read_current(move |db| outbox::has_news(db, name))
            .await?
        {
            return Ok(LONGEST_SLEEP);
        }
        let taker = Arc::clone(subscriber);
        let now = Moment::now();
        let handed =
            store.write(move |db| outbox::hand(db, name, now, |db, event| taker.take(db, event)));
        match handed.await? {
            Handed::All => return Ok(LONGEST_SLEEP),
            Handed::Some => {}
            Handed::Failed(retry_at) => {
                let wait = retry_at.microseconds().saturating_sub(now.microseconds());
                return Ok(Duration::from_micros(wait.unsigned_abs()));
            }
        }
    }
}
