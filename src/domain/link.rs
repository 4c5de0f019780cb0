//! Addresses that people type: where a link, a picture or a first publication is.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::refusal::{self, Refusal};

/// The most characters of an address.
pub const LONGEST_ADDRESS: usize = 2_000;

/// A path on the site, or a whole address, that may stand in a link.
pub fn is_link(url: &str) -> bool {
    let is_plain = url.chars().count() <= LONGEST_ADDRESS
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

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path segment as an address holds it.
pub fn encode(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// A link, or nothing.
pub fn optional(typed: &str) -> Result<Option<String>, Refusal> {
    checked(typed, is_link)
}

/// A whole address, or nothing.
pub fn optional_whole(typed: &str) -> Result<Option<String>, Refusal> {
    checked(typed, |url| is_link(url) && is_whole(url))
}

/// A path on the site as a person reads it: letters instead of their escapes, and nothing else changed.
pub fn readable(path: &str) -> String {
    let mut read = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(start) = rest.find('%') {
        let (before, escaped) = rest.split_at(start);
        read.push_str(before);
        let (letter, length) = first_letter(escaped).unwrap_or(('%', 1));
        read.push(letter);
        rest = &escaped[length..];
    }
    read + rest
}

/// The letter that escapes begin with, if they do, and how long its escapes are.
fn first_letter(escaped: &str) -> Option<(char, usize)> {
    let bytes = escaped.as_bytes().chunks_exact(3).map_while(|escape| {
        let digits = std::str::from_utf8(escape.strip_prefix(b"%")?).ok()?;
        let is_ours = !digits.bytes().any(|digit| digit.is_ascii_lowercase());
        u8::from_str_radix(digits, 16).ok().filter(|_| is_ours)
    });
    let bytes: Vec<u8> = bytes.take(4).collect();
    let letter = bytes.utf8_chunks().next()?.valid().chars().next()?;
    let is_letter = !letter.is_ascii() && (letter.is_alphanumeric() || is_combining_mark(letter));
    is_letter.then_some((letter, letter.len_utf8() * 3))
}

/// A path on the site as addresses are written: every letter beyond ASCII escaped.
pub fn written(path: &str) -> String {
    utf8_percent_encode(path, CONTROLS).to_string()
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
    fn an_address_is_as_long_as_its_characters() {
        let path = |letters| format!("/{}", "ד".repeat(letters));

        assert!(is_link(&path(LONGEST_ADDRESS - 1)));
        assert!(!is_link(&path(LONGEST_ADDRESS)));
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

    #[test]
    fn a_path_is_read_in_letters_and_written_in_escapes() {
        assert_eq!(readable("/%D7%93%D7%A3-a"), "/דף-a");
        assert_eq!(written("/דף-a"), "/%D7%93%D7%A3-a");
        for unreadable in [
            "/a%20b",
            "/a%2Fb%",
            "/%E2%80%AE",
            "/%D7",
            "/%D7%D7",
            "/%+1%zz",
            "/%C2%A0",
        ] {
            assert_eq!(readable(unreadable), unreadable);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_read_is_written_as_it_was(path in "/([a-z%?#]|%[0-9A-F]{2}|%D7%9[0-9A-F]|[א-ת]|\\PC){0,20}") {
            let stored = written(&path);

            proptest::prop_assert_eq!(written(&readable(&stored)), stored);
        }
    }
}
