//! `daf import markdown`

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::support::program::Ended;
use crate::support::{Database, Filling, Program, Role, TestSite, on_both_databases};

/// A folder of files to bring in.
struct Folder(TempDir);

impl Folder {
    fn of(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.put(name, text.as_bytes());
        }
        folder
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn import_with(&self, database: &Database, more: &[&str]) -> Ended {
        let folder = self.path().display().to_string();
        let mut arguments = vec!["import", "markdown", &folder];
        arguments.extend(more);
        Program::over(database, &arguments).run()
    }

    fn import(&self, database: &Database) -> Ended {
        self.import_with(database, &[])
    }
}

#[track_caller]
fn says(ended: &Ended, words: &str) {
    assert!(
        ended.said().contains(words),
        "{words:?} should be in {}{}",
        ended.said(),
        ended.complained()
    );
}

#[track_caller]
fn complains(ended: &Ended, file: &str, words: &str) {
    let complaint = ended.complained();
    let is_said = complaint
        .lines()
        .any(|line| line.contains(file) && line.contains(words));
    assert!(is_said, "{file}: {words} should be in {complaint}");
}

const HEBREW: &str = "---\ntitle: \"מבוא: שרתים\"\nslug: %D7%9E%D7%91%D7%95%D7%90\n\
    date: 2024-01-15 10:30:00\ntags: [שרתים, Rust]\ndescription: על שרתים\n---\n\nשלום **עולם**.\n";
const ENGLISH: &str =
    "+++\ntitle = \"Pipes\"\ndate = 2023-05-06\ntags = [\"rust\"]\n+++\nPlumbing of a quokka.\n";

#[test]
fn what_came_is_read_listed_and_found() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("he.md", HEBREW), ("posts/pipes.md", ENGLISH)]);

        let ended = folder.import(&database).succeeded();

        says(
            &ended,
            "Imported: 2 new, 0 changed, 0 the same, 0 refused, 0 passed over; 2 new tags",
        );
        Program::over(&database, &["check"]).run().succeeded();
        let site = TestSite::over(database);
        let page = site.get("/מבוא").is(200);
        page.shows("שלום").shows("Rust");
        assert_eq!(page.heading(), "מבוא: שרתים");
        assert_eq!(site.get("/tag/rust").is(200).cards().len(), 2);
        assert_eq!(site.get("/search?q=quokka").is(200).cards().len(), 1);
        let at = "SELECT COUNT(*) AS number FROM posts WHERE published_at = 1705314600000000 AND language = 'he' AND summary = 'על שרתים'";
        assert_eq!(site.count(at), 1);
        let events = site.events();
        let published = events.iter().filter(|kind| *kind == "post.published");
        assert_eq!(published.count(), 2);
        assert!(site.acts().contains(&"content.imported".to_owned()));
    });
}

#[test]
fn an_import_repeated_changes_nothing() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            ("he.md", HEBREW),
            ("pipes.md", ENGLISH),
            ("no-head.md", "# A\n\nB"),
        ]);
        folder.import(&database).succeeded();

        let again = folder.import(&database).succeeded();

        says(&again, "0 new, 0 changed, 3 the same, 0 refused");
        let site = TestSite::over(database);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 3);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM revisions"), 3);
    });
}

#[test]
fn a_file_that_changed_is_saved_over_its_article_with_a_revision() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("pipes.md", ENGLISH)]);
        folder.import(&database).succeeded();
        let changed = ENGLISH
            .replace("quokka", "wombat")
            .replace("\"Pipes\"", "\"Tubes\"\nslug = 'tubes'");
        folder.put("pipes.md", changed.as_bytes());

        let ended = folder.import(&database).succeeded();

        says(&ended, "0 new, 1 changed, 0 the same");
        says(&folder.import(&database).succeeded(), "1 the same");
        Program::over(&database, &["check"]).run().succeeded();
        let site = TestSite::over(database);
        site.get("/tubes").is(200).shows("wombat").hides("quokka");
        site.get("/pipes").leads_to("/tubes");
        assert_eq!(site.get("/search?q=wombat").cards().len(), 1);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 1);
        let before = "SELECT COUNT(*) AS number FROM revisions WHERE source LIKE '%quokka%'";
        assert_eq!(site.count(before), 1);
        let dated = "SELECT COUNT(*) AS number FROM posts WHERE published_at = 1683331200000000";
        assert_eq!(site.count(dated), 1);
    });
}

#[test]
fn an_article_that_was_changed_at_daf_is_left_alone() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("pipes.md", ENGLISH), ("gone.md", "# Gone\n\nText.")]);
        folder.import(&database).succeeded();
        let site = TestSite::over(database);
        let editor = site.editor();
        let of = |slug: &str| {
            let id = format!("SELECT id AS number FROM posts WHERE slug = '{slug}'");
            format!("/desk/posts/{}", site.count(&id))
        };
        let page = editor.get(&format!("{}/edit", of("pipes"))).is(200);
        let form = page.form(&of("pipes"));
        let form = form.with("source", "By hand.").pressing("do", "publish");
        editor.sends(&form);
        site.get("/pipes").shows("By hand.");
        let page = editor.get(&format!("{}/edit", of("gone"))).is(200);
        let form = page.form(&of("gone"));
        editor.sends(&form.pressing("do", "archive"));
        site.get("/gone").is(410);
        let database = site.leave();
        says(&folder.import(&database).succeeded(), "2 the same");
        folder.put("pipes.md", ENGLISH.replace("quokka", "wombat").as_bytes());
        folder.put("gone.md", b"# Gone\n\nOther text.");

        let ended = folder.import(&database);

        assert_eq!(ended.status(), Some(1));
        says(&ended, "0 new, 0 changed, 0 the same, 2 refused");
        complains(&ended, "pipes.md", "changed at Daf");
        complains(&ended, "gone.md", "changed at Daf");
        let site = TestSite::over(database);
        site.get("/pipes").shows("By hand.");
        site.get("/gone").is(410);
    });
}

#[test]
fn an_article_of_somebody_else_keeps_its_address() {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::over(database);
        site.article("Pipes").body("Mine.").create();
        site.article("Same").body("Same words.").create();
        let database = site.leave();
        let folder = Folder::of(&[("pipes.md", ENGLISH), ("same.md", "# Same\n\nSame words.")]);

        let ended = folder.import(&database);

        assert_eq!(ended.status(), Some(1));
        says(&ended, "0 new, 0 changed, 1 the same, 1 refused");
        complains(&ended, "pipes.md", "/pipes");
        TestSite::over(database).get("/pipes").shows("Mine.");
    });
}

#[test]
fn a_folder_that_was_moved_is_known_again() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("a/pipes.md", ENGLISH)]);
        folder.import(&database).succeeded();
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        says(
            &folder.import(&database).succeeded(),
            "0 new, 0 changed, 1 the same",
        );
        folder.put("b/pipes.md", ENGLISH.replace("quokka", "wombat").as_bytes());

        says(&folder.import(&database).succeeded(), "0 new, 1 changed");
    });
}

#[test]
fn dates_and_drafts_decide_what_is_public() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            (
                "draft.md",
                "---\ntitle: D\ndraft: true\ndate: 2020-01-01\n---\nText",
            ),
            (
                "later.md",
                "---\ntitle: L\ndate: 2999-01-01T00:00:00+02:00\n---\nText",
            ),
            ("2021-02-03-dated.md", "# Dated\n\nText"),
            ("undated.md", "# Undated\n\nText"),
            ("odd.md", "---\ntitle: O\ndate: soon\n---\nText"),
        ]);
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = fs::File::options()
            .write(true)
            .open(folder.path().join("undated.md"))
            .unwrap();
        file.set_modified(old).unwrap();

        let ended = folder.import(&database).succeeded();

        complains(&ended, "odd.md", "its date \"soon\"");
        let site = TestSite::over(database);
        site.get("/draft").is(404);
        site.get("/later").is(404);
        let scheduled = "SELECT COUNT(*) AS number FROM posts WHERE slug = 'later' AND status = 'scheduled' AND scheduled_at = 32472136800000000";
        assert_eq!(site.count(scheduled), 1);
        site.get("/dated").is(200).shows("Dated");
        let dates = "SELECT COUNT(*) AS number FROM posts WHERE (slug = 'dated' AND published_at = 1612310400000000) OR (slug = 'undated' AND published_at = 1000000000000000)";
        assert_eq!(site.count(dates), 2);
    });
}

#[test]
fn a_draft_that_is_finished_becomes_public_with_its_date() {
    on_both_databases(Filling::Tables, |database| {
        let text = "---\ntitle: D\nslug: d\ndraft: true\ndate: 2020-01-01\n---\nText";
        let folder = Folder::of(&[("d.md", text)]);
        folder.import(&database).succeeded();
        folder.put(
            "d.md",
            text.replace("draft: true", "draft: false").as_bytes(),
        );
        says(&folder.import(&database).succeeded(), "1 changed");
        let site = TestSite::over(database);
        site.get("/d").is(200);
        let dated = "SELECT COUNT(*) AS number FROM posts WHERE published_at = 1577836800000000";
        assert_eq!(site.count(dated), 1);
        let database = site.leave();
        folder.put("d.md", text.as_bytes());

        says(&folder.import(&database).succeeded(), "1 changed");
        TestSite::over(database).get("/d").is(404);
    });
}

#[test]
fn addresses_are_kept_or_the_nearest_is_given() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            ("a.md", "---\ntitle: Search\nslug: search\n---\nText"),
            ("b.md", "---\ntitle: B\nurl: /2024/01/from-url/\n---\nText"),
            ("bundle/index.md", "---\ntitle: C\n---\nText"),
            ("same.md", "---\ntitle: One\n---\nText one"),
            ("same.he.md", "---\ntitle: שתיים\n---\nטקסט"),
            ("other/same.md", "---\ntitle: Three\n---\nText three"),
            ("c.md", "---\ntitle: Spaced\nslug: Not a/slug!\n---\nText"),
        ]);

        let ended = folder.import(&database).succeeded();

        complains(&ended, "a.md", "/search is not free");
        complains(&ended, "c.md", "not-a-slug");
        complains(&ended, "same.he.md", "/same-he");
        says(
            &folder.import(&database).succeeded(),
            "0 new, 0 changed, 7 the same",
        );
        let site = TestSite::over(database);
        for (address, title) in [
            ("/search-en", "Search"),
            ("/from-url", "B"),
            ("/bundle", "C"),
            ("/same", "One"),
            ("/same-he", "שתיים"),
            ("/same-en", "Three"),
            ("/not-a-slug", "Spaced"),
        ] {
            assert_eq!(site.get(address).is(200).heading(), title, "{address}");
        }
    });
}

#[test]
fn the_language_is_named_or_guessed() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            ("a.md", "# كيف\n\nكيف يعمل Node.js"),
            ("b.md", "---\ntitle: B\nlang: he-IL\n---\nEnglish words"),
            ("c.ar.md", "---\ntitle: C\nlang: he\n---\nEnglish words"),
            ("d.md", "---\ntitle: D\nlang: fr\n---\nEnglish words"),
        ]);

        let ended = folder.import(&database).succeeded();

        complains(&ended, "d.md", "\"fr\"");
        let site = TestSite::over(database);
        for (slug, language) in [("a", "ar"), ("b", "he"), ("c", "ar"), ("d", "en")] {
            let of = format!(
                "SELECT COUNT(*) AS number FROM posts WHERE slug = '{slug}' AND language = '{language}'"
            );
            assert_eq!(site.count(&of), 1, "{slug}");
        }
    });
}

#[test]
fn the_title_is_the_first_heading_or_the_name_of_the_file() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            ("a.md", "Before.\n\n# The *first*\n\n# The second\n"),
            ("my-own_name.md", "Only words."),
        ]);
        folder.import(&database).succeeded();

        let site = TestSite::over(database);
        let page = site.get("/a").is(200);
        assert_eq!(page.heading(), "The first");
        page.shows("The second");
        assert_eq!(site.get("/my-own-name").heading(), "my own name");
    });
}

#[test]
fn what_cannot_come_is_named_and_the_rest_comes() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[
            ("good.md", "# Good\n\nText"),
            ("hidden.md", "# Unseen\n\nA \u{202E}word"),
            ("endless.md", "---\ntitle: A\n"),
            ("broken.md", "---\ntitle: [A\n---\n"),
            ("nul.md", "# A\n\nNUL \0"),
            ("picture.png", "no text"),
            (".git/config.md", "# Hidden"),
            ("_index.md", "# Section"),
        ]);
        folder.put("latin.md", b"# caf\xe9");
        folder.put("large.md", &vec![b'a'; 2 * 1024 * 1024 + 70_000]);
        let outside = Folder::of(&[("secret.md", "# Secret")]);
        let link = |target: &Path, name: &str| {
            std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
        };
        link(&outside.path().join("secret.md"), "link.md");
        link(outside.path(), "linked");
        link(&folder.path().join("good.md"), "again.md");
        link(folder.path(), "round");

        let ended = folder.import(&database);

        assert_eq!(ended.status(), Some(1));
        says(
            &ended,
            "2 new, 0 changed, 0 the same, 7 refused, 5 passed over",
        );
        for (file, because) in [
            ("hidden.md", "not seen"),
            ("endless.md", "no end"),
            ("broken.md", "no YAML"),
            ("nul.md", "control character"),
            ("latin.md", "not UTF-8"),
            ("large.md", "larger"),
            ("link.md", "out of the folder"),
            ("linked", "out of the folder"),
            ("picture.png", "no Markdown"),
            (".git", "hidden"),
            ("_index.md", "section"),
            ("again.md", "in the folder anyway"),
            ("round", "in the folder anyway"),
        ] {
            complains(&ended, file, because);
        }
        assert_eq!(ended.complained().lines().count(), 13);
        let site = TestSite::over(database);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 2);
    });
}

#[test]
fn tags_are_made_where_there_are_none() {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::over(database);
        site.article("Before").tags(&["Rust"]).create();
        let database = site.leave();
        let folder = Folder::of(&[
            (
                "a.md",
                "---\ntitle: A\ntags: Rust, C++, שרתים\ncategories: [C++]\n---\nText",
            ),
            ("b.md", "---\ntitle: B\ntags: [rust, '🦀']\n---\nText"),
        ]);

        let ended = folder.import(&database).succeeded();

        says(&ended, "2 new tags");
        complains(&ended, "b.md", "🦀");
        Program::over(&database, &["check"]).run().succeeded();
        let site = TestSite::over(database);
        assert_eq!(site.get("/tag/rust").cards().len(), 3);
        assert_eq!(site.get("/tag/cpp").is(200).cards().len(), 1);
    });
}

#[test]
fn the_author_is_named_or_an_owner_or_made() {
    on_both_databases(Filling::Tables, |database| {
        let first = Folder::of(&[("a.md", "# A\n\nText")]);
        says(
            &first.import(&database).succeeded(),
            "Made the account import",
        );
        let second = Folder::of(&[("b.md", "# B\n\nText")]);
        let named = second
            .import_with(&database, &["--author", "noa"])
            .succeeded();
        says(&named, "Made the account noa");
        let site = TestSite::over(database);
        site.account("olga", Role::Owner);
        site.account("rita", Role::Reader);
        let database = site.leave();
        let third = Folder::of(&[("c.md", "# C\n\nText")]);
        let refused = third.import_with(&database, &["--author", "rita"]);
        assert_eq!(refused.status(), Some(2));
        refused.refused(&["rita", "--author"]);
        third.import(&database).succeeded();

        let site = TestSite::over(database);
        for (slug, handle) in [("a", "import"), ("b", "noa"), ("c", "olga")] {
            let link = site.get(&format!("/{slug}")).is(200);
            let links = link.attributes("article a", "href");
            assert!(links.contains(&format!("/author/{handle}")), "{links:?}");
        }
    });
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("he.md", HEBREW), ("pipes.md", ENGLISH)]);

        let ended = folder.import_with(&database, &["--dry-run"]).succeeded();

        says(
            &ended,
            "Would import: 2 new, 0 changed, 0 the same, 0 refused, 0 passed over; 2 new tags",
        );
        let site = TestSite::over(database);
        for table in ["posts", "tags", "users", "events"] {
            let all = format!("SELECT COUNT(*) AS number FROM {table}");
            assert_eq!(site.count(&all), 0, "{table}");
        }
    });
}

#[test]
fn a_folder_that_is_none_is_refused() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[("a.md", "# A")]);
        for place in ["nowhere", "a.md"] {
            let path = folder.path().join(place).display().to_string();
            let ended = Program::over(&database, &["import", "markdown", &path]).run();

            assert_eq!(ended.status(), Some(2), "{place}");
            ended.refused(&[place]);
        }
        let empty = Folder::of(&[]);
        says(&empty.import(&database).succeeded(), "0 new");
    });
}

#[test]
fn more_files_than_are_written_at_once_all_come() {
    on_both_databases(Filling::Tables, |database| {
        let folder = Folder::of(&[]);
        for number in 0..620 {
            let text = format!(
                "---\ntitle: Number {number}\ntags: [t{}]\n---\nWords zebu{number}.",
                number % 7
            );
            folder.put(&format!("{number}.md"), text.as_bytes());
        }

        says(
            &folder.import(&database).succeeded(),
            "620 new, 0 changed, 0 the same, 0 refused, 0 passed over; 7 new tags",
        );
        Program::over(&database, &["check"]).run().succeeded();
        let site = TestSite::over(database);
        assert_eq!(site.get("/search?q=zebu619").is(200).cards().len(), 1);
    });
}
