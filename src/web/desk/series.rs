//! Series at the desk: what they are called, and the order of their parts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use super::tags::{Typed, parse};
use crate::domain::access;
use crate::domain::ids::{PostId, SeriesId};
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::series::{NewSeries, Series, Step, moved, rearranged};
use crate::domain::slug::Slug;
use crate::domain::tag::NewTag;
use crate::storage::posts::{self, Found};
use crate::storage::series::{self, Shelf};
use crate::storage::{StorageError, audit, submissions};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

/// The most characters of a series' name.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "desk/series/index.html")]
struct AllSeriesPage {
    shell: Shell,
    shelves: Vec<Shelf>,
    typed: Typed,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "desk/series/edit.html")]
struct SeriesPage {
    shell: Shell,
    series: Series,
    parts: Vec<Post>,
    typed: Typed,
    /// The address of an article that is to become a part.
    part: String,
    errors: FieldErrors,
}

fn as_series(tag: NewTag) -> NewSeries {
    NewSeries {
        slug: tag.slug,
        name: tag.name,
        language: tag.language,
        description: tag.description,
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_arrange)?;
    let page = list(&site, &visitor).await?;
    answer::page(&request, &page)
}

async fn list(site: &Site, visitor: &Visitor) -> Result<AllSeriesPage, AppError> {
    let read = super::read(site, visitor, "series-desk-title", |db, _| {
        series::shelves(db)
    });
    let (shell, shelves) = read.await?;
    Ok(AllSeriesPage {
        typed: Typed {
            language: shell.settings.main_language.tag().to_owned(),
            ..Typed::default()
        },
        shell,
        shelves,
        errors: FieldErrors::default(),
    })
}

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let refused = async |errors: FieldErrors| {
        let page = AllSeriesPage {
            typed: Typed::sent(&form.fields),
            errors,
            ..list(&site, &form.visitor).await?
        };
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let new = match parse(&form.fields, words, LONGEST_NAME) {
        Ok(new) => as_series(new),
        Err(errors) => return refused(errors).await,
    };
    let (actor, key) = (form.visitor.actor(&user), form.own_key());
    let made = site
        .store
        .write(move |db| {
            let now = Moment::now();
            submissions::once(db, key.as_deref(), now, |db| {
                let id = series::create(db, &new, now)?;
                audit::record(db, &actor.did("series.created", subject(id), now))?;
                Ok(edit_address(id))
            })
        })
        .await;
    match made {
        Ok(place) => {
            let flash = Flash::new("flash-series-created");
            Ok(answer::onward(&site, &place, Some(flash)))
        }
        Err(StorageError::Taken(_)) => {
            refused(FieldErrors::only(words, "slug", Refusal::Taken)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn series_id(request: &HttpRequest) -> Result<SeriesId, AppError> {
    number(request, 2).map(SeriesId)
}

fn subject(id: SeriesId) -> String {
    format!("series:{}", id.0)
}

fn edit_address(id: SeriesId) -> String {
    format!("/desk/series/{}/edit", id.0)
}

fn onward(site: &Site, id: SeriesId, message: &str) -> HttpResponse {
    answer::onward(site, &edit_address(id), Some(Flash::new(message)))
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    id: SeriesId,
    sent: Option<&Fields>,
    errors: FieldErrors,
) -> Result<SeriesPage, AppError> {
    let read = super::read(site, visitor, "series-desk-title", move |db, _| {
        Ok((series::by_id(db, id)?, series::all_parts(db, id)?))
    });
    let (mut shell, (series, parts)) = read.await?;
    shell.head.title = series.name.clone();
    let known = Typed {
        name: series.name.clone(),
        slug: series.slug.as_str().to_owned(),
        language: series.language.tag().to_owned(),
        description: series.description.clone(),
    };
    let typed = sent.filter(|fields| fields.get("name").is_some());
    Ok(SeriesPage {
        typed: typed.map_or(known, Typed::sent),
        part: sent
            .map(|fields| fields.text("part").to_owned())
            .unwrap_or_default(),
        shell,
        series,
        parts,
        errors,
    })
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_arrange)?;
    let id = series_id(&request)?;
    let page = page(&site, &visitor, id, None, FieldErrors::default()).await?;
    answer::page(&request, &page)
}

async fn refused(
    site: &Site,
    form: &Form,
    id: SeriesId,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let page = page(site, &form.visitor, id, Some(&form.fields), errors).await?;
    answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = series_id(&request)?;
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let changed = match parse(&form.fields, words, LONGEST_NAME) {
        Ok(changed) => as_series(changed),
        Err(errors) => return refused(&site, &form, id, errors).await,
    };
    let actor = form.visitor.actor(&user);
    let saved = site
        .store
        .write(move |db| {
            series::by_id(db, id)?;
            series::change(db, id, &changed)?;
            audit::record(db, &actor.did("series.saved", subject(id), Moment::now()))
        })
        .await;
    match saved {
        Ok(()) => Ok(onward(&site, id, "flash-series-saved")),
        Err(StorageError::Taken(_)) => {
            let errors = FieldErrors::only(words, "slug", Refusal::Taken);
            refused(&site, &form, id, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is asked of the order: one step of one part, or the whole order as it was dragged.
enum Order {
    Step(PostId, Step),
    Whole(Vec<PostId>),
}

fn order(form: &Form) -> Option<Order> {
    let id = |text: &str| text.parse().ok().map(PostId);
    if let Some((step, part)) = form.text("step").split_once(':') {
        return Some(Order::Step(id(part)?, Step::parse(step)?));
    }
    let whole: Vec<PostId> = form.fields.all("order").filter_map(id).collect();
    (!whole.is_empty()).then_some(Order::Whole(whole))
}

/// Changes the order. Parts that came in the meantime stay, and those that went do not come back.
pub async fn reorder(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = series_id(&request)?;
    let asked = order(&form).ok_or(AppError::Invalid("no such order"))?;
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            series::by_id(db, id)?;
            let known = series::order(db, id)?;
            let order = match asked {
                Order::Step(part, step) => moved(known, part, step),
                Order::Whole(wanted) => rearranged(known, &wanted),
            };
            series::reorder(db, id, &order)?;
            audit::record(db, &actor.did("series.ordered", subject(id), Moment::now()))
        })
        .await?;
    Ok(onward(&site, id, "flash-series-ordered"))
}

/// Why an article cannot become a part.
fn slug_typed(typed: &str) -> Result<Slug, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Refusal::Empty);
    }
    let path = match url::Url::parse(typed) {
        Ok(url) => url.path().to_owned(),
        Err(_) => typed.to_owned(),
    };
    let decoded = percent_encoding::percent_decode_str(path.trim_matches('/'))
        .decode_utf8()
        .map_err(|_| Refusal::NotText)?
        .into_owned();
    if decoded.contains('\0') {
        return Err(Refusal::ControlCharacter);
    }
    Ok(Slug::asked(&decoded))
}

pub async fn add_part(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = series_id(&request)?;
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let slug = match slug_typed(form.text("part")) {
        Ok(slug) => slug,
        Err(refusal) => {
            let errors = FieldErrors::only(words, "part", refusal);
            return refused(&site, &form, id, errors).await;
        }
    };
    let actor = form.visitor.actor(&user);
    let added = site
        .store
        .write(move |db| {
            series::by_id(db, id)?;
            let found = match posts::at_address(db, &slug) {
                Ok(Found::Post(article)) => article.post.id,
                Ok(Found::Moved(slug)) => match posts::at_address(db, &slug)? {
                    Found::Post(article) => article.post.id,
                    Found::Moved(_) => return Ok(Err(Refusal::Unknown)),
                },
                Err(StorageError::NotFound) => return Ok(Err(Refusal::Unknown)),
                Err(error) => return Err(error),
            };
            if series::order(db, id)?.len() as i64 >= series::MOST_PARTS {
                let most = series::MOST_PARTS as usize;
                return Ok(Err(Refusal::TooMany { most }));
            }
            series::place(db, id, found, None)?;
            audit::record(db, &actor.did("series.saved", subject(id), Moment::now()))?;
            Ok(Ok(()))
        })
        .await?;
    match added {
        Ok(()) => Ok(onward(&site, id, "flash-part-added")),
        Err(refusal) => {
            let errors = FieldErrors::only(words, "part", refusal);
            refused(&site, &form, id, errors).await
        }
    }
}

pub async fn remove_part(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = series_id(&request)?;
    let part = PostId(number(&request, 4)?);
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            series::by_id(db, id)?;
            if !series::order(db, id)?.contains(&part) {
                return Err(StorageError::NotFound);
            }
            series::remove_part(db, id, part)?;
            audit::record(db, &actor.did("series.saved", subject(id), Moment::now()))
        })
        .await?;
    Ok(onward(&site, id, "flash-part-removed"))
}

/// Takes a series away; its articles stay.
pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = series_id(&request)?;
    if !form.fields.is_on("sure") {
        let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
        let mut errors = FieldErrors::default();
        errors.add("sure", words.say("field-sure"));
        return refused(&site, &form, id, errors).await;
    }
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            series::remove(db, id)?;
            audit::record(db, &actor.did("series.removed", subject(id), Moment::now()))
        })
        .await?;
    Ok(answer::onward(
        &site,
        "/desk/series",
        Some(Flash::new("flash-series-removed")),
    ))
}
