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
        assert_eq!(texts(&feed, "name").len(), 4);
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

/// Everything that feeds are made of, with what is hard to write in one.
fn a_full_site(site: &TestSite) {
    three_languages(site);
    let hard = site
        .article("A & B <c> \"d\" ]]> C++")
        .summary("Less < more & \u{202E}hidden")
        .tags(&["c"])
        .body(
            "[own](/about) ![picture](/static/images/daf.svg) <script>x</script>\n\n\
             ```js\na < b && c\n```\n\n$x^2$ ]]> &amp; \u{1}",
        )
        .create();
    site.series("Parts", &[&hard]);
    site.behind(&format!(
        "UPDATE posts SET cover_url = '/static/images/daf.svg' WHERE id = {}",
        hard.id.0
    ));
}

fn every_feed() -> Vec<String> {
    let folders = [
        "",
        "/he",
        "/en",
        "/ar",
        "/tag/rust",
        "/tag/c",
        "/author/dana",
        "/series/parts",
    ];
    let formats = ["atom", "rss", "json"];
    let mut all = Vec::new();
    for format in formats {
        all.extend(folders.map(|folder| format!("{folder}/feed.{format}")));
        all.push(format!("/search/feed.{format}?q=words&lang=en"));
    }
    all
}

fn conforms(feed: &crate::support::Page) {
    let path = feed.address.split('?').next().unwrap();
    match path.rsplit_once('.') {
        Some((_, "atom")) => feed.conforms_to("atom.rng"),
        Some((_, "rss")) => feed.conforms_to("rss.rng"),
        _ => feed.conforms_to("feed.json"),
    };
}

#[test]
fn every_feed_is_as_its_standard_has_it() {
    on_both(|site| {
        for hub in [None, Some("https://hub.example/?a&b")] {
            site.settings(|settings| settings.hub = hub.map(str::to_owned));
            for feed in ["/feed.atom", "/feed.rss", "/feed.json"] {
                conforms(&site.get(feed).is(200));
            }
        }
        a_full_site(site);
        for feed in every_feed() {
            conforms(&site.get(&feed).is(200));
        }
    });
}

#[test]
fn the_feeds_of_a_real_site_are_as_their_standards_have_it() {
    on_both_with_demo(|site| {
        for folder in FOLDERS {
            for format in ["atom", "rss", "json"] {
                conforms(&site.get(&format!("{folder}/feed.{format}")).is(200));
            }
        }
    });
}

/// What feed validators ask beside the schema.
#[test]
fn every_feed_keeps_the_rules_that_no_schema_tells() {
    on_both(|site| {
        a_full_site(site);
        let now = Moment::now();
        for path in every_feed() {
            let feed = site.get(&path).is(200).json_or_xml();
            assert_eq!(
                feed.own,
                format!("{}{path}", site.address),
                "its own address"
            );
            let ids: std::collections::HashSet<&String> =
                feed.entries.iter().map(|entry| &entry.id).collect();
            assert_eq!(ids.len(), feed.entries.len(), "{path}: one identity each");
            for entry in &feed.entries {
                let id = entry.id.strip_prefix("tag:127.0.0.1,2026:post/");
                assert!(
                    id.is_some_and(|id| id.parse::<u64>().is_ok()),
                    "{}",
                    entry.id
                );
                for date in &entry.dates {
                    let date = Moment::parse(date).unwrap_or_else(|| panic!("{path}: {date}"));
                    assert!(date <= now, "{path}: in the future");
                }
                assert!(
                    entry.dates.is_sorted(),
                    "{path}: changed before it was published"
                );
                has_only_whole_addresses(&path, &entry.html);
            }
        }
    });
}

fn has_only_whole_addresses(path: &str, html: &str) {
    let fragment = scraper::Html::parse_fragment(html);
    let all = scraper::Selector::parse("*").unwrap();
    for element in fragment.select(&all) {
        let name = element.value().name();
        assert!(
            !["script", "style", "iframe", "object", "form", "meta"].contains(&name),
            "{path}: {name}"
        );
        for (attribute, value) in element.value().attrs() {
            assert!(
                !attribute.starts_with("on") && attribute != "style",
                "{path}: {attribute}"
            );
            if ["href", "src", "cite"].contains(&attribute) {
                let is_whole = ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| value.starts_with(scheme));
                assert!(is_whole, "{path}: {value}");
            }
        }
    }
}

struct ReadFeed {
    own: String,
    entries: Vec<ReadEntry>,
}

struct ReadEntry {
    id: String,
    /// When it was published, and when changed, where both are told.
    dates: Vec<String>,
    html: String,
}

impl crate::support::Page {
    fn json_or_xml(&self) -> ReadFeed {
        if self.header("content-type").contains("json") {
            let feed = self.json();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            return ReadFeed {
                own: text(&feed["feed_url"]),
                entries: feed["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|item| ReadEntry {
                        id: text(&item["id"]),
                        dates: vec![text(&item["date_published"]), text(&item["date_modified"])],
                        html: text(&item["content_html"]),
                    })
                    .collect(),
            };
        }
        let is_atom = self.header("content-type").contains("atom");
        let own = if is_atom { "link" } else { "atom:link" };
        let own = elements(self, own)
            .into_iter()
            .find(|(_, attributes)| attributes["rel"] == "self")
            .map(|(_, attributes)| attributes["href"].clone());
        let (ids, html) = match is_atom {
            true => (texts(self, "id").split_off(1), texts(self, "content")),
            false => (texts(self, "guid"), texts(self, "content:encoded")),
        };
        let dates: Vec<Vec<String>> = match is_atom {
            true => texts(self, "published")
                .into_iter()
                .zip(texts(self, "updated").split_off(1))
                .map(|(published, updated)| vec![published, updated])
                .collect(),
            // RSS says when in another form, which the schema holds it to.
            false => vec![Vec::new(); ids.len()],
        };
        let entries = ids.into_iter().zip(dates).zip(html);
        ReadFeed {
            own: own.unwrap().replace("&#38;", "&"),
            entries: entries
                .map(|((id, dates), html)| ReadEntry { id, dates, html })
                .collect(),
        }
    }
}

#[test]
fn a_hub_is_named_where_there_is_one() {
    on_both(|site| {
        three_languages(site);
        let without = site.get("/feed.atom");
        assert!(!without.html().contains("rel=\"hub\""));
        assert_eq!(without.find_header("link"), None);

        site.settings(|settings| settings.hub = Some("https://hub.example/".to_owned()));

        for path in ["/feed.atom", "/he/feed.rss", "/tag/rust/feed.json"] {
            let feed = site.get(path).is(200);
            let links: Vec<&str> = feed
                .headers
                .iter()
                .filter(|(name, _)| name == "link")
                .map(|(_, value)| value.as_str())
                .collect();
            let own = format!("<{}{path}>; rel=\"self\"", site.address);
            assert_eq!(
                links,
                ["<https://hub.example/>; rel=\"hub\"", own.as_str()],
                "{path}"
            );
            assert!(feed.html().contains("https://hub.example/"), "{path}");
        }
    });
}

/// A reader that knows nothing of directions still shows each block as it should be: what it strips is said again
/// by marks, or by what encloses the text.
#[test]
fn a_reader_that_strips_directions_is_helped_by_marks() {
    on_both(|site| {
        site.article("Rust בעברית")
            .language(He)
            .body("פסקה ב-Rust.")
            .create();

        let feed = site.get("/feed.atom").is(200);

        let html = texts(&feed, "content").remove(0);
        assert!(html.starts_with("<div dir=\"rtl\" lang=\"he\">"), "{html}");
        let title = texts(&feed, "title").remove(1);
        assert!(title.starts_with('\u{200F}'), "{title:?}");
    });
}
