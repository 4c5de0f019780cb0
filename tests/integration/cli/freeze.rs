//! `daf freeze`

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use tempfile::TempDir;

use crate::support::changes::{self, Changes};
use crate::support::{Database, Page, Program, on_both, on_both_with_demo};

const BASE: &str = "https://files.example/blog";

/// A folder that a site was frozen into.
struct Still {
    folder: TempDir,
}

impl Still {
    fn of(database: &Database) -> Still {
        let still = Still {
            folder: tempfile::tempdir().unwrap(),
        };
        still.again(database, &[]);
        still
    }

    /// Freezes again; gives how many files were written and removed.
    fn again(&self, database: &Database, more: &[&str]) -> (usize, usize) {
        let said = freeze(database, self.path(), more).succeeded().said();
        let number = |what: &str| -> usize {
            let before = said.split(what).next().unwrap().trim_end();
            before.rsplit(' ').next().unwrap().parse().unwrap()
        };
        (number(" written"), number(" removed"))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// All files but the notes of the freeze itself, by their places.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut waiting: Vec<PathBuf> = vec![self.path().to_owned()];
        while let Some(place) = waiting.pop() {
            if place.is_dir() {
                let inner = std::fs::read_dir(&place).unwrap();
                waiting.extend(inner.map(|entry| entry.unwrap().path()));
                continue;
            }
            let name = place.strip_prefix(self.path()).unwrap().to_str().unwrap();
            if name != ".daf-freeze" {
                files.insert(name.to_owned(), std::fs::read(&place).unwrap());
            }
        }
        files
    }

    fn page(&self, file: &str) -> Page {
        Page {
            address: file.to_owned(),
            status: 200,
            headers: Vec::new(),
            body: std::fs::read(self.path().join(file)).unwrap_or_else(|_| panic!("no {file}")),
        }
    }

    fn has(&self, file: &str) -> bool {
        self.path().join(file).exists()
    }
}

fn freeze(database: &Database, folder: &Path, more: &[&str]) -> crate::support::program::Ended {
    let folder = folder.to_str().unwrap();
    let arguments = [&["freeze", folder, "--base-url", BASE], more].concat();
    Program::over(database, &arguments).run()
}

/// The file and the place in it that a link leads to; none for a link to elsewhere.
fn target(link: &str, own: &str) -> Option<(String, Option<String>)> {
    let (link, fragment) = match link.split_once('#') {
        Some((link, fragment)) => (link, Some(fragment)),
        None => (link, None),
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let path = link.strip_prefix(BASE).or_else(|| {
        assert!(
            !link.starts_with('/') || link.starts_with("/blog/"),
            "{own}: {link}"
        );
        link.strip_prefix("/blog")
    });
    let file = match path {
        None if link.is_empty() => own.to_owned(),
        None => {
            assert!(
                link.contains("://") || link.starts_with("mailto:"),
                "{own}: {link}"
            );
            return None;
        }
        Some(path) => {
            let path = decoded(path.split('?').next().unwrap());
            let file = path.trim_start_matches('/').to_owned();
            if path.ends_with('/') {
                file + "index.html"
            } else {
                file
            }
        }
    };
    Some((file, fragment.map(decoded)))
}

/// The addresses that a page holds.
fn links(page: &Page) -> Vec<String> {
    let mut links = page.attributes("[href]", "href");
    links.extend(page.attributes("[src]", "src"));
    links.extend(page.attributes("[action]", "action"));
    links
}

#[test]
fn every_link_of_a_frozen_site_leads_to_a_file_and_into_it() {
    on_both_with_demo(|site| {
        let still = Still::of(&site.database);
        let files = still.files();
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut followed = 0;

        for file in files.keys().filter(|file| file.ends_with(".html")) {
            for link in links(&still.page(file)) {
                assert!(!link.contains("%25"), "{file}: {link} is encoded twice");
                let Some((leads_to, fragment)) = target(&link, file) else {
                    continue;
                };
                assert!(
                    files.contains_key(&leads_to),
                    "{file}: {link} leads to no file"
                );
                followed += 1;
                if let Some(fragment) = fragment {
                    let known = ids.entry(leads_to.clone()).or_insert_with(|| {
                        still
                            .page(&leads_to)
                            .attributes("[id]", "id")
                            .into_iter()
                            .collect()
                    });
                    assert!(
                        known.contains(&fragment),
                        "{file}: {link} leads nowhere in {leads_to}"
                    );
                }
            }
        }

        assert!(followed > 3_000, "{followed}");
        assert!(still.has("מהו-backend/index.html") && still.has("about/index.html"));
        assert!(still.has("tag/שרתים/feed.atom") && still.has(".well-known/security.txt"));
    });
}

#[test]
fn feeds_and_the_map_name_the_files_whole() {
    on_both_with_demo(|site| {
        let still = Still::of(&site.database);
        let files = still.files();
        let mut named = 0;
        for (file, bytes) in &files {
            let is_document = [".atom", ".rss", ".xml", ".json"]
                .iter()
                .any(|ending| file.ends_with(ending));
            if !is_document || file.starts_with("search/") {
                continue;
            }
            let text = std::str::from_utf8(bytes).unwrap();
            if file.ends_with(".json") {
                serde_json::from_str::<serde_json::Value>(text).unwrap();
            } else {
                let mut reader = quick_xml::Reader::from_str(text);
                while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
            }
            let ends = ['"', '<', '&', '\\', ' ', '\''];
            for rest in text
                .split(BASE)
                .skip(1)
                .filter(|rest| rest.starts_with('/'))
            {
                let link = format!("{BASE}{}", rest.split(ends).next().unwrap());
                let (leads_to, _) = target(&link, file).unwrap();
                assert!(files.contains_key(&leads_to), "{file}: {link}");
                named += 1;
            }
        }

        assert!(named > 500, "{named}");
        assert!(
            still
                .page("robots.txt")
                .html()
                .contains(&format!("Sitemap: {BASE}/sitemap.xml"))
        );
    });
}

#[test]
fn each_page_speaks_the_language_of_its_article() {
    on_both_with_demo(|site| {
        let still = Still::of(&site.database);
        for (file, search) in [
            ("index.html", "חיפוש"),
            ("en/index.html", "Search"),
            ("caching/index.html", "Search"),
            ("מהו-backend/index.html", "חיפוש"),
            ("ما-هو-backend/index.html", "بحث"),
            ("404.html", "חיפוש"),
        ] {
            let buttons = still.page(file).texts(".find button");
            assert_eq!(buttons, [search], "{file}");
        }
    });
}

#[test]
fn forms_are_left_out_or_their_place_at_the_running_site_is_named() {
    on_both(|site| {
        let article = site.article("First").slug("first").create();
        site.comment(&article, "Well said").create();
        let still = Still::of(&site.database);
        let page = still.page("first/index.html");

        assert_eq!(page.attributes("form", "action"), ["/blog/search/"]);
        page.clone().shows("Well said");
        assert!(!page.html().contains("/login") && !page.html().contains("/report"));
        assert!(
            page.texts(".visitor, .comment-acts, .write-title, .switches")
                .is_empty()
        );

        still.again(&site.database, &["--live", "https://live.example"]);
        let page = still.page("first/index.html");
        assert_eq!(
            page.attributes(".write-title a", "href"),
            ["https://live.example/first#write"]
        );
        assert_eq!(
            page.attributes(".visitor a", "href"),
            ["https://live.example/login"]
        );
        assert_eq!(page.attributes("form[method=post]", "action"), [""; 0]);
    });
}

#[test]
fn a_frozen_page_says_of_itself_what_is_true_of_files() {
    on_both(|site| {
        site.article("First").slug("first").create();
        let still = Still::of(&site.database);
        let meta = |page: &Page, name: &str| {
            page.attributes(&format!("meta[property^='{name}']"), "content")
        };

        let page = still.page("first/index.html");
        assert_eq!(meta(&page, "og:url"), [format!("{BASE}/first/")]);
        let html = page.html();
        let (_, json) = html.split_once("\"application/ld+json\">").unwrap();
        let json = json.split_once("</script>").unwrap().0;
        let said: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(said["url"], format!("{BASE}/first/"));
        assert_eq!(said["author"][0]["url"], format!("{BASE}/author/dana/"));
        assert_eq!(said["image"], serde_json::Value::Null);
        // What only the running site draws and hears is not there.
        assert!(meta(&page, "og:image").is_empty());
        assert!(!html.contains("webmention") && !html.contains("oembed"));

        still.again(&site.database, &["--live", "https://live.example"]);
        let page = still.page("first/index.html");
        let picture = meta(&page, "og:image").remove(0);
        assert!(
            picture.starts_with("https://live.example/first/picture-"),
            "{picture}"
        );
        assert_eq!(
            page.attributes("link[rel=webmention]", "href"),
            ["https://live.example/webmention"]
        );
    });
}

#[test]
fn freezing_again_writes_what_was_changed_and_nothing_else() {
    on_both(|site| {
        site.with_a_bit_of_everything();
        let still = Still::of(&site.database);
        let before = still.files();

        assert_eq!(still.again(&site.database, &[]), (0, 0));
        assert_eq!(still.again(&site.database, &["--anew"]), (0, 0));
        let notes = std::fs::read_to_string(still.path().join(".daf-freeze")).unwrap();
        let is_for_a_day = |note: &&str| note.contains("\"until\"");
        let for_a_day: Vec<&str> = notes.lines().filter(is_for_a_day).collect();
        assert!(for_a_day.is_empty(), "{for_a_day:?}");

        let article = site
            .article("Another")
            .slug("another")
            .language(crate::support::Ar)
            .create();
        still.again(&site.database, &[]);
        let with_another = still.files();
        let changed: Vec<&String> = with_another
            .iter()
            .filter(|(file, bytes)| {
                before.get(*file) != Some(bytes) && !file.starts_with("search/")
            })
            .map(|(file, _)| file)
            .collect();
        assert!(still.page("ar/index.html").html().contains("Another"));
        assert!(
            changed
                .iter()
                .any(|file| file.as_str() == "another/index.html")
        );
        assert!(
            !changed
                .iter()
                .any(|file| file.starts_with("en/") || file.starts_with("static/"))
        );
        assert!(
            !changed.iter().any(|file| file.starts_with("article-0/")),
            "{changed:?}"
        );

        site.comment(&article, "Indeed").create();
        let (written, removed) = still.again(&site.database, &[]);
        assert_eq!(removed, 0);
        assert!((1..8).contains(&written), "{written}");
        still.page("another/index.html").shows("Indeed");
    });
}

#[test]
fn after_any_changes_a_folder_is_as_one_that_is_frozen_anew() {
    on_both(|site| {
        site.with_a_bit_of_everything();
        let still = Still::of(&site.database);
        let mut changes = Changes::new(&site.store, changes::ALL, 20_261_128);
        for _ in 0..4 {
            for _ in 0..12 {
                changes.make();
            }
            still.again(&site.database, &[]);
            let fresh = Still::of(&site.database);

            let (kept, fresh) = (still.files(), fresh.files());
            for file in kept.keys().chain(fresh.keys()) {
                let text = |files: &BTreeMap<String, Vec<u8>>| {
                    files
                        .get(file)
                        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                assert!(
                    kept.get(file) == fresh.get(file),
                    "{file}: {:?} {:?}",
                    text(&kept),
                    text(&fresh)
                );
            }
        }
    });
}

#[test]
fn what_is_gone_is_removed_and_what_others_put_there_stays() {
    on_both(|site| {
        let gone = site.article("Gone").slug("gone").create();
        site.article("Stays").slug("stays").create();
        let still = Still::of(&site.database);
        let foreign = ["CNAME", "gone/notes.txt", "more/index.html"];
        for file in foreign {
            let place = still.path().join(file);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, file).unwrap();
        }
        site.behind(&format!(
            "UPDATE posts SET status = 'draft', listed_at = NULL WHERE id = {}; \
             UPDATE versions SET version = (SELECT MAX(version) + 1 FROM versions) WHERE name = 'posts'",
            gone.id.0
        ));

        let (_, removed) = still.again(&site.database, &[]);

        assert!(removed >= 2, "{removed}");
        assert!(!still.has("gone/index.html") && still.has("stays/index.html"));
        for file in foreign {
            assert_eq!(still.page(file).html(), file);
        }
        site.article("More").slug("more").create();
        freeze(&site.database, still.path(), &[])
            .refused(&["more/index.html", "not made by daf freeze"]);
        assert_eq!(still.page("more/index.html").html(), "more/index.html");
    });
}

#[test]
fn former_and_short_addresses_lead_on() {
    on_both_with_demo(|site| {
        site.behind("INSERT INTO former_slugs (slug, post_id, created_at) SELECT 'דף-ישן', id, 0 FROM posts WHERE slug = 'caching'");
        let still = Still::of(&site.database);
        let redirects = String::from_utf8(still.files().remove("_redirects").unwrap()).unwrap();

        let old = "/blog/%D7%93%D7%A3-%D7%99%D7%A9%D7%9F";
        assert!(
            redirects.contains(&format!("{old} /blog/caching/ 301\n")),
            "{redirects}"
        );
        assert!(redirects.contains("/blog/s/1 /blog/"));
        let page = still.page("דף-ישן/index.html");
        assert_eq!(
            page.attributes("link[rel=canonical]", "href"),
            [format!("{BASE}/caching/")]
        );
        assert_eq!(
            page.attributes("meta[http-equiv=refresh]", "content"),
            ["0; url=/blog/caching/"]
        );
        assert!(still.has("s/1/index.html") && still.has(".nojekyll"));
    });
}

#[test]
fn a_list_of_many_pages_is_numbered() {
    on_both(|site| {
        for number in 0..45 {
            site.article(&format!("Article {number}"))
                .slug(&format!("a-{number}"))
                .tags(&["rust"])
                .create();
        }
        let still = Still::of(&site.database);

        for list in ["en", "tag/rust", "author/dana"] {
            let second = still.page(&format!("{list}/page/2/index.html"));
            let to = |rel: &str| second.attributes(&format!("a[rel={rel}]"), "href");
            assert_eq!(to("prev"), [format!("/blog/{list}/")]);
            assert_eq!(to("next"), [format!("/blog/{list}/page/3/")]);
            assert!(!still.has(&format!("{list}/page/4/index.html")));
            let shown: BTreeSet<String> = ["", "page/2/", "page/3/"]
                .iter()
                .flat_map(|page| {
                    still
                        .page(&format!("{list}/{page}index.html"))
                        .attributes(".card h2 a", "href")
                })
                .collect();
            assert_eq!(shown.len(), 45, "{list}");
        }
    });
}

#[test]
fn a_folder_of_others_and_bad_values_are_refused() {
    on_both(|site| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.txt"), "words").unwrap();

        freeze(&site.database, folder.path(), &[]).refused(&["holds files", "empty folder"]);
        let file = folder.path().join("thesis.txt");
        freeze(&site.database, &file, &[]).refused(&["thesis.txt"]);
        let elsewhere = folder.path().join("new");
        freeze(&site.database, &elsewhere, &["--live", "live.example"]).refused(&["--live"]);
        assert!(!elsewhere.exists());
    });
}

#[test]
fn a_page_that_cannot_be_made_ends_the_freeze_by_its_address() {
    on_both(|site| {
        let article = site.article("Broken").slug("broken").create();
        site.behind(&format!(
            "UPDATE posts SET contents = 'no list' WHERE id = {}",
            article.id.0
        ));
        let folder = tempfile::tempdir().unwrap();

        let ended = freeze(&site.database, folder.path(), &[]);

        assert_eq!(ended.status(), Some(1));
        assert!(
            ended
                .complained()
                .contains("/broken was answered with status 500"),
            "{}",
            ended.complained()
        );
        // What has come so far is known, and is taken up when it is mended.
        site.behind(&format!(
            "UPDATE posts SET contents = '[]' WHERE id = {}",
            article.id.0
        ));
        freeze(&site.database, folder.path(), &[]).succeeded();
    });
}
