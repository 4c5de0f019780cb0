//! Posts as callers make and change them: by the same rules as the editor's form.

use actix_web::HttpResponse;

use super::reading::{reader, view};
use crate::domain::api_token::Scope;
use crate::domain::audit::Actor;
use crate::domain::draft::{Details, Draft, Field, Surroundings, Typed};
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostKind, PostStatus};
use crate::domain::refusal::Refusal;
use crate::domain::tag;
use crate::domain::user::User;
use crate::storage::writing::{self, Intent, Saved, Saving};
use crate::storage::{self, Db, audit, posts, translations};
use crate::web::api::body::Sent;
use crate::web::api::call::Call;
use crate::web::api::problem::{PartRefused, Problem};
use crate::web::api::replies::Made;
use crate::web::api::shapes::post::{PostChange, PostView, PublicationChange, Status};
use crate::web::api::shapes::revision::NewTranslation;

pub async fn create(sent: Sent<PostChange>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::WritePosts)?;
    let (settings, ()) = sent.call.read(|_, _| Ok(())).await?;
    let mut typed = Typed {
        details: Details {
            kind: PostKind::Article.as_str().to_owned(),
            language: settings.main_language.tag().to_owned(),
            authors: vec![user.handle.as_str().to_owned()],
            comments_open: true,
            ..Details::default()
        },
        ..Typed::default()
    };
    apply(&sent.body, &mut typed)?;
    let (typed, draft) = parsed(&sent.call, typed).await?;
    let base = sent.call.site.base_url.clone();
    let bell = sent.call.site.bells.indexing.clone();
    let reader = reader(&sent.call.caller);
    let reply = sent
        .create(move |db, _, now| {
            let saving = saving(&user, &typed, &draft, None, None, Intent::Keep);
            let saved = writing::create(db, &saving, "", None, now)?;
            let post = match done(saved) {
                Ok(post) => post,
                Err(problem) => return Ok(Err(problem)),
            };
            record(db, &actor, "post.created", post, now)?;
            record(db, &actor, "post.saved", post, now)?;
            made(db, &base, post, reader.as_ref().unwrap_or(&user))
        })
        .await?;
    bell.notify_one();
    Ok(reply)
}

fn made(
    db: &mut Db,
    base: &str,
    post: PostId,
    by: &User,
) -> storage::Result<Result<Made<PostView>, Problem>> {
    let path = format!("/api/v1/posts/{}", post.0);
    Ok(view(db, base, post, Some(by))?.map(|(view, _)| Made { view, path }))
}

/// What the caller has before it, as long as it is still so.
struct Before {
    typed: Typed,
    around: Surroundings,
    head: RevisionId,
    post: Post,
    is_draft: bool,
}

/// What is to be changed, when the caller may, and has it as it is.
async fn before(call: &Call, id: PostId, user: &User) -> Result<Before, Problem> {
    let condition = call.condition()?;
    let (base, reader, user) = (
        call.site.base_url.clone(),
        reader(&call.caller),
        user.clone(),
    );
    let read = call.read(move |db, _| {
        writing::require_editable(db, id, &user)?;
        let seen = match view(db, &base, id, reader.as_ref())? {
            Ok((seen, _)) => seen,
            // It is theirs to change, and not to read: there is nothing that they could have.
            Err(problem) => return Ok(Err(problem)),
        };
        if let Err(problem) = condition.met(&seen)? {
            return Ok(Err(problem));
        }
        let working = writing::open(db, id)?;
        Ok(Ok(Before {
            typed: working.typed,
            around: working.surroundings,
            head: working.head,
            is_draft: working.has_draft,
            post: working.post,
        }))
    });
    read.await?.1
}

pub async fn update(sent: Sent<PostChange>) -> Result<HttpResponse, Problem> {
    let (user, _) = sent.call.user(Scope::WritePosts)?;
    let id = PostId(sent.call.number("id")?);
    let mut before = before(&sent.call, id, &user).await?;
    apply(&sent.body, &mut before.typed)?;
    save(
        &sent.call,
        Scope::WritePosts,
        before,
        Intent::Keep,
        "post.saved",
    )
    .await
}

pub async fn publish(sent: Sent<PublicationChange>) -> Result<HttpResponse, Problem> {
    let (user, _) = sent.call.user(Scope::PublishPosts)?;
    let id = PostId(sent.call.number("id")?);
    let (intent, action) = decision(&sent.body)?;
    let before = before(&sent.call, id, &user).await?;
    save(&sent.call, Scope::PublishPosts, before, intent, action).await
}

fn decision(asked: &PublicationChange) -> Result<(Intent, &'static str), Problem> {
    if asked.at.is_some() && asked.status != Status::Scheduled {
        return Err(Problem::refused("/at", Refusal::NotAllowed));
    }
    Ok(match asked.status {
        Status::Published => (Intent::Publish, "post.published"),
        Status::Draft => (Intent::Unpublish, "post.unpublished"),
        Status::Archived => (Intent::Archive, "post.archived"),
        Status::Scheduled => {
            let at = asked
                .at
                .as_deref()
                .ok_or(Problem::refused("/at", Refusal::Empty))?;
            let at = Moment::parse(at).ok_or(Problem::refused("/at", Refusal::Malformed))?;
            if at <= Moment::now() {
                return Err(Problem::refused("/at", Refusal::NotAllowed));
            }
            (Intent::Schedule(at), "post.scheduled")
        }
    })
}

/// Saves what was typed over what the caller had before it.
async fn save(
    call: &Call,
    scope: Scope,
    before: Before,
    intent: Intent,
    action: &'static str,
) -> Result<HttpResponse, Problem> {
    let (user, actor) = call.user(scope)?;
    let (typed, draft) = parsed(call, before.typed.clone()).await?;
    let (base, reader) = (call.site.base_url.clone(), reader(&call.caller));
    let seen = call
        .write(move |db| {
            let (now, id) = (Moment::now(), before.post.id);
            writing::require_editable(db, id, &user)?;
            let saving = saving(
                &user,
                &typed,
                &draft,
                Some(&before),
                Some(before.post.status),
                intent,
            );
            let saved = writing::save(db, id, &saving, now)?;
            if let Err(problem) = done(saved) {
                return Ok(Err(problem));
            }
            record(db, &actor, action, id, now)?;
            Ok(view(db, &base, id, reader.as_ref())?.map(|(view, _)| view))
        })
        .await?;
    call.site.bells.indexing.notify_one();
    if matches!(intent, Intent::Schedule(_)) {
        call.site.bells.publishing.notify_one();
    }
    call.changed(&seen)
}

fn saving<'a>(
    by: &'a User,
    typed: &'a Typed,
    draft: &'a Draft,
    before: Option<&'a Before>,
    status: Option<PostStatus>,
    intent: Intent,
) -> Saving<'a> {
    Saving {
        by,
        typed,
        shown: before.map(|before| &before.around),
        shows_draft: before.is_some_and(|before| before.is_draft),
        draft: Some(draft),
        based_on: before.map(|before| before.head),
        editing: "",
        turn: 0,
        shown_status: status,
        intent,
    }
}

fn done(saved: Saved) -> Result<PostId, Problem> {
    match saved {
        Saved::Done { post, .. } => Ok(post),
        Saved::Clash(_) => Err(Problem::Conflict(
            "somebody saved in between: what was sent is kept aside among the revisions".to_owned(),
        )),
        Saved::Moved { status, .. } => Err(Problem::Conflict(format!(
            "the post has become {} meanwhile",
            status.as_str()
        ))),
        Saved::Refused(refused) => Err(refusals(refused)),
    }
}

fn refusals(refused: Vec<(Field, Refusal)>) -> Problem {
    let part = |(field, refusal): (Field, Refusal)| {
        let pointer = match field {
            "language" => "/lang",
            "when" => "/at",
            "part" => "/series/part",
            other => return PartRefused::of(format!("/{other}"), refusal),
        };
        PartRefused::of(pointer, refusal)
    };
    Problem::Invalid(refused.into_iter().map(part).collect())
}

fn record(
    db: &mut Db,
    actor: &Actor,
    action: &'static str,
    post: PostId,
    now: Moment,
) -> storage::Result<()> {
    audit::record(db, &actor.did(action, format!("post:{}", post.0), now))
}

/// Renders what was typed, away from the event loop.
async fn parsed(call: &Call, typed: Typed) -> Result<(Typed, Draft), Problem> {
    let parsed = call.site.think(move || {
        typed.check_kept().map_err(|refused| vec![refused])?;
        let draft = typed.parse()?;
        Ok((typed, draft))
    });
    parsed.await?.map_err(refusals)
}

/// Writes a change into what was typed.
fn apply(change: &PostChange, typed: &mut Typed) -> Result<(), Problem> {
    let set = |to: &mut String, from: &Option<String>| {
        if let Some(from) = from {
            to.clone_from(from);
        }
    };
    set(&mut typed.title, &change.title);
    if let Some(source) = &change.source {
        typed.source = source.replace("\r\n", "\n");
    }
    let details = &mut typed.details;
    set(&mut details.slug, &change.slug);
    set(&mut details.summary, &change.summary);
    set(&mut details.cover_url, &change.cover_url);
    set(&mut details.cover_alt, &change.cover_alt);
    set(&mut details.canonical_url, &change.canonical_url);
    if let Some(lang) = change.lang {
        details.language = Language::from(lang).tag().to_owned();
    }
    if let Some(kind) = change.kind {
        details.kind = PostKind::from(kind).as_str().to_owned();
    }
    if let Some(tags) = &change.tags {
        if let Some(place) = tags
            .iter()
            .position(|name| !tag::can_be_listed(name.trim()))
        {
            return Err(Problem::refused(
                &format!("/tags/{place}"),
                Refusal::Malformed,
            ));
        }
        details.tags = tags.join(", ");
    }
    if let Some(series) = &change.series {
        let number =
            |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        details.series = number(series.as_ref().map(|wanted| wanted.id));
        details.part = number(series.as_ref().and_then(|wanted| wanted.part));
    }
    if let Some(authors) = &change.authors {
        details.authors.clone_from(authors);
    }
    if let Some(open) = change.comments_open {
        details.comments_open = open;
    }
    Ok(())
}

pub async fn translate(sent: Sent<NewTranslation>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::WritePosts)?;
    let original = PostId(sent.call.number("id")?);
    let base = sent.call.site.base_url.clone();
    let bell = sent.call.site.bells.indexing.clone();
    let reply = sent
        .create(move |db, body, now| {
            writing::require_editable(db, original, &user)?;
            let language = Language::from(body.lang);
            let known = posts::by_id(db, original)?;
            let versions = match known.translation_group_id {
                Some(group) => translations::versions(db, group)?,
                None => Vec::new(),
            };
            if known.language == language
                || versions.iter().any(|version| version.language == language)
            {
                return Ok(Err(Problem::refused("/lang", Refusal::Taken)));
            }
            let post = writing::translate(db, original, language, &user, now)?;
            record(db, &actor, "post.translated", post, now)?;
            made(db, &base, post, &user)
        })
        .await?;
    bell.notify_one();
    Ok(reply)
}
