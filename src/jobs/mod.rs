//! Work that no request does: what comes at its time.

pub mod delivering;
pub mod following;
pub mod indexing;
pub mod mentioning;
pub mod misses;
mod pace;
pub mod publishing;
pub mod rendering;
pub mod working;
