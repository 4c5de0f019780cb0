//! What a piece of work spends on the database: waiting for a connection, asking, and how many questions.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::InstrumentationEvent;

/// What was spent so far.
#[derive(Debug, Default)]
pub struct Spending {
    /// In microseconds.
    waiting: AtomicU64,
    asking: AtomicU64,
    rendering: AtomicU64,
    queries: AtomicU32,
}

tokio::task_local! {
    static OWN: Arc<Spending>;
}

thread_local! {
    static QUERIES: Cell<u32> = const { Cell::new(0) };
}

impl Spending {
    /// Does work whose spending is noted here.
    pub async fn noting<F: Future>(self: Arc<Self>, work: F) -> F::Output {
        OWN.scope(self, work).await
    }

    pub fn waiting(&self) -> Duration {
        Duration::from_micros(self.waiting.load(Ordering::Relaxed))
    }

    pub fn asking(&self) -> Duration {
        Duration::from_micros(self.asking.load(Ordering::Relaxed))
    }

    pub fn rendering(&self) -> Duration {
        Duration::from_micros(self.rendering.load(Ordering::Relaxed))
    }

    /// How many statements, besides those that begin and end transactions.
    pub fn queries(&self) -> u32 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Of the work that asks, where anybody wants to know.
    pub(super) fn own() -> Option<Arc<Spending>> {
        OWN.try_with(Arc::clone).ok()
    }

    pub(super) fn add_asking(&self, time: Duration) {
        add(&self.asking, time);
    }

    /// Asks on this thread, with a connection that was waited for since `came`.
    pub(super) fn of_asking<T>(
        own: Option<&Arc<Spending>>,
        came: Instant,
        ask: impl FnOnce() -> T,
    ) -> T {
        let Some(own) = own else {
            return ask();
        };
        let began = Instant::now();
        let before = QUERIES.get();
        let answer = ask();
        add(&own.waiting, began - came);
        add(&own.asking, began.elapsed());
        let queries = QUERIES.get().wrapping_sub(before);
        own.queries.fetch_add(queries, Ordering::Relaxed);
        answer
    }
}

fn add(spent: &AtomicU64, time: Duration) {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    spent.fetch_add(micros, Ordering::Relaxed);
}

/// Renders, and notes what that takes.
pub fn rendering<T>(render: impl FnOnce() -> T) -> T {
    let Some(own) = Spending::own() else {
        return render();
    };
    let began = Instant::now();
    let rendered = render();
    add(&own.rendering, began.elapsed());
    rendered
}

/// Counts the statements that a connection runs on this thread.
pub(super) fn count(event: InstrumentationEvent<'_>) {
    let queries = QUERIES.get();
    QUERIES.set(match event {
        InstrumentationEvent::StartQuery { .. } => queries.wrapping_add(1),
        // Each is a statement of its own, too.
        InstrumentationEvent::BeginTransaction { .. }
        | InstrumentationEvent::CommitTransaction { .. }
        | InstrumentationEvent::RollbackTransaction { .. } => queries.wrapping_sub(1),
        _ => queries,
    });
}
