//! Signed-in browsers, found by the hash of their token.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use super::{freshness, users};
use crate::domain::access;
use crate::domain::freshness::Name;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::moment::Moment;
use crate::domain::session::{MOST_SESSIONS, Session, idle_since};
use crate::domain::token;
use crate::domain::user::User;
use crate::schema::{sessions, users as user_table};

type Columns = (
    sessions::id,
    sessions::user_id,
    sessions::agent,
    sessions::created_at,
    sessions::last_seen_at,
);

const COLUMNS: Columns = (
    sessions::id,
    sessions::user_id,
    sessions::agent,
    sessions::created_at,
    sessions::last_seen_at,
);

/// Signs a person in with a new token, and out of what they have not used for longest when they are
/// signed in too often.
pub fn create(
    db: &mut Db,
    user: UserId,
    token: &str,
    agent: &str,
    now: Moment,
) -> Result<SessionId> {
    drop_oldest(db, user, now)?;
    let id = diesel::insert_into(sessions::table)
        .values((
            sessions::user_id.eq(user),
            sessions::token_hash.eq(token::hash(token)),
            sessions::agent.eq(agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
        ))
        .returning(sessions::id)
        .get_result(db)?;
    Ok(id)
}

fn drop_oldest(db: &mut Db, user: UserId, now: Moment) -> Result<()> {
    let idle = sessions::table.filter(sessions::last_seen_at.lt(idle_since(now)));
    diesel::delete(idle.filter(sessions::user_id.eq(user))).execute(db)?;
    let known = of_user(db, user)?;
    for session in known.iter().skip(MOST_SESSIONS - 1) {
        end(db, session.id)?;
    }
    Ok(())
}

pub fn by_token(db: &mut Db, token: &str) -> Result<Session> {
    let session = sessions::table
        .filter(sessions::token_hash.eq(token::hash(token)))
        .select(COLUMNS)
        .first(db)?;
    Ok(session)
}

/// Who is signed in with a token: none when it is unknown, idle too long, or of somebody suspended.
pub fn signed_in(db: &mut Db, token: &str, now: Moment) -> Result<Option<(Session, User)>> {
    let found: Option<(Session, User)> = sessions::table
        .inner_join(user_table::table)
        .filter(sessions::token_hash.eq(token::hash(token)))
        .filter(sessions::last_seen_at.ge(idle_since(now)))
        .select((COLUMNS, users::COLUMNS))
        .first(db)
        .optional()?;
    Ok(found.filter(|(_, user)| access::may_sign_in(user)))
}

/// The browsers a person is signed in with, the one seen last first.
pub fn of_user(db: &mut Db, user: UserId) -> Result<Vec<Session>> {
    let found = sessions::table
        .filter(sessions::user_id.eq(user))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .limit(2 * MOST_SESSIONS as i64)
        .select(COLUMNS)
        .load(db)?;
    Ok(found)
}

pub fn note_visit(db: &mut Db, session: SessionId, now: Moment) -> Result<()> {
    diesel::update(sessions::table.find(session))
        .set(sessions::last_seen_at.eq(now))
        .execute(db)?;
    Ok(())
}

pub fn end(db: &mut Db, session: SessionId) -> Result<()> {
    let ended = diesel::delete(sessions::table.find(session)).returning(sessions::user_id);
    let user: Option<UserId> = ended.get_result(db).optional()?;
    freshness::touch(db, user.map(Name::Account))
}

/// Signs a browser out by its token, if it is signed in.
pub fn end_by_token(db: &mut Db, token: &str) -> Result<()> {
    let session = sessions::table.filter(sessions::token_hash.eq(token::hash(token)));
    let ended = diesel::delete(session).returning(sessions::user_id);
    let user: Option<UserId> = ended.get_result(db).optional()?;
    freshness::touch(db, user.map(Name::Account))
}

/// Signs a person out of every browser. Says how many there were.
pub fn end_all(db: &mut Db, user: UserId) -> Result<usize> {
    freshness::touch(db, [Name::Account(user)])?;
    Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(db)?)
}
