//! The public pages, read as their visitors read them.

mod addresses;
mod bad_input;
mod busy;
mod comments;
mod discovery;
mod discussion;
mod errors;
mod feeds;
mod finding;
mod foreign_forms;
mod freshness;
mod listings;
mod live;
mod machines;
mod mentions;
mod never_stale;
mod page_cache;
mod preferences;
mod protection;
mod publication;
mod reading;
mod search;
mod spending;
mod static_files;
mod webhooks;
