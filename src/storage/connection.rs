//! One connection, whichever database it leads to.

use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager as Manage, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};

use super::error::{Result, StorageError, is_about_waiting};
use super::spending;
use super::url::DatabaseUrl;

/// A connection to the database that was chosen when the process started.
#[derive(diesel::MultiConnection)]
pub enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The same typed body, compiled once for each database: for what the enum cannot do itself.
macro_rules! on_backend {
    ($db:expr, $connection:ident => $body:expr) => {
        match $db {
            $crate::storage::Db::Sqlite($connection) => $body,
            $crate::storage::Db::Postgres($connection) => $body,
        }
    };
}
pub(crate) use on_backend;

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Reading,
    Writing,
}

/// How long a connection waits for a lock that another holds.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

const POSTGRES_SETTINGS: &str = "SET client_min_messages = warning; SET TIME ZONE 'UTC'; \
    SET lock_timeout = '10s'; SET jit = off;";

/// Every question has an index. The planner does not know what reading a long vector out of line
/// costs, and would rather read all of them than ask the index: a second instead of milliseconds.
const POSTGRES_READING: &str = "SET enable_seqscan = off; SET statement_timeout = '10s';";

/// What `BEGIN IMMEDIATE` is on SQLite.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(1147233793)";

/// How long to wait before asking again for what SQLite refuses to wait for.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// Durable on every commit (`FULL`).
const SQLITE_SETTINGS: &str = "PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
    PRAGMA journal_size_limit = 67108864;";

impl Db {
    /// Opens a connection. SQLite makes the file when it is not there.
    pub fn open(url: &DatabaseUrl, purpose: Purpose) -> Result<Db> {
        let opened = match url {
            DatabaseUrl::Sqlite(path) => open_sqlite(path, purpose).map(Db::Sqlite),
            DatabaseUrl::Postgres(address) => open_postgres(address, purpose).map(Db::Postgres),
        }
        .map_err(|reason| StorageError::Unusable(format!("cannot open {url}: {reason}")));
        let mut db = opened?;
        on_backend!(&mut db, connection => connection.set_instrumentation(spending::count));
        Ok(db)
    }

    /// Runs `work` in a transaction that sees one state of the database throughout.
    pub fn reading<T>(&mut self, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        self.begin("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.finish(work)
    }

    /// Runs `work` in a transaction that holds the write lock from its start to its commit: writes
    /// come one after the other on both databases. What a write read stays true until it is done, no
    /// two writes wait for each other, and events commit in the order of their numbers.
    pub fn writing<T>(&mut self, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        self.begin_writing()?;
        self.finish(work)
    }

    /// As [`Db::writing`], of work that says whether what it did is to stay.
    pub(super) fn attempting(&mut self, work: impl FnOnce(&mut Db) -> Result<bool>) -> Result<()> {
        self.begin_writing()?;
        let worked = work(self);
        if let Ok(true) = worked {
            on_backend!(self, connection => Manage::commit_transaction(connection))?;
        } else {
            self.roll_back();
        }
        worked.map(drop)
    }

    /// The same within a transaction: a savepoint of its own.
    pub(super) fn attempting_within(&mut self, work: impl FnOnce(&mut Db) -> bool) -> Result<()> {
        on_backend!(&mut *self, connection => Manage::begin_transaction(connection))?;
        if work(self) {
            on_backend!(self, connection => Manage::commit_transaction(connection))?;
        } else {
            on_backend!(self, connection => Manage::rollback_transaction(connection))?;
        }
        Ok(())
    }

    /// As [`Db::writing`], for whoever has more time than a request: another process may be starting, and
    /// loads its demo or migrates.
    pub fn writing_patiently<T>(
        &mut self,
        patience: Duration,
        work: impl FnOnce(&mut Db) -> Result<T>,
    ) -> Result<T> {
        let since = Instant::now();
        loop {
            match self.begin_writing() {
                Err(StorageError::Busy) if since.elapsed() < patience => {}
                begun => break begun?,
            }
        }
        self.finish(work)
    }

    fn begin_writing(&mut self) -> Result<()> {
        self.begin("BEGIN IMMEDIATE", "BEGIN")?;
        if let Db::Postgres(connection) = self
            && let Err(error) = connection.batch_execute(WRITE_LOCK)
        {
            self.roll_back();
            return Err(error.into());
        }
        Ok(())
    }

    /// Through diesel's own transaction manager, so that what it nests becomes a savepoint.
    fn begin(&mut self, sqlite: &str, postgres: &str) -> Result<()> {
        match self {
            Db::Sqlite(connection) => Manage::begin_transaction_sql(connection, sqlite)?,
            Db::Postgres(connection) => Manage::begin_transaction_sql(connection, postgres)?,
        }
        Ok(())
    }

    /// Commits when the work succeeded and rolls back when it failed or panicked.
    fn finish<T>(&mut self, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(self)));
        match worked {
            Ok(Ok(done)) => {
                on_backend!(self, connection => Manage::commit_transaction(connection))?;
                Ok(done)
            }
            Ok(Err(error)) => {
                self.roll_back();
                Err(error)
            }
            Err(panic) => {
                self.roll_back();
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// A failed rollback leaves a connection that the pool will find broken.
    fn roll_back(&mut self) {
        let rolled_back = on_backend!(self, connection => Manage::rollback_transaction(connection));
        if let Err(error) = rolled_back {
            log::error!("rollback failed: {error}");
        }
    }

    /// Whether a transaction was left open or in error.
    fn is_broken(&mut self) -> bool {
        on_backend!(self, connection => Manage::is_broken_transaction_manager(connection))
    }

    /// Whether the connection can still be used.
    pub fn answers(&mut self) -> bool {
        match self {
            Db::Sqlite(_) => true,
            Db::Postgres(connection) => connection.batch_execute("SELECT 1").is_ok(),
        }
    }
}

fn open_sqlite(
    path: &std::path::Path,
    purpose: Purpose,
) -> std::result::Result<SqliteConnection, String> {
    let name = path.to_str().ok_or("the file's name is not UTF-8")?;
    let mut connection = SqliteConnection::establish(name).map_err(|error| error.to_string())?;
    let patience = format!("PRAGMA busy_timeout = {};", LOCK_PATIENCE.as_millis());
    let mode = match purpose {
        // Each reader has a cache of its own; what none of them holds is in the system's.
        Purpose::Reading => "PRAGMA query_only = ON; PRAGMA cache_size = -4096;",
        Purpose::Writing => "PRAGMA cache_size = -16384;",
    };
    connection
        .batch_execute(&patience)
        .and_then(|()| let_read_beside_writing(&mut connection))
        .and_then(|()| connection.batch_execute(SQLITE_SETTINGS))
        .and_then(|()| connection.batch_execute(mode))
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

/// Many readers beside one writer (`WAL`). SQLite asks for this lock while it holds another, and then
/// does not wait: of two processes that open a new file together one would be refused at once.
fn let_read_beside_writing(connection: &mut SqliteConnection) -> QueryResult<()> {
    let since = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(error)
                if is_about_waiting(&error.to_string()) && since.elapsed() < LOCK_PATIENCE =>
            {
                std::thread::sleep(LOCK_PAUSE);
            }
            done => return done,
        }
    }
}

fn open_postgres(address: &str, purpose: Purpose) -> std::result::Result<PgConnection, String> {
    let mut connection =
        PgConnection::establish(address).map_err(|error| one_line(&error.to_string()))?;
    let mode = match purpose {
        Purpose::Reading => POSTGRES_READING,
        // An empty query would be refused.
        Purpose::Writing => "SELECT 1",
    };
    connection
        .batch_execute(POSTGRES_SETTINGS)
        .and_then(|()| connection.batch_execute(mode))
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes the connections of a pool.
pub struct Manager {
    pub url: DatabaseUrl,
    pub purpose: Purpose,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Db;
    type Error = StorageError;

    fn connect(&self) -> Result<Db> {
        Db::open(&self.url, self.purpose)
    }

    fn is_valid(&self, db: &mut Db) -> Result<()> {
        if db.answers() {
            Ok(())
        } else {
            Err(StorageError::Busy)
        }
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || db.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn many_who_open_a_new_file_together_all_open_it() {
        for _ in 0..50 {
            let folder = tempfile::tempdir().unwrap();
            let url = DatabaseUrl::Sqlite(folder.path().join("daf.db"));
            let start = Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        Db::open(&url, Purpose::Writing).unwrap();
                    });
                }
            });
        }
    }

    #[test]
    fn whoever_has_time_waits_longer_for_the_write_lock_than_a_request() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("daf.db"));
        let mut holder = Db::open(&url, Purpose::Writing).unwrap();
        let mut waiter = Db::open(&url, Purpose::Writing).unwrap();
        let Db::Sqlite(connection) = &mut waiter else {
            panic!("not SQLite");
        };
        connection.batch_execute("PRAGMA busy_timeout = 1").unwrap();
        let patience = Duration::from_millis(50);

        holder.begin_writing().unwrap();
        let since = Instant::now();
        let request = waiter.writing(|_| Ok(()));
        let patient = waiter.writing_patiently(patience, |_| Ok(()));
        assert!(matches!(
            (request, patient),
            (Err(StorageError::Busy), Err(StorageError::Busy))
        ));
        assert!(since.elapsed() >= patience, "it asked once only");

        holder.finish(|_| Ok(())).unwrap();
        waiter.writing_patiently(patience, |_| Ok(())).unwrap();
    }
}
