//! Ghost's Content API, as its clients meet it.

mod client;
mod content;
