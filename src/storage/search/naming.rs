//! Tags and authors that questions name, looked up together.

use super::sheet::{Line, Part, Sheet};
use crate::domain::ids::{TagId, UserId};
use crate::domain::slug::Slug;
use crate::domain::tag::TagName;
use crate::domain::user::Handle;
use crate::text::search::Query;

/// The names that some questions have.
#[derive(Debug, Clone, Default)]
pub struct Names {
    tags: Vec<String>,
    addresses: Vec<String>,
    authors: Vec<String>,
    handles: Vec<String>,
}

impl Names {
    pub fn add(&mut self, question: &Query) {
        for name in &question.tags {
            if let Ok(typed) = TagName::parse(name) {
                self.tags.push(typed.as_str().to_owned());
                self.addresses.push(typed.slug().as_str().to_owned());
            }
            self.add_tag_at(&Slug::asked(name));
        }
        for name in &question.authors {
            let handle = Handle::parse(name).ok();
            self.handles
                .extend(handle.map(|handle| handle.as_str().to_owned()));
            self.authors.push(name.clone());
        }
    }

    pub fn add_tag_at(&mut self, address: &Slug) {
        self.addresses.push(address.as_str().to_owned());
    }

    pub(super) fn put_on(&self, sheet: &mut Sheet) {
        let tag = Part::of("tag")
            .names("name", "slug")
            .numbers("id", "listed_posts");
        let author = Part::of("author").names("name", "handle").number("id");
        for (part, table, column, values) in [
            (&tag, "tags", "name", &self.tags),
            (&tag, "tags", "slug", &self.addresses),
            (&author, "users", "handle", &self.handles),
            (&author, "users", "name", &self.authors),
        ] {
            if !values.is_empty() {
                let is_named = sheet.is_among(column, values.clone());
                sheet.add(part, &format!("{table} WHERE {is_named}"));
            }
        }
    }
}

/// A tag as pages of answers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub id: TagId,
    pub slug: Slug,
    pub name: String,
}

impl Label {
    pub(super) fn of(line: Line) -> Label {
        Label {
            id: TagId(line.number),
            slug: Slug::asked(&line.other_name),
            name: line.name,
        }
    }
}

struct Author {
    id: UserId,
    name: String,
    handle: String,
}

/// Who has the names.
#[derive(Default)]
pub(super) struct Bearers {
    /// With how many listed articles bear each.
    tags: Vec<(Label, i64)>,
    authors: Vec<Author>,
}

impl Bearers {
    pub fn add_tag(&mut self, line: Line) {
        let listed = line.other_number;
        self.tags.push((Label::of(line), listed));
    }

    pub fn add_author(&mut self, line: Line) {
        self.authors.push(Author {
            id: UserId(line.number),
            name: line.name,
            handle: line.other_name,
        });
    }

    /// A tag at an address that a public article bears: anybody may see it.
    pub fn tag_at(&self, address: &Slug) -> Option<&Label> {
        let at_it = |(tag, listed): &&(Label, i64)| tag.slug == *address && *listed > 0;
        self.tags.iter().find(at_it).map(|(tag, _)| tag)
    }

    /// A public tag by its name or address.
    pub fn tag_named(&self, name: &str) -> Option<&Label> {
        let meant = TagName::parse(name)
            .ok()
            .and_then(|name| self.meant_by(&name));
        let public = meant.filter(|(_, listed)| *listed > 0);
        match public {
            Some((tag, _)) => Some(tag),
            None => self.tag_at(&Slug::asked(name)),
        }
    }

    /// One of this name, or else one at this address.
    fn meant_by(&self, name: &TagName) -> Option<&(Label, i64)> {
        let of_it = self
            .tags
            .iter()
            .filter(|(tag, _)| tag.name == name.as_str());
        let first = of_it.min_by_key(|(tag, _)| tag.id.0);
        first.or_else(|| self.tags.iter().find(|(tag, _)| tag.slug == *name.slug()))
    }

    /// An author by handle, or else the first who goes by a name.
    pub fn author(&self, name: &str) -> Option<UserId> {
        let handle = Handle::parse(name).ok();
        let has_it = |author: &&Author| {
            let handle = handle.as_ref().map(Handle::as_str);
            handle == Some(author.handle.as_str())
        };
        let by_handle = self.authors.iter().find(has_it);
        let goes_by = self.authors.iter().filter(|author| author.name == name);
        let author = by_handle.or_else(|| goes_by.min_by_key(|author| author.id.0));
        author.map(|author| author.id)
    }
}
