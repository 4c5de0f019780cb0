//! Slowing down what somebody might try many times: passwords, accounts, comments, reports.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::AppError;

/// Lets a number through at once for each key, and then one after each pause.
pub struct Throttle {
    limiter: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
    /// Until when keys that failed too often must wait.
    barred: Mutex<HashMap<String, Instant>>,
}

/// The keys of strangers are forgotten when there are more of them than this.
const MOST_KEYS: usize = 20_000;

impl Throttle {
    pub fn new(at_once: u32, pause: Duration) -> Throttle {
        let burst = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(pause)
            .unwrap_or(Quota::per_second(burst))
            .allow_burst(burst);
        Throttle {
            limiter: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            barred: Mutex::default(),
        }
    }

    /// Lets somebody through, or says for how long to wait.
    pub fn admit(&self, key: &str) -> Result<(), Wait> {
        if self.limiter.len() > MOST_KEYS {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now());
            Wait {
                seconds: wait.as_secs() + 1,
            }
        })
    }
}

/// For what only failures count of: a right password costs nothing.
impl Throttle {
    /// Whether a key has failed too often to try again now.
    pub fn check(&self, key: &str) -> Result<(), Wait> {
        let mut barred = self.barred.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        match barred.get(key) {
            Some(until) if *until > now => Err(Wait {
                seconds: until.duration_since(now).as_secs() + 1,
            }),
            Some(_) => {
                barred.remove(key);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes a failure. The one after too many bars the key for a while.
    pub fn failed(&self, key: &str) {
        let Err(wait) = self.admit(key) else { return };
        let mut barred = self.barred.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if barred.len() > MOST_KEYS {
            barred.retain(|_, until| *until > now);
        }
        barred.insert(key.to_owned(), now + Duration::from_secs(wait.seconds));
    }
}

/// Somebody must wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub seconds: u64,
}

impl From<Wait> for AppError {
    fn from(wait: Wait) -> AppError {
        AppError::TooManyRequests {
            seconds: wait.seconds,
        }
    }
}

/// What is slowed down on this site. Each process counts by itself.
pub struct Throttles {
    /// Wrong passwords from one neighbourhood.
    pub neighbourhood: Throttle,
    /// Wrong passwords for one account from one neighbourhood.
    pub pair: Throttle,
    /// Wrong passwords for one account, from anywhere. So many that nobody can bar another's account
    /// from one place.
    pub account: Throttle,
    /// Accounts wanted from one neighbourhood.
    pub joining: Throttle,
    /// Accounts wanted for one e-mail address, from anywhere. So many that nobody can keep another from
    /// joining from one place.
    pub joining_as: Throttle,
    pub commenting: Throttle,
    pub reporting: Throttle,
    /// What other sites say that they link to, each of which is looked at.
    pub mentioning: Throttle,
    /// Profiles that an account gives itself, since each is recorded for ever.
    pub profiles: Throttle,
    /// New passwords of an account, of those who have proven the old one.
    pub passwords: Throttle,
    /// Addresses that an account tries to change to, which tells whose are taken.
    pub addresses: Throttle,
    /// The same, for all accounts of one neighbourhood.
    pub addresses_nearby: Throttle,
}

impl Default for Throttles {
    fn default() -> Throttles {
        Throttles {
            neighbourhood: Throttle::new(30, Duration::from_secs(10)),
            pair: Throttle::new(10, Duration::from_secs(30)),
            account: Throttle::new(100, Duration::from_secs(5)),
            joining: Throttle::new(20, Duration::from_secs(60)),
            joining_as: Throttle::new(100, Duration::from_secs(5)),
            commenting: Throttle::new(100, Duration::from_secs(6)),
            reporting: Throttle::new(20, Duration::from_secs(60)),
            mentioning: Throttle::new(60, Duration::from_secs(10)),
            profiles: Throttle::new(30, Duration::from_secs(20)),
            passwords: Throttle::new(30, Duration::from_secs(20)),
            addresses: Throttle::new(10, Duration::from_secs(600)),
            addresses_nearby: Throttle::new(30, Duration::from_secs(120)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_number_of_tries_each_key_waits_for_itself() {
        let throttle = Throttle::new(3, Duration::from_secs(60));

        let tries: Vec<bool> = (0..5).map(|_| throttle.admit("a").is_ok()).collect();

        assert_eq!(tries, [true, true, true, false, false]);
        assert!(throttle.admit("b").is_ok());
        let wait = throttle.admit("a").unwrap_err();
        assert!((1..=61).contains(&wait.seconds), "{wait:?}");
    }

    #[test]
    fn only_failures_bar_a_key() {
        let throttle = Throttle::new(2, Duration::from_secs(60));
        for _ in 0..10 {
            assert!(throttle.check("a").is_ok());
        }
        for _ in 0..3 {
            assert!(throttle.check("a").is_ok());
            throttle.failed("a");
        }

        assert!(throttle.check("a").is_err());
        assert!(throttle.check("b").is_ok());
    }

    #[test]
    fn keys_of_the_past_are_forgotten() {
        let throttle = Throttle::new(1, Duration::from_nanos(1));
        for number in 0..MOST_KEYS + 10 {
            let _ = throttle.admit(&number.to_string());
        }

        assert!(throttle.limiter.len() < MOST_KEYS / 2);
    }
}
