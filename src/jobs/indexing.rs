//! Brings the search index up to date: after a tag that many posts bear was changed, a draft was kept, many
//! articles were saved, or an upgrade.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::storage::search::Progress;
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

/// What there is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Nothing,
    /// Posts are noted as old.
    Stale,
    /// Searches read many fresh articles.
    Fresh,
    /// The index was made by another analyzer, or is half made.
    Outdated,
}

/// Looks before it writes, since it looks often and there is mostly nothing to do. Says how much was done.
async fn look(store: &Store) -> crate::storage::Result<usize> {
    let work = store.read_current(|db| {
        Ok(if search::has_work(db)? {
            Work::Outdated
        } else if search::has_stale(db)? {
            Work::Stale
        } else if search::has_many(db)? {
            Work::Fresh
        } else {
            Work::Nothing
        })
    });
    match work.await? {
        Work::Nothing => Ok(0),
        Work::Stale => store.write(search::refresh).await,
        Work::Fresh => store.write(search::settle).await,
        Work::Outdated => build(store).await,
    }
}

async fn build(store: &Store) -> crate::storage::Result<usize> {
    match store
        .write(|db| search::build(db, search::A_HANDFUL))
        .await?
    {
        Progress::Done => Ok(0),
        _ => Ok(1),
    }
}
