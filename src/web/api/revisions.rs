//! What posts were, links to drafts, and Markdown rendered.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::posts::view;
use super::problem::Problem;
use super::replies::{Listed, Made};
use super::shapes::post::PostView;
use super::shapes::revision::{PreviewLinkView, RenderingView, RevisionCard, RevisionView, Source};
use crate::domain::api_token::Scope;
use crate::domain::ids::{PostId, PreviewLinkId, RevisionId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::Body;
use crate::storage::revisions::{self, PAGE_LENGTH};
use crate::storage::{StorageError, audit, posts, previews, writing};

pub fn operations(all: &mut Operations) {
    all.get("/posts/{id}/revisions", "listRevisions", index)
        .says("What a post was after each save, the last first.")
        .needs(Scope::ReadPosts)
        .asks::<After>()
        .shows::<Listed<RevisionCard>>();
    all.get("/posts/{id}/revisions/{revision}", "getRevision", show)
        .says("A save with its text.")
        .needs(Scope::ReadPosts)
        .shows::<RevisionView>();
    all.post(
        "/posts/{id}/revisions/{revision}/restoration",
        "restoreRevision",
        restore,
    )
    .says("Makes an old revision the newest again. Readers see it when the post is published next.")
    .needs(Scope::WritePosts)
    .shows::<PostView>()
    .conditionally()
    .may_refuse(&[409, 410]);
    all.get("/posts/{id}/preview-links", "listPreviewLinks", links)
        .says("The links by which others read a post as it was saved last.")
        .needs(Scope::ReadPosts)
        .shows::<Listed<PreviewLinkView>>();
    all.post(
        "/posts/{id}/preview-links",
        "createPreviewLink",
        create_link,
    )
    .says("Makes a link by which others read a post as it was saved last.")
    .needs(Scope::WritePosts)
    .takes::<Nothing>()
    .makes::<PreviewLinkView>()
    .once_by_key()
    .may_refuse(&[409]);
    all.delete(
        "/posts/{id}/preview-links/{link}",
        "deletePreviewLink",
        remove_link,
    )
    .says("Takes such a link back.")
    .needs(Scope::WritePosts);
    all.post("/rendering", "render", render)
        .says("Renders Markdown as it would be in a post.")
        .needs(Scope::WritePosts)
        .takes::<Source>()
        .shows::<RenderingView>();
}

/// Which page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// `next` of the page before.
    pub after: Option<String>,
}

impl After {
    /// The number of the last thing on the page before.
    pub fn number(&self) -> Result<Option<i64>, Problem> {
        let read = |after: &String| {
            let why = "it is no `next` of a page".to_owned();
            let number = after.parse().ok().filter(|number| *number > 0);
            number.ok_or(Problem::Malformed("after".to_owned(), why))
        };
        self.after.as_ref().map(read).transpose()
    }
}

/// An empty object.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPosts)?;
    let id = PostId(call.number("id")?);
    let before = call.query::<After>()?.number()?.map(RevisionId);
    let read = call.read(move |db, _| {
        writing::require_editable(db, id, &user)?;
        let language = posts::by_id(db, id)?.language;
        let mut saves = revisions::saves(db, id, before)?;
        let has_more = saves.len() > PAGE_LENGTH;
        saves.truncate(PAGE_LENGTH);
        let next = saves
            .last()
            .filter(|_| has_more)
            .map(|save| save.id.0.to_string());
        let items = saves
            .into_iter()
            .map(|save| RevisionCard::of(save, language));
        Ok(Listed {
            items: items.collect(),
            next,
        })
    });
    let (_, page) = read.await?;
    call.list(&page, None)
}

async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPosts)?;
    let id = PostId(call.number("id")?);
    let revision = RevisionId(call.number("revision")?);
    let read = call.read(move |db, _| {
        writing::require_editable(db, id, &user)?;
        let language = posts::by_id(db, id)?.language;
        Ok(RevisionView::of(
            revisions::of_post(db, id, revision)?,
            language,
        ))
    });
    let (_, revision) = read.await?;
    call.show(&revision, None)
}

async fn restore(call: Call) -> Result<HttpResponse, Problem> {
    let (user, actor) = call.user(Scope::WritePosts)?;
    let id = PostId(call.number("id")?);
    let wanted = RevisionId(call.number("revision")?);
    let condition = call.condition()?;
    let (base, reader) = (
        call.site.base_url.clone(),
        super::posts::reader(&call.caller),
    );
    let seen = call
        .write(move |db| {
            writing::require_editable(db, id, &user)?;
            revisions::of_post(db, id, wanted)?;
            let met = match view(db, &base, id, reader.as_ref())? {
                Ok((seen, _)) => condition.met(&seen)?,
                Err(problem) => Err(problem),
            };
            if let Err(problem) = met {
                return Ok(Err(problem));
            }
            let now = Moment::now();
            writing::restore(db, id, wanted, user.id, now)?;
            audit::record(
                db,
                &actor.did("post.restored", format!("post:{}", id.0), now),
            )?;
            Ok(view(db, &base, id, reader.as_ref())?.map(|(view, _)| view))
        })
        .await?;
    call.site.bells.indexing.notify_one();
    call.changed(&seen)
}

async fn links(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPosts)?;
    let id = PostId(call.number("id")?);
    let base = call.site.base_url.clone();
    let read = call.read(move |db, _| {
        writing::require_editable(db, id, &user)?;
        let links = previews::of_post(db, id)?.into_iter();
        Ok(links.map(|link| PreviewLinkView::of(&base, link)).collect())
    });
    let (_, links) = read.await?;
    call.list(&Listed::whole(links), None)
}

async fn create_link(sent: Sent<Nothing>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::WritePosts)?;
    let id = PostId(sent.call.number("id")?);
    let base = sent.call.site.base_url.clone();
    sent.create(move |db, _, now| {
        writing::require_editable(db, id, &user)?;
        let made = previews::create(db, id, user.id, now)?;
        audit::record(
            db,
            &actor.did("preview.made", format!("post:{}", id.0), now),
        )?;
        let link = previews::of_post(db, id)?
            .into_iter()
            .find(|link| link.id == made)
            .ok_or(StorageError::NotFound)?;
        Ok(Ok(Made {
            view: PreviewLinkView::of(&base, link),
            path: format!("/api/v1/posts/{}/preview-links", id.0),
        }))
    })
    .await
}

async fn remove_link(call: Call) -> Result<HttpResponse, Problem> {
    let (user, actor) = call.user(Scope::WritePosts)?;
    let id = PostId(call.number("id")?);
    let link = PreviewLinkId(call.number("link")?);
    call.write(move |db| {
        writing::require_editable(db, id, &user)?;
        previews::revoke(db, id, link)?;
        let subject = format!("post:{}", id.0);
        audit::record(db, &actor.did("preview.revoked", subject, Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}

async fn render(sent: Sent<Source>) -> Result<HttpResponse, Problem> {
    let Source { source, lang } = sent.body;
    let language = Language::from(lang);
    let rendered = sent.call.site.think(move || Body::parse(&source, language));
    let rendered = rendered
        .await?
        .map_err(|refusal| Problem::refused("/source", refusal))?
        .rendered;
    sent.call.changed(&RenderingView {
        lang,
        dir: language.into(),
        word_count: rendered.length.words() as usize,
        reading_minutes: rendered.length.minutes() as usize,
        html: rendered.html,
        contents: rendered.contents.into_iter().map(Into::into).collect(),
    })
}
