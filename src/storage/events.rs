//! The outbox: what happened, in order, written with the change it tells of.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use super::freshness::{tell, touch};
use crate::domain::event::Event;
use crate::domain::freshness::Name;
use crate::domain::moment::Moment;
use crate::schema::events;

/// A statement holds so many rows at once.
const MOST_AT_ONCE: usize = 1_000;

/// Records an event in the caller's transaction, and touches what it changes. Both commit or vanish with the
/// change, and since writes come one after the other, numbers become visible in their order.
pub fn record(db: &mut Db, event: &Event) -> Result<()> {
    diesel::insert_into(events::table)
        .values((
            events::kind.eq(event.kind()),
            events::subject.eq(event.subject()),
            events::payload.eq(event.payload()),
            events::created_at.eq(Moment::now()),
        ))
        .execute(db)?;
    tell(db)?;
    touch(db, event.touches())
}

/// Records many events at once, in their order.
pub fn record_all(db: &mut Db, all: &[Event]) -> Result<()> {
    let now = Moment::now();
    for some in all.chunks(MOST_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|event| {
                (
                    events::kind.eq(event.kind()),
                    events::subject.eq(event.subject()),
                    events::payload.eq(event.payload()),
                    events::created_at.eq(now),
                )
            })
            .collect();
        on_backend!(db, connection => diesel::insert_into(events::table)
            .values(&rows)
            .execute(connection))?;
    }
    tell(db)?;
    let touched: BTreeSet<Name> = all.iter().flat_map(Event::touches).collect();
    touch(db, touched)
}

/// A recorded event.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Recorded {
    pub sequence: i64,
    pub kind: String,
    pub subject: String,
    pub payload: String,
    pub created_at: Moment,
}

/// The number of the last event; 0 before the first.
pub fn last(db: &mut Db) -> Result<i64> {
    let last: Option<i64> = events::table
        .select(diesel::dsl::max(events::sequence))
        .first(db)?;
    Ok(last.unwrap_or(0))
}

/// The number of the first event that is kept; none when there is none.
pub fn first(db: &mut Db) -> Result<Option<i64>> {
    let first = events::table.select(diesel::dsl::min(events::sequence));
    Ok(first.first(db)?)
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
            events::created_at,
        ))
        .load(db)?;
    Ok(found)
}
