//! Series, and the parts of one in their order.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::discussions;
use crate::domain::freshness::{Name, Shown};
use crate::domain::series::Series;
use crate::storage;
use crate::storage::listings::Card;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/series/index.html")]
struct AllSeriesPage {
    shell: Shell,
    all: Vec<Series>,
}

#[derive(Template)]
#[template(path = "site/series/show.html")]
struct SeriesPage {
    shell: Shell,
    series: Series,
    cards: Vec<Card>,
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (settings, all) = site.read(|db, _| storage::series::all(db)).await?;
    let words = crate::web::shell::words_for(&visitor, &settings);
    let head = Head {
        title: words.say("series-title"),
        canonical: Some("/series".to_owned()),
        feeds: Some(String::new()),
        indexed: true,
        ..Head::default()
    };
    answer::public(
        &request,
        &AllSeriesPage {
            shell: Shell::new(&site, &visitor, settings, head),
            all,
        },
        Shown::with([Name::Shelves, Name::Posts]),
    )
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 1)?;
    let read = site.read(move |db, _| storage::series::public_by_slug(db, &slug));
    let (settings, (series, cards)) = read.await?;
    let mut shown = Shown::with([Name::Series(series.id), Name::People]);
    shown.extend(discussions(&cards));
    let path = address::of("series", series.slug.as_str());
    address::require(&request, &path)?;
    let head = Head {
        title: series.name.clone(),
        description: series.description.clone(),
        language: Some(series.language),
        canonical: Some(path.clone()),
        feeds: Some(path),
        indexed: true,
        ..Head::default()
    };
    answer::public(
        &request,
        &SeriesPage {
            shell: Shell::new(&site, &visitor, settings, head),
            series,
            cards,
        },
        shown,
    )
}
