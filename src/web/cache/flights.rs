//! One makes a page that many want at once; the others wait for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

type Boarded = Mutex<HashMap<String, Arc<Flight>>>;

/// The pages that are being made.
#[derive(Default)]
pub(super) struct Flights(Arc<Boarded>);

struct Flight {
    /// Closed when it has ended.
    ended: Semaphore,
    was_kept: AtomicBool,
}

/// Whose turn it is to make a page.
pub(super) enum Turn {
    Own(Own),
    Others(Others),
}

/// The turn to make a page. It ends when this is dropped, also when its reader hangs up.
pub(super) struct Own {
    boarded: Arc<Boarded>,
    flight: Arc<Flight>,
    key: String,
}

/// Somebody else makes the page.
pub(super) struct Others(Arc<Flight>);

impl Flights {
    pub fn board(&self, key: &str) -> Turn {
        let mut boarded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = boarded.get(key) {
            return Turn::Others(Others(Arc::clone(flight)));
        }
        let flight = Arc::new(Flight {
            ended: Semaphore::new(0),
            was_kept: AtomicBool::new(false),
        });
        boarded.insert(key.to_owned(), Arc::clone(&flight));
        Turn::Own(Own {
            boarded: Arc::clone(&self.0),
            flight,
            key: key.to_owned(),
        })
    }
}

impl Own {
    /// Says that the page can be found by those who wait.
    pub fn kept(&mut self) {
        self.flight.was_kept.store(true, Ordering::Release);
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let mut boarded = self.boarded.lock().unwrap_or_else(PoisonError::into_inner);
        boarded.remove(&self.key);
        drop(boarded);
        self.flight.ended.close();
    }
}

impl Others {
    /// Waits until the page is made. Says whether it was kept: else those who wait make it themselves, all at
    /// once, for it is none that can be shared.
    pub async fn landed(self) -> bool {
        // It has no permits: this ends when it is closed.
        let _ = self.0.ended.acquire().await;
        self.0.was_kept.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_makes_a_page_and_the_others_are_told_of_it() {
        let flights = Flights::default();
        let Turn::Own(mut own) = flights.board("/a") else {
            panic!("nobody else makes it");
        };
        let Turn::Others(others) = flights.board("/a") else {
            panic!("somebody makes it");
        };
        assert!(matches!(flights.board("/b"), Turn::Own(_)));

        own.kept();
        drop(own);

        assert!(others.landed().await);
        assert!(matches!(flights.board("/a"), Turn::Own(_)));
    }

    #[tokio::test]
    async fn who_hangs_up_leaves_nobody_waiting() {
        let flights = Flights::default();
        let own = flights.board("/a");
        let Turn::Others(others) = flights.board("/a") else {
            panic!("somebody makes it");
        };

        drop(own);

        assert!(!others.landed().await);
    }
}
