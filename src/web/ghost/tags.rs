//! Tags that public articles bear.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::errors::Refusal;
use super::parameters::{Asked, check};
use super::posts::{id_of, slug_of};
use super::replies::{self, item};
use super::shapes::TagShape;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::TagId;
use crate::domain::slug::Slug;
use crate::storage::{StorageError, content, tags};
use crate::web::Site;

fn shown() -> Shown {
    Shown::with([Name::Keys, Name::Tags, Name::Posts])
}

pub async fn browse(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(&request)?;
    let (key, wanted) = (asked.key.clone(), asked.wanted.clone());
    let read = site.read(move |db, _| {
        if let Err(refusal) = check(db, key.as_deref())? {
            return Ok(Err(refusal));
        }
        Ok(content::tags(db, &wanted)?.map_err(Refusal::from))
    });
    let (found, total) = read.await?.1?;
    let with_count = asked.includes("count.posts");
    let mut items = Vec::with_capacity(found.len());
    for tag in &found {
        let shape = TagShape::of(&site.base_url, tag, with_count);
        items.push(Value::Object(item(&asked, &shape, &["count"])?));
    }
    Ok(replies::browse(
        &request,
        "tags",
        items,
        (&asked, total),
        shown(),
    ))
}

pub async fn read(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    let id = TagId(id_of(&request)?);
    one(&request, &site, Ok(id)).await
}

pub async fn read_by_slug(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    let slug = slug_of(&request)?;
    one(&request, &site, Err(slug)).await
}

async fn one(
    request: &HttpRequest,
    site: &Site,
    which: Result<TagId, Slug>,
) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(request)?;
    let key = asked.key.clone();
    let read = site.read(move |db, _| {
        if let Err(refusal) = check(db, key.as_deref())? {
            return Ok(Err(refusal));
        }
        Ok(Ok(match which {
            Ok(id) => content::tags_by_ids(db, &[id])?
                .pop()
                .ok_or(StorageError::NotFound)?,
            Err(slug) => tags::public_by_slug(db, &slug)?,
        }))
    });
    let tag = read.await?.1?;
    let shape = TagShape::of(&site.base_url, &tag, asked.includes("count.posts"));
    let item = item(&asked, &shape, &["count"])?;
    Ok(replies::read(request, "tags", Value::Object(item), shown()))
}
