//! The keys by which programs read what is public.

use diesel::prelude::*;

use crate::domain::event::Event;
use crate::domain::ids::UserId;
use crate::domain::moment::Moment;
use crate::domain::token::Token;
use crate::schema::content_keys;
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::storage::events;

/// The most keys of a site.
pub const MOST_KEYS: i64 = 100;

#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ContentKey {
    pub id: i64,
    pub name: String,
    pub key: String,
    pub created_at: Moment,
}

pub fn all(db: &mut Db) -> Result<Vec<ContentKey>> {
    Ok(content_keys::table
        .order(content_keys::id.desc())
        .select((
            content_keys::id,
            content_keys::name,
            content_keys::key,
            content_keys::created_at,
        ))
        .load(db)?)
}

pub fn is_known(db: &mut Db, key: &str) -> Result<bool> {
    let found = content_keys::table
        .filter(content_keys::key.eq(key))
        .select(content_keys::id);
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

/// Makes a key: 26 hexadecimal digits, which clients insist on.
pub fn create(db: &mut Db, name: &str, by: UserId, now: Moment) -> Result<i64> {
    let count: i64 = content_keys::table.count().get_result(db)?;
    if count >= MOST_KEYS {
        return Err(StorageError::Refused(format!(
            "a site has at most {MOST_KEYS} keys"
        )));
    }
    let random = Token::random().map_err(|error| StorageError::Failed(error.to_string()))?;
    let id = diesel::insert_into(content_keys::table)
        .values((
            content_keys::name.eq(name),
            content_keys::key.eq(&random.as_str()[..26]),
            content_keys::made_by.eq(by),
            content_keys::created_at.eq(now),
        ))
        .returning(content_keys::id)
        .get_result(db)?;
    events::record(db, &Event::ContentKeysChanged)?;
    Ok(id)
}

pub fn remove(db: &mut Db, id: i64) -> Result<()> {
    match diesel::delete(content_keys::table.find(id)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::ContentKeysChanged),
    }
}
