//! Comments, as readers and as moderators see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dir, Lang, Time};
use crate::domain::comment::{Comment, CommentStatus};
use crate::domain::moderation::Verdict;
use crate::storage::guests::GuestBlock;
use crate::storage::moderations::{Decided, Waiting};
use crate::web::address;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CommentState {
    Pending,
    Approved,
    Spam,
    /// Its words are gone, its place in the thread stays.
    Removed,
}

impl From<CommentStatus> for CommentState {
    fn from(status: CommentStatus) -> CommentState {
        match status {
            CommentStatus::Pending => CommentState::Pending,
            CommentStatus::Approved => CommentState::Approved,
            CommentStatus::Spam => CommentState::Spam,
            CommentStatus::Removed => CommentState::Removed,
        }
    }
}

/// Who wrote a comment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Commenter {
    pub name: String,
    /// Null for a guest.
    pub handle: Option<String>,
}

/// A public comment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CommentView {
    pub id: i64,
    /// The comment that it answers.
    pub parent: Option<i64>,
    /// The first comment of its thread.
    pub thread: i64,
    /// Null for one that was removed.
    pub author: Option<Commenter>,
    pub html: String,
    pub lang: Lang,
    pub dir: Dir,
    pub status: CommentState,
    pub created_at: Time,
    pub edited_at: Option<Time>,
}

impl CommentView {
    pub fn of(comment: Comment) -> CommentView {
        let is_removed = comment.status == CommentStatus::Removed;
        let author = match (comment.user, comment.guest_name) {
            (Some((name, handle)), _) => Some(Commenter {
                name,
                handle: Some(handle.as_str().to_owned()),
            }),
            (None, Some(name)) => Some(Commenter { name, handle: None }),
            (None, None) => None,
        };
        CommentView {
            id: comment.id.0,
            parent: comment.parent_id.map(|id| id.0),
            thread: comment.thread_id.0,
            author: author.filter(|_| !is_removed),
            html: if is_removed {
                String::new()
            } else {
                comment.html
            },
            lang: comment.language.into(),
            dir: comment.language.into(),
            status: comment.status.into(),
            created_at: comment.created_at.into(),
            edited_at: comment.edited_at.map(Time::from),
        }
    }
}

/// A comment as moderators see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QueuedComment {
    pub id: i64,
    pub author: Option<Commenter>,
    pub html: String,
    pub lang: Lang,
    pub dir: Dir,
    pub status: CommentState,
    pub created_at: Time,
    pub is_answer: bool,
    /// What readers said who reported it.
    pub reports: Vec<String>,
    pub post: CommentedPost,
}

/// The post under which a comment stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CommentedPost {
    pub title: String,
    pub lang: Lang,
    pub dir: Dir,
    pub url: String,
}

impl QueuedComment {
    pub fn of(base_url: &str, waiting: Waiting) -> QueuedComment {
        let author = match (waiting.user, waiting.guest_name) {
            (Some((name, handle)), _) => Some(Commenter {
                name,
                handle: Some(handle.as_str().to_owned()),
            }),
            (None, name) => name.map(|name| Commenter { name, handle: None }),
        };
        QueuedComment {
            id: waiting.id.0,
            author,
            html: waiting.html,
            lang: waiting.language.into(),
            dir: waiting.language.into(),
            status: waiting.status.into(),
            created_at: waiting.created_at.into(),
            is_answer: waiting.is_answer,
            reports: waiting.reports,
            post: CommentedPost {
                title: waiting.post_title,
                lang: waiting.post_language.into(),
                dir: waiting.post_language.into(),
                url: format!("{base_url}{}", address::of_post(&waiting.post_slug)),
            },
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerdictName {
    Approve,
    Spam,
    Remove,
    Restore,
    /// Shuts its guest out, and removes it.
    Block,
}

impl From<VerdictName> for Verdict {
    fn from(verdict: VerdictName) -> Verdict {
        match verdict {
            VerdictName::Approve => Verdict::Approve,
            VerdictName::Spam => Verdict::Spam,
            VerdictName::Remove => Verdict::Remove,
            VerdictName::Restore => Verdict::Restore,
            VerdictName::Block => Verdict::Block,
        }
    }
}

/// A decision about comments.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewModeration {
    pub verdict: VerdictName,
    /// 1 to 100 numbers of comments.
    #[schemars(length(min = 1, max = 100))]
    pub comments: Vec<u32>,
}

/// Comments with whose reports there is nothing more to do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSettlement {
    /// 1 to 100 numbers of comments.
    #[schemars(length(min = 1, max = 100))]
    pub comments: Vec<u32>,
}

/// What came of a decision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModerationView {
    /// By which it can be taken back.
    pub id: i64,
    /// How many comments became something else.
    pub changed: usize,
    pub reports_settled: usize,
    pub guests_blocked: usize,
}

impl From<Decided> for ModerationView {
    fn from(decided: Decided) -> ModerationView {
        ModerationView {
            id: decided.moderation.0,
            changed: decided.changed,
            reports_settled: decided.settled,
            guests_blocked: decided.blocked,
        }
    }
}

/// A guest who was shut out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GuestBlockView {
    pub id: i64,
    /// What the guest called themselves.
    pub name: String,
    pub created_at: Time,
    /// Who decided it.
    pub maker: String,
}

impl From<GuestBlock> for GuestBlockView {
    fn from(block: GuestBlock) -> GuestBlockView {
        GuestBlockView {
            id: block.id.0,
            name: block.name,
            created_at: block.created_at.into(),
            maker: block.maker,
        }
    }
}
