//! What goes wrong, said in the site's layout and in the visitor's language.

use daf::domain::post::Publication;
use daf::locale::Words;

use crate::support::drafts::some_day;
use crate::support::visitor::Raw;
use crate::support::{Language, Page, TestSite, Visitor, on_both};

#[track_caller]
fn says(page: Page, status: u16, language: Language) {
    let page = page.is(status);
    let words = Words::of(language);
    assert_eq!(page.heading(), words.say(&format!("error-{status}-title")));
    page.shows(&words.say(&format!("error-{status}-text")));
    page.shows(&words.say("site-home"));
    assert_eq!(
        page.language(),
        (language.tag().to_owned(), language.direction().to_string())
    );
    assert_eq!(page.header("cache-control"), "no-store");
}

fn in_every_language(site: &TestSite, status: u16, asked: impl Fn(&Visitor) -> Page) {
    for language in Language::ALL {
        let visitor = site.visitor().speaking(language.tag());
        says(asked(&visitor), status, language);
    }
}

#[test]
fn an_unknown_address_is_answered_404() {
    on_both(|site| {
        for path in [
            "/nothing",
            "/tag/nothing",
            "/author/nobody",
            "/series/none",
            "/archive/1999-01",
            "/a/b/c",
        ] {
            in_every_language(site, 404, |visitor| visitor.get(path));
        }
        site.get("/nothing").shows("Search");
    });
}

#[test]
fn a_withdrawn_article_is_answered_410() {
    on_both(|site| {
        let article = site.article("Gone");
        let gone = article
            .publication(Publication::Archived(Some(some_day())))
            .create();

        in_every_language(site, 410, |visitor| visitor.get(&gone.path));
    });
}

#[test]
fn a_form_from_another_site_is_answered_403() {
    on_both(|site| {
        for language in Language::ALL {
            let foreign = site.visitor().with("sec-fetch-site", "cross-site");
            let foreign = foreign.speaking(language.tag());

            says(
                foreign.post("/preferences", &[("theme", "dark")]),
                403,
                language,
            );
        }
    });
}

#[test]
fn an_odd_method_is_answered_405_with_those_that_work() {
    on_both(|site| {
        let article = site.article("Article").create();
        for path in [
            "/",
            "/he",
            "/archive",
            "/tags",
            "/search",
            "/feed.atom",
            "/sitemap.xml",
            "/healthz",
            &article.path,
        ] {
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"] {
                let answer = raw_method(site, method, path);

                says(answer.clone(), 405, Language::En);
                assert_eq!(answer.header("allow"), "GET, HEAD", "{method} {path}");
            }
        }
        let preferences = raw_method(site, "DELETE", "/preferences");
        assert_eq!(preferences.is(405).header("allow"), "GET, HEAD, POST");
    });
}

fn raw_method(site: &TestSite, method: &str, path: &str) -> Page {
    let mut raw = Raw::to(site.host());
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept-Language: en\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        site.host()
    );
    raw.send(head.as_bytes());
    raw.answer()
}

#[test]
fn a_form_too_large_is_answered_413() {
    on_both(|site| {
        let large = format!("theme=dark&back={}", "x".repeat(64 * 1024));

        in_every_language(site, 413, |visitor| {
            visitor.post_body("/preferences", &large)
        });
    });
}

#[test]
fn an_address_too_long_is_answered_414() {
    on_both(|site| {
        let path = format!("/{}", "a".repeat(3_000));
        let query = format!("/search?q={}", "a".repeat(9_000));

        in_every_language(site, 414, |visitor| visitor.get(&path));
        in_every_language(site, 414, |visitor| visitor.get(&query));
    });
}

#[test]
fn a_form_that_makes_no_sense_is_answered_422() {
    on_both(|site| {
        in_every_language(site, 422, |visitor| {
            visitor.post("/preferences", &[("language", "tlh")])
        });
        in_every_language(site, 422, |visitor| {
            visitor.post("/preferences", &[("theme", "plaid")])
        });
    });
}

#[test]
fn a_broken_database_is_answered_500_and_nothing_of_it_is_told() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.get("/en").is(200);
        site.behind("ALTER TABLE comments RENAME TO lost_comments");

        in_every_language(site, 500, |visitor| visitor.get(&article.path));

        site.get(&article.path).hides("comments_").hides("SELECT");
        site.get("/en").is(200);
    });
}
