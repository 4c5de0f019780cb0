//! What the process counts of its own work, for whoever watches it (`/metrics`, in Prometheus' text format) and
//! for the desk.

mod hour;

use std::sync::Arc;
use std::time::Duration;

use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder,
};

use hour::Hour;
pub use hour::Minute;

use crate::domain::moment::Moment;
use crate::storage::jobs::Waiting;
use crate::storage::outbox::Lag;
use crate::storage::spending::Spending;

/// In seconds: from what a kept page takes to what nobody waits for.
const BUCKETS: &[f64] = &[
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0, 10.0,
];

/// The route of a request that leads nowhere.
const NOWHERE: &str = "none";

/// The process's own counters.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    waits: Histogram,
    queries: IntCounter,
    pub cache: CacheMetrics,
    lag_events: IntGaugeVec,
    lag_seconds: IntGaugeVec,
    parked: IntGaugeVec,
    job_age: IntGaugeVec,
    /// The last hour, minute by minute.
    pub hour: Hour,
}

/// What the page cache does.
pub struct CacheMetrics {
    pub hits: IntCounter,
    /// Pages that had to be made: they were not there.
    pub misses: IntCounter,
    /// Pages that had to be made anew: something they show was changed.
    pub stale: IntCounter,
    pub bytes: IntGauge,
    pub pages: IntGauge,
}

/// The counters of one route, found once for a page that is kept.
pub struct RouteMetrics {
    whole: IntCounter,
    unmodified: IntCounter,
    duration: Histogram,
}

impl Metrics {
    /// # Panics
    ///
    /// Never: the names are Daf's own, and each is there once.
    pub fn new() -> Arc<Metrics> {
        Arc::new(Metrics::registered(Registry::new()).expect("each name is valid, and there once"))
    }

    fn registered(registry: Registry) -> prometheus::Result<Metrics> {
        let counter = |name: &str, help: &str| -> prometheus::Result<IntCounter> {
            let counter = IntCounter::new(name, help)?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let gauge = |name: &str, help: &str| -> prometheus::Result<IntGauge> {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let gauges = |name: &str, help: &str, label: &str| -> prometheus::Result<IntGaugeVec> {
            let gauges = IntGaugeVec::new(Opts::new(name, help), &[label])?;
            registry.register(Box::new(gauges.clone()))?;
            Ok(gauges)
        };
        let requests = IntCounterVec::new(
            Opts::new("daf_requests_total", "Answers, by route and status"),
            &["route", "status"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        let of = |name: &str, help: &str| HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
        let durations = HistogramVec::new(
            of(
                "daf_request_duration_seconds",
                "How long answers took, by route",
            ),
            &["route"],
        )?;
        registry.register(Box::new(durations.clone()))?;
        let waits = Histogram::with_opts(of(
            "daf_pool_wait_seconds",
            "How long requests waited for a database connection",
        ))?;
        registry.register(Box::new(waits.clone()))?;
        let started = gauge(
            "process_start_time_seconds",
            "When the process started, since 1970",
        )?;
        started.set(Moment::now().microseconds() / 1_000_000);
        Ok(Metrics {
            requests,
            durations,
            waits,
            queries: counter("daf_queries_total", "Statements that requests ran")?,
            cache: CacheMetrics {
                hits: counter("daf_page_cache_hits_total", "Pages served from the cache")?,
                misses: counter(
                    "daf_page_cache_misses_total",
                    "Pages made: not in the cache",
                )?,
                stale: counter(
                    "daf_page_cache_stale_total",
                    "Pages made anew: something they show was changed",
                )?,
                bytes: gauge("daf_page_cache_bytes", "Bytes of the pages in the cache")?,
                pages: gauge("daf_page_cache_pages", "Pages in the cache")?,
            },
            lag_events: gauges(
                "daf_outbox_lag_events",
                "Events not handed over yet",
                "subscriber",
            )?,
            lag_seconds: gauges(
                "daf_outbox_lag_seconds",
                "Age of the oldest event not handed over yet",
                "subscriber",
            )?,
            parked: gauges(
                "daf_outbox_parked_events",
                "Events given up on",
                "subscriber",
            )?,
            job_age: gauges(
                "daf_job_overdue_seconds",
                "For how long a job has been due",
                "job",
            )?,
            hour: Hour::default(),
            registry,
        })
    }

    /// Counts an answer that was made.
    pub fn note(&self, route: Option<&str>, status: u16, took: Duration, spending: &Spending) {
        let route = route.unwrap_or(NOWHERE);
        let status_text = status.to_string();
        self.requests
            .with_label_values(&[route, &status_text])
            .inc();
        self.durations
            .with_label_values(&[route])
            .observe(took.as_secs_f64());
        if spending.queries() > 0 {
            self.waits.observe(spending.waiting().as_secs_f64());
            self.queries.inc_by(spending.queries().into());
        }
        self.hour.note(status, took, false);
    }

    /// The counters of a route.
    pub fn of_route(&self, route: Option<&str>) -> RouteMetrics {
        let route = route.unwrap_or(NOWHERE);
        RouteMetrics {
            whole: self.requests.with_label_values(&[route, "200"]),
            unmodified: self.requests.with_label_values(&[route, "304"]),
            duration: self.durations.with_label_values(&[route]),
        }
    }

    /// Counts an answer from the cache.
    pub fn note_kept(&self, route: &RouteMetrics, status: u16, took: Duration) {
        match status {
            304 => route.unmodified.inc(),
            _ => route.whole.inc(),
        }
        route.duration.observe(took.as_secs_f64());
        self.cache.hits.inc();
        self.hour.note(status, took, true);
    }

    /// Notes what the database says of the outbox and the jobs.
    pub fn note_background(&self, lag: &[Lag], jobs: &[Waiting], now: Moment) {
        let age = |moment: Moment| (now.microseconds() - moment.microseconds()).max(0) / 1_000_000;
        for one in lag {
            let of = [one.subscriber.as_str()];
            self.lag_events.with_label_values(&of).set(one.events);
            self.lag_seconds
                .with_label_values(&of)
                .set(one.since.map_or(0, age));
            self.parked.with_label_values(&of).set(one.parked);
        }
        for job in jobs {
            self.job_age
                .with_label_values(&[job.kind.as_str()])
                .set(age(job.run_at));
        }
    }

    /// Everything, in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            log::error!("the metrics cannot be written: {error}");
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}
