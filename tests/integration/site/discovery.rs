//! What pages say of themselves to programs: OpenGraph, schema.org, oEmbed, versions in other languages, pictures.

use daf::domain::comment::CommentStatus;
use daf::domain::ids::PostId;
use daf::domain::post::Publication;
use daf::storage::{comments, translations};
use serde_json::{Value, json};

use super::machines::texts;
use crate::support::drafts::some_day;
use crate::support::{Ar, En, He, Page, TestSite, on_both, on_both_with_demo};

fn meta(page: &Page, name: &str) -> Vec<String> {
    let named = page.attributes(&format!("meta[property='{name}']"), "content");
    match named.is_empty() {
        true => page.attributes(&format!("meta[name='{name}']"), "content"),
        false => named,
    }
}

fn structured(page: &Page) -> Value {
    let html = page.html();
    let (_, rest) = html
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn an_article_says_what_it_is_to_whoever_shares_its_link() {
    on_both(|site| {
        let article = site
            .article("Node.js: מבוא")
            .slug("node")
            .summary("על לולאות ו-C++")
            .language(He)
            .tags(&["rust"])
            .create();

        let page = site.get(&article.path).is(200);

        let own = format!("{}{}", site.address, article.path);
        assert_eq!(
            page.attributes("link[rel=canonical]", "href"),
            [own.as_str()]
        );
        assert_eq!(meta(&page, "og:type"), ["article"]);
        assert_eq!(meta(&page, "og:url"), [own]);
        assert_eq!(meta(&page, "og:title"), ["\u{200F}Node.js: מבוא"]);
        assert_eq!(meta(&page, "og:locale"), ["he_IL"]);
        assert_eq!(meta(&page, "og:description"), ["על לולאות ו-C++\u{200E}"]);
        assert_eq!(
            meta(&page, "article:published_time"),
            ["2026-03-14T08:00:00Z"]
        );
        assert_eq!(
            meta(&page, "article:author"),
            [format!("{}/author/dana", site.address)]
        );
        assert_eq!(meta(&page, "article:tag").len(), 1);
        assert_eq!(meta(&page, "twitter:card"), ["summary_large_image"]);
        assert_eq!(meta(&page, "og:image:width"), ["1200"]);
    });
}

#[test]
fn its_picture_is_drawn_and_has_another_address_when_it_is_another() {
    on_both(|site| {
        let article = site
            .article("לולאת האירועים")
            .slug("loop")
            .language(He)
            .create();
        let address = |site: &TestSite| meta(&site.get(&article.path), "og:image").remove(0);

        let before = address(site);
        let picture = site.get(&before).is(200);
        assert_eq!(picture.header("content-type"), "image/png");
        assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"));
        let again = site
            .visitor()
            .with("if-none-match", picture.header("etag"))
            .get(&before);
        assert_eq!(again.status, 304);

        site.rename_title(article.id, "לולאה אחרת");
        let after = address(site);
        assert_ne!(before, after);
        assert_ne!(site.get(&after).is(200).body, picture.body);
        let former = site.get(&before).is(301);
        assert_eq!(
            format!("{}{}", site.address, former.header("location")),
            after
        );
        site.settings(|settings| settings.accent = Some("#803060".to_owned()));
        assert_ne!(address(site), after);

        site.publish(&article, Publication::Archived(None));
        for gone in [before, after] {
            site.get(&gone).is(404);
        }
        let draft = site
            .article("Draft")
            .publication(Publication::Draft)
            .create();
        site.get(&format!("{}/picture-01234567.png", draft.path))
            .is(404);
    });
}

#[test]
fn a_cover_comes_before_the_picture_that_is_drawn() {
    on_both(|site| {
        let article = site.article("Covered").create();
        site.behind(&format!(
            "UPDATE posts SET cover_url = '/static/images/daf.svg', cover_alt = 'A page' WHERE id = {}",
            article.id.0
        ));

        let page = site.get(&article.path).is(200);

        let pictures = meta(&page, "og:image");
        assert_eq!(
            pictures[0],
            format!("{}/static/images/daf.svg", site.address)
        );
        assert!(pictures[1].contains("/picture-"), "{pictures:?}");
        assert_eq!(meta(&page, "og:image:alt"), ["A page", "Covered"]);
    });
}

fn in_three_languages(site: &TestSite) -> [crate::support::drafts::Made; 3] {
    let group = site.write(|db| translations::create_group(db, some_day()));
    let of = |title: &str, slug: &str, language| {
        let article = site.article(title).slug(slug).language(language);
        article.translating(group).create()
    };
    [
        of("שלום", "peace", He),
        of("Hello", "hello", En),
        of("مرحبا", "welcome", Ar),
    ]
}

#[test]
fn versions_in_other_languages_name_each_other_and_one_for_all_others() {
    on_both(|site| {
        let [hebrew, english, arabic] = in_three_languages(site);
        let whole = |path: &str| format!("{}{path}", site.address);
        let expected = [
            ("ar", whole(&arabic.path)),
            ("en", whole(&english.path)),
            ("he", whole(&hebrew.path)),
            ("x-default", whole(&hebrew.path)),
        ];

        for version in [&hebrew, &english, &arabic] {
            let page = site.get(&version.path).is(200);
            let languages = page.attributes("link[rel=alternate][hreflang]", "hreflang");
            let addresses = page.attributes("link[rel=alternate][hreflang]", "href");
            let found: Vec<(&str, String)> = languages
                .iter()
                .map(String::as_str)
                .zip(addresses)
                .collect();
            assert_eq!(found, expected);
            assert_eq!(meta(&page, "og:locale:alternate").len(), 2);
        }
        let home = site.get("/").is(200);
        let default = home.attributes("link[hreflang=x-default]", "href");
        assert_eq!(default, [whole("/")]);
        let alone = site.article("Alone").create();
        let alone = site.get(&alone.path);
        assert_eq!(
            alone
                .attributes("link[rel=alternate][hreflang]", "href")
                .len(),
            0
        );
    });
}

#[test]
fn an_article_is_described_in_the_terms_of_schema_org() {
    on_both(|site| {
        let [hebrew, english, _] = in_three_languages(site);
        let whole = |path: &str| format!("{}{path}", site.address);

        let original = structured(&site.get(&hebrew.path));
        assert_eq!(original["@context"], "https://schema.org");
        assert_eq!(original["@type"], "BlogPosting");
        assert_eq!(
            (&original["headline"], &original["inLanguage"]),
            (&json!("שלום"), &json!("he"))
        );
        assert_eq!(original["datePublished"], "2026-03-14T08:00:00Z");
        assert_eq!(original["author"][0]["url"], whole("/author/dana"));
        assert_eq!(original["workTranslation"].as_array().unwrap().len(), 2);
        assert!(original["image"].as_str().unwrap().ends_with(".png"));

        let translation = structured(&site.get(&english.path));
        assert_eq!(translation["translationOfWork"]["@id"], whole(&hebrew.path));
        assert_eq!(translation["translationOfWork"]["inLanguage"], "he");
        assert_eq!(structured(&site.get("/"))["@type"], "WebSite");
        assert_eq!(
            structured(&site.get("/author/dana"))["@type"],
            "ProfilePage"
        );
    });
}

#[test]
fn it_tells_how_many_comments_there_are_as_they_come_and_go() {
    on_both(|site| {
        let article = site.article("Here").create();
        let count = || structured(&site.get(&article.path))["commentCount"].clone();
        assert_eq!(count(), 0);

        let comment = site.comment(&article, "One").create();
        site.comment(&article, "Two").create();
        assert_eq!(count(), 2);

        site.write(|db| comments::set_status(db, comment, CommentStatus::Spam, some_day()));
        assert_eq!(count(), 1);
    });
}

#[test]
fn no_title_breaks_out_of_its_description() {
    on_both(|site| {
        let title = "</script><script>alert(1)</script> & \"x\"";
        let article = site.article(title).create();

        let page = site.get(&article.path).is(200);

        assert_eq!(structured(&page)["headline"], title);
        assert!(!page.html().contains("<script>alert"));
    });
}

fn embedding(site: &TestSite, rest: &str) -> Page {
    site.get(&format!("/oembed?{rest}"))
}

#[test]
fn another_site_can_show_an_article_in_the_place_of_its_link() {
    on_both(|site| {
        let article = site
            .article("C++ בקצרה")
            .slug("cpp")
            .summary("תקציר <b>")
            .language(He)
            .create();
        let page = site.get(&article.path);
        let found = page.attributes("link[type='application/json+oembed']", "href");

        let answer = site.get(&found[0]).is(200);
        answer.conforms_to("oembed.json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let embedded = answer.json();
        assert_eq!(
            (&embedded["lang"], &embedded["dir"]),
            (&json!("he"), &json!("rtl"))
        );
        let html = embedded["html"].as_str().unwrap();
        assert!(
            html.starts_with("<blockquote class=\"daf-article\" lang=\"he\" dir=\"rtl\""),
            "{html}"
        );
        assert!(
            html.contains("&lt;b&gt;") && !html.contains("<b>"),
            "{html}"
        );
        site.get(embedded["thumbnail_url"].as_str().unwrap())
            .is(200);

        let found = page.attributes("link[type='text/xml+oembed']", "href");
        let xml = site.get(&found[0]).is(200);
        assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
        assert_eq!(texts(&xml, "type"), ["rich"]);
        assert_eq!(texts(&xml, "html"), [html]);

        let small = embedding(
            site,
            &format!(
                "url={}{}&maxwidth=320&maxheight=100",
                site.address, article.path
            ),
        );
        small.conforms_to("oembed.json");
        let small = small.json();
        assert_eq!(
            (&small["width"], &small["height"]),
            (&json!(320), &json!(100))
        );
        assert_eq!(small["thumbnail_url"], Value::Null);
    });
}

#[test]
fn what_cannot_be_shown_elsewhere_is_refused_plainly() {
    on_both(|site| {
        let article = site.article("Here").create();
        let draft = site
            .article("Draft")
            .publication(Publication::Draft)
            .create();
        let at = |path: &str| format!("url={}{path}", site.address);

        for (asked, status) in [
            (at(&article.path), 200),
            (
                format!("{}%3Fx%3D1%23y&format=json", at(&article.path)),
                200,
            ),
            (String::new(), 422),
            (format!("{}&format=yaml", at(&article.path)), 422),
            (format!("{}&maxwidth=wide", at(&article.path)), 422),
            (at(&draft.path), 404),
            (at("/"), 404),
            (at("/nowhere"), 404),
            (at("/%FF%00"), 404),
            (format!("url=https://other.example{}", article.path), 404),
            ("url=%00".to_owned(), 404),
        ] {
            let answer = embedding(site, &asked);
            assert_eq!(answer.status, status, "{asked}: {}", answer.html());
        }
    });
}

#[test]
fn a_former_address_is_shown_as_the_newest() {
    on_both(|site| {
        let article = site.article("Here").create();
        site.rename(&article, "there");

        let answer = embedding(site, &format!("url={}{}", site.address, article.path)).is(200);

        assert!(answer.json()["html"].as_str().unwrap().contains("/there\""));
    });
}

#[test]
fn every_public_article_of_a_real_site_has_its_picture_and_its_description() {
    on_both_with_demo(|site| {
        let posts: i64 =
            site.count("SELECT COUNT(*) AS number FROM posts WHERE status = 'published'");
        assert!(posts > 5);
        let map = site.get("/sitemap.xml");
        let mut seen = 0;
        for place in texts(&map, "loc") {
            let page = site.get(&place).is(200);
            if page.attributes("article.article", "class").is_empty() {
                continue;
            }
            seen += 1;
            assert!(structured(&page)["inLanguage"].is_string(), "{place}");
            let drawn = meta(&page, "og:image").pop().unwrap();
            if seen <= 3 {
                site.get(&drawn).is(200);
            }
        }
        assert_eq!(seen, posts);
    });
}

#[test]
fn a_preview_tells_programs_nothing() {
    on_both(|site| {
        let owner = site.owner();
        let draft = site
            .article("Secret plans")
            .publication(Publication::Draft)
            .create();
        let PostId(id) = draft.id;

        let page = owner.get(&format!("/desk/posts/{id}/preview")).is(200);

        assert!(!page.html().contains("application/ld+json"));
        assert!(meta(&page, "og:image").is_empty());
        assert!(page.attributes("link[rel=webmention]", "href").is_empty());
    });
}
