//! The site's map for search engines: whole while the site is small, by months when it is large.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::freshness::{Name, Shown};
use crate::domain::language::Language;
use crate::domain::moment::{Moment, month_bounds};
use crate::domain::post::Post;
use crate::domain::settings::Settings;
use crate::domain::slug::Slug;
use crate::storage::archive::{self, MonthCount};
use crate::storage::sitemap::{self, Entry};
use crate::storage::{self, Db, StorageError, posts};
use crate::web::query::Query;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "feeds/sitemap.xml")]
struct Map {
    places: Vec<Place>,
}

#[derive(Template)]
#[template(path = "feeds/sitemap_index.xml")]
struct Index {
    base_url: String,
    months: Vec<String>,
}

/// One address of the map.
struct Place {
    address: String,
    updated: Option<Moment>,
    versions: Vec<(Language, String)>,
}

enum Found {
    Places(Vec<Place>),
    Months(Vec<String>),
}

/// A site with more articles is mapped by months.
const MOST_IN_ONE: i64 = 2_000;
const XML: &str = "application/xml; charset=utf-8";

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let part = query.get("part").map(str::to_owned);
    let base_url = site.base_url.clone();
    let (_, found) = site
        .read(move |db, settings| find(db, settings, part.as_deref(), &base_url))
        .await?;
    let xml = match found {
        Found::Places(places) => Map { places }.render()?,
        Found::Months(months) => Index {
            base_url: site.base_url.clone(),
            months,
        }
        .render()?,
    };
    let shown = Shown::with([Name::Posts, Name::Texts]);
    Ok(answer::document(&request, XML, xml, shown))
}

fn find(
    db: &mut Db,
    settings: &Settings,
    part: Option<&str>,
    base_url: &str,
) -> storage::Result<Found> {
    match part {
        Some("pages") => Ok(Found::Places(fixed_places(db, settings, base_url)?)),
        Some(month) => {
            let (start, end) =
                month_bounds(month, &settings.zone()).ok_or(StorageError::NotFound)?;
            let entries = sitemap::entries(db, start, end)?;
            if entries.is_empty() {
                return Err(StorageError::NotFound);
            }
            Ok(Found::Places(places(entries, base_url)))
        }
        None => whole(db, settings, base_url),
    }
}

fn whole(db: &mut Db, settings: &Settings, base_url: &str) -> storage::Result<Found> {
    let months = archive::months(db)?;
    let articles: i64 = months.iter().map(|month| month.listed_posts).sum();
    if is_by_months(articles) {
        return Ok(Found::Months(names(months)));
    }
    let mut all = fixed_places(db, settings, base_url)?;
    all.extend(places(
        sitemap::entries(db, Moment::BEGINNING, Moment::END_OF_TIME)?,
        base_url,
    ));
    Ok(Found::Places(all))
}

/// Whether the map of so many articles has parts.
pub(in crate::web) fn is_by_months(articles: i64) -> bool {
    articles > MOST_IN_ONE
}

fn names(months: Vec<MonthCount>) -> Vec<String> {
    let mut names: Vec<String> = months.into_iter().map(|month| month.month).collect();
    names.dedup();
    names
}

/// The front pages and the undated pages.
fn fixed_places(db: &mut Db, settings: &Settings, base_url: &str) -> storage::Result<Vec<Place>> {
    let versions: Vec<(Language, String)> = settings
        .languages
        .iter()
        .map(|language| (*language, format!("{base_url}/{language}")))
        .collect();
    let mut places = vec![Place {
        address: format!("{base_url}/"),
        updated: None,
        versions: Vec::new(),
    }];
    for (_, address) in &versions {
        places.push(Place {
            address: address.clone(),
            updated: None,
            versions: versions.clone(),
        });
    }
    places.extend(pages(&posts::public_pages(db)?, base_url));
    Ok(places)
}

/// The undated pages, each with its versions in other languages.
fn pages(pages: &[Post], base_url: &str) -> Vec<Place> {
    let whole = |page: &Post| format!("{base_url}{}", address::of_post(&page.slug));
    let is_version = |page: &Post, other: &&Post| {
        page.translation_group_id.is_some()
            && page.translation_group_id == other.translation_group_id
    };
    pages
        .iter()
        .map(|page| Place {
            address: whole(page),
            updated: Some(page.updated_at),
            versions: pages
                .iter()
                .filter(|other| is_version(page, other))
                .map(|other| (other.language, whole(other)))
                .collect(),
        })
        .collect()
}

fn places(entries: Vec<Entry>, base_url: &str) -> Vec<Place> {
    let whole = |slug: &Slug| format!("{base_url}{}", address::of_post(slug));
    entries
        .into_iter()
        .map(|entry| Place {
            address: whole(&entry.slug),
            updated: Some(entry.updated_at),
            versions: entry
                .versions
                .iter()
                .map(|(language, slug)| (*language, whole(slug)))
                .collect(),
        })
        .collect()
}
