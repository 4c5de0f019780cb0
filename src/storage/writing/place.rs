//! What a draft names that is elsewhere in the database: its address, its authors, its series, its tags.

use diesel::prelude::*;

use super::{Saving, Working, authors_of};
use crate::domain::access;
use crate::domain::draft::{Draft, Field, LeftAlone, WantedPlace};
use crate::domain::ids::{PostId, SeriesId, TagId, UserId};
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::slug::Slug;
use crate::domain::tag::{NewTag, TagName};
use crate::schema::{former_slugs, post_authors, post_tags, posts};
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::storage::{posts as post_queries, series, tags, users};
use crate::text::language;

/// What a draft's names stand for.
pub(super) struct Wanted {
    pub slug: Slug,
    authors: Vec<UserId>,
    left: LeftAlone,
}

/// What a draft names, or what is wrong with it; None for an autosave, which names nothing yet.
pub(super) type Resolved = std::result::Result<Option<Wanted>, Vec<(Field, Refusal)>>;

/// Finds what a draft names.
pub(super) fn resolve(
    db: &mut Db,
    saving: &Saving,
    left: LeftAlone,
    working: Option<&Working>,
) -> Result<Resolved> {
    let Some(draft) = saving.draft else {
        return Ok(Ok(None));
    };
    let mut refused = Vec::new();
    let post = working.map(|working| working.post.id);
    let slug = match slug(db, draft, working)? {
        Ok(slug) => Some(slug),
        Err(refusal) => {
            refused.push(("slug", refusal));
            None
        }
    };
    let authors = match authors(db, saving, draft, post, left)? {
        Ok(authors) => Some(authors),
        Err(refusal) => {
            refused.push(("authors", refusal));
            None
        }
    };
    if let Some(place) = draft.series.filter(|_| !left.place)
        && let Err(refusal) = room(db, place.series, post)?
    {
        refused.push(("series", refusal));
    }
    if let Some(working) = working
        && language_is_taken(db, draft, working)?
    {
        refused.push(("language", Refusal::Taken));
    }
    Ok(match (slug, authors) {
        (Some(slug), Some(authors)) if refused.is_empty() => Ok(Some(Wanted {
            slug,
            authors,
            left,
        })),
        _ => Err(refused),
    })
}

/// Whether a series is there, and has room for one part more.
fn room(
    db: &mut Db,
    id: SeriesId,
    post: Option<PostId>,
) -> Result<std::result::Result<(), Refusal>> {
    if !series::exists(db, id)? {
        return Ok(Err(Refusal::Unknown));
    }
    let most = series::MOST_PARTS as usize;
    let parts = series::order(db, id)?;
    let is_in = post.is_some_and(|post| parts.contains(&post));
    if parts.len() >= most && !is_in {
        return Ok(Err(Refusal::TooMany { most }));
    }
    Ok(Ok(()))
}

/// A post keeps its address unless another is typed; one that follows from the title of a post that
/// was never public follows the title.
fn slug(
    db: &mut Db,
    draft: &Draft,
    working: Option<&Working>,
) -> Result<std::result::Result<Slug, Refusal>> {
    let post = working.map(|working| working.post.id);
    if let (Some(slug), Some(working)) = (&draft.slug, working)
        && *slug == working.post.slug
        && follows_its_title(&working.post)
        && draft.title.as_str() != working.post.title
    {
        return free_slug(db, draft.title.as_str(), post).map(Ok);
    }
    match (&draft.slug, working) {
        (Some(slug), _) if is_taken(db, slug, post)? || was_anothers(db, slug, post)? => {
            Ok(Err(Refusal::Taken))
        }
        (Some(slug), _) => Ok(Ok(slug.clone())),
        (None, Some(working)) if working.post.published_at.is_some() => {
            Ok(Ok(working.post.slug.clone()))
        }
        (None, _) => free_slug(db, draft.title.as_str(), post).map(Ok),
    }
}

/// Whether an address was made from the title, of a post that readers have not seen.
fn follows_its_title(post: &Post) -> bool {
    let made = crate::text::slug::from_title(&post.title);
    let number = match post.slug.as_str().strip_prefix(made.as_str()) {
        Some("") => true,
        Some(rest) => rest
            .strip_prefix('-')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())),
        None => false,
    };
    post.published_at.is_none() && !made.is_empty() && number
}

/// An address that no post has or had, made from a title.
pub(super) fn free_slug(db: &mut Db, title: &str, post: Option<PostId>) -> Result<Slug> {
    let made = crate::text::slug::from_title(title);
    let stem = if made.is_empty() { "post" } else { &made };
    for number in 1..100_000 {
        let candidate = match number {
            1 if stem != "post" => stem.to_owned(),
            number => format!("{stem}-{number}"),
        };
        match Slug::of_post(&candidate) {
            Ok(slug) if !is_taken(db, &slug, post)? && !was_anothers(db, &slug, post)? => {
                return Ok(slug);
            }
            _ => {}
        }
    }
    Err(StorageError::Failed(format!(
        "no address is free for {stem:?}"
    )))
}

fn is_taken(db: &mut Db, slug: &Slug, except: Option<PostId>) -> Result<bool> {
    let owner: Option<PostId> = posts::table
        .filter(posts::slug.eq(slug))
        .select(posts::id)
        .first(db)
        .optional()?;
    Ok(owner.is_some_and(|owner| Some(owner) != except))
}

fn was_anothers(db: &mut Db, slug: &Slug, except: Option<PostId>) -> Result<bool> {
    let owner: Option<PostId> = former_slugs::table
        .find(slug)
        .select(former_slugs::post_id)
        .first(db)
        .optional()?;
    Ok(owner.is_some_and(|owner| Some(owner) != except))
}

/// Who is to be named as author. One who may not choose leaves the authors as they are.
fn authors(
    db: &mut Db,
    saving: &Saving,
    draft: &Draft,
    post: Option<PostId>,
    left: LeftAlone,
) -> Result<std::result::Result<Vec<UserId>, Refusal>> {
    let known = match post {
        Some(post) => authors_of(db, post)?,
        None => Vec::new(),
    };
    if left.authors {
        return Ok(Ok(if known.is_empty() {
            vec![saving.by.id]
        } else {
            known
        }));
    }
    let mut authors = Vec::new();
    for handle in &draft.authors {
        let user = match users::by_handle(db, handle) {
            Ok(user) => user,
            Err(StorageError::NotFound) => return Ok(Err(Refusal::Unknown)),
            Err(error) => return Err(error),
        };
        if !access::may_be_author(&user) && !known.contains(&user.id) {
            return Ok(Err(Refusal::NotAllowed));
        }
        authors.push(user.id);
    }
    Ok(Ok(authors))
}

/// A group of translations has one post a language.
fn language_is_taken(db: &mut Db, draft: &Draft, working: &Working) -> Result<bool> {
    let Some(group) = working.post.translation_group_id else {
        return Ok(false);
    };
    let other = posts::table
        .filter(posts::translation_group_id.eq(group))
        .filter(posts::language.eq(draft.language))
        .filter(posts::id.ne(working.post.id))
        .select(posts::id);
    Ok(diesel::select(diesel::dsl::exists(other)).get_result(db)?)
}

/// Writes a draft into its post, which no list holds meanwhile.
pub(super) fn write(
    db: &mut Db,
    post: PostId,
    draft: &Draft,
    wanted: &Wanted,
    now: Moment,
) -> Result<()> {
    write_row(db, post, draft, now)?;
    write_slug(db, post, &wanted.slug, now)?;
    write_authors(db, post, &wanted.authors)?;
    if !wanted.left.tags {
        write_tags(db, post, draft, now)?;
    }
    if wanted.left.place {
        return Ok(());
    }
    write_place(db, post, draft.series)
}

fn write_row(db: &mut Db, post: PostId, draft: &Draft, now: Moment) -> Result<()> {
    let rendered = &draft.body.rendered;
    let contents = serde_json::to_string(&rendered.contents)
        .map_err(|error| StorageError::Failed(format!("contents of post {}: {error}", post.0)))?;
    type Words = (String, String, String, Moment);
    let (title, summary, source, updated_at): Words = posts::table
        .find(post)
        .select((
            posts::title,
            posts::summary,
            posts::source,
            posts::updated_at,
        ))
        .first(db)?;
    let is_changed = title != draft.title.as_str()
        || summary != draft.summary.as_str()
        || source != draft.body.source;
    diesel::update(posts::table.find(post))
        .set((
            posts::kind.eq(draft.kind),
            posts::title.eq(draft.title.as_str()),
            posts::summary.eq(draft.summary.as_str()),
            posts::language.eq(draft.language),
            posts::updated_at.eq(if is_changed { now } else { updated_at }),
            posts::cover_url.eq(&draft.cover_url),
            posts::cover_alt.eq(&draft.cover_alt),
            posts::canonical_url.eq(&draft.canonical_url),
            posts::comments_open.eq(draft.comments_open),
            posts::word_count.eq(rendered.length.words() as i64),
            posts::reading_minutes.eq(rendered.length.minutes() as i64),
            posts::contents.eq(contents),
            posts::html.eq(&rendered.html),
            posts::source.eq(&draft.body.source),
            posts::draft_revision_id.eq(None::<crate::domain::ids::RevisionId>),
        ))
        .execute(db)?;
    Ok(())
}

/// The address of a post that was public leads on for ever; that of a draft is simply changed.
fn write_slug(db: &mut Db, post: PostId, slug: &Slug, now: Moment) -> Result<()> {
    let was_public: Option<Moment> = posts::table
        .find(post)
        .select(posts::published_at)
        .first(db)?;
    if was_public.is_some() {
        return post_queries::rename(db, post, slug, now);
    }
    diesel::delete(former_slugs::table.filter(former_slugs::slug.eq(slug))).execute(db)?;
    diesel::update(posts::table.find(post))
        .set(posts::slug.eq(slug))
        .execute(db)?;
    Ok(())
}

fn write_authors(db: &mut Db, post: PostId, authors: &[UserId]) -> Result<()> {
    if authors_of(db, post)? == authors {
        return Ok(());
    }
    diesel::delete(post_authors::table.filter(post_authors::post_id.eq(post))).execute(db)?;
    for (position, author) in (1i32..).zip(authors) {
        post_queries::insert_author(db, post, *author, position)?;
    }
    Ok(())
}

fn write_tags(db: &mut Db, post: PostId, draft: &Draft, now: Moment) -> Result<()> {
    let mut wanted: Vec<TagId> = Vec::with_capacity(draft.tags.len());
    for name in &draft.tags {
        // Two names may mean one tag.
        let tag = tag(db, name, draft, now)?;
        if !wanted.contains(&tag) {
            wanted.push(tag);
        }
    }
    let known: Vec<TagId> = tags::of_post(db, post)?
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    let dropped: Vec<TagId> = known
        .iter()
        .copied()
        .filter(|tag| !wanted.contains(tag))
        .collect();
    let borne = post_tags::table
        .filter(post_tags::post_id.eq(post))
        .filter(post_tags::tag_id.eq_any(dropped));
    diesel::delete(borne).execute(db)?;
    for tag in wanted.into_iter().filter(|tag| !known.contains(tag)) {
        diesel::insert_into(post_tags::table)
            .values((post_tags::post_id.eq(post), post_tags::tag_id.eq(tag)))
            .execute(db)?;
    }
    Ok(())
}

/// The tag of a name: by its name, by its address, or new.
fn tag(db: &mut Db, name: &TagName, draft: &Draft, now: Moment) -> Result<TagId> {
    if let Some(known) = tags::named(db, name)? {
        return Ok(known.id);
    }
    let new = NewTag {
        slug: name.slug().clone(),
        name: name.as_str().to_owned(),
        language: language::guess(name.as_str(), draft.language),
        description: String::new(),
    };
    tags::create(db, &new, now)
}

fn write_place(db: &mut Db, post: PostId, wanted: Option<WantedPlace>) -> Result<()> {
    let known: Option<(SeriesId, usize)> = series::position_of(db, post)?;
    match (known, wanted) {
        (None, None) => Ok(()),
        (Some((known, _)), None) => series::remove_part(db, known, post),
        (known, Some(wanted)) => {
            if let Some((known, place)) = known
                && known == wanted.series
            {
                let end = series::order(db, known)?.len();
                if place == wanted.part.unwrap_or(end).min(end) {
                    return Ok(());
                }
            }
            series::place(db, wanted.series, post, wanted.part)
        }
    }
}
