//! What pages of other sites say (Webmention, W3C Recommendation of 12 January 2017; h-entry of
//! microformats.org): whether one links to ours, and where one wants to be told that ours links to it.

mod entry;

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

pub use entry::{Kind, Said};

/// The most links of one text that are looked at.
const MOST_LINKS: usize = 100;

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector of this file is one")
}

/// What an HTML page at `page` says of `target`; none when it does not link to exactly that.
pub fn said_in_html(html: &str, page: &Url, target: &Url) -> Option<Said> {
    let document = Html::parse_document(html);
    let base = base(&document, page);
    let link = linking(&document, &base, target)?;
    Some(entry::around(&document, link, &base, page))
}

/// What any other text says: it has to hold the target as it is written.
pub fn said_in_text(text: &str, page: &Url, target: &str) -> Option<Said> {
    let has = text.match_indices(target).any(|(place, _)| {
        // `/a` is not mentioned by whoever writes `/ab`.
        let next = text[place + target.len()..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && !"-_/%".contains(next))
    });
    has.then(|| Said::bare(page))
}

/// Where attributes that lead somewhere stand.
const LEADS: [(&str, &str); 3] = [
    ("a[href], area[href], link[href]", "href"),
    (
        "img[src], video[src], audio[src], source[src], iframe[src]",
        "src",
    ),
    ("blockquote[cite], q[cite]", "cite"),
];

/// The first element that leads to the target.
fn linking<'a>(document: &'a Html, base: &Url, target: &Url) -> Option<ElementRef<'a>> {
    static LEADING: LazyLock<Vec<(Selector, &str)>> = LazyLock::new(|| {
        let all = LEADS.iter();
        all.map(|(leads, attribute)| (selector(leads), *attribute))
            .collect()
    });
    LEADING.iter().find_map(|(leads, attribute)| {
        document.select(leads).find(|element| {
            let at = element.value().attr(attribute).map(|at| base.join(at));
            matches!(at, Some(Ok(at)) if at == *target)
        })
    })
}

/// By which the page's links are read.
fn base(document: &Html, page: &Url) -> Url {
    static BASE: LazyLock<Selector> = LazyLock::new(|| selector("base[href]"));
    let written = document.select(&BASE).next();
    let written = written.and_then(|base| base.value().attr("href"));
    written
        .and_then(|written| page.join(written).ok())
        .unwrap_or_else(|| page.clone())
}

/// Where a page wants to be told that it was linked to: what its `Link` headers say, or else the first element
/// of its HTML that says so.
pub fn endpoint(headers: &[String], html: &str, page: &Url) -> Option<Url> {
    let of_headers = headers.iter().find_map(|header| in_header(header));
    if let Some(at) = of_headers {
        return page.join(&at).ok();
    }
    static ENDPOINT: LazyLock<Selector> =
        LazyLock::new(|| selector("link[rel~='webmention'][href], a[rel~='webmention'][href]"));
    let document = Html::parse_document(html);
    let element = document.select(&ENDPOINT).next()?;
    let written = element.value().attr("href")?;
    base(&document, page).join(written).ok()
}

/// The first target with the relation in a `Link` header (RFC 8288).
fn in_header(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let end = end_of_parameters(after);
        let (parameters, next) = after.split_at(end);
        if is_webmention(parameters) {
            return Some(target.trim().to_owned());
        }
        rest = next;
    }
    None
}

/// Where the parameters of a link end: at a comma outside of quotes.
fn end_of_parameters(text: &str) -> usize {
    let mut is_quoted = false;
    let end = text.char_indices().find(|(_, letter)| {
        is_quoted ^= *letter == '"';
        *letter == ',' && !is_quoted
    });
    end.map_or(text.len(), |(place, _)| place)
}

fn is_webmention(parameters: &str) -> bool {
    let first = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_relation = name.trim().eq_ignore_ascii_case("rel");
        is_relation.then(|| value.trim().trim_matches('"'))
    });
    let mut relations = first.unwrap_or_default().split_ascii_whitespace();
    relations.any(|relation| relation.eq_ignore_ascii_case("webmention"))
}

/// Where a text of ours leads by whole addresses of the web: each once, in their order.
pub fn whole_links(html: &str) -> Vec<String> {
    static LINKS: LazyLock<Selector> = LazyLock::new(|| selector("a[href]"));
    let document = Html::parse_fragment(html);
    let mut found = Vec::new();
    for link in document.select(&LINKS) {
        let at = link.value().attr("href").and_then(|at| Url::parse(at).ok());
        let at = at.filter(|at| matches!(at.scheme(), "http" | "https"));
        if let Some(at) = at.map(String::from)
            && !found.contains(&at)
            && found.len() < MOST_LINKS
        {
            found.push(at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_an_exact_link_is_one() {
        let links = |html: &str| {
            let (page, target) = (url("https://other.example/p"), url("https://daf.example/a"));
            said_in_html(html, &page, &target).is_some()
        };

        for html in [
            r#"<a href="https://daf.example/a">x</a>"#,
            r#"<a href="HTTPS://DAF.example/a">x</a>"#,
            r#"<img src=https://daf.example/a>"#,
            r#"<base href="https://daf.example/b/"><a href="../a">x</a>"#,
            r#"<blockquote cite="https://daf.example/a">x</blockquote>"#,
        ] {
            assert!(links(html), "{html}");
        }
        for html in [
            "",
            "https://daf.example/a",
            r#"<a href="https://daf.example/ab">x</a>"#,
            r#"<a href="https://daf.example/a#c">x</a>"#,
            r#"<a href="https://daf.example/a?b">x</a>"#,
            r#"<a href="/a">x</a>"#,
            r#"<!-- <a href="https://daf.example/a">x</a> -->"#,
            r#"<p title="https://daf.example/a">x</p>"#,
        ] {
            assert!(!links(html), "{html}");
        }
    }

    #[test]
    fn a_hebrew_address_is_the_same_however_it_is_written() {
        let target = url("https://daf.example/%D7%93%D7%A3");
        let html = r#"<a href="https://daf.example/דף">x</a>"#;

        assert!(said_in_html(html, &url("https://o.example/"), &target).is_some());
    }

    #[test]
    fn a_plain_text_has_to_hold_the_whole_address() {
        let says = |text: &str| {
            said_in_text(text, &url("https://o.example/"), "https://daf.example/a").is_some()
        };

        assert!(says("see https://daf.example/a."));
        assert!(says(r#"{"url":"https://daf.example/a"}"#));
        assert!(!says("see https://daf.example/ab"));
        assert!(!says("see https://daf.example/"));
    }

    /// The cases of the discovery tests at webmention.rocks.
    #[test]
    fn an_endpoint_is_found_as_the_standard_has_it() {
        let page = url("https://other.example/post/1?x=y");
        let at = |headers: &[&str], html: &str| {
            let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
            endpoint(&headers, html, &page).map(String::from)
        };
        let all = |path: &str| Some(format!("https://other.example{path}"));

        assert_eq!(at(&["</w>; rel=webmention"], ""), all("/w"));
        assert_eq!(at(&["</w>; rel=\"other webmention\""], ""), all("/w"));
        assert_eq!(
            at(
                &["</o>; rel=\"other\", </w>; title=\"a, <b>\"; rel=\"webmention\""],
                ""
            ),
            all("/w")
        );
        assert_eq!(
            at(&["</o>; rel=other", "<w?a=b>; REL=webmention"], ""),
            all("/post/w?a=b")
        );
        assert_eq!(at(&[], r#"<link rel="webmention" href="/w">"#), all("/w"));
        assert_eq!(
            at(&[], r#"<a rel="webmention" href="w?q">x</a>"#),
            all("/post/w?q")
        );
        assert_eq!(
            at(&[], r#"<a rel="webmention" href="">x</a>"#),
            all("/post/1?x=y")
        );
        assert_eq!(
            at(
                &[],
                r#"<a rel="webmention">x</a><link href=/w rel="a webmention">"#
            ),
            all("/w")
        );
        assert_eq!(
            at(
                &["</h>; rel=webmention"],
                r#"<a rel="webmention" href="/w">x</a>"#
            ),
            all("/h")
        );
        for none in [
            r#"<!-- <a rel="webmention" href="/w">x</a> -->"#,
            r#"<p>&lt;a rel="webmention" href="/w"&gt;</p>"#,
            r#"<a rel="not-webmention" href="/w">x</a>"#,
        ] {
            assert_eq!(at(&["</w>; rel=\"not-webmention\""], none), None, "{none}");
        }
    }

    #[test]
    fn the_whole_links_of_a_text_are_found_once() {
        let html = r##"<a href="https://a.example/x">1</a> <a href="/own">2</a> <a href="#f">3</a>
            <a href="https://a.example/x">4</a> <a href="//c.example/">5</a>
            <a href="mailto:a@b.example">6</a> <a href="http://b.example/?q#f">7</a>"##;

        assert_eq!(
            whole_links(html),
            ["https://a.example/x", "http://b.example/?q#f"]
        );
    }

    /// A page of a megabyte that is made to take long.
    #[test]
    fn a_deep_page_is_read_as_a_flat_one() {
        let page = url("https://other.example/");
        let target = url("https://daf.example/a");
        let deep = "<div class='h-entry p-name e-content h-cite'>".repeat(22_000);
        let html = format!("{deep}<a class='u-in-reply-to' href='https://daf.example/a'>x</a>");

        let said = said_in_html(&html, &page, &target).unwrap();

        assert_eq!(said.kind, Kind::Reply);
    }

    proptest::proptest! {
        #[test]
        fn no_page_is_too_strange(html in "(<[a-z]{1,4} (class|rel|href|lang)='?[a-z/: -]{0,12}'?>|.){0,40}") {
            let page = url("https://other.example/");
            let target = url("https://daf.example/a");
            let page_with_link = format!("{html}<a href='https://daf.example/a'>x</a>");
            let _ = said_in_html(&page_with_link, &page, &target);
            let _ = endpoint(std::slice::from_ref(&html), &html, &page);
            let _ = whole_links(&html);
        }
    }
}
