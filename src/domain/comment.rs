//! What readers say under an article.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use super::ids::{CommentId, PostId, UserId};
use super::language::Language;
use super::moment::Moment;
use super::refusal::{self, Refusal};
use super::user::PersonName;
use crate::text::markdown;

/// The most characters of a comment.
pub const LONGEST_COMMENT: usize = 10_000;
/// How deep threads go; an answer to the last level stands beside it.
pub const DEEPEST_LEVEL: usize = 3;
/// How long its writer may change or delete a comment.
pub const EDITABLE_MINUTES: i64 = 15;
/// Sooner than this after it was handed out, nobody has read a page and written a comment.
pub const HASTY_SECONDS: i64 = 3;
/// The most characters of why a comment is reported.
pub const LONGEST_REPORT: usize = 500;

/// Who may see a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum CommentStatus {
    /// Waits for a moderator.
    Pending,
    Approved,
    Spam,
    /// Its text is gone, its place in the thread stays.
    Removed,
}

impl CommentStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            CommentStatus::Pending => "pending",
            CommentStatus::Approved => "approved",
            CommentStatus::Spam => "spam",
            CommentStatus::Removed => "removed",
        }
    }

    pub fn parse(word: &str) -> Option<CommentStatus> {
        match word {
            "pending" => Some(CommentStatus::Pending),
            "approved" => Some(CommentStatus::Approved),
            "spam" => Some(CommentStatus::Spam),
            "removed" => Some(CommentStatus::Removed),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for CommentStatus
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for CommentStatus
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        CommentStatus::parse(&word).ok_or_else(|| format!("unknown CommentStatus {word:?}").into())
    }
}

/// Who wrote a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commenter {
    User(UserId),
    Guest(GuestIdentity),
}

/// A guest: a name, and what the site knows the browser by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestIdentity {
    pub name: PersonName,
    /// The hash of the token in the guest's cookie.
    pub key: Option<Vec<u8>>,
    /// A keyed hash of the network address.
    pub address: Option<Vec<u8>>,
}

impl GuestIdentity {
    /// A guest of whom nothing but the name is known.
    pub fn named(name: PersonName) -> GuestIdentity {
        GuestIdentity {
            name,
            key: None,
            address: None,
        }
    }
}

/// A comment that is about to be made.
#[derive(Debug, Clone)]
pub struct NewComment {
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub commenter: Commenter,
    pub language: Language,
    pub status: CommentStatus,
    pub words: CommentBody,
    pub created_at: Moment,
}

/// A comment's Markdown and its HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody {
    pub source: String,
    pub html: String,
}

impl CommentBody {
    /// Takes a comment's text. Without a language it is set in the one it seems to be written in, or
    /// in `around`, the language of the article.
    pub fn parse_in(
        typed: &str,
        chosen: Option<Language>,
        around: Language,
    ) -> Result<(CommentBody, Language), Refusal> {
        let language = chosen
            .unwrap_or_else(|| crate::text::language::guess(&markdown::plain_text(typed), around));
        CommentBody::parse(typed, language).map(|body| (body, language))
    }

    pub fn parse(typed: &str, language: Language) -> Result<CommentBody, Refusal> {
        let text = refusal::body(typed.trim(), 4 * LONGEST_COMMENT);
        let source = refusal::within(
            text.map_err(|refusal| match refusal {
                Refusal::TooLarge { .. } => Refusal::TooLong {
                    most: LONGEST_COMMENT,
                },
                other => other,
            })?,
            LONGEST_COMMENT,
        )?;
        if source.is_empty() {
            return Err(Refusal::Empty);
        }
        let html = markdown::render_comment(&source, language);
        Ok(CommentBody { source, html })
    }
}

/// A comment as readers see it.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Comment {
    pub id: CommentId,
    pub parent_id: Option<CommentId>,
    pub thread_id: CommentId,
    pub guest_name: Option<String>,
    pub language: Language,
    pub status: CommentStatus,
    pub html: String,
    pub created_at: Moment,
    pub edited_at: Option<Moment>,
    /// The name and handle of a writer with an account.
    pub user: Option<(String, super::user::Handle)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_comment_is_refused() {
        assert_eq!(
            CommentBody::parse(" \n ", Language::He),
            Err(Refusal::Empty)
        );
    }
}
