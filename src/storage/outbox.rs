//! Who is handed the events of the outbox, in their order, each from its own place. The place moves in the same
//! transaction as what a subscriber makes of an event, so each event has its effect once, whatever ends a
//! process, and however many processes there are.

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::{Result, StorageError};
use super::events::{self, Recorded};
use crate::domain::moment::Moment;
use crate::schema::{events as event_table, parked_events, subscribers};

/// How many events are handed over in one transaction.
const A_HANDFUL: i64 = 200;
/// How often a subscriber is handed an event that it fails with, before that is parked and the next one comes.
pub const MOST_ATTEMPTS: i64 = 8;
/// For how long events stay after everybody has had them.
const KEPT_DAYS: i64 = 30;
/// How many old events are taken away in one transaction.
const TRIMMED_AT_ONCE: i64 = 2_000;

/// Everybody who is handed events, by name.
pub const SUBSCRIBERS: &[&str] = &[COUNTING, WEBHOOKS, NOTICES];

/// Who counts events day by day.
pub const COUNTING: &str = "counting";
/// Who notes what other sites are to be told.
pub const NOTICES: &str = "notices";
/// Who notes what webhooks are to be sent.
pub const WEBHOOKS: &str = "webhooks";

/// How far a subscriber is.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
struct Place {
    position: i64,
    attempts: i64,
    retry_at: Moment,
}

/// What came of handing events over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// Everything has been handed over.
    All,
    /// There is more.
    Some,
    /// An event failed; it is handed over again then.
    Failed(Moment),
}

/// Hands a subscriber nothing of what has happened until now.
pub fn skip(db: &mut Db, name: &str) -> Result<()> {
    let place = Place {
        position: events::last(db)?,
        attempts: 0,
        retry_at: Moment::epoch(),
    };
    keep(db, name, &place, "")
}

/// Hands a subscriber the events that it has not had, in order, each in a savepoint: one that fails leaves
/// nothing, and is handed over again later, before all others.
pub fn hand(
    db: &mut Db,
    name: &str,
    now: Moment,
    mut take: impl FnMut(&mut Db, &Recorded) -> Result<()>,
) -> Result<Handed> {
    hand_wanted(db, name, &mut take)?;
    let place = place(db, name)?;
    if place.attempts > 0 && place.retry_at > now {
        return Ok(Handed::Failed(place.retry_at));
    }
    let next = events::after(db, place.position, A_HANDFUL)?;
    let is_more = next.len() as i64 == A_HANDFUL;
    let (mut position, mut attempts) = (place.position, place.attempts);
    for event in next {
        match db.transaction(|db| safely(db, &event, &mut take)) {
            Ok(()) => {}
            Err(error) if attempts + 1 >= MOST_ATTEMPTS => {
                park(db, name, &event, &error.to_string(), now)?;
            }
            Err(error) => {
                let retry_at = now.plus_seconds(delay(attempts));
                let reason = error.to_string();
                log::warn!("{name} failed with event {}: {reason}", event.sequence);
                keep(
                    db,
                    name,
                    &Place {
                        position,
                        attempts: attempts + 1,
                        retry_at,
                    },
                    &reason,
                )?;
                return Ok(Handed::Failed(retry_at));
            }
        }
        position = event.sequence;
        attempts = 0;
    }
    if position != place.position {
        let retry_at = Moment::epoch();
        keep(
            db,
            name,
            &Place {
                position,
                attempts,
                retry_at,
            },
            "",
        )?;
    }
    Ok(if is_more { Handed::Some } else { Handed::All })
}

/// Whether there is an event that a subscriber has not had, or is to be handed once more.
pub fn has_news(db: &mut Db, name: &str) -> Result<bool> {
    let position = place(db, name)?.position;
    let news = event_table::table.filter(event_table::sequence.gt(position));
    let wanted = parked_events::table
        .filter(parked_events::subscriber.eq(name))
        .filter(parked_events::wanted.ne(0i64));
    let has_news: bool = diesel::select(diesel::dsl::exists(news)).get_result(db)?;
    Ok(has_news || diesel::select(diesel::dsl::exists(wanted)).get_result(db)?)
}

/// In seconds: 1, 2, 4 and so on up to a minute.
fn delay(attempts: i64) -> i64 {
    1 << attempts.clamp(0, 6)
}

/// A subscriber that panics has failed.
fn safely(
    db: &mut Db,
    event: &Recorded,
    take: &mut impl FnMut(&mut Db, &Recorded) -> Result<()>,
) -> Result<()> {
    let taken = std::panic::AssertUnwindSafe(|| take(db, event));
    std::panic::catch_unwind(taken)
        .unwrap_or_else(|_| Err(StorageError::Failed("it panicked".to_owned())))
}

fn place(db: &mut Db, name: &str) -> Result<Place> {
    let known = subscribers::table
        .find(name)
        .select((
            subscribers::position,
            subscribers::attempts,
            subscribers::retry_at,
        ))
        .first(db)
        .optional()?;
    Ok(known.unwrap_or(Place {
        position: 0,
        attempts: 0,
        retry_at: Moment::epoch(),
    }))
}

fn keep(db: &mut Db, name: &str, place: &Place, reason: &str) -> Result<()> {
    let values = (
        subscribers::position.eq(place.position),
        subscribers::attempts.eq(place.attempts),
        subscribers::retry_at.eq(place.retry_at),
        subscribers::reason.eq(reason),
    );
    on_backend!(db, connection => diesel::insert_into(subscribers::table)
        .values((subscribers::name.eq(name), values))
        .on_conflict(subscribers::name)
        .do_update()
        .set(values)
        .execute(connection))?;
    Ok(())
}

fn park(db: &mut Db, name: &str, event: &Recorded, reason: &str, now: Moment) -> Result<()> {
    log::error!(
        "{name} failed with event {} ({} of {}) {MOST_ATTEMPTS} times, and it is parked: {reason}",
        event.sequence,
        event.kind,
        event.subject
    );
    diesel::insert_into(parked_events::table)
        .values((
            parked_events::subscriber.eq(name),
            parked_events::sequence.eq(event.sequence),
            parked_events::kind.eq(&event.kind),
            parked_events::subject.eq(&event.subject),
            parked_events::payload.eq(&event.payload),
            parked_events::reason.eq(reason),
            parked_events::happened_at.eq(event.created_at),
            parked_events::parked_at.eq(now),
            parked_events::wanted.eq(0i64),
        ))
        .execute(db)?;
    Ok(())
}

/// An event that a subscriber was let off.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Parked {
    pub id: i64,
    pub subscriber: String,
    pub event: Recorded,
    pub reason: String,
    pub parked_at: Moment,
}

/// The parked events, the last one first.
pub fn parked(db: &mut Db, most: i64) -> Result<Vec<Parked>> {
    Ok(parked_events::table
        .order(parked_events::id.desc())
        .limit(most)
        .select(PARKED)
        .load(db)?)
}

type ParkedColumns = (
    parked_events::id,
    parked_events::subscriber,
    (
        parked_events::sequence,
        parked_events::kind,
        parked_events::subject,
        parked_events::payload,
        parked_events::happened_at,
    ),
    parked_events::reason,
    parked_events::parked_at,
);

const PARKED: ParkedColumns = (
    parked_events::id,
    parked_events::subscriber,
    (
        parked_events::sequence,
        parked_events::kind,
        parked_events::subject,
        parked_events::payload,
        parked_events::happened_at,
    ),
    parked_events::reason,
    parked_events::parked_at,
);

pub fn parked_by_id(db: &mut Db, id: i64) -> Result<Parked> {
    Ok(parked_events::table.find(id).select(PARKED).first(db)?)
}

/// Has a parked event handed over once more.
pub fn retry(db: &mut Db, id: i64) -> Result<()> {
    let wanted = diesel::update(parked_events::table.find(id));
    match wanted.set(parked_events::wanted.eq(1i64)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => Ok(()),
    }
}

/// Hands over the parked events that somebody wants handed over once more. What fails stays where it is.
fn hand_wanted(
    db: &mut Db,
    name: &str,
    take: &mut impl FnMut(&mut Db, &Recorded) -> Result<()>,
) -> Result<()> {
    let wanted: Vec<Parked> = parked_events::table
        .filter(parked_events::subscriber.eq(name))
        .filter(parked_events::wanted.ne(0i64))
        .order(parked_events::sequence.asc())
        .limit(A_HANDFUL)
        .select(PARKED)
        .load(db)?;
    for parked in wanted {
        match db.transaction(|db| safely(db, &parked.event, take)) {
            Ok(()) => unpark(db, parked.id)?,
            Err(error) => {
                diesel::update(parked_events::table.find(parked.id))
                    .set((
                        parked_events::wanted.eq(0i64),
                        parked_events::reason.eq(error.to_string()),
                    ))
                    .execute(db)?;
            }
        }
    }
    Ok(())
}

/// Takes an event out of its parking place: it was handed over after all, or nobody wants it.
pub fn unpark(db: &mut Db, id: i64) -> Result<()> {
    match diesel::delete(parked_events::table.find(id)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => Ok(()),
    }
}

/// How far behind a subscriber is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    pub subscriber: String,
    /// How many events it has not had.
    pub events: i64,
    /// When the first of them happened.
    pub since: Option<Moment>,
    /// How often that one failed, and why.
    pub attempts: i64,
    pub reason: String,
    pub parked: i64,
}

/// How far behind each of these is.
pub fn lag(db: &mut Db, names: &[&str]) -> Result<Vec<Lag>> {
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        let place = place(db, name)?;
        let waiting = event_table::table.filter(event_table::sequence.gt(place.position));
        let events = waiting.count().get_result(db)?;
        let since: Option<Moment> = waiting
            .select(diesel::dsl::min(event_table::created_at))
            .first(db)?;
        let reason = subscribers::table
            .find(name)
            .select(subscribers::reason)
            .first(db)
            .optional()?;
        let parked = parked_events::table
            .filter(parked_events::subscriber.eq(name))
            .count()
            .get_result(db)?;
        all.push(Lag {
            subscriber: (*name).to_owned(),
            events,
            since,
            attempts: place.attempts,
            reason: reason.unwrap_or_default(),
            parked,
        });
    }
    Ok(all)
}

/// Takes some old events away that each of these has had, and says whether there are more. The last event
/// stays.
pub fn trim(db: &mut Db, names: &[&str], now: Moment) -> Result<bool> {
    let mut had = i64::MAX;
    for name in names {
        had = had.min(place(db, name)?.position);
    }
    // One that this version does not know may be of a later one.
    let others: Option<i64> = subscribers::table
        .select(diesel::dsl::min(subscribers::position))
        .first(db)?;
    had = had.min(others.unwrap_or(0));
    let old = now.plus_hours(-24 * KEPT_DAYS);
    let last: Option<i64> = event_table::table
        .filter(event_table::sequence.lt(had))
        .filter(event_table::created_at.lt(old))
        .order(event_table::sequence.asc())
        .limit(TRIMMED_AT_ONCE)
        .select(event_table::sequence)
        .load::<i64>(db)?
        .last()
        .copied();
    let Some(last) = last else {
        return Ok(false);
    };
    let trimmed = event_table::table
        .filter(event_table::sequence.le(last))
        .filter(event_table::created_at.lt(old));
    Ok(diesel::delete(trimmed).execute(db)? as i64 >= TRIMMED_AT_ONCE)
}
