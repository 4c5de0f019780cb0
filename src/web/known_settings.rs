//! The settings, which every page needs, without a query for each.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::freshness::Shown;
use crate::domain::settings::Settings;
use crate::storage::freshness::Validity;
use crate::storage::{Clock, Freshness};

/// The settings as they were read last.
pub struct KnownSettings {
    are_kept: bool,
    last: RwLock<Option<(Arc<Settings>, Validity)>>,
}

impl KnownSettings {
    /// Where they are not kept, they are read each time.
    pub fn of(are_kept: bool) -> KnownSettings {
        KnownSettings {
            are_kept,
            last: RwLock::default(),
        }
    }

    /// The settings, when they are what would be read now; and when what is read instead begins.
    pub fn fresh(&self, freshness: &Freshness) -> (Option<Arc<Settings>>, Clock) {
        let clock = freshness.clock();
        let known = self.last.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = known
            .as_ref()
            .filter(|(_, validity)| self.are_kept && validity.holds(freshness));
        (fresh.map(|(settings, _)| Arc::clone(settings)), clock)
    }

    /// Remembers what was read after a clock was looked at.
    pub fn remember(&self, settings: &Arc<Settings>, made: Clock) {
        let is_known = |known: &Option<(Arc<Settings>, Validity)>| {
            known
                .as_ref()
                .is_some_and(|(known, _)| Arc::ptr_eq(known, settings))
        };
        if is_known(&self.last.read().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        let validity = Validity::of(Shown::with([]), made);
        let mut known = self.last.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Arc::clone(settings), validity));
    }

    /// As they were last, whatever has become of them: for a page that says that the database is gone.
    pub fn last(&self) -> Arc<Settings> {
        let known = self.last.read().unwrap_or_else(PoisonError::into_inner);
        known
            .as_ref()
            .map(|(settings, _)| Arc::clone(settings))
            .unwrap_or_default()
    }
}
