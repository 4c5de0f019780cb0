//! The writer's side of posts: what the editor shows, and what becomes of what it sends.

mod clash;
mod place;
mod timetable;
mod translation;

pub use clash::Clash;
use clash::{clash, keep_aside};
use diesel::prelude::*;
use place::Wanted;
pub use timetable::{next_due, publish_due};
pub use translation::translate;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, listings, posts, revisions, search, series, tags};
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
    Moved(PostStatus),
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
    search::index_body(db, post, "")?;
    let around = Around { now: &own, left };
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
        return Ok(Saved::Moved(working.post.status));
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
    let id = revisions::record(db, &new, now)?;
    if let Some((head, _)) = superseded {
        revisions::drop_superseded(db, head.id)?;
    }
    Ok(id)
}

/// Lets the post say what was saved, or notes that it does not yet.
fn apply(
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
    listings::unlist(db, post)?;
    place::write(db, post, draft, &wanted, now)?;
    events::record(db, &Event::PostChanged(post))?;
    match publication(saving.intent, published_at, now) {
        Some(publication) if needs_change(status, publication) => {
            posts::change_publication(db, post, publication)?;
        }
        _ => listings::relist(db, post)?,
    }
    search::index_body(db, post, &draft.body.terms)
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

/// Whether what is saved of such a post waits until its changes are published.
fn keeps_public_text(status: PostStatus) -> bool {
    matches!(status, PostStatus::Published | PostStatus::Archived)
}

/// Whether a decision was made about another state of the post, and would undo what it has become.
fn has_moved(saving: &Saving, working: &Working) -> bool {
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
fn hold_as_draft(
    db: &mut Db,
    post: PostId,
    status: PostStatus,
    revision: RevisionId,
    now: Moment,
) -> Result<()> {
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

/// What was typed in a revision, following what has changed around the post since; the rest of the form
/// from the post itself, where only title and text were kept.
fn whole(revision: Revision, row: &Typed) -> Typed {
    let mut typed = revision.typed;
    if !revision.is_whole {
        typed.details = row.details.clone();
    } else if let Some(then) = &revision.surroundings {
        let left = typed.details.left_alone(then);
        let now = Surroundings::of(&row.details);
        typed.details = typed.details.following(left, &now);
    }
    typed
}

/// What a form leaves as it is: what was not touched in it, neither now nor when `earlier` was saved
/// from it, and what its sender may not decide.
fn left_alone(saving: &Saving, earlier: Option<&Revision>) -> LeftAlone {
    let untouched = match saving.shown {
        Some(shown) => saving.typed.details.left_alone(shown),
        None => LeftAlone::default(),
    };
    let left = earlier.map_or(untouched, |earlier| untouched.and(earlier.left));
    LeftAlone {
        authors: left.authors || !access::may_choose_authors(saving.by),
        ..left
    }
}

fn following(typed: &Typed, left: LeftAlone, now: &Surroundings) -> Typed {
    Typed {
        details: typed.details.clone().following(left, now),
        ..typed.clone()
    }
}

/// What would have to be typed to get the post itself, whatever its draft says.
fn row_of(db: &mut Db, working: &Working) -> Result<Typed> {
    if working.has_draft {
        typed_of(db, &working.post, String::new())
    } else {
        Ok(working.typed.clone())
    }
}

/// What would have to be typed to get the post as it is.
fn typed_of(db: &mut Db, post: &Post, source: String) -> Result<Typed> {
    let tags: Vec<String> = tags::of_post(db, post.id)?
        .into_iter()
        .map(|tag| tag.name)
        .collect();
    let authors = listings::authors_of(db, &[post.id])?
        .remove(&post.id)
        .unwrap_or_default();
    let (series, part) = match series::position_of(db, post.id)? {
        Some((series, part)) => (series.0.to_string(), part.to_string()),
        None => (String::new(), String::new()),
    };
    Ok(Typed {
        title: post.title.clone(),
        source,
        details: Details {
            kind: post.kind.as_str().to_owned(),
            slug: post.slug.as_str().to_owned(),
            summary: post.summary.clone(),
            language: post.language.tag().to_owned(),
            tags: tags.join(", "),
            series,
            part,
            authors: authors
                .into_iter()
                .map(|author| author.handle.as_str().to_owned())
                .collect(),
            cover_url: post.cover_url.clone().unwrap_or_default(),
            cover_alt: post.cover_alt.clone().unwrap_or_default(),
            canonical_url: post.canonical_url.clone().unwrap_or_default(),
            comments_open: post.comments_open,
        },
    })
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
