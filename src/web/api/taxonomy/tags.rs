//! Tags: listing them, making, changing, merging and removing them.

use actix_web::HttpResponse;

use super::{Label, parse};
use crate::domain::api_token::Scope;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::TagId;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::tag::{self, NewTag, Tag};
use crate::storage::tags::{self, PAGE_LENGTH};
use crate::storage::{self, Db, StorageError, audit};
use crate::web::api::body::Sent;
use crate::web::api::call::Call;
use crate::web::api::problem::Problem;
use crate::web::api::replies::{Condition, Listed, Made};
use crate::web::api::revisions::After;
use crate::web::api::shapes::taxonomy::{LabelChange, Merging, TagView};

pub async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let asked = call.query::<After>()?;
    let after = match &asked.after {
        None => None,
        Some(text) => Some(place(text).ok_or_else(|| {
            Problem::Malformed("after".to_owned(), "it is no `next` of a page".to_owned())
        })?),
    };
    let base = call.site.base_url.clone();
    let read = call.read(move |db, _| {
        let mut found = tags::most_used(db, after)?;
        let has_more = found.len() as i64 > PAGE_LENGTH;
        found.truncate(PAGE_LENGTH as usize);
        let last = found.last().filter(|_| has_more);
        let next = last.map(|tag| format!("{}-{}", tag.listed_posts, tag.id.0));
        let items = found.iter().map(|tag| TagView::of(&base, tag)).collect();
        Ok(Listed { items, next })
    });
    let (_, page) = read.await?;
    call.list(&page, Some(Shown::with([Name::Tags, Name::Posts])))
}

fn place(text: &str) -> Option<(i64, TagId)> {
    let (count, id) = text.split_once('-')?;
    Some((count.parse().ok()?, TagId(id.parse().ok()?)))
}

pub async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let id = TagId(call.number("id")?);
    let (base, sees_all) = (call.site.base_url.clone(), call.caller.may(Scope::Arrange));
    let read = call.read(move |db, _| {
        let tag = tags::by_id(db, id)?;
        match sees_all || tag.listed_posts > 0 {
            true => Ok(TagView::of(&base, &tag)),
            false => Err(StorageError::NotFound),
        }
    });
    let (_, tag) = read.await?;
    call.show(
        &tag,
        Some(Shown::with([Name::Tag(id), Name::Tags, Name::Posts])),
    )
}

fn checked(new: NewTag) -> Result<NewTag, Problem> {
    match tag::can_be_listed(&new.name) {
        true => Ok(new),
        false => Err(Problem::refused("/name", Refusal::Malformed)),
    }
}

pub async fn create(sent: Sent<LabelChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let (settings, ()) = sent.call.read(|_, _| Ok(())).await?;
    let base = sent.call.site.base_url.clone();
    sent.create(move |db, change, now| {
        let new = match parse(
            change,
            Label::new(settings.main_language),
            tag::LONGEST_NAME,
        )
        .and_then(checked)
        {
            Ok(new) => new,
            Err(problem) => return Ok(Err(problem)),
        };
        let id = tags::create(db, &new, now)?;
        audit::record(db, &actor.did("tag.created", subject(id), now))?;
        let view = TagView::of(&base, &tags::by_id(db, id)?);
        let path = format!("/api/v1/tags/{}", id.0);
        Ok(Ok(Made { view, path }))
    })
    .await
}

fn subject(id: TagId) -> String {
    format!("tag:{}", id.0)
}

/// The tag, when the caller has it as it is.
fn known(
    db: &mut Db,
    base: &str,
    id: TagId,
    condition: &Condition,
) -> storage::Result<Result<Tag, Problem>> {
    let tag = tags::by_id(db, id)?;
    Ok(condition.met(&TagView::of(base, &tag))?.map(|()| tag))
}

pub async fn update(sent: Sent<LabelChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let id = TagId(sent.call.number("id")?);
    let (condition, base) = (sent.call.condition()?, sent.call.site.base_url.clone());
    let change = sent.body;
    let view = sent
        .call
        .write(move |db| {
            let before = match known(db, &base, id, &condition)? {
                Ok(tag) => Label {
                    name: tag.name,
                    slug: tag.slug.as_str().to_owned(),
                    language: tag.language,
                    description: tag.description,
                },
                Err(problem) => return Ok(Err(problem)),
            };
            let changed = match parse(change, before, tag::LONGEST_NAME).and_then(checked) {
                Ok(changed) => changed,
                Err(problem) => return Ok(Err(problem)),
            };
            tags::change(db, id, &changed)?;
            audit::record(db, &actor.did("tag.saved", subject(id), Moment::now()))?;
            Ok(Ok(TagView::of(&base, &tags::by_id(db, id)?)))
        })
        .await?;
    sent.call.site.bells.indexing.notify_one();
    sent.call.changed(&view)
}

pub async fn merge(sent: Sent<Merging>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let id = TagId(sent.call.number("id")?);
    let into = TagId(sent.body.into.into());
    let (condition, base) = (sent.call.condition()?, sent.call.site.base_url.clone());
    let view = sent
        .call
        .write(move |db| {
            if let Err(problem) = known(db, &base, id, &condition)? {
                return Ok(Err(problem));
            }
            if into == id {
                return Ok(Err(Problem::refused("/into", Refusal::NotAllowed)));
            }
            match tags::by_id(db, into) {
                Ok(_) => {}
                Err(StorageError::NotFound) => {
                    return Ok(Err(Problem::refused("/into", Refusal::Unknown)));
                }
                Err(error) => return Err(error),
            }
            tags::merge(db, id, into)?;
            audit::record(db, &actor.did("tag.merged", subject(id), Moment::now()))?;
            Ok(Ok(TagView::of(&base, &tags::by_id(db, into)?)))
        })
        .await?;
    sent.call.site.bells.indexing.notify_one();
    sent.call.changed(&view)
}

pub async fn remove(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::Arrange)?;
    let id = TagId(call.number("id")?);
    let (condition, base) = (call.condition()?, call.site.base_url.clone());
    call.write(move |db| {
        if let Err(problem) = known(db, &base, id, &condition)? {
            return Ok(Err(problem));
        }
        tags::remove(db, id)?;
        audit::record(db, &actor.did("tag.removed", subject(id), Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    call.site.bells.indexing.notify_one();
    Ok(call.done())
}
