//! No page that is kept is ever other than a fresh one. Changes by chance run against readers, many at
//! once; then every page that was kept is compared with the same page made anew.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use daf::storage::{Db, Result};
use diesel::RunQueryDsl;
use fastrand::Rng;

use crate::support::changes::Changes;
use crate::support::{Page, TestSite, Visitor, on_both};

/// How many changes are made at once.
const WRITERS: usize = 3;
const READERS: usize = 2;
/// After fewer changes not every page is looked at.
const MANY: usize = 30;
const LOOKED_AT: usize = 40;

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

fn texts(db: &mut Db, question: &str) -> Result<Vec<String>> {
    let rows: Vec<Text> = diesel::sql_query(question).load(db)?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Every address that a reader may come to, with some that lead nowhere.
fn addresses(db: &mut Db) -> Result<Vec<String>> {
    let mut all: Vec<String> = [
        "/",
        "/he",
        "/en",
        "/ar",
        "/archive",
        "/tags",
        "/series",
        "/preferences",
        "/search",
        "/sitemap.xml",
        "/sitemap.xml?part=pages",
        "/robots.txt",
        "/.well-known/security.txt",
        "/search?q=word",
        "/search?q=words&lang=en",
        "/search.json?q=words",
        "/search?q=nothingatall",
        "/search/feed.atom?q=words",
    ]
    .map(str::to_owned)
    .into();
    let mut lists: Vec<String> = ["", "/he", "/en", "/ar"].map(str::to_owned).into();
    for (room, question) in [
        ("", "SELECT slug AS text FROM posts"),
        ("", "SELECT slug AS text FROM former_slugs"),
        ("/tag", "SELECT slug AS text FROM tags"),
        ("/series", "SELECT slug AS text FROM series"),
        ("/author", "SELECT handle AS text FROM users"),
        (
            "/archive",
            "SELECT DISTINCT month AS text FROM archive_months",
        ),
    ] {
        for slug in texts(db, question)? {
            let address = format!("{room}/{slug}");
            if matches!(room, "/tag" | "/series" | "/author") {
                lists.push(address.clone());
            }
            all.push(address);
        }
    }
    for list in lists {
        for feed in ["feed.atom", "feed.rss", "feed.json"] {
            all.push(format!("{list}/{feed}"));
        }
    }
    Ok(all)
}

/// A reader by chance: no page is the same for all of them.
fn reader(address: &str, rng: &mut Rng) -> Visitor {
    let reader = Visitor::to(address).speaking(["en", "he", "ar", "fr"][rng.usize(..4)]);
    match rng.u32(..6) {
        0 => reader.with_cookie("daf_theme", "dark"),
        1 => reader.with_cookie("daf_language", "ar"),
        _ => reader,
    }
}

/// What a reader is given: all but what differs with each answer.
fn given(page: &Page) -> (u16, String, Option<&str>, Option<&str>) {
    let tag = page.find_header("etag");
    let text = String::from_utf8_lossy(&page.body).into_owned();
    (page.status, text, tag, page.find_header("location"))
}

#[track_caller]
fn compare(kept: &Visitor, fresh: &Visitor, address: &str, seed: u64) {
    let (kept, fresh) = (kept.get(address), fresh.get(address));
    let (old, new) = (given(&kept), given(&fresh));
    if old != new {
        let differs = old
            .1
            .lines()
            .zip(new.1.lines())
            .find(|(old, new)| old != new);
        panic!(
            "{address} is stale, from seed {seed}: {} {} {differs:#?}",
            old.0, new.0
        );
    }
}

fn seed() -> u64 {
    match std::env::var("DAF_TEST_SEED") {
        Ok(typed) => typed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    }
}

/// One round: changes and readers at once, and then a look at every page.
fn round(site: &TestSite, fresh: &str, changes: usize, rng: &mut Rng, seed: u64) {
    let left = AtomicUsize::new(changes);
    let addresses = site.read(addresses);
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            let mut made = Changes::new(&site.store, rng.u64(..));
            let left = &left;
            scope.spawn(move || {
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                        left.checked_sub(1)
                    })
                    .is_ok()
                {
                    made.make();
                }
            });
        }
        for _ in 0..READERS {
            let mut rng = rng.fork();
            let (left, addresses) = (&left, &addresses);
            scope.spawn(move || {
                let reader = reader(&site.address, &mut rng);
                while left.load(Ordering::Relaxed) > 0 {
                    let page = reader.get(&addresses[rng.usize(..addresses.len())]);
                    assert!(page.status < 500, "{}: {}", page.address, page.status);
                }
            });
        }
    });
    let mut chosen: BTreeSet<String> = addresses.into_iter().collect();
    chosen.extend(site.read(self::addresses));
    if changes < MANY {
        let some = rng.choose_multiple(chosen, LOOKED_AT);
        chosen = some.into_iter().collect();
    }
    let who = rng.u64(..);
    let kept = reader(&site.address, &mut Rng::with_seed(who));
    let made = reader(fresh, &mut Rng::with_seed(who));
    for address in chosen {
        compare(&kept, &made, &address, seed);
    }
}

/// How many changes each database sees, unless somebody wants more or fewer.
const CHANGES: usize = 10_000;

fn changes() -> usize {
    match std::env::var("DAF_TEST_CHANGES") {
        Ok(typed) => typed.parse().unwrap(),
        Err(_) => CHANGES,
    }
}

#[test]
fn whatever_is_changed_every_page_is_what_a_fresh_one_would_be() {
    on_both(|site| {
        let seed = seed();
        let mut rng = Rng::with_seed(seed);
        site.with_a_bit_of_everything();
        let fresh = site.uncached();
        let mut left = changes();
        while left > 0 {
            // A few, after which a page that was forgotten stands out; and many, that meet each other.
            let changes = [1, 4, 30, 900][rng.usize(..4)].min(left);
            round(site, &fresh.address, changes, &mut rng, seed);
            left -= changes;
        }
    });
}
