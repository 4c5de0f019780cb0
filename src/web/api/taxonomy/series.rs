//! Series: listing them, making, changing, arranging and removing them.

use actix_web::HttpResponse;

use super::{Label, parse};
use crate::domain::api_token::Scope;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::{PostId, SeriesId};
use crate::domain::moment::Moment;
use crate::domain::post::PostStatus;
use crate::domain::refusal::Refusal;
use crate::domain::series::{NewSeries, Series};
use crate::domain::tag::{LONGEST_NAME, NewTag};
use crate::storage::series::{self, MOST_PARTS};
use crate::storage::{self, Db, StorageError, audit, listings, posts};
use crate::web::api::body::Sent;
use crate::web::api::call::Call;
use crate::web::api::posts::cards;
use crate::web::api::problem::Problem;
use crate::web::api::replies::{Condition, Listed, Made};
use crate::web::api::shapes::taxonomy::{LabelChange, PartsChange, SeriesCard, SeriesView};

pub async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let (base, sees_all) = (call.site.base_url.clone(), call.caller.may(Scope::Arrange));
    let read = call.read(move |db, _| {
        let found: Vec<Series> = match sees_all {
            true => series::shelves(db)?
                .into_iter()
                .map(|shelf| shelf.series)
                .collect(),
            false => series::all(db)?,
        };
        let items = found.into_iter().map(|one| SeriesCard::of(&base, one));
        Ok(items.collect())
    });
    let (_, items) = read.await?;
    call.list(
        &Listed::whole(items),
        Some(Shown::with([Name::Shelves, Name::Posts])),
    )
}

/// A series with the parts that somebody may see; without any it is there for its arrangers only.
fn view(db: &mut Db, base: &str, id: SeriesId, sees_all: bool) -> storage::Result<SeriesView> {
    let found = series::by_id(db, id)?;
    let mut parts = series::all_parts(db, id)?;
    if !sees_all {
        parts.retain(|part| part.status == PostStatus::Published);
        if parts.is_empty() {
            return Err(StorageError::NotFound);
        }
    }
    let parts = listings::with_authors(db, parts)?;
    Ok(SeriesView {
        series: SeriesCard::of(base, found),
        parts: cards(db, base, parts)?,
    })
}

pub async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let id = SeriesId(call.number("id")?);
    let (base, sees_all) = (call.site.base_url.clone(), call.caller.may(Scope::Arrange));
    let read = call.read(move |db, _| view(db, &base, id, sees_all));
    let (_, found) = read.await?;
    let mut shown = Shown::with([
        Name::Series(id),
        Name::Shelves,
        Name::Posts,
        Name::Texts,
        Name::People,
        Name::Tags,
    ]);
    shown.extend(
        found
            .parts
            .iter()
            .map(|part| Name::Comments(PostId(part.id))),
    );
    call.show(&found, Some(shown))
}

fn as_series(new: NewTag) -> NewSeries {
    NewSeries {
        slug: new.slug,
        name: new.name,
        language: new.language,
        description: new.description,
    }
}

fn subject(id: SeriesId) -> String {
    format!("series:{}", id.0)
}

pub async fn create(sent: Sent<LabelChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let (settings, ()) = sent.call.read(|_, _| Ok(())).await?;
    let base = sent.call.site.base_url.clone();
    sent.create(move |db, change, now| {
        let new = match parse(change, Label::new(settings.main_language), LONGEST_NAME) {
            Ok(new) => as_series(new),
            Err(problem) => return Ok(Err(problem)),
        };
        let id = series::create(db, &new, now)?;
        audit::record(db, &actor.did("series.created", subject(id), now))?;
        let view = view(db, &base, id, true)?;
        let path = format!("/api/v1/series/{}", id.0);
        Ok(Ok(Made { view, path }))
    })
    .await
}

/// The series, when the caller has it as it is.
fn known(
    db: &mut Db,
    base: &str,
    id: SeriesId,
    condition: &Condition,
) -> storage::Result<Result<Series, Problem>> {
    let met = condition.met(&view(db, base, id, true)?)?;
    let found = series::by_id(db, id)?;
    Ok(met.map(|()| found))
}

pub async fn update(sent: Sent<LabelChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let id = SeriesId(sent.call.number("id")?);
    let (condition, base) = (sent.call.condition()?, sent.call.site.base_url.clone());
    let change = sent.body;
    let seen = sent
        .call
        .write(move |db| {
            let before = match known(db, &base, id, &condition)? {
                Ok(series) => Label {
                    name: series.name,
                    slug: series.slug.as_str().to_owned(),
                    language: series.language,
                    description: series.description,
                },
                Err(problem) => return Ok(Err(problem)),
            };
            let changed = match parse(change, before, LONGEST_NAME) {
                Ok(changed) => as_series(changed),
                Err(problem) => return Ok(Err(problem)),
            };
            series::change(db, id, &changed)?;
            audit::record(db, &actor.did("series.saved", subject(id), Moment::now()))?;
            Ok(Ok(view(db, &base, id, true)?))
        })
        .await?;
    sent.call.changed(&seen)
}

pub async fn arrange(sent: Sent<PartsChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Arrange)?;
    let id = SeriesId(sent.call.number("id")?);
    let (condition, base) = (sent.call.condition()?, sent.call.site.base_url.clone());
    let wanted: Vec<PostId> = sent
        .body
        .parts
        .iter()
        .map(|part| PostId((*part).into()))
        .collect();
    require_each_once(&wanted)?;
    let seen = sent
        .call
        .write(move |db| {
            if let Err(problem) = known(db, &base, id, &condition)? {
                return Ok(Err(problem));
            }
            let there = posts::by_ids(db, &wanted)?;
            let unknown = wanted
                .iter()
                .position(|part| there.iter().all(|post| post.id != *part));
            if let Some(place) = unknown {
                return Ok(Err(Problem::refused(
                    &format!("/parts/{place}"),
                    Refusal::Unknown,
                )));
            }
            for part in &wanted {
                // It leaves the series that it is in.
                series::place(db, id, *part, None)?;
            }
            series::reorder(db, id, &wanted)?;
            audit::record(db, &actor.did("series.ordered", subject(id), Moment::now()))?;
            Ok(Ok(view(db, &base, id, true)?))
        })
        .await?;
    sent.call.changed(&seen)
}

fn require_each_once(parts: &[PostId]) -> Result<(), Problem> {
    if parts.len() as i64 > MOST_PARTS {
        let most = MOST_PARTS as usize;
        return Err(Problem::refused("/parts", Refusal::TooMany { most }));
    }
    let again = |(place, part): (usize, &PostId)| parts[..place].contains(part).then_some(place);
    match parts.iter().enumerate().find_map(again) {
        Some(place) => Err(Problem::refused(&format!("/parts/{place}"), Refusal::Taken)),
        None => Ok(()),
    }
}

pub async fn remove(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::Arrange)?;
    let id = SeriesId(call.number("id")?);
    let (condition, base) = (call.condition()?, call.site.base_url.clone());
    call.write(move |db| {
        if let Err(problem) = known(db, &base, id, &condition)? {
            return Ok(Err(problem));
        }
        series::remove(db, id)?;
        audit::record(db, &actor.did("series.removed", subject(id), Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}
