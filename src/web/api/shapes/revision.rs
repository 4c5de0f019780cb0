//! What a post was after each save.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dir, Lang, Time};
use crate::domain::language::Language;
use crate::domain::preview::PreviewLink;
use crate::domain::revision::{Revision, Save};

/// A save, without its text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RevisionCard {
    pub id: i64,
    /// `saved`, `autosave`, or `aside` for what was saved upon an older one.
    pub kind: &'static str,
    pub title: String,
    pub lang: Lang,
    pub dir: Dir,
    /// Who saved it.
    pub author: String,
    pub created_at: Time,
    /// The revision that it brought back.
    pub restored: Option<i64>,
}

impl RevisionCard {
    pub fn of(save: Save, language: Language) -> RevisionCard {
        RevisionCard {
            id: save.id.0,
            kind: save.kind.as_str(),
            title: save.title,
            lang: language.into(),
            dir: language.into(),
            author: save.author,
            created_at: save.created_at.into(),
            restored: save.restored_id.map(|id| id.0),
        }
    }
}

/// A save with its text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RevisionView {
    pub id: i64,
    pub kind: &'static str,
    pub based_on: Option<i64>,
    pub created_at: Time,
    pub title: String,
    /// Markdown.
    pub source: String,
    pub lang: Lang,
    pub dir: Dir,
    pub summary: String,
    pub slug: String,
    pub tags: String,
}

impl RevisionView {
    pub fn of(revision: Revision, language: Language) -> RevisionView {
        let details = revision.typed.details;
        let language = Language::from_tag(&details.language).unwrap_or(language);
        RevisionView {
            id: revision.id.0,
            kind: revision.kind.as_str(),
            based_on: revision.based_on_id.map(|id| id.0),
            created_at: revision.created_at.into(),
            title: revision.typed.title,
            source: revision.typed.source,
            lang: language.into(),
            dir: language.into(),
            summary: details.summary,
            slug: details.slug,
            tags: details.tags,
        }
    }
}

/// A link by which somebody reads a draft.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PreviewLinkView {
    pub id: i64,
    pub url: String,
    pub created_at: Time,
    /// Who made it.
    pub maker: String,
}

impl PreviewLinkView {
    pub fn of(base_url: &str, link: PreviewLink) -> PreviewLinkView {
        PreviewLinkView {
            id: link.id.0,
            url: format!("{base_url}/preview?link={}", link.token),
            created_at: link.created_at.into(),
            maker: link.maker,
        }
    }
}

/// The language of a version that is to be begun.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTranslation {
    pub lang: Lang,
}

/// Markdown to be rendered as it would be in a post.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub source: String,
    pub lang: Lang,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RenderingView {
    pub html: String,
    pub lang: Lang,
    pub dir: Dir,
    pub contents: Vec<super::post::HeadingView>,
    pub word_count: usize,
    pub reading_minutes: usize,
}
