//! The search index: fresh articles, blocks, and a new index beside the one that answers.

use daf::domain::ids::PostId;
use daf::domain::post::Publication;
use daf::storage::bulk::{self, BulkPost};
use daf::storage::search::{self, Asked, Memory, Progress, Sheaf};
use daf::text::search::{Aliases, Query};

use crate::support::drafts::some_day;
use crate::support::{Filling, TestSite, on_both_databases};

/// The index is moved on by the test alone.
fn on_both(test: impl Fn(&TestSite)) {
    on_both_databases(Filling::Tables, |database| {
        test(&TestSite::at_rest(database))
    });
}

fn found(site: &TestSite, memory: &Memory, question: &str) -> Vec<String> {
    let asked = Asked {
        query: Query::parse(question, &Aliases::default()),
        ..Asked::default()
    };
    let hits = site.read(|db| search::find(db, memory, &asked));
    let full = hits.hits.into_iter().filter(|hit| hit.is_full);
    full.map(|hit| hit.card.post.title).collect()
}

/// More than are read with every search.
fn many(site: &TestSite, numbers: std::ops::Range<u32>) {
    for number in numbers {
        site.article(&format!("Animal {number}"))
            .body(&format!("zebra{number} lives by the river bank"))
            .create();
    }
}

fn settle(site: &TestSite) {
    while site.write(search::settle) > 0 {}
}

#[test]
fn what_is_moved_into_a_block_is_found_as_before() {
    on_both(|site| {
        many(site, 0..40);
        let memory = Memory::default();
        let questions = [
            "zebra7",
            "river",
            "\"river bank\"",
            "riverbank",
            "animal -zebra7",
        ];
        let before = questions.map(|question| found(site, &memory, question));

        settle(site);

        assert!(!site.read(search::has_many));
        let after = questions.map(|question| found(site, &memory, question));
        assert_eq!(after, before);
        assert_eq!(before[0], ["Animal 7"]);
        assert_eq!(
            (before[1].len(), before[2].len(), before[3].len()),
            (20, 20, 20)
        );
    });
}

#[test]
fn an_article_in_a_block_is_found_by_what_it_says_now() {
    on_both(|site| {
        let owner = site.owner();
        many(site, 0..40);
        settle(site);
        let memory = Memory::default();
        let first = site.read(|db| daf::storage::listings::newest(db, None, Default::default()));
        let post = first.items.last().unwrap().post.clone();
        let word = format!("zebra{}", post.title.trim_start_matches("Animal "));
        assert_eq!(
            found(site, &memory, &word),
            std::slice::from_ref(&post.title)
        );

        let edit = format!("/desk/posts/{}/edit", post.id.0);
        let form = owner.get(&edit).form(edit.trim_end_matches("/edit"));
        let form = form.with("source", "quagga").pressing("do", "publish");
        owner.sends(&form);

        assert!(found(site, &memory, &word).is_empty());
        assert_eq!(
            found(site, &memory, "quagga"),
            std::slice::from_ref(&post.title)
        );
        many(site, 100..140);
        settle(site);
        assert!(found(site, &memory, &word).is_empty());
        assert_eq!(found(site, &memory, "quagga"), [post.title]);
    });
}

#[test]
fn a_new_index_is_made_while_the_old_one_answers() {
    on_both(|site| {
        many(site, 0..40);
        settle(site);
        let memory = Memory::default();
        let before = found(site, &memory, "river");

        site.write(search::start_over);
        loop {
            assert_eq!(found(site, &memory, "river"), before);
            match site.write(|db| search::build(db, 7, &mut String::new())) {
                Progress::Done => break,
                Progress::Indexed { posts, of } => assert!(posts <= of),
                Progress::Clearing => {}
            }
        }

        assert_eq!(found(site, &memory, "river"), before);
        assert!(!site.read(search::has_work));
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn an_index_by_another_analyzer_is_made_anew_in_the_background() {
    on_both(|site| {
        many(site, 0..40);
        assert!(
            !site.read(search::has_work),
            "a new site has nothing to catch up with"
        );

        site.write(|db| {
            diesel::RunQueryDsl::execute(
                diesel::sql_query("UPDATE search_state SET analyzer = 0"),
                db,
            )?;
            Ok(())
        });

        assert!(site.read(search::has_work));
        while site.write(|db| search::build(db, 7, &mut String::new())) != Progress::Done {}
        assert!(!site.read(search::has_work));
        assert_eq!(found(site, &Memory::default(), "zebra7"), ["Animal 7"]);
    });
}

#[test]
fn what_an_older_analyzer_had_begun_is_begun_anew() {
    on_both(|site| {
        many(site, 0..20);
        site.write(|db| search::build(db, 7, &mut String::new()));
        site.write(search::start_over);
        site.write(|db| search::build(db, 7, &mut String::new()));
        let begun = site.count("SELECT building AS number FROM search_state");
        site.database
            .execute("UPDATE search_state SET analyzer = 0, towards = 1");

        site.write(|db| search::build(db, 7, &mut String::new()));

        let other = site.count("SELECT building AS number FROM search_state");
        assert!(other > begun, "on {:?}", site.database.kind);
        while site.write(|db| search::build(db, 7, &mut String::new())) != Progress::Done {}
        assert!(!site.read(search::has_work));
        assert_eq!(found(site, &Memory::default(), "zebra7"), ["Animal 7"]);
    });
}

#[test]
fn what_a_newer_analyzer_makes_is_left_to_it() {
    on_both(|site| {
        many(site, 0..20);
        for newer in [
            "UPDATE search_state SET analyzer = 1000000",
            "UPDATE search_state SET analyzer = 0, building = generation + 1, towards = 1000000",
        ] {
            site.database.execute(newer);

            assert!(!site.read(search::has_work), "{newer}");
            assert_eq!(
                site.write(|db| search::build(db, 7, &mut String::new())),
                Progress::Done,
                "{newer}"
            );
        }
    });
}

#[test]
fn who_is_given_articles_is_found_as_their_author() {
    on_both(|site| {
        site.article("Zebra").by(&["gil"]).create();
        let (gil, noa) = (site.author("gil"), site.author("noa"));

        site.write(|db| daf::storage::handovers::hand_over(db, gil, noa));

        while site.write(search::refresh) > 0 {}
        let titles = |author| {
            let asked = Asked {
                query: Query::parse("zebra", &Aliases::default()),
                authors: vec![author],
                ..Asked::default()
            };
            site.read(|db| search::find(db, &Memory::default(), &asked))
                .hits
                .len()
        };
        assert_eq!((titles(gil), titles(noa)), (0, 1));
    });
}

/// Notes all posts as old, indexes them anew and moves them.
fn write_all_anew(site: &TestSite) {
    site.database
        .execute("INSERT INTO stale_words (post_id) SELECT id FROM posts");
    while site.write(search::refresh) > 0 {}
    settle(site);
}

fn build(site: &TestSite) {
    let mut cleared = String::new();
    while site.write(|db| search::build(db, 7, &mut cleared)) != Progress::Done {}
}

#[test]
fn what_is_moved_while_a_new_index_is_made_stands_in_both() {
    on_both(|site| {
        many(site, 0..40);
        settle(site);
        let memory = Memory::default();
        site.write(search::start_over);
        site.write(|db| search::build(db, 7, &mut String::new()));
        many(site, 40..60);
        write_all_anew(site);

        assert!(!site.read(search::has_many));
        assert_eq!(found(site, &memory, "zebra3"), ["Animal 3"]);
        assert_eq!(found(site, &memory, "zebra50"), ["Animal 50"]);

        build(site);

        assert!(!site.read(search::has_work));
        for number in [3, 20, 39, 50] {
            let word = format!("zebra{number}");
            assert_eq!(found(site, &memory, &word), [format!("Animal {number}")]);
        }
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn an_index_that_is_mostly_left_behind_is_made_anew() {
    on_both(|site| {
        for number in 0..20 {
            let body = format!("zebra{number} {}", "river ".repeat(1_000));
            site.article(&format!("Animal {number}"))
                .body(&body)
                .create();
        }
        settle(site);
        assert!(!site.read(search::is_wasteful));

        let before = site.read(search::edition);
        for _ in 0..4 {
            write_all_anew(site);
        }
        assert_ne!(site.read(search::edition), before);

        assert!(
            site.read(search::is_wasteful),
            "more than 60,000 words were left"
        );
        site.write(search::start_over);
        assert!(!site.read(search::is_wasteful), "it is being made");
        build(site);
        assert!(!site.read(search::is_wasteful));
        assert_eq!(found(site, &Memory::default(), "zebra7"), ["Animal 7"]);
    });
}

#[test]
fn what_is_kept_in_a_form_that_nobody_reads_is_indexed_anew() {
    on_both(|site| {
        many(site, 0..20);
        site.database
            .execute("UPDATE search_fresh SET article = ''");
        site.database.execute("DELETE FROM stale_words");

        settle(site);
        while site.write(search::refresh) > 0 {}

        assert_eq!(found(site, &Memory::default(), "zebra7"), ["Animal 7"]);
    });
}

#[test]
fn a_post_that_cannot_be_read_keeps_no_other_from_being_found() {
    on_both(|site| {
        let broken = site.article("Broken").publication(Publication::Draft);
        let broken = broken.create().id.0;
        many(site, 0..3);
        site.database.execute(&format!(
            "UPDATE posts SET draft_revision_id = (SELECT id FROM revisions WHERE post_id = {broken}) \
             WHERE id = {broken}"
        ));
        site.database.execute(&format!(
            "UPDATE revisions SET details = 'nothing' WHERE post_id = {broken}"
        ));
        site.database.execute("DELETE FROM search_fresh");

        write_all_anew(site);

        assert!(!site.read(search::has_stale));
        assert_eq!(found(site, &Memory::default(), "zebra2"), ["Animal 2"]);
        site.write(search::start_over);
        build(site);
        assert_eq!(found(site, &Memory::default(), "zebra2"), ["Animal 2"]);
    });
}

#[test]
fn what_comes_in_bulk_is_found_once_whoever_indexes_it_first() {
    on_both(|site| {
        many(site, 0..40);
        settle(site);
        let bulk = |number: i64| BulkPost {
            id: PostId(1_000 + number),
            post: site
                .article(&format!("Beast {number}"))
                .body(&format!("zebra{} by the water", 1_000 + number))
                .post(),
            tags: Vec::new(),
            tag_names: Vec::new(),
            approved_comments: 0,
        };
        let mut sheaf = Sheaf::default();
        let mut first: Vec<BulkPost> = (0..30).map(bulk).collect();
        site.write(|db| bulk::insert_posts(db, &mut first, &mut sheaf, some_day()));
        assert!(!site.read(search::can_refresh), "the import does it");
        site.database
            .execute("UPDATE stale_words SET due_at = 0 WHERE post_id < 1018");
        site.write(search::refresh);
        settle(site);
        site.write(|db| search::mark_stale(db, PostId(1_020)));
        site.write(search::start_over);
        build(site);

        site.write(|db| sheaf.write(db));

        assert!(site.read(search::can_refresh), "what changed since");
        while site.write(search::refresh) > 0 {}
        let memory = Memory::default();
        for number in [1_000, 1_010, 1_020, 1_029] {
            let word = format!("zebra{number}");
            let title = format!("Beast {}", number - 1_000);
            assert_eq!(found(site, &memory, &word), [title]);
        }
        assert!(!site.read(search::has_stale));
        let mut second: Vec<BulkPost> = (30..32).map(bulk).collect();
        site.write(|db| bulk::insert_posts(db, &mut second, &mut sheaf, some_day()));
        site.write(|db| sheaf.write(db));
        assert_eq!(found(site, &memory, "zebra1031"), ["Beast 31"]);
        assert_eq!(
            found(site, &memory, "\"zebra1030 by the water\""),
            ["Beast 30"]
        );
        let blocks = site.count("SELECT COUNT(*) AS number FROM search_blocks");
        assert_eq!(blocks, 1, "what is little goes into the last block");
        let (all, held) = site.read(search::extent);
        assert_eq!(all, held);
    });
}

#[test]
fn what_is_saved_beside_a_newer_analyzer_is_left_to_it() {
    on_both(|site| {
        many(site, 0..20);
        site.database
            .execute("UPDATE search_state SET analyzer = 1000000");

        many(site, 20..40);

        assert!(!site.read(search::has_many) && !site.read(search::can_refresh));
        assert_eq!(site.write(search::refresh), 0);
        assert_eq!(site.write(search::settle), 0);
        let noted = site.count("SELECT COUNT(*) AS number FROM stale_words");
        assert_eq!(noted, 20, "the newer one has better words");
        assert_eq!(found(site, &Memory::default(), "zebra30"), ["Animal 30"]);
    });
}

#[test]
fn a_new_index_mends_what_was_kept_wrongly_of_a_fresh_article() {
    on_both(|site| {
        site.article("Zebra").create();
        site.article("Quagga").create();
        // Another's row: whatever it says, it is wrong.
        let other = "SELECT article FROM search_fresh ORDER BY post_id DESC LIMIT 1";
        site.database
            .execute(&format!("UPDATE search_fresh SET article = ({other})"));

        site.write(search::start_over);
        build(site);

        assert_eq!(found(site, &Memory::default(), "zebra"), ["Zebra"]);
    });
}
