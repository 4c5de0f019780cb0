//! Styles, scripts, fonts and pictures.

use crate::support::on_both_with_demo;
use crate::support::visitor::get_bytes;

#[test]
fn a_file_named_with_its_fingerprint_may_be_kept_for_ever() {
    on_both_with_demo(|site| {
        let page = site.get("/caching").is(200);
        let mut files = page.attributes("link[rel=stylesheet], link[rel=icon]", "href");
        files.extend(page.attributes("script[src]", "src"));
        assert!(files.len() >= 4, "{files:?}");

        for file in files {
            let answer = site.get(&file).is(200);

            assert_eq!(
                answer.header("cache-control"),
                "public, max-age=31536000, immutable",
                "{file}"
            );
            assert!(!answer.body.is_empty());
        }
    });
}

#[test]
fn a_file_named_plainly_is_asked_for_again() {
    on_both_with_demo(|site| {
        let file = site.get("/static/css/site.css").is(200);
        assert_eq!(file.header("cache-control"), "no-cache");
        assert_eq!(file.header("content-type"), "text/css; charset=utf-8");

        let tag = file.header("etag").to_owned();
        site.visitor()
            .with("if-none-match", &tag)
            .get("/static/css/site.css")
            .is(304);
    });
}

#[test]
fn a_wrong_fingerprint_names_nothing() {
    on_both_with_demo(|site| {
        site.get("/static/css/site.00000000.css").is(404);
        site.get("/static/css/nothing.css").is(404);
        site.get("/static/css").is(404);
        site.get("/static").is(404);
    });
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    on_both_with_demo(|site| {
        let whole = site.get("/static/css/site.css").is(200);
        let part = site
            .visitor()
            .with("range", "bytes=2-9")
            .get("/static/css/site.css")
            .is(206);

        assert_eq!(part.body, whole.body[2..10]);
        assert_eq!(
            part.header("content-range"),
            format!("bytes 2-9/{}", whole.body.len())
        );
        let beyond = site
            .visitor()
            .with("range", "bytes=99999999-")
            .get("/static/css/site.css");
        assert_eq!(beyond.status, 416);
    });
}

#[test]
fn no_path_leads_out_of_the_folder() {
    on_both_with_demo(|site| {
        for path in [
            "/static/../Cargo.toml",
            "/static/css/../../Cargo.toml",
            "/static/%2e%2e/Cargo.toml",
            "/static/..%2fCargo.toml",
            "/static/%2e%2e%2fCargo.toml",
            "/static/..%5cCargo.toml",
            "/static//etc/passwd",
            "/static/%2fetc%2fpasswd",
            "/static/css/site.css%00",
            "/static/.gitignore",
        ] {
            let answer = get_bytes(site.host(), path.as_bytes(), "");

            assert!(
                (300..500).contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            answer.hides("[package]").hides("root:");
        }
    });
}

#[test]
fn fonts_come_with_their_licences() {
    on_both_with_demo(|site| {
        let page = site.get("/").is(200);
        for font in page.attributes("link[rel=preload]", "href") {
            assert_eq!(site.get(&font).is(200).header("content-type"), "font/woff2");
        }
        site.get("/static/fonts/LICENSE-assistant.txt").is(200);
    });
}
