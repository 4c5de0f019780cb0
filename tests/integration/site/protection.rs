//! What protects readers on every answer, whatever it is.

use crate::support::visitor::Raw;
use crate::support::{Database, Filling, Kind, Page, TestSite, on_both_with_demo};

fn is_protected(page: &Page) {
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(
        page.header("referrer-policy"),
        "strict-origin-when-cross-origin"
    );
    assert!(page.header("permissions-policy").contains("camera=()"));
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert!(page.header("x-request-id").parse::<u64>().is_ok());
    assert_eq!(page.find_header("server"), None);
    assert_eq!(page.find_header("x-powered-by"), None);
}

#[test]
fn every_answer_protects_its_reader() {
    on_both_with_demo(|site| {
        let visitor = site.visitor();
        let tag = site.get("/caching").header("etag").to_owned();
        let answers = [
            site.get("/").is(200),
            site.get("/caching").is(200),
            site.get("/feed.atom").is(200),
            site.get("/sitemap.xml").is(200),
            site.get("/healthz").is(200),
            site.get("/static/css/site.css").is(200),
            site.get("/caching/").is(301),
            site.get("/Caching").is(301),
            visitor.post("/preferences", &[("theme", "dark")]).is(303),
            site.visitor()
                .with("if-none-match", &tag)
                .get("/caching")
                .is(304),
            site.get("/nothing").is(404),
            site.get("/static/nothing").is(404),
            site.visitor()
                .with("origin", "https://evil.example")
                .post("/preferences", &[])
                .is(403),
            site.visitor().post("/", &[]).is(405),
            site.visitor()
                .post_body("/preferences", &"x".repeat(70_000))
                .is(413),
            site.get(&format!("/{}", "a".repeat(3_000))).is(414),
            site.visitor()
                .post("/preferences", &[("theme", "x")])
                .is(422),
            site.visitor().head("/").is(200),
        ];

        for answer in &answers {
            is_protected(answer);
        }
    });
}

#[test]
fn every_request_has_a_number_of_its_own() {
    on_both_with_demo(|site| {
        let first = site.get("/").header("x-request-id").to_owned();
        let second = site.get("/").header("x-request-id").to_owned();

        assert_ne!(first, second);
    });
}

#[test]
fn no_page_holds_a_script_or_a_style_of_its_own() {
    on_both_with_demo(|site| {
        for path in super::freshness::PAGES
            .iter()
            .chain(&["/nothing", "/search?q=%00"])
        {
            let page = site.get(path);

            assert!(page.texts("style").is_empty(), "{path}");
            assert!(
                page.texts("script:not([src]):not([type='application/ld+json'])")
                    .is_empty(),
                "{path}"
            );
            assert!(page.attributes("[style]", "style").is_empty(), "{path}");
            for handler in ["onclick", "onload", "onerror", "onsubmit", "onchange"] {
                assert!(
                    page.attributes(&format!("[{handler}]"), handler).is_empty(),
                    "{path}"
                );
            }
            assert!(
                page.attributes("[href^='javascript:']", "href").is_empty(),
                "{path}"
            );
        }
    });
}

#[test]
fn what_a_reader_types_is_shown_as_text() {
    on_both_with_demo(|site| {
        let typed = "\"><script>alert(1)</script>";
        let found = site.get(&format!(
            "/search?q={}",
            percent_encoding::utf8_percent_encode(typed, percent_encoding::NON_ALPHANUMERIC)
        ));

        let found = found.is(200);
        found.hides("<script>alert");
        assert_eq!(found.attributes("#q", "value"), [typed]);
    });
}

#[test]
fn what_a_writer_writes_brings_no_script_along() {
    crate::support::on_both(|site| {
        let article = site
            .article("<b>Bold</b> & title")
            .slug("bold")
            .tags(&["<i>tag</i>"])
            .body("<script>alert(1)</script>\n\n[link](javascript:alert(1)) ![x](javascript:alert(2))\n\n<img src=x onerror=alert(3)>")
            .create();
        site.comment(
            &article,
            "<script>alert(4)</script> [x](javascript:alert(5))",
        )
        .by("<u>Guest</u>")
        .create();

        for path in [
            "/bold",
            "/en",
            "/tags",
            "/feed.atom",
            "/feed.json",
            "/search?q=bold",
        ] {
            let page = site.get(path).is(200);
            if page.header("content-type").starts_with("text/html") {
                page.hides("<script>alert")
                    .hides("<b>Bold")
                    .hides("<i>tag")
                    .hides("<u>Guest");
                assert!(
                    page.attributes("[href^='javascript:'], [onerror]", "href")
                        .is_empty()
                );
            }
            page.hides("href=\"javascript:");
        }
        assert_eq!(site.get("/bold").heading(), "<b>Bold</b> & title");
    });
}

#[test]
fn a_site_behind_https_says_so_and_keeps_its_cookies_there() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let site = TestSite::known_as(
            Database::filled(kind, Filling::Tables),
            "https://daf.example",
        );

        let home = site.get("/").is(200);
        assert!(
            home.header("strict-transport-security")
                .contains("max-age=")
        );
        assert_eq!(
            home.attributes("link[rel=canonical]", "href"),
            ["https://daf.example/"]
        );
        let chosen = site.visitor().post("/preferences", &[("theme", "dark")]);
        assert!(chosen.cookies()[0].contains("Secure"));
    }
}

#[test]
fn the_host_that_a_stranger_names_appears_nowhere() {
    on_both_with_demo(|site| {
        for path in [
            "/",
            "/caching",
            "/caching/",
            "/feed.atom",
            "/sitemap.xml",
            "/s/1",
        ] {
            let mut raw = Raw::to(site.host());
            let head = format!(
                "GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n"
            );
            raw.send(head.as_bytes());

            let answer = raw.answer();

            answer.hides("evil.example");
            assert!(
                answer
                    .headers
                    .iter()
                    .all(|(_, value)| !value.contains("evil.example")),
                "{path}"
            );
        }
    });
}
