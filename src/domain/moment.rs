//! A point in time, the same for both databases and all readers.

use diesel_derive_newtype::DieselNewType;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A UTC instant, to the microsecond; stored as microseconds since 1970.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, DieselNewType, Serialize, Deserialize,
)]
pub struct Moment(i64);

/// In microseconds.
const A_DAY: i64 = 86_400_000_000;

impl Moment {
    /// Earlier than any post.
    pub const BEGINNING: Moment = Moment(i64::MIN);

    /// Later than any post: where a list that begins with the newest begins.
    pub const END_OF_TIME: Moment = Moment(i64::MAX);

    pub fn now() -> Moment {
        Moment(Timestamp::now().as_microsecond())
    }

    /// Midnight at the beginning of 1970.
    pub fn epoch() -> Moment {
        Moment(0)
    }

    /// The moment of a number of microseconds since 1970, when a calendar reaches that far.
    pub fn from_microseconds(microseconds: i64) -> Option<Moment> {
        Timestamp::from_microsecond(microseconds)
            .ok()
            .map(|_| Moment(microseconds))
    }

    /// A moment as RFC 3339 writes it: `2026-03-14T08:30:00Z`.
    pub fn parse(text: &str) -> Option<Moment> {
        text.parse::<Timestamp>()
            .ok()
            .map(|timestamp| Moment(timestamp.as_microsecond()))
    }

    /// The first instant of a civil day in a time zone.
    pub fn start_of_day(day: jiff::civil::Date, zone: &TimeZone) -> Option<Moment> {
        zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
            .ok()
            .map(|timestamp| Moment(timestamp.as_microsecond()))
    }

    pub fn microseconds(self) -> i64 {
        self.0
    }

    pub fn plus_hours(self, hours: i64) -> Moment {
        Moment(self.0.saturating_add(hours.saturating_mul(3_600_000_000)))
    }

    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The beginning of its day, in UTC.
    pub fn midnight(self) -> Moment {
        Moment(self.0.saturating_sub(self.0.rem_euclid(A_DAY)))
    }

    /// The end of its day, in UTC.
    pub fn next_midnight(self) -> Moment {
        Moment(self.midnight().0.saturating_add(A_DAY))
    }

    /// What a clock on the wall of `zone` shows.
    pub fn civil(self, zone: &TimeZone) -> DateTime {
        zone.to_datetime(self.timestamp())
    }

    /// The month in `zone`, as the archive names it: `2026-03`.
    pub fn month(self, zone: &TimeZone) -> String {
        let civil = self.civil(zone);
        format!("{:04}-{:02}", civil.year(), civil.month())
    }

    /// The day in UTC: `2026-03-14`.
    pub fn day(self) -> String {
        self.timestamp().strftime("%Y-%m-%d").to_string()
    }

    /// RFC 3339 in UTC, to the second, for `datetime` attributes and feeds.
    pub fn rfc3339(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// RFC 2822, for RSS.
    pub fn rfc2822(self) -> String {
        let utc = self.timestamp().to_zoned(TimeZone::UTC);
        rfc2822::to_string(&utc).unwrap_or_default()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The instants in which a month of the archive begins and ends; the end is not in it.
pub fn month_bounds(month: &str, zone: &TimeZone) -> Option<(Moment, Moment)> {
    let (year, number) = month.split_once('-')?;
    let is_written_plainly = year.len() == 4 && number.len() == 2;
    if !is_written_plainly
        || !month
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let first = jiff::civil::Date::new(year.parse().ok()?, number.parse().ok()?, 1).ok()?;
    let next = first.checked_add(1.month()).ok()?;
    Some((
        Moment::start_of_day(first, zone)?,
        Moment::start_of_day(next, zone)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_by_the_clock_of_its_zone() {
        let zone = TimeZone::get("Asia/Jerusalem").unwrap();
        let (start, end) = month_bounds("2026-03", &zone).unwrap();

        assert_eq!(start.rfc3339(), "2026-02-28T22:00:00Z");
        assert_eq!(end.rfc3339(), "2026-03-31T21:00:00Z");
    }

    #[test]
    fn months_that_do_not_exist_have_no_bounds() {
        for month in [
            "2026-13", "2026-00", "26-03", "2026-3", "2026", "abcd-ef", "+026-03", "",
        ] {
            assert!(month_bounds(month, &TimeZone::UTC).is_none(), "{month}");
        }
        assert!(month_bounds("9999-12", &TimeZone::UTC).is_none());
    }

    #[test]
    fn a_moment_is_written_as_feeds_want_it() {
        let moment = Moment::parse("2026-03-14T08:30:00Z").unwrap();

        assert_eq!(moment.rfc3339(), "2026-03-14T08:30:00Z");
        assert_eq!(moment.rfc2822(), "Sat, 14 Mar 2026 08:30:00 +0000");
    }
}
