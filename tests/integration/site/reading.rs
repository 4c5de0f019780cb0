//! The walk of a reader through the demo publication, without scripts.

use crate::support::on_both_with_demo;

#[test]
fn a_reader_walks_from_the_front_page_to_an_article_and_on_to_its_next_part() {
    on_both_with_demo(|site| {
        let reader = site.visitor();
        let home = reader.get("/").is(200);
        home.shows("דף");
        assert_eq!(home.link_to("More in English"), "/en");
        assert_eq!(home.link_to("More in العربية"), "/ar");

        let article = reader.get("/מהו-backend").is(200);
        assert_eq!(article.heading(), "מהו Backend, ומה בעצם קורה מאחורי הדף");
        assert_eq!(article.language(), ("he".into(), "rtl".into()));
        article
            .shows("נועה פרץ")
            .shows("September 14, 2025")
            .shows("-minute read")
            .shows("Contents")
            .shows("Part 1 of 7");
        assert!(!article.texts("pre code").is_empty());

        let next = reader.get(&article.link_to("Next part")).is(200);
        next.shows("Part 2 of 7").shows("Previous part");
        assert_eq!(next.link_to("Previous part"), "/מהו-backend");
    });
}

#[test]
fn an_article_leads_to_its_tags_authors_series_and_translations() {
    on_both_with_demo(|site| {
        let reader = site.visitor();
        let article = reader.get("/what-is-a-backend").is(200);
        let title = article.heading();
        assert_eq!(article.language(), ("en".into(), "ltr".into()));

        let tag = reader
            .get(&article.attributes("a[rel=tag]", "href")[0])
            .is(200);
        assert!(tag.cards().contains(&title), "{:?}", tag.cards());

        let author = reader.get(&article.link_to("Daniel Amar")).is(200);
        assert_eq!(author.heading(), "Daniel Amar");
        assert!(author.cards().contains(&title));

        let versions = article.attributes(".translations a", "hreflang");
        assert_eq!(versions, ["ar", "he"]);
        let arabic = article.attributes(".translations a[hreflang=ar]", "href");
        let arabic = reader.get(&arabic[0]).is(200);
        assert_eq!(arabic.language(), ("ar".into(), "rtl".into()));

        let series = reader.get("/series/event-loop-from-scratch").is(200);
        assert_eq!(series.cards().len(), 3);
        assert!(series.cards()[0].starts_with("Events and event loops"));
        assert_eq!(reader.get("/series").is(200).cards().len(), 2);
    });
}

#[test]
fn an_article_offers_others_on_its_subject_but_never_itself() {
    on_both_with_demo(|site| {
        let article = site.get("/caching").is(200);

        let others = article.attributes(".related a", "href");

        assert!((2..=4).contains(&others.len()), "{others:?}");
        assert!(!others.contains(&"/caching".to_owned()));
        for other in others {
            site.get(&other).is(200);
        }
    });
}

#[test]
fn the_archive_leads_to_every_article_by_month() {
    on_both_with_demo(|site| {
        let archive = site.get("/archive").is(200);
        let months = archive.attributes(".months a", "href");
        assert_eq!(months[0], "/archive/2026-11");
        archive
            .shows("November 2026")
            .shows("Two articles".trim_start_matches("Two "));

        let mut shown = 0;
        for month in &months {
            shown += site.get(month).is(200).cards().len();
        }
        assert_eq!(
            shown as i64,
            site.count("SELECT COUNT(*) AS number FROM posts WHERE kind = 'article'")
        );
    });
}

#[test]
fn every_tag_is_listed_with_what_it_holds() {
    on_both_with_demo(|site| {
        let tags = site.get("/tags").is(200);
        let links = tags.attributes(".tag-list a", "href");
        assert_eq!(links.len(), 10);

        for link in links {
            assert!(!site.get(&link).is(200).cards().is_empty(), "{link}");
        }
    });
}

#[test]
fn comments_stand_in_threads_and_name_the_author() {
    on_both_with_demo(|site| {
        let article = site.get("/caching").is(200);

        article.shows("Priya").shows("Author");
        assert!(!article.texts(".comment.level-1").is_empty());
        assert!(!article.texts(".comment.level-2").is_empty());
    });
}

#[test]
fn search_finds_an_article_and_shows_why() {
    on_both_with_demo(|site| {
        let found = site.get("/search?q=event+loop").is(200);

        assert!(!found.texts("mark").is_empty());
        let first = &found.cards()[0];
        found.shows("Results for event loop");
        assert_eq!(site.get(&found.link_to(first)).is(200).heading(), *first);
    });
}

#[test]
fn every_page_names_its_feeds() {
    on_both_with_demo(|site| {
        for path in [
            "/",
            "/he",
            "/caching",
            "/tag/http",
            "/author/noa",
            "/series/event-loop-from-scratch",
        ] {
            let page = site.get(path).is(200);
            let feeds =
                page.attributes("link[rel=alternate][type*='+']:not([type*=oembed])", "href");

            assert_eq!(feeds.len(), 3, "{path}");
            for feed in feeds {
                site.get(&feed).is(200);
            }
        }
    });
}

#[test]
fn no_link_of_any_page_leads_nowhere() {
    on_both_with_demo(|site| {
        let mut waiting = vec!["/".to_owned()];
        let mut seen = std::collections::HashSet::new();
        while let Some(path) = waiting.pop() {
            let page = site.visitor().follow(&path).is(200);
            if !page.header("content-type").starts_with("text/html") {
                continue;
            }
            for address in page.attributes("a[href^='/'], link[href^='/'], img[src^='/']", "href") {
                let address = address.split('#').next().unwrap().to_owned();
                if seen.insert(address.clone()) {
                    waiting.push(address);
                }
            }
            for picture in page.attributes("img[src^='/'], script[src]", "src") {
                assert_eq!(site.get(&picture).status, 200, "{path} shows {picture}");
            }
        }
        assert!(seen.len() > 60);
    });
}
