//! How the site itself is, for its owner and for programs.

use std::sync::atomic::{AtomicI64, Ordering};

use daf::domain::event::Event;
use daf::storage::{counts, events, outbox};

use crate::support::{TestSite, comes_to_be, on_both};

/// Makes an event that a subscriber was let off.
pub fn parked(site: &TestSite, subscriber: &str) -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1_000_000);
    let sequence = NEXT.fetch_add(1, Ordering::Relaxed);
    site.execute(&format!(
        "INSERT INTO parked_events (subscriber, sequence, kind, subject, payload, happened_at, reason, parked_at, wanted) \
         VALUES ('{subscriber}', {sequence}, 'test.parked', 'post:7', '{{}}', 0, 'it was <b>poison</b>', 0, 0)"
    ))
    .unwrap();
    site.read(|db| outbox::parked(db, 1)).remove(0).id
}

#[test]
fn the_owner_sees_the_last_hour_and_what_waits() {
    on_both(|site| {
        site.article("Article").create();
        for _ in 0..3 {
            site.get("/article").is(200);
        }
        let owner = site.owner();

        let page = owner.get("/desk/system").is(200);

        page.shows("The last hour")
            .shows("Counting by day")
            .shows("every event arrived");
        assert!(
            page.html().contains("<rect class=\"made\""),
            "a minute is drawn"
        );
        site.editor().get("/desk/system").is(403);
        owner.get("/desk").is(200).shows("System");
    });
}

#[test]
fn a_parked_event_is_handed_over_again_or_let_go() {
    on_both(|site| {
        let owner = site.owner();
        let id = parked(site, outbox::COUNTING);
        let page = owner.get("/desk/system").is(200);
        page.shows("test.parked post:7")
            .shows("it was <b>poison</b>");

        let retried = owner.send(&page.form(&format!("/desk/system/{id}/retry")));
        retried.is(303);
        comes_to_be(|| site.read(|db| outbox::parked(db, 1)).is_empty());
        let counted = site.read(|db| counts::since(db, "1970-01-01"));
        assert!(counted.contains(&("1970-01-01".to_owned(), "test.parked".to_owned(), 1)));

        let id = parked(site, "somebody");
        let page = owner.get("/desk/system").is(200);
        owner
            .send(&page.form(&format!("/desk/system/{id}/removal")))
            .is(303);
        assert!(site.read(|db| outbox::parked(db, 1)).is_empty());
        assert_eq!(site.acts(), ["event.retried", "event.dismissed"]);
    });
}

#[test]
fn events_are_counted_by_their_days() {
    on_both(|site| {
        for _ in 0..3 {
            site.write(|db| events::record(db, &Event::SettingsSaved));
        }

        comes_to_be(|| {
            let counted = site.read(|db| counts::since(db, "2026-01-01"));
            counted
                .iter()
                .any(|(_, kind, amount)| kind == "settings.saved" && *amount == 3)
        });
    });
}

#[test]
fn programs_read_what_the_process_counts() {
    on_both(|site| {
        site.article("Article").create();
        site.get("/article").is(200);
        site.get("/article").is(200);
        site.get("/nothing-here").is(404);

        let page = site.get("/metrics").is(200);

        assert_eq!(
            page.header("content-type"),
            "text/plain; version=0.0.4; charset=utf-8"
        );
        let text = page.html();
        for line in [
            "daf_requests_total{route=\"/{slug}\",status=\"200\"} 2",
            "daf_requests_total{route=\"/{slug}\",status=\"404\"} 1",
            "daf_request_duration_seconds_count{route=\"/{slug}\"} 3",
            "daf_page_cache_hits_total 1",
            "daf_page_cache_pages 1",
            "daf_outbox_parked_events{subscriber=\"counting\"} 0",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} in {text}");
        }
        assert!(text.contains("daf_outbox_lag_events{subscriber=\"counting\"}"));
        assert!(text.contains("daf_pool_wait_seconds_bucket"));
    });
}
