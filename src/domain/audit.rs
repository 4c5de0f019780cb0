//! Who did what on the staff's side. Entries are only ever added.

use super::ids::UserId;
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
