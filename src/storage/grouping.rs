//! Changes that are asked for at the same time are made in one transaction: what makes a change durable is the
//! wait for the disk, and that is the same for one as for many.
//!
//! Whoever asks puts a change into a queue. The first one to find nobody at work has a thread make what is in
//! the queue, group by group, until it is empty. In a group each change has a savepoint of its own, so that
//! one which fails leaves the others as they are. Nobody is told that a change is made before all of its group
//! is committed.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::spending::Spending;

/// How many changes are made together at most.
const MOST: usize = 64;
/// A group takes no more changes when it has taken this long, so that its first one does not wait for many.
const LONG: Duration = Duration::from_millis(20);

/// The changes that wait for their turn.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    changes: VecDeque<(u64, Box<dyn Change>)>,
    last_number: u64,
    is_worked_at: bool,
}

/// A change, whatever comes of it.
trait Change: Send {
    /// Makes it, and says whether it is to stay.
    fn make(&mut self, db: &mut Db) -> bool;

    /// Tells whoever asked what came of it and of its group.
    fn tell(self: Box<Self>, committed: std::result::Result<(), &StorageError>);
}

/// Where the answer to a change will come from. One that is given up before its turn is never made.
pub(super) struct Asked<T> {
    queue: Arc<Queue>,
    number: u64,
    answer: oneshot::Receiver<Result<T>>,
}

impl Queue {
    /// Puts a change into the queue. Whoever finds nobody at work has a thread do it.
    pub fn ask<T, F>(self: &Arc<Self>, change: F) -> (Asked<T>, Option<Work>)
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T> + Send + 'static,
    {
        let (teller, answer) = oneshot::channel();
        let change = Box::new(Asking {
            change: Some(change),
            made: None,
            teller,
            own: Spending::own(),
            came: Instant::now(),
        });
        let mut waiting = self.lock();
        waiting.last_number += 1;
        let number = waiting.last_number;
        waiting.changes.push_back((number, change));
        let is_idle = !std::mem::replace(&mut waiting.is_worked_at, true);
        drop(waiting);
        let work = is_idle.then(|| Work {
            queue: Arc::clone(self),
            is_done: false,
        });
        let queue = Arc::clone(self);
        let asked = Asked {
            queue,
            number,
            answer,
        };
        (asked, work)
    }

    fn make_group(&self, db: &mut Db, group: &mut Vec<Box<dyn Change>>) -> Result<()> {
        let since = Instant::now();
        let Some(second) = self.more() else {
            return match group.first_mut() {
                Some(only) => db.attempting(|db| Ok(only.make(db))),
                None => Ok(()),
            };
        };
        group.push(second);
        db.attempting(|db| {
            let mut place = 0;
            loop {
                if place == group.len() {
                    let is_full = place >= MOST || since.elapsed() > LONG;
                    let Some(next) = (!is_full).then(|| self.more()).flatten() else {
                        return Ok(true);
                    };
                    group.push(next);
                }
                if let Some(change) = group.get_mut(place) {
                    db.attempting_within(|db| change.make(db))?;
                }
                place += 1;
            }
        })
    }

    /// The next change; with none, nobody works any more.
    fn next(&self) -> Option<Box<dyn Change>> {
        let mut waiting = self.lock();
        let next = waiting.changes.pop_front();
        waiting.is_worked_at = next.is_some();
        next.map(|(_, change)| change)
    }

    fn more(&self) -> Option<Box<dyn Change>> {
        self.lock().changes.pop_front().map(|(_, change)| change)
    }

    /// Whether a change was still waiting, and now is not.
    fn take_back(&self, number: u64) -> bool {
        let mut waiting = self.lock();
        let before = waiting.changes.len();
        waiting.changes.retain(|(known, _)| *known != number);
        waiting.changes.len() < before
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The changes that are to be made, by whoever has this.
pub(super) struct Work {
    queue: Arc<Queue>,
    is_done: bool,
}

impl Work {
    /// Makes changes until none is left. `on_group` makes a group with a connection, by the work it is given,
    /// which commits, and says what came of it.
    pub fn go_on(mut self, on_group: impl Fn(&mut dyn FnMut(&mut Db) -> Result<()>) -> Result<()>) {
        while let Some(first) = self.queue.next() {
            let mut group = vec![first];
            let committed = on_group(&mut |db| self.queue.make_group(db, &mut group));
            for change in group {
                change.tell(committed.as_ref().copied());
            }
        }
        self.is_done = true;
    }
}

impl Drop for Work {
    /// Leaves it to the next one who asks, should it have failed, or never have begun.
    fn drop(&mut self) {
        if !self.is_done {
            self.queue.lock().is_worked_at = false;
        }
    }
}

impl<T> Asked<T> {
    /// What came of the change. One whose turn does not come in time is not made.
    pub async fn answer(mut self, patience: Duration) -> Result<T> {
        let told = match tokio::time::timeout(patience, &mut self.answer).await {
            Ok(told) => told,
            Err(_) if self.queue.take_back(self.number) => return Err(StorageError::Busy),
            Err(_) => (&mut self.answer).await,
        };
        told.unwrap_or_else(|_| Err(StorageError::Failed("a change was given up".to_owned())))
    }
}

impl<T> Drop for Asked<T> {
    fn drop(&mut self) {
        self.queue.take_back(self.number);
    }
}

struct Asking<T, F> {
    change: Option<F>,
    made: Option<(Result<T>, Instant)>,
    teller: oneshot::Sender<Result<T>>,
    own: Option<Arc<Spending>>,
    came: Instant,
}

impl<T, F> Change for Asking<T, F>
where
    T: Send,
    F: FnOnce(&mut Db) -> Result<T> + Send,
{
    fn make(&mut self, db: &mut Db) -> bool {
        let Some(change) = self.change.take() else {
            return false;
        };
        let made = Spending::of_asking(self.own.as_ref(), self.came, || {
            catch_unwind(AssertUnwindSafe(|| change(db)))
        });
        let made = made.unwrap_or_else(|panic| Err(panicked(&*panic)));
        let is_made = made.is_ok();
        self.made = Some((made, Instant::now()));
        is_made
    }

    fn tell(self: Box<Self>, committed: std::result::Result<(), &StorageError>) {
        let answer = match (self.made, committed) {
            (Some((Ok(done), made)), Ok(())) => {
                if let Some(own) = self.own {
                    own.add_asking(made.elapsed());
                }
                Ok(done)
            }
            (Some((Err(error), _)), _) => Err(error),
            (_, Err(StorageError::Busy)) => Err(StorageError::Busy),
            (_, Err(error)) => Err(StorageError::Failed(error.to_string())),
            (None, Ok(())) => Err(StorageError::Busy),
        };
        let _ = self.teller.send(answer);
    }
}

fn panicked(panic: &(dyn Any + Send)) -> StorageError {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    StorageError::Failed(format!("a change panicked: {}", text.unwrap_or("unknown")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_never_began_is_left_to_the_next_one_who_asks() {
        let queue = Arc::new(Queue::default());
        let (_first, work) = queue.ask(|_| Ok(()));
        let (_second, others) = queue.ask(|_| Ok(()));
        assert!(others.is_none(), "somebody is at work");

        drop(work);

        assert!(queue.ask(|_| Ok(())).1.is_some());
    }
}
