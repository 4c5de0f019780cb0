//! An event is written with the change it tells of, or neither is.

use daf::domain::comment::CommentStatus::{Approved, Removed};
use daf::domain::event::Event;
use daf::domain::ids::PostId;
use daf::domain::post::Publication;
use daf::domain::slug::Slug;
use daf::storage::{Result, StorageError, comments, events, posts, settings};

use crate::support::drafts::some_day;
use crate::support::{TestSite, on_both};

#[test]
fn every_change_records_its_event() {
    on_both(|site| {
        let happened = |change: &dyn Fn()| {
            let before = site.events().len();
            change();
            site.events().split_off(before)
        };
        site.author("dana");
        assert_eq!(site.events(), ["user.created"]);

        let written = happened(&|| {
            site.article("Draft")
                .publication(Publication::Draft)
                .create();
        });
        assert_eq!(written, ["post.created"]);
        let tagged = happened(&|| {
            site.article("Article").tags(&["rust"]).create();
        });
        assert_eq!(
            tagged,
            [
                "tag.saved",
                "post.created",
                "post.published",
                "post.changed"
            ]
        );

        let article = site.article("Another").create();
        assert_eq!(
            happened(&|| site.rename(&article, "renamed")),
            ["post.renamed"]
        );
        assert_eq!(happened(&|| site.rename(&article, "renamed")), [""; 0]);
        assert_eq!(
            happened(&|| site.publish(&article, Publication::Archived(Some(some_day())))),
            ["post.archived"]
        );
        assert_eq!(
            happened(&|| site.publish(&article, Publication::Published(some_day()))),
            ["post.published"]
        );
        assert_eq!(
            happened(&|| site.series("Tale", &[&article])),
            ["series.saved", "series.saved"]
        );
        assert_eq!(
            happened(&|| site.settings(|settings| settings.title = "New".to_owned())),
            ["settings.saved"]
        );
        let said = happened(&|| {
            let comment = site.comment(&article, "Words").create();
            site.write(|db| comments::set_status(db, comment, Removed, some_day()));
            site.write(|db| comments::set_status(db, comment, Approved, some_day()));
        });
        assert_eq!(
            said,
            ["comment.created", "comment.removed", "comment.approved"]
        );
    });
}

#[test]
fn a_change_that_fails_leaves_nothing_and_tells_nothing() {
    on_both(|site| {
        let article = site.article("Article").create();
        let other = site.article("Other").create();
        let before = state(site);

        let same_slug = site.article("Article").try_create();
        assert!(
            matches!(same_slug, Err(StorageError::Taken(_))),
            "{same_slug:?}"
        );
        let taken: Result<()> = site.store.write_here(|db| {
            posts::rename(db, article.id, &Slug::parse("other").unwrap(), some_day())
        });
        assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
        let unknown: Result<()> = site
            .store
            .write_here(|db| posts::set_publication(db, PostId(404), Publication::Draft));
        assert!(
            matches!(unknown, Err(StorageError::NotFound)),
            "{unknown:?}"
        );
        let given_up: Result<()> = site.store.write_here(|db| {
            posts::set_publication(db, other.id, Publication::Draft)?;
            let mut changed = settings::load(db)?;
            changed.title = "Never".to_owned();
            settings::save(db, &changed, some_day())?;
            Err(StorageError::Failed("given up".to_owned()))
        });
        assert!(given_up.is_err());

        assert_eq!(state(site), before);
        site.get("/other").is(200).hides("Never");
    });
}

fn state(site: &TestSite) -> (Vec<String>, i64, i64, i64) {
    (
        site.events(),
        site.count("SELECT COUNT(*) AS number FROM posts"),
        site.count("SELECT COUNT(*) AS number FROM revisions"),
        site.count("SELECT COUNT(*) AS number FROM former_slugs"),
    )
}

#[test]
fn a_write_that_panics_leaves_nothing_and_the_next_one_works() {
    on_both(|site| {
        let before = state(site);
        let store = site.store.clone();
        let panicked = std::thread::spawn(move || {
            let _: Result<()> = store.write_here(|db| {
                events::record(db, &Event::SettingsSaved)?;
                panic!("on purpose")
            });
        });
        assert!(panicked.join().is_err());

        assert_eq!(state(site), before);
        site.article("Afterwards").create();
        site.get("/afterwards").is(200);
    });
}

#[test]
fn events_are_told_in_the_order_of_their_numbers_and_from_where_one_stopped() {
    on_both(|site| {
        for number in 0..5 {
            site.tag(&format!("tag-{number}"));
        }

        let first = site.read(|db| events::after(db, 0, 3));
        let rest = site.read(|db| events::after(db, first[2].sequence, 100));

        let all: Vec<i64> = first
            .iter()
            .chain(&rest)
            .map(|event| event.sequence)
            .collect();
        assert_eq!(all.len(), 5);
        assert!(all.is_sorted());
    });
}

#[test]
fn many_writers_at_once_lose_no_event_and_number_each_once() {
    on_both(|site| {
        std::thread::scope(|scope| {
            for writer in 0..4 {
                scope.spawn(move || {
                    for number in 0..10 {
                        site.tag(&format!("tag-{writer}-{number}"));
                    }
                });
            }
        });

        let recorded = site.read(|db| events::after(db, 0, 1_000));
        let numbers: std::collections::BTreeSet<i64> =
            recorded.iter().map(|event| event.sequence).collect();
        assert_eq!((recorded.len(), numbers.len()), (40, 40));
    });
}

#[test]
fn a_reader_of_the_store_cannot_write() {
    on_both(|site| {
        let tried: Result<()> = site
            .store
            .read_here(|db| events::record(db, &Event::SettingsSaved));

        assert!(tried.is_err());
        assert!(site.events().is_empty());
    });
}
