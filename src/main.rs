//! The `daf` program: reads the command line and calls one function of `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    daf::cli::run()
}
