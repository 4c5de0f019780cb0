//! Counts what happens, day by day, for the statistics at the desk.

use super::Subscriber;
use crate::storage::events::Recorded;
use crate::storage::{Db, Result, counts, outbox};

/// Counts every kind of event by the day it happened on.
pub struct Counting;

impl Subscriber for Counting {
    fn name(&self) -> &'static str {
        outbox::COUNTING
    }

    fn take(&self, db: &mut Db, event: &Recorded) -> Result<()> {
        counts::add(db, event.created_at, &event.kind)
    }
}
