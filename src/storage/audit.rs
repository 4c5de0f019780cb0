//! The record of what was done on the staff's side. The database refuses to change it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use crate::domain::audit::{AuditEntry, Done};
use crate::domain::ids::{AuditEntryId, UserId};
use crate::domain::moment::Moment;
use crate::schema::{audit_entries, posts, series, tags, users};

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
    type Row = (AuditEntryId, String, String, Moment, Option<String>);
    let rows: Vec<Row> = query.load(db)?;
    let names = names(db, rows.iter().map(|row| row.2.as_str()))?;
    let done = |(id, action, subject, at, actor): Row| Done {
        name: names.get(&subject).cloned(),
        id,
        action,
        subject,
        at,
        actor,
    };
    Ok(rows.into_iter().map(done).collect())
}

/// What the posts, people, tags and series among some subjects are called.
fn names<'a>(
    db: &mut Db,
    subjects: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>> {
    let mut wanted: HashMap<&str, Vec<i64>> = HashMap::new();
    for subject in subjects {
        if let Some((kind, number)) = subject.split_once(':')
            && let Ok(number) = number.parse()
        {
            wanted.entry(kind).or_default().push(number);
        }
    }
    let mut names = HashMap::new();
    for (kind, numbers) in wanted {
        let found: Vec<(i64, String)> = match kind {
            "post" => posts::table
                .filter(posts::id.eq_any(numbers))
                .select((posts::id, posts::title))
                .load(db)?,
            "user" => users::table
                .filter(users::id.eq_any(numbers))
                .select((users::id, users::name))
                .load(db)?,
            "tag" => tags::table
                .filter(tags::id.eq_any(numbers))
                .select((tags::id, tags::name))
                .load(db)?,
            "series" => series::table
                .filter(series::id.eq_any(numbers))
                .select((series::id, series::name))
                .load(db)?,
            _ => continue,
        };
        let named = |(number, name)| (format!("{kind}:{number}"), name);
        names.extend(found.into_iter().map(named));
    }
    Ok(names)
}
