//! Brings the search index up to date: after a tag that many posts bear was changed, a draft was kept, or
//! an upgrade.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::storage::{Store, search};

/// How long this process sleeps at most: another one may have ended in the middle of the work.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// Between two handfuls, so that writers come in between.
const BREATH: Duration = Duration::from_millis(20);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Indexes what is noted as old, again and again, until it is dropped. `bell` rings when something
/// was noted in this process.
pub async fn run(store: Store, bell: Arc<Notify>) {
    loop {
        let sleep = match look(&store).await {
            Ok(0) => LONGEST_SLEEP,
            Ok(_) => BREATH,
            Err(error) => {
                log::error!("the search index could not be brought up to date: {error}");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = bell.notified() => {}
        }
    }
}

/// Looks before it writes, since it looks often and there is mostly nothing to do.
async fn look(store: &Store) -> crate::storage::Result<usize> {
    if store.read_current(search::has_stale).await? {
        store.write(search::refresh).await
    } else {
        Ok(0)
    }
}
