//! What comes at its time, without anybody asking.

mod publishing;
