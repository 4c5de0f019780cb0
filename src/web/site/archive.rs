//! The articles by month.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::discussions;
use crate::domain::freshness::{Name, Shown};
use crate::domain::listing::Cursor;
use crate::domain::moment::month_bounds;
use crate::locale::Words;
use crate::storage::archive::{self, MonthCount};
use crate::storage::listings::{self, Card};
use crate::web::query::Query;
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/archive/index.html")]
struct ArchivePage {
    shell: Shell,
    years: Vec<Year>,
}

struct Year {
    name: String,
    months: Vec<Month>,
}

struct Month {
    /// `2026-03`.
    address: String,
    name: String,
    listed_posts: i64,
}

#[derive(Template)]
#[template(path = "site/archive/show.html")]
struct MonthPage {
    shell: Shell,
    month: String,
    cards: Vec<Card>,
    path: String,
    newer: Option<Cursor>,
    older: Option<Cursor>,
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (settings, counts) = site.read(|db, _| archive::months(db)).await?;
    let words = words_for(&visitor, &settings);
    let head = Head {
        title: words.say("archive-title"),
        canonical: Some("/archive".to_owned()),
        feeds: Some(String::new()),
        indexed: true,
        ..Head::default()
    };
    let page = ArchivePage {
        shell: Shell::new(&site, &visitor, settings, head),
        years: years(&counts, words),
    };
    answer::public(&request, &page, Shown::with([Name::Posts]))
}

/// The months, newest first, by their years; all languages together.
fn years(counts: &[MonthCount], words: &Words) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for count in counts {
        let name = count.month.split('-').next().unwrap_or_default();
        if years.last().is_none_or(|year| year.name != name) {
            years.push(Year {
                name: name.to_owned(),
                months: Vec::new(),
            });
        }
        let Some(year) = years.last_mut() else {
            continue;
        };
        match year.months.last_mut() {
            Some(month) if month.address == count.month => month.listed_posts += count.listed_posts,
            _ => year.months.push(Month {
                address: count.month.clone(),
                name: month_name(&count.month, words),
                listed_posts: count.listed_posts,
            }),
        }
    }
    years
}

fn month_name(month: &str, words: &Words) -> String {
    match format!("{month}-01").parse() {
        Ok(first_day) => words.month(first_day),
        Err(_) => month.to_owned(),
    }
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let month = address::segment(&request, 1)?;
    let window = query.window()?;
    let asked = month.clone();
    let read = site.read(
        move |db, settings| match month_bounds(&asked, &settings.zone()) {
            Some((start, end)) => listings::between(db, start, end, window).map(Some),
            None => Ok(None),
        },
    );
    let (settings, found) = read.await?;
    let found = found
        .filter(|page| !page.items.is_empty())
        .ok_or(AppError::NotFound)?;
    let mut shown = Shown::with([Name::Posts, Name::People]);
    shown.extend(discussions(&found.items));
    let path = address::of("archive", &month);
    address::require(&request, &path)?;
    let words = words_for(&visitor, &settings);
    let name = month_name(&month, words);
    let head = Head {
        title: words.with("archive-month-title", &name),
        canonical: query.canonical(&path),
        feeds: Some(String::new()),
        indexed: true,
        ..Head::default()
    };
    let page = MonthPage {
        shell: Shell::new(&site, &visitor, settings, head),
        month: name,
        cards: found.items,
        path,
        newer: found.newer,
        older: found.older,
    };
    answer::public(&request, &page, shown)
}
