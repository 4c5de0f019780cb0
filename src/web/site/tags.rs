//! Tags, and the articles that bear one.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::discussions;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::TagId;
use crate::domain::listing::Cursor;
use crate::domain::tag::Tag;
use crate::storage::listings::{self, Card};
use crate::storage::tags;
use crate::web::query::Query;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/tags/index.html")]
struct TagsPage {
    shell: Shell,
    tags: Vec<Tag>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "site/tags/show.html")]
struct TagPage {
    shell: Shell,
    tag: Tag,
    cards: Vec<Card>,
    path: String,
    newer: Option<Cursor>,
    older: Option<Cursor>,
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let after = after(&query)?;
    let (settings, mut tags) = site.read(move |db, _| tags::most_used(db, after)).await?;
    let has_more = tags.len() > tags::PAGE_LENGTH as usize;
    tags.truncate(tags::PAGE_LENGTH as usize);
    let next = tags
        .last()
        .filter(|_| has_more)
        .map(|last| format!("{}-{}", last.listed_posts, last.id.0));
    let words = crate::web::shell::words_for(&visitor, &settings);
    let head = Head {
        title: words.say("tags-title"),
        canonical: Some("/tags".to_owned()),
        feeds: Some(String::new()),
        indexed: true,
        ..Head::default()
    };
    let page = TagsPage {
        shell: Shell::new(&site, &visitor, settings, head),
        tags,
        next,
    };
    answer::public(&request, &page, Shown::with([Name::Tags, Name::Posts]))
}

/// After which tag a page begins: `?after=USES-ID`.
fn after(query: &Query) -> Result<Option<(i64, TagId)>, AppError> {
    let Some(text) = query.get("after") else {
        return Ok(None);
    };
    let read = text
        .split_once('-')
        .and_then(|(uses, id)| Some((uses.parse().ok()?, TagId(id.parse().ok()?))));
    read.map(Some).ok_or(AppError::NotFound)
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 1)?;
    let window = query.window()?;
    let read = site.read(move |db, _| {
        let tag = tags::public_by_slug(db, &slug)?;
        let found = listings::of_tag(db, tag.id, window)?;
        Ok((tag, found))
    });
    let (settings, (tag, found)) = read.await?;
    let mut shown = Shown::with([Name::Tag(tag.id), Name::People]);
    shown.extend(discussions(&found.items));
    let path = address::of("tag", tag.slug.as_str());
    address::require(&request, &path)?;
    let words = crate::web::shell::words_for(&visitor, &settings);
    let head = Head {
        title: words.with("tag-title", &tag.name),
        description: tag.description.clone(),
        canonical: query.canonical(&path),
        feeds: Some(path.clone()),
        indexed: true,
        ..Head::default()
    };
    let page = TagPage {
        shell: Shell::new(&site, &visitor, settings, head),
        tag,
        cards: found.items,
        path,
        newer: found.newer,
        older: found.older,
    };
    answer::public(&request, &page, shown)
}
