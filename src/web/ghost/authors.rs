//! People who wrote public articles.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::errors::Refusal;
use super::parameters::{Asked, check};
use super::posts::{id_of, slug_of};
use super::replies::{self, item};
use super::shapes::AuthorShape;
use crate::domain::freshness::{Name, Shown};
use crate::storage::content::{self, Wanted};
use crate::text::nql::{Comparison, Condition, Filter, Value as Wish};
use crate::web::Site;

fn shown() -> Shown {
    Shown::with([Name::Keys, Name::People, Name::Posts])
}

pub async fn browse(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(&request)?;
    let (items, total) = find(&site, &asked, asked.wanted.clone()).await?;
    Ok(replies::browse(
        &request,
        "authors",
        items,
        (&asked, total),
        shown(),
    ))
}

pub async fn read(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    let id = super::shapes::id(id_of(&request)?);
    one(&request, &site, "id", id).await
}

pub async fn read_by_slug(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    let slug = slug_of(&request)?.as_str().to_owned();
    one(&request, &site, "slug", slug).await
}

async fn one(
    request: &HttpRequest,
    site: &Site,
    field: &str,
    value: String,
) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(request)?;
    let wanted = Wanted {
        filter: Some(Filter::Is(Condition {
            field: field.to_owned(),
            is_negated: false,
            comparison: Comparison::Equal(Wish::Text(value)),
        })),
        limit: 1,
        ..Wanted::default()
    };
    let (mut items, _) = find(site, &asked, wanted).await?;
    let item = items
        .pop()
        .ok_or(Refusal::NotFound("Resource not found error, cannot read."))?;
    Ok(replies::read(request, "authors", item, shown()))
}

async fn find(site: &Site, asked: &Asked, wanted: Wanted) -> Result<(Vec<Value>, i64), Refusal> {
    let key = asked.key.clone();
    let read = site.read(move |db, _| {
        if let Err(refusal) = check(db, key.as_deref())? {
            return Ok(Err(refusal));
        }
        Ok(content::authors(db, &wanted)?.map_err(Refusal::from))
    });
    let (found, total) = read.await?.1?;
    let with_count = asked.includes("count.posts");
    let mut items = Vec::with_capacity(found.len());
    for (user, posts) in &found {
        let shape = AuthorShape::of(&site.base_url, user, with_count.then_some(*posts));
        items.push(Value::Object(item(asked, &shape, &["count"])?));
    }
    Ok((items, total))
}
