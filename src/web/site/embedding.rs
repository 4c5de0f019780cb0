//! oEmbed 1.0: what another site shows in the place of a link to an article.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::pictures;
use crate::domain::access::{Reading, public_reading};
use crate::domain::freshness::{Name, Shown};
use crate::domain::language::Language;
use crate::domain::slug::Slug;
use crate::storage::posts::{self, Found};
use crate::storage::{StorageError, around};
use crate::text::{isolates, plain};
use crate::web::query::Query;
use crate::web::{AppError, Site, address, answer};

/// How wide and high the box is where nobody asks for less, in CSS pixels.
const WIDTH: u32 = 600;
const HEIGHT: u32 = 200;

#[derive(Template)]
#[template(path = "site/embedding/show.html")]
struct Quotation<'a> {
    address: &'a str,
    title: String,
    summary: String,
    language: Language,
    author_name: &'a str,
    site_title: &'a str,
    site_address: &'a str,
}

#[derive(Template)]
#[template(path = "site/embedding/show.xml")]
struct Xml {
    embedded: Embedded,
}

/// The members that the standard names, and the language and direction of the title.
#[derive(Debug, Serialize)]
struct Embedded {
    version: &'static str,
    r#type: &'static str,
    title: String,
    author_name: String,
    author_url: String,
    provider_name: String,
    provider_url: String,
    cache_age: u32,
    html: String,
    width: u32,
    height: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
    lang: &'static str,
    dir: &'static str,
}

#[derive(Debug, Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

enum Format {
    Json,
    Xml,
}

/// What a consumer asks for.
struct Asked {
    slug: Slug,
    format: Format,
    widest: u32,
    highest: u32,
}

impl Asked {
    /// A page that Daf does not have is not found. For another format the standard has 501; Daf takes it for
    /// what it is, a mistake in the question.
    fn read(query: &Query, base_url: &str) -> Result<Asked, AppError> {
        let url = query
            .get("url")
            .ok_or(AppError::Invalid("oEmbed needs the url of a page"))?;
        let format = match query.get("format") {
            None | Some("json") => Format::Json,
            Some("xml") => Format::Xml,
            Some(_) => return Err(AppError::Invalid("oEmbed is JSON or XML here")),
        };
        let most = |name, otherwise| match query.get(name) {
            None => Ok(otherwise),
            Some(typed) => typed
                .parse()
                .map_err(|_| AppError::Invalid("a width and a height are whole numbers")),
        };
        Ok(Asked {
            slug: address::post_at(base_url, url).ok_or(AppError::NotFound)?,
            format,
            widest: most("maxwidth", u32::MAX)?,
            highest: most("maxheight", u32::MAX)?,
        })
    }
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let asked = Asked::read(&query, &site.base_url)?;
    let slug = asked.slug.clone();
    let read = site.read(move |db, _| {
        let found = match posts::at_address(db, &slug)? {
            Found::Moved(newer) => posts::at_address(db, &newer)?,
            found => found,
        };
        let Found::Post(article) = found else {
            return Err(StorageError::NotFound);
        };
        if public_reading(&article.post) != Reading::Allowed {
            return Err(StorageError::NotFound);
        }
        let authors = around::of_post(db, &article.post)?.authors;
        Ok((article.post, authors))
    });
    let (settings, (post, authors)) = read.await?;
    let whole = |path: &str| format!("{}{path}", site.base_url);
    let direction = post.language.direction();
    let author_name = pictures::byline(&authors);
    let html = Quotation {
        address: &whole(&address::of_post(&post.slug)),
        title: isolates::html(&post.title, direction),
        summary: isolates::html(&post.summary, direction),
        language: post.language,
        author_name: &author_name,
        site_title: &settings.title,
        site_address: &whole("/"),
    }
    .render()?;
    let picture = pictures::of_post(&post, &author_name, &settings);
    let thumbnail = Thumbnail {
        thumbnail_url: whole(&picture),
        thumbnail_width: pictures::WIDTH,
        thumbnail_height: pictures::HEIGHT,
    };
    let is_small_enough = asked.widest >= pictures::WIDTH && asked.highest >= pictures::HEIGHT;
    let embedded = Embedded {
        version: "1.0",
        r#type: "rich",
        title: plain::directed(&post.title, direction),
        author_url: authors.first().map_or_else(
            || whole("/"),
            |author| whole(&address::of("author", author.handle.as_str())),
        ),
        author_name,
        provider_name: settings.title.clone(),
        provider_url: whole("/"),
        cache_age: 3_600,
        html,
        width: WIDTH.min(asked.widest),
        height: HEIGHT.min(asked.highest),
        thumbnail: is_small_enough.then_some(thumbnail),
        lang: post.language.tag(),
        dir: direction.as_str(),
    };
    let shown = Shown::with([Name::Post(post.id), Name::People]);
    let mut answer = match asked.format {
        Format::Json => {
            let json = serde_json::to_string(&embedded).map_err(|_| AppError::Busy)?;
            answer::document(&request, "application/json; charset=utf-8", json, shown)
        }
        Format::Xml => {
            let xml = plain::for_xml(&Xml { embedded }.render()?);
            answer::document(&request, "text/xml; charset=utf-8", xml, shown)
        }
    };
    answer.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::HeaderValue::from_static("*"),
    );
    Ok(answer)
}
