//! Signed-in browsers, found by the hash of their token.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::moment::Moment;
use crate::domain::session::{Session, token_hash};
use crate::schema::sessions;

pub fn create(
    db: &mut Db,
    user: UserId,
    token: &str,
    agent: &str,
    now: Moment,
) -> Result<SessionId> {
    let id = diesel::insert_into(sessions::table)
        .values((
            sessions::user_id.eq(user),
            sessions::token_hash.eq(token_hash(token)),
            sessions::agent.eq(agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
        ))
        .returning(sessions::id)
        .get_result(db)?;
    Ok(id)
}

pub fn by_token(db: &mut Db, token: &str) -> Result<Session> {
    let session = sessions::table
        .filter(sessions::token_hash.eq(token_hash(token)))
        .select((
            sessions::id,
            sessions::user_id,
            sessions::agent,
            sessions::created_at,
            sessions::last_seen_at,
        ))
        .first(db)?;
    Ok(session)
}

/// Signs a person out of every browser. Says how many there were.
pub fn end_all(db: &mut Db, user: UserId) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(db)?)
}
