//! The last door before HTML is stored: only the tags and attributes Daf itself writes pass.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::plain;

static ARTICLE: LazyLock<Builder<'static>> = LazyLock::new(article_text);

static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = running_text();
    builder.link_rel(Some("nofollow ugc noopener"));
    builder
});

/// Cleans the HTML of an article or a page.
pub fn article(html: &str) -> String {
    ARTICLE.clean(html).to_string()
}

/// Cleans the HTML of a comment, which may hold less.
pub fn comment(html: &str) -> String {
    COMMENT.clean(html).to_string()
}

/// The HTML of an article for feed readers, which drop `bdi` and know no address to resolve links
/// by: `address` is the article's own.
pub fn feed(html: &str, address: &str) -> String {
    let mut builder = article_text();
    if let Ok(base) = url::Url::parse(address) {
        builder.url_relative(UrlRelative::RewriteWithBase(base));
    }
    let whole = builder.clean(html).to_string();
    plain::for_xml(&whole)
        .replace("<bdi", "<span")
        .replace("</bdi>", "</span>")
}

fn article_text() -> Builder<'static> {
    let mut builder = running_text();
    builder.add_tags([
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
        "figure",
        "figcaption",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "section",
        "div",
        "sup",
        "input",
        "hr",
    ]);
    builder
}

fn running_text() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "a",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "span",
            "bdi",
            "blockquote",
            "ul",
            "ol",
            "li",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["dir", "lang", "class", "id"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title", "role", "aria-label"])),
            ("img", HashSet::from(["src", "alt", "title", "loading"])),
            ("ol", HashSet::from(["start"])),
            ("pre", HashSet::from(["data-bidi-warning"])),
            ("section", HashSet::from(["role"])),
            ("div", HashSet::from(["role", "aria-label", "tabindex"])),
            ("th", HashSet::from(["scope"])),
            (
                "input",
                HashSet::from(["type", "checked", "disabled", "aria-label"]),
            ),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(None);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handlers_scripts_and_foreign_tags_do_not_pass() {
        let cleaned = article(
            "<p onclick=\"x()\">a<script>b</script><iframe src=x></iframe><svg onload=x>c</p>",
        );

        assert_eq!(cleaned, "<p>ac</p>");
    }

    #[test]
    fn a_feed_has_spans_and_whole_addresses() {
        let html = "<p><a href=\"/x\"><bdi dir=\"ltr\">y</bdi></a> <a href=\"#fn-1\">1</a> src=\"/z\u{b}</p>";

        assert_eq!(
            feed(html, "https://daf.example/a"),
            "<p><a href=\"https://daf.example/x\"><span dir=\"ltr\">y</span></a> \
             <a href=\"https://daf.example/a#fn-1\">1</a> src=\"/z</p>"
        );
    }

    #[test]
    fn a_strangers_link_is_marked_as_one() {
        assert_eq!(
            comment("<a href=\"https://example.com\">x</a>"),
            "<a href=\"https://example.com\" rel=\"nofollow ugc noopener\">x</a>"
        );
    }
}
