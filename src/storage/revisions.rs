//! What posts were after each save.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::connection::Db;
use super::error::{Result, StorageError};
use crate::domain::draft::{Details, LeftAlone, Settled, Surroundings, Typed};
use crate::domain::ids::{PostId, RevisionId, UserId};
use crate::domain::moment::Moment;
use crate::domain::post::Title;
use crate::domain::revision::{NewRevision, Revision, RevisionKind, Save};
use crate::schema::{revisions, users};

/// How many saves a page of them shows.
pub const PAGE_LENGTH: usize = 50;

#[derive(diesel::Queryable)]
struct Row {
    id: RevisionId,
    post_id: PostId,
    author_id: UserId,
    based_on_id: Option<RevisionId>,
    kind: RevisionKind,
    editing: Option<String>,
    title: String,
    source: String,
    details: String,
    created_at: Moment,
}

type Columns = (
    revisions::id,
    revisions::post_id,
    revisions::author_id,
    revisions::based_on_id,
    revisions::kind,
    revisions::editing,
    revisions::title,
    revisions::source,
    revisions::details,
    revisions::created_at,
);

const COLUMNS: Columns = (
    revisions::id,
    revisions::post_id,
    revisions::author_id,
    revisions::based_on_id,
    revisions::kind,
    revisions::editing,
    revisions::title,
    revisions::source,
    revisions::details,
    revisions::created_at,
);

/// What the column of details holds as JSON; nothing where only title and text are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    details: Details,
    #[serde(default)]
    surroundings: Option<Surroundings>,
    /// What the post said once this was written into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled: Option<Settled>,
    #[serde(default = "all")]
    left: LeftAlone,
    #[serde(default)]
    turn: u64,
}

fn all() -> LeftAlone {
    LeftAlone::ALL
}

/// Adds to a revision that kept title and text alone what stood around them while it was the newest.
pub(super) fn complete(
    db: &mut Db,
    id: RevisionId,
    details: &Details,
    surroundings: &Surroundings,
) -> Result<()> {
    let kept = Kept {
        details: details.clone(),
        surroundings: Some(surroundings.clone()),
        settled: None,
        left: LeftAlone::ALL,
        turn: 0,
    };
    diesel::update(revisions::table.find(id))
        .set(revisions::details.eq(written(&kept)?))
        .execute(db)?;
    Ok(())
}

/// The newest that a form has kept of what its writer typed in it.
pub(super) fn newest_of_form(
    db: &mut Db,
    post: PostId,
    writer: UserId,
    editing: &str,
) -> Result<Option<RevisionId>> {
    let newest = revisions::table
        .filter(revisions::post_id.eq(post))
        .filter(revisions::author_id.eq(writer))
        .filter(revisions::editing.eq(editing))
        .filter(revisions::kind.ne(RevisionKind::Aside))
        .order(revisions::id.desc())
        .select(revisions::id)
        .first(db)
        .optional()?;
    Ok(newest)
}

/// Notes what a post says since a revision was written into it.
pub(super) fn settle(db: &mut Db, id: RevisionId, settled: Settled) -> Result<()> {
    rewrite(db, id, |kept| {
        Some(Kept {
            settled: Some(settled),
            ..kept
        })
    })
}

/// Makes a revision a draft of a post around which this stands: it is not what the post says any more.
pub(super) fn unsettle(db: &mut Db, id: RevisionId, around: &Surroundings) -> Result<()> {
    rewrite(db, id, |kept| {
        // What was changed around the post since is not what this draft wants changed.
        let details = match kept.settled?.around == *around {
            true => kept.details,
            false => kept.details.following(LeftAlone::ALL, around),
        };
        Some(Kept {
            details,
            surroundings: Some(around.clone()),
            settled: None,
            left: kept.left,
            turn: kept.turn,
        })
    })
}

/// Changes what a revision has kept beside title and text, where it has kept that.
fn rewrite(db: &mut Db, id: RevisionId, change: impl FnOnce(Kept) -> Option<Kept>) -> Result<()> {
    let row = revisions::table.find(id).select(revisions::details);
    let json: String = row.first(db)?;
    if json.is_empty() {
        return Ok(());
    }
    let Some(kept) = change(read(id, &json)?) else {
        return Ok(());
    };
    diesel::update(revisions::table.find(id))
        .set(revisions::details.eq(written(&kept)?))
        .execute(db)?;
    Ok(())
}

fn read(id: RevisionId, json: &str) -> Result<Kept> {
    serde_json::from_str(json)
        .map_err(|error| StorageError::Unreadable(format!("details of revision {}: {error}", id.0)))
}

fn written(kept: &Kept) -> Result<String> {
    serde_json::to_string(kept)
        .map_err(|error| StorageError::Failed(format!("details of a revision: {error}")))
}

/// Keeps what was typed.
pub fn record(db: &mut Db, new: &NewRevision, now: Moment) -> Result<RevisionId> {
    let details = match new.surroundings {
        None => String::new(),
        Some(surroundings) => written(&Kept {
            details: new.typed.details.clone(),
            surroundings: Some(surroundings.clone()),
            settled: None,
            left: new.left,
            turn: new.turn,
        })?,
    };
    let id = diesel::insert_into(revisions::table)
        .values((
            revisions::post_id.eq(new.post),
            revisions::author_id.eq(new.author),
            revisions::based_on_id.eq(new.based_on),
            revisions::kind.eq(new.kind),
            revisions::editing.eq(new.editing),
            revisions::restored_id.eq(new.restored),
            revisions::title.eq(&new.typed.title),
            revisions::source.eq(&new.typed.source),
            revisions::details.eq(details),
            revisions::created_at.eq(now),
        ))
        .returning(revisions::id)
        .get_result(db)?;
    Ok(id)
}

/// The newest revision of a post, which the next save must know of; those kept aside do not count.
pub fn head(db: &mut Db, post: PostId) -> Result<Option<Revision>> {
    let row: Option<Row> = revisions::table
        .filter(revisions::post_id.eq(post))
        .filter(revisions::kind.ne(RevisionKind::Aside))
        .order(revisions::id.desc())
        .select(COLUMNS)
        .first(db)
        .optional()?;
    row.map(revision).transpose()
}

/// One revision of a post.
pub fn of_post(db: &mut Db, post: PostId, id: RevisionId) -> Result<Revision> {
    let row: Row = revisions::table
        .find(id)
        .filter(revisions::post_id.eq(post))
        .select(COLUMNS)
        .first(db)?;
    revision(row)
}

/// What a list shows of a revision.
#[derive(Debug, Clone)]
pub struct Glance {
    /// None when what was typed cannot be a post's title.
    pub title: Option<String>,
    pub created_at: Moment,
}

/// These revisions at a glance.
pub fn glances(db: &mut Db, ids: &[RevisionId]) -> Result<HashMap<RevisionId, Glance>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let kept: Vec<(RevisionId, String, Moment)> = revisions::table
        .filter(revisions::id.eq_any(ids))
        .select((revisions::id, revisions::title, revisions::created_at))
        .load(db)?;
    let glances = kept.into_iter().map(|(id, typed, created_at)| {
        let title = Title::parse(&typed).ok();
        let title = title.map(|title| title.as_str().to_owned());
        (id, Glance { title, created_at })
    });
    Ok(glances.collect())
}

/// A post's saves before one, newest first; one more than [`PAGE_LENGTH`] when there are more.
pub fn saves(db: &mut Db, post: PostId, before: Option<RevisionId>) -> Result<Vec<Save>> {
    let mut query = revisions::table
        .inner_join(users::table)
        .filter(revisions::post_id.eq(post))
        .order(revisions::id.desc())
        .limit(PAGE_LENGTH as i64 + 1)
        .select((
            revisions::id,
            revisions::kind,
            revisions::title,
            revisions::created_at,
            revisions::restored_id,
            users::name,
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(revisions::id.lt(before));
    }
    Ok(query.load(db)?)
}

/// What a form began from: the revision it names, or the one before where that was superseded since.
pub(super) fn base(db: &mut Db, post: PostId, named: RevisionId) -> Result<Option<Revision>> {
    let row: Option<Row> = revisions::table
        .filter(revisions::post_id.eq(post))
        .filter(revisions::id.le(named))
        .filter(
            revisions::id
                .eq(named)
                .or(revisions::kind.ne(RevisionKind::Aside)),
        )
        .order(revisions::id.desc())
        .select(COLUMNS)
        .first(db)
        .optional()?;
    row.map(revision).transpose()
}

/// The revision before one, whichever way it was kept.
pub fn before(db: &mut Db, post: PostId, id: RevisionId) -> Result<Option<RevisionId>> {
    let found = revisions::table
        .filter(revisions::post_id.eq(post))
        .filter(revisions::id.lt(id))
        .filter(revisions::kind.ne(RevisionKind::Aside))
        .order(revisions::id.desc())
        .select(revisions::id)
        .first(db)
        .optional()?;
    Ok(found)
}

/// Says that what was kept by itself was saved on purpose.
pub(super) fn confirm(db: &mut Db, id: RevisionId) -> Result<()> {
    diesel::update(revisions::table.find(id))
        .set(revisions::kind.eq(RevisionKind::Saved))
        .execute(db)?;
    Ok(())
}

/// Notes that a form was begun from a revision, which stays then.
pub fn mark_shown(db: &mut Db, id: RevisionId) -> Result<()> {
    diesel::update(revisions::table.find(id))
        .set(revisions::is_shown.eq(true))
        .execute(db)?;
    Ok(())
}

/// Whether a form or another revision began from this one, or brought it back.
pub(super) fn is_built_on(db: &mut Db, id: RevisionId) -> Result<bool> {
    let is_shown: bool = revisions::table
        .find(id)
        .select(revisions::is_shown)
        .first(db)?;
    if is_shown {
        return Ok(true);
    }
    let later = revisions::table
        .filter(
            revisions::based_on_id
                .eq(id)
                .or(revisions::restored_id.eq(id)),
        )
        .select(revisions::id);
    Ok(diesel::select(diesel::dsl::exists(later)).get_result(db)?)
}

/// Drops a revision all of whose text stands in the one after it.
pub(super) fn drop_superseded(db: &mut Db, id: RevisionId) -> Result<()> {
    diesel::delete(revisions::table.find(id)).execute(db)?;
    Ok(())
}

fn revision(row: Row) -> Result<Revision> {
    let json = match row.details.as_str() {
        "" => "{}",
        json => json,
    };
    let kept = read(row.id, json)?;
    Ok(Revision {
        id: row.id,
        post_id: row.post_id,
        author_id: row.author_id,
        based_on_id: row.based_on_id,
        kind: row.kind,
        editing: row.editing,
        is_whole: !row.details.is_empty(),
        typed: Typed {
            title: row.title,
            source: row.source,
            details: kept.details,
        },
        surroundings: kept.surroundings,
        settled: kept.settled,
        left: kept.left,
        turn: kept.turn,
        created_at: row.created_at,
    })
}
