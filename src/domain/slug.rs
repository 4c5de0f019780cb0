//! The address of a post, a tag or a series.

use super::refusal::Refusal;
use crate::text::slug;

/// Letters and digits of any script with hyphens between; NFC, lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, diesel_derive_newtype::DieselNewType)]
pub struct Slug(String);

/// The most letters of a slug.
pub const LONGEST_SLUG: usize = 120;

/// First path segments that Daf answers itself.
const RESERVED: &[&str] = &[
    "account",
    "api",
    "archive",
    "assets",
    "author",
    "authors",
    "desk",
    "feed",
    "feeds",
    "ghost",
    "healthz",
    "join",
    "lab",
    "login",
    "logout",
    "media",
    "metrics",
    "oembed",
    "page",
    "pages",
    "post",
    "posts",
    "preferences",
    "preview",
    "readyz",
    "reset",
    "s",
    "search",
    "series",
    "sitemap",
    "static",
    "tag",
    "tags",
    "webmention",
    "he",
    "en",
    "ar",
];

impl Slug {
    /// Takes a slug as typed: any white space or punctuation becomes a hyphen.
    pub fn parse(typed: &str) -> Result<Slug, Refusal> {
        if typed.contains('\0') {
            return Err(Refusal::ControlCharacter);
        }
        let written = slug::canonical(typed);
        let slug: String = written
            .split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        match slug.chars().count() {
            0 => Err(Refusal::Empty),
            long if long > LONGEST_SLUG => Err(Refusal::TooLong { most: LONGEST_SLUG }),
            _ => Ok(Slug(slug)),
        }
    }

    /// Takes a slug for a post, whose address begins with it: never one of Daf's own words.
    pub fn of_post(typed: &str) -> Result<Slug, Refusal> {
        let slug = Slug::parse(typed)?;
        if RESERVED.contains(&slug.as_str()) {
            Err(Refusal::Reserved)
        } else {
            Ok(slug)
        }
    }

    /// The slug that an address asks for: folded as slugs are, whether or not one like it can exist. NUL,
    /// which PostgreSQL does not take, is in none.
    pub fn asked(decoded: &str) -> Slug {
        Slug(slug::canonical(&decoded.replace('\0', "\u{FFFD}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

impl std::fmt::Display for Slug {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_its_script_and_loses_its_punctuation() {
        assert_eq!(
            Slug::parse("מבוא ל־Backend!").unwrap().as_str(),
            "מבוא-ל-backend"
        );
        assert_eq!(Slug::parse("Cafe\u{301}").unwrap().as_str(), "café");
    }

    #[test]
    fn addresses_of_the_site_itself_are_reserved() {
        for reserved in RESERVED {
            assert_eq!(
                Slug::of_post(reserved),
                Err(Refusal::Reserved),
                "{reserved}"
            );
        }
        assert_eq!(Slug::of_post("Search"), Err(Refusal::Reserved));
        assert!(Slug::parse("api").is_ok());
    }

    #[test]
    fn a_slug_of_nothing_is_refused() {
        assert_eq!(Slug::parse("+++"), Err(Refusal::Empty));
        assert_eq!(Slug::parse("a\0b"), Err(Refusal::ControlCharacter));
        assert_eq!(
            Slug::parse(&"a".repeat(121)),
            Err(Refusal::TooLong { most: 120 })
        );
    }
}
