//! Learns what other processes over the same database change, so that pages which show it are made anew.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::storage::listening::Listener;
use crate::storage::{Result, StorageError, Store};

/// Between two questions where nobody tells of changes: over SQLite only the command line makes any.
const PAUSE: Duration = Duration::from_millis(200);
/// PostgreSQL tells of changes; it is asked as well, should a notice be lost.
const LONGEST_SILENCE: Duration = Duration::from_millis(500);
/// A database that does not answer in this time may know what this process does not.
const PATIENCE: Duration = Duration::from_secs(1);

/// Follows, again and again, until it is dropped. What is kept is not served while the database does not say
/// what is new. The bells wake whoever has work by what another process wrote.
pub async fn run(store: Store, bells: Vec<Arc<Notify>>) {
    let mut listener = None;
    let mut is_told = true;
    loop {
        let followed = tokio::time::timeout(PATIENCE, store.follow()).await;
        match followed {
            Ok(Ok(is_new)) => {
                if !is_told {
                    log::info!("the database says again what is new; pages are kept again");
                }
                is_told = true;
                if is_new {
                    bells.iter().for_each(|bell| bell.notify_one());
                    store.changes().notify_one();
                }
            }
            Ok(Err(_)) | Err(_) => {
                store.freshness().lose();
                if is_told {
                    log::warn!(
                        "the database does not say what is new; no page is kept until it does"
                    );
                }
                is_told = false;
            }
        }
        listener = pause(&store, listener).await;
    }
}

/// Waits until something is changed, or until it is time to ask. A connection that breaks is made anew the
/// next time.
async fn pause(store: &Store, listener: Option<Listener>) -> Option<Listener> {
    let opener = store.clone();
    let listened = tokio::task::spawn_blocking(move || -> Result<Option<Listener>> {
        let known = match listener {
            Some(known) => Some(known),
            None => opener.listener()?,
        };
        let Some(mut known) = known else {
            return Ok(None);
        };
        known.wait(LONGEST_SILENCE)?;
        Ok(Some(known))
    });
    let listened = listened
        .await
        .map_err(|error| StorageError::Failed(format!("listening ended: {error}")));
    match listened.flatten() {
        Ok(Some(listener)) => Some(listener),
        Ok(None) | Err(_) => {
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}
