//! A text that comes when somebody else has saved in between.

use super::Saving;
use crate::domain::draft::Typed;
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::moment::Moment;
use crate::domain::revision::{NewRevision, Revision, RevisionKind};
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::storage::{revisions, users};

/// Two people's work on one post.
#[derive(Debug, Clone)]
pub struct Clash {
    /// What stands now.
    pub theirs: Revision,
    pub their_name: String,
    /// What both began from, where it is known.
    pub base: Option<Typed>,
    /// Where the second one's text is kept.
    pub aside: RevisionId,
}

/// Keeps a text that came too late, and says what stands in its place.
pub(super) fn clash(
    db: &mut Db,
    post: PostId,
    saving: &Saving,
    theirs: Revision,
    now: Moment,
) -> Result<Clash> {
    let base = match saving.based_on {
        Some(based_on) => match revisions::of_post(db, post, based_on) {
            Ok(base) => Some(base),
            Err(StorageError::NotFound) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let new = NewRevision {
        post,
        author: saving.by.id,
        based_on: base.as_ref().map(|base| base.id),
        kind: RevisionKind::Aside,
        editing: Some(saving.editing),
        restored: None,
        typed: saving.typed,
        is_whole: true,
    };
    Ok(Clash {
        aside: revisions::record(db, &new, now)?,
        base: base.map(|base| base.typed),
        their_name: users::by_id(db, theirs.author_id)?.name,
        theirs,
    })
}
