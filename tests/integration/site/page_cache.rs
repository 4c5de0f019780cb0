//! Finished pages are kept for everybody, in every coding, and only for everybody.

use std::io::Read;

use crate::support::{Page, TestSite, Visitor, comes_to_be, on_both};

fn was_kept(page: &Page) -> bool {
    page.header("server-timing").starts_with("cache;desc=hit")
}

fn long_article(site: &TestSite) -> String {
    site.article("Article")
        .body(&"many words ".repeat(400))
        .create()
        .path
}

fn decoded(page: &Page) -> Vec<u8> {
    let mut text = Vec::new();
    match page.find_header("content-encoding") {
        None => text.extend(&page.body),
        Some("gzip") => drop(
            flate2::read::GzDecoder::new(&page.body[..])
                .read_to_end(&mut text)
                .unwrap(),
        ),
        Some("br") => drop(
            brotli::Decompressor::new(&page.body[..], 4_096)
                .read_to_end(&mut text)
                .unwrap(),
        ),
        Some("zstd") => text = zstd::decode_all(&page.body[..]).unwrap(),
        Some(other) => panic!("{other}"),
    }
    text
}

/// `ureq` asks for no coding unless it is told to.
fn asking(site: &TestSite, codings: &str) -> Visitor {
    site.visitor().with("accept-encoding", codings)
}

#[test]
fn a_page_is_the_same_in_every_coding_and_each_has_a_tag_of_its_own() {
    on_both(|site| {
        let path = long_article(site);
        let plain = asking(site, "identity").get(&path).is(200);
        assert_eq!(plain.find_header("content-encoding"), None);
        let mut tags = vec![plain.header("etag").to_owned()];
        // A page that is wanted again is coded in the background.
        for coding in ["gzip", "br", "zstd"] {
            let get = || asking(site, coding).get(&path).is(200);
            comes_to_be(|| get().find_header("content-encoding").is_some());
            let coded = get();
            assert_eq!(decoded(&coded), plain.body, "{coding}");
            assert_eq!(coded.header("content-encoding"), coding);
            assert!(coded.body.len() < plain.body.len() / 2, "{coding}");
            assert!(
                coded
                    .header("vary")
                    .to_ascii_lowercase()
                    .contains("accept-encoding")
            );
            let tag = coded.header("etag").to_owned();
            let known = asking(site, coding).with("if-none-match", &tag).get(&path);
            assert_eq!((known.status, known.body.len()), (304, 0));
            assert_eq!(known.header("etag"), tag);
            tags.push(tag);
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 4);
        for tag in ["*", "\"other\", W/\"x\""] {
            let status = asking(site, "identity")
                .with("if-none-match", tag)
                .get(&path)
                .status;
            assert_eq!(status, if tag == "*" { 304 } else { 200 }, "{tag}");
        }
    });
}

#[test]
fn whoever_asks_first_gets_the_coding_they_want() {
    on_both(|site| {
        let path = long_article(site);

        let page = asking(site, "gzip, br;q=0.5").get(&path).is(200);

        assert_eq!(page.header("content-encoding"), "gzip");
        assert!(!was_kept(&page));
    });
}

#[test]
fn what_makes_no_other_page_is_no_other_page() {
    on_both(|site| {
        let path = long_article(site);
        site.get(&path).is(200);

        for junk in [
            "?utm_source=x",
            "?a=b&c",
            "?q=words",
            "?comments-after=",
            "?%FF",
        ] {
            let page = site.get(&format!("{path}{junk}")).is(200);
            assert!(was_kept(&page), "{junk}");
            page.hides("utm_source");
        }
        site.get("/search?q=words&lang=en").is(200);
        for same in [
            "/search?lang=en&q=words",
            "/search?q=words&q=other&lang=en&x=y",
        ] {
            assert!(was_kept(&site.get(same).is(200)), "{same}");
        }
        assert!(!was_kept(&site.get("/search?q=word&lang=en").is(200)));
    });
}

#[test]
fn readers_of_other_languages_and_colours_get_pages_of_their_own() {
    on_both(|site| {
        let path = long_article(site);
        for visitor in [
            site.visitor(),
            site.visitor().speaking("he"),
            site.visitor().speaking("xx"),
            site.visitor().with_cookie("daf_theme", "dark"),
            site.visitor().with_cookie("daf_language", "ar"),
        ] {
            assert!(!was_kept(&visitor.get(&path).is(200)));
            assert!(was_kept(&visitor.get(&path).is(200)));
        }
        let feed = |language: &str| site.visitor().speaking(language).get("/feed.atom").is(200);
        assert!(!was_kept(&feed("en")));
        assert!(was_kept(&feed("he")), "programs speak no language");
    });
}

#[test]
fn an_edited_text_leaves_the_pages_that_do_not_show_it() {
    on_both(|site| {
        let owner = site.owner();
        let edited = site.article("Edited").tags(&["http"]).body("Old").create();
        let other = site.article("Other").tags(&["http"]).create();
        let lists = ["/", &other.path, "/tag/http", "/archive"];
        let texts = [
            &edited.path,
            "/feed.atom",
            "/sitemap.xml",
            "/search?q=edited",
        ];
        let keep_all = || {
            for path in lists.iter().chain(&texts) {
                comes_to_be(|| was_kept(&site.get(path).is(200)));
            }
        };
        let edit = |field: &str, text: &str| {
            let editor = owner.get(&format!("/desk/posts/{}/edit", edited.id.0));
            let form = editor.form(editor.address.trim_end_matches("/edit"));
            owner.sends(&form.with(field, text).pressing("do", "publish"));
        };

        keep_all();
        edit("source", "New");
        for path in lists {
            assert!(was_kept(&site.get(path)), "{path}");
        }
        for path in texts {
            assert!(!was_kept(&site.get(path)), "{path}");
        }

        keep_all();
        edit("title", "Renamed");
        for path in lists {
            assert!(!was_kept(&site.get(path)), "{path}");
        }
    });
}

#[test]
fn nobody_is_given_what_is_anothers_and_nothing_of_theirs_is_kept() {
    on_both(|site| {
        let path = long_article(site);
        let member = site.reader();
        let theirs = member.get(&path).is(200);
        assert_eq!(theirs.header("cache-control"), "private, no-cache");
        theirs.shows("rita");
        for cookie in ["daf_session", "daf_guest", "daf_flash"] {
            let page = site.visitor().with_cookie(cookie, "x").get(&path).is(200);
            assert!(
                page.header("server-timing").starts_with("pool;"),
                "{cookie}"
            );
        }

        let page = site.get(&path).is(200);

        assert!(!was_kept(&page));
        page.hides("rita");
        assert!(was_kept(&site.get(&path).is(200)));
        let again = member.get(&path).is(200);
        again.shows("rita");
        assert!(!again.header("server-timing").contains("hit"));
    });
}

#[test]
fn errors_redirects_and_forms_are_never_kept() {
    on_both(|site| {
        let path = long_article(site);
        for (asked, status) in [
            ("/nothing", 404),
            (&*format!("{path}/"), 301),
            ("/s/1", 301),
            ("/archive/x", 404),
            ("/search?q=%00", 422),
            ("/login", 200),
            (&*format!("{path}/comments"), 303),
        ] {
            for _ in 0..2 {
                let page = site.get(asked).is(status);
                assert!(!was_kept(&page), "{asked}");
            }
        }
    });
}

#[test]
fn a_page_that_is_never_kept_is_not_sent_to_whoever_has_it() {
    on_both(|site| {
        long_article(site);
        // Each search that finds nothing is counted, so its page is made each time.
        let path = "/search?q=nothingatall";
        let tag = site.get(path).is(200).header("etag").to_owned();
        assert!(!was_kept(&site.get(path).is(200)));

        let known = site.visitor().with("if-none-match", &tag).get(path).is(304);

        assert!(known.body.is_empty());
        assert_eq!(known.header("etag"), tag);
        assert_eq!(known.find_header("content-type"), None);
    });
}

#[test]
fn the_head_of_a_page_comes_from_the_cache_and_fills_it() {
    on_both(|site| {
        let path = long_article(site);
        let head = site.visitor().head(&path).is(200);
        assert!(head.body.is_empty());

        let page = site.get(&path).is(200);
        assert!(was_kept(&page));
        assert_eq!(page.header("content-length"), head.header("content-length"));
        assert!(was_kept(&site.visitor().head(&path).is(200)));
    });
}

#[test]
fn a_small_file_comes_from_memory_and_a_part_of_it_does_not() {
    on_both(|site| {
        let page = site.get("/").is(200);
        let style = page.attributes("link[rel=stylesheet]", "href").remove(0);
        let first = site.get(&style).is(200);
        let second = site.get(&style).is(200);
        assert!(!was_kept(&first) && was_kept(&second));
        assert_eq!(first.body, second.body);
        assert_eq!(
            second.header("cache-control"),
            "public, max-age=31536000, immutable"
        );

        let part = site
            .visitor()
            .with("range", "bytes=2-9")
            .get(&style)
            .is(206);
        assert_eq!(part.body, &first.body[2..=9]);
    });
}

#[test]
fn a_site_without_a_cache_serves_the_same() {
    on_both(|site| {
        let path = long_article(site);
        let server = site.uncached();
        let visitor = Visitor::to(&server.address);
        let kept = site.get(&path).is(200);

        let made = visitor.get(&path).is(200);

        assert_eq!(made.body, kept.body);
        assert_eq!(made.header("etag"), kept.header("etag"));
        let told = visitor
            .with("if-none-match", made.header("etag"))
            .get(&path);
        told.is(304);
    });
}
