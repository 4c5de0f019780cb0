//! The last door before HTML is stored: only the tags and attributes Daf itself writes pass.

mod allowed;
mod gate;

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::plain;

pub use allowed::is_allowed_address;
#[cfg(test)]
pub use gate::passes;

static ARTICLE: LazyLock<Builder<'static>> = LazyLock::new(article_text);

static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = running_text();
    builder.link_rel(Some(allowed::STRANGERS));
    builder
});

static MATH: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(allowed::MATH))
        .tag_attributes(allowed::by_tag());
    builder
});

/// Cleans the HTML of an article or a page.
pub fn article(html: String) -> String {
    match gate::passes(&html, false) {
        true => html,
        false => ARTICLE.clean(&html).to_string(),
    }
}

/// Cleans the HTML of a comment, which may hold less.
pub fn comment(html: String) -> String {
    match gate::passes(&html, true) {
        true => html,
        false => COMMENT.clean(&html).to_string(),
    }
}

/// Cleans a formula in MathML.
pub fn math(html: &str) -> String {
    MATH.clean(html).to_string()
}

/// The HTML of an article for feed readers, which drop `bdi` and know no address to resolve links
/// by: `address` is the article's own.
pub fn feed(html: &str, address: &str) -> String {
    let mut builder = article_text();
    if let Ok(base) = url::Url::parse(address) {
        builder.url_relative(UrlRelative::RewriteWithBase(base));
    }
    plain::for_xml(&with_spans(&builder.clean(html).to_string()))
}

/// The words of a text without its markup, a block a line.
pub fn text_of(html: &str) -> String {
    static TEXT: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = Builder::empty();
        builder.clean_content_tags(HashSet::from(["script", "style"]));
        builder
    });
    let text = TEXT.clean(html).to_string();
    let plain = text
        .replace("&nbsp;", "\u{A0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    plain.trim().to_owned()
}

/// Clean HTML with spans for isolates. All text is escaped in it, so that nothing else begins so.
pub fn with_spans(html: &str) -> String {
    html.replace("<bdi>", "<span dir=\"auto\">")
        .replace("<bdi", "<span")
        .replace("</bdi>", "</span>")
}

fn article_text() -> Builder<'static> {
    let mut builder = running_text();
    builder.add_tags(allowed::OF_ARTICLES);
    builder.add_tags(allowed::MATH);
    builder
}

fn running_text() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(allowed::RUNNING))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["dir", "lang", "class", "id"]))
        .tag_attributes(allowed::by_tag())
        .url_schemes(HashSet::from(allowed::SCHEMES))
        .link_rel(None);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handlers_scripts_and_foreign_tags_do_not_pass() {
        let cleaned = article(
            "<p onclick=\"x()\">a<script>b</script><iframe src=x></iframe><svg onload=x>c</p>"
                .to_owned(),
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
            comment("<a href=\"https://example.com\">x</a>".to_owned()),
            "<a href=\"https://example.com\" rel=\"nofollow ugc noopener\">x</a>"
        );
    }
}
