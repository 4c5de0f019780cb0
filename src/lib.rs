//! A publishing platform.
pub mod domain;
pub mod text;
