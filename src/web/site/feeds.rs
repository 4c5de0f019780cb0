//! The newest articles for feed readers, in the three formats they speak.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::authors;
use super::search::{Asked, answers};
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::listing::{PAGE_LENGTH, Window};
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::Handle;
use crate::storage::listings::{self, Card};
use crate::storage::search::Memory;
use crate::storage::{self, Db, posts, tags, users};
use crate::text::{plain, sanitize};
use crate::web::query::Query;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "feeds/atom.xml")]
struct Atom {
    feed: Feed,
}

#[derive(Template)]
#[template(path = "feeds/rss.xml")]
struct Rss {
    feed: Feed,
}

/// A feed, whatever its format.
struct Feed {
    /// A tag URI (RFC 4151), the same for as long as the host is.
    id: String,
    title: String,
    description: String,
    language: Language,
    updated: Moment,
    own_address: String,
    home: String,
    /// Whose articles these are, when an entry does not say.
    author: String,
    /// The site's front page.
    site: String,
    /// The WebSub hub that tells of new entries.
    hub: Option<String>,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    address: String,
    title: String,
    summary: String,
    language: Language,
    published: Moment,
    updated: Moment,
    authors: Vec<EntryAuthor>,
    tags: Vec<String>,
    /// The whole address of its cover.
    image: Option<String>,
    html: String,
}

struct EntryAuthor {
    name: String,
    address: String,
}

/// Whose articles a feed tells of.
enum Scope {
    Site,
    Language(Language),
    Tag(Slug),
    Author(Handle),
    Series(Slug),
    /// What answers a question best.
    Search(Box<Asked>),
}

/// What a scope turned out to hold.
struct Found {
    name: Option<String>,
    description: Option<String>,
    language: Language,
    path: String,
    /// What stands after the path, with its mark.
    query: String,
    cards: Vec<Card>,
    bodies: HashMap<PostId, String>,
    tags: HashMap<PostId, Vec<Tag>>,
}

impl Found {
    /// Whatever the scope, its list changes only when posts become public or cease to be, or are called
    /// otherwise; a feed holds their whole texts.
    fn shown(&self) -> Shown {
        let mut shown = Shown::with([Name::Posts, Name::People, Name::Tags, Name::Shelves]);
        shown.extend(self.cards.iter().map(|card| Name::Post(card.post.id)));
        if !self.query.is_empty() {
            shown.extend([Name::Search, Name::Texts]);
        }
        shown
    }
}

pub async fn of_site(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, AppError> {
    show(request, site, Scope::Site).await
}

pub async fn of_language(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, AppError> {
    let language = Language::from_tag(&address::segment(&request, 0)?).ok_or(AppError::NotFound)?;
    show(request, site, Scope::Language(language)).await
}

pub async fn of_tag(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 1)?;
    show(request, site, Scope::Tag(slug)).await
}

pub async fn of_author(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, AppError> {
    let handle = authors::handle(&request)?;
    show(request, site, Scope::Author(handle)).await
}

pub async fn of_series(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 1)?;
    show(request, site, Scope::Series(slug)).await
}

pub async fn of_search(
    request: HttpRequest,
    site: web::Data<Site>,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let asked = match Asked::read(&query)? {
        Ok(asked) => asked,
        Err(_) => return Err(AppError::Invalid("the search cannot be read")),
    };
    let _turn = site
        .searches
        .take(request.peer_addr().map(|peer| peer.ip()))
        .await?;
    show(request, site, Scope::Search(Box::new(asked))).await
}

async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    scope: Scope,
) -> Result<HttpResponse, AppError> {
    let name = request
        .path()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let (base_url, file) = (site.base_url.clone(), name.clone());
    let memory = Arc::clone(&site.index);
    let read = site.read(move |db, settings| {
        let found = find(db, &memory, settings, scope)?;
        let shown = found.shown();
        let path = format!("{}/{file}", found.path.trim_end_matches('/'));
        let feed = compose(&base_url, &path, settings, found);
        Ok((path, feed, shown))
    });
    let (_, (path, feed, shown)) = read.await?;
    address::require(&request, &path)?;
    let links = links(&feed);
    let mut answer = match name.as_str() {
        "feed.json" => answer::document(
            &request,
            "application/feed+json; charset=utf-8",
            json_feed(&feed),
            shown,
        ),
        "feed.rss" => answer::document(
            &request,
            "application/rss+xml; charset=utf-8",
            Rss { feed }.render()?,
            shown,
        ),
        _ => answer::document(
            &request,
            "application/atom+xml; charset=utf-8",
            Atom { feed }.render()?,
            shown,
        ),
    };
    for link in links {
        answer.headers_mut().append(header::LINK, link);
    }
    Ok(answer)
}

/// Where whoever wants to be told of new entries asks for it, and for what (WebSub, 4).
fn links(feed: &Feed) -> Vec<header::HeaderValue> {
    let Some(hub) = &feed.hub else {
        return Vec::new();
    };
    [(hub, "hub"), (&feed.own_address, "self")]
        .iter()
        .filter_map(|(address, relation)| format!("<{address}>; rel=\"{relation}\"").parse().ok())
        .collect()
}

fn find(db: &mut Db, memory: &Memory, settings: &Settings, scope: Scope) -> storage::Result<Found> {
    let mut found = listed(db, memory, settings, scope)?;
    let ids: Vec<PostId> = found.cards.iter().map(|card| card.post.id).collect();
    found.bodies = posts::bodies(db, &ids)?.into_iter().collect();
    found.tags = tags::of_posts(db, &ids)?;
    Ok(found)
}

fn listed(
    db: &mut Db,
    memory: &Memory,
    settings: &Settings,
    scope: Scope,
) -> storage::Result<Found> {
    let found = |name, description, language, path, cards| Found {
        name,
        description,
        language,
        path,
        query: String::new(),
        cards,
        bodies: HashMap::new(),
        tags: HashMap::new(),
    };
    Ok(match scope {
        Scope::Site => {
            let cards = listings::newest(db, None, Window::First)?.items;
            found(None, None, settings.main_language, "/".to_owned(), cards)
        }
        Scope::Language(language) => {
            if !settings.languages.contains(&language) {
                return Err(storage::StorageError::NotFound);
            }
            let cards = listings::newest(db, Some(language), Window::First)?.items;
            found(
                Some(language.own_name().to_owned()),
                None,
                language,
                format!("/{language}"),
                cards,
            )
        }
        Scope::Tag(slug) => {
            let tag = tags::public_by_slug(db, &slug)?;
            let cards = listings::of_tag(db, tag.id, Window::First)?.items;
            let path = address::of("tag", tag.slug.as_str());
            found(
                Some(tag.name),
                Some(tag.description),
                tag.language,
                path,
                cards,
            )
        }
        Scope::Author(handle) => {
            let author = users::public_by_handle(db, &handle)?;
            let cards = listings::of_author(db, author.id, Window::First)?.items;
            let path = address::of("author", author.handle.as_str());
            found(
                Some(author.name),
                Some(author.bio),
                author.language,
                path,
                cards,
            )
        }
        Scope::Search(asked) => answering(db, memory, settings, &asked)?,
        Scope::Series(slug) => {
            let (series, mut cards) = storage::series::public_by_slug(db, &slug)?;
            cards.reverse();
            cards.truncate(PAGE_LENGTH);
            let path = address::of("series", series.slug.as_str());
            found(
                Some(series.name),
                Some(series.description),
                series.language,
                path,
                cards,
            )
        }
    })
}

/// The best answers to a question, as a list that is looked at again and again.
fn answering(
    db: &mut Db,
    memory: &Memory,
    settings: &Settings,
    asked: &Asked,
) -> storage::Result<Found> {
    let hits = answers(db, memory, asked)?;
    Ok(Found {
        name: Some(asked.typed.clone()).filter(|typed| !typed.is_empty()),
        description: None,
        language: asked.language.unwrap_or(settings.main_language),
        path: "/search".to_owned(),
        query: format!("?{}", asked.query()),
        cards: hits.into_iter().map(|hit| hit.card).collect(),
        bodies: HashMap::new(),
        tags: HashMap::new(),
    })
}

fn compose(base_url: &str, path: &str, settings: &Settings, found: Found) -> Feed {
    let direction = found.language.direction();
    let title = match &found.name {
        Some(name) => format!("{name} · {}", settings.title),
        None => settings.title.clone(),
    };
    let description = found
        .description
        .unwrap_or_else(|| settings.description.clone());
    let host = host(base_url);
    let (mut bodies, tags) = (found.bodies, found.tags);
    let entries: Vec<Entry> = found
        .cards
        .into_iter()
        .map(|card| {
            let html = bodies.remove(&card.post.id).unwrap_or_default();
            let names = tags
                .get(&card.post.id)
                .into_iter()
                .flatten()
                .map(|tag| tag.name.clone())
                .collect();
            entry(base_url, &host, card, &html, names)
        })
        .collect();
    Feed {
        id: format!("tag:{host},2026:{}{}", found.path, found.query),
        title: plain::for_xml(&plain::directed(&title, direction)),
        description: plain::for_xml(&plain::directed(&description, direction)),
        author: plain::for_xml(&plain::without_controls(&settings.title)),
        site: format!("{base_url}/"),
        // A hub is told when lists change, and not what answers a question.
        hub: settings.hub.clone().filter(|_| found.query.is_empty()),
        language: found.language,
        updated: entries
            .iter()
            .map(|entry| entry.updated)
            .max()
            .unwrap_or_else(Moment::epoch),
        own_address: format!("{base_url}{path}{}", found.query),
        home: format!("{base_url}{}{}", found.path, found.query),
        entries,
    }
}

fn entry(base_url: &str, host: &str, card: Card, html: &str, tags: Vec<String>) -> Entry {
    let post = card.post;
    let direction = post.language.direction();
    let address = format!("{base_url}{}", address::of_post(&post.slug));
    let authors = card.authors.into_iter().map(|author| EntryAuthor {
        address: format!(
            "{base_url}{}",
            address::of("author", author.handle.as_str())
        ),
        name: plain::for_xml(&plain::without_controls(&author.name)),
    });
    let image = post
        .cover_url
        .as_ref()
        .map(|cover| match cover.starts_with('/') {
            true => format!("{base_url}{cover}"),
            false => cover.clone(),
        });
    Entry {
        id: format!("tag:{host},2026:post/{}", post.id.0),
        title: plain::for_xml(&plain::directed(&post.title, direction)),
        summary: plain::for_xml(&plain::directed(&post.summary, direction)),
        language: post.language,
        published: post.dated(),
        updated: post.updated_at.max(post.dated()),
        authors: authors.collect(),
        tags: tags.iter().map(|tag| plain::for_xml(tag)).collect(),
        image,
        html: plain::for_xml(&format!(
            "<div dir=\"{direction}\" lang=\"{}\">{}</div>",
            post.language,
            sanitize::feed(html, &address)
        )),
        address,
    }
}

/// The authority of a tag URI: a host's name, without a port or the brackets of a number.
fn host(base_url: &str) -> String {
    let url = url::Url::parse(base_url).ok();
    let host = url
        .as_ref()
        .and_then(url::Url::host_str)
        .unwrap_or("localhost");
    host.trim_matches(['[', ']']).replace(':', "-")
}

fn json_feed(feed: &Feed) -> String {
    let items: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| {
            let authors: Vec<_> = entry
                .authors
                .iter()
                .map(|author| json!({"name": author.name, "url": author.address}))
                .collect();
            let mut item = json!({
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": entry.published.rfc3339(),
                "date_modified": entry.updated.rfc3339(),
                "language": entry.language.tag(),
                "tags": entry.tags,
                "authors": authors,
            });
            if !entry.summary.is_empty() {
                item["summary"] = json!(entry.summary);
            }
            if let Some(image) = &entry.image {
                item["image"] = json!(image);
            }
            item
        })
        .collect();
    let mut whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own_address,
        "language": feed.language.tag(),
        "authors": [{"name": feed.author, "url": feed.site}],
        "items": items,
    });
    if !feed.description.is_empty() {
        whole["description"] = json!(feed.description);
    }
    if let Some(hub) = &feed.hub {
        whole["hubs"] = json!([{"type": "WebSub", "url": hub}]);
    }
    whole.to_string()
}
