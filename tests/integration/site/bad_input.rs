//! Whatever is asked, however it is written: an answer, and never a fault of the server.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::visitor::{Raw, get_bytes};
use crate::support::{Page, TestSite, on_both, on_both_with_demo};

#[test]
fn any_text_is_a_path_that_is_answered() {
    on_both(|site| {
        site.article("Article").tags(&["rust"]).create();
        let rooms = prop_oneof![
            Just("/"),
            Just("/tag/"),
            Just("/author/"),
            Just("/series/"),
            Just("/archive/"),
            Just("/s/"),
            Just("/he/"),
            Just("/static/")
        ];
        let segment = prop_oneof![
            any::<String>().prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..40),
            "[֑-״a-zA-Z-]{1,20}".prop_map(String::into_bytes),
        ];

        for_many(&(rooms, segment), |(room, segment)| {
            let path = format!("{room}{}", escaped(&segment));

            assert!(site.get(&path).status < 500, "{path}");
        });
    });
}

#[test]
fn any_text_is_a_search_that_is_answered() {
    on_both(|site| {
        site.article("Article").create();
        let name = prop_oneof![
            Just("q"),
            Just("lang"),
            Just("tag"),
            Just("after"),
            Just("some")
        ];
        let value = prop_oneof![
            any::<String>().prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..40),
            r#"["'*()^+ :&|!<>~-]{1,12}"#.prop_map(String::into_bytes),
        ];

        for_many(&(name, value), |(name, value)| {
            let address = format!("/search?q=article&{name}={0}&q={0}", escaped(&value));
            let only = format!("/search?{name}={}", escaped(&value));

            assert!(site.get(&address).status < 500, "{address}");
            assert!(site.get(&only).status < 500, "{only}");
        });
    });
}

fn for_many<S: Strategy>(strategy: &S, check: impl Fn(S::Value)) {
    let config = Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(strategy, |value| {
        check(value);
        Ok(())
    });
    checked.unwrap();
}

fn escaped(bytes: &[u8]) -> String {
    percent_encoding::percent_encode(bytes, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn nul_is_refused_wherever_it_stands() {
    on_both_with_demo(|site| {
        for path in [
            "/a%00b",
            "/%00",
            "/tag/a%00",
            "/author/%00",
            "/series/%00",
            "/archive/2026%00",
            "/s/%00",
            "/tag/%00/feed.atom",
        ] {
            site.get(path).is(404);
        }
        site.get("/search?q=a%00b")
            .is(422)
            .shows("a character that no text can hold");
        site.get("/search?q=event&tag=%00&lang=%00").is(200);
        site.get("/preview?link=%00").is(404);
        let owner = site.owner();
        for page in [
            "/desk/tags?after=%00",
            "/desk/tags?words=%00",
            "/desk/posts?words=%00",
            "/desk/posts?author=%00",
            "/desk/posts?tag=%00",
            "/desk/people?known-as=%00",
        ] {
            owner.get(page).is(200);
        }
        for query in [
            "/?after=%00",
            "/?before=1-%00",
            "/tags?after=%00",
            "/caching?comments-after=%00",
            "/search?q=a&after=%00",
        ] {
            site.get(query).is(404);
        }
        site.visitor()
            .post("/preferences", &[("language", "he\0")])
            .is(422);
        let back = site
            .visitor()
            .post("/preferences", &[("theme", "dark"), ("back", "/a\0b")]);
        assert_eq!(back.is(303).header("location"), "/");
    });
}

#[test]
fn bytes_that_are_no_text_are_answered() {
    on_both_with_demo(|site| {
        for path in [
            "/%FF",
            "/%d7",
            "/tag/%C0%80",
            "/author/%FF",
            "/series/%ED%A0%80",
            "/archive/%FF",
            "/s/%FF",
        ] {
            site.visitor().follow(path).is(404);
        }
        site.get("/search?q=%FF%FE").is(200);
        site.get("/?utm=%FF").is(200);
        site.visitor()
            .post_body("/preferences", "theme=%FF")
            .is(422);
    });
}

#[test]
fn parameters_that_no_page_knows_are_passed_over_and_the_first_of_repeated_ones_counts() {
    on_both_with_demo(|site| {
        site.get("/?utm_source=x&&=&a").is(200);
        site.get("/caching?x=1&x=2").is(200);
        let many: String = (0..500).map(|number| format!("p{number}=1&")).collect();
        site.get(&format!("/tag/http?{many}")).is(200);

        let found = site.get("/search?q=caching&q=zebra").is(200);
        found.shows("Results for caching");
    });
}

#[test]
fn a_place_in_a_list_that_was_made_up_leads_nowhere() {
    on_both_with_demo(|site| {
        for list in ["/", "/he", "/tag/http", "/author/noa", "/archive/2026-11"] {
            for made_up in [
                "x",
                "1",
                "-",
                "1-",
                "-1",
                "--",
                "1-x",
                "+1-1",
                "1.5-1",
                "9223372036854775807-1",
                "1-9223372036854775808",
                "א-1",
                "' OR 1=1",
            ] {
                site.get(&format!("{list}?after={}", escaped(made_up.as_bytes())))
                    .is(404);
                site.get(&format!("{list}?before={}", escaped(made_up.as_bytes())))
                    .is(404);
            }
        }
        for made_up in [
            "/tags?after=x",
            "/tags?after=1-",
            "/caching?comments-after=1",
            "/caching?comments-after=-1-1",
            "/search?q=a&after=1-1",
            "/search?q=a&after=0-1-1",
            "/search?q=a&after=1-1-1-1",
            "/search?q=a&after=-1-1-1",
            "/sitemap.xml?part=x",
        ] {
            site.get(made_up).is(404);
        }
    });
}

#[test]
fn a_place_before_or_after_everything_is_an_end_of_the_list() {
    on_both_with_demo(|site| {
        assert!(site.get("/he?after=0-0").is(200).cards().is_empty());
        assert!(!site.get("/he?before=0-0").is(200).cards().is_empty());
        site.get("/he?before=4000000000000000-9223372036854775807")
            .is(200);
        site.get("/caching?comments-after=9223372036854775807-9223372036854775807")
            .is(200);
        site.get("/tags?after=9223372036854775807-9223372036854775807")
            .is(200);
    });
}

#[test]
fn months_that_do_not_exist_or_hold_nothing_are_not_found() {
    on_both_with_demo(|site| {
        for month in [
            "2026-13",
            "2026-00",
            "0000-00",
            "0000-01",
            "abc",
            "2026",
            "2026-1",
            "9999-12",
            "2026-011",
            "-026-01",
            "2026-11-01",
            "1900-01",
        ] {
            site.get(&format!("/archive/{month}")).is(404);
            site.get(&format!("/sitemap.xml?part={month}")).is(404);
        }
    });
}

#[test]
fn a_request_with_too_many_or_too_large_headers_is_refused() {
    on_both(|site| {
        let many: String = (0..200)
            .map(|number| format!("X-{number}: 1\r\n"))
            .collect();
        let large = format!("X-Large: {}\r\n", "a".repeat(300 * 1024));

        for headers in [many, large] {
            let status = get_bytes(site.host(), b"/", &headers).status;

            assert!((400..500).contains(&status), "{status}");
        }
        site.get("/").is(200);
    });
}

#[test]
fn nonsense_on_the_wire_does_not_hurt_the_next_reader() {
    on_both(|site| {
        for nonsense in [
            &b"\x16\x03\x01\x02\x00\x01\x00"[..],
            b"GET\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET http://other.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"POST /preferences HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe=\x80; daf_language=\xff\r\nAccept-Language: \xff\r\nConnection: close\r\n\r\n",
            b"GET /\x00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        ] {
            assert!(wire(site, nonsense).status < 500, "{nonsense:?}");
        }
        site.get("/").is(200);
    });
}

fn wire(site: &TestSite, bytes: &[u8]) -> Page {
    let mut raw = Raw::to(site.host());
    raw.send(bytes);
    raw.finish();
    raw.answer()
}

#[test]
fn an_etag_that_is_no_etag_is_passed_over() {
    on_both(|site| {
        for odd in ["x", "\"", "W/", ",,,", "\"a\", x", "\u{e9}"] {
            let visitor = site.visitor().with("if-none-match", odd);

            visitor.get("/").is(200);
        }
    });
}
