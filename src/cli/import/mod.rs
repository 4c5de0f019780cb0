//! `daf import`: brings articles in.

mod article;
mod author;
mod date;
mod loading;
mod name;
mod report;
mod walk;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::CommandError;
use crate::config::DataOptions;
use crate::domain::moment::Moment;
use crate::storage::search::Sheaf;
use crate::storage::{Store, settings};
use author::Author;
use loading::Loading;

#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring in a folder of Markdown files, as Hugo, Zola and Jekyll keep them
    ///
    /// Front matter is YAML between lines of --- or TOML between lines of +++: title, slug or url, date, lang,
    /// tags, categories, draft, summary or description. Without a title the first # heading is it. The address is
    /// the slug, else the name of the file, or of the folder of an index.md. A date in the future is the time at
    /// which the article becomes public; without a date it has that of its file.
    ///
    /// Safe to repeat: a file that has not changed is passed over, one that has is saved over its article with
    /// a revision kept, and an article that was changed at Daf since is left as it is.
    ///
    /// Ends with status 0 when everything that could be an article is there, and 1 when some file was refused.
    Markdown(Markdown),
}

#[derive(Debug, Args)]
struct Markdown {
    #[command(flatten)]
    data: DataOptions,

    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The handle of whoever wrote the articles; an account without a password is made where there is none
    /// [default: the first owner, or an account called import]
    #[arg(long, value_name = "HANDLE")]
    author: Option<String>,

    /// Say what would come, and write nothing of it
    #[arg(long)]
    dry_run: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let Command::Markdown(options) = &options.command;
    let folder = walk::folder(&options.folder)?;
    let data = options.data.check()?;
    let store = Store::open(&data.database, None)?;
    let settings = store.read_here(settings::load)?;
    let mut loading = Loading {
        author: Author::find(&store, options.author.as_deref(), settings.main_language)?,
        store: &store,
        main_language: settings.main_language,
        is_dry: options.dry_run,
        now: Moment::now(),
        report: report::Report::default(),
        sheaf: Sheaf::default(),
    };
    let loaded = loading.load(&folder);
    let report = loading.report;
    report.complain();
    report.say(options.dry_run);
    loaded?;
    Ok(match report.is_complete() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
