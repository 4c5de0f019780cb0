//! Brings the search index up to date: after a tag that many posts bear was changed, a draft was kept, many
//! articles were saved, or an upgrade.

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
    // An index becomes wasteful by what is moved into it; nobody knows of what was moved before.
    let mut has_moved = true;
    loop {
        let sleep = match look(&store, has_moved).await {
            Ok(None) => {
                has_moved = false;
                LONGEST_SLEEP
            }
            Ok(Some(work)) => {
                has_moved |= work == Work::Fresh;
                BREATH
            }
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
    /// Searches read many fresh articles.
    Fresh,
    /// Posts are noted as old.
    Stale,
    /// The index was made by another analyzer, or is half made.
    Outdated,
    /// Much of the index is of articles that have changed since.
    Wasteful,
}

/// Looks before it writes, since it looks often and there is mostly nothing to do. What somebody waits for
/// comes before a new index. Says what was done.
async fn look(store: &Store, has_moved: bool) -> crate::storage::Result<Option<Work>> {
    let work = store.read_current(move |db| {
        Ok(if search::has_many(db)? {
            Some(Work::Fresh)
        } else if search::can_refresh(db)? {
            Some(Work::Stale)
        } else if search::has_work(db)? {
            Some(Work::Outdated)
        } else if has_moved && search::is_wasteful(db)? {
            Some(Work::Wasteful)
        } else {
            None
        })
    });
    let Some(work) = work.await? else {
        return Ok(None);
    };
    store
        .write(move |db| match work {
            Work::Fresh => search::settle(db).map(|_| ()),
            Work::Stale => search::refresh(db).map(|_| ()),
            Work::Outdated => search::build(db, search::A_HANDFUL).map(|_| ()),
            // Another process may have begun.
            Work::Wasteful if search::is_wasteful(db)? => search::start_over(db),
            Work::Wasteful => Ok(()),
        })
        .await?;
    Ok(Some(work))
}
