//! Dates by the locale data of CLDR, through ICU4X.

use icu_calendar::Date;
use icu_datetime::fieldsets::{YM, YMD};
use icu_datetime::{DateTimeFormatter, DateTimeFormatterLoadError};
use icu_locale_core::Locale;

/// How one language writes days and months.
pub struct Dates {
    days: Option<DateTimeFormatter<YMD>>,
    months: Option<DateTimeFormatter<YM>>,
}

impl Dates {
    pub fn of(locale: &Locale) -> Dates {
        Dates {
            days: loaded(DateTimeFormatter::try_new(
                locale.clone().into(),
                YMD::long(),
            )),
            months: loaded(DateTimeFormatter::try_new(
                locale.clone().into(),
                YM::long(),
            )),
        }
    }

    pub fn day(&self, day: jiff::civil::Date) -> String {
        match (&self.days, iso(day)) {
            (Some(format), Some(date)) => format.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    pub fn month(&self, first_day: jiff::civil::Date) -> String {
        match (&self.months, iso(first_day)) {
            (Some(format), Some(date)) => format.format(&date).to_string(),
            _ => format!("{:04}-{:02}", first_day.year(), first_day.month()),
        }
    }
}

/// The data is compiled in, so loading fails for no language Daf has; ISO dates stand in if it did.
fn loaded<T>(formatter: Result<T, DateTimeFormatterLoadError>) -> Option<T> {
    formatter
        .inspect_err(|error| log::error!("no dates: {error}"))
        .ok()
}

fn iso(day: jiff::civil::Date) -> Option<Date<icu_calendar::Iso>> {
    Date::try_new_iso(
        day.year().into(),
        day.month().unsigned_abs(),
        day.day().unsigned_abs(),
    )
    .ok()
}
