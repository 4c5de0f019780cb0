//! `daf tokens`: the terms by which the search knows a text, or that it looks for.

use std::io::{BufWriter, Read, Write};
use std::process::ExitCode;

use clap::Args;

use super::CommandError;
use crate::text::analyzer::{self, Kind, Setting};
use crate::text::search::query::What;
use crate::text::search::{Aliases, Query};

#[derive(Debug, Args)]
pub struct Options {
    /// The text's language: he, ar or en. Words are read by their script, so that it changes nothing yet
    #[arg(long, value_parser = super::language)]
    lang: Option<crate::text::language::Language>,

    /// Take the text for a question, and print what it looks for
    #[arg(long)]
    query: bool,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::Input(format!("cannot read standard input: {error}")))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = if options.query {
        of_query(&text)
    } else {
        of_text(&text)
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (term, class) in lines {
        // One who has stopped listening is no error.
        if writeln!(out, "{term}\t{class}").is_err() {
            break;
        }
    }
    let _ = out.flush();
    Ok(ExitCode::SUCCESS)
}

fn of_text(text: &str) -> Vec<(String, &'static str)> {
    let mut lines = Vec::new();
    for token in analyzer::tokens(text, Setting::Prose) {
        lines.push((token.surface.into(), "surface"));
        lines.extend(token.keys.into_iter().map(|key| {
            let class = match key.kind {
                Kind::Stem => "stem",
                Kind::Variant | Kind::Joined => "variant",
            };
            (key.term.into(), class)
        }));
    }
    lines
}

fn of_query(text: &str) -> Vec<(String, &'static str)> {
    let query = Query::parse(text.trim(), &Aliases::with(&[]));
    let mut lines = Vec::new();
    for word in query.words {
        for (number, form) in word.forms.into_iter().enumerate() {
            lines.push(match form.what {
                What::Surface(term) if number == 0 => (term, "surface"),
                What::Surface(term) | What::Beginning(term) => (term, "variant"),
                What::Key(term) => (term, "stem"),
                What::Pair(first, second) => (format!("{first} {second}"), "variant"),
            });
        }
    }
    lines
}
