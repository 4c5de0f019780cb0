//! Work that no request does: what comes at its time.

pub mod publishing;
