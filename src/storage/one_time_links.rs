//! Links that work once, found by the hash of their token.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, users};
use crate::domain::access;
use crate::domain::event::Event;
use crate::domain::ids::{OneTimeLinkId, UserId};
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{OneTimeLink, Purpose, expiry};
use crate::domain::token::{self, Token};
use crate::domain::user::Role;
use crate::schema::one_time_links as links;

type Row = (
    OneTimeLinkId,
    Option<Role>,
    Option<UserId>,
    String,
    Option<UserId>,
    Moment,
);

type Columns = (
    links::id,
    links::role,
    links::user_id,
    links::note,
    links::made_by,
    links::expires_at,
);

const COLUMNS: Columns = (
    links::id,
    links::role,
    links::user_id,
    links::note,
    links::made_by,
    links::expires_at,
);

/// A link that is about to be made.
#[derive(Debug, Clone)]
pub struct NewLink<'a> {
    pub purpose: Purpose,
    pub note: &'a str,
    pub made_by: Option<UserId>,
}

/// Makes a link. Its token is known only now: the table keeps the hash. An account has one link for a
/// new password at a time.
pub fn create(db: &mut Db, new: &NewLink, now: Moment) -> Result<Token> {
    diesel::delete(links::table.filter(links::expires_at.lt(now))).execute(db)?;
    let token = Token::random().map_err(|error| StorageError::Failed(error.to_string()))?;
    let (role, user) = match new.purpose {
        Purpose::Join(role) => (Some(role), None),
        Purpose::NewPassword(user) => {
            remove_of(db, user)?;
            (None, Some(user))
        }
    };
    let link: OneTimeLinkId = diesel::insert_into(links::table)
        .values((
            links::token_hash.eq(token::hash(token.as_str())),
            links::role.eq(role),
            links::user_id.eq(user),
            links::note.eq(new.note),
            links::made_by.eq(new.made_by),
            links::created_at.eq(now),
            links::expires_at.eq(expiry(now)),
        ))
        .returning(links::id)
        .get_result(db)?;
    events::record(db, &Event::LinkMade(link))?;
    Ok(token)
}

/// The link with a token, while it works: until it expires, or its maker could not make it any more.
pub fn by_token(db: &mut Db, token: &str, now: Moment) -> Result<OneTimeLink> {
    let row: Row = links::table
        .filter(links::token_hash.eq(token::hash(token)))
        .filter(links::expires_at.gt(now))
        .select(COLUMNS)
        .first(db)?;
    let link = link(row).ok_or(StorageError::NotFound)?;
    let maker = match link.made_by {
        Some(maker) => Some(users::by_id(db, maker)?),
        None => None,
    };
    let works = match link.purpose {
        Purpose::Join(role) => access::may_still_invite(maker.as_ref(), role),
        Purpose::NewPassword(user) => {
            let person = users::by_id(db, user)?;
            access::may_still_help(maker.as_ref(), &person)
        }
    };
    if works {
        Ok(link)
    } else {
        Err(StorageError::NotFound)
    }
}

/// Takes back the links by which an account gets a new password.
pub fn remove_of(db: &mut Db, user: UserId) -> Result<()> {
    let theirs = links::table
        .filter(links::user_id.eq(user))
        .select(links::id)
        .load(db)?;
    end(db, &theirs)
}

/// The invitations that still work, newest first.
pub fn invitations(db: &mut Db, now: Moment) -> Result<Vec<OneTimeLink>> {
    let rows: Vec<Row> = links::table
        .filter(links::role.is_not_null())
        .filter(links::expires_at.gt(now))
        .order(links::id.desc())
        .limit(200)
        .select(COLUMNS)
        .load(db)?;
    Ok(rows.into_iter().filter_map(link).collect())
}

pub fn by_id(db: &mut Db, id: OneTimeLinkId) -> Result<OneTimeLink> {
    let row: Row = links::table.find(id).select(COLUMNS).first(db)?;
    link(row).ok_or(StorageError::NotFound)
}

/// Takes a link back, or away after its one use.
pub fn remove(db: &mut Db, id: OneTimeLinkId) -> Result<()> {
    match diesel::delete(links::table.find(id)).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::LinkEnded(id)),
    }
}

fn end(db: &mut Db, ended: &[OneTimeLinkId]) -> Result<()> {
    ended.iter().try_for_each(|id| remove(db, *id))
}

/// Takes back the links that nobody with an account made for this role: those of the first run.
pub fn remove_made_by_nobody(db: &mut Db, role: Role) -> Result<()> {
    let orphans = links::table
        .filter(links::made_by.is_null())
        .filter(links::role.eq(role))
        .select(links::id)
        .load(db)?;
    end(db, &orphans)
}

fn link(row: Row) -> Option<OneTimeLink> {
    let (id, role, user, note, made_by, expires_at) = row;
    let purpose = match (role, user) {
        (Some(role), _) => Purpose::Join(role),
        (None, Some(user)) => Purpose::NewPassword(user),
        (None, None) => return None,
    };
    Some(OneTimeLink {
        id,
        purpose,
        note,
        made_by,
        expires_at,
    })
}
