//! Articles and pages, and what a post may be.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use super::ids::{PostId, TranslationGroupId, UserId};
use super::language::Language;
use super::moment::Moment;
use super::refusal::{self, Refusal};
use super::slug::Slug;
use crate::text::markdown::{self, Rendered};
use crate::text::search::Inventory;

/// The most characters a title has.
pub const LONGEST_TITLE: usize = 200;
/// The most characters a summary has.
pub const LONGEST_SUMMARY: usize = 500;
/// The most bytes a post's Markdown has.
pub const LARGEST_SOURCE: usize = 2 * 1024 * 1024;

/// What a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum PostKind {
    /// Dated, listed, in feeds.
    Article,
    /// Undated, found only by its address and the navigation.
    Page,
}

impl PostKind {
    pub fn as_str(self) -> &'static str {
        match self {
            PostKind::Article => "article",
            PostKind::Page => "page",
        }
    }

    pub fn parse(word: &str) -> Option<PostKind> {
        match word {
            "article" => Some(PostKind::Article),
            "page" => Some(PostKind::Page),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for PostKind
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for PostKind
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        PostKind::parse(&word).ok_or_else(|| format!("unknown PostKind {word:?}").into())
    }
}

/// Who may see a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum PostStatus {
    Draft,
    /// Becomes public at its time.
    Scheduled,
    Published,
    /// Was public and was withdrawn: its address answers 410 Gone.
    Archived,
}

impl PostStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            PostStatus::Draft => "draft",
            PostStatus::Scheduled => "scheduled",
            PostStatus::Published => "published",
            PostStatus::Archived => "archived",
        }
    }

    pub fn parse(word: &str) -> Option<PostStatus> {
        match word {
            "draft" => Some(PostStatus::Draft),
            "scheduled" => Some(PostStatus::Scheduled),
            "published" => Some(PostStatus::Published),
            "archived" => Some(PostStatus::Archived),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for PostStatus
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for PostStatus
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        PostStatus::parse(&word).ok_or_else(|| format!("unknown PostStatus {word:?}").into())
    }
}

/// A post as lists and pages show it, without its text.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Post {
    pub id: PostId,
    pub kind: PostKind,
    pub slug: Slug,
    pub title: String,
    pub summary: String,
    pub language: Language,
    pub status: PostStatus,
    pub published_at: Option<Moment>,
    pub updated_at: Moment,
    pub cover_url: Option<String>,
    pub cover_alt: Option<String>,
    pub canonical_url: Option<String>,
    pub comments_open: bool,
    pub comment_count: i64,
    pub translation_group_id: Option<TranslationGroupId>,
    pub word_count: i64,
    pub reading_minutes: i64,
}

impl Post {
    /// When the post became public; its last change while it is not.
    pub fn dated(&self) -> Moment {
        self.published_at.unwrap_or(self.updated_at)
    }

    /// Whether the text was changed so long after publication that a reader wants to know.
    pub fn was_updated(&self) -> bool {
        self.published_at
            .is_some_and(|published| self.updated_at > published.plus_hours(24))
    }
}

/// A title of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    pub fn parse(typed: &str) -> Result<Title, Refusal> {
        refusal::line(typed, LONGEST_TITLE).map(Title)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a post says of itself in lists; may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary(String);

impl Summary {
    pub fn parse(typed: &str) -> Result<Summary, Refusal> {
        refusal::optional_line(typed, LONGEST_SUMMARY).map(Summary)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A post's Markdown and what is derived from it when it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub source: String,
    pub rendered: Rendered,
    /// Its words, for the search index.
    pub inventory: Inventory,
}

impl Body {
    pub fn parse(typed: &str, language: Language) -> Result<Body, Refusal> {
        let source = refusal::body(typed, LARGEST_SOURCE)?;
        let (rendered, inventory) = markdown::render_and_take_stock(&source, language);
        Ok(Body {
            source,
            rendered,
            inventory,
        })
    }
}

/// Where a post stands on its way to readers, with the time that goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    Draft,
    Scheduled(Moment),
    Published(Moment),
    /// Withdrawn; with the moment it had become public, if it ever had.
    Archived(Option<Moment>),
}

impl Publication {
    /// Public since `at`, which is not later than `now`.
    pub fn published(at: Moment, now: Moment) -> Result<Publication, Refusal> {
        if at > now {
            Err(Refusal::InTheFuture)
        } else {
            Ok(Publication::Published(at))
        }
    }

    pub fn status(self) -> PostStatus {
        match self {
            Publication::Draft => PostStatus::Draft,
            Publication::Scheduled(_) => PostStatus::Scheduled,
            Publication::Published(_) => PostStatus::Published,
            Publication::Archived(_) => PostStatus::Archived,
        }
    }

    pub fn published_at(self) -> Option<Moment> {
        match self {
            Publication::Published(at) => Some(at),
            Publication::Archived(at) => at,
            Publication::Draft | Publication::Scheduled(_) => None,
        }
    }

    pub fn scheduled_at(self) -> Option<Moment> {
        match self {
            Publication::Scheduled(at) => Some(at),
            _ => None,
        }
    }

    /// When lists show a post of this kind: never a page, never what is not public.
    pub fn listed_at(self, kind: PostKind) -> Option<Moment> {
        match (self, kind) {
            (Publication::Published(at), PostKind::Article) => Some(at),
            _ => None,
        }
    }
}

/// A post that is about to be made.
#[derive(Debug, Clone)]
pub struct NewPost {
    pub kind: PostKind,
    pub slug: Slug,
    pub title: Title,
    pub summary: Summary,
    pub language: Language,
    pub publication: Publication,
    /// One or more, in the order shown.
    pub authors: Vec<UserId>,
    pub body: Body,
    pub comments_open: bool,
    pub translation_group: Option<TranslationGroupId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_never_published_in_the_future() {
        let now = Moment::parse("2026-03-14T08:30:00Z").unwrap();

        assert_eq!(
            Publication::published(now.plus_seconds(1), now),
            Err(Refusal::InTheFuture)
        );
        assert_eq!(
            Publication::published(now, now),
            Ok(Publication::Published(now))
        );
    }

    #[test]
    fn only_public_articles_are_listed() {
        let now = Moment::now();

        assert_eq!(
            Publication::Published(now).listed_at(PostKind::Article),
            Some(now)
        );
        assert_eq!(Publication::Published(now).listed_at(PostKind::Page), None);
        assert_eq!(
            Publication::Scheduled(now).listed_at(PostKind::Article),
            None
        );
        assert_eq!(
            Publication::Archived(Some(now)).listed_at(PostKind::Article),
            None
        );
    }
}
