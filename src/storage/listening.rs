//! Hearing of what other processes change, without asking the database again and again.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::connection::{Db, Purpose};
use super::error::{Result, StorageError};
use super::freshness::CHANNEL;
use super::url::DatabaseUrl;

/// Between two looks at what has arrived; PostgreSQL's library gives nothing to wait for.
const LOOK: Duration = Duration::from_millis(50);

/// A connection to PostgreSQL that only listens.
pub struct Listener(diesel::PgConnection);

impl Listener {
    /// None for SQLite, which tells nobody anything.
    pub fn open(url: &DatabaseUrl) -> Result<Option<Listener>> {
        let Db::Postgres(mut connection) = Db::open(url, Purpose::Writing)? else {
            return Ok(None);
        };
        connection.batch_execute(&format!("LISTEN {CHANNEL}"))?;
        Ok(Some(Listener(connection)))
    }

    /// Waits on this thread until something is changed, at most so long.
    pub fn wait(&mut self, longest: Duration) -> Result<()> {
        let since = Instant::now();
        loop {
            let mut has_heard = false;
            for heard in self.0.notifications_iter() {
                heard.map_err(StorageError::from)?;
                has_heard = true;
            }
            if has_heard || since.elapsed() >= longest {
                break;
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
}
