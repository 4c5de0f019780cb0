//! The `daf` program: reads the command line and calls one function of `cli`.

use std::process::ExitCode;

/// Gives back to the system what a thousand connections needed, when they are gone.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    daf::cli::run()
}
