//! How often a token, or an address without one, may call; told in the standard headers
//! (draft-ietf-httpapi-ratelimit-headers).

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::web::throttle::Wait;

/// The keys of strangers are forgotten when there are more of them than this.
const MOST_KEYS: usize = 20_000;

type Limiter =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A policy: so many at once, and one more after each pause.
pub struct Limit {
    name: &'static str,
    at_once: u32,
    pause: Duration,
    limiter: Limiter,
    clock: DefaultClock,
}

/// What is left of a policy after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    name: &'static str,
    at_once: u32,
    remaining: u32,
    /// Until all of it is there again.
    window: u64,
    reset: u64,
}

/// The policies of this site. Each process counts by itself, and what comes from the page cache counts nowhere.
pub struct Limits {
    pub token: Limit,
    pub address: Limit,
}

impl Limits {
    /// So many calls a minute of a token, all of them at once where it likes; half of an address.
    pub fn of(calls_a_minute: u32) -> Limits {
        const MINUTE: Duration = Duration::from_secs(60);
        let calls = calls_a_minute.max(2);
        Limits {
            token: Limit::new("token", calls, MINUTE / calls),
            address: Limit::new("address", calls / 2, MINUTE / (calls / 2)),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::of(600)
    }
}

impl Limit {
    pub fn new(name: &'static str, at_once: u32, pause: Duration) -> Limit {
        let burst = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(pause)
            .unwrap_or(Quota::per_second(burst))
            .allow_burst(burst);
        Limit {
            name,
            at_once,
            pause,
            limiter: RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>(),
            clock: DefaultClock::default(),
        }
    }

    /// Lets a call through, or says for how long to wait, and what is left.
    pub fn admit(&self, key: &str) -> (Result<(), Wait>, Left) {
        if self.limiter.len() > MOST_KEYS {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        match self.limiter.check_key(&key.to_owned()) {
            Ok(state) => (Ok(()), self.left(state.remaining_burst_capacity(), 0)),
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.clock.now());
                let seconds = wait.as_secs() + 1;
                (Err(Wait { seconds }), self.left(0, seconds))
            }
        }
    }

    fn left(&self, remaining: u32, least: u64) -> Left {
        let seconds = |calls: u32| (self.pause * calls).as_secs_f64().ceil() as u64;
        Left {
            name: self.name,
            at_once: self.at_once,
            remaining,
            window: seconds(self.at_once),
            reset: seconds(self.at_once.saturating_sub(remaining)).max(least),
        }
    }
}

impl Left {
    pub fn tell(&self, headers: &mut HeaderMap) {
        let policy = format!("\"{}\";q={};w={}", self.name, self.at_once, self.window);
        let state = format!("\"{}\";r={};t={}", self.name, self.remaining, self.reset);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_until_nothing_is() {
        let limit = Limit::new("token", 2, Duration::from_secs(30));

        let calls: Vec<(bool, u32)> = (0..3)
            .map(|_| limit.admit("a"))
            .map(|(let_through, left)| (let_through.is_ok(), left.remaining))
            .collect();

        assert_eq!(calls, [(true, 1), (true, 0), (false, 0)]);
        let mut headers = HeaderMap::new();
        limit.admit("b").1.tell(&mut headers);
        assert_eq!(
            headers.get("ratelimit-policy").unwrap(),
            "\"token\";q=2;w=60"
        );
        assert_eq!(headers.get("ratelimit").unwrap(), "\"token\";r=1;t=30");
    }
}
