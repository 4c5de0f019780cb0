//! How many articles each month and language holds, kept as they are listed, so that the archive
//! need not walk them.

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::Result;
use super::settings;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::schema::{archive_months, posts};

/// A month's articles in one language.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct MonthCount {
    /// `2026-03`.
    pub month: String,
    pub language: Language,
    pub listed_posts: i64,
}

/// Every month that holds articles, newest first.
pub fn months(db: &mut Db) -> Result<Vec<MonthCount>> {
    let months = archive_months::table
        .filter(archive_months::listed_posts.gt(0))
        .order((archive_months::month.desc(), archive_months::language.asc()))
        .load(db)?;
    Ok(months)
}

/// Adds to the count of a month.
pub(super) fn count(db: &mut Db, month: &str, language: Language, change: i64) -> Result<()> {
    let counted = diesel::update(archive_months::table.find((month, language)))
        .set(archive_months::listed_posts.eq(archive_months::listed_posts + change))
        .execute(db)?;
    if counted == 0 {
        diesel::insert_into(archive_months::table)
            .values((
                archive_months::month.eq(month),
                archive_months::language.eq(language),
                archive_months::listed_posts.eq(change),
            ))
            .execute(db)?;
    }
    Ok(())
}

/// Counts everything anew: after a bulk load, or when the time zone moved the months.
pub fn rebuild(db: &mut Db) -> Result<()> {
    let counted = counted(db)?;
    diesel::delete(archive_months::table).execute(db)?;
    let rows: Vec<_> = counted
        .iter()
        .map(|row| {
            (
                archive_months::month.eq(&row.month),
                archive_months::language.eq(row.language),
                archive_months::listed_posts.eq(row.listed_posts),
            )
        })
        .collect();
    for chunk in rows.chunks(500) {
        on_backend!(db, connection => diesel::insert_into(archive_months::table).values(chunk).execute(connection))?;
    }
    Ok(())
}

/// The counts as they should be, by walking every listed article.
pub fn counted(db: &mut Db) -> Result<Vec<MonthCount>> {
    let zone = settings::load(db)?.zone();
    let listed: Vec<(Option<Moment>, Language)> = posts::table
        .filter(posts::listed_at.is_not_null())
        .select((posts::listed_at, posts::language))
        .load(db)?;
    let mut counts = std::collections::BTreeMap::new();
    for (moment, language) in listed {
        if let Some(moment) = moment {
            *counts.entry((moment.month(&zone), language)).or_insert(0) += 1;
        }
    }
    let mut months: Vec<MonthCount> = counts
        .into_iter()
        .map(|((month, language), listed_posts)| MonthCount {
            month,
            language,
            listed_posts,
        })
        .collect();
    months.sort_by(|one, other| {
        other
            .month
            .cmp(&one.month)
            .then(one.language.tag().cmp(other.language.tag()))
    });
    Ok(months)
}
