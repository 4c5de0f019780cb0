//! Posts, for readers and for writers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::Writer;
use super::taxonomy::TagName;
use super::{Dir, Lang, Time};
use crate::domain::draft::Typed;
use crate::domain::language::Language;
use crate::domain::post::{Post, PostKind, PostStatus};
use crate::domain::tag::Tag;
use crate::storage::listings::Byline;
use crate::storage::translations::Translation;
use crate::storage::writing::Working;
use crate::text::markdown::Heading;
use crate::web::address;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Dated, listed, in feeds.
    Article,
    /// Undated, found only by its address and the navigation.
    Page,
}

impl From<PostKind> for Kind {
    fn from(kind: PostKind) -> Kind {
        match kind {
            PostKind::Article => Kind::Article,
            PostKind::Page => Kind::Page,
        }
    }
}

impl From<Kind> for PostKind {
    fn from(kind: Kind) -> PostKind {
        match kind {
            Kind::Article => PostKind::Article,
            Kind::Page => PostKind::Page,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Draft,
    /// Becomes public at its time.
    Scheduled,
    Published,
    /// Was public and was withdrawn, or was laid aside.
    Archived,
}

impl From<PostStatus> for Status {
    fn from(status: PostStatus) -> Status {
        match status {
            PostStatus::Draft => Status::Draft,
            PostStatus::Scheduled => Status::Scheduled,
            PostStatus::Published => Status::Published,
            PostStatus::Archived => Status::Archived,
        }
    }
}

impl From<Status> for PostStatus {
    fn from(status: Status) -> PostStatus {
        match status {
            Status::Draft => PostStatus::Draft,
            Status::Scheduled => PostStatus::Scheduled,
            Status::Published => PostStatus::Published,
            Status::Archived => PostStatus::Archived,
        }
    }
}

/// A picture that stands above a post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Cover {
    pub url: String,
    pub alt: String,
}

/// A post as lists show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostCard {
    pub id: i64,
    pub kind: Kind,
    pub slug: String,
    /// The whole address of its page.
    pub url: String,
    pub title: String,
    pub summary: String,
    pub lang: Lang,
    pub dir: Dir,
    pub status: Status,
    pub published_at: Option<Time>,
    /// When it will be public. Null for callers without `posts:read`.
    pub scheduled_at: Option<Time>,
    pub updated_at: Time,
    pub cover: Option<Cover>,
    /// Where it was first published, when that was elsewhere.
    pub canonical_url: Option<String>,
    pub comments_open: bool,
    pub comment_count: i64,
    pub word_count: i64,
    pub reading_minutes: i64,
    pub authors: Vec<Writer>,
    pub tags: Vec<TagName>,
}

impl PostCard {
    pub fn of(base_url: &str, post: Post, authors: Vec<Byline>, tags: &[Tag]) -> PostCard {
        PostCard {
            id: post.id.0,
            kind: post.kind.into(),
            url: format!("{base_url}{}", address::of_post(&post.slug)),
            slug: post.slug.as_str().to_owned(),
            title: post.title,
            summary: post.summary,
            lang: post.language.into(),
            dir: post.language.into(),
            status: post.status.into(),
            published_at: post.published_at.map(Time::from),
            scheduled_at: None,
            updated_at: post.updated_at.into(),
            cover: post.cover_url.map(|url| Cover {
                url,
                alt: post.cover_alt.unwrap_or_default(),
            }),
            canonical_url: post.canonical_url,
            comments_open: post.comments_open,
            comment_count: post.comment_count,
            word_count: post.word_count,
            reading_minutes: post.reading_minutes,
            authors: authors
                .into_iter()
                .map(|author| Writer::of(base_url, author))
                .collect(),
            tags: tags.iter().map(|tag| TagName::of(base_url, tag)).collect(),
        }
    }
}

/// A heading of a post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeadingView {
    /// 2 to 6.
    pub level: u8,
    /// The fragment that leads to it.
    pub id: String,
    pub text: String,
}

impl From<Heading> for HeadingView {
    fn from(heading: Heading) -> HeadingView {
        HeadingView {
            level: heading.level,
            id: heading.id,
            text: heading.text,
        }
    }
}

/// The same text in another language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TranslationView {
    pub id: i64,
    pub title: String,
    pub lang: Lang,
    pub dir: Dir,
    pub url: String,
}

impl TranslationView {
    pub fn of(base_url: &str, translation: Translation) -> TranslationView {
        TranslationView {
            id: translation.post.0,
            title: translation.title,
            lang: translation.language.into(),
            dir: translation.language.into(),
            url: format!("{base_url}{}", address::of_post(&translation.slug)),
        }
    }
}

/// Where a post stands in a series.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaceView {
    pub id: i64,
    pub name: String,
    pub lang: Lang,
    pub dir: Dir,
    /// From 1, of the parts that readers see.
    pub part: usize,
    pub parts: usize,
}

/// A post with its text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostView {
    #[serde(flatten)]
    pub card: PostCard,
    /// The public text: HTML of which each block says its direction where it differs. Empty for what was never public.
    pub html: String,
    pub contents: Vec<HeadingView>,
    pub series: Option<PlaceView>,
    pub translations: Vec<TranslationView>,
    /// What writers have: null for callers without `posts:read`.
    pub draft: Option<DraftView>,
}

/// What was saved last, whether readers see it yet or not, right or wrong.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DraftView {
    /// The revision it is.
    pub revision: i64,
    pub saved_at: Time,
    /// Whether readers do not see it yet.
    pub is_ahead: bool,
    pub title: String,
    /// Markdown.
    pub source: String,
    pub lang: String,
    pub dir: Dir,
    pub kind: String,
    pub slug: String,
    pub summary: String,
    /// Names with commas between.
    pub tags: String,
    pub series: Option<i64>,
    pub part: Option<i64>,
    /// Handles.
    pub authors: Vec<String>,
    pub cover_url: String,
    pub cover_alt: String,
    pub canonical_url: String,
    pub comments_open: bool,
}

impl DraftView {
    pub fn of(working: &Working) -> DraftView {
        let Typed {
            title,
            source,
            details,
        } = working.typed.clone();
        let language = Language::from_tag(&details.language).unwrap_or(working.post.language);
        DraftView {
            revision: working.head.0,
            saved_at: working.saved_at.into(),
            is_ahead: working.has_draft,
            title,
            source,
            lang: details.language,
            dir: language.into(),
            kind: details.kind,
            slug: details.slug,
            summary: details.summary,
            tags: details.tags,
            series: details.series.parse().ok(),
            part: details.part.parse().ok(),
            authors: details.authors,
            cover_url: details.cover_url,
            cover_alt: details.cover_alt,
            canonical_url: details.canonical_url,
            comments_open: details.comments_open,
        }
    }
}

/// A new post, or what is to be changed of one. What is left out of a change stays as it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PostChange {
    #[schemars(length(max = 1000))]
    pub title: Option<String>,
    /// Markdown.
    pub source: Option<String>,
    /// The site's main language for a new post.
    pub lang: Option<Lang>,
    pub kind: Option<Kind>,
    /// Empty: made of the title.
    pub slug: Option<String>,
    pub summary: Option<String>,
    /// Names; one that there is not is made.
    pub tags: Option<Vec<String>>,
    /// The series it is a part of; null to take it out.
    #[serde(deserialize_with = "present")]
    #[schemars(with = "Option<WantedSeries>")]
    pub series: Option<Option<WantedSeries>>,
    /// Handles, in order. Only editors choose.
    pub authors: Option<Vec<String>>,
    pub cover_url: Option<String>,
    pub cover_alt: Option<String>,
    pub canonical_url: Option<String>,
    pub comments_open: Option<bool>,
}

/// A place in a series that a post should have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedSeries {
    pub id: u32,
    /// From 1; the end when it is left out.
    #[serde(default)]
    pub part: Option<u32>,
}

/// Null is something that was sent.
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Where a post is to stand on its way to readers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicationChange {
    pub status: Status,
    /// When a scheduled post becomes public (RFC 3339).
    #[serde(default)]
    #[schemars(extend("format" = "date-time"))]
    pub at: Option<String>,
}
