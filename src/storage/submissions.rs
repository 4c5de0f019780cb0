//! Forms that made something, so that one sent twice makes it once.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::moment::Moment;
use crate::schema::submissions;

/// For how long a form sent again is known.
const KNOWN_HOURS: i64 = 48;

/// What is sent again within this time was meant once: the button was pressed twice.
pub const PRESSED_TWICE_SECONDS: i64 = 60;

/// Where the form with this key led when it was sent before.
pub fn led_to(db: &mut Db, key: &[u8]) -> Result<Option<String>> {
    Ok(find(db, key)?.map(|(location, _)| location))
}

/// Where the form with this key led when it was sent before, and when that was.
pub fn find(db: &mut Db, key: &[u8]) -> Result<Option<(String, Moment)>> {
    let found = submissions::table
        .find(key)
        .select((submissions::location, submissions::created_at))
        .first(db)
        .optional()?;
    Ok(found)
}

/// Lets a form be sent anew.
pub fn forget(db: &mut Db, key: &[u8]) -> Result<()> {
    diesel::delete(submissions::table.find(key)).execute(db)?;
    Ok(())
}

/// Remembers where a form led, and forgets old ones.
pub fn remember(db: &mut Db, key: &[u8], location: &str, now: Moment) -> Result<()> {
    let old = now.plus_hours(-KNOWN_HOURS);
    diesel::delete(submissions::table.filter(submissions::created_at.lt(old))).execute(db)?;
    diesel::insert_into(submissions::table)
        .values((
            submissions::key.eq(key),
            submissions::location.eq(location),
            submissions::created_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Does something that a form asks for, once: the second time it leads where it led the first. A form
/// without a key is done as often as it is sent.
pub fn once(
    db: &mut Db,
    key: Option<&[u8]>,
    now: Moment,
    work: impl FnOnce(&mut Db) -> Result<String>,
) -> Result<String> {
    let Some(key) = key else {
        return work(db);
    };
    if let Some(location) = led_to(db, key)? {
        return Ok(location);
    }
    let location = work(db)?;
    remember(db, key, &location, now)?;
    Ok(location)
}
