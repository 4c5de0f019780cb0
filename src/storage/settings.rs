//! The owner's settings.

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::{Result, StorageError};
use super::{archive, events};
use crate::domain::event::Event;
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::schema::settings;

pub fn load(db: &mut Db) -> Result<Settings> {
    let rows: Vec<(String, String)> = settings::table
        .select((settings::key, settings::value))
        .load(db)?;
    let stored = rows
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    Ok(Settings::from_rows(stored)?)
}

/// Saves every setting, when each can be read again. A new time zone moves articles between months, so those are counted anew.
pub fn save(db: &mut Db, changed: &Settings, now: Moment) -> Result<()> {
    let before = load(db)?;
    let rows = changed.rows();
    Settings::from_rows(rows.iter().map(|(key, value)| (*key, value.as_str())))
        .map_err(|bad| StorageError::Refused(bad.to_string()))?;
    for (key, value) in rows {
        on_backend!(db, connection => diesel::insert_into(settings::table)
            .values((settings::key.eq(key), settings::value.eq(&value), settings::updated_at.eq(now)))
            .on_conflict(settings::key)
            .do_update()
            .set((settings::value.eq(&value), settings::updated_at.eq(now)))
            .execute(connection))?;
    }
    if before.time_zone != changed.time_zone {
        archive::rebuild(db)?;
    }
    events::record(db, &Event::SettingsSaved)
}
