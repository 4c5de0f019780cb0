//! Changes that are asked for at the same time.

use std::sync::mpsc;

use actix_web::rt::System;
use daf::domain::freshness::Name;
use daf::domain::ids::TagId;
use daf::storage::{Db, Result, StorageError, Store, freshness};
use diesel::connection::SimpleConnection;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};

use crate::support::{Database, Filling, Kind, TestSite, on_both_databases};

type Answer<'a> = LocalBoxFuture<'a, Result<()>>;

/// Asks for changes while another one is being made.
fn together<'a>(store: &'a Store, changes: impl FnOnce() -> Vec<Answer<'a>>) -> Vec<Result<()>> {
    System::new().block_on(async {
        let (release, held) = mpsc::channel::<()>();
        let first = store.write(move |_| {
            held.recv().unwrap();
            Ok(())
        });
        let mut all: Vec<Answer> = vec![first.boxed_local()];
        all.extend(changes());
        // The futures are asked in their order, so all changes are in the queue by now.
        all.push(async move { release.send(()).map_err(|_| StorageError::Busy) }.boxed_local());
        let mut answers = join_all(all).await;
        answers.pop();
        let _ = answers.remove(0);
        answers
    })
}

fn mark(db: &mut Db, number: i64) -> Result<()> {
    freshness::touch(db, [Name::Tag(TagId(number))])
}

fn marking(store: &Store, number: i64) -> Answer<'_> {
    store.write(move |db| mark(db, number)).boxed_local()
}

fn marks(site: &TestSite) -> i64 {
    site.count("SELECT COUNT(*) AS number FROM versions WHERE name LIKE 'tag:%'")
}

fn on_both(test: impl Fn(&TestSite)) {
    on_both_databases(Filling::Tables, |database| {
        test(&TestSite::at_rest(database))
    });
}

#[test]
fn one_that_fails_leaves_the_others_as_they_are() {
    on_both(|site| {
        let store = &site.store;
        let refused = |number| {
            let change = move |db: &mut Db| {
                mark(db, number)?;
                db.batch_execute("INSERT INTO nothing VALUES (1)")?;
                Ok(())
            };
            store.write(change).boxed_local()
        };

        let answers = together(store, || {
            vec![marking(store, 1), refused(2), marking(store, 3)]
        });

        let made: Vec<_> = answers.iter().map(Result::is_ok).collect();
        assert_eq!(made, [true, false, true]);
        assert_eq!(marks(site), 2);
    });
}

#[test]
fn one_that_panics_leaves_the_others_as_they_are() {
    on_both(|site| {
        let store = &site.store;
        let panicking = || {
            let change = |db: &mut Db| -> Result<()> {
                mark(db, 2)?;
                panic!("as it is meant to")
            };
            store.write(change).boxed_local()
        };

        let answers = together(store, || vec![panicking(), marking(store, 3)]);

        let reason = answers[0].as_ref().unwrap_err().to_string();
        assert!(reason.contains("as it is meant to"), "{reason}");
        assert!(answers[1].is_ok());
        assert_eq!(marks(site), 1);
    });
}

#[test]
fn one_that_is_given_up_before_its_turn_is_never_made() {
    on_both(|site| {
        let store = &site.store;

        let answers = together(store, || {
            assert!(marking(store, 1).now_or_never().is_none());
            vec![marking(store, 2)]
        });

        assert!(answers[0].is_ok());
        // The first one found nobody at work.
        assert_eq!(marks(site), 1);
    });
}

#[test]
fn many_are_all_made() {
    on_both(|site| {
        let store = &site.store;

        let answers = together(store, || {
            (0..300).map(|number| marking(store, number)).collect()
        });

        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(marks(site), 300);
    });
}

#[test]
fn nobody_is_told_that_a_change_is_made_when_its_group_cannot_be_committed() {
    let site = TestSite::at_rest(Database::filled(Kind::Sqlite, Filling::Tables));
    let store = &site.store;
    let spoiling = || {
        let change = |db: &mut Db| {
            // It is noticed when all is committed.
            db.batch_execute(
                "PRAGMA defer_foreign_keys = ON; \
                 INSERT INTO post_tags (post_id, tag_id) VALUES (1000, 1000)",
            )?;
            Ok(())
        };
        store.write(change).boxed_local()
    };

    let answers = together(store, || vec![marking(store, 1), spoiling()]);

    assert!(answers.iter().all(Result::is_err), "{answers:?}");
    assert_eq!(marks(&site), 0);
    site.write(|db| mark(db, 1));
    assert_eq!(marks(&site), 1);
}
