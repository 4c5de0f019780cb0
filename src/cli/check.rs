//! `daf check`: looks the site over, and mends what can be mended.

use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::serve::require_replica;
use super::{CommandError, say};
use crate::config::{DataOptions, ServeOptions};
use crate::storage::outbox::{self, Lag};
use crate::storage::search::Progress;
use crate::storage::url::DatabaseUrl;
use crate::storage::{Store, health, search, settings};
use crate::web::Assets;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,

    #[command(flatten)]
    serving: ServeOptions,

    /// Set right what can be derived from the rest of the database: lists, counts, the search index
    #[arg(long)]
    mend: bool,

    /// Make the search index anew; the present one answers until the new one is whole
    #[arg(long)]
    rebuild_search: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let data = options.data.check()?;
    let serving = options.serving.check()?;
    require_replica(serving.replica.as_ref())?;
    say("configuration  ok");
    if let DatabaseUrl::Sqlite(file) = &data.database
        && !file.exists()
    {
        let reason = format!(
            "there is no database {}; daf serve makes one",
            file.display()
        );
        return Err(CommandError::Input(reason));
    }
    let assets = Assets::prepare(&data.directory).map_err(crate::web::Failure::Assets)?;
    say(&format!("files          {}", assets.folder().display()));
    let store = Store::open(&data.database, None)?;
    say(&format!("database       {}", data.database));
    store.read_here(settings::load)?;
    say("settings       ok");
    if options.rebuild_search {
        rebuild_search(&store)?;
        say("search         the index was made anew");
    }
    let lag = store.read_here(|db| outbox::lag(db, outbox::SUBSCRIBERS))?;
    for one in &lag {
        say(&format!("events         {}", told(one)));
    }
    say("contents       being read; a large database takes a minute");
    let mut faults = store.survey_here(health::faults)?;
    if options.mend && faults.iter().any(|fault| fault.mendable) {
        store.write_here(health::mend)?;
        rebuild_search(&store)?;
        say("mended         lists, counts and the search index were made anew");
        faults = store.survey_here(health::faults)?;
    }
    for fault in &faults {
        let remedy = if fault.mendable {
            "run daf check --mend"
        } else {
            "restore the database from a backup"
        };
        say(&format!("fault          {}: {remedy}", fault.what));
    }
    let parked: i64 = lag.iter().map(|one| one.parked).sum();
    if parked > 0 {
        say(&format!(
            "fault          {parked} events were given up on: see /desk/system"
        ));
    }
    if faults.is_empty() && parked == 0 {
        say("contents       ok");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

/// How far a subscriber is. Events wait while no site runs, which is no fault.
fn told(lag: &Lag) -> String {
    let mut told = match (lag.events, lag.since) {
        (0, _) | (_, None) => format!("{} has had all", lag.subscriber),
        (events, Some(since)) => {
            format!(
                "{events} wait for {} since {}",
                lag.subscriber,
                since.rfc3339()
            )
        }
    };
    if lag.attempts > 0 {
        told.push_str(&format!(
            "; the first failed {} times: {}",
            lag.attempts, lag.reason
        ));
    }
    told
}

/// Makes the search index anew, a handful of posts in each transaction.
fn rebuild_search(store: &Store) -> Result<(), CommandError> {
    let template = "{msg} {wide_bar} {human_pos}/{human_len} {eta}";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0)
        .with_message("indexed")
        .with_style(style);
    store.write_here(search::start_over)?;
    let mut cleared = String::new();
    loop {
        match store.write_here(|db| search::build(db, search::MANY, &mut cleared))? {
            Progress::Indexed { posts, of } => {
                bar.set_length(of.unsigned_abs());
                bar.set_position(posts.unsigned_abs());
            }
            Progress::Clearing => {}
            Progress::Done => break,
        }
    }
    bar.finish_and_clear();
    Ok(())
}
