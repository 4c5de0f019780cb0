//! `daf grep`: the site's own search over Markdown files or standard input.

use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::CommandError;
use crate::text::language::{Language, guess};
use crate::text::markdown::{self, Part};
use crate::text::search::marks::Sought;
use crate::text::search::passage::{self, Passage};
use crate::text::search::{Aliases, Article, Filter, Inventory, Places, Query};
use crate::text::search::{block, ranking};

#[derive(Debug, Args)]
pub struct Options {
    /// The texts' language: he, ar or en; without it each text's is guessed. Only `lang:` asks for it
    #[arg(long, value_parser = super::language)]
    lang: Option<Language>,

    /// Say on which line each passage begins
    #[arg(short = 'n', long)]
    line_number: bool,

    /// Words, "phrases", and -words that a text must not hold
    #[arg(allow_hyphen_values = true)]
    query: String,

    /// Markdown files; standard input without any
    files: Vec<PathBuf>,
}

/// Nothing matched, and nothing went wrong.
const NOTHING: u8 = 1;
const ERROR: u8 = 2;

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let query = Query::parse(&options.query, &Aliases::with(&[]));
    if query.is_empty() {
        return Err(CommandError::Wrong(
            "there is no word to look for".to_owned(),
        ));
    }
    let grep = Grep {
        sought: Sought::of(&query),
        query,
        language: options.lang,
        has_names: options.files.len() > 1,
        has_lines: options.line_number,
        is_colored: std::io::stdout().is_terminal(),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut has_matched, mut has_failed) = (false, false);
    if options.files.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| CommandError::Wrong(format!("cannot read standard input: {error}")))?;
        has_matched = grep.look(&mut out, Path::new("(standard input)"), &bytes);
    }
    for file in &options.files {
        match std::fs::read(file) {
            Ok(bytes) => has_matched |= grep.look(&mut out, file, &bytes),
            Err(error) => {
                eprintln!("daf: {}: {error}", file.display());
                has_failed = true;
            }
        }
    }
    // One who has stopped listening is no error.
    let _ = out.flush();
    Ok(match (has_failed, has_matched) {
        (true, _) => ExitCode::from(ERROR),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(NOTHING),
    })
}

struct Grep {
    query: Query,
    sought: Sought,
    language: Option<Language>,
    has_names: bool,
    has_lines: bool,
    is_colored: bool,
}

impl Grep {
    /// Prints the passages of a text that answer, if it holds all that is asked. Says whether it does.
    fn look(&self, out: &mut impl Write, file: &Path, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let parts = markdown::parts(&text);
        if !self.is_held(&text, &parts) {
            return false;
        }
        let mut is_shown = false;
        for part in &parts {
            if part.is_repeated && is_shown {
                continue;
            }
            if let Some(found) = passage::of_one(part, &self.sought) {
                is_shown = true;
                let _ = writeln!(out, "{}{}", self.place(file, part), self.marked(&found));
            }
        }
        true
    }

    fn is_held(&self, text: &str, parts: &[Part]) -> bool {
        let inventory = Inventory::of(parts.iter().map(|part| (part.field, part.text.as_str())));
        let mut places = Places::default();
        places.push(Article {
            id: 1,
            length: inventory.length,
            day: 0,
            is_listed: true,
            language: self.language.unwrap_or_else(|| guess(text, Language::En)),
            authors: &[],
            tags: &[],
        });
        // Texts have no tags and no authors: who asks for one asks for something else.
        let is_elsewhere = !self.query.tags.is_empty() || !self.query.authors.is_empty();
        let filter = Filter {
            languages: self.query.languages.clone(),
            ..Filter::default()
        };
        let block = block::block_of(places, &[&inventory]);
        !is_elsewhere && ranking::rank(&self.query, &filter, &[block]).full > 0
    }

    fn place(&self, file: &Path, part: &Part) -> String {
        let mut place = String::new();
        if self.has_names {
            place.push_str(&format!("{}:", file.display()));
        }
        if self.has_lines {
            place.push_str(&format!("{}:", part.line));
        }
        place
    }

    fn marked(&self, passage: &Passage) -> String {
        let (open, close) = if self.is_colored {
            ("\u{1b}[1;31m", "\u{1b}[0m")
        } else {
            ("⟦", "⟧")
        };
        let mut line = String::new();
        let mut written = 0;
        for mark in &passage.marks {
            line.push_str(&passage.text[written..mark.start]);
            line.push_str(open);
            line.push_str(&passage.text[mark.clone()]);
            line.push_str(close);
            written = mark.end;
        }
        line.push_str(&passage.text[written..]);
        line
    }
}
