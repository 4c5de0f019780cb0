//! Finds the files of a folder that may be articles, without ever leaving it.

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use super::report::{Line, Report};
use crate::cli::CommandError;

/// A file that may be an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its whole path.
    pub path: PathBuf,
    /// From the folder on, as the report names it.
    pub name: String,
    /// How many bytes it has.
    pub length: u64,
}

/// The folder by its real path.
pub fn folder(asked: &Path) -> Result<PathBuf, CommandError> {
    let wrong = |reason: &str| CommandError::Wrong(format!("{} {reason}", asked.display()));
    let folder =
        fs::canonicalize(asked).map_err(|error| wrong(&format!("cannot be opened: {error}")))?;
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(wrong("is no folder"))
    }
}

/// Every Markdown file under a folder, by name; what is no article is noted in the report.
pub fn files(folder: &Path, report: &mut Report) -> Vec<Found> {
    let mut walk = Walk {
        folder,
        report,
        found: Vec::new(),
    };
    let mut waiting = vec![folder.to_owned()];
    while let Some(place) = waiting.pop() {
        walk.enter(&place, &mut waiting);
    }
    walk.found.sort_by(|one, other| one.name.cmp(&other.name));
    walk.found
}

struct Walk<'a> {
    folder: &'a Path,
    report: &'a mut Report,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn enter(&mut self, place: &Path, waiting: &mut Vec<PathBuf>) {
        let entries = match fs::read_dir(place) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(place, format!("it cannot be opened: {error}")),
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.look(&entry, waiting),
                Err(error) => self.refuse(place, format!("it cannot be read to its end: {error}")),
            }
        }
    }

    fn look(&mut self, entry: &DirEntry, waiting: &mut Vec<PathBuf>) {
        let path = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return self.refuse(&path, format!("it cannot be looked at: {error}")),
        };
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return self.refuse(&path, "its name is not UTF-8".to_owned());
        };
        if kind.is_symlink() {
            self.link(&path);
        } else if name.starts_with('.') {
            self.pass_over(&path, "it is hidden");
        } else if kind.is_dir() {
            waiting.push(path);
        } else if !kind.is_file() || !is_markdown(&path) {
            self.pass_over(&path, "it is no Markdown file");
        } else if name.starts_with("_index.") {
            self.pass_over(
                &path,
                "it is the page of a section, which lists make by themselves here",
            );
        } else {
            match entry.metadata() {
                Ok(about) => self.found.push(Found {
                    name: self.name(&path),
                    length: about.len(),
                    path,
                }),
                Err(error) => self.refuse(&path, format!("it cannot be looked at: {error}")),
            }
        }
    }

    /// Links are not followed: what they lead to inside the folder comes by itself.
    fn link(&mut self, path: &Path) {
        match fs::canonicalize(path) {
            Ok(target) if target.starts_with(self.folder) => {
                self.pass_over(path, "it is a link to what is in the folder anyway");
            }
            Ok(_) => self.refuse(path, "it is a link out of the folder".to_owned()),
            Err(error) => self.refuse(path, format!("it is a link that leads nowhere: {error}")),
        }
    }

    fn refuse(&mut self, path: &Path, reason: String) {
        let line = Line::new(self.name(path), reason);
        self.report.refused.push(line);
    }

    fn pass_over(&mut self, path: &Path, reason: &str) {
        let line = Line::new(self.name(path), reason);
        self.report.passed_over.push(line);
    }

    fn name(&self, path: &Path) -> String {
        let within = path.strip_prefix(self.folder).unwrap_or(path);
        within.display().to_string()
    }
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["md", "markdown"].contains(&extension.to_ascii_lowercase().as_str())
    })
}
