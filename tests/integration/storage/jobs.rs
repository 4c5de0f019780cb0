//! Work that outlives a request is done by one process at a time.

use std::sync::Arc;

use actix_web::rt::System;
use daf::domain::job::Job;
use daf::domain::moment::Moment;
use daf::jobs::working;
use daf::storage::{jobs, outbox};
use tokio::sync::Notify;

use crate::support::{Filling, TestSite, on_both, on_both_databases};

#[test]
fn a_job_is_taken_on_by_one_and_comes_again_at_its_time() {
    on_both(|site| {
        let now = Moment::now();
        let lease = |at: Moment| site.write(|db| jobs::lease(db, at));
        site.write(|db| jobs::enqueue(db, Job::Trim, now, now));
        site.write(|db| jobs::enqueue(db, Job::Trim, now.plus_hours(-5), now));

        assert_eq!(lease(now.plus_seconds(-1)), None, "it is not time yet");
        let leased = lease(now).unwrap();
        assert_eq!(leased.job, Job::Trim);
        assert_eq!(lease(now), None, "somebody has it");

        site.write(|db| jobs::finish(db, &leased, now));
        assert_eq!(lease(now.plus_hours(5)), None);
        assert!(lease(now.plus_hours(6)).is_some());
    });
}

#[test]
fn a_job_whose_process_ended_is_taken_on_by_another_which_the_first_does_not_disturb() {
    on_both(|site| {
        let now = Moment::now();
        site.write(|db| jobs::enqueue(db, Job::Optimize, now, now));
        let first = site.write(|db| jobs::lease(db, now)).unwrap();
        let later = now.plus_seconds(301);
        let second = site.write(|db| jobs::lease(db, later)).unwrap();

        site.write(|db| jobs::finish(db, &first, later));
        site.write(|db| jobs::release(db, &first, Some("late"), later));
        assert_eq!(
            site.write(|db| jobs::lease(db, later)),
            None,
            "the second has it"
        );

        site.write(|db| jobs::release(db, &second, None, later));
        assert!(site.write(|db| jobs::lease(db, later)).is_some());
    });
}

#[test]
fn a_job_that_failed_waits_longer_each_time_and_says_why() {
    on_both(|site| {
        let mut now = Moment::now();
        site.write(|db| jobs::enqueue(db, Job::Optimize, now, now));
        let mut waits = Vec::new();
        for _ in 0..3 {
            let leased = site.write(|db| jobs::lease(db, now)).unwrap();
            site.write(|db| jobs::release(db, &leased, Some("on purpose"), now));
            let waiting = site.read(jobs::waiting).remove(0);
            assert_eq!(waiting.reason, "on purpose");
            waits.push((waiting.run_at.microseconds() - now.microseconds()) / 1_000_000);
            now = waiting.run_at;
        }

        assert_eq!(waits, [2, 4, 8]);
    });
}

/// Many events that nobody needs any more.
fn with_much_to_trim(site: &TestSite) {
    let old = Moment::now().plus_hours(-24 * 400).microseconds();
    site.database.execute(&format!(
        "INSERT INTO events (kind, subject, payload, created_at) \
         WITH RECURSIVE numbers(number) AS \
         (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 30000) \
         SELECT 'settings.saved', 'site', '{{}}', {old} FROM numbers"
    ));
    site.database.execute(&format!(
        "INSERT INTO subscribers (name, position, attempts, retry_at, reason) \
         VALUES ('{}', 1000000, 0, 0, '') \
         ON CONFLICT (name) DO UPDATE SET position = excluded.position",
        outbox::COUNTING
    ));
}

#[test]
fn a_process_that_is_ended_gives_the_job_at_hand_back() {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::at_rest(database);
        with_much_to_trim(&site);
        let now = Moment::now();
        site.write(|db| jobs::enqueue(db, Job::Trim, now, now));

        System::new().block_on(async {
            let ending = Arc::new(Notify::new());
            let (store, mut changes) = (site.store.clone(), site.store.changes());
            let working = actix_web::rt::spawn(working::run(store, Arc::clone(&ending)));
            // Until the job is taken on; there is more to do than fits into one change.
            while site.count("SELECT COUNT(*) AS number FROM jobs WHERE leased_until > 0") == 0 {
                changes.changed().await.unwrap();
            }
            ending.notify_one();
            working.await.unwrap();
        });

        let left = site.count("SELECT COUNT(*) AS number FROM events");
        assert!(left > 1, "the job was over before its process was");
        assert!(
            site.write(|db| jobs::lease(db, Moment::now())).is_some(),
            "nobody need wait for it"
        );
    });
}
