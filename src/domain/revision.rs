//! What a post's text was after each save. Nothing is overwritten.

use super::ids::{PostId, RevisionId, UserId};
use super::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Revision {
    pub id: RevisionId,
    pub post_id: PostId,
    pub author_id: UserId,
    /// The revision that the writer saw when the work on this one began.
    pub based_on_id: Option<RevisionId>,
    pub title: String,
    pub source: String,
    pub created_at: Moment,
}

/// A save that is about to be kept.
#[derive(Debug, Clone)]
pub struct NewRevision<'a> {
    pub post: PostId,
    pub author: UserId,
    pub based_on: Option<RevisionId>,
    pub title: &'a str,
    pub source: &'a str,
}
