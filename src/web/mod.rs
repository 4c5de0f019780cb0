//! Everything that speaks HTTP.

pub mod address;
mod answer;
mod assets;
mod csrf;
mod error;
mod error_pages;
mod guard;
mod query;
mod routes;
mod search_turns;
mod server;
mod shell;
mod site;
mod visitor;

pub use assets::Assets;
pub use error::AppError;
pub use server::{Failure, Running, run};
pub(crate) use shell::{fonts_of, home_of, short_name, theme_message};

use std::sync::{Arc, RwLock};

use search_turns::SearchTurns;

use crate::domain::settings::Settings;
use crate::storage::{Result, Store};

/// What every handler may use.
pub struct Site {
    pub store: Store,
    /// The public address, without a slash at the end.
    pub base_url: String,
    pub assets: Arc<Assets>,
    searches: SearchTurns,
    /// The settings last seen, so that a page can say that the database is gone.
    last_settings: RwLock<Arc<Settings>>,
}

impl Site {
    pub fn new(store: Store, base_url: String, assets: Arc<Assets>) -> Site {
        Site {
            searches: SearchTurns::among(store.readers()),
            store,
            base_url,
            assets,
            last_settings: RwLock::new(Arc::new(Settings::default())),
        }
    }

    /// Answers a question together with the settings that its page needs.
    pub async fn read<T, F>(&self, question: F) -> Result<(Arc<Settings>, T)>
    where
        T: Send + 'static,
        F: FnOnce(&mut crate::storage::Db, &Settings) -> Result<T> + Send + 'static,
    {
        let read = self.store.read(move |db| {
            let settings = crate::storage::settings::load(db)?;
            let answer = question(db, &settings)?;
            Ok((Arc::new(settings), answer))
        });
        let (settings, answer) = read.await?;
        self.remember(&settings);
        Ok((settings, answer))
    }

    fn remember(&self, settings: &Arc<Settings>) {
        let is_new = self
            .last_settings
            .read()
            .is_ok_and(|last| **last != **settings);
        if is_new && let Ok(mut last) = self.last_settings.write() {
            *last = Arc::clone(settings);
        }
    }

    fn last_settings(&self) -> Arc<Settings> {
        match self.last_settings.read() {
            Ok(settings) => Arc::clone(&settings),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }
}
