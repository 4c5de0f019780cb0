//! The interface's language and colours: chosen with buttons, kept in two cookies.

use crate::support::{Ar, En, He, Visitor, on_both, on_both_with_demo};

fn interface_of(visitor: &Visitor) -> String {
    visitor.get("/archive").is(200).language().0
}

#[test]
fn the_interface_speaks_what_the_browser_wants_most() {
    on_both(|site| {
        for (wanted, spoken) in [
            ("he", "he"),
            ("fr, ar;q=0.8, en;q=0.5", "ar"),
            ("en;q=0.1, he-IL;q=0.9", "he"),
            ("en-GB,en;q=0.9", "en"),
            ("iw", "he"),
            ("en;q=0, ar;q=0.1", "ar"),
            ("fr", "he"),
            ("*", "he"),
            ("", "he"),
            ("q=;;,,en;q=x", "he"),
        ] {
            let visitor = site.visitor().speaking(wanted);

            assert_eq!(interface_of(&visitor), spoken, "{wanted:?}");
        }
    });
}

#[test]
fn a_language_once_chosen_counts_before_the_browsers() {
    on_both(|site| {
        let visitor = site.visitor().speaking("en");
        for language in [He, Ar, En] {
            let answer = visitor.post(
                "/preferences",
                &[("language", language.tag()), ("back", "/archive?x=1")],
            );

            assert_eq!(answer.is(303).header("location"), "/archive?x=1");
            assert_eq!(interface_of(&visitor), language.tag());
        }
    });
}

#[test]
fn colours_once_chosen_stay_until_the_systems_are_chosen_again() {
    on_both(|site| {
        let visitor = site.visitor();
        let shown = |visitor: &Visitor| visitor.get("/").attributes("html", "data-theme");
        assert!(shown(&visitor).is_empty());

        for theme in ["dark", "light"] {
            visitor.post("/preferences", &[("theme", theme)]).is(303);
            assert_eq!(shown(&visitor), [theme]);
        }
        visitor.post("/preferences", &[("theme", "system")]).is(303);
        assert!(shown(&visitor).is_empty());
        assert_eq!(visitor.cookie("daf_theme"), None);
    });
}

#[test]
fn cookies_are_hidden_from_scripts_and_from_other_sites() {
    on_both(|site| {
        let answer = site
            .visitor()
            .post("/preferences", &[("language", "ar"), ("theme", "dark")]);

        assert_eq!(answer.cookies().len(), 2);
        for cookie in answer.cookies() {
            for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
                assert!(cookie.contains(flag), "{cookie}");
            }
            assert!(
                !cookie.contains("Secure"),
                "over plain HTTP it would be lost: {cookie}"
            );
        }
    });
}

#[test]
fn whoever_only_reads_gets_no_cookie() {
    on_both_with_demo(|site| {
        for path in super::freshness::PAGES
            .iter()
            .chain(super::freshness::DOCUMENTS)
        {
            assert!(site.get(path).cookies().is_empty(), "{path}");
        }
    });
}

#[test]
fn the_way_back_never_leaves_the_site() {
    on_both(|site| {
        for elsewhere in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=y",
            "he",
            " /he",
            "",
        ] {
            let answer = site
                .visitor()
                .post("/preferences", &[("theme", "dark"), ("back", elsewhere)]);

            assert_eq!(answer.is(303).header("location"), "/", "{elsewhere:?}");
        }
    });
}

#[test]
fn the_switches_come_back_to_the_page_they_stand_on() {
    on_both_with_demo(|site| {
        for path in ["/caching", "/tag/http?after=1-1", "/search?q=%D7%A9"] {
            let page = site.get(path).is(200);

            assert_eq!(
                page.attributes(".switches input[name=back]", "value"),
                [path]
            );
        }
    });
}

#[test]
fn an_article_keeps_its_language_whatever_the_interface_speaks() {
    on_both_with_demo(|site| {
        for interface in ["he", "en", "ar"] {
            let visitor = site.visitor().speaking(interface);

            let hebrew = visitor.get("/מהו-backend").is(200);
            assert_eq!(hebrew.language(), ("he".into(), "rtl".into()));
            let english = visitor.get("/caching").is(200);
            assert_eq!(english.language(), ("en".into(), "ltr".into()));
            let skip = english.attributes(".skip", "lang");
            assert_eq!(
                skip,
                if interface == "en" {
                    vec![]
                } else {
                    vec![interface.to_owned()]
                }
            );
        }
    });
}

#[test]
fn the_page_of_preferences_offers_every_language_and_colour() {
    on_both(|site| {
        let page = site.get("/preferences").is(200);

        assert_eq!(page.heading(), "Preferences");
        page.shows("עברית")
            .shows("English")
            .shows("العربية")
            .shows("Dark")
            .shows("Light");
    });
}
