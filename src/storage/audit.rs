//! The record of what was done on the staff's side. The database refuses to change it.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::audit::{AuditEntry, Done};
use crate::domain::ids::{AuditEntryId, UserId};
use crate::schema::{audit_entries, users};

/// How many entries a page shows.
pub const PAGE_LENGTH: i64 = 50;

pub fn record(db: &mut Db, entry: &AuditEntry) -> Result<()> {
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::actor_id.eq(entry.actor),
            audit_entries::action.eq(entry.action),
            audit_entries::subject.eq(&entry.subject),
            audit_entries::address.eq(&entry.address),
            audit_entries::created_at.eq(entry.at),
        ))
        .execute(db)?;
    Ok(())
}

/// Whose entries are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Everybodys,
    Of(UserId),
}

/// Entries before one, newest first, at most `most`.
pub fn newest(
    db: &mut Db,
    whose: Whose,
    before: Option<AuditEntryId>,
    most: i64,
) -> Result<Vec<Done>> {
    let mut query = audit_entries::table
        .left_join(users::table)
        .order(audit_entries::id.desc())
        .limit(most)
        .select((
            audit_entries::id,
            audit_entries::action,
            audit_entries::subject,
            audit_entries::address,
            audit_entries::created_at,
            users::name.nullable(),
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_entries::id.lt(before));
    }
    if let Whose::Of(user) = whose {
        query = query.filter(audit_entries::actor_id.eq(user));
    }
    Ok(query.load(db)?)
}
