//! What a moderator decides about comments, and how a decision is taken back.

use super::comment::CommentStatus;

/// A decision about one comment or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Approve,
    Spam,
    Remove,
    /// Back to what it was before it was removed or called spam.
    Restore,
    /// Spam, and nothing more from this guest.
    Block,
}

impl Verdict {
    pub const ALL: [Verdict; 5] = [
        Verdict::Approve,
        Verdict::Spam,
        Verdict::Remove,
        Verdict::Restore,
        Verdict::Block,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Approve => "approve",
            Verdict::Spam => "spam",
            Verdict::Remove => "remove",
            Verdict::Restore => "restore",
            Verdict::Block => "block",
        }
    }

    /// What the record calls it.
    pub fn action(self) -> &'static str {
        match self {
            Verdict::Approve => "comment.approved",
            Verdict::Spam => "comment.spam",
            Verdict::Remove => "comment.removed",
            Verdict::Restore => "comment.restored",
            Verdict::Block => "comment.blocked",
        }
    }

    pub fn parse(word: &str) -> Option<Verdict> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }

    /// What a comment becomes; none when the verdict does not suit it, since another has decided meanwhile,
    /// or changes nothing. `earlier` is what it was before it last disappeared, where that is known.
    pub fn on(
        self,
        status: CommentStatus,
        earlier: Option<CommentStatus>,
    ) -> Option<CommentStatus> {
        let becomes = match self {
            Verdict::Approve => CommentStatus::Approved,
            Verdict::Spam | Verdict::Block => CommentStatus::Spam,
            Verdict::Remove => CommentStatus::Removed,
            Verdict::Restore => match earlier {
                Some(earlier) if is_away(earlier) => CommentStatus::Pending,
                Some(earlier) => earlier,
                None => CommentStatus::Approved,
            },
        };
        (self.suits(status) && becomes != status).then_some(becomes)
    }

    /// Whether a moderator can choose this for a comment of this status.
    pub fn suits(self, status: CommentStatus) -> bool {
        match self {
            Verdict::Approve => matches!(status, CommentStatus::Pending),
            Verdict::Restore => is_away(status),
            Verdict::Block => status != CommentStatus::Removed,
            Verdict::Spam | Verdict::Remove => !is_away(status),
        }
    }
}

/// Whether readers neither see nor wait for it.
fn is_away(status: CommentStatus) -> bool {
    matches!(status, CommentStatus::Spam | CommentStatus::Removed)
}

#[cfg(test)]
mod tests {
    use super::CommentStatus::{Approved, Pending, Removed, Spam};
    use super::*;

    #[test]
    fn a_verdict_says_what_a_comment_becomes() {
        assert_eq!(Verdict::Approve.on(Pending, None), Some(Approved));
        assert_eq!(Verdict::Approve.on(Approved, None), None);
        assert_eq!(Verdict::Spam.on(Approved, None), Some(Spam));
        assert_eq!(Verdict::Remove.on(Approved, None), Some(Removed));
        assert_eq!(Verdict::Block.on(Pending, None), Some(Spam));
    }

    #[test]
    fn restoring_leads_back_to_where_a_comment_was() {
        assert_eq!(Verdict::Restore.on(Removed, Some(Pending)), Some(Pending));
        assert_eq!(Verdict::Restore.on(Spam, Some(Approved)), Some(Approved));
        assert_eq!(Verdict::Restore.on(Removed, Some(Spam)), Some(Pending));
        assert_eq!(Verdict::Restore.on(Removed, None), Some(Approved));
        assert_eq!(Verdict::Restore.on(Approved, Some(Spam)), None);
    }

    #[test]
    fn what_another_has_decided_meanwhile_stays() {
        assert_eq!(Verdict::Approve.on(Spam, None), None);
        assert_eq!(Verdict::Approve.on(Removed, None), None);
        assert_eq!(Verdict::Spam.on(Removed, None), None);
        assert_eq!(Verdict::Block.on(Removed, None), None);
    }

    #[test]
    fn what_suits_a_comment_changes_it() {
        for verdict in Verdict::ALL {
            for status in [Pending, Approved, Spam, Removed] {
                let changes = verdict.on(status, None).is_some();
                let blocks = verdict == Verdict::Block;

                assert!(
                    !verdict.suits(status) || changes || blocks,
                    "{verdict:?} {status:?}"
                );
            }
        }
    }
}
