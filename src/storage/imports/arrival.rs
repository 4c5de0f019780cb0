//! Writing what was decided: new posts all at once, changes one by one as the desk makes them.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::plan::{Change, Plan, Reason};
use super::{Incoming, Known, forget, remember};
use crate::domain::draft::Draft;
use crate::domain::event::Event;
use crate::domain::ids::{PostId, RevisionId, TagId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{NewPost, PostKind, PostStatus, Publication};
use crate::domain::slug::Slug;
use crate::domain::tag::{NewTag, TagName};
use crate::domain::user::User;
use crate::schema::revisions;
use crate::storage::bulk::{self, BulkPost};
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::search::Sheaf;
use crate::storage::writing::{self, Intent, Saved, Saving, Working};
use crate::storage::{events, posts, tags};
use crate::text::language;

/// Writes what was decided about some files, and says of each what was not taken in after all. New posts are
/// by `author`, in whose name others are changed; their words are in the sheaf, which the caller writes.
pub fn carry_out(
    db: &mut Db,
    planned: Vec<(Incoming, Plan)>,
    sheaf: &mut Sheaf,
    (author, now): (&User, Moment),
) -> Result<Vec<(String, Reason)>> {
    let mut left = Vec::new();
    let mut new = Vec::new();
    for (incoming, plan) in planned {
        match plan {
            Plan::Make(slug) => new.push((incoming, slug)),
            Plan::Change(change) => {
                let file = incoming.file.clone();
                if let Some(reason) = self::change(db, incoming, *change, author, now)? {
                    left.push((file, reason));
                }
            }
            Plan::Note(known) => note(db, incoming, known)?,
            Plan::Keep | Plan::Leave(_) => {}
        }
    }
    make(db, new, sheaf, (author, now))?;
    Ok(left)
}

/// Remembers a file under the name and with the bytes that it has now.
fn note(db: &mut Db, incoming: Incoming, known: Known) -> Result<()> {
    forget(db, &known.file)?;
    let known = Known {
        file: incoming.file,
        digest: incoming.digest,
        ..known
    };
    remember(db, &[known])
}

fn make(
    db: &mut Db,
    new: Vec<(Incoming, Slug)>,
    sheaf: &mut Sheaf,
    (author, now): (&User, Moment),
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let tags = make_tags(db, &new, now)?;
    let (last, _) = bulk::highest_ids(db)?;
    let mut made = Vec::with_capacity(new.len());
    let mut known = Vec::with_capacity(new.len());
    for (id, (incoming, slug)) in (last + 1..).map(PostId).zip(new) {
        let publication = incoming.timing.publication(now);
        let (borne, tag_names) = borne(&incoming.tags, &tags);
        known.push((id, publication.status(), incoming.file, incoming.digest));
        made.push(BulkPost {
            id,
            post: NewPost {
                kind: PostKind::Article,
                slug,
                title: incoming.title,
                summary: incoming.summary,
                language: incoming.language,
                publication,
                authors: vec![author.id],
                body: incoming.body,
                comments_open: true,
                translation_group: None,
            },
            tags: borne,
            tag_names,
            approved_comments: 0,
        });
    }
    bulk::insert_posts(db, &mut made, sheaf, now)?;
    bulk::count(db, &made)?;
    let all: Vec<Event> = made.iter().flat_map(events_of).collect();
    events::record_all(db, &all)?;
    let ids: Vec<PostId> = made.iter().map(|post| post.id).collect();
    let first = first_revisions(db, &ids)?;
    let rows = known
        .into_iter()
        .filter_map(|(post, status, file, digest)| {
            let revision = *first.get(&post)?;
            Some(Known {
                file,
                post,
                revision,
                status,
                digest,
            })
        });
    remember(db, &rows.collect::<Vec<_>>())
}

fn first_revisions(db: &mut Db, posts: &[PostId]) -> Result<HashMap<PostId, RevisionId>> {
    let rows: Vec<(PostId, RevisionId)> = revisions::table
        .filter(revisions::post_id.eq_any(posts))
        .select((revisions::post_id, revisions::id))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// What happened when a post was made.
fn events_of(made: &BulkPost) -> Vec<Event> {
    let created = Event::PostCreated(made.id);
    match made.post.publication {
        Publication::Published(_) => vec![created, Event::PostPublished(made.id)],
        Publication::Scheduled(_) => vec![created, Event::PostScheduled(made.id)],
        Publication::Draft | Publication::Archived(_) => vec![created],
    }
}

/// The tags of all names, made where there are none yet.
fn make_tags(
    db: &mut Db,
    new: &[(Incoming, Slug)],
    now: Moment,
) -> Result<BTreeMap<String, (TagId, String)>> {
    let mut made = BTreeMap::new();
    for (incoming, _) in new {
        for name in &incoming.tags {
            if !made.contains_key(name.as_str()) {
                let tag = tag(db, name, incoming.language, now)?;
                made.insert(name.as_str().to_owned(), tag);
            }
        }
    }
    Ok(made)
}

/// The tag of a name, and what it is called.
fn tag(db: &mut Db, name: &TagName, language: Language, now: Moment) -> Result<(TagId, String)> {
    if let Some(known) = tags::named(db, name)? {
        return Ok((known.id, known.name));
    }
    let new = NewTag {
        slug: name.slug().clone(),
        name: name.as_str().to_owned(),
        language: language::guess(name.as_str(), language),
        description: String::new(),
    };
    Ok((tags::create(db, &new, now)?, new.name))
}

/// The tags of a post; two names may mean one.
fn borne(names: &[TagName], tags: &BTreeMap<String, (TagId, String)>) -> (Vec<TagId>, Vec<String>) {
    let mut ids = Vec::with_capacity(names.len());
    let mut called = Vec::with_capacity(names.len());
    for (id, name) in names.iter().filter_map(|name| tags.get(name.as_str())) {
        if !ids.contains(id) {
            ids.push(*id);
            called.push(name.clone());
        }
    }
    (ids, called)
}

/// Lets a post say what its file says, with a revision of what it said before; says why it cannot.
fn change(
    db: &mut Db,
    incoming: Incoming,
    change: Change,
    author: &User,
    now: Moment,
) -> Result<Option<Reason>> {
    let Change {
        known,
        slug,
        working,
        typed,
        publication,
    } = change;
    let post = known.post;
    let draft = draft(incoming.clone(), slug.clone(), &working);
    let saving = Saving {
        by: author,
        typed: &typed,
        shown: Some(&working.surroundings),
        shows_draft: false,
        draft: Some(&draft),
        based_on: Some(working.head),
        editing: "",
        turn: 0,
        shown_status: None,
        intent: intent(publication, working.post.status),
    };
    let revision = match writing::save(db, post, &saving, now)? {
        Saved::Done { revision, .. } => revision,
        Saved::Clash(_) | Saved::Moved { .. } => return Ok(Some(Reason::ChangedHere)),
        Saved::Refused(refused) => return Ok(Some(Reason::of(&refused))),
    };
    // The address of a draft follows its title at the desk; a file names its own.
    posts::rename(db, post, &slug, now)?;
    let published_at = posts::by_id(db, post)?.published_at;
    if publication.status() == PostStatus::Published && publication.published_at() != published_at {
        posts::set_publication(db, post, publication)?;
    }
    let left = Known {
        revision,
        status: publication.status(),
        ..known
    };
    note(db, incoming, left)?;
    Ok(None)
}

/// The post as its file wants it, with what files do not speak of as it is.
fn draft(incoming: Incoming, slug: Slug, working: &Working) -> Draft {
    Draft {
        kind: working.post.kind,
        title: incoming.title,
        slug: Some(slug),
        summary: incoming.summary,
        language: incoming.language,
        tags: incoming.tags,
        // Left alone, as the authors are.
        series: None,
        authors: Vec::new(),
        cover_url: working.post.cover_url.clone(),
        cover_alt: working.post.cover_alt.clone(),
        canonical_url: working.post.canonical_url.clone(),
        comments_open: working.post.comments_open,
        body: incoming.body,
    }
}

fn intent(publication: Publication, now: PostStatus) -> Intent {
    match publication {
        Publication::Draft if now == PostStatus::Draft => Intent::Keep,
        Publication::Draft | Publication::Archived(_) => Intent::Unpublish,
        Publication::Scheduled(at) => Intent::Schedule(at),
        Publication::Published(_) => Intent::Publish,
    }
}
