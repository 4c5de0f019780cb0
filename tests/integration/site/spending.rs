//! What a page costs: how many queries, whatever its length.

use daf::domain::language::Language;

use super::freshness::{DOCUMENTS, PAGES};
use crate::support::{Page, TestSite, Visitor, on_both, on_both_with_demo};

/// No public page asks the database more often.
const MOST_QUERIES: u32 = 6;

fn queries(page: &Page) -> u32 {
    let timing = page.header("server-timing");
    let (_, rest) = timing.split_once("desc=\"").expect("a page that was made");
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[track_caller]
fn is_cheap(visitor: &Visitor, path: &str) -> u32 {
    let queries = queries(&visitor.get(path).is(200));
    assert!(queries <= MOST_QUERIES, "{path} takes {queries} queries");
    queries
}

#[test]
fn no_public_page_takes_more_than_six_queries() {
    on_both_with_demo(|site| {
        let server = site.uncached();
        let visitors = [Visitor::to(&server.address), site.reader()];
        for visitor in &visitors {
            for path in PAGES.iter().chain(DOCUMENTS) {
                let queries = is_cheap(visitor, path);
                eprintln!("{path}: {queries}");
            }
        }
    });
}
