//! What a page costs: how many queries, whatever its length.

use daf::domain::moment::Moment;
use daf::storage::{search, translations};

use super::freshness::{DOCUMENTS, PAGES};
use crate::support::{
    Ar, Filling, He, Page, TestSite, Visitor, on_both, on_both_databases, on_both_with_demo,
};

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
                is_cheap(&visitor, path);
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

/// Articles enough for several pages of answers, most of them in a block and some still fresh.
fn searched(site: &TestSite) {
    for number in 0..60 {
        site.article(&format!("Animal {number}"))
            .body(&format!("zebra{number} lives by the river bank"))
            .tags(&["river", "animals"])
            .by(&["dana", "noa"])
            .create();
    }
    for title in ["שלום למסד הנתונים", "שלום לשרת", "שלום לכולם"] {
        site.article(title).language(He).create();
    }
    site.article("صحيفة إلى الكتاب").language(Ar).create();
    site.article("Kumquatolia").create();
    while site.write(search::settle) > 0 {}
    for number in 100..108 {
        site.article(&format!("Animal {number}"))
            .body(&format!("giraffe{number} lives by the river"))
            .tags(&["giraffe"])
            .create();
    }
}

/// What follows `?` in the address of a search of every kind.
const SEARCHES: &[&str] = &[
    "",
    "q=",
    "q=river",
    "q=river+bank+animal",
    "q=zebra7",
    "q=giraffe103",
    "q=%22river+bank%22",
    "q=animal+-zebra7",
    "q=riverbank",
    "q=kumquatol",
    "q=kumquatol&typing=1",
    "q=gira&typing=1",
    "q=שלום",
    "q=לשרת",
    "q=الكتاب",
    "q=lang:he",
    "q=author:noa",
    "tag=river",
    "q=river&lang=en&tag=river",
    "q=river+tag:animals+tag:giraffe+author:dana+author:noa+lang:en",
    "q=river+author:Nobody+tag:nothing",
    "q=river&tag=nothing",
    // Misspelt, and typed on another keyboard.
    "q=rivver",
    "q=girafe103",
    "q=rivver+annimal+zebbra7+giraffe1033",
    "q=kumquatalia",
    "q=akuo",
    "q=akuo&exact=1",
    "q=hgfvl[m",
    "q=רןהקר",
    "q=rivver+tag:river+author:noa+lang:en&lang=en&tag=animals",
    // Nothing is found.
    "q=quince",
    "q=quince+xylophone",
    "q=%22bank+river%22+-animal+lang:ar+tag:nothing&lang=he&tag=river",
    "q=%22tag:river+bank%22+-river+author:Noa+tag:nothing+lang:ar",
    "q=river+rivers+bank+banks+animal+animals+lives+living+zebra1+zebra2+zebra3+zebra4+zebra5+giraffe+back+end+server+שרת+שלום+كتاب",
];

/// As [`is_cheap`], to the last page of the answers; how many articles they are.
#[track_caller]
fn all_pages_are_cheap(visitor: &Visitor, path: &str) -> usize {
    let (mut path, mut articles) = (path.to_owned(), 0);
    loop {
        is_cheap(visitor, &path);
        let page = visitor.get(&path);
        articles += page.cards().len();
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => return articles,
        }
    }
}

/// A site whose index is moved on by the test alone.
fn on_both_searched(test: impl Fn(&TestSite)) {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::at_rest(database);
        searched(&site);
        test(&site);
    });
}

#[test]
fn no_search_takes_more_than_six_queries() {
    on_both_searched(|site| {
        let server = site.uncached();
        for visitor in [Visitor::to(&server.address), site.reader()] {
            for search in SEARCHES {
                all_pages_are_cheap(&visitor, &format!("/search?{search}"));
                is_cheap(&visitor, &format!("/search.json?{search}"));
            }
            is_cheap(&visitor, "/search/feed.atom?q=river&tag=animals");

            assert_eq!(all_pages_are_cheap(&visitor, "/search?q=river"), 68);
            assert_eq!(all_pages_are_cheap(&visitor, "/search?q=author:noa"), 60);
            let misspelt = visitor.get("/search?q=rivver+giraffe1033").is(200);
            misspelt.shows("river giraffe103");
        }
    });
}

#[test]
fn the_first_search_of_a_process_takes_no_more_queries_than_another() {
    on_both_searched(|site| {
        for search in SEARCHES {
            let server = site.uncached();
            is_cheap(&Visitor::to(&server.address), &format!("/search?{search}"));
        }
    });
}

#[test]
fn whoever_is_signed_in_is_known_and_shown_what_is_known_without_a_query() {
    on_both(|site| {
        site.article("Article").create();
        site.article("About").page().create();
        let reader = site.reader();

        for path in ["/article", "/about"] {
            assert!(queries(&reader.get(path).is(200)) > 0, "{path}");
            assert_eq!(queries(&reader.get(path).is(200)), 0, "{path}");
        }
    });
}
