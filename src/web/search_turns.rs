//! Turns at searching, so that searches never take all of the database's readers.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::AppError;

/// Whose turn it is to search. Search is the costliest thing a stranger can ask for: all searches
/// together take at most half of the store's readers, and one network address may wait for no more
/// than [`MOST_FROM_ONE`] at once.
pub struct SearchTurns {
    waiting: Arc<Mutex<HashMap<IpAddr, usize>>>,
    running: Arc<Semaphore>,
}

const MOST_FROM_ONE: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);

/// The right to search, given back when dropped.
pub struct SearchTurn {
    _place: Place,
    _running: OwnedSemaphorePermit,
}

/// A place among an address's searches.
struct Place {
    waiting: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: Option<IpAddr>,
}

impl SearchTurns {
    pub fn among(readers: u32) -> SearchTurns {
        SearchTurns {
            waiting: Arc::default(),
            running: Arc::new(Semaphore::new((readers as usize / 2).max(1))),
        }
    }

    /// Waits for a turn. An address with too many searches waiting is refused at once.
    pub async fn take(&self, address: Option<IpAddr>) -> Result<SearchTurn, AppError> {
        let place = self.place(address)?;
        let running = Arc::clone(&self.running).acquire_owned();
        match tokio::time::timeout(PATIENCE, running).await {
            Ok(Ok(running)) => Ok(SearchTurn {
                _place: place,
                _running: running,
            }),
            _ => Err(AppError::Busy),
        }
    }

    fn place(&self, address: Option<IpAddr>) -> Result<Place, AppError> {
        if let Some(address) = address {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let count = waiting.entry(address).or_insert(0);
            if *count >= MOST_FROM_ONE {
                return Err(AppError::TooManyRequests { seconds: 1 });
            }
            *count += 1;
        }
        Ok(Place {
            waiting: Arc::clone(&self.waiting),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = waiting.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place_and_gives_its_places_back() {
        let turns = SearchTurns::among(4);
        let one = Some(IpAddr::from([10, 0, 0, 1]));
        let held: Vec<_> = (0..MOST_FROM_ONE).map(|_| turns.place(one)).collect();

        assert!(held.iter().all(Result::is_ok));
        assert!(matches!(
            turns.place(one),
            Err(AppError::TooManyRequests { .. })
        ));
        assert!(turns.place(Some(IpAddr::from([10, 0, 0, 2]))).is_ok());

        drop(held);
        assert!(turns.place(one).is_ok());
        assert!(turns.waiting.lock().unwrap().is_empty());
    }

    #[actix_web::test]
    async fn searches_leave_half_of_the_readers_to_pages() {
        let turns = SearchTurns::among(4);
        let held = [turns.take(None).await, turns.take(None).await];

        assert!(held.iter().all(Result::is_ok));
        assert_eq!(turns.running.available_permits(), 0);
    }
}
