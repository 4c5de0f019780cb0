//! What readers meet: widths, directions, switches, the keyboard.

use daf::domain::comment::CommentStatus;
use daf::domain::moment::Moment;
use daf::storage::comments;

use crate::chromium::{Tab, in_chromium};
use crate::demo_site;
use crate::support::{Page, TestSite};

const ENGLISH_ARTICLE: &str = "/caching";
const HEBREW_ARTICLE: &str = "/%D7%9E%D7%94%D7%95-backend";

/// Every page of the site: those of its map, and those that the map leaves out.
fn every_page(site: &TestSite) -> Vec<String> {
    let map = site.get("/sitemap.xml").is(200).html();
    let places = map.split("<loc>").skip(1);
    let mapped = places.map(|place| place.split("</loc>").next().unwrap());
    let mut pages: Vec<String> = mapped
        .map(|place| place.replace(&site.address, ""))
        .collect();
    let linked = |page: Page, links: &str| page.attributes(links, "href");
    pages.extend(linked(site.get("/tags"), ".tag-list a"));
    pages.extend(linked(site.get("/series"), ".card h2 a"));
    pages.extend(linked(site.get("/archive"), ".months a"));
    pages.extend(["noa", "daniel", "layla"].map(|author| format!("/author/{author}")));
    let others = [
        "/tags",
        "/series",
        "/archive",
        "/search",
        "/search?q=backend",
        "/search?q=zzz",
        "/search?q=%00",
        "/preferences",
        "/nothing",
    ];
    pages.extend(others.map(str::to_owned));
    pages
}

#[test]
fn no_page_scrolls_sideways_on_a_small_phone_in_any_language() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        tab.is_small_phone().await;
        let pages = every_page(&site);
        assert!(pages.len() > 50);
        tab.fits_in_every_language(&site, &pages).await;
    });
}

#[test]
fn a_hebrew_article_runs_from_the_right_and_its_code_from_the_left() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        tab.is_small_phone().await;
        tab.open(&site, HEBREW_ARTICLE).await;

        let direction = "return getComputedStyle(document.documentElement).direction";
        assert_eq!(tab.text_of(direction).await, "rtl");
        assert!(tab.is("
            const paragraph = document.querySelector('.prose > p');
            const range = document.createRange();
            range.selectNodeContents(paragraph);
            const line = range.getClientRects()[0];
            const box = paragraph.getBoundingClientRect();
            return Math.abs(box.right - Math.max(...[...range.getClientRects()].map(part => part.right))) < 3 && line !== undefined").await);
        assert!(tab.is("
            const blocks = [...document.querySelectorAll('.prose pre')];
            return blocks.length > 0 && blocks.every(block =>
                getComputedStyle(block).direction === 'ltr' && block.scrollLeft === 0 && block.querySelector('code').getBoundingClientRect().left >= block.getBoundingClientRect().left - 1)").await);
    });
}

#[test]
fn the_language_changes_with_a_click_and_without_scripts() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        tab.has_no_scripts().await;
        for language in ["ar", "en", "he"] {
            tab.open(&site, "/").await;
            tab.click(&format!(
                ".switches button[name=language][value={language}]"
            ))
            .await;

            tab.comes_to(&format!(
                "return document.documentElement.lang === '{language}'"
            ))
            .await;
            assert_eq!(tab.path().await, "/");
        }
    });
}

#[test]
fn the_colours_change_with_a_click_and_without_scripts() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        tab.has_no_scripts().await;
        let background = "return getComputedStyle(document.body).backgroundColor";
        let mut seen = Vec::new();
        tab.open(&site, ENGLISH_ARTICLE).await;
        for theme in ["light", "dark", "light"] {
            tab.click(&format!(".switches button[name=theme][value={theme}]"))
                .await;

            tab.comes_to(&format!(
                "return document.documentElement.dataset.theme === '{theme}'"
            ))
            .await;
            assert_eq!(tab.path().await, ENGLISH_ARTICLE);
            seen.push(tab.text_of(background).await);
        }
        assert_ne!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
    });
}

#[test]
fn the_first_key_finds_the_way_to_the_text() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        tab.open(&site, ENGLISH_ARTICLE).await;

        tab.press_tab().await;
        assert!(
            tab.is("return document.activeElement.classList.contains('skip')")
                .await
        );
        assert!(
            tab.is("
            const place = document.activeElement.getBoundingClientRect();
            return place.width > 1 && place.height > 1 && place.top >= 0")
                .await,
            "the link should be seen"
        );

        tab.press_enter().await;
        assert_eq!(
            tab.text_of("return document.activeElement.id").await,
            "main"
        );
    });
}

#[test]
fn the_sites_own_fonts_are_used() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        for (page, font, letters) in [
            (HEBREW_ARTICLE, "Assistant", "שלום"),
            ("/ar", "Vazirmatn", "مرحبا"),
            (ENGLISH_ARTICLE, "Assistant", "Hello"),
        ] {
            tab.open(&site, page).await;
            tab.fonts_are_loaded().await;

            let family = tab
                .text_of("return getComputedStyle(document.body).fontFamily")
                .await;
            assert!(family.contains(font), "{family}");
            let loaded = format!(
                "return [...document.fonts].some(face => face.family.includes('{font}') && face.status === 'loaded') && document.fonts.check('16px {font}', '{letters}')"
            );
            assert!(tab.is(&loaded).await, "{page} should use {font}");
        }
    });
}

#[test]
fn no_page_asks_for_a_file_that_is_missing() {
    let site = demo_site();
    in_chromium(async |tab: &Tab| {
        for page in [
            "/",
            HEBREW_ARTICLE,
            ENGLISH_ARTICLE,
            "/search?q=cache",
            "/preferences",
        ] {
            tab.open(&site, page).await;

            let missing = tab.missing_files().await;
            assert!(missing.is_empty(), "{page}: {missing:?}");
        }
    });
}

#[test]
fn a_comment_appears_as_it_is_approved_and_what_is_being_typed_stays() {
    let site = crate::empty_site();
    let post = site.article("Article").create();
    let waiting = site
        .comment(&post, "Words that waited")
        .status(CommentStatus::Pending)
        .create();
    in_chromium(async |tab: &Tab| {
        tab.open(&site, &post.path).await;
        tab.fill("#text", "Half a sentence").await;
        assert!(tab.hides("Words that waited").await);
        while site.listeners() == 0 {
            tab.text_of("return document.title").await;
        }

        site.write(|db| comments::set_status(db, waiting, CommentStatus::Approved, Moment::now()));

        tab.comes_to(
            "return document.querySelector('#comments').textContent.includes('Words that waited')",
        )
        .await;
        assert_eq!(tab.value("#text").await, "Half a sentence");
        tab.comes_to("return document.querySelector('.facts a[href=\"#comments\"]').textContent.includes('One comment')")
            .await;

        site.write(|db| comments::set_status(db, waiting, CommentStatus::Removed, Moment::now()));
        tab.comes_to(
            "return !document.querySelector('#comments').textContent.includes('Words that waited')",
        )
        .await;
    });
}
