//! Notes what other sites are to be told.

use super::Subscriber;
use crate::storage::events::Recorded;
use crate::storage::{Db, Result, notices, outbox};

/// Notes which pages an article links to, and which feeds it changed.
pub struct Notices;

impl Subscriber for Notices {
    fn name(&self) -> &'static str {
        outbox::NOTICES
    }

    fn take(&self, db: &mut Db, event: &Recorded) -> Result<()> {
        notices::note(db, event)
    }
}
