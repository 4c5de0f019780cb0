//! Makes stored HTML anew after an upgrade that renders otherwise.

use std::time::Duration;

use crate::storage::{Result, StorageError, Store, renderings};

/// How long this process sleeps at most: another one may have ended in the middle of the work.
const LONGEST_SLEEP: Duration = Duration::from_secs(600);
/// Between two handfuls, so that writers come in between.
const BREATH: Duration = Duration::from_millis(20);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Looks for HTML of an older renderer, again and again, until it is dropped.
pub async fn run(store: Store) {
    loop {
        let sleep = match step(&store).await {
            Ok(false) => LONGEST_SLEEP,
            Ok(true) => BREATH,
            Err(error) => {
                log::error!("stored articles could not be rendered anew: {error}");
                AFTER_FAILURE
            }
        };
        tokio::time::sleep(sleep).await;
    }
}

/// Renders a handful anew. Says whether there was anything to do.
pub async fn step(store: &Store) -> Result<bool> {
    let Some(handful) = store.read_current(renderings::next).await? else {
        return Ok(false);
    };
    let made = tokio::task::spawn_blocking(|| handful.make());
    let made = made
        .await
        .map_err(|error| StorageError::Failed(format!("rendering ended: {error}")))?;
    store.write(move |db| renderings::keep(db, &made)).await?;
    Ok(true)
}
