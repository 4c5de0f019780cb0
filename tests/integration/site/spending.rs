//! What a page costs: how many queries, whatever its length.

use daf::domain::moment::Moment;
use daf::storage::translations;

use super::freshness::{DOCUMENTS, PAGES};
use crate::support::{Ar, He, Page, TestSite, Visitor, on_both, on_both_with_demo};

/// No public page asks the database more often.
const MOST_QUERIES: u32 = 6;

fn queries(page: &Page) -> u32 {
    let timing = page.header("server-timing");
    let (_, rest) = timing
        .split_once("desc=\"")
        .unwrap_or_else(|| panic!("{} was kept: {timing}", page.address));
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[track_caller]
fn is_cheap(visitor: &Visitor, path: &str) {
    let queries = queries(&visitor.get(path).is(200));
    assert!(queries <= MOST_QUERIES, "{path} takes {queries} queries");
}

#[test]
fn no_public_page_takes_more_than_six_queries() {
    on_both_with_demo(|site| {
        let server = site.uncached();
        for visitor in [Visitor::to(&server.address), site.reader()] {
            for path in PAGES.iter().chain(DOCUMENTS) {
                if !path.starts_with("/search?") {
                    is_cheap(&visitor, path);
                }
            }
        }
    });
}

/// An article with much of everything that stands around one.
fn crowded(site: &TestSite) {
    let group = site.write(|db| translations::create_group(db, Moment::now()));
    site.article("Hebrew")
        .language(He)
        .translating(group)
        .create();
    site.article("Arabic")
        .language(Ar)
        .translating(group)
        .create();
    let tags: Vec<String> = (0..10).map(|number| format!("tag-{number}")).collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    let parts: Vec<_> = (0..30)
        .map(|number| site.article(&format!("Part {number}")).tags(&tags).create())
        .collect();
    let crowded = site
        .article("Crowded")
        .tags(&tags)
        .by(&["dana", "noa", "sami"])
        .translating(group)
        .create();
    let parts: Vec<_> = parts.iter().chain([&crowded]).collect();
    site.series("tale", &parts);
    for number in 0..60 {
        site.comment(&crowded, &format!("Comment {number}"))
            .create();
    }
}

#[test]
fn an_article_with_much_around_it_takes_no_more_queries_than_another() {
    on_both(|site| {
        crowded(site);
        let server = site.uncached();

        for visitor in [Visitor::to(&server.address), site.reader()] {
            let page = visitor.get("/crowded").is(200);
            page.shows("Comment 59");
            for path in ["/crowded", "/", "/tag/tag-1", "/series/tale", "/feed.atom"] {
                is_cheap(&visitor, path);
            }
        }
    });
}

#[test]
fn a_page_says_whether_it_was_kept_and_what_it_took() {
    on_both(|site| {
        site.article("Article").create();
        let timing = |page: Page| page.header("server-timing").to_owned();

        let made = timing(site.get("/article").is(200));
        let kept = timing(site.get("/article").is(200));
        site.article("Another").create();
        let anew = timing(site.get("/article").is(200));

        assert!(made.starts_with("cache;desc=miss, pool;dur="), "{made}");
        for part in ["db;dur=", "render;dur=", "total;dur="] {
            assert!(made.contains(part), "{made}");
        }
        assert!(kept.starts_with("cache;desc=hit, total;dur="), "{kept}");
        assert!(anew.starts_with("cache;desc=stale, "), "{anew}");
    });
}
