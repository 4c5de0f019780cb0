//! What other sites say of posts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comment::CommentedPost;
use super::{Dir, Lang, Time};
use crate::storage::mentions::{Listed, Mention};
use crate::text::webmention::Kind;
use crate::web::address;
use crate::web::api::mentions::Decided;

/// What a page of another site does with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    Mention,
    Reply,
    Like,
    Repost,
    Bookmark,
}

/// What a page of another site says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MentionView {
    pub id: i64,
    /// The page.
    pub source: String,
    pub kind: MentionKind,
    pub author_name: String,
    pub author_url: Option<String>,
    /// May be empty, as is the excerpt; both are plain text.
    pub title: String,
    pub excerpt: String,
    pub lang: Lang,
    pub dir: Dir,
    pub received_at: Time,
}

impl From<Mention> for MentionView {
    fn from(mention: Mention) -> MentionView {
        let kind = match mention.kind() {
            Kind::Mention => MentionKind::Mention,
            Kind::Reply => MentionKind::Reply,
            Kind::Like => MentionKind::Like,
            Kind::Repost => MentionKind::Repost,
            Kind::Bookmark => MentionKind::Bookmark,
        };
        MentionView {
            id: mention.id,
            source: mention.source,
            kind,
            author_name: mention.author_name,
            author_url: mention.author_url,
            title: mention.title,
            excerpt: mention.excerpt,
            lang: mention.language.into(),
            dir: mention.language.into(),
            received_at: mention.received_at.into(),
        }
    }
}

/// What a page says, with the post it speaks of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QueuedMention {
    #[serde(flatten)]
    pub mention: MentionView,
    pub post: CommentedPost,
}

impl QueuedMention {
    pub fn of(base_url: &str, listed: Listed) -> QueuedMention {
        QueuedMention {
            mention: MentionView::from(listed.mention),
            post: CommentedPost {
                title: listed.post_title,
                lang: listed.post_language.into(),
                dir: listed.post_language.into(),
                url: format!("{base_url}{}", address::of_post(&listed.post_slug)),
            },
        }
    }
}

/// A decision about what other sites say.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    pub decision: Decided,
    /// 1 to 100 numbers of mentions.
    #[schemars(length(min = 1, max = 100))]
    pub mentions: Vec<u32>,
}
