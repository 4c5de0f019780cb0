//! What the tests stand on: a site with a database of its own, visitors who read it, and the program.

#![allow(dead_code, unused_imports)] // The browser tests use a part of it.

pub mod api;
pub mod changes;
pub mod database;
pub mod drafts;
pub mod elsewhere;
pub mod forms;
pub mod members;
pub mod page;
pub mod program;
pub mod schemas;
pub mod site;
pub mod visitor;

use std::time::{Duration, Instant};

pub use daf::domain::user::Role;
pub use database::{Database, Filling, Kind};
pub use forms::FilledForm;
pub use members::PASSWORD;
pub use page::Page;
pub use program::Program;
pub use site::TestSite;
pub use visitor::Visitor;

pub use daf::domain::language::Language::{self, Ar, En, He};

/// Runs a test on an empty site over SQLite, then on one over PostgreSQL.
pub fn on_both(test: impl Fn(&TestSite)) {
    on_both_filled(Filling::Tables, test);
}

/// As [`on_both`], on a site with the demo content.
pub fn on_both_with_demo(test: impl Fn(&TestSite)) {
    on_both_filled(Filling::Demo, test);
}

fn on_both_filled(filling: Filling, test: impl Fn(&TestSite)) {
    on_both_databases(filling, |database| test(&TestSite::over(database)));
}

/// Runs a test on a database of each kind, without a server.
pub fn on_both_databases(filling: Filling, test: impl Fn(Database)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        eprintln!("on {kind:?}:");
        test(Database::filled(kind, filling));
    }
}

/// Waits until something is so; what should come at its time comes within a few seconds of it.
#[track_caller]
pub fn comes_to_be(what: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !what() {
        assert!(Instant::now() < deadline, "it never came to be");
        std::thread::yield_now();
    }
}
