//! The writer's side of posts: what the editor shows, and what becomes of what it sends.

mod clash;
mod effect;
mod place;
mod timetable;
mod translation;
mod typed;

pub use clash::Clash;
use clash::{clash, keep_aside};
use diesel::prelude::*;
use effect::{apply, has_moved, hold_as_draft, keeps_public_text};
pub use timetable::{next_due, publish_due};
pub use translation::translate;
use typed::{following, left_alone, row_of, typed_of, whole};

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, posts, revisions, search};
use crate::domain::access;
use crate::domain::draft::{Details, Draft, Field, LeftAlone, Surroundings, Typed};
use crate::domain::event::Event;
use crate::domain::ids::{PostId, RevisionId, TranslationGroupId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Body, NewPost, Post, PostKind, PostStatus, Publication, Summary, Title};
use crate::domain::refusal::Refusal;
use crate::domain::revision::{NewRevision, Revision, RevisionKind, holds_all_of};
use crate::domain::user::User;
use crate::schema::{post_authors, posts as post_table};
use crate::text::search::Inventory;

/// A post as its editor shows it: what was saved last, public or not.
#[derive(Debug, Clone)]
pub struct Working {
    pub post: Post,
    pub scheduled_at: Option<Moment>,
    pub authors: Vec<UserId>,
    pub typed: Typed,
    /// What stands around the post now, whatever the draft says.
    pub surroundings: Surroundings,
    /// What the next save builds on.
    pub head: RevisionId,
    /// Whether it gives way to the next one that holds all of it.
    pub is_fleeting: bool,
    pub saved_at: Moment,
    /// Whether something was saved that the post itself does not say yet.
    pub has_draft: bool,
}

/// What a save is to do beside keeping the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Keep it, right or wrong, as the editor does by itself.
    Autosave,
    /// Keep it. What is public stays as it is.
    Keep,
    Publish,
    Schedule(Moment),
    Unpublish,
    Archive,
}

impl Intent {
    /// Whether it decides what readers see.
    fn is_decision(self) -> bool {
        !matches!(self, Intent::Autosave | Intent::Keep)
    }
}

/// A form of the editor that somebody sent.
#[derive(Debug, Clone)]
pub struct Saving<'a> {
    pub by: &'a User,
    pub typed: &'a Typed,
    /// What stood around the post when the form was shown; none where a program made the form.
    pub shown: Option<&'a Surroundings>,
    /// Whether the form showed a draft, and not what the post said.
    pub shows_draft: bool,
    /// The post it makes; an autosave makes none.
    pub draft: Option<&'a Draft>,
    /// The revision that the writer had before them.
    pub based_on: Option<RevisionId>,
    /// The form's own name: what came from the same form never stands against itself.
    pub editing: &'a str,
    /// How often the form was sent before, as far as it tells.
    pub turn: u64,
    /// What the post was when the form was shown; none where a program made the form.
    pub shown_status: Option<PostStatus>,
    pub intent: Intent,
}

/// What stands around a post, and which of it the form that is saved leaves as it is.
#[derive(Debug, Clone, Copy)]
struct Around<'a> {
    now: &'a Surroundings,
    left: LeftAlone,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Saved {
    Done {
        post: PostId,
        revision: RevisionId,
    },
    /// Somebody else saved in between. Both texts are kept.
    Clash(Box<Clash>),
    /// The post has become this since the form was shown, and what was decided was decided without
    /// knowing it. Nothing is kept.
    Moved {
        post: PostId,
        status: PostStatus,
    },
    Refused(Vec<(Field, Refusal)>),
}

/// A post as its editor shows it.
pub fn open(db: &mut Db, id: PostId) -> Result<Working> {
    type Row = (Post, Option<Moment>, Option<RevisionId>, String);
    let (post, scheduled_at, draft, source): Row = post_table::table
        .find(id)
        .select((
            posts::COLUMNS,
            post_table::scheduled_at,
            post_table::draft_revision_id,
            post_table::source,
        ))
        .first(db)?;
    let head = head(db, id)?;
    let row = typed_of(db, &post, source)?;
    let surroundings = Surroundings::of(&row.details);
    let typed = match draft {
        Some(draft) => whole(revisions::of_post(db, id, draft)?, &row),
        None => row,
    };
    Ok(Working {
        authors: authors_of(db, id)?,
        scheduled_at,
        typed,
        surroundings,
        head: head.id,
        is_fleeting: head.kind == RevisionKind::Autosave,
        saved_at: head.created_at,
        has_draft: draft.is_some(),
        post,
    })
}

/// Who wrote a post, in order.
pub fn authors_of(db: &mut Db, post: PostId) -> Result<Vec<UserId>> {
    let authors = post_authors::table
        .filter(post_authors::post_id.eq(post))
        .order(post_authors::position.asc())
        .select(post_authors::user_id)
        .load(db)?;
    Ok(authors)
}

/// Makes a post of what the editor sends. One without a title is called `provisional`.
pub fn create(
    db: &mut Db,
    saving: &Saving,
    provisional: &str,
    group: Option<TranslationGroupId>,
    now: Moment,
) -> Result<Saved> {
    let left = LeftAlone {
        authors: !access::may_choose_authors(saving.by),
        ..LeftAlone::default()
    };
    let own = Surroundings {
        authors: vec![saving.by.handle.as_str().to_owned()],
        ..Surroundings::default()
    };
    let untouched = left_alone(saving, None);
    let typed = following(saving.typed, left, &own);
    let saving = &Saving {
        typed: &typed,
        ..saving.clone()
    };
    let wanted = match place::resolve(db, saving, left, None)? {
        Ok(wanted) => wanted,
        Err(refused) => return Ok(Saved::Refused(refused)),
    };
    let details = &saving.typed.details;
    let language = Language::from_tag(&details.language).unwrap_or(saving.by.language);
    let title = saving.draft.map_or_else(
        || Title::parse(provisional),
        |draft| Ok(draft.title.clone()),
    );
    let refused = |refusal: Refusal| StorageError::Refused(refusal.to_string());
    let title = title.map_err(refused)?;
    let slug = match wanted.as_ref().map(|wanted| wanted.slug.clone()) {
        Some(slug) => slug,
        None => place::free_slug(db, title.as_str(), None)?,
    };
    let new = NewPost {
        kind: PostKind::parse(&details.kind).unwrap_or(PostKind::Article),
        slug,
        title,
        summary: Summary::parse("").map_err(refused)?,
        language,
        publication: Publication::Draft,
        authors: vec![saving.by.id],
        body: Body::parse("", language).map_err(refused)?,
        comments_open: true,
        translation_group: group,
    };
    let post = posts::insert(db, &new, now)?;
    events::record(db, &Event::PostCreated(post))?;
    search::index_body(db, post, Inventory::default())?;
    // What is saved from this form later leaves alone what was arranged elsewhere until then.
    let around = Around {
        now: &own,
        left: untouched,
    };
    let revision = keep(db, post, saving, around, None, now)?;
    apply(db, post, saving, wanted, revision, now)?;
    Ok(Saved::Done { post, revision })
}

/// Saves what the editor sends over a post, unless somebody else has saved in between.
pub fn save(db: &mut Db, post: PostId, saving: &Saving, now: Moment) -> Result<Saved> {
    let working = open(db, post)?;
    let head = head(db, post)?;
    let is_own_form = head.editing.as_deref() == Some(saving.editing);
    let left = left_alone(saving, Some(&head).filter(|_| is_own_form));
    let around = Around {
        now: &working.surroundings,
        left,
    };
    let typed = following(saving.typed, left, &working.surroundings);
    let saving = &Saving {
        typed: &typed,
        ..saving.clone()
    };
    let head_typed = whole(head.clone(), &row_of(db, &working)?);
    let is_public_text = !working.has_draft && working.typed == typed;
    let is_same = is_public_text || head_typed == typed;
    // Sent before what has been saved from the same form, and arrived after it.
    let is_late = is_own_form && saving.turn < head.turn;
    let stands_against = if is_own_form {
        is_late && saving.intent.is_decision()
    } else {
        saving.based_on != Some(head.id)
    };
    if stands_against && !is_same {
        let clash = clash(db, &working, saving, around, head, now)?;
        return Ok(Saved::Clash(Box::new(clash)));
    }
    if is_late && !is_same {
        if !holds_all_of(&head_typed, &typed) {
            keep_aside(db, post, saving, around, now)?;
        }
        let revision = head.id;
        return Ok(Saved::Done { post, revision });
    }
    if has_moved(saving, &working) {
        return Ok(Saved::Moved {
            post,
            status: working.post.status,
        });
    }
    if working.post.status == PostStatus::Published && matches!(saving.intent, Intent::Schedule(_))
    {
        return Ok(Saved::Refused(vec![("when", Refusal::NotAllowed)]));
    }
    let wanted = match place::resolve(db, saving, left, Some(&working))? {
        Ok(wanted) => wanted,
        Err(refused) => return Ok(Saved::Refused(refused)),
    };
    let revision = if is_same {
        if saving.intent != Intent::Autosave && head.kind == RevisionKind::Autosave {
            revisions::confirm(db, head.id)?;
        }
        head.id
    } else {
        let before = Some((&head, &head_typed));
        keep(db, post, saving, around, before, now)?
    };
    let has_nothing_to_do = match saving.intent {
        Intent::Autosave => is_same,
        Intent::Keep => is_public_text && keeps_public_text(working.post.status),
        _ => false,
    };
    if has_nothing_to_do {
        return Ok(Saved::Done { post, revision });
    }
    apply(db, post, saving, wanted, revision, now)?;
    Ok(Saved::Done { post, revision })
}

/// Makes an old revision the newest again. The post itself takes it up when it is saved next.
pub fn restore(
    db: &mut Db,
    post: PostId,
    revision: RevisionId,
    by: UserId,
    now: Moment,
) -> Result<RevisionId> {
    let working = open(db, post)?;
    let old = revisions::of_post(db, post, revision)?;
    let mut typed = working.typed.clone();
    typed.title = old.typed.title.clone();
    typed.source = old.typed.source.clone();
    if old.is_whole {
        typed.details = Details {
            // Whoever has left since does not come back by it.
            authors: typed.details.authors,
            ..old.typed.details.clone()
        };
    }
    let new = NewRevision {
        post,
        author: by,
        based_on: Some(working.head),
        kind: RevisionKind::Saved,
        editing: None,
        restored: Some(revision),
        typed: &typed,
        surroundings: Some(&working.surroundings),
        left: LeftAlone::ALL,
        turn: 0,
    };
    let head = head(db, post)?;
    if !head.is_whole {
        let row = row_of(db, &working)?;
        revisions::complete(db, head.id, &row.details, &working.surroundings)?;
    }
    let restored = revisions::record(db, &new, now)?;
    hold_as_draft(db, post, working.post.status, restored, now)?;
    Ok(restored)
}

fn head(db: &mut Db, post: PostId) -> Result<Revision> {
    revisions::head(db, post)?
        .ok_or_else(|| StorageError::Failed(format!("post {} has no revision", post.0)))
}

/// Keeps what was typed as the newest revision. What the same form kept by itself, and all of which
/// stands in this one, makes place for it.
fn keep(
    db: &mut Db,
    post: PostId,
    saving: &Saving,
    around: Around,
    before: Option<(&Revision, &Typed)>,
    now: Moment,
) -> Result<RevisionId> {
    let mut superseded = before.filter(|(head, typed)| {
        head.kind == RevisionKind::Autosave
            && head.author_id == saving.by.id
            && head.editing.as_deref() == Some(saving.editing)
            && holds_all_of(saving.typed, typed)
    });
    if let Some((head, _)) = superseded
        && revisions::is_built_on(db, head.id)?
    {
        superseded = None;
    }
    let based_on = match superseded {
        Some((head, _)) => head.based_on_id,
        None => before.map(|(head, _)| head.id),
    };
    let new = NewRevision {
        post,
        author: saving.by.id,
        based_on,
        kind: match saving.intent {
            Intent::Autosave => RevisionKind::Autosave,
            _ => RevisionKind::Saved,
        },
        editing: Some(saving.editing).filter(|editing| !editing.is_empty()),
        restored: None,
        typed: saving.typed,
        surroundings: Some(around.now),
        left: around.left,
        turn: saving.turn,
    };
    if let Some((head, typed)) = before.filter(|(head, _)| !head.is_whole) {
        revisions::complete(db, head.id, &typed.details, around.now)?;
    }
    let id = revisions::record(db, &new, now)?;
    if let Some((head, _)) = superseded {
        revisions::drop_superseded(db, head.id)?;
    }
    Ok(id)
}

/// May this person change this post? What they may not even see does not exist.
pub fn require_editable(db: &mut Db, post: PostId, user: &User) -> Result<()> {
    let authors = authors_of(db, post)?;
    if access::may_edit(user, &authors) {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}
