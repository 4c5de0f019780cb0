//! What an answer took, for whoever looks at a page with their browser's tools (`Server-Timing`).

use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};

use crate::storage::spending::Spending;

pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Of an answer that was made: how long it waited for a connection, asked and rendered, in milliseconds, and
/// how many queries it took.
pub fn of_made(spending: &Spending, total: Duration) -> HeaderValue {
    let text = format!(
        "pool;dur={}, db;dur={};desc=\"{} queries\", render;dur={}, total;dur={}",
        milliseconds(spending.waiting()),
        milliseconds(spending.asking()),
        spending.queries(),
        milliseconds(spending.rendering()),
        milliseconds(total),
    );
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("total"))
}

/// Of a page that had to be made: the cache knew it not, or not any more.
pub fn of_missed(made: &HeaderValue, was_stale: bool) -> HeaderValue {
    let cache = if was_stale { "stale" } else { "miss" };
    let made = made.to_str().unwrap_or_default();
    HeaderValue::try_from(format!("cache;desc={cache}, {made}"))
        .unwrap_or_else(|_| HeaderValue::from_static("cache"))
}

/// Of a page that was kept.
pub fn of_kept(total: Duration) -> HeaderValue {
    // Without floating point, which takes longer than to find the page.
    let micros = total.as_micros();
    let text = format!(
        "cache;desc=hit, total;dur={}.{:03}",
        micros / 1_000,
        micros % 1_000
    );
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("cache;desc=hit"))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1_000.0)
}
