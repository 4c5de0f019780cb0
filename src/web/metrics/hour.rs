//! The last hour of answers, minute by minute, in memory that does not grow.

use std::array;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many minutes are kept.
const MINUTES: usize = 60;

/// The last hour.
pub struct Hour {
    started: Instant,
    slots: [Slot; MINUTES],
}

/// One minute; another one's numbers are taken away when its turn comes again.
#[derive(Default)]
struct Slot {
    /// The minute since the process started, from 1; 0 for none yet.
    minute: AtomicU64,
    answers: AtomicU64,
    kept: AtomicU64,
    failed: AtomicU64,
    /// In microseconds.
    took: AtomicU64,
    slowest: AtomicU64,
}

/// What was answered in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minute {
    pub answers: u64,
    /// Those from the cache.
    pub kept: u64,
    /// Those with a status of 500 or more.
    pub failed: u64,
    /// All together.
    pub took: Duration,
    pub slowest: Duration,
}

impl Default for Hour {
    fn default() -> Hour {
        Hour {
            started: Instant::now(),
            slots: array::from_fn(|_| Slot::default()),
        }
    }
}

impl Hour {
    pub fn note(&self, status: u16, took: Duration, was_kept: bool) {
        self.note_at(self.minute(), status, took, was_kept);
    }

    fn minute(&self) -> u64 {
        self.started.elapsed().as_secs() / 60 + 1
    }

    fn note_at(&self, minute: u64, status: u16, took: Duration, was_kept: bool) {
        let slot = &self.slots[minute as usize % MINUTES];
        let known = slot.minute.load(Ordering::Acquire);
        if known != minute
            && slot
                .minute
                .compare_exchange(known, minute, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
        {
            for number in [
                &slot.answers,
                &slot.kept,
                &slot.failed,
                &slot.took,
                &slot.slowest,
            ] {
                number.store(0, Ordering::Relaxed);
            }
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        slot.answers.fetch_add(1, Ordering::Relaxed);
        slot.took.fetch_add(micros, Ordering::Relaxed);
        if slot.slowest.load(Ordering::Relaxed) < micros {
            slot.slowest.fetch_max(micros, Ordering::Relaxed);
        }
        if was_kept {
            slot.kept.fetch_add(1, Ordering::Relaxed);
        }
        if status >= 500 {
            slot.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The last sixty minutes, the present one last.
    pub fn minutes(&self) -> Vec<Minute> {
        self.minutes_until(self.minute())
    }

    fn minutes_until(&self, last: u64) -> Vec<Minute> {
        // Also those before the process started.
        let minutes = (0..MINUTES as u64).rev();
        minutes
            .map(|ago| {
                last.checked_sub(ago)
                    .map_or_else(Minute::default, |minute| self.of(minute))
            })
            .collect()
    }

    fn of(&self, minute: u64) -> Minute {
        let slot = &self.slots[minute as usize % MINUTES];
        if minute == 0 || slot.minute.load(Ordering::Acquire) != minute {
            return Minute::default();
        }
        let read = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Minute {
            answers: read(&slot.answers),
            kept: read(&slot.kept),
            failed: read(&slot.failed),
            took: Duration::from_micros(read(&slot.took)),
            slowest: Duration::from_micros(read(&slot.slowest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_counts_its_own_answers_and_an_hour_forgets_the_one_before() {
        let hour = Hour::default();
        let milliseconds = Duration::from_millis;
        hour.note_at(1, 200, milliseconds(10), true);
        hour.note_at(1, 500, milliseconds(30), false);
        hour.note_at(61, 200, milliseconds(1), false);
        hour.note_at(59, 404, milliseconds(2), false);

        let minutes = hour.minutes_until(61);

        assert_eq!(minutes.len(), 60);
        let answers: u64 = minutes.iter().map(|minute| minute.answers).sum();
        assert_eq!(answers, 2, "the first minute is more than an hour ago");
        let last = minutes.last().unwrap();
        assert_eq!((last.answers, last.kept, last.failed), (1, 0, 0));
        assert_eq!(
            (last.took, last.slowest),
            (milliseconds(1), milliseconds(1))
        );
        let early = hour.minutes_until(2);
        assert_eq!(early.len(), 60);
        assert_eq!(early.iter().map(|minute| minute.answers).sum::<u64>(), 0);
    }
}
