//! How often things happen, day by day.

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use crate::domain::moment::Moment;
use crate::schema::daily_counts;

/// Counts something that happened.
pub fn add(db: &mut Db, at: Moment, kind: &str) -> Result<()> {
    let row = (
        daily_counts::day.eq(at.day()),
        daily_counts::kind.eq(kind),
        daily_counts::amount.eq(1i64),
    );
    on_backend!(db, connection => diesel::insert_into(daily_counts::table)
        .values(row)
        .on_conflict((daily_counts::day, daily_counts::kind))
        .do_update()
        .set(daily_counts::amount.eq(daily_counts::amount + 1))
        .execute(connection))?;
    Ok(())
}

/// How often things happened from a day on, as `(day, kind, amount)`, by day and kind.
pub fn since(db: &mut Db, first_day: &str) -> Result<Vec<(String, String, i64)>> {
    Ok(daily_counts::table
        .filter(daily_counts::day.ge(first_day))
        .order((daily_counts::day.asc(), daily_counts::kind.asc()))
        .load(db)?)
}
