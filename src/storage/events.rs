//! The outbox: what happened, in order, written with the change it tells of.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::event::Event;
use crate::domain::moment::Moment;
use crate::schema::events;

/// Held from an event's number until its commit, so that numbers become visible in order: a reader
/// that has seen number 7 will never be shown a new number 6.
const TAKE_TURN: &str = "SELECT pg_advisory_xact_lock(1147233793)";

/// Records an event in the caller's transaction. It commits or vanishes with the change.
pub fn record(db: &mut Db, event: &Event) -> Result<()> {
    if let Db::Postgres(connection) = db {
        connection.batch_execute(TAKE_TURN)?;
    }
    diesel::insert_into(events::table)
        .values((
            events::kind.eq(event.kind()),
            events::subject.eq(event.subject()),
            events::payload.eq(event.payload()),
            events::created_at.eq(Moment::now()),
        ))
        .execute(db)?;
    Ok(())
}

/// A recorded event.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Recorded {
    pub sequence: i64,
    pub kind: String,
    pub subject: String,
    pub payload: String,
}

/// The events after a number, oldest first, at most `most`.
pub fn after(db: &mut Db, sequence: i64, most: i64) -> Result<Vec<Recorded>> {
    let found = events::table
        .filter(events::sequence.gt(sequence))
        .order(events::sequence.asc())
        .limit(most)
        .select((
            events::sequence,
            events::kind,
            events::subject,
            events::payload,
        ))
        .load(db)?;
    Ok(found)
}
