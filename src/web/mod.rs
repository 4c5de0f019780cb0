//! Everything that speaks HTTP.

mod account;
pub mod address;
mod answer;
pub mod api;
mod assets;
mod cache;
mod cookies;
mod csrf;
mod desk;
mod error;
mod error_pages;
mod flash;
mod forms;
pub mod frozen;
pub mod ghost;
mod guard;
mod known_sessions;
mod known_settings;
pub mod live;
mod metrics;
mod peer;
mod query;
mod remembered;
pub mod routes;
mod search_turns;
mod server;
mod shell;
mod site;
mod throttle;
mod timing;
mod visitor;

pub use assets::Assets;
pub use error::AppError;
pub use server::{Failure, Running, run};
pub(crate) use shell::{fonts_of, home_of, short_name, theme_message};

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use cache::PageCache;
use known_sessions::KnownSessions;
use known_settings::KnownSettings;
use metrics::Metrics;
use search_turns::SearchTurns;
use throttle::Throttles;

use crate::domain::password::Password;
use crate::domain::seal::Seal;
use crate::domain::settings::Settings;
use crate::storage::search::Memory;
use crate::storage::{Db, Result, Store};

/// How many passwords are hashed at once: each takes 19 MiB and a core.
const HASHERS: usize = 2;
/// How many strangers send something larger than a small form at once.
const LARGE_FORMS: usize = 4;
/// How many texts are rendered or compared at once.
const THINKERS: usize = 4;

/// For how long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// What wakes the jobs that work beside the requests.
#[derive(Debug, Clone, Default)]
pub struct Bells {
    /// Rung when a post was given a time to appear at.
    pub publishing: Arc<Notify>,
    /// Rung when a tag was changed whose bearers are to be indexed anew.
    pub indexing: Arc<Notify>,
}

/// What every handler may use.
pub struct Site {
    pub store: Store,
    /// The public address, without a slash at the end.
    pub base_url: String,
    pub assets: Arc<Assets>,
    pub seal: Seal,
    pub bells: Bells,
    pub metrics: Arc<Metrics>,
    pub cache: Arc<PageCache>,
    throttles: Arc<Throttles>,
    limits: api::Limits,
    /// Who listens to what happens.
    pub hub: Arc<live::Hub>,
    searches: SearchTurns,
    /// What a question to the search index needs beside the database.
    pub index: Arc<Memory>,
    hashers: Arc<Semaphore>,
    large_forms: Arc<Semaphore>,
    thinkers: Arc<Semaphore>,
    settings: KnownSettings,
    sessions: KnownSessions,
    articles: site::articles::Memory,
}

impl Site {
    pub fn new(
        store: Store,
        seal: Seal,
        base_url: String,
        assets: Arc<Assets>,
        (cache_bytes, fragment_bytes): (u64, u64),
    ) -> Site {
        let metrics = Metrics::new();
        let freshness = Arc::clone(store.freshness());
        let session_bytes = fragment_bytes / 16;
        let sessions = KnownSessions::of(session_bytes, &freshness);
        let articles = site::articles::Memory::of(fragment_bytes - session_bytes, &freshness);
        let cache = PageCache::of(cache_bytes, freshness, Arc::clone(&metrics));
        Site {
            cache: Arc::new(cache),
            metrics,
            searches: SearchTurns::among(store.readers()),
            index: Arc::default(),
            store,
            base_url,
            assets,
            seal,
            bells: Bells::default(),
            throttles: Arc::default(),
            limits: api::Limits::default(),
            hub: Arc::default(),
            hashers: Arc::new(Semaphore::new(HASHERS)),
            large_forms: Arc::new(Semaphore::new(LARGE_FORMS)),
            thinkers: Arc::new(Semaphore::new(THINKERS)),
            settings: KnownSettings::of(fragment_bytes > 0),
            sessions,
            articles,
        }
    }

    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Answers a question together with the settings that its page needs.
    pub async fn read<T, F>(&self, question: F) -> Result<(Arc<Settings>, T)>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db, &Settings) -> Result<T> + Send + 'static,
    {
        let (known, made) = self.settings.fresh(self.store.freshness());
        let asked = self.store.read(with_settings(known, question));
        let (settings, answer) = asked.await?;
        self.settings.remember(&settings, made);
        Ok((settings, answer))
    }

    /// As [`Site::read`], for somebody who may have written just now.
    pub async fn read_current<T, F>(&self, question: F) -> Result<(Arc<Settings>, T)>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db, &Settings) -> Result<T> + Send + 'static,
    {
        let (known, made) = self.settings.fresh(self.store.freshness());
        let asked = self.store.read_current(with_settings(known, question));
        let (settings, answer) = asked.await?;
        self.settings.remember(&settings, made);
        Ok((settings, answer))
    }

    /// Does work that takes long, away from the event loop.
    pub async fn think<T, F>(&self, work: F) -> std::result::Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        away(&self.thinkers, work).await
    }

    /// What is to be kept of a password.
    pub async fn hash(&self, password: Password) -> std::result::Result<String, AppError> {
        Ok(self.hash_work(move || password.hash()).await??)
    }

    /// Does work with passwords, which takes much memory, few at a time.
    pub async fn hash_work<T, F>(&self, work: F) -> std::result::Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        away(&self.hashers, work).await
    }

    /// A stranger's turn to send a large form.
    async fn large_form_turn(&self) -> std::result::Result<OwnedSemaphorePermit, AppError> {
        turn(&self.large_forms).await
    }

    /// The settings, where what is known of them is what would be read now.
    fn known_settings(&self) -> Option<Arc<Settings>> {
        self.settings.fresh(self.store.freshness()).0
    }

    /// Learns the settings that a page will show which asks for nothing else. Without a database, or with one
    /// that is busy, it shows the last ones.
    async fn look_at_settings(&self) {
        if self.known_settings().is_none() {
            const PATIENCE: Duration = Duration::from_secs(1);
            // Whoever cannot do without them says why.
            let _ = tokio::time::timeout(PATIENCE, self.read_current(|_, _| Ok(()))).await;
        }
    }

    /// The settings last seen, so that a page can say that the database is gone.
    fn last_settings(&self) -> Arc<Settings> {
        self.settings.last()
    }
}

fn with_settings<T>(
    known: Option<Arc<Settings>>,
    question: impl FnOnce(&mut Db, &Settings) -> Result<T>,
) -> impl FnOnce(&mut Db) -> Result<(Arc<Settings>, T)> {
    |db| {
        let settings = match known {
            Some(known) => known,
            None => Arc::new(crate::storage::settings::load(db)?),
        };
        let answer = question(db, &settings)?;
        Ok((settings, answer))
    }
}

async fn turn(turns: &Arc<Semaphore>) -> std::result::Result<OwnedSemaphorePermit, AppError> {
    let turn = Arc::clone(turns).acquire_owned();
    match tokio::time::timeout(PATIENCE, turn).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(AppError::Busy),
    }
}

/// Runs work on the blocking pool when it is its turn.
async fn away<T, F>(turns: &Arc<Semaphore>, work: F) -> std::result::Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let turn = turn(turns).await?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(|error| {
        log::error!("work away from the event loop failed: {error}");
        AppError::Busy
    })
}
