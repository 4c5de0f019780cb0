//! Links that work once: to become a member with a role, or to choose a new password.

use super::ids::{OneTimeLinkId, UserId};
use super::moment::Moment;
use super::user::Role;

/// How many days a link works.
pub const GOOD_FOR_DAYS: i64 = 7;

/// The most characters of a note beside an invitation.
pub const LONGEST_NOTE: usize = 120;

/// What a link lets its holder do, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Make an account with this role.
    Join(Role),
    /// Choose a new password for this account.
    NewPassword(UserId),
}

/// A link that still works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    pub id: OneTimeLinkId,
    pub purpose: Purpose,
    /// What its maker wrote to tell links apart.
    pub note: String,
    /// None for the command line.
    pub made_by: Option<UserId>,
    pub expires_at: Moment,
}

/// When a link made now stops working.
pub fn expiry(now: Moment) -> Moment {
    now.plus_hours(24 * GOOD_FOR_DAYS)
}
