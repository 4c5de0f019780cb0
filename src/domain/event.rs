//! What can happen on a site. An event is recorded in the transaction of the change it tells of.

use serde::Serialize;

use super::freshness::Name;
use super::ids::{
    CommentId, GuestBlockId, OneTimeLinkId, PostId, PreviewLinkId, SeriesId, TagId, UserId,
};
use super::slug::Slug;

/// Something that happened, for whoever wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    PostCreated(PostId),
    PostChanged(PostId),
    /// Its HTML was made anew by another renderer; its text is the same.
    PostRendered(PostId),
    /// A revision was kept that readers do not see yet.
    PostDrafted(PostId),
    PostPublished(PostId),
    PostArchived(PostId),
    /// It will be public at its time.
    PostScheduled(PostId),
    /// It was public, or was going to be, and is a draft again.
    PostUnpublished(PostId),
    PostRenamed {
        post: PostId,
        from: Slug,
    },
    CommentCreated {
        comment: CommentId,
        post: PostId,
    },
    CommentApproved {
        comment: CommentId,
        post: PostId,
    },
    CommentRemoved {
        comment: CommentId,
        post: PostId,
    },
    /// Its words were changed; it may wait, or be public.
    CommentChanged {
        comment: CommentId,
        post: PostId,
    },
    /// Its HTML was made anew by another renderer; its words are the same.
    CommentRendered {
        comment: CommentId,
        post: PostId,
    },
    /// It was called spam, or waits again.
    CommentWithheld {
        comment: CommentId,
        post: PostId,
    },
    /// A reader told the moderators of it.
    CommentReported {
        comment: CommentId,
        post: PostId,
    },
    /// A moderator has looked at what readers said of it.
    ReportsSettled {
        comment: CommentId,
        post: PostId,
    },
    /// The decision that settled its reports was taken back.
    ReportsReopened {
        comment: CommentId,
        post: PostId,
    },
    /// What another site says of a post was approved, or is shown no more, or says something else.
    MentionsChanged(PostId),
    GuestBlocked(GuestBlockId),
    GuestUnblocked(GuestBlockId),
    /// An invitation, or a way to a new password.
    LinkMade(OneTimeLinkId),
    /// It was used, or taken back.
    LinkEnded(OneTimeLinkId),
    PreviewLinkMade {
        link: PreviewLinkId,
        post: PostId,
    },
    PreviewLinkRevoked {
        link: PreviewLinkId,
        post: PostId,
    },
    TagSaved(TagId),
    /// All that bore it bears another now.
    TagMerged {
        tag: TagId,
        into: TagId,
    },
    TagRemoved(TagId),
    SeriesSaved(SeriesId),
    SeriesRemoved(SeriesId),
    UserCreated(UserId),
    UserChanged(UserId),
    /// Their address to sign in with, or their password, is another one.
    CredentialsChanged(UserId),
    UserSuspended(UserId),
    SettingsSaved,
    /// Programs read what is public with other keys.
    ContentKeysChanged,
    /// Others are told of what happens, or are told again.
    WebhooksChanged,
    /// Much was written at once, around the single events: everything may have changed.
    ContentLoaded {
        posts: usize,
    },
}

/// What an event carries beside its subject.
#[derive(Debug, Default, Serialize)]
struct Payload<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<PostId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    posts: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    into: Option<TagId>,
}

impl Event {
    /// The name under which the event is stored and sent.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::PostCreated(_) => "post.created",
            Event::PostChanged(_) => "post.changed",
            Event::PostRendered(_) => "post.rendered",
            Event::PostDrafted(_) => "post.drafted",
            Event::PostPublished(_) => "post.published",
            Event::PostArchived(_) => "post.archived",
            Event::PostScheduled(_) => "post.scheduled",
            Event::PostUnpublished(_) => "post.unpublished",
            Event::PostRenamed { .. } => "post.renamed",
            Event::CommentCreated { .. } => "comment.created",
            Event::CommentApproved { .. } => "comment.approved",
            Event::CommentRemoved { .. } => "comment.removed",
            Event::CommentChanged { .. } => "comment.changed",
            Event::CommentRendered { .. } => "comment.rendered",
            Event::CommentWithheld { .. } => "comment.withheld",
            Event::CommentReported { .. } => "comment.reported",
            Event::ReportsSettled { .. } => "comment.reports-settled",
            Event::ReportsReopened { .. } => "comment.reports-reopened",
            Event::MentionsChanged(_) => "post.mentions-changed",
            Event::GuestBlocked(_) => "guest.blocked",
            Event::GuestUnblocked(_) => "guest.unblocked",
            Event::LinkMade(_) => "link.made",
            Event::LinkEnded(_) => "link.ended",
            Event::PreviewLinkMade { .. } => "preview.made",
            Event::PreviewLinkRevoked { .. } => "preview.revoked",
            Event::TagSaved(_) => "tag.saved",
            Event::TagMerged { .. } => "tag.merged",
            Event::TagRemoved(_) => "tag.removed",
            Event::SeriesSaved(_) => "series.saved",
            Event::SeriesRemoved(_) => "series.removed",
            Event::UserCreated(_) => "user.created",
            Event::UserChanged(_) => "user.changed",
            Event::CredentialsChanged(_) => "user.credentials-changed",
            Event::UserSuspended(_) => "user.suspended",
            Event::SettingsSaved => "settings.saved",
            Event::ContentKeysChanged => "keys.changed",
            Event::WebhooksChanged => "webhooks.changed",
            Event::ContentLoaded { .. } => "content.loaded",
        }
    }

    /// What it happened to: `post:12`, `site`.
    pub fn subject(&self) -> String {
        match self {
            Event::PostCreated(post)
            | Event::PostChanged(post)
            | Event::PostRendered(post)
            | Event::PostDrafted(post)
            | Event::PostPublished(post)
            | Event::PostArchived(post)
            | Event::PostScheduled(post)
            | Event::PostUnpublished(post)
            | Event::MentionsChanged(post)
            | Event::PostRenamed { post, .. } => format!("post:{}", post.0),
            Event::CommentCreated { comment, .. }
            | Event::CommentApproved { comment, .. }
            | Event::CommentChanged { comment, .. }
            | Event::CommentRendered { comment, .. }
            | Event::CommentWithheld { comment, .. }
            | Event::CommentRemoved { comment, .. }
            | Event::CommentReported { comment, .. }
            | Event::ReportsSettled { comment, .. }
            | Event::ReportsReopened { comment, .. } => format!("comment:{}", comment.0),
            Event::GuestBlocked(block) | Event::GuestUnblocked(block) => {
                format!("guest-block:{}", block.0)
            }
            Event::LinkMade(link) | Event::LinkEnded(link) => format!("link:{}", link.0),
            Event::PreviewLinkMade { link, .. } | Event::PreviewLinkRevoked { link, .. } => {
                format!("preview-link:{}", link.0)
            }
            Event::TagSaved(tag) | Event::TagMerged { tag, .. } | Event::TagRemoved(tag) => {
                format!("tag:{}", tag.0)
            }
            Event::SeriesSaved(series) | Event::SeriesRemoved(series) => {
                format!("series:{}", series.0)
            }
            Event::UserCreated(user)
            | Event::UserChanged(user)
            | Event::CredentialsChanged(user)
            | Event::UserSuspended(user) => format!("user:{}", user.0),
            Event::SettingsSaved
            | Event::ContentKeysChanged
            | Event::WebhooksChanged
            | Event::ContentLoaded { .. } => "site".to_owned(),
        }
    }

    /// Which names of what pages show it touches. The lists that show a post are touched by what changes them,
    /// before and after.
    pub fn touches(&self) -> Vec<Name> {
        match self {
            Event::PostChanged(post)
            | Event::PostRendered(post)
            | Event::PostPublished(post)
            | Event::PostArchived(post)
            | Event::PostScheduled(post)
            | Event::PostUnpublished(post)
            | Event::MentionsChanged(post)
            | Event::PostRenamed { post, .. } => vec![Name::Post(*post)],
            Event::CommentCreated { post, .. }
            | Event::CommentApproved { post, .. }
            | Event::CommentRemoved { post, .. }
            | Event::CommentChanged { post, .. }
            | Event::CommentRendered { post, .. }
            | Event::CommentWithheld { post, .. } => vec![Name::Comments(*post)],
            Event::TagSaved(tag) | Event::TagRemoved(tag) => vec![Name::Tag(*tag), Name::Tags],
            Event::TagMerged { tag, into } => vec![Name::Tag(*tag), Name::Tag(*into), Name::Tags],
            Event::SeriesSaved(series) | Event::SeriesRemoved(series) => {
                vec![Name::Series(*series), Name::Shelves]
            }
            Event::UserChanged(user) | Event::UserSuspended(user) => {
                vec![Name::Author(*user), Name::Account(*user), Name::People]
            }
            Event::CredentialsChanged(user) => vec![Name::Account(*user)],
            Event::SettingsSaved => vec![Name::Site],
            Event::ContentKeysChanged => vec![Name::Keys],
            Event::ContentLoaded { .. } => vec![Name::All],
            Event::PostCreated(_)
            | Event::PostDrafted(_)
            | Event::CommentReported { .. }
            | Event::ReportsSettled { .. }
            | Event::ReportsReopened { .. }
            | Event::GuestBlocked(_)
            | Event::GuestUnblocked(_)
            | Event::LinkMade(_)
            | Event::LinkEnded(_)
            | Event::PreviewLinkMade { .. }
            | Event::PreviewLinkRevoked { .. }
            | Event::UserCreated(_)
            | Event::WebhooksChanged => Vec::new(),
        }
    }

    /// The rest of what happened, as JSON.
    pub fn payload(&self) -> String {
        let payload = match self {
            Event::PostRenamed { from, .. } => Payload {
                from: Some(from.as_str()),
                ..Payload::default()
            },
            Event::CommentCreated { post, .. }
            | Event::CommentApproved { post, .. }
            | Event::CommentChanged { post, .. }
            | Event::CommentRendered { post, .. }
            | Event::CommentWithheld { post, .. }
            | Event::CommentRemoved { post, .. }
            | Event::CommentReported { post, .. }
            | Event::ReportsSettled { post, .. }
            | Event::ReportsReopened { post, .. }
            | Event::PreviewLinkMade { post, .. }
            | Event::PreviewLinkRevoked { post, .. } => Payload {
                post: Some(*post),
                ..Payload::default()
            },
            Event::ContentLoaded { posts } => Payload {
                posts: Some(*posts),
                ..Payload::default()
            },
            Event::TagMerged { into, .. } => Payload {
                into: Some(*into),
                ..Payload::default()
            },
            _ => Payload::default(),
        };
        serde_json::to_string(&payload).unwrap_or_else(|_| "{}".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_its_subject_and_carries_the_rest() {
        let event = Event::CommentApproved {
            comment: CommentId(7),
            post: PostId(3),
        };

        assert_eq!(
            (event.kind(), event.subject().as_str()),
            ("comment.approved", "comment:7")
        );
        assert_eq!(event.payload(), r#"{"post":3}"#);
    }
}
