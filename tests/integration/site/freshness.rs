//! A page is asked for again each time, and sent again only when it has changed.

use crate::support::{on_both, on_both_with_demo};

/// A page of every kind.
pub const PAGES: &[&str] = &[
    "/",
    "/he",
    "/en",
    "/ar",
    "/archive",
    "/archive/2026-11",
    "/tags",
    "/tag/http",
    "/tag/שרתים",
    "/author/noa",
    "/series",
    "/series/event-loop-from-scratch",
    "/search",
    "/search?q=cache",
    "/preferences",
    "/caching",
    "/מהו-backend",
    "/about",
];

/// A document of every kind.
pub const DOCUMENTS: &[&str] = &[
    "/feed.atom",
    "/feed.rss",
    "/feed.json",
    "/he/feed.atom",
    "/tag/http/feed.rss",
    "/author/noa/feed.json",
    "/series/event-loop-from-scratch/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
];

/// What is answered, but not with a page of its own.
const OTHERS: &[&str] = &[
    "/healthz",
    "/readyz",
    "/favicon.ico",
    "/s/1",
    "/about/",
    "/nothing",
    "/static/css/site.css",
];

#[test]
fn asking_for_the_head_of_anything_gives_its_headers_and_nothing_else() {
    on_both_with_demo(|site| {
        for path in PAGES.iter().chain(DOCUMENTS).chain(OTHERS) {
            let whole = site.get(path);
            let head = site.visitor().head(path);

            assert_eq!(head.status, whole.status, "{path}");
            assert_eq!(kept(&head.headers), kept(&whole.headers), "{path}");
            assert!(head.body.is_empty(), "{path}");
        }
    });
}

/// Headers but those that differ with every answer, in one order.
fn kept(headers: &[(String, String)]) -> Vec<&(String, String)> {
    let mut kept: Vec<_> = headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id", "server-timing"].contains(&name.as_str()))
        .collect();
    kept.sort();
    kept
}

#[test]
fn whoever_has_a_page_already_is_told_so() {
    on_both_with_demo(|site| {
        for path in PAGES.iter().chain(DOCUMENTS) {
            let tag = site.get(path).is(200).header("etag").to_owned();
            assert!(tag.starts_with('"') && tag.len() > 10, "{path}: {tag}");

            for known in [
                tag.clone(),
                format!("W/{tag}"),
                format!("\"other\", {tag}"),
                "*".to_owned(),
            ] {
                let again = site.visitor().with("if-none-match", &known).get(path);

                let again = again.is(304);
                assert!(again.body.is_empty(), "{path}");
                assert_eq!(again.header("etag"), tag, "{path}");
            }
            site.visitor()
                .with("if-none-match", "\"other\"")
                .get(path)
                .is(200);
            site.visitor()
                .with("if-none-match", &tag)
                .head(path)
                .is(304);
        }
    });
}

#[test]
fn a_page_is_new_as_soon_as_it_has_changed() {
    on_both(|site| {
        let first = site.article("First").tags(&["rust"]).create();
        let paths = [
            "/en",
            "/tag/rust",
            "/author/dana",
            "/archive",
            "/archive/2026-03",
            "/tags",
            "/feed.atom",
            "/sitemap.xml",
        ];
        let before: Vec<_> = paths
            .iter()
            .map(|path| site.get(path).header("etag").to_owned())
            .collect();

        site.article("Second").tags(&["rust"]).create();

        for (path, tag) in paths.iter().zip(before) {
            assert_ne!(site.get(path).header("etag"), tag, "{path}");
        }
        let read = site.get(&first.path).header("etag").to_owned();
        site.comment(&first, "Well said").create();
        let again = site.visitor().with("if-none-match", &read).get(&first.path);
        again.is(200).shows("Well said");
    });
}

#[test]
fn a_page_may_be_kept_but_must_be_asked_for_and_differs_by_reader() {
    on_both_with_demo(|site| {
        for path in PAGES {
            let page = site.get(path).is(200);

            assert_eq!(page.header("cache-control"), "no-cache", "{path}");
            assert_eq!(
                page.header("vary").to_ascii_lowercase(),
                "accept-language, cookie, accept-encoding",
                "{path}"
            );
        }
        for document in DOCUMENTS {
            assert_eq!(site.get(document).header("cache-control"), "no-cache");
        }
    });
}
