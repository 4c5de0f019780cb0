//! Every page has one address; every other spelling of it leads there.

use crate::support::visitor::get_bytes;
use crate::support::{He, on_both, on_both_with_demo};
use daf::domain::short_link;

#[test]
fn an_address_that_was_changed_leads_to_the_new_one() {
    on_both(|site| {
        let article = site.article("First name").create();
        site.rename(&article, "second-name");
        site.rename(&article, "שם-שלישי");

        site.get("/first-name").leads_to("/שם-שלישי");
        site.get("/second-name?comments-after=1-2")
            .leads_to("/שם-שלישי?comments-after=1-2");
        site.get("/שם-שלישי").is(200);
    });
}

#[test]
fn an_address_taken_by_another_article_shows_that_article() {
    on_both(|site| {
        let moved = site.article("Old").slug("place").create();
        site.rename(&moved, "elsewhere");

        site.article("New").slug("place").create();

        assert_eq!(site.get("/place").is(200).heading(), "New");
    });
}

#[test]
fn an_article_that_goes_back_to_its_first_address_is_found_there() {
    on_both(|site| {
        let article = site.article("There and back").slug("here").create();
        site.rename(&article, "there");
        site.rename(&article, "here");

        site.get("/here").is(200);
        site.get("/there").leads_to("/here");
    });
}

#[test]
fn slashes_too_many_lead_to_the_address_without_them() {
    on_both_with_demo(|site| {
        for (typed, address) in [
            ("/about/", "/about"),
            ("//about", "/about"),
            ("/tag//http//", "/tag/http"),
            ("/archive/?a=b", "/archive?a=b"),
            ("//evil.example/", "/evil.example"),
            ("/he/", "/he"),
        ] {
            site.get(typed).leads_to(address);
        }
    });
}

#[test]
fn every_encoding_of_an_address_leads_to_the_one_that_daf_writes() {
    on_both_with_demo(|site| {
        let host = site.host();
        let canonical = "/%D7%9E%D7%94%D7%95-backend";
        get_bytes(host, canonical.as_bytes(), "").is(200);

        for variant in [
            "/%d7%9e%d7%94%d7%95-backend",
            "/%D7%9E%D7%94%D7%95%2Dbackend",
            "/%D7%9E%D7%94%D7%95-%62ackend",
            "/%D7%9E%D7%94%D7%95-BackEnd",
        ] {
            let answer = get_bytes(host, variant.as_bytes(), "");

            assert_eq!(
                (answer.status, answer.header("location")),
                (301, canonical),
                "{variant}"
            );
        }
        let unencoded = get_bytes(host, "/מהו-backend".as_bytes(), "");
        assert!(
            [301, 400].contains(&unencoded.status),
            "{}",
            unencoded.status
        );
    });
}

#[test]
fn composed_and_decomposed_letters_are_one_address() {
    on_both(|site| {
        site.article("Café").slug("café").create();

        site.get("/café").is(200);
        site.get("/cafe\u{301}").leads_to("/café");
        site.get("/CAFÉ").leads_to("/café");
    });
}

#[test]
fn lists_have_one_address_too() {
    on_both_with_demo(|site| {
        site.get("/tag/HTTP").leads_to("/tag/http");
        site.get("/tag/%68ttp?after=1-1")
            .leads_to("/tag/http?after=1-1");
        site.get("/author/NOA").leads_to("/author/noa");
        site.get("/series/Event-Loop-From-Scratch")
            .leads_to("/series/event-loop-from-scratch");
        site.get("/tag/HTTP/feed.atom")
            .leads_to("/tag/http/feed.atom");
        site.get("/archive/2026%2D11").leads_to("/archive/2026-11");
    });
}

#[test]
fn the_short_address_finds_its_article_however_it_is_copied() {
    on_both(|site| {
        for number in 1..=33 {
            site.article(&format!("Article {number}")).create();
        }
        let article = site.article("מאמר").language(He).create();
        let short = short_link::write(article.id);
        assert_eq!(short, "12");

        site.get("/s/12").leads_to("/מאמר");
        for look_alike in ["/s/I2", "/s/l2", "/s/L2", "/s/012", "/s/O12"] {
            site.get(look_alike).leads_to("/מאמר");
        }
        site.get(&article.path)
            .shows(&format!("{}/s/12", site.address));
    });
}

#[test]
fn a_short_address_of_nothing_leads_nowhere() {
    on_both_with_demo(|site| {
        for nothing in [
            "/s/zzzz",
            "/s/0",
            "/s/u",
            "/s/zzzzzzzzzzzzz",
            "/s/-1",
            "/s/א",
            "/s/1.5",
        ] {
            site.get(nothing).is(404);
        }
    });
}
