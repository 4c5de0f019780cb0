//! How the site itself is: the last hour of answers, the pages that are kept, the events and the jobs.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::job::Job;
use crate::domain::moment::Moment;
use crate::storage::jobs::{self, Waiting};
use crate::storage::outbox::{self, Lag, Parked};
use crate::storage::{Db, StorageError, audit};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::metrics::Minute;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

/// How many parked events are shown.
const PARKED_SHOWN: i64 = 100;

#[derive(Template)]
#[template(path = "desk/system/show.html")]
struct SystemPage {
    shell: Shell,
    hour: Hour,
    kept_pages: usize,
    kept_bytes: u64,
    lag: Vec<Lag>,
    parked: Vec<Parked>,
    jobs: Vec<Waiting>,
}

/// The last hour, to be drawn.
struct Hour {
    bars: Vec<Bar>,
    answers: u64,
    kept: u64,
    failed: u64,
    took: Duration,
    slowest: Duration,
    /// The most answers of a minute.
    most: u64,
}

/// One minute's bar: its places in the drawing, in its own units.
struct Bar {
    x: usize,
    /// Of all answers: where the bar begins, from above, and how high it is.
    top: u64,
    height: u64,
    /// Of those that were kept pages, at the bar's foot.
    kept_top: u64,
    kept_height: u64,
    has_failed: bool,
}

impl Hour {
    /// How high and wide the drawing is.
    const HEIGHT: u64 = 120;
    const STEP: usize = 12;

    fn of(minutes: &[Minute]) -> Hour {
        let most = minutes
            .iter()
            .map(|minute| minute.answers)
            .max()
            .unwrap_or(0);
        let scaled = |number: u64| (number * Hour::HEIGHT).checked_div(most).unwrap_or(0);
        let bars = minutes.iter().enumerate().map(|(at, minute)| {
            // Even one answer among thousands is seen.
            let height = scaled(minute.answers).max(u64::from(minute.answers > 0) * 2);
            let kept_height = scaled(minute.kept).min(height);
            Bar {
                x: at * Hour::STEP,
                top: Hour::HEIGHT - height,
                height,
                kept_top: Hour::HEIGHT - kept_height,
                kept_height,
                has_failed: minute.failed > 0,
            }
        });
        let sum = |of: fn(&Minute) -> u64| minutes.iter().map(of).sum();
        Hour {
            bars: bars.collect(),
            answers: sum(|minute| minute.answers),
            kept: sum(|minute| minute.kept),
            failed: sum(|minute| minute.failed),
            took: minutes.iter().map(|minute| minute.took).sum(),
            slowest: minutes
                .iter()
                .map(|minute| minute.slowest)
                .max()
                .unwrap_or_default(),
            most,
        }
    }

    fn most(&self) -> i64 {
        i64::try_from(self.most).unwrap_or(i64::MAX)
    }

    fn width(&self) -> usize {
        self.bars.len() * Hour::STEP
    }

    /// How many of a hundred answers were kept pages.
    fn kept_share(&self) -> u64 {
        (self.kept * 100).checked_div(self.answers).unwrap_or(0)
    }

    fn mean(&self) -> String {
        let answers = u32::try_from(self.answers.max(1)).unwrap_or(u32::MAX);
        milliseconds(self.took / answers)
    }

    fn slowest(&self) -> String {
        milliseconds(self.slowest)
    }
}

fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1_000.0;
    match milliseconds {
        small if small < 10.0 => format!("{small:.2}"),
        large => format!("{large:.0}"),
    }
}

impl SystemPage {
    /// What a subscriber is called.
    fn subscriber_message(&self, name: &str) -> &'static str {
        match name {
            outbox::COUNTING => "subscriber-counting",
            outbox::WEBHOOKS => "subscriber-webhooks",
            _ => "subscriber-other",
        }
    }

    /// What a job is called.
    fn job_message(&self, kind: &str) -> &'static str {
        match Job::parse(kind) {
            Some(Job::Trim) => "job-trim",
            Some(Job::Optimize) => "job-optimize",
            None => "job-other",
        }
    }

    fn kept_megabytes(&self) -> String {
        format!("{:.1}", self.kept_bytes as f64 / 1_048_576.0)
    }
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_see_system)?;
    let read = super::read(&site, &visitor, "system-title", |db, _| {
        Ok((
            outbox::lag(db, outbox::SUBSCRIBERS)?,
            outbox::parked(db, PARKED_SHOWN)?,
            jobs::waiting(db)?,
        ))
    });
    let (shell, (lag, parked, jobs)) = read.await?;
    let page = SystemPage {
        shell,
        hour: Hour::of(&site.metrics.hour.minutes()),
        kept_pages: site.cache.pages(),
        kept_bytes: site.cache.bytes(),
        lag,
        parked,
        jobs,
    };
    answer::page(&request, &page)
}

/// Hands a parked event over once more.
pub async fn retry(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    decide(request, site, form, "event.retried", outbox::retry).await
}

/// Lets a parked event go.
pub async fn dismiss(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    decide(request, site, form, "event.dismissed", outbox::unpark).await
}

async fn decide(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
    act: &'static str,
    decide: fn(&mut Db, i64) -> Result<(), StorageError>,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_see_system)?.clone();
    let id = number(&request, 2)?;
    let actor = form.visitor.actor(&user);
    let decided = site.store.write(move |db| {
        let parked = outbox::parked_by_id(db, id)?;
        decide(db, id)?;
        let subject = format!("event:{}", parked.event.sequence);
        audit::record(db, &actor.did(act, subject, Moment::now()))
    });
    decided.await?;
    let message = match act {
        "event.retried" => "flash-event-retried",
        _ => "flash-event-dismissed",
    };
    Ok(answer::onward(
        &site,
        "/desk/system",
        Some(Flash::new(message)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_is_as_high_as_the_drawing_and_none_is_higher() {
        let minute = |answers, kept, failed| Minute {
            answers,
            kept,
            failed,
            ..Minute::default()
        };

        let hour = Hour::of(&[minute(0, 0, 0), minute(1, 1, 0), minute(1_000, 500, 3)]);

        assert_eq!(
            (hour.most, hour.answers, hour.kept_share()),
            (1_000, 1_001, 50)
        );
        let heights: Vec<_> = hour
            .bars
            .iter()
            .map(|bar| (bar.height, bar.kept_height))
            .collect();
        assert_eq!(heights, [(0, 0), (2, 0), (120, 60)]);
        assert!(hour.bars[2].has_failed && !hour.bars[1].has_failed);
        assert_eq!(Hour::of(&[]).kept_share(), 0);
    }

    #[test]
    fn times_are_written_as_finely_as_they_matter() {
        assert_eq!(milliseconds(Duration::from_micros(1_234)), "1.23");
        assert_eq!(milliseconds(Duration::from_micros(123_456)), "123");
    }
}
