//! Tags and series.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::post::PostCard;
use super::{Dir, Lang};
use crate::domain::series::Series;
use crate::domain::tag::Tag;
use crate::web::address;

/// A tag as posts name it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TagName {
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub lang: Lang,
    pub dir: Dir,
    pub url: String,
}

impl TagName {
    pub fn of(base_url: &str, tag: &Tag) -> TagName {
        TagName {
            id: tag.id.0,
            slug: tag.slug.as_str().to_owned(),
            name: tag.name.clone(),
            lang: tag.language.into(),
            dir: tag.language.into(),
            url: format!("{base_url}{}", address::of("tag", tag.slug.as_str())),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TagView {
    #[serde(flatten)]
    pub tag: TagName,
    pub description: String,
    /// How many public articles bear it.
    pub posts: i64,
}

impl TagView {
    pub fn of(base_url: &str, tag: &Tag) -> TagView {
        TagView {
            tag: TagName::of(base_url, tag),
            description: tag.description.clone(),
            posts: tag.listed_posts,
        }
    }
}

/// A new tag or series, or what is to be changed of one. What is left out of a change stays as it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LabelChange {
    pub name: Option<String>,
    /// Empty: made of the name.
    pub slug: Option<String>,
    /// The site's main language for a new one.
    pub lang: Option<Lang>,
    pub description: Option<String>,
}

/// The tag that all bearers of another get in its place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merging {
    pub into: u32,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeriesCard {
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub lang: Lang,
    pub dir: Dir,
    pub url: String,
}

impl SeriesCard {
    pub fn of(base_url: &str, series: Series) -> SeriesCard {
        SeriesCard {
            id: series.id.0,
            url: format!("{base_url}{}", address::of("series", series.slug.as_str())),
            slug: series.slug.as_str().to_owned(),
            name: series.name,
            description: series.description,
            lang: series.language.into(),
            dir: series.language.into(),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SeriesView {
    #[serde(flatten)]
    pub series: SeriesCard,
    /// Its parts in order: those that the caller may see.
    pub parts: Vec<PostCard>,
}

/// The parts of a series, in their order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartsChange {
    /// Numbers of posts. Those that are left out cease to be parts.
    pub parts: Vec<u32>,
}
