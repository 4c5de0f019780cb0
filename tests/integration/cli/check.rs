//! `daf check`

use crate::support::{Filling, Program, on_both_databases};

#[test]
fn a_sound_site_is_called_sound() {
    on_both_databases(Filling::Demo, |database| {
        let said = Program::over(&database, &["check"])
            .run()
            .succeeded()
            .said();

        for line in [
            "configuration  ok",
            "settings       ok",
            "contents       ok",
        ] {
            assert!(said.contains(line), "{said}");
        }
    });
}

#[test]
fn what_is_wrong_is_named_with_its_remedy_and_can_be_mended() {
    on_both_databases(Filling::Demo, |database| {
        for damage in [
            "UPDATE tags SET listed_posts = 99".to_owned(),
            "DELETE FROM archive_months".to_owned(),
            "DELETE FROM search_fresh WHERE post_id = 10; DELETE FROM search_places WHERE post_id = 10".to_owned(),
            "UPDATE posts SET comment_count = 7".to_owned(),
            "UPDATE post_tags SET listed_at = 5".to_owned(),
            "UPDATE post_authors SET listed_at = NULL".to_owned(),
        ] {
            database.execute(&damage);

            let found = Program::over(&database, &["check"]).run();
            assert_eq!(found.status(), Some(1), "{damage}");
            assert!(
                found.said().contains("fault") && found.said().contains("run daf check --mend"),
                "{damage}: {}",
                found.said()
            );

            let mended = Program::over(&database, &["check", "--mend"])
                .run()
                .succeeded();
            assert!(
                mended.said().contains("mended") && mended.said().contains("contents       ok"),
                "{damage}"
            );
            Program::over(&database, &["check"]).run().succeeded();
        }
    });
}

#[test]
fn a_setting_that_cannot_be_read_is_named() {
    on_both_databases(Filling::Demo, |database| {
        database.execute("UPDATE settings SET value = '\"Mars/Olympus\"' WHERE key = 'time_zone'");

        Program::over(&database, &["check"])
            .run()
            .refused(&["time_zone"]);
    });
}

#[test]
fn how_far_the_events_are_is_said_and_what_was_given_up_on_is_a_fault() {
    on_both_databases(Filling::Demo, |database| {
        let said = Program::over(&database, &["check"])
            .run()
            .succeeded()
            .said();
        assert!(said.contains(" wait for counting since 2026-"), "{said}");

        database.execute(
            "INSERT INTO parked_events (subscriber, sequence, kind, subject, payload, happened_at, reason, parked_at, wanted) \
             VALUES ('counting', 1, 'a.b', 'c', '{}', 0, 'poison', 0, 0)",
        );
        let found = Program::over(&database, &["check"]).run();
        assert_eq!(found.status(), Some(1));
        assert!(
            found
                .said()
                .contains("1 events were given up on: see /desk/system")
        );
    });
}
