//! Reading the date and time at which a post is to appear, by the clock of the site's time zone.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::moment::Moment;

/// Which of two instants is meant when clocks are set back and show an hour twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    First,
    Second,
}

impl Repeat {
    pub fn parse(word: &str) -> Option<Repeat> {
        match word {
            "first" => Some(Repeat::First),
            "second" => Some(Repeat::Second),
            _ => None,
        }
    }
}

/// Why a time could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSuchTime {
    Empty,
    /// Not a date and time of the calendar: the 30th of February.
    Malformed,
    /// The clocks are set forward over it; this is the first time after.
    Skipped {
        next: DateTime,
    },
    /// The clocks show it twice, and nothing says which is meant.
    Twice,
    Past,
}

/// The furthest ahead a post is scheduled, in years: further is a slip of the finger.
const FURTHEST_YEARS: i16 = 10;

/// Reads what a browser's date and time field sends, `2026-11-25T08:30`, or what a person types,
/// `2026-11-25 8:30`, as an instant after `now`.
pub fn parse(
    typed: &str,
    repeat: Option<Repeat>,
    zone: &TimeZone,
    now: Moment,
) -> Result<Moment, NoSuchTime> {
    let civil = civil(typed)?;
    if civil.year() > now.civil(zone).year() + FURTHEST_YEARS {
        return Err(NoSuchTime::Malformed);
    }
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let timestamp = match (ambiguous.offset(), repeat) {
        (AmbiguousOffset::Unambiguous { offset }, _) => offset.to_timestamp(civil),
        (AmbiguousOffset::Gap { before, after }, _) => {
            let next = first_after(civil, before, after, zone)?;
            return Err(NoSuchTime::Skipped { next });
        }
        (AmbiguousOffset::Fold { .. }, None) => return Err(NoSuchTime::Twice),
        (AmbiguousOffset::Fold { before, .. }, Some(Repeat::First)) => before.to_timestamp(civil),
        (AmbiguousOffset::Fold { after, .. }, Some(Repeat::Second)) => after.to_timestamp(civil),
    };
    let moment = timestamp
        .ok()
        .and_then(|timestamp| Moment::from_microseconds(timestamp.as_microsecond()))
        .ok_or(NoSuchTime::Malformed)?;
    if moment <= now {
        Err(NoSuchTime::Past)
    } else {
        Ok(moment)
    }
}

/// A moment as the date and time field shows it.
pub fn written(moment: Moment, zone: &TimeZone) -> String {
    moment.civil(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn civil(typed: &str) -> Result<DateTime, NoSuchTime> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(NoSuchTime::Empty);
    }
    let (date, time) = typed.split_once(['T', ' ']).ok_or(NoSuchTime::Malformed)?;
    let numbers = |text: &str, sign: char, most: usize| -> Option<Vec<i16>> {
        let parts: Vec<&str> = text.trim().split(sign).collect();
        let is_plain = |part: &&str| {
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if parts.len() > most || !parts.iter().all(is_plain) {
            return None;
        }
        parts.iter().map(|part| part.parse().ok()).collect()
    };
    let date = numbers(date, '-', 3).ok_or(NoSuchTime::Malformed)?;
    let time = numbers(time, ':', 3).ok_or(NoSuchTime::Malformed)?;
    let (&[year, month, day], &[hour, minute, ..]) = (&date[..], &time[..]) else {
        return Err(NoSuchTime::Malformed);
    };
    let narrow = |number: i16| i8::try_from(number).map_err(|_| NoSuchTime::Malformed);
    DateTime::new(
        year,
        narrow(month)?,
        narrow(day)?,
        narrow(hour)?,
        narrow(minute)?,
        0,
        0,
    )
    .map_err(|_| NoSuchTime::Malformed)
}

/// The first time that clocks show after the hour they skip.
fn first_after(
    civil: DateTime,
    before: jiff::tz::Offset,
    after: jiff::tz::Offset,
    zone: &TimeZone,
) -> Result<DateTime, NoSuchTime> {
    let malformed = |_| NoSuchTime::Malformed;
    let earlier = after.to_timestamp(civil).map_err(malformed)?;
    let change = zone
        .following(earlier)
        .next()
        .ok_or(NoSuchTime::Malformed)?;
    let later = before.to_timestamp(civil).map_err(malformed)?;
    Ok(zone.to_datetime(change.timestamp().min(later)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jerusalem() -> TimeZone {
        TimeZone::get("Asia/Jerusalem").unwrap()
    }

    fn now() -> Moment {
        Moment::parse("2026-01-01T00:00:00Z").unwrap()
    }

    fn read(typed: &str, repeat: Option<Repeat>) -> Result<String, NoSuchTime> {
        parse(typed, repeat, &jerusalem(), now()).map(Moment::rfc3339)
    }

    #[test]
    fn a_time_is_told_by_the_clock_of_the_site() {
        assert_eq!(
            read("2026-03-14T08:30", None),
            Ok("2026-03-14T06:30:00Z".to_owned())
        );
        assert_eq!(
            read(" 2026-7-1 8:30 ", None),
            Ok("2026-07-01T05:30:00Z".to_owned())
        );
        let moment = Moment::parse("2026-07-01T05:30:00Z").unwrap();
        assert_eq!(written(moment, &jerusalem()), "2026-07-01T08:30");
    }

    #[test]
    fn an_hour_that_clocks_skip_does_not_exist() {
        let refused = read("2026-03-27T02:30", None).unwrap_err();

        let next = jiff::civil::date(2026, 3, 27).at(3, 0, 0, 0);
        assert_eq!(refused, NoSuchTime::Skipped { next });
    }

    #[test]
    fn an_hour_that_comes_twice_wants_to_be_told_which() {
        assert_eq!(read("2026-10-25T01:30", None), Err(NoSuchTime::Twice));
        assert_eq!(
            read("2026-10-25T01:30", Some(Repeat::First)),
            Ok("2026-10-24T22:30:00Z".to_owned())
        );
        assert_eq!(
            read("2026-10-25T01:30", Some(Repeat::Second)),
            Ok("2026-10-24T23:30:00Z".to_owned())
        );
    }

    #[test]
    fn dates_that_do_not_exist_and_those_gone_by_are_refused() {
        assert_eq!(read("", None), Err(NoSuchTime::Empty));
        assert_eq!(read("2025-12-31T12:00", None), Err(NoSuchTime::Past));
        for nonsense in [
            "2026-02-30T10:00",
            "2026-13-01T10:00",
            "2026-01-01T25:00",
            "2026-01-01",
            "tomorrow",
            "2026-01-01T10",
            "-2026-01-01T10:00",
            "99999-01-01T10:00",
            "2126-01-01T10:00",
            "٢٠٢٦-٠١-٠١T١٠:٠٠",
        ] {
            assert_eq!(
                read(nonsense, None),
                Err(NoSuchTime::Malformed),
                "{nonsense}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in ".*") {
            let _ = read(&typed, None);
        }

        #[test]
        fn what_the_field_shows_is_read_as_the_same_minute(minutes in 1i64..3_000_000) {
            let moment = now().plus_seconds(minutes * 60);
            let shown = written(moment, &jerusalem());
            let read = [None, Some(Repeat::First), Some(Repeat::Second)]
                .map(|repeat| parse(&shown, repeat, &jerusalem(), now()));

            proptest::prop_assert!(read.contains(&Ok(moment)), "{} {:?}", shown, read);
        }
    }
}
