//! Takes on the jobs whose time has come, one after the other.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::job::Job;
use crate::domain::moment::Moment;
use crate::storage::jobs::{self, Leased};
use crate::storage::{Result, Store, health, mentions, notices, outbox, webhooks};

/// Between two looks for work that is due.
const PAUSE: Duration = Duration::from_secs(20);

/// The job that is being done.
type AtHand = RefCell<Option<Leased>>;

/// Works, again and again, until it is rung to end. Then it gives back what it has not finished, so that
/// another process need not wait until the lease runs out.
pub async fn run(store: Store, ending: Arc<Notify>) {
    let at_hand = AtHand::default();
    tokio::select! {
        () = work_on(&store, &at_hand) => {}
        () = ending.notified() => {}
    }
    let Some(leased) = at_hand.take() else {
        return;
    };
    let given_back = store.write(move |db| jobs::release(db, &leased, None, Moment::now()));
    if let Err(error) = given_back.await {
        log::error!("a job could not be given back: {error}");
    }
}

async fn work_on(store: &Store, at_hand: &AtHand) {
    while let Err(error) = begin(store).await {
        log::error!("jobs that are repeated could not be noted: {error}");
        tokio::time::sleep(PAUSE).await;
    }
    loop {
        if let Err(error) = work(store, at_hand).await {
            log::error!("jobs could not be looked for: {error}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Notes what is to be done again and again, where it is not noted yet.
async fn begin(store: &Store) -> Result<()> {
    let noted = store.write(|db| {
        let now = Moment::now();
        for (job, _) in Job::REPEATED {
            jobs::enqueue(db, job, now, now)?;
        }
        Ok(())
    });
    noted.await
}

/// Does everything that is due. Looks before it writes, since there is mostly nothing.
async fn work(store: &Store, at_hand: &AtHand) -> Result<()> {
    let is_due = store.read_current(|db| jobs::is_due(db, Moment::now()));
    if !is_due.await? {
        return Ok(());
    }
    while let Some(leased) = store.write(|db| jobs::lease(db, Moment::now())).await? {
        at_hand.replace(Some(leased.clone()));
        let done = match leased.job {
            Job::Trim => trim(store).await,
            Job::Optimize => store.write(health::optimize).await,
        };
        let ended = store.write(move |db| match done {
            Ok(()) => jobs::finish(db, &leased, Moment::now()),
            Err(error) => {
                log::error!("job {} failed: {error}", leased.job.kind());
                jobs::release(db, &leased, Some(&error.to_string()), Moment::now())
            }
        });
        ended.await?;
        at_hand.take();
    }
    Ok(())
}

/// Takes away what is old, some of it in each transaction.
async fn trim(store: &Store) -> Result<()> {
    while store
        .write(move |db| {
            let now = Moment::now();
            webhooks::trim(db, now)?;
            mentions::trim(db, now)?;
            notices::trim(db, now)?;
            outbox::trim(db, outbox::SUBSCRIBERS, now)
        })
        .await?
    {}
    Ok(())
}
