//! What a folder of frozen files was made of: for each file the address, what it shows, and when that was.
//! A line of JSON for the whole, then one for each file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::freshness::{Name, Shown};
use crate::domain::moment::Moment;
use crate::storage::Freshness;
use crate::storage::freshness::Clock;

/// The form of these lines. One more with every change of it.
const FORM: u32 = 1;

/// What all files have in common. When it is another, all are made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    form: u32,
    /// A hash of the program.
    pub edition: String,
    /// By which the database is told from others.
    pub database: String,
    pub base_url: String,
    pub live: Option<String>,
    /// When the freeze began; no part of what must be the same.
    pub clock: Clock,
}

impl Whole {
    pub fn new(edition: String, database: String, base_url: &str, live: Option<&str>) -> Whole {
        Whole {
            form: FORM,
            edition,
            database,
            base_url: base_url.to_owned(),
            live: live.map(str::to_owned),
            clock: 0,
        }
    }

    /// The same, begun at a time.
    pub fn at(self, clock: Clock) -> Whole {
        Whole { clock, ..self }
    }

    /// Whether files that were made under another are as they would be made under this.
    pub fn is_like(&self, other: &Whole) -> bool {
        let timeless = |whole: &Whole| Whole {
            clock: 0,
            ..whole.clone()
        };
        // A database that knows less than it did was brought back from a copy.
        timeless(self) == timeless(other) && other.clock <= self.clock
    }
}

/// A file, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub file: String,
    /// A hash of its bytes, and how many there are.
    pub hash: String,
    pub length: u64,
    /// What the site was asked for; none of files that are made of all others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What it shows; nothing of what never changes at its address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// When it was asked for.
    pub clock: Clock,
    /// In microseconds: from when on it would be another without any change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Where it leads on to, for a redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
}

impl Entry {
    /// A file that is made of no answer alone.
    pub fn of(file: String, bytes: &[u8]) -> Entry {
        Entry {
            file,
            hash: hash(bytes),
            length: bytes.len() as u64,
            address: String::new(),
            language: String::new(),
            names: Vec::new(),
            clock: 0,
            until: None,
            next: None,
            moved: None,
        }
    }

    pub fn shows(&mut self, shown: &Shown) {
        self.names = shown.names().iter().map(Name::to_string).collect();
        self.until = shown.until().map(Moment::microseconds);
    }

    /// Whether nothing of what it shows was changed since.
    pub fn is_fresh(&self, known: &Freshness, now: Moment) -> bool {
        let names: Option<Vec<Name>> = self.names.iter().map(|name| Name::parse(name)).collect();
        let is_over = self.until.is_some_and(|until| until <= now.microseconds());
        !is_over && names.is_some_and(|names| known.is_fresh(self.clock, &names))
    }
}

/// All files by their places.
#[derive(Debug, Default)]
pub struct Manifest {
    pub whole: Option<Whole>,
    pub entries: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Reads what [`Manifest::write`] wrote.
    pub fn read(text: &str) -> serde_json::Result<Manifest> {
        let mut lines = text.lines();
        let whole = lines.next().map(serde_json::from_str).transpose()?;
        let entries = lines
            .map(|line| serde_json::from_str(line).map(|entry: Entry| (entry.file.clone(), entry)))
            .collect::<serde_json::Result<_>>()?;
        Ok(Manifest { whole, entries })
    }

    pub fn write(&self) -> serde_json::Result<String> {
        let mut text = String::new();
        if let Some(whole) = &self.whole {
            text.push_str(&serde_json::to_string(whole)?);
            text.push('\n');
        }
        for entry in self.entries.values() {
            text.push_str(&serde_json::to_string(entry)?);
            text.push('\n');
        }
        Ok(text)
    }
}

/// Sixteen bytes of SHA-256.
pub fn hash(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let mut entry = Entry::of("דף/index.html".to_owned(), b"a");
        entry.names = vec!["post:1".to_owned()];
        entry.until = Some(5);
        let whole = Whole::new("e".into(), "d".into(), "https://daf.example", None);
        let manifest = Manifest {
            whole: Some(whole.clone()),
            entries: [(entry.file.clone(), entry.clone())].into(),
        };

        let read = Manifest::read(&manifest.write().unwrap()).unwrap();

        assert_eq!(read.whole, Some(whole));
        assert_eq!(read.entries.into_values().collect::<Vec<_>>(), [entry]);
    }

    #[test]
    fn files_of_another_site_program_or_time_are_not_taken_over() {
        let now = Whole {
            clock: 5,
            ..Whole::new("e".into(), "d".into(), "https://daf.example", None)
        };
        let other = |change: fn(&mut Whole)| {
            let mut other = now.clone();
            change(&mut other);
            now.is_like(&other)
        };

        assert!(other(|before| before.clock = 4));
        assert!(!other(|later| later.clock = 6));
        assert!(!other(|whole| whole.edition.push('x')));
        assert!(!other(
            |whole| whole.live = Some("https://live.example".into())
        ));
    }
}
