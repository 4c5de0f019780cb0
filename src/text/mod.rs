//! The text engine: pure functions from text to text. No database, no web, no clock.

pub mod analyzer;
pub mod compare;
pub mod controls;
pub mod counts;
pub mod direction;
pub mod front_matter;
pub mod highlight;
pub mod isolates;
pub mod language;
pub mod markdown;
pub mod math;
pub mod merge;
pub mod nql;
pub mod phrases;
pub mod plain;
pub(crate) mod quotations;
pub(crate) mod repairs;
pub mod sanitize;
pub mod search;
pub mod slug;
pub mod webmention;
