//! Makes scheduled posts public when their time comes, whether anybody visits the site or not.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::moment::Moment;
use crate::storage::{Result, Store, writing};

/// How long this process sleeps at most: another one over the same database may have given a post a
/// nearer time.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);
/// After a failure, and never less than this between two looks.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Publishes what is due, again and again, until it is dropped. `alarm` rings when a post was given a
/// time in this process. What came due while no process ran is published at once.
pub async fn run(store: Store, alarm: Arc<Notify>) {
    loop {
        let sleep = match look(&store).await {
            Ok(sleep) => sleep,
            Err(error) => {
                log::error!("scheduled posts could not be published: {error}");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = alarm.notified() => {}
        }
    }
}

/// Publishes what is due, and says for how long there is nothing to do.
async fn look(store: &Store) -> Result<Duration> {
    let next = store.read_current(writing::next_due).await?;
    let now = Moment::now();
    match next {
        None => Ok(LONGEST_SLEEP),
        Some(next) if next > now => {
            let wait = next.microseconds() - now.microseconds();
            let wait = Duration::from_micros(wait.unsigned_abs());
            Ok(wait.clamp(SHORTEST_SLEEP, LONGEST_SLEEP))
        }
        Some(_) => {
            let published = store
                .write(|db| writing::publish_due(db, Moment::now()))
                .await?;
            for post in &published {
                log::info!("post {} became public at its time", post.0);
            }
            Ok(SHORTEST_SLEEP)
        }
    }
}
