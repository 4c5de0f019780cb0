//! What an article is about.

use super::ids::TagId;
use super::language::Language;
use super::refusal::{self, Refusal};
use super::slug::Slug;

/// The most tags of a post.
pub const MOST_TAGS: usize = 20;
/// The most characters of a tag's name.
pub const LONGEST_NAME: usize = 60;
/// The most characters of a tag's or a series' description.
pub const LONGEST_DESCRIPTION: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Tag {
    pub id: TagId,
    pub slug: Slug,
    pub name: String,
    pub language: Language,
    pub description: String,
    /// How many listed articles bear it.
    pub listed_posts: i64,
}

/// A tag that is about to be made.
#[derive(Debug, Clone)]
pub struct NewTag {
    pub slug: Slug,
    pub name: String,
    pub language: Language,
    pub description: String,
}

/// A tag as a writer types it, with the address it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName {
    name: String,
    slug: Slug,
}

impl TagName {
    pub fn parse(typed: &str) -> Result<TagName, Refusal> {
        let name = refusal::line(typed.trim().trim_start_matches('#'), LONGEST_NAME)?;
        let made = crate::text::slug::from_title(&name);
        let slug = Slug::parse(&made).map_err(|refusal| match refusal {
            Refusal::Empty => Refusal::Malformed,
            other => other,
        })?;
        Ok(TagName { name, slug })
    }

    pub fn as_str(&self) -> &str {
        &self.name
    }

    pub fn slug(&self) -> &Slug {
        &self.slug
    }
}

/// What stands between names in a list of them.
pub(super) const SEPARATORS: [char; 5] = [',', '،', ';', '؛', '\n'];

/// Whether a name can be typed in a list of names, and is taken there.
pub fn can_be_listed(name: &str) -> bool {
    !name.contains(SEPARATORS) && !name.starts_with('#') && TagName::parse(name).is_ok()
}

/// Reads names with commas, Arabic commas, semicolons or line ends between; each name once. Names from which
/// one address is made may be two tags.
pub fn parse_list(typed: &str) -> Result<Vec<TagName>, Refusal> {
    let mut names: Vec<TagName> = Vec::new();
    let parts = typed.split(SEPARATORS);
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let name = TagName::parse(part)?;
        if names.iter().any(|known| known.name == name.name) {
            continue;
        }
        if names.len() == MOST_TAGS {
            return Err(Refusal::TooMany { most: MOST_TAGS });
        }
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_any_comma_and_each_once() {
        let names = parse_list("rust, rust،  שרתים ; #http\n, C++").unwrap();

        let read: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), name.slug().as_str()))
            .collect();
        assert_eq!(
            read,
            [
                ("rust", "rust"),
                ("שרתים", "שרתים"),
                ("http", "http"),
                ("C++", "cpp")
            ]
        );
        assert_eq!(parse_list("C++, cpp, Cpp").unwrap().len(), 3);
        assert!(can_be_listed("C++") && !can_be_listed("🦀") && !can_be_listed("a, b"));
    }

    #[test]
    fn ten_thousand_tags_are_too_many_and_signs_are_none() {
        let many: String = (0..10_000).map(|number| format!("t{number},")).collect();

        assert_eq!(parse_list(&many), Err(Refusal::TooMany { most: MOST_TAGS }));
        assert_eq!(parse_list("+++"), Err(Refusal::Malformed));
        assert_eq!(parse_list(" , ,"), Ok(Vec::new()));
        assert_eq!(parse_list("a\0"), Err(Refusal::ControlCharacter));
    }
}
