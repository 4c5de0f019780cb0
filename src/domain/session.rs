//! A signed-in browser. The cookie holds a random token, the database only its hash.

use super::ids::{SessionId, UserId};
use super::moment::Moment;

/// How many days a browser stays signed in without being used.
pub const IDLE_DAYS: i64 = 30;

/// How many browsers one person is signed in with at once; the one seen longest ago makes place.
pub const MOST_SESSIONS: usize = 50;

/// How many hours pass before a visit is written down again.
pub const SEEN_EVERY_HOURS: i64 = 1;

/// What the table keeps of a session.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub agent: String,
    pub created_at: Moment,
    pub last_seen_at: Moment,
}

/// Sessions last seen before this moment have ended.
pub fn idle_since(now: Moment) -> Moment {
    now.plus_hours(-24 * IDLE_DAYS)
}

impl Session {
    /// Whether the last visit was so long ago that this one should be written down.
    pub fn is_to_be_noted(&self, now: Moment) -> bool {
        self.last_seen_at.plus_hours(SEEN_EVERY_HOURS) < now
    }
}
