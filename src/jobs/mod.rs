//! Work that no request does: what comes at its time.

pub mod indexing;
pub mod publishing;
