//! Pages for programs.

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::support::{Page, on_both, on_both_with_demo};

/// The texts of an element, and the attributes of another, in a document that must be well-formed.
pub fn elements(page: &Page, name: &str) -> Vec<(String, HashMap<String, String>)> {
    let xml = page.html();
    let mut reader = Reader::from_str(&xml);
    let mut found: Vec<(String, HashMap<String, String>)> = Vec::new();
    let mut open = false;
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{}: {error}", page.address))
        {
            Event::Eof => return found,
            Event::Start(start) if start.name().as_ref() == name => {
                found.push((String::new(), attributes(&start)));
                open = true;
            }
            Event::Empty(empty) if empty.name().as_ref() == name => {
                found.push((String::new(), attributes(&empty)));
            }
            Event::End(end) if end.name().as_ref() == name => open = false,
            Event::Text(text) if open => {
                found.last_mut().unwrap().0.push_str(&text);
            }
            Event::GeneralRef(reference) if open => {
                let name = &*reference;
                let text = match reference.resolve_char_ref().unwrap() {
                    Some(letter) => letter.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(name)
                        .unwrap()
                        .to_owned(),
                };
                found.last_mut().unwrap().0.push_str(&text);
            }
            _ => {}
        }
    }
}

fn attributes(element: &quick_xml::events::BytesStart) -> HashMap<String, String> {
    let attributes = element.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let name = attribute.key.as_ref().to_owned();
        let value = attribute.value.into_owned();
        (name, value)
    });
    attributes.collect()
}

pub fn texts(page: &Page, name: &str) -> Vec<String> {
    elements(page, name)
        .into_iter()
        .map(|(text, _)| text)
        .collect()
}

#[test]
fn every_address_of_the_sitemap_is_answered_and_is_the_pages_own() {
    on_both_with_demo(|site| {
        let map = site.get("/sitemap.xml").is(200);
        map.conforms_to("sitemap.xsd");
        site.get("/sitemap.xml?part=pages")
            .is(200)
            .conforms_to("sitemap.xsd");
        assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
        let places = texts(&map, "loc");
        let public = site.count("SELECT COUNT(*) AS number FROM posts");
        assert_eq!(places.len() as i64, public + 4);

        for place in places {
            let page = site.get(&place).is(200);
            assert_eq!(page.attributes("link[rel=canonical]", "href"), [place]);
        }
    });
}

#[test]
fn the_sitemap_says_what_is_a_translation_of_what() {
    on_both_with_demo(|site| {
        let map = site.get("/sitemap.xml").is(200);
        let places: HashSet<String> = texts(&map, "loc").into_iter().collect();
        let links = elements(&map, "xhtml:link");
        assert!(links.len() > 20);

        for (_, link) in links {
            assert!(["he", "en", "ar"].contains(&link["hreflang"].as_str()));
            assert!(places.contains(&link["href"]), "{link:?}");
        }
        for date in texts(&map, "lastmod") {
            assert!(
                daf::domain::moment::Moment::parse(&date).is_some(),
                "{date}"
            );
        }
    });
}

#[test]
fn a_large_site_is_mapped_by_months() {
    on_both_with_demo(|site| {
        let whole = texts(&site.get("/sitemap.xml"), "loc");
        site.behind("UPDATE archive_months SET listed_posts = 3000 WHERE month = '2026-11'");

        let index = site.get("/sitemap.xml").is(200);

        index.conforms_to("sitemap.xsd");
        let mut mapped = Vec::new();
        for part in texts(&index, "loc") {
            let map = site.get(&part).is(200);
            map.conforms_to("sitemap.xsd");
            mapped.extend(texts(&map, "loc"));
        }
        let (mapped, whole): (HashSet<_>, HashSet<_>) =
            (mapped.into_iter().collect(), whole.into_iter().collect());
        assert_eq!(mapped, whole);
    });
}

#[test]
fn robots_are_shown_the_map_unless_the_owner_wants_none() {
    on_both(|site| {
        let rules = site.get("/robots.txt").is(200);
        assert_eq!(rules.header("content-type"), "text/plain; charset=utf-8");
        assert!(
            rules
                .html()
                .contains(&format!("Sitemap: {}/sitemap.xml", site.address))
        );
        assert!(
            site.get("/")
                .attributes("meta[name=robots]", "content")
                .is_empty()
        );

        site.settings(|settings| settings.indexed = false);

        assert!(site.get("/robots.txt").html().contains("Disallow: /\n"));
        assert_eq!(
            site.get("/").attributes("meta[name=robots]", "content"),
            ["noindex"]
        );
    });
}

#[test]
fn security_reports_have_an_address_once_the_owner_names_one() {
    on_both(|site| {
        site.get("/.well-known/security.txt").is(404);

        site.settings(|settings| settings.contact = Some("mailto:security@daf.example".to_owned()));

        let text = site.get("/.well-known/security.txt").is(200).html();
        for line in [
            "Contact: mailto:security@daf.example",
            "Expires: 20",
            "Preferred-Languages: he, en, ar",
            "Canonical: http://",
        ] {
            assert!(text.contains(line), "{text}");
        }
    });
}

#[test]
fn the_site_says_that_it_lives_and_whether_it_is_ready() {
    on_both(|site| {
        assert_eq!(site.get("/healthz").is(200).html(), "ok\n");
        assert_eq!(site.get("/readyz").is(200).html(), "ready\n");

        site.database
            .execute("DELETE FROM __diesel_schema_migrations");

        assert_eq!(site.get("/readyz").is(503).html(), "not ready\n");
        assert_eq!(site.get("/healthz").is(200).html(), "ok\n");
    });
}

#[test]
fn a_browser_that_asks_for_an_icon_finds_one() {
    on_both(|site| {
        let icon = site.visitor().follow("/favicon.ico").is(200);

        assert_eq!(icon.header("content-type"), "image/svg+xml");
    });
}
