//! Notes what webhooks are to be sent.

use super::Subscriber;
use crate::storage::events::Recorded;
use crate::storage::{Db, Result, outbox, webhooks};

/// Makes a delivery of each event for each webhook that wants to know of it.
pub struct Webhooks;

impl Subscriber for Webhooks {
    fn name(&self) -> &'static str {
        outbox::WEBHOOKS
    }

    fn take(&self, db: &mut Db, event: &Recorded) -> Result<()> {
        webhooks::note(db, event)
    }
}
