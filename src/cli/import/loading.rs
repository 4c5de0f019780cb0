//! Brings files in: read and rendered on every core while the ones before them are written.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc;

use super::article::{self, Reading};
use super::author::Author;
use super::report::{Line, Report};
use super::walk::{self, Found};
use crate::cli::CommandError;
use crate::cli::progress::bar;
use crate::domain::audit::AuditEntry;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::domain::tag::TagName;
use crate::domain::user::User;
use crate::storage::imports::{self, Incoming, Plan};
use crate::storage::search::{self, Sheaf};
use crate::storage::{self, Db, Store, audit, bulk};

/// So many files are written in one transaction, or fewer where they are large.
const FILES_AT_ONCE: usize = 500;
const BYTES_AT_ONCE: u64 = 16 * 1024 * 1024;
/// After so many new articles the database is to learn anew how its tables are filled.
const MANY: usize = 1_000;

/// An import on its way.
pub struct Loading<'a> {
    pub author: Author,
    pub store: &'a Store,
    pub main_language: Language,
    /// Whether nothing is to be written.
    pub is_dry: bool,
    pub now: Moment,
    pub report: Report,
    /// The words of what has come, until they are indexed.
    pub sheaf: Sheaf,
}

/// A file that is an article, by the name that the report has for it.
struct Candidate {
    name: String,
    incoming: Incoming,
    notes: Vec<String>,
}

/// What other files of this import have got.
#[derive(Default)]
struct Given {
    slugs: HashSet<Slug>,
    tags: HashSet<Slug>,
}

impl Loading<'_> {
    pub fn load(&mut self, folder: &Path) -> Result<(), CommandError> {
        let files = in_order(walk::files(folder, &mut self.report), self.main_language);
        let known = self.store.read_here(imports::digests)?;
        let language = self.main_language;
        let progress = bar(files.len() as u64, "files");
        let mut given = Given::default();
        std::thread::scope(|scope| {
            let (finished, readings) = mpsc::sync_channel(1);
            let (files, known) = (&files, &known);
            scope.spawn(move || {
                for batch in batches(files) {
                    if finished
                        .send((batch, read(batch, known, language)))
                        .is_err()
                    {
                        return;
                    }
                }
            });
            for (batch, readings) in readings {
                self.take(batch, readings, &mut given)?;
                progress.inc(batch.len() as u64);
            }
            Ok::<_, CommandError>(())
        })?;
        progress.finish_and_clear();
        self.finish()
    }

    fn take(
        &mut self,
        batch: &[Found],
        readings: Vec<Reading>,
        given: &mut Given,
    ) -> Result<(), CommandError> {
        let mut candidates = Vec::with_capacity(batch.len());
        for (file, reading) in batch.iter().zip(readings) {
            match reading {
                Reading::Same => self.report.same += 1,
                Reading::Refused(reason) => {
                    let line = Line::new(file.name.clone(), reason);
                    self.report.refused.push(line);
                }
                Reading::Article(incoming, notes) => candidates.push(Candidate {
                    name: file.name.clone(),
                    incoming: *incoming,
                    notes,
                }),
            }
        }
        if candidates.is_empty() {
            return Ok(());
        }
        let store = self.store;
        if self.is_dry {
            store.read_here(|db| self.plan(db, &candidates, given))?;
            return Ok(());
        }
        let author = store.write_here(|db| self.write(db, candidates, given))?;
        // What was changed, searches read over until it has its place.
        while store.write_here(search::settle)? > 0 {}
        if let (Author::ToBeMade(_), Some(author)) = (&self.author, author) {
            self.report.new_author = Some(author.handle.as_str().to_owned());
            self.author = Author::Known(Box::new(author));
        }
        Ok(())
    }

    /// Decides about files, and counts them.
    fn plan(
        &mut self,
        db: &mut Db,
        candidates: &[Candidate],
        given: &mut Given,
    ) -> storage::Result<Vec<Plan>> {
        let mut plans = Vec::with_capacity(candidates.len());
        let mut names: Vec<&TagName> = Vec::new();
        for candidate in candidates {
            let incoming = &candidate.incoming;
            let is_there = |file: &str| Path::new(file).exists();
            let plan = imports::decide(db, incoming, &mut given.slugs, is_there, self.now)?;
            if matches!(plan, Plan::Make(_) | Plan::Change(_)) {
                names.extend(&incoming.tags);
            }
            self.count(candidate, &plan);
            plans.push(plan);
        }
        given.tags.extend(imports::unknown_tags(db, &names)?);
        self.report.new_tags = given.tags.len();
        Ok(plans)
    }

    fn count(&mut self, candidate: &Candidate, plan: &Plan) {
        let report = &mut self.report;
        let slug = match plan {
            Plan::Make(slug) => {
                report.came += 1;
                slug
            }
            Plan::Change(change) => {
                report.changed += 1;
                &change.slug
            }
            Plan::Keep | Plan::Note(_) => {
                report.same += 1;
                return;
            }
            Plan::Leave(reason) => {
                let line = Line::new(candidate.name.clone(), reason);
                report.refused.push(line);
                return;
            }
        };
        for note in &candidate.notes {
            report.notes.push(Line::new(candidate.name.clone(), note));
        }
        let wanted = &candidate.incoming.slug;
        if slug != wanted {
            let about = format!("its address is /{slug}, since /{wanted} is not free");
            report.notes.push(Line::new(candidate.name.clone(), about));
        }
    }

    /// Writes what is decided, and gives the author's account where it was needed.
    fn write(
        &mut self,
        db: &mut Db,
        candidates: Vec<Candidate>,
        given: &mut Given,
    ) -> storage::Result<Option<User>> {
        let plans = self.plan(db, &candidates, given)?;
        let names: HashMap<String, String> = candidates
            .iter()
            .map(|candidate| (candidate.incoming.file.clone(), candidate.name.clone()))
            .collect();
        let is_nothing_to_do = plans
            .iter()
            .all(|plan| matches!(plan, Plan::Keep | Plan::Leave(_)));
        if is_nothing_to_do {
            return Ok(None);
        }
        let author = self.author.account(db, self.now)?;
        let incoming = candidates.into_iter().map(|candidate| candidate.incoming);
        let planned = incoming.zip(plans).collect();
        for (file, reason) in imports::carry_out(db, planned, &mut self.sheaf, (&author, self.now))?
        {
            self.report.changed -= 1;
            let name = names.get(&file).cloned().unwrap_or(file);
            self.report.refused.push(Line::new(name, reason));
        }
        Ok(Some(author))
    }

    fn finish(&mut self) -> Result<(), CommandError> {
        let (came, changed) = (self.report.came, self.report.changed);
        if self.is_dry || came + changed == 0 {
            return Ok(());
        }
        let sheaf = &mut self.sheaf;
        self.store.write_here(|db| sheaf.write(db))?;
        let entry = AuditEntry {
            actor: None,
            action: "content.imported",
            subject: "site".to_owned(),
            address: None,
            at: self.now,
        };
        self.store.write_here(|db| {
            if came >= MANY {
                bulk::settle(db)?;
            }
            audit::record(db, &entry)
        })?;
        Ok(())
    }
}

/// Files in the order in which they get their addresses: of those that are called alike, the one without a
/// language in its name is first, and then the one in the language of the site.
fn in_order(mut files: Vec<Found>, main_language: Language) -> Vec<Found> {
    files.sort_by_cached_key(|file| {
        let folder = file.path.parent().map(Path::to_owned);
        let named = super::name::Named::read(&file.name);
        let rank = named.language.map(|language| language != main_language);
        (folder, named.stem, rank, file.name.clone())
    });
    files
}

/// Neighbours that are written together.
fn batches(files: &[Found]) -> impl Iterator<Item = &[Found]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |file: &&Found| {
            bytes += file.length;
            bytes <= BYTES_AT_ONCE
        };
        let most = rest.iter().take(FILES_AT_ONCE).take_while(fits).count();
        let (now, later) = rest.split_at(most.max(1).min(rest.len()));
        rest = later;
        (!now.is_empty()).then_some(now)
    })
}

/// Reads and renders files on every core.
fn read(
    batch: &[Found],
    known: &HashMap<String, Vec<u8>>,
    main_language: Language,
) -> Vec<Reading> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = batch.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let readers: Vec<_> = batch
            .chunks(share)
            .map(|files| {
                scope.spawn(move || -> Vec<Reading> {
                    let read = |file| article::read(file, known, main_language);
                    files.iter().map(read).collect()
                })
            })
            .collect();
        let joined = readers.into_iter().map(|reader| reader.join());
        joined
            .flat_map(|read| read.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
