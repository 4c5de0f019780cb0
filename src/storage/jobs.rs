//! Work that outlives a request, waiting for a process that takes it on. A process that ends in the middle
//! of it loses its lease, and another begins anew: a job may be done twice, and comes to the same.

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use crate::domain::job::Job;
use crate::domain::moment::Moment;
use crate::schema::jobs;

/// For how long a process has a job to itself.
const LEASE_SECONDS: i64 = 300;

/// A job that this process has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub id: i64,
    pub job: Job,
    attempts: i64,
    leased_until: Moment,
}

/// Has a job done at a time. One that waits already stays as it is.
pub fn enqueue(db: &mut Db, job: Job, run_at: Moment, now: Moment) -> Result<()> {
    let row = (
        jobs::kind.eq(job.kind()),
        jobs::payload.eq(""),
        jobs::run_at.eq(run_at),
        jobs::leased_until.eq(Moment::epoch()),
        jobs::attempts.eq(0i64),
        jobs::reason.eq(""),
        jobs::created_at.eq(now),
    );
    on_backend!(db, connection => diesel::insert_into(jobs::table)
        .values(row)
        .on_conflict((jobs::kind, jobs::payload))
        .do_nothing()
        .execute(connection))?;
    Ok(())
}

/// The job that has waited longest, if its time has come and nobody has it: its number, kind and attempts.
fn next(db: &mut Db, now: Moment) -> Result<Option<(i64, String, i64)>> {
    // Those of a later version are left to it.
    let known = Job::ALL.map(Job::kind);
    Ok(jobs::table
        .filter(jobs::run_at.le(now))
        .filter(jobs::leased_until.le(now))
        .filter(jobs::kind.eq_any(known))
        .order((jobs::run_at.asc(), jobs::id.asc()))
        .select((jobs::id, jobs::kind, jobs::attempts))
        .first(db)
        .optional()?)
}

/// Whether there is a job to be taken on.
pub fn is_due(db: &mut Db, now: Moment) -> Result<bool> {
    Ok(next(db, now)?.is_some())
}

/// Takes on the job that has waited longest, if its time has come and nobody has it.
pub fn lease(db: &mut Db, now: Moment) -> Result<Option<Leased>> {
    let Some((id, kind, attempts)) = next(db, now)? else {
        return Ok(None);
    };
    let Some(job) = Job::parse(&kind) else {
        return Ok(None);
    };
    let leased_until = now.plus_seconds(LEASE_SECONDS);
    diesel::update(jobs::table.find(id))
        .set((
            jobs::leased_until.eq(leased_until),
            jobs::attempts.eq(attempts + 1),
        ))
        .execute(db)?;
    Ok(Some(Leased {
        id,
        job,
        attempts: attempts + 1,
        leased_until,
    }))
}

/// Ends a job that was done, or lets it wait for its next time. What another process has taken on meanwhile
/// is that one's.
pub fn finish(db: &mut Db, leased: &Leased, now: Moment) -> Result<()> {
    let own = jobs::table
        .filter(jobs::id.eq(leased.id))
        .filter(jobs::leased_until.eq(leased.leased_until));
    match leased.job.hours() {
        Some(hours) => diesel::update(own)
            .set((
                jobs::run_at.eq(now.plus_hours(hours)),
                jobs::leased_until.eq(Moment::epoch()),
                jobs::attempts.eq(0i64),
                jobs::reason.eq(""),
            ))
            .execute(db)?,
        None => diesel::delete(own).execute(db)?,
    };
    Ok(())
}

/// Gives a job back, to be tried again after a while that grows: when it failed, or when its process ends.
pub fn release(db: &mut Db, leased: &Leased, reason: Option<&str>, now: Moment) -> Result<()> {
    let own = jobs::table
        .filter(jobs::id.eq(leased.id))
        .filter(jobs::leased_until.eq(leased.leased_until));
    let delay = match reason {
        Some(_) => 1 << leased.attempts.clamp(0, 12),
        None => 0,
    };
    diesel::update(own)
        .set((
            jobs::run_at.eq(now.plus_seconds(delay)),
            jobs::leased_until.eq(Moment::epoch()),
            jobs::reason.eq(reason.unwrap_or_default()),
        ))
        .execute(db)?;
    Ok(())
}

/// A job that waits, for whoever wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Waiting {
    pub kind: String,
    pub run_at: Moment,
    pub attempts: i64,
    pub reason: String,
}

/// All jobs, those that are due longest first.
pub fn waiting(db: &mut Db) -> Result<Vec<Waiting>> {
    Ok(jobs::table
        .order((jobs::run_at.asc(), jobs::id.asc()))
        .limit(100)
        .select((jobs::kind, jobs::run_at, jobs::attempts, jobs::reason))
        .load(db)?)
}
