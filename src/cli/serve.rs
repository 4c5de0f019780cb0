//! `daf serve`: runs the site.

use std::process::ExitCode;

use clap::Args;

use super::{CommandError, say};
use crate::config::{DataOptions, ServeOptions};
use crate::domain::moment::Moment;
use crate::storage::Store;
use crate::{demo, web};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,

    #[command(flatten)]
    serving: ServeOptions,

    /// Leave an empty database empty
    #[arg(long)]
    no_demo: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let data = options.data.check()?;
    let serving = options.serving.check()?;
    if options.serving.names_mail_server() {
        log::warn!("DAF_SMTP_URL is set, and this version sends no mail yet");
    }
    let store = Store::open(&data.database, serving.replica.as_ref())?;
    if !options.no_demo {
        let loaded = store
            .write_here(|db| demo::load_if_empty(db, Moment::now()).map_err(demo::into_storage))?;
        if let Some(report) = loaded {
            say(&format!("Loaded the demo content: {report}."));
        }
    }
    let served = actix_web::rt::System::new().block_on(async {
        let running = web::run(store, &serving, &data.directory)?;
        say(&format!(
            "Daf reads from {} and listens on {}",
            data.database, running.address
        ));
        running.server.await.map_err(web::Failure::Stopped)
    });
    served?;
    say("Stopped.");
    Ok(ExitCode::SUCCESS)
}
