//! What readers may see: what is public, and nothing else, wherever they look.

use daf::domain::post::Publication;
use daf::domain::short_link;

use crate::support::drafts::{Made, some_day};
use crate::support::{TestSite, on_both};

/// Wherever an article might be seen.
const PLACES: &[&str] = &[
    "/",
    "/en",
    "/tag/rust",
    "/author/dana",
    "/series/tale",
    "/archive/2026-03",
    "/search?q=secret",
    "/feed.atom",
    "/feed.rss",
    "/feed.json",
    "/en/feed.atom",
    "/tag/rust/feed.json",
    "/author/dana/feed.rss",
    "/series/tale/feed.atom",
    "/sitemap.xml",
    "/sitemap.xml?part=2026-03",
    "/open-story",
];

fn with_one_hidden(site: &TestSite, publication: Publication) -> Made {
    let open = site.article("Open story").tags(&["rust"]).create();
    let hidden = site
        .article("Secret story")
        .tags(&["rust"])
        .body("A secret.");
    let hidden = hidden.publication(publication).create();
    site.series("tale", &[&open, &hidden]);
    hidden
}

fn is_nowhere(site: &TestSite) {
    for place in PLACES {
        let page = site.visitor().get(place).is(200);
        assert!(
            !page
                .html()
                .to_lowercase()
                .replace("q=secret", "")
                .replace("value=\"secret\"", "")
                .contains("secret-story"),
            "{place}"
        );
        page.hides("Secret story");
    }
}

#[test]
fn a_draft_does_not_exist_for_readers() {
    on_both(|site| {
        let draft = with_one_hidden(site, Publication::Draft);

        site.get(&draft.path).is(404);
        site.get(&format!("/s/{}", short_link::write(draft.id)))
            .is(404);
        is_nowhere(site);
    });
}

#[test]
fn a_scheduled_article_does_not_exist_before_its_time() {
    on_both(|site| {
        let later = with_one_hidden(
            site,
            Publication::Scheduled(some_day().plus_hours(24 * 3650)),
        );

        site.get(&later.path).is(404);
        site.get(&format!("/s/{}", short_link::write(later.id)))
            .is(404);
        is_nowhere(site);
    });
}

#[test]
fn a_withdrawn_article_is_gone_for_readers() {
    on_both(|site| {
        let article = with_one_hidden(site, Publication::Published(some_day()));
        site.get(&article.path).is(200);
        assert!(site.get("/en").cards().contains(&article.title));

        site.publish(&article, Publication::Archived(Some(some_day())));

        site.get(&article.path).is(410);
        site.visitor()
            .follow(&format!("/s/{}", short_link::write(article.id)))
            .is(410);
        is_nowhere(site);
    });
}

#[test]
fn a_withdrawn_article_that_is_published_again_is_back_everywhere() {
    on_both(|site| {
        let article = with_one_hidden(site, Publication::Archived(Some(some_day())));

        site.publish(&article, Publication::Published(some_day()));

        site.get(&article.path).is(200);
        for place in PLACES {
            let page = site.get(place).is(200).html();
            assert!(
                page.contains("Secret story") || page.contains("secret-story"),
                "{place}"
            );
        }
        site.get("/tags").shows("2 articles");
    });
}

#[test]
fn the_address_that_a_draft_had_tells_nothing_of_it() {
    on_both(|site| {
        let draft = site
            .article("Secret story")
            .publication(Publication::Draft)
            .create();
        site.rename(&draft, "secret-sequel");

        let asked = site.visitor().get("/secret-story");

        assert!(!asked.html().contains("secret-sequel"));
        assert_eq!(asked.status, 404);
        assert_eq!(asked.find_header("location"), None);
    });
}

#[test]
fn a_translation_that_is_not_public_is_not_offered() {
    on_both(|site| {
        let group = site.write(|db| daf::storage::translations::create_group(db, some_day()));
        site.article("Open story").translating(group).create();
        let hidden = site
            .article("סיפור סודי")
            .language(crate::support::He)
            .translating(group);
        hidden.publication(Publication::Draft).create();

        let page = site.get("/open-story").is(200);

        page.hides("סיפור סודי");
        assert!(page.attributes("link[hreflang=he]", "href").is_empty());
    });
}

#[test]
fn a_page_has_an_address_but_stands_in_no_list() {
    on_both(|site| {
        site.article("Open story").tags(&["rust"]).create();
        site.article("About us").tags(&["rust"]).page().create();

        let page = site.get("/about-us").is(200);
        assert_eq!(page.heading(), "About us");
        assert!(page.texts("#comments").is_empty());
        for list in [
            "/en",
            "/tag/rust",
            "/author/dana",
            "/archive/2026-03",
            "/search?q=about",
            "/feed.atom",
        ] {
            site.get(list).is(200).hides("About us");
        }
        assert!(site.get("/sitemap.xml").html().contains("/about-us"));
    });
}
