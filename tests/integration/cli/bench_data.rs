//! `daf bench-data`

use std::cell::RefCell;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;

use crate::support::{Database, Filling, Kind, Program, TestSite, on_both_databases};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Everything that readers would see.
fn contents(database: &Database) -> Vec<String> {
    let lines: Vec<Line> = diesel::sql_query(
        "SELECT line FROM ( \
         SELECT 1 AS part, id, slug || title || html || CAST(published_at AS TEXT) AS line FROM posts UNION ALL \
         SELECT 2, id, html || COALESCE(guest_name, '') || CAST(post_id AS TEXT) || status FROM comments UNION ALL \
         SELECT 3, id, slug || CAST(listed_posts AS TEXT) FROM tags) AS everything ORDER BY part, id",
    )
    .load(&mut database.connect())
    .unwrap();
    lines.into_iter().map(|row| row.line).collect()
}

fn fill(database: &Database, seed: &str) {
    let arguments = [
        "bench-data",
        "--posts",
        "60",
        "--comments",
        "150",
        "--seed",
        seed,
    ];
    let ended = Program::over(database, &arguments).run().succeeded();
    assert!(
        ended.said().contains("Added 60 articles and 150 comments"),
        "{}",
        ended.said()
    );
}

#[test]
fn the_same_seed_gives_the_same_content_on_both_databases() {
    let filled = RefCell::new(Vec::new());
    on_both_databases(Filling::Nothing, |database| {
        fill(&database, "7");
        filled.borrow_mut().push(contents(&database));
    });
    let other = Database::filled(Kind::Sqlite, Filling::Nothing);
    fill(&other, "8");

    let filled = filled.into_inner();
    assert!(filled[0].len() >= 210);
    assert!(filled[0] == filled[1], "the databases differ");
    assert!(
        filled[0] != contents(&other),
        "another seed should give other content"
    );
}

#[test]
fn invented_content_is_sound_and_is_read_like_any_other() {
    on_both_databases(Filling::Demo, |database| {
        fill(&database, "1");
        fill(&database, "2");
        Program::over(&database, &["check"]).run().succeeded();

        let site = TestSite::over(database);
        for path in [
            "/",
            "/he",
            "/tags",
            "/archive",
            "/series",
            "/feed.atom",
            "/sitemap.xml",
            "/caching",
        ] {
            site.get(path).is(200);
        }
        for article in site.get("/en").attributes(".card h2 a", "href") {
            site.get(&article).is(200);
        }
        site.article("Written afterwards").create();
        site.get("/written-afterwards").is(200);
    });
}

#[test]
fn comments_need_articles() {
    on_both_databases(Filling::Nothing, |database| {
        let none = Program::over(
            &database,
            &["bench-data", "--posts", "0", "--comments", "5"],
        );

        none.run().refused(&["--posts"]);
    });
}
