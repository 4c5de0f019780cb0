//! The pace of jobs that do what falls due at moments that the database knows.

use std::time::Duration;

use crate::domain::moment::Moment;
use crate::storage::{Db, Result, Store};

/// How long nobody looks for what is due, when nobody says that something is.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Between two looks, so that what happens in a burst is found together.
const BREATH: Duration = Duration::from_millis(100);

/// Works whenever something is due, again and again, until it is dropped. `work` does some of it, and says whether
/// there may be more; what could not be done is logged with `failed` before it.
pub async fn keep(
    store: &Store,
    next_due: fn(&mut Db) -> Result<Option<Moment>>,
    failed: &str,
    mut work: impl AsyncFnMut() -> Result<bool>,
) {
    let mut changes = store.changes();
    loop {
        let sleep = match look(store, next_due, &mut work).await {
            Ok(None) => continue,
            Ok(Some(sleep)) => sleep,
            Err(error) => {
                log::error!("{failed}: {error}");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            _ = changes.changed() => tokio::time::sleep(BREATH).await,
        }
    }
}

/// Works if something is due, and says for how long there is nothing to do; none when there may be more. Looks
/// before it works, since there is mostly nothing, and a look costs less than a turn to write.
async fn look(
    store: &Store,
    next_due: fn(&mut Db) -> Result<Option<Moment>>,
    work: &mut impl AsyncFnMut() -> Result<bool>,
) -> Result<Option<Duration>> {
    let until = |next: Option<Moment>| match next {
        None => LONGEST_SLEEP,
        Some(next) => {
            let wait = next.microseconds() - Moment::now().microseconds();
            Duration::from_micros(u64::try_from(wait).unwrap_or(0)).min(LONGEST_SLEEP)
        }
    };
    let sleep = until(store.read_current(next_due).await?);
    if !sleep.is_zero() {
        return Ok(Some(sleep));
    }
    match work().await? {
        true => Ok(None),
        false => Ok(Some(until(store.read_current(next_due).await?))),
    }
}
