//! Writes down which searches found nothing: many at once, and never while a reader waits.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::moment::Moment;
use crate::storage::search::{self, Memory};
use crate::storage::{Result, Store};

const PAUSE: Duration = Duration::from_secs(5);

/// Writes, again and again, until it is dropped.
pub async fn run(store: Store, memory: Arc<Memory>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = keep(&store, &memory).await {
            log::error!("searches that found nothing could not be written down: {error}");
        }
    }
}

/// Writes down what was noted until now.
pub async fn keep(store: &Store, memory: &Memory) -> Result<()> {
    let misses = memory.take_misses();
    if misses.is_empty() {
        return Ok(());
    }
    store
        .write(move |db| search::keep_misses(db, &misses, Moment::now()))
        .await
}
