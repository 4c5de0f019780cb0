//! `daf demo`

use std::collections::BTreeSet;

use crate::support::{Filling, Program, TestSite, on_both_databases};

#[test]
fn the_demo_may_be_loaded_again() {
    on_both_databases(Filling::Nothing, |database| {
        let first = Program::over(&database, &["demo"]).run().succeeded();
        assert!(
            first.said().contains("0 posts were there already"),
            "{}",
            first.said()
        );

        let second = Program::over(&database, &["demo"]).run().succeeded();
        assert!(
            second.said().contains("0 posts and 0 comments"),
            "{}",
            second.said()
        );

        let site = TestSite::over(database);
        site.get("/caching").is(200);
        site.get("/tags").is(200).shows("Backend");
    });
}

#[test]
fn the_demo_brings_back_what_was_deleted_and_leaves_the_owners_settings_alone() {
    on_both_databases(Filling::Demo, |database| {
        database.execute("DELETE FROM series_parts WHERE post_id = (SELECT id FROM posts WHERE slug = 'caching')");
        database.execute(
            "UPDATE comments SET parent_id = NULL; DELETE FROM posts WHERE slug = 'caching'",
        );
        database.execute("UPDATE settings SET value = '\"Mine\"' WHERE key = 'title'");

        Program::over(&database, &["demo"]).run().succeeded();

        let site = TestSite::over(database);
        assert_eq!(site.get("/").texts(".brand"), ["Mine"]);
        site.get("/caching").is(200);
    });
}

#[test]
fn two_who_load_the_demo_together_load_it_once() {
    on_both_databases(Filling::Tables, |database| {
        let said: BTreeSet<String> = std::thread::scope(|scope| {
            let loads: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| Program::over(&database, &["demo"]).run().succeeded().said())
                })
                .collect();
            loads.into_iter().map(|load| load.join().unwrap()).collect()
        });

        assert!(
            said.iter()
                .any(|said| said.contains("0 posts and 0 comments")),
            "{said:?}"
        );
        let site = TestSite::over(database);
        let posts = site.count("SELECT COUNT(*) AS number FROM posts");
        assert_eq!(
            site.count("SELECT COUNT(DISTINCT title) AS number FROM posts"),
            posts
        );
    });
}
