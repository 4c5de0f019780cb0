//! What was answered to requests that make something, so that one that is sent again makes it once
//! (draft-ietf-httpapi-idempotency-key-header).

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::moment::Moment;
use crate::schema::kept_answers;

/// For how long a key is known.
const KNOWN_HOURS: i64 = 24;

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct KeptAnswer {
    /// The digest of the request that it answers.
    pub request: Vec<u8>,
    pub status: i64,
    pub location: Option<String>,
    pub body: String,
}

pub fn find(db: &mut Db, key: &[u8], now: Moment) -> Result<Option<KeptAnswer>> {
    let found = kept_answers::table
        .find(key)
        .filter(kept_answers::created_at.ge(now.plus_hours(-KNOWN_HOURS)))
        .select((
            kept_answers::request,
            kept_answers::status,
            kept_answers::location,
            kept_answers::body,
        ))
        .first(db)
        .optional()?;
    Ok(found)
}

/// Keeps an answer, and forgets old ones.
pub fn keep(db: &mut Db, key: &[u8], answer: &KeptAnswer, now: Moment) -> Result<()> {
    let old = now.plus_hours(-KNOWN_HOURS);
    diesel::delete(kept_answers::table.filter(kept_answers::created_at.lt(old))).execute(db)?;
    diesel::insert_into(kept_answers::table)
        .values((
            kept_answers::key.eq(key),
            kept_answers::request.eq(&answer.request),
            kept_answers::status.eq(answer.status),
            kept_answers::location.eq(&answer.location),
            kept_answers::body.eq(&answer.body),
            kept_answers::created_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}
