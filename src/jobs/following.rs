//! Learns what other processes over the same database change, so that pages which show it are made anew.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::storage::listening::Follower;
use crate::storage::{Result, StorageError, Store};

/// A database that does not answer in this time may know what this process does not. Longer than any wait for
/// what is new.
const PATIENCE: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Follows, again and again, until it is dropped. What is kept is not served while the database does not say
/// what is new. The bells wake whoever has work by what another process wrote.
pub async fn run(store: Store, bells: Vec<Arc<Notify>>) {
    let mut follower = None;
    let mut is_told = true;
    loop {
        match turn(&store, follower.take()).await {
            Ok((known, is_new)) => {
                follower = Some(known);
                if !is_told {
                    log::info!("the database says again what is new; pages are kept again");
                }
                is_told = true;
                if is_new {
                    bells.iter().for_each(|bell| bell.notify_one());
                    store.has_changed();
                }
            }
            // With another connection, the next time.
            Err(error) => {
                store.freshness().lose();
                if is_told {
                    log::warn!("no page is kept until the database says what is new: {error}");
                }
                is_told = false;
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// Waits for something new, and learns it, on a thread of the blocking pool. One that hangs is waited for, and
/// nothing that is kept is served meanwhile: there is never more than one.
async fn turn(store: &Store, follower: Option<Follower>) -> Result<(Follower, bool)> {
    let opener = store.clone();
    let mut turn = tokio::task::spawn_blocking(move || {
        let mut follower = match follower {
            Some(mut known) => {
                known.wait()?;
                known
            }
            None => opener.follower()?,
        };
        let is_new = follower.look()?;
        Ok((follower, is_new))
    });
    let turned = match tokio::time::timeout(PATIENCE, &mut turn).await {
        Ok(turned) => turned,
        Err(_) => {
            store.freshness().lose();
            turn.await
        }
    };
    turned.map_err(|error| StorageError::Failed(format!("following ended: {error}")))?
}
