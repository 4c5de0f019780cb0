//! What Daf is about. No HTTP and no queries: the words, the rules and the refusals.
//!
//! A *post* is an *article*, which the lists show, or a *page*, which they do not. Its *slug* is its
//! address; a slug it had before redirects to it. A post that readers may find is *listed*. Posts in
//! several languages that say the same are a *translation group*. A *series* is articles in an order;
//! a *thread* is a comment with everything under it.

pub mod accent;
pub mod access;
pub mod api_token;
pub mod audit;
pub mod comment;
pub mod draft;
pub mod event;
pub mod freshness;
pub mod ids;
pub mod job;
pub mod language;
pub mod link;
pub mod listing;
pub mod mention;
pub mod merging;
pub mod moderation;
pub mod moment;
pub mod one_time_link;
pub mod password;
pub mod post;
pub mod preview;
pub mod refusal;
pub mod related;
pub mod revision;
pub mod schedule;
pub mod seal;
pub mod series;
pub mod session;
pub mod settings;
pub mod short_link;
pub mod slug;
pub mod tag;
pub mod thread;
pub mod token;
pub mod user;
pub mod webhook;
