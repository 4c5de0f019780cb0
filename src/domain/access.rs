//! Who may do what: one function a question, and the only place that answers.

use super::post::{Post, PostStatus};

/// What a reader who is not signed in gets for a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Allowed,
    /// The post was public and was withdrawn.
    Gone,
    /// To this reader the post does not exist.
    Unknown,
}

/// May anybody read this post?
pub fn public_reading(post: &Post) -> Reading {
    match post.status {
        PostStatus::Published => Reading::Allowed,
        PostStatus::Archived => Reading::Gone,
        PostStatus::Draft | PostStatus::Scheduled => Reading::Unknown,
    }
}
