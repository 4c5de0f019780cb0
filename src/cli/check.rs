//! `daf check`: looks the site over, and mends what can be mended.

use std::process::ExitCode;

use clap::Args;

use super::CommandError;
use crate::config::DataOptions;
use crate::storage::{Store, health, search, settings};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,

    /// Set right what can be derived from the rest of the database: lists, counts, the search index
    #[arg(long)]
    mend: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let data = options.data.check()?;
    println!("configuration  ok");
    let store = Store::open(&data.database, None)?;
    println!("database       {}", data.database);
    store.read_here(settings::load)?;
    println!("settings       ok");
    let mut faults = store.read_here(health::faults)?;
    if options.mend && faults.iter().any(|fault| fault.mendable) {
        store.write_here(health::mend)?;
        store.write_here(search::rebuild)?;
        println!("mended         lists, counts and the search index were made anew");
        faults = store.read_here(health::faults)?;
    }
    for fault in &faults {
        let remedy = if fault.mendable {
            "run daf check --mend"
        } else {
            "restore the database from a backup"
        };
        println!("fault          {}: {remedy}", fault.what);
    }
    if faults.is_empty() {
        println!("contents       ok");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
