//! What an article is about.

use super::ids::TagId;
use super::language::Language;
use super::slug::Slug;

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
