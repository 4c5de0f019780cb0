//! The folder that a site is frozen into. Whatever is in it that no freeze has made stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::manifest::{Entry, Manifest};
use crate::cli::CommandError;

const MANIFEST: &str = ".daf-freeze";
/// Files that were made by a freeze that has not ended, one a line; it is there while one runs, or broke off.
const JOURNAL: &str = ".daf-freeze.journal";
/// What a folder may hold beside, that is frozen into for the first time.
const WELCOME: &str = ".git";

/// A folder, held against other freezes.
pub struct Folder {
    path: PathBuf,
    /// What the last freeze made.
    pub before: Manifest,
    /// Files of a freeze that broke off.
    begun: BTreeSet<String>,
    journal: Mutex<File>,
    written: AtomicUsize,
    unchanged: AtomicUsize,
}

/// What has become of the files.
#[derive(Debug, Clone, Copy)]
pub struct Tally {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

impl Folder {
    /// Makes the folder, or takes one that an earlier freeze has made. Any other must be empty.
    pub fn open(path: &Path) -> Result<Folder, CommandError> {
        let failed = |error: io::Error| failure(path, &error);
        fs::create_dir_all(path).map_err(failed)?;
        let manifest = path.join(MANIFEST);
        let journal = path.join(JOURNAL);
        if !manifest.exists() && !journal.exists() {
            for entry in fs::read_dir(path).map_err(failed)? {
                let name = entry.map_err(failed)?.file_name();
                if name != WELCOME {
                    return Err(CommandError::Wrong(format!(
                        "{} holds files that daf freeze has not made; name an empty folder or a new one",
                        path.display()
                    )));
                }
            }
        }
        let before = match fs::read_to_string(&manifest) {
            Ok(text) => Manifest::read(&text)
                .map_err(|error| CommandError::Input(format!("{}: {error}", manifest.display())))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Manifest::default(),
            Err(error) => return Err(failure(&manifest, &error)),
        };
        let begun = fs::read_to_string(&journal).unwrap_or_default();
        let mut options = File::options();
        let file = options.create(true).append(true).open(&journal);
        let file = file.map_err(|error| failure(&journal, &error))?;
        if file.try_lock().is_err() {
            return Err(CommandError::Input(format!(
                "another daf freeze writes to {}",
                path.display()
            )));
        }
        Ok(Folder {
            path: path.to_owned(),
            before,
            begun: begun.lines().map(str::to_owned).collect(),
            journal: Mutex::new(file),
            written: AtomicUsize::new(0),
            unchanged: AtomicUsize::new(0),
        })
    }

    /// Whether a file is there as an earlier freeze has left it.
    pub fn has(&self, entry: &Entry) -> bool {
        fs::symlink_metadata(self.path.join(&entry.file))
            .is_ok_and(|found| found.is_file() && found.len() == entry.length)
    }

    /// Counts a file that is left as it is.
    pub fn keep(&self) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes a file, unless it has these bytes already.
    pub fn write(&self, entry: &Entry, bytes: &[u8]) -> Result<(), CommandError> {
        let before = self.before.entries.get(&entry.file);
        if before.is_some_and(|before| before.hash == entry.hash && self.has(before)) {
            self.keep();
            return Ok(());
        }
        let target = self.path.join(&entry.file);
        if before.is_none() && !self.begun.contains(&entry.file) {
            self.claim(&entry.file, &target)?;
        }
        put(&target, bytes).map_err(|error| failure(&target, &error))?;
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Notes that a file is about to be made here. One that somebody else has made is not written over.
    fn claim(&self, file: &str, target: &Path) -> Result<(), CommandError> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(CommandError::Input(format!(
                "{} was not made by daf freeze, and would be written over; move it away",
                target.display()
            )));
        }
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(journal, "{file}").map_err(|error| failure(&self.path.join(JOURNAL), &error))
    }

    /// Removes what the earlier freezes made and this one did not, and notes what there is now.
    pub fn settle(&self, now: &Manifest) -> Result<Tally, CommandError> {
        let gone: Vec<&String> = self
            .before
            .entries
            .keys()
            .chain(&self.begun)
            .filter(|file| !now.entries.contains_key(*file))
            .collect();
        let mut removed = 0;
        for file in gone {
            let target = self.path.join(file);
            match fs::remove_file(&target) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failure(&target, &error)),
            }
            self.remove_empty_folders(&target);
        }
        let manifest = self.path.join(MANIFEST);
        let text = now
            .write()
            .map_err(|error| CommandError::Input(error.to_string()))?;
        put(&manifest, text.as_bytes()).map_err(|error| failure(&manifest, &error))?;
        let journal = self.path.join(JOURNAL);
        fs::remove_file(&journal).map_err(|error| failure(&journal, &error))?;
        Ok(Tally {
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged.load(Ordering::Relaxed),
            removed,
        })
    }

    /// The folders that a file was alone in.
    fn remove_empty_folders(&self, file: &Path) {
        let within = file.ancestors().skip(1);
        for folder in within.take_while(|folder| *folder != self.path) {
            // One that holds something else stays.
            if fs::remove_dir(folder).is_err() {
                return;
            }
        }
    }
}

/// The files that a freeze makes, as it goes.
pub type Made = Mutex<BTreeMap<String, Entry>>;

/// Nobody who reads the file sees half of it.
fn put(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = target.as_os_str().to_owned();
    draft.push(".new");
    // A long name leaves no room for more letters.
    let draft = match target.file_name().is_some_and(|name| name.len() > 240) {
        true => target.with_file_name(".daf-freeze.new"),
        false => PathBuf::from(draft),
    };
    if let Err(error) = fs::write(&draft, bytes) {
        if error.kind() != io::ErrorKind::NotFound {
            let _ = fs::remove_file(&draft);
            return Err(error);
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&draft, bytes)?;
    }
    fs::rename(&draft, target)
}

fn failure(path: &Path, error: &io::Error) -> CommandError {
    CommandError::Input(format!("cannot write {}: {error}", path.display()))
}
