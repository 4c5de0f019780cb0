//! Takes on the jobs whose time has come, one after the other.

use std::time::Duration;

use crate::domain::job::Job;
use crate::domain::moment::Moment;
use crate::storage::{Result, Store, health, jobs, outbox};

/// Between two looks for work that is due.
const PAUSE: Duration = Duration::from_secs(20);

/// Works, again and again, until it is dropped.
pub async fn run(store: Store) {
    while let Err(error) = begin(&store).await {
        log::error!("jobs that are repeated could not be noted: {error}");
        tokio::time::sleep(PAUSE).await;
    }
    loop {
        if let Err(error) = work(&store).await {
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
async fn work(store: &Store) -> Result<()> {
    let is_due = store.read_current(|db| jobs::is_due(db, Moment::now()));
    if !is_due.await? {
        return Ok(());
    }
    while let Some(leased) = store.write(|db| jobs::lease(db, Moment::now())).await? {
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
    }
    Ok(())
}

/// Takes away what is old, some of it in each transaction.
async fn trim(store: &Store) -> Result<()> {
    while store
        .write(move |db| outbox::trim(db, outbox::SUBSCRIBERS, Moment::now()))
        .await?
    {}
    Ok(())
}
