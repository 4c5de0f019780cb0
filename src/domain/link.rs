//! Addresses that people type: where a link, a picture or a first publication is.

use url::Url;

use super::refusal::{self, Refusal};

/// The most characters of an address.
pub const LONGEST_ADDRESS: usize = 2_000;

/// A path on the site, or a whole address, that may stand in a link.
pub fn is_link(url: &str) -> bool {
    let is_plain = url.len() <= LONGEST_ADDRESS
        && url
            .chars()
            .all(|letter| !letter.is_control() && !letter.is_whitespace());
    let is_path = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    is_plain && (is_path || is_whole(url))
}

/// An address of the web with its host: `https://example.com/a`.
pub fn is_whole(url: &str) -> bool {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web && Url::parse(url).is_ok_and(|url| url.has_host())
}

/// A link, or nothing.
pub fn optional(typed: &str) -> Result<Option<String>, Refusal> {
    checked(typed, is_link)
}

/// A whole address, or nothing.
pub fn optional_whole(typed: &str) -> Result<Option<String>, Refusal> {
    checked(typed, |url| is_link(url) && is_whole(url))
}

fn checked(typed: &str, is_right: impl Fn(&str) -> bool) -> Result<Option<String>, Refusal> {
    let address = refusal::optional_line(typed, LONGEST_ADDRESS)?;
    if address.is_empty() {
        return Ok(None);
    }
    if is_right(&address) {
        Ok(Some(address))
    } else {
        Err(Refusal::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_site_or_to_the_web() {
        for right in ["/a", "https://example.com/a?b#c", "http://דוגמה.example/"] {
            assert!(is_link(right), "{right}");
        }
        for wrong in [
            "a",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://a b",
            "/a b",
            "/a\nb",
        ] {
            assert!(!is_link(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_first_publication_is_a_whole_address() {
        assert_eq!(optional_whole("  "), Ok(None));
        assert_eq!(optional_whole("/a"), Err(Refusal::Malformed));
        assert_eq!(
            optional_whole("https://a.example/b"),
            Ok(Some("https://a.example/b".to_owned()))
        );
    }
}
