//! Articles that come from files: which post came from which file, and what is to become of a file that
//! comes again.
//!
//! For each file the last revision that the import wrote is kept, with the post's status then. A post whose
//! newest revision is another, or which was published or withdrawn meanwhile, was changed at Daf: a file never
//! overwrites that.

mod arrival;
mod plan;

use std::collections::HashMap;

pub use arrival::carry_out;
use diesel::prelude::*;
pub use plan::{Plan, Reason, decide};

use super::connection::{Db, on_backend};
use super::error::Result;
use super::tags;
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Body, PostStatus, Publication, Summary, Title};
use crate::domain::slug::Slug;
use crate::domain::tag::TagName;
use crate::schema::imported_files;

/// An article as its file has it.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The file's whole path.
    pub file: String,
    /// Of the file's bytes.
    pub digest: Vec<u8>,
    /// The address it asks for.
    pub slug: Slug,
    pub title: Title,
    pub summary: Summary,
    pub language: Language,
    pub tags: Vec<TagName>,
    pub timing: Timing,
    pub body: Body,
}

/// When an article is to be public.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    pub is_draft: bool,
    /// The date that it bears.
    pub date: Option<Moment>,
    /// When its file was changed last, for one without a date.
    pub changed_at: Moment,
}

impl Timing {
    /// Public since its date, which in the future is the time at which it becomes so.
    fn publication(self, now: Moment) -> Publication {
        match self.date {
            _ if self.is_draft => Publication::Draft,
            Some(date) if date > now => Publication::Scheduled(date),
            Some(date) => Publication::Published(date),
            None => Publication::Published(self.changed_at.min(now)),
        }
    }
}

/// What the import has left of a file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Known {
    pub file: String,
    pub post: PostId,
    pub revision: RevisionId,
    pub status: PostStatus,
    pub digest: Vec<u8>,
}

type Columns = (
    imported_files::file,
    imported_files::post_id,
    imported_files::revision_id,
    imported_files::status,
    imported_files::digest,
);

const COLUMNS: Columns = (
    imported_files::file,
    imported_files::post_id,
    imported_files::revision_id,
    imported_files::status,
    imported_files::digest,
);

/// The digests of every file that has come, by its path.
pub fn digests(db: &mut Db) -> Result<HashMap<String, Vec<u8>>> {
    let rows: Vec<(String, Vec<u8>)> = imported_files::table
        .select((imported_files::file, imported_files::digest))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

fn of_file(db: &mut Db, file: &str) -> Result<Option<Known>> {
    Ok(imported_files::table
        .find(file)
        .select(COLUMNS)
        .first(db)
        .optional()?)
}

fn of_post(db: &mut Db, post: PostId) -> Result<Option<Known>> {
    Ok(imported_files::table
        .filter(imported_files::post_id.eq(post))
        .order(imported_files::file.asc())
        .select(COLUMNS)
        .first(db)
        .optional()?)
}

fn remember(db: &mut Db, all: &[Known]) -> Result<()> {
    let rows: Vec<_> = all
        .iter()
        .map(|known| {
            (
                imported_files::file.eq(&known.file),
                imported_files::post_id.eq(known.post),
                imported_files::revision_id.eq(known.revision),
                imported_files::status.eq(known.status),
                imported_files::digest.eq(&known.digest),
            )
        })
        .collect();
    on_backend!(db, connection => diesel::insert_into(imported_files::table).values(&rows).execute(connection))?;
    Ok(())
}

fn forget(db: &mut Db, file: &str) -> Result<()> {
    diesel::delete(imported_files::table.find(file)).execute(db)?;
    Ok(())
}

/// Which of these names no tag has yet, by the address that such a tag would have.
pub fn unknown_tags(db: &mut Db, names: &[&TagName]) -> Result<Vec<Slug>> {
    let mut unknown = Vec::new();
    for name in names {
        if !unknown.contains(name.slug()) && tags::named(db, name)?.is_none() {
            unknown.push(name.slug().clone());
        }
    }
    Ok(unknown)
}
