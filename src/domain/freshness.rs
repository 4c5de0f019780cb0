//! What pages show, by name. A page lists the names of what it shows; a change touches the names of what it
//! changes; a page that was kept is good for as long as none of its names was touched since it was made.

use std::fmt;

use super::ids::{PostId, SeriesId, TagId, TranslationGroupId, UserId};
use super::language::Language;
use super::moment::Moment;

/// Something that pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// Everything there is; every page is of it.
    All,
    /// The settings, which stand around every page.
    Site,
    /// What people are called, and who has a page.
    People,
    /// Which posts are public, and what lists say of them, in every language.
    Posts,
    /// What the public posts say that no list does: their whole texts, and when they were changed.
    Texts,
    /// Which posts of one language are public, and what lists say of them.
    List(Language),
    /// Which tags there are, and what they are called.
    Tags,
    /// Which series there are, and what they are called.
    Shelves,
    /// With which keys programs read what is public.
    Keys,
    /// What searches find, beside the words of the posts: the index's own state, and the names it knows.
    Search,
    /// The text of a post and what is said of it.
    Post(PostId),
    /// What is said below a post, and how much.
    Comments(PostId),
    /// A tag, and the public posts that bear it.
    Tag(TagId),
    /// The public posts of a person.
    Author(UserId),
    /// What a person who is signed in is, and with which browsers they are not any more.
    Account(UserId),
    /// A series, and its public parts.
    Series(SeriesId),
    /// The public versions of a text in its languages.
    Translations(TranslationGroupId),
}

impl fmt::Display for Name {
    /// As the database keeps it: `post:12`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::All => out.write_str("all"),
            Name::Site => out.write_str("site"),
            Name::People => out.write_str("people"),
            Name::Posts => out.write_str("posts"),
            Name::Texts => out.write_str("texts"),
            Name::List(language) => write!(out, "list:{language}"),
            Name::Tags => out.write_str("tags"),
            Name::Shelves => out.write_str("shelves"),
            Name::Keys => out.write_str("keys"),
            Name::Search => out.write_str("search"),
            Name::Post(id) => write!(out, "post:{}", id.0),
            Name::Comments(id) => write!(out, "comments:{}", id.0),
            Name::Tag(id) => write!(out, "tag:{}", id.0),
            Name::Author(id) => write!(out, "author:{}", id.0),
            Name::Account(id) => write!(out, "account:{}", id.0),
            Name::Series(id) => write!(out, "series:{}", id.0),
            Name::Translations(id) => write!(out, "translations:{}", id.0),
        }
    }
}

impl Name {
    /// Reads a name as the database keeps it; none for one that this version of Daf does not know.
    pub fn parse(text: &str) -> Option<Name> {
        let (kind, what) = text.split_once(':').unwrap_or((text, ""));
        let id = || what.parse().ok();
        Some(match kind {
            "all" => Name::All,
            "site" => Name::Site,
            "people" => Name::People,
            "posts" => Name::Posts,
            "texts" => Name::Texts,
            "list" => Name::List(Language::from_tag(what)?),
            "tags" => Name::Tags,
            "shelves" => Name::Shelves,
            "keys" => Name::Keys,
            "search" => Name::Search,
            "post" => Name::Post(PostId(id()?)),
            "comments" => Name::Comments(PostId(id()?)),
            "tag" => Name::Tag(TagId(id()?)),
            "author" => Name::Author(UserId(id()?)),
            "account" => Name::Account(UserId(id()?)),
            "series" => Name::Series(SeriesId(id()?)),
            "translations" => Name::Translations(TranslationGroupId(id()?)),
            _ => return None,
        })
    }
}

/// What one page shows, and for how long that is so without any change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    names: Vec<Name>,
    until: Option<Moment>,
}

impl Shown {
    /// The settings, which every page shows, and these.
    pub fn with(names: impl IntoIterator<Item = Name>) -> Shown {
        let mut shown = Shown {
            names: vec![Name::Site],
            until: None,
        };
        shown.extend(names);
        shown
    }

    pub fn add(&mut self, name: Name) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// Notes that the page would be another one from a moment on.
    pub fn end(&mut self, at: Moment) {
        self.until = Some(self.until.map_or(at, |known| known.min(at)));
    }

    pub fn names(&self) -> &[Name] {
        &self.names
    }

    pub fn until(&self) -> Option<Moment> {
        self.until
    }
}

impl Extend<Name> for Shown {
    fn extend<T: IntoIterator<Item = Name>>(&mut self, names: T) {
        for name in names {
            self.add(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        for name in [
            Name::All,
            Name::Site,
            Name::People,
            Name::Posts,
            Name::Texts,
            Name::List(Language::He),
            Name::Tags,
            Name::Shelves,
            Name::Search,
            Name::Keys,
            Name::Post(PostId(12)),
            Name::Comments(PostId(12)),
            Name::Tag(TagId(3)),
            Name::Author(UserId(4)),
            Name::Series(SeriesId(5)),
            Name::Translations(TranslationGroupId(6)),
        ] {
            assert_eq!(Name::parse(&name.to_string()), Some(name));
        }
        assert_eq!(Name::parse("post:x"), None);
        assert_eq!(Name::parse("of-a-later-version"), None);
    }

    #[test]
    fn a_page_shows_each_thing_once_and_ends_at_its_first_end() {
        let mut shown = Shown::with([Name::Posts, Name::Site]);
        let at = |seconds: i64| Moment::from_microseconds(seconds * 1_000_000).unwrap();
        shown.end(at(20));
        shown.end(at(10));
        shown.end(at(30));

        assert_eq!(shown.names(), [Name::Site, Name::Posts]);
        assert_eq!(shown.until(), Some(at(10)));
    }
}
