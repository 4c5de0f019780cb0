//! What is to become of a file, before anything is written.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;

use super::{Incoming, Known, of_file, of_post};
use crate::domain::draft::{Field, Typed};
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{PostStatus, Publication};
use crate::domain::refusal::Refusal;
use crate::domain::slug::{LONGEST_SLUG, Slug};
use crate::schema::{former_slugs, posts as post_table};
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::writing::{self, Working};
use crate::storage::{revisions, tags};

/// What is to become of a file.
#[derive(Debug, Clone)]
pub enum Plan {
    /// A new post at this address.
    Make(Slug),
    /// Its post is to say what it says.
    Change(Box<Change>),
    /// Nothing: what it says is there.
    Keep,
    /// Nothing but to remember it, by what is known of its post.
    Note(Known),
    /// Nothing, for a reason.
    Leave(Reason),
}

/// How a post is to be changed.
#[derive(Debug, Clone)]
pub struct Change {
    pub known: Known,
    pub slug: Slug,
    pub(super) working: Working,
    pub(super) typed: Typed,
    pub(super) publication: Publication,
}

/// Why a file is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("its article was changed at Daf since it came; it is left as it is there")]
    ChangedHere,
    #[error("another article, which did not come from a file, has the address /{0}")]
    NotOurs(Slug),
    #[error("its article is public, and cannot be given a time in the future")]
    IsPublic,
    #[error("it cannot be saved: {0}")]
    Refused(String),
}

impl Reason {
    pub(super) fn of(refused: &[(Field, Refusal)]) -> Reason {
        let refused = refused
            .iter()
            .map(|(field, refusal)| format!("{field}: {refusal}"));
        Reason::Refused(refused.collect::<Vec<_>>().join(", "))
    }
}

/// Decides about a file. `claimed` are the addresses given to others in this run; `is_there` tells whether
/// another file that came before still exists.
pub fn decide(
    db: &mut Db,
    incoming: &Incoming,
    claimed: &mut HashSet<Slug>,
    is_there: impl Fn(&str) -> bool,
    now: Moment,
) -> Result<Plan> {
    if let Some(known) = of_file(db, &incoming.file)? {
        return again(db, incoming, known, claimed, now);
    }
    let slug = &incoming.slug;
    if let Some(post) = owner(db, slug)?
        && !claimed.contains(slug)
    {
        match of_post(db, post)? {
            // Its file has been moved.
            Some(known) if !is_there(&known.file) => {
                return again(db, incoming, known, claimed, now);
            }
            Some(_) => {}
            None => return not_ours(db, incoming, post),
        }
    }
    let slug = free(db, incoming, None, claimed)?;
    claimed.insert(slug.clone());
    Ok(Plan::Make(slug))
}

/// A post that somebody wrote here stands at the address.
fn not_ours(db: &mut Db, incoming: &Incoming, post: PostId) -> Result<Plan> {
    let (title, source): (String, String) = post_table::table
        .find(post)
        .select((post_table::title, post_table::source))
        .first(db)?;
    if title == incoming.title.as_str() && source == incoming.body.source {
        return Ok(Plan::Keep);
    }
    Ok(Plan::Leave(Reason::NotOurs(incoming.slug.clone())))
}

/// A file that has come before.
fn again(
    db: &mut Db,
    incoming: &Incoming,
    known: Known,
    claimed: &mut HashSet<Slug>,
    now: Moment,
) -> Result<Plan> {
    if known.digest == incoming.digest {
        return Ok(Plan::Note(known));
    }
    let working = writing::open(db, known.post)?;
    let newest = revisions::head(db, known.post)?.map(|head| head.id);
    if newest != Some(known.revision) || !is_as_left(&known, &working) {
        return Ok(Plan::Leave(Reason::ChangedHere));
    }
    let mut publication = incoming.timing.publication(now);
    // One without a date keeps the one it has.
    if let (None, Some(date)) = (incoming.timing.date, working.post.published_at)
        && publication.status() == PostStatus::Published
    {
        publication = Publication::Published(date);
    }
    let is_public = working.post.status == PostStatus::Published;
    if is_public && matches!(publication, Publication::Scheduled(_)) {
        return Ok(Plan::Leave(Reason::IsPublic));
    }
    let slug = free(db, incoming, Some(known.post), claimed)?;
    claimed.insert(slug.clone());
    let typed = typed(db, incoming, &working, &slug)?;
    let is_same = typed == working.typed
        && publication.status() == working.post.status
        && publication.scheduled_at() == working.scheduled_at
        && publication
            .published_at()
            .is_none_or(|at| Some(at) == working.post.published_at);
    if is_same {
        return Ok(Plan::Note(known));
    }
    Ok(Plan::Change(Box::new(Change {
        known,
        slug,
        working,
        typed,
        publication,
    })))
}

/// Whether a post stands where the import left it on its way to readers; one whose time came does.
fn is_as_left(known: &Known, working: &Working) -> bool {
    let now = working.post.status;
    let has_come = known.status == PostStatus::Scheduled && now == PostStatus::Published;
    !working.has_draft && (now == known.status || has_come)
}

/// What would have to be typed at the desk for the post to say what the file says.
fn typed(db: &mut Db, incoming: &Incoming, working: &Working, slug: &Slug) -> Result<Typed> {
    let mut details = working.typed.details.clone();
    details.slug = slug.as_str().to_owned();
    details.summary = incoming.summary.as_str().to_owned();
    details.language = incoming.language.tag().to_owned();
    let borne: BTreeSet<i64> = tags::of_post(db, working.post.id)?
        .iter()
        .map(|tag| tag.id.0)
        .collect();
    let mut wanted = BTreeSet::new();
    for name in &incoming.tags {
        wanted.insert(tags::named(db, name)?.map_or(0, |tag| tag.id.0));
    }
    if borne != wanted {
        let names: Vec<&str> = incoming.tags.iter().map(|name| name.as_str()).collect();
        details.tags = names.join(", ");
    }
    Ok(Typed {
        title: incoming.title.as_str().to_owned(),
        source: incoming.body.source.clone(),
        details,
    })
}

/// The first address that is free for a post, and not claimed by another file.
fn free(
    db: &mut Db,
    incoming: &Incoming,
    post: Option<PostId>,
    claimed: &HashSet<Slug>,
) -> Result<Slug> {
    for slug in candidates(&incoming.slug, incoming.language) {
        if claimed.contains(&slug) {
            continue;
        }
        let owner = owner(db, &slug)?;
        let is_free = owner.is_none() && !was_anothers(db, &slug, post)?;
        if is_free || (owner.is_some() && owner == post) {
            return Ok(slug);
        }
    }
    let reason = format!("no address is free for {:?}", incoming.slug.as_str());
    Err(crate::storage::StorageError::Failed(reason))
}

/// The address that is asked for, and those nearest to it that a post may have.
fn candidates(wanted: &Slug, language: Language) -> impl Iterator<Item = Slug> {
    const ROOM: usize = 8;
    let stem: String = wanted.as_str().chars().take(LONGEST_SLUG - ROOM).collect();
    let others = (2..1_000_000).map(move |number| number.to_string());
    let ends = std::iter::once(language.tag().to_owned()).chain(others);
    let others = ends.map(move |end| format!("{stem}-{end}"));
    std::iter::once(wanted.as_str().to_owned())
        .chain(others)
        .filter_map(|slug| Slug::of_post(&slug).ok())
}

fn owner(db: &mut Db, slug: &Slug) -> Result<Option<PostId>> {
    let owner = post_table::table
        .filter(post_table::slug.eq(slug))
        .select(post_table::id)
        .first(db)
        .optional()?;
    Ok(owner)
}

/// Whether an address leads on to another post, which had it before.
fn was_anothers(db: &mut Db, slug: &Slug, post: Option<PostId>) -> Result<bool> {
    let owner: Option<PostId> = former_slugs::table
        .find(slug)
        .select(former_slugs::post_id)
        .first(db)
        .optional()?;
    Ok(owner.is_some() && owner != post)
}
