//! One door, two verbs: `read` and `write`, both away from the event loop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::connection::{Db, Manager, Purpose};
use super::error::{Result, StorageError};
use super::freshness::{self, Freshness};
use super::grouping::{Queue, Work};
use super::listening::Follower;
use super::migrations::{self, START_PATIENCE};
use super::spending::Spending;
use super::url::DatabaseUrl;

/// How many readers SQLite has; one already fills a core.
const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 8;
const POSTGRES_WRITERS: u32 = 4;

/// How long a request waits for its turn before it is told that the site is busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database, as the rest of Daf sees it.
#[derive(Clone)]
pub struct Store {
    url: Arc<DatabaseUrl>,
    readers: Door,
    /// As `readers`, but never behind what was written last.
    current: Door,
    writers: Pool,
    /// The changes that wait for one of them.
    queue: Arc<Queue>,
    has_replica: bool,
    freshness: Arc<Freshness>,
    /// Rung after each write of this process.
    changes: Arc<watch::Sender<()>>,
}

type Pool = r2d2::Pool<Manager>;

/// Connections for reading, with a queue before them. Work waits in the queue and not on a thread, so that
/// slow queries never take the threads that files and other requests need.
#[derive(Clone)]
struct Door {
    pool: Pool,
    turns: Arc<Semaphore>,
}

impl Store {
    /// Opens the database, makes or upgrades its tables, and refuses one that is not Daf's.
    ///
    /// With a replica, questions go there; what they see is as late as the replica is.
    pub fn open(url: &DatabaseUrl, replica: Option<&DatabaseUrl>) -> Result<Store> {
        migrations::prepare(url)?;
        let (readers, writers) = match url {
            DatabaseUrl::Sqlite(_) => (SQLITE_READERS, 1),
            DatabaseUrl::Postgres(_) => (POSTGRES_READERS, POSTGRES_WRITERS),
        };
        let current = Door::open(url, readers)?;
        let latest = current.pool.get()?.reading(freshness::latest)?;
        Ok(Store {
            url: Arc::new(url.clone()),
            has_replica: replica.is_some(),
            freshness: Arc::new(Freshness::at(latest)),
            changes: Arc::new(watch::Sender::new(())),
            queue: Arc::default(),
            readers: match replica {
                Some(replica) => Door::open(replica, readers)?,
                None => current.clone(),
            },
            current,
            writers: pool(url, Purpose::Writing, writers)?,
        })
    }

    /// Whether a database answers at all, and why not.
    pub fn probe(url: &DatabaseUrl) -> Result<()> {
        Db::open(url, Purpose::Reading).map(drop)
    }

    /// What this process knows of the changes.
    pub fn freshness(&self) -> &Arc<Freshness> {
        &self.freshness
    }

    /// Answers a question on the blocking pool, from one state of the database. A replica is asked when it
    /// knows all that this process knows.
    pub async fn read<T, F>(&self, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T> + Send + 'static,
    {
        if !self.has_replica {
            return self.read_current(question).await;
        }
        let clock = self.freshness.clock();
        let asked = self.readers.enter(move |db| {
            db.reading(|db| match freshness::latest(db)? {
                known if known < clock => Ok(Err(question)),
                _ => question(db).map(Ok),
            })
        });
        match asked.await? {
            Ok(answer) => Ok(answer),
            Err(question) => self.read_current(question).await,
        }
    }

    /// As [`Store::read`], and never of a replica: for people who have just written something, and to
    /// know who they are.
    pub async fn read_current<T, F>(&self, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T> + Send + 'static,
    {
        self.current.enter(|db| db.reading(question)).await
    }

    /// Makes a change on the blocking pool, in a transaction together with others that are asked for at the
    /// same time.
    pub async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T> + Send + 'static,
    {
        let (asked, work) = self.queue.ask(change);
        if let Some(work) = work {
            let store = self.clone();
            tokio::task::spawn_blocking(move || store.go_on(work));
        }
        asked.answer(PATIENCE).await
    }

    /// Makes the changes that were asked for, until there is none.
    fn go_on(&self, work: Work) {
        work.go_on(|make| {
            let mut db = self.writers.get()?;
            make(&mut db)?;
            catch_up(&self.freshness, &mut db);
            self.changes.send_replace(());
            Ok(())
        });
    }

    /// Changes after each write of this process, and whenever another has changed something.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Says that another process has changed something.
    pub fn has_changed(&self) {
        self.changes.send_replace(());
    }

    /// What learns of the changes that other processes make.
    pub fn follower(&self) -> Result<Follower> {
        Follower::open(&self.url, Arc::clone(&self.freshness))
    }

    /// As [`Store::read`], on this thread: for the command line.
    pub fn read_here<T>(&self, question: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        self.readers.pool.get()?.reading(question)
    }

    /// As [`Store::read_here`], for as long as it takes: for what reads everything there is.
    pub fn survey_here<T>(&self, question: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        self.writers.get()?.reading(question)
    }

    /// As [`Store::write`], on this thread: for the command line, which waits [`START_PATIENCE`] for others.
    pub fn write_here<T>(&self, change: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        let mut db = self.writers.get()?;
        let done = db.writing_patiently(START_PATIENCE, change)?;
        catch_up(&self.freshness, &mut db);
        self.changes.send_replace(());
        Ok(done)
    }

    /// How many questions are answered at once.
    pub fn readers(&self) -> u32 {
        self.readers.pool.max_size()
    }
}

/// Learns what was just written, before anybody is told that it was. It is written whatever comes of this.
fn catch_up(freshness: &Freshness, db: &mut Db) {
    if let Err(error) = freshness.follow(db) {
        log::warn!("pages are not kept until the database says what is new: {error}");
    }
}

fn pool(url: &DatabaseUrl, purpose: Purpose, size: u32) -> Result<Pool> {
    let manager = Manager {
        url: url.clone(),
        purpose,
    };
    Ok(r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(PATIENCE)
        .error_handler(Box::new(Quiet))
        .build(manager)?)
}

impl Door {
    fn open(url: &DatabaseUrl, size: u32) -> Result<Door> {
        Ok(Door {
            pool: pool(url, Purpose::Reading, size)?,
            turns: Arc::new(Semaphore::new(size as usize)),
        })
    }

    async fn enter<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T> + Send + 'static,
    {
        let (own, came) = (Spending::own(), Instant::now());
        let turn = self.turn().await?;
        let pool = self.pool.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut db = pool.get()?;
            Spending::of_asking(own.as_ref(), came, || work(&mut db))
        });
        worked
            .await
            .map_err(|error| StorageError::Failed(format!("a query panicked: {error}")))?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(StorageError::Busy),
        }
    }
}

/// A pool retries by itself; what it could not mend in time reaches the caller as an error.
#[derive(Debug)]
struct Quiet;

impl r2d2::HandleError<StorageError> for Quiet {
    fn handle_error(&self, error: StorageError) {
        log::warn!("a database connection could not be made: {error}");
    }
}
