//! Hearing of what other processes change, on a connection of its own: readers who wait for the others do not
//! keep a process from knowing what is new.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::connection::{Db, Purpose};
use super::error::{Result, StorageError};
use super::freshness::{CHANNEL, Freshness};
use super::url::DatabaseUrl;

/// Between two looks at what has arrived; PostgreSQL's library gives nothing to wait for.
const LOOK: Duration = Duration::from_millis(50);
/// How long SQLite is left alone, which tells nobody anything: only the command line changes it beside a site.
const PAUSE: Duration = Duration::from_millis(200);
/// PostgreSQL tells of changes; it is asked as well, should a notice be lost.
const LONGEST_SILENCE: Duration = Duration::from_millis(500);

/// Follows what other processes change.
pub struct Follower {
    db: Db,
    freshness: Arc<Freshness>,
}

impl Follower {
    pub fn open(url: &DatabaseUrl, freshness: Arc<Freshness>) -> Result<Follower> {
        let mut db = Db::open(url, Purpose::Reading)?;
        if let Db::Postgres(connection) = &mut db {
            connection.batch_execute(&format!("LISTEN {CHANNEL}"))?;
        }
        Ok(Follower { db, freshness })
    }

    /// Learns what is new. Says whether anything is.
    pub fn look(&mut self) -> Result<bool> {
        self.freshness.follow(&mut self.db)
    }

    /// Waits on this thread until something is changed, or until it is time to look.
    pub fn wait(&mut self) -> Result<()> {
        let Db::Postgres(connection) = &mut self.db else {
            std::thread::sleep(PAUSE);
            return Ok(());
        };
        let since = Instant::now();
        while since.elapsed() < LONGEST_SILENCE {
            // All that has come, since one look answers it.
            let heard: Vec<_> = connection.notifications_iter().collect();
            if !heard.is_empty() {
                return match heard.into_iter().find_map(std::result::Result::err) {
                    Some(error) => Err(StorageError::from(error)),
                    None => Ok(()),
                };
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
}
