//! Lists a page at a time: no article is passed over or shown twice, there and back.

use daf::domain::moment::Moment;

use crate::support::drafts::some_day;
use crate::support::{He, TestSite, on_both};

const LISTS: [&str; 6] = [
    "/",
    "/he",
    "/tag/rust",
    "/author/dana",
    "/archive/2026-03",
    "/tag/Rust",
];

#[test]
fn articles_of_different_times_are_each_shown_once_there_and_back() {
    on_both(|site| walk_lists(site, |number| some_day().plus_seconds(number)));
}

#[test]
fn articles_of_one_moment_are_each_shown_once_there_and_back() {
    on_both(|site| walk_lists(site, |_| some_day()));
}

fn walk_lists(site: &TestSite, moment: impl Fn(i64) -> Moment) {
    for number in 1..=45 {
        let draft = site.article(&format!("Article {number:02}")).language(He);
        draft.tags(&["rust"]).at(moment(number)).create();
    }
    let newest_first: Vec<_> = (1..=45)
        .rev()
        .map(|number| format!("Article {number:02}"))
        .collect();

    for list in LISTS {
        let mut pages = vec![site.visitor().follow(list)];
        while let Some(older) = pages.last().unwrap().step("next") {
            pages.push(site.get(&older).is(200));
        }
        let there: Vec<_> = pages.iter().flat_map(|page| page.cards()).collect();
        assert_eq!(there, newest_first, "{list}");

        let mut back = pages.pop().unwrap().cards();
        let mut newer = site.get(&list_end(site, list)).step("prev");
        while let Some(address) = newer {
            let page = site.get(&address).is(200);
            back.splice(0..0, page.cards());
            newer = page.step("prev");
        }
        assert_eq!(back, newest_first, "{list}");
    }
}

/// The address of a list's last page.
fn list_end(site: &TestSite, list: &str) -> String {
    let mut page = site.visitor().follow(list);
    let mut address = list.to_owned();
    while let Some(older) = page.step("next") {
        page = site.get(&older);
        address = older;
    }
    address
}

#[test]
fn an_empty_site_says_so() {
    on_both(|site| {
        site.get("/")
            .is(200)
            .shows("Nothing has been published yet");
        site.get("/he").is(200).shows("Nothing here yet");
        for path in ["/archive", "/tags", "/series"] {
            site.get(path).is(200).shows("Nothing here yet");
        }
    });
}

#[test]
fn a_list_of_twenty_has_one_page() {
    on_both(|site| {
        for number in 1..=20 {
            site.article(&format!("Article {number}")).create();
        }

        let list = site.get("/en").is(200);

        assert_eq!((list.cards().len(), list.step("next")), (20, None));
    });
}

#[test]
fn many_tags_are_shown_page_by_page_and_each_once() {
    on_both(|site| {
        let names: Vec<String> = (0..230).map(|number| format!("tag-{number:03}")).collect();
        let tags: Vec<&str> = names.iter().map(String::as_str).collect();
        site.article("Much tagged").tags(&tags).create();

        let first = site.get("/tags").is(200);
        let second = site.get(&first.step("next").unwrap()).is(200);

        let mut shown = first.texts(".tag-list a");
        shown.extend(second.texts(".tag-list a"));
        shown.sort();
        assert_eq!((shown, second.step("next")), (names, None));
    });
}

#[test]
fn a_language_that_the_site_does_not_publish_in_has_no_home() {
    on_both(|site| {
        site.settings(|settings| settings.languages = vec![He]);

        site.get("/he").is(200);
        site.get("/ar").is(404);
        site.get("/ar/feed.atom").is(404);
    });
}
