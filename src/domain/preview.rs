//! Secret links by which somebody without an account reads a post before it is public.

use super::ids::{PostId, PreviewLinkId};
use super::moment::Moment;

/// The most links of one post at a time.
pub const MOST_LINKS: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct PreviewLink {
    pub id: PreviewLinkId,
    pub post: PostId,
    pub token: String,
    pub created_at: Moment,
    /// Who made it.
    pub maker: String,
}
