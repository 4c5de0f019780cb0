//! The command line, run as an operator runs it.

mod bench_data;
mod check;
mod demo;
mod freeze;
mod grep;
mod help;
mod import;
mod render;
mod serve;
mod user;
