//! Feeds: the newest articles with their languages and directions.

use daf::domain::moment::Moment;

use super::machines::{elements, texts};
use crate::support::{Ar, En, He, TestSite, on_both, on_both_with_demo};

const FOLDERS: &[&str] = &[
    "",
    "/he",
    "/en",
    "/ar",
    "/tag/http",
    "/tag/שרתים",
    "/author/layla",
    "/series/event-loop-from-scratch",
];

#[test]
fn every_list_has_its_feed_in_three_forms() {
    on_both_with_demo(|site| {
        for folder in FOLDERS {
            let atom = site.get(&format!("{folder}/feed.atom")).is(200);
            assert_eq!(
                atom.header("content-type"),
                "application/atom+xml; charset=utf-8"
            );
            let rss = site.get(&format!("{folder}/feed.rss")).is(200);
            assert_eq!(
                rss.header("content-type"),
                "application/rss+xml; charset=utf-8"
            );
            let json = site.get(&format!("{folder}/feed.json")).is(200);
            assert_eq!(
                json.header("content-type"),
                "application/feed+json; charset=utf-8"
            );

            let entries = texts(&atom, "entry").len();
            assert!(entries > 0, "{folder}");
            assert_eq!(texts(&rss, "item").len(), entries, "{folder}");
            assert_eq!(
                json.json()["items"].as_array().unwrap().len(),
                entries,
                "{folder}"
            );
        }
    });
}

#[test]
fn a_feed_of_nothing_is_not_found() {
    on_both_with_demo(|site| {
        for path in [
            "/tag/nothing/feed.atom",
            "/author/nobody/feed.rss",
            "/series/none/feed.json",
            "/fr/feed.atom",
            "/feed.xml",
            "/archive/feed.atom",
        ] {
            site.get(path).is(404);
        }
    });
}

#[test]
fn an_empty_feed_is_a_feed() {
    on_both(|site| {
        assert_eq!(texts(&site.get("/feed.atom").is(200), "entry").len(), 0);
        assert_eq!(
            texts(&site.get("/feed.rss").is(200), "title"),
            ["\u{200F}Daf"]
        );
        assert_eq!(
            site.get("/feed.json").is(200).json()["items"],
            serde_json::json!([])
        );
    });
}

fn three_languages(site: &TestSite) {
    for (title, language) in [("מאמר", He), ("Article", En), ("مقالة", Ar)] {
        let draft = site.article(title).language(language).tags(&["rust"]);
        draft.body("Text with a [link](/other) & `code`.").create();
    }
}

#[test]
fn atom_tells_the_language_of_each_article_and_holds_its_text_in_its_direction() {
    on_both(|site| {
        three_languages(site);

        let feed = site.get("/feed.atom").is(200);

        assert_eq!(elements(&feed, "feed")[0].1["xml:lang"], "he");
        let languages: Vec<_> = elements(&feed, "entry")
            .into_iter()
            .map(|(_, entry)| entry["xml:lang"].clone())
            .collect();
        assert_eq!(languages, ["ar", "en", "he"]);
        let texts = texts(&feed, "content");
        assert!(
            texts[0].starts_with("<div dir=\"rtl\" lang=\"ar\">"),
            "{}",
            texts[0]
        );
        assert!(
            texts[1].starts_with("<div dir=\"ltr\" lang=\"en\">"),
            "{}",
            texts[1]
        );
        assert!(
            texts[1].contains(&format!("href=\"{}/other\"", site.address)),
            "{}",
            texts[1]
        );
    });
}

#[test]
fn an_atom_entry_has_what_the_standard_asks_for() {
    on_both(|site| {
        three_languages(site);

        let feed = site.get("/feed.atom").is(200);

        let ids = texts(&feed, "id");
        assert_eq!(
            ids.iter().collect::<std::collections::HashSet<_>>().len(),
            4,
            "{ids:?}"
        );
        for date in texts(&feed, "updated")
            .iter()
            .chain(&texts(&feed, "published"))
        {
            assert!(Moment::parse(date).is_some(), "{date}");
        }
        let own = &elements(&feed, "link")[0].1;
        assert_eq!(
            (own["rel"].as_str(), own["href"].as_str()),
            ("self", format!("{}/feed.atom", site.address).as_str())
        );
        assert_eq!(texts(&feed, "name").len(), 3);
        assert_eq!(elements(&feed, "category")[0].1["term"], "rust");
    });
}

#[test]
fn rss_tells_its_language_and_holds_whole_articles() {
    on_both(|site| {
        three_languages(site);

        let feed = site.get("/en/feed.rss").is(200);

        assert_eq!(texts(&feed, "language"), ["en"]);
        assert_eq!(texts(&feed, "dc:language"), ["en"]);
        assert_eq!(texts(&feed, "pubDate"), ["Sat, 14 Mar 2026 08:00:00 +0000"]);
        assert!(texts(&feed, "content:encoded")[0].starts_with("<div dir=\"ltr\" lang=\"en\">"));
    });
}

#[test]
fn the_json_feed_has_the_members_of_its_standard() {
    on_both(|site| {
        three_languages(site);

        let feed = site.get("/feed.json").is(200).json();

        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["title"], "\u{200F}Daf");
        assert_eq!(feed["feed_url"], format!("{}/feed.json", site.address));
        assert_eq!(feed["home_page_url"], format!("{}/", site.address));
        for item in feed["items"].as_array().unwrap() {
            for member in [
                "id",
                "url",
                "title",
                "content_html",
                "date_published",
                "language",
            ] {
                assert!(item[member].is_string(), "{member}: {item}");
            }
            assert_eq!(item["authors"][0]["name"], "dana");
            assert_eq!(item["tags"], serde_json::json!(["rust"]));
        }
    });
}

#[test]
fn a_title_that_begins_in_another_direction_is_marked_for_readers_without_markup() {
    on_both(|site| {
        site.article("Backend בעברית").language(He).create();

        let title = &texts(&site.get("/he/feed.rss").is(200), "title")[1];

        assert!(title.contains("Backend") && title.contains("בעברית"));
        assert!(
            title.starts_with(['\u{200F}', '\u{2067}', '\u{202B}']),
            "{title:?}"
        );
    });
}

#[test]
fn controls_that_xml_cannot_hold_never_reach_a_feed() {
    on_both(|site| {
        site.article("Terminal")
            .body("Bell \u{7} and escape \u{1b}[0m in `\u{8}`")
            .create();

        for path in ["/feed.atom", "/feed.rss"] {
            let feed = site.get(path).is(200);
            elements(&feed, "title");
            assert!(
                !feed.html().contains(['\u{7}', '\u{1b}', '\u{8}']),
                "{path}"
            );
        }
    });
}
