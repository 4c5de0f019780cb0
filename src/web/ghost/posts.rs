//! Posts and pages.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};

use super::errors::Refusal;
use super::parameters::{Asked, check};
use super::replies::{self, item};
use super::shapes::{self, AuthorShape, PostShape, TagShape};
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::PostId;
use crate::domain::post::PostKind;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::User;
use crate::storage::content::{self, Dated};
use crate::storage::translations::{self, Translation};
use crate::storage::{self, Db, listings, tags};
use crate::web::{Site, address};

pub async fn browse(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    list(&request, &site, PostKind::Article).await
}

pub async fn browse_pages(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    list(&request, &site, PostKind::Page).await
}

pub async fn read(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    one(&request, &site, PostKind::Article, by_id(&request)?).await
}

pub async fn read_page(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    one(&request, &site, PostKind::Page, by_id(&request)?).await
}

pub async fn read_by_slug(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    let slug = slug_of(&request)?;
    one(&request, &site, PostKind::Article, Err(slug)).await
}

pub async fn read_page_by_slug(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    let slug = slug_of(&request)?;
    one(&request, &site, PostKind::Page, Err(slug)).await
}

fn by_id(request: &HttpRequest) -> Result<Result<PostId, Slug>, Refusal> {
    id_of(request).map(|number| Ok(PostId(number)))
}

/// The number behind the id in an address.
pub fn id_of(request: &HttpRequest) -> Result<i64, Refusal> {
    let id = request.match_info().get("id").unwrap_or_default();
    shapes::number(id).ok_or(Refusal::NotFound("Resource not found error, cannot read."))
}

pub fn slug_of(request: &HttpRequest) -> Result<Slug, Refusal> {
    let encoded = request.match_info().get("slug").unwrap_or_default();
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
    let decoded =
        decoded.map_err(|_| Refusal::NotFound("Resource not found error, cannot read."))?;
    Ok(Slug::asked(&decoded))
}

fn name(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Article => "posts",
        PostKind::Page => "pages",
    }
}

/// Whatever is listed depends on what is public, what it says, and on who and what it is of.
fn shown() -> Shown {
    Shown::with([
        Name::Keys,
        Name::Posts,
        Name::Texts,
        Name::People,
        Name::Tags,
    ])
}

async fn list(request: &HttpRequest, site: &Site, kind: PostKind) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(request)?;
    let (key, wanted) = (asked.key.clone(), asked.wanted.clone());
    let surroundings = Around::wanted(&asked);
    let read = site.read(move |db, _| {
        if let Err(refusal) = check(db, key.as_deref())? {
            return Ok(Err(refusal));
        }
        let (found, total) = match content::posts(db, kind, &wanted)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused.into())),
        };
        let around = Around::of(db, &found, surroundings)?;
        Ok(Ok((found, total, around)))
    });
    let (found, total, around) = read.await?.1?;
    let mut shown = shown();
    // A page's own touch is all that tells of a page, which no list shows.
    shown.extend(found.iter().map(|dated| Name::Post(dated.post.id)));
    let mut items = Vec::with_capacity(found.len());
    for dated in found {
        items.push(around.post(&site.base_url, &asked, dated)?);
    }
    Ok(replies::browse(
        request,
        name(kind),
        items,
        (&asked, total),
        shown,
    ))
}

async fn one(
    request: &HttpRequest,
    site: &Site,
    kind: PostKind,
    which: Result<PostId, Slug>,
) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(request)?;
    let key = asked.key.clone();
    let surroundings = Around::wanted(&asked);
    let read = site.read(move |db, _| {
        if let Err(refusal) = check(db, key.as_deref())? {
            return Ok(Err(refusal));
        }
        let Some(found) = content::published(db, kind, which)? else {
            return Ok(Err(Refusal::NotFound(
                "Resource not found error, cannot read.",
            )));
        };
        let around = Around::of(db, std::slice::from_ref(&found), surroundings)?;
        Ok(Ok((found, around)))
    });
    let (found, around) = read.await?.1?;
    let mut shown = shown();
    shown.add(Name::Post(found.post.id));
    shown.extend(found.post.translation_group_id.map(Name::Translations));
    let item = around.post(&site.base_url, &asked, found)?;
    Ok(replies::read(request, name(kind), item, shown))
}

/// What belongs to posts, as far as it was asked for.
struct Around {
    tags: Option<HashMap<PostId, Vec<Tag>>>,
    authors: Option<HashMap<PostId, Vec<User>>>,
    translations: HashMap<PostId, Vec<Translation>>,
}

impl Around {
    /// Whether tags and authors are wanted.
    fn wanted(asked: &Asked) -> (bool, bool) {
        (asked.includes("tags"), asked.includes("authors"))
    }

    fn of(db: &mut Db, posts: &[Dated], (tags, authors): (bool, bool)) -> storage::Result<Around> {
        let ids: Vec<PostId> = posts.iter().map(|dated| dated.post.id).collect();
        let tags = match tags {
            true => Some(tags::of_posts(db, &ids)?),
            false => None,
        };
        let authors = match authors {
            true => Some(listings::writers_of(db, &ids)?),
            false => None,
        };
        let groups = posts
            .iter()
            .filter_map(|dated| dated.post.translation_group_id);
        let versions = translations::of_groups(db, &groups.collect::<Vec<_>>())?;
        let translations = posts
            .iter()
            .filter_map(|dated| {
                let group = dated.post.translation_group_id?;
                Some((dated.post.id, versions.get(&group)?.clone()))
            })
            .collect();
        Ok(Around {
            tags,
            authors,
            translations,
        })
    }

    /// A post with what belongs to it.
    fn post(&self, base_url: &str, asked: &Asked, dated: Dated) -> Result<Value, Refusal> {
        let id = dated.post.id;
        let formats = (asked.wants_format("html"), asked.wants_format("plaintext"));
        let shape = PostShape::of(base_url, dated, formats);
        let mut fields = item(asked, &shape, &["html", "plaintext"])?;
        if let Some(all) = &self.tags {
            let own = all.get(&id).map_or(&[][..], Vec::as_slice);
            let own: Vec<Value> = own
                .iter()
                .map(|tag| json!(TagShape::of(base_url, tag, false)))
                .collect();
            put(&mut fields, "primary_tag", "tags", own);
        }
        if let Some(all) = &self.authors {
            let own = all.get(&id).map_or(&[][..], Vec::as_slice);
            let own: Vec<Value> = own
                .iter()
                .map(|user| json!(AuthorShape::of(base_url, user, None)))
                .collect();
            put(&mut fields, "primary_author", "authors", own);
        }
        if asked.wants("translations") {
            fields.insert("translations".to_owned(), self.versions(base_url, id));
        }
        Ok(Value::Object(fields))
    }

    fn versions(&self, base_url: &str, id: PostId) -> Value {
        let others = self.translations.get(&id).into_iter().flatten();
        others
            .filter(|version| version.post != id)
            .map(|version| {
                json!({
                    "lang": version.language.tag(),
                    "dir": version.language.direction().as_str(),
                    "title": version.title,
                    "url": format!("{base_url}{}", address::of_post(&version.slug)),
                })
            })
            .collect()
    }
}

/// Things that belong to a post, the first of them once more by itself.
fn put(fields: &mut Map<String, Value>, first: &str, all: &str, things: Vec<Value>) {
    fields.insert(
        first.to_owned(),
        things.first().cloned().unwrap_or(Value::Null),
    );
    fields.insert(all.to_owned(), Value::Array(things));
}
