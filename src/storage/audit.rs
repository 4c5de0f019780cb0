//! The record of what was done on the staff's side. The database refuses to change it.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::audit::AuditEntry;
use crate::schema::audit_entries;

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
