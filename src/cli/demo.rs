//! `daf demo`: loads the demo content.

use std::process::ExitCode;

use super::{CommandError, say};
use crate::config::DataOptions;
use crate::demo;
use crate::domain::moment::Moment;
use crate::storage::Store;

pub fn run(options: &DataOptions) -> Result<ExitCode, CommandError> {
    let data = options.check()?;
    let store = Store::open(&data.database, None)?;
    let report =
        store.write_here(|db| demo::load(db, Moment::now()).map_err(demo::into_storage))?;
    say(&format!("Loaded into {}: {report}.", data.database));
    Ok(ExitCode::SUCCESS)
}
