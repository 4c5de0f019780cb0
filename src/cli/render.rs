//! `daf render`: Markdown in, the body of a page out.

use std::io::{ErrorKind, Read, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::CommandError;
use crate::text::language::Language;
use crate::text::{markdown, plain, sanitize};

#[derive(Debug, Args)]
pub struct Options {
    /// The language that the article is written in
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "he")]
    lang: Written,

    /// For feeds and mail: spans in the place of isolates
    #[arg(long, conflicts_with = "plain")]
    feed: bool,

    /// For places without markup, such as titles: the text itself, with marks for its direction
    #[arg(long)]
    plain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Written {
    He,
    Ar,
    En,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let source = typed()?;
    let language = match options.lang {
        Written::He => Language::He,
        Written::Ar => Language::Ar,
        Written::En => Language::En,
    };
    let rendered = if options.plain {
        plain::directed(&source, language.direction())
    } else {
        let html = markdown::render(&source, language).html;
        match options.feed {
            true => sanitize::with_spans(&html),
            false => html,
        }
    };
    print(&rendered)?;
    Ok(ExitCode::SUCCESS)
}

/// What stands on standard input; a byte order mark before it is not of the text.
fn typed() -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::Input(format!("cannot read standard input: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        CommandError::Wrong(format!(
            "standard input is not UTF-8: see the byte at {place}"
        ))
    })?;
    match text.strip_prefix('\u{FEFF}') {
        Some(text) => Ok(text.to_owned()),
        None => Ok(text),
    }
}

/// A reader that has stopped reading (`daf render | head`) is no error.
fn print(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CommandError::Input(format!(
            "cannot write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}
