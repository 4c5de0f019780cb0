//! What only a real browser can show: widths, directions, the keyboard, pages with and without scripts.
//!
//! Needs Chromium and its driver, and DAF_TEST_POSTGRES_URL not at all: the pages are the same on both
//! databases, so these tests read them from SQLite.

mod chromium;
mod desk;
mod frozen;
mod geometry;
mod reading;
#[path = "../integration/support/mod.rs"]
mod support;
mod walk;

use support::{Database, Filling, Kind, TestSite};

fn empty_site() -> TestSite {
    TestSite::over(Database::filled(Kind::Sqlite, Filling::Tables))
}

fn demo_site() -> TestSite {
    TestSite::over(Database::filled(Kind::Sqlite, Filling::Demo))
}
