//! What a save makes of the post itself, beside the text that is kept.

use diesel::prelude::*;

use super::place::{self, Wanted};
use super::typed::typed_of;
use super::{Intent, Saving, Working};
use crate::domain::draft::{Settled, Surroundings};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::moment::Moment;
use crate::domain::post::{PostStatus, Publication};
use crate::schema::posts as post_table;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::{events, freshness, listings, posts, revisions, search};

/// Lets the post say what was saved, or notes that it does not yet.
pub(super) fn apply(
    db: &mut Db,
    post: PostId,
    saving: &Saving,
    wanted: Option<Wanted>,
    revision: RevisionId,
    now: Moment,
) -> Result<()> {
    let (status, published_at): (PostStatus, Option<Moment>) = post_table::table
        .find(post)
        .select((post_table::status, post_table::published_at))
        .first(db)?;
    let is_draft_only = saving.intent == Intent::Keep && keeps_public_text(status);
    let (Some(draft), Some(wanted), false) = (saving.draft, wanted, is_draft_only) else {
        return hold_as_draft(db, post, status, revision, now);
    };
    let listed = freshness::listing(db, post)?;
    listings::take_out(db, post)?;
    place::write(db, post, draft, &wanted, now)?;
    let settled = Settled {
        around: around(db, post)?,
        slug: posts::slug_of(db, post)?.as_str().to_owned(),
    };
    revisions::settle(db, revision, settled)?;
    events::record(db, &Event::PostChanged(post))?;
    if let Some(publication) = publication(saving.intent, published_at, now)
        && needs_change(status, publication)
    {
        posts::write_publication(db, post, publication)?;
    }
    listings::put_back(db, post)?;
    freshness::touch_edited(db, post, listed)?;
    search::index_body(db, post, draft.body.inventory.clone())
}

/// A post that was public before becomes public again with its old date.
fn publication(intent: Intent, before: Option<Moment>, now: Moment) -> Option<Publication> {
    match intent {
        Intent::Autosave | Intent::Keep => None,
        Intent::Publish => Some(Publication::Published(
            before.filter(|at| *at <= now).unwrap_or(now),
        )),
        Intent::Schedule(at) => Some(Publication::Scheduled(at)),
        Intent::Unpublish => Some(Publication::Draft),
        Intent::Archive => Some(Publication::Archived(before)),
    }
}

fn needs_change(status: PostStatus, publication: Publication) -> bool {
    status != publication.status() || status == PostStatus::Scheduled
}

/// What stands around a post.
fn around(db: &mut Db, post: PostId) -> Result<Surroundings> {
    let row = posts::by_id(db, post)?;
    Ok(Surroundings::of(
        &typed_of(db, &row, String::new())?.details,
    ))
}

/// Whether what is saved of such a post waits until its changes are published.
pub(super) fn keeps_public_text(status: PostStatus) -> bool {
    matches!(status, PostStatus::Published | PostStatus::Archived)
}

/// Whether a decision was made about another state of the post, and would undo what it has become.
pub(super) fn has_moved(saving: &Saving, working: &Working) -> bool {
    let now = working.post.status;
    let is_so_already = match saving.intent {
        Intent::Autosave | Intent::Keep => true,
        Intent::Publish => now == PostStatus::Published,
        Intent::Schedule(at) => now == PostStatus::Scheduled && working.scheduled_at == Some(at),
        Intent::Unpublish => now == PostStatus::Draft,
        Intent::Archive => now == PostStatus::Archived,
    };
    !is_so_already && saving.shown_status.is_some_and(|shown| shown != now)
}

/// Lets the post say what was saved when it is saved next. What is no more than a draft has changed.
pub(super) fn hold_as_draft(
    db: &mut Db,
    post: PostId,
    status: PostStatus,
    revision: RevisionId,
    now: Moment,
) -> Result<()> {
    let around = around(db, post)?;
    revisions::unsettle(db, revision, &around)?;
    let row = diesel::update(post_table::table.find(post));
    let draft = post_table::draft_revision_id.eq(revision);
    if status == PostStatus::Draft {
        row.set((draft, post_table::updated_at.eq(now)))
            .execute(db)?;
        search::mark_stale(db, post)?;
    } else {
        row.set(draft).execute(db)?;
    }
    events::record(db, &Event::PostDrafted(post))
}
