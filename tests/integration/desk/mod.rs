//! The desk, as those who work at it meet it.

mod autosaves;
mod comments;
mod concurrency;
mod conflicts;
mod editor;
mod people;
mod posts;
mod revisions;
mod scheduling;
mod searches;
mod series;
mod settings;
pub mod system;
mod tags;
mod tokens;
