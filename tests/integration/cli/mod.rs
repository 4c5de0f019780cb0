//! The command line, run as an operator runs it.

mod bench_data;
mod check;
mod demo;
mod freeze;
mod grep;
mod help;
mod import;
mod killing;
mod render;
mod serve;
mod user;
