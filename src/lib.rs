//! A publishing platform.
pub mod domain;
mod schema;
pub mod storage;
pub mod text;
