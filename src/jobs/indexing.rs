//! Brings the search index up to date: after a tag that many posts bear was changed, a draft was kept, many
//! articles were saved, or an upgrade.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::storage::search::Edition;
use crate::storage::{Store, search};

/// How long this process sleeps at most: another one may have saved many articles, or have ended in the
/// middle of the work.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);
/// Between two handfuls, so that writers come in between.
const BREATH: Duration = Duration::from_millis(20);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

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

/// Indexes what is noted as old, again and again, until it is dropped. `bell` rings when something
/// was noted in this process.
pub async fn run(store: Store, bell: Arc<Notify>) {
    let mut indexer = Indexer {
        store,
        looked_over: None,
        cleared: Arc::default(),
    };
    indexer.warn().await;
    loop {
        let sleep = match indexer.look().await {
            Ok(None) => LONGEST_SLEEP,
            Ok(Some(_)) => BREATH,
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

struct Indexer {
    store: Store,
    /// The edition of the index that is not wasteful.
    looked_over: Option<Edition>,
    /// Before which term nothing is left of former indexes.
    cleared: Arc<Mutex<String>>,
}

impl Indexer {
    /// Says that this process leaves the index alone.
    async fn warn(&self) {
        if let Ok(true) = self.store.read_current(search::is_of_a_newer).await {
            log::warn!(
                "the search index was made by a newer Daf and is left to it; \
                 without one, daf check --rebuild-search makes it anew"
            );
        }
    }

    /// Looks before it writes, since it looks often and there is mostly nothing to do. What somebody waits for
    /// comes before a new index. Says what was done.
    async fn look(&mut self) -> crate::storage::Result<Option<Work>> {
        let looked_over = self.looked_over;
        let looked = self.store.read_current(move |db| {
            let edition = search::edition(db)?;
            let work = if search::has_many(db)? {
                Some(Work::Fresh)
            } else if search::can_refresh(db)? {
                Some(Work::Stale)
            } else if search::has_work(db)? {
                Some(Work::Outdated)
            } else if looked_over != Some(edition) && search::is_wasteful(db)? {
                Some(Work::Wasteful)
            } else {
                None
            };
            Ok((work, edition))
        });
        let (work, edition) = looked.await?;
        if work.is_none() {
            self.looked_over = Some(edition);
        }
        if let Some(work) = work {
            self.work(work).await?;
        }
        Ok(work)
    }

    async fn work(&self, work: Work) -> crate::storage::Result<()> {
        let cleared = Arc::clone(&self.cleared);
        let done = self.store.write(move |db| match work {
            Work::Fresh => search::settle(db).map(|_| ()),
            Work::Stale => search::refresh(db).map(|_| ()),
            Work::Outdated => {
                let mut cleared = cleared.lock().unwrap_or_else(PoisonError::into_inner);
                search::build(db, search::A_HANDFUL, &mut cleared).map(|_| ())
            }
            // Another process may have begun.
            Work::Wasteful if search::is_wasteful(db)? => search::start_over(db),
            Work::Wasteful => Ok(()),
        });
        done.await
    }
}
