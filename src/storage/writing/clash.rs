//! A text that comes when somebody else has saved in between.

use super::typed::{following, row_of, whole};
use super::{Around, Saving, Working};
use crate::domain::draft::{LeftAlone, Surroundings, Typed};
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::moment::Moment;
use crate::domain::revision::{NewRevision, Revision, RevisionKind};
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::{revisions, users};

/// Two people's work on one post.
#[derive(Debug, Clone)]
pub struct Clash {
    pub post: PostId,
    /// What stands now.
    pub theirs: Revision,
    pub their_name: String,
    /// What both began from, where it is known.
    pub base: Option<Typed>,
    /// Where the second one's text is kept.
    pub aside: RevisionId,
    /// What stands around the post, and whether theirs is a draft beside it.
    pub around: Surroundings,
    pub has_draft: bool,
}

/// Keeps a text that came too late, and says what stands in its place.
pub(super) fn clash(
    db: &mut Db,
    working: &Working,
    saving: &Saving,
    around: Around,
    theirs: Revision,
    now: Moment,
) -> Result<Clash> {
    let post = working.post.id;
    let row = row_of(db, working)?;
    // A form whose preview was opened beside it goes on from what was kept then.
    let own = revisions::newest_of_form(db, post, saving.by.id, saving.editing)?;
    let base = match saving.based_on.max(own) {
        Some(named) => revisions::base(db, post, named)?,
        None => None,
    };
    // The form that puts both together begins from it.
    revisions::mark_shown(db, theirs.id)?;
    let mut typed = whole(theirs.clone(), &row);
    // In the words of the post, in which forms show it.
    if let Some(settled) = &theirs.settled {
        typed = following(&typed, LeftAlone::ALL, &Surroundings::of(&row.details));
        typed.details.slug.clone_from(&settled.slug);
    }
    let theirs = Revision { typed, ..theirs };
    Ok(Clash {
        post,
        aside: keep_aside(db, post, saving, around, now)?,
        around: around.now.clone(),
        has_draft: working.has_draft,
        base: base.map(|base| begun_from(base, saving, &row)),
        their_name: users::by_id(db, theirs.author_id)?.name,
        theirs,
    })
}

/// What a form was begun from. It showed what stood around the post then, or a draft of it, whatever has
/// become of both since; what it has kept itself it goes on from.
fn begun_from(base: Revision, saving: &Saving, row: &Typed) -> Typed {
    let Some(shown) = saving.shown else {
        return whole(base, row);
    };
    let is_own = base.editing.as_deref() == Some(saving.editing);
    let Some(then) = base.surroundings.clone().filter(|_| base.is_whole) else {
        return following(&whole(base, row), LeftAlone::ALL, shown);
    };
    let mut typed = base.typed;
    typed.details = match (is_own, saving.shows_draft) {
        (true, _) => typed.details.following(base.left, shown),
        (false, true) => typed.details.carried_over(&then, shown),
        (false, false) => typed.details.following(LeftAlone::ALL, shown),
    };
    if let Some(settled) = base.settled.filter(|_| !is_own && !saving.shows_draft) {
        typed.details.slug = settled.slug;
    }
    typed
}

/// Keeps a text without making it the newest.
pub(super) fn keep_aside(
    db: &mut Db,
    post: PostId,
    saving: &Saving,
    around: Around,
    now: Moment,
) -> Result<RevisionId> {
    let based_on = match saving.based_on {
        Some(named) => revisions::base(db, post, named)?.map(|base| base.id),
        None => None,
    };
    let new = NewRevision {
        post,
        author: saving.by.id,
        based_on,
        kind: RevisionKind::Aside,
        editing: Some(saving.editing),
        restored: None,
        typed: saving.typed,
        surroundings: Some(around.now),
        left: around.left,
        turn: saving.turn,
    };
    revisions::record(db, &new, now)
}
