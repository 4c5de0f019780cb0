//! Dates as people and generators write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::domain::moment::Moment;

/// The moment of a date: RFC 3339, `2024-01-15`, `2024-01-15 10:30:00 +0200`, and what YAML allows beside them
/// (<https://yaml.org/type/timestamp.html>). Without a zone it is in UTC, without a time at midnight.
pub fn read(written: &str) -> Option<Moment> {
    let written = written.trim();
    let length = written
        .find(|letter: char| !letter.is_ascii_digit() && letter != '-')
        .unwrap_or(written.len());
    let (day, rest) = written.split_at(length);
    let day = date(day)?;
    let rest = rest.trim_start_matches(['T', 't']).trim_start();
    let (time, offset) = match rest {
        "" => (Time::midnight(), Offset::UTC),
        rest => {
            let length = rest
                .find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, ':' | '.' | ','))
                .unwrap_or(rest.len());
            let (clock, zone) = rest.split_at(length);
            (time(clock)?, offset(zone.trim())?)
        }
    };
    let zone = TimeZone::fixed(offset);
    let moment = zone.to_timestamp(DateTime::from_parts(day, time)).ok()?;
    Moment::from_microseconds(moment.as_microsecond())
}

/// `2024-1-5`: a year of four digits, after that of our era.
fn date(written: &str) -> Option<Date> {
    let mut parts = written.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|year| *year > 0)?;
    Date::new(year, number(month)?, number(day)?).ok()
}

/// `10:30`, `10:30:00`, `10:30:00.123`.
fn time(written: &str) -> Option<Time> {
    let (clock, fraction) = match written.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, fraction),
        None => (written, ""),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = format!("{fraction}000000000").chars().take(9).collect();
    // A leap second counts as the one before it.
    Time::new(hour, minute, second.min(59), digits.parse().ok()?).ok()
}

/// `Z`, `UTC`, `+02:00`, `+0200`, `-5`; nothing is UTC.
fn offset(written: &str) -> Option<Offset> {
    if matches!(written, "" | "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match written.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 | 4 => digits.split_at_checked(digits.len() - 2)?,
        _ => return None,
    };
    let (hours, minutes): (i8, i8) = (number(hours)?, number(minutes)?);
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60)).ok()
}

fn number(written: &str) -> Option<i8> {
    let is_plain =
        (1..=2).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| written.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_is_written() {
        for (written, moment) in [
            ("2024-01-15", "2024-01-15T00:00:00Z"),
            ("2024-1-5", "2024-01-05T00:00:00Z"),
            ("2024-01-15 10:30:00", "2024-01-15T10:30:00Z"),
            ("2024-01-15 10:30", "2024-01-15T10:30:00Z"),
            ("2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z"),
            ("2024-01-15T10:30:00+02:00", "2024-01-15T08:30:00Z"),
            ("2024-01-15 10:30:00 +0200", "2024-01-15T08:30:00Z"),
            ("2001-12-14t21:59:43.10-05:00", "2001-12-15T02:59:43Z"),
            ("2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43Z"),
            (" 2024-01-15 10:30:00 UTC ", "2024-01-15T10:30:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            let read = read(written).map(Moment::rfc3339);

            assert_eq!(read.as_deref(), Some(moment), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for written in [
            "",
            "soon",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "0000-00-00 00:00:00",
            "15/01/2024",
            "2024-01-15 25:00",
            "2024-01-15 10:30 later",
            "2024-01-15T10:30:00+99:00",
            "-2024-01-15",
            "2024-01-15 10",
            "2024-01-15 10:30:00.א",
            "99999-01-01",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_a_date_or_none(written in "[0-9TtZz:+., −-]{0,40}|\\PC{0,20}") {
            let _ = read(&written);
        }
    }
}
