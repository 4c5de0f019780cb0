//! Who did what on the staff's side. Entries are only ever added.

use super::ids::{AuditEntryId, UserId};
use super::moment::Moment;

/// An act worth remembering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// None for the command line.
    pub actor: Option<UserId>,
    /// A verb in the past: `demo.loaded`, `post.archived`.
    pub action: &'static str,
    /// What it was done to: `post:12`.
    pub subject: String,
    /// The network address it came from.
    pub address: Option<String>,
    pub at: Moment,
}

/// Every action there is; each has its words in the catalogues as `audit-post-archived`.
pub const ACTIONS: &[&str] = &[
    "account.email",
    "account.password",
    "account.profile",
    "account.signed-out",
    "comment.approved",
    "comment.blocked",
    "comment.removed",
    "comment.restored",
    "comment.spam",
    "comment.undone",
    "content.imported",
    "demo.loaded",
    "guest.unblocked",
    "key.made",
    "key.removed",
    "link.made",
    "link.revoked",
    "mention.approved",
    "mention.held",
    "mention.refused",
    "person.added",
    "person.handed-over",
    "person.joined",
    "person.reinstated",
    "person.role",
    "person.suspended",
    "person.took-over",
    "post.archived",
    "post.clashed",
    "post.created",
    "post.published",
    "post.restored",
    "post.saved",
    "post.scheduled",
    "post.translated",
    "post.unpublished",
    "preview.made",
    "preview.revoked",
    "reports.settled",
    "search.alias-added",
    "search.alias-removed",
    "series.created",
    "series.ordered",
    "series.removed",
    "series.saved",
    "settings.saved",
    "tag.created",
    "tag.merged",
    "tag.removed",
    "tag.saved",
    "token.made",
    "token.revoked",
    "webhook.made",
    "webhook.removed",
];

/// Somebody who acts, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub address: Option<String>,
}

impl Actor {
    /// What to remember of an act of theirs.
    pub fn did(&self, action: &'static str, subject: String, at: Moment) -> AuditEntry {
        AuditEntry {
            actor: Some(self.user),
            action,
            subject,
            address: self.address.clone(),
            at,
        }
    }
}

/// An entry as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub id: AuditEntryId,
    pub action: String,
    pub subject: String,
    /// What the subject is called now; none for what is gone, or has no name.
    pub name: Option<String>,
    pub at: Moment,
    /// The name of whoever did it; none for the command line.
    pub actor: Option<String>,
}
