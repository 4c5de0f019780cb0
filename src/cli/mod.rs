//! The command line: one file for each command.

mod bench_data;
mod check;
mod demo;
mod freeze;
mod grep;
mod import;
mod progress;
mod render;
mod serve;
mod tokens;
mod user;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{BadValue, DataOptions};
use crate::storage::StorageError;
use crate::text::language::Language;
use crate::web::Failure;

/// A self-hosted publishing platform for technical writing in Hebrew, Arabic and English.
///
/// Without a command, daf serves the site: it makes the database on the first run, fills an empty one
/// with the demo content, and prints the address.
#[derive(Debug, Parser)]
#[command(
    name = "daf",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
struct Daf {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the site
    Serve(serve::Options),
    /// Load the demo content: articles in three languages on how the web's back end works
    ///
    /// Safe to repeat: what is there already is left as it is.
    Demo(DemoOptions),
    /// Bring articles in from elsewhere
    ///
    /// Safe to repeat: what has come is not brought twice, and what was changed at Daf is left alone.
    Import(import::Options),
    /// Make files of the whole public site, for any host of files
    ///
    /// Pages, feeds, sitemap, redirects and a search that works in the browser, with links for --base-url,
    /// which may have a path. A page is index.html in a folder of its own, since every host answers
    /// /an-article/ with that and without a detour; later pages of lists are /tag/x/page/2/. Hosts that read
    /// _redirects and _headers find them; on others old addresses hold a page that leads on.
    ///
    /// Safe to repeat: only what was changed is made again, and what is gone is removed; files that it has
    /// not made are left alone.
    Freeze(freeze::Options),
    /// Make accounts
    User(user::Options),
    /// Look for words in Markdown files as the site's search does, without a database
    ///
    /// Prints each passage that answers with the answering letters marked. Ends with status 0 when a text
    /// holds all that is asked, 1 when none does, and 2 on an error.
    Grep(grep::Options),
    /// Print the search tokens of a text on standard input
    ///
    /// One a line: the term, a tab, and what it is to its word: surface, stem or variant.
    Tokens(tokens::Options),
    /// Look over configuration, database, search index and files, and say how to mend what is wrong
    ///
    /// Ends with status 0 when all is well and 1 when something is not.
    Check(check::Options),
    /// Render Markdown from standard input as the body of an article
    ///
    /// Prints the HTML that a page would hold, and nothing else.
    Render(render::Options),
    /// Fill the database with invented content, for measuring
    ///
    /// The same numbers and seed give the same content. It is added to what is there.
    BenchData(bench_data::Options),
}

#[derive(Debug, Args)]
struct DemoOptions {
    #[command(flatten)]
    data: DataOptions,
}

/// Why a command failed, as one line for the operator.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Configuration(#[from] BadValue),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Serving(#[from] Failure),
    #[error("the demo content is broken: {0}")]
    Demo(#[from] crate::demo::BrokenDemo),
    #[error("{0}")]
    Input(String),
    /// Asked for in a way that cannot be.
    #[error("{0}")]
    Wrong(String),
}

/// Says a line to the operator. One who has stopped listening (`daf check | head -1`) is no error.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Runs the command that was asked for. Status 2 for what was asked wrongly, 1 for what failed.
pub fn run() -> ExitCode {
    let asked = Daf::parse();
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    let done = match asked.command {
        None => serve::run(&asked.serve),
        Some(Command::Serve(options)) => serve::run(&options),
        Some(Command::Freeze(options)) => freeze::run(&options),
        Some(Command::Demo(options)) => demo::run(&options.data),
        Some(Command::Import(options)) => import::run(&options),
        Some(Command::User(options)) => user::run(&options),
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Render(options)) => render::run(&options),
        Some(Command::BenchData(options)) => bench_data::run(&options),
        Some(Command::Grep(options)) => grep::run(&options),
        Some(Command::Tokens(options)) => tokens::run(&options),
    };
    match done {
        Ok(status) => status,
        Err(error) => {
            eprintln!("daf: {error}");
            let is_wrong = matches!(
                error,
                CommandError::Configuration(_) | CommandError::Wrong(_)
            );
            ExitCode::from(if is_wrong { 2 } else { 1 })
        }
    }
}

/// Reads a language from the command line.
fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "a language is he, ar or en".to_owned())
}
