//! Daf (דף, "page"): a self-hosted publishing platform for technical writing in Hebrew, Arabic and
//! English.
//!
//! Dependencies run one way: `cli`, `web`, `jobs`, `events`, `demo` → `storage` → `domain` → `text`. `locale`, the
//! interface's words, stands beside `domain`, and `outbound`, the way to other servers, beside `storage`. `storage` names nothing of actix, `web` names no table,
//! `domain` makes no query and `text` knows none of them; a test reads the `use` lines and keeps it so.

pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod events;
pub mod jobs;
pub mod locale;
pub mod outbound;
mod schema;
pub mod storage;
pub mod text;
pub mod web;
