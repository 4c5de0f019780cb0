//! The front page: the newest articles, those of the site's main language first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{discussions, structured};
use crate::domain::freshness::{Name, Shown};
use crate::domain::language::Language;
use crate::domain::listing::{Cursor, Window};
use crate::storage::listings::{self, Card};
use crate::web::query::Query;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/home/show.html")]
struct HomePage {
    shell: Shell,
    language: Language,
    is_language_home: bool,
    is_empty_site: bool,
    cards: Vec<Card>,
    others: Vec<Section>,
    path: String,
    newer: Option<Cursor>,
    older: Option<Cursor>,
}

/// The newest articles of another language.
struct Section {
    language: Language,
    cards: Vec<Card>,
}

/// How many articles of each other language the front page shows.
const OTHERS_SHOWN: usize = 3;

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let window = query.window()?;
    let read = site.read(move |db, settings| {
        let mut elsewhere = settings.languages.clone();
        elsewhere.retain(|language| *language != settings.main_language && window == Window::First);
        let language = settings.main_language;
        let (main, others) = listings::front(db, language, window, &elsewhere, OTHERS_SHOWN)?;
        let others = others
            .into_iter()
            .filter(|(_, cards)| !cards.is_empty())
            .map(|(language, cards)| Section { language, cards })
            .collect::<Vec<_>>();
        Ok((main, others))
    });
    let (settings, (main, others)) = read.await?;
    let mut shown = Shown::with([Name::List(settings.main_language), Name::People]);
    shown.extend(settings.languages.iter().copied().map(Name::List));
    shown.extend(discussions(&main.items));
    shown.extend(
        others
            .iter()
            .flat_map(|section| discussions(&section.cards)),
    );
    let head = Head {
        canonical: query.canonical("/"),
        alternates: settings
            .languages
            .iter()
            .map(|language| (*language, format!("/{language}")))
            .collect(),
        for_all_others: Some("/".to_owned()),
        feeds: Some(String::new()),
        indexed: true,
        structured: Some(structured::website(&site.base_url, &settings)),
        ..Head::default()
    };
    let page = HomePage {
        language: settings.main_language,
        is_language_home: false,
        is_empty_site: main.items.is_empty() && others.is_empty(),
        shell: Shell::new(&site, &visitor, settings, head),
        cards: main.items,
        others,
        path: "/".to_owned(),
        newer: main.newer,
        older: main.older,
    };
    answer::public(&request, &page, shown)
}

pub async fn show_language(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let tag = address::segment(&request, 0)?;
    let language = Language::from_tag(&tag).ok_or(AppError::NotFound)?;
    let window = query.window()?;
    let (settings, found) = site
        .read(move |db, _| listings::newest(db, Some(language), window))
        .await?;
    if !settings.languages.contains(&language) {
        return Err(AppError::NotFound);
    }
    let mut shown = Shown::with([Name::List(language), Name::People]);
    shown.extend(discussions(&found.items));
    let path = format!("/{language}");
    let head = Head {
        title: language.own_name().to_owned(),
        canonical: query.canonical(&path),
        alternates: settings
            .languages
            .iter()
            .map(|language| (*language, format!("/{language}")))
            .collect(),
        for_all_others: Some("/".to_owned()),
        feeds: Some(path.clone()),
        indexed: true,
        ..Head::default()
    };
    let page = HomePage {
        shell: Shell::new(&site, &visitor, settings, head),
        language,
        is_language_home: true,
        is_empty_site: false,
        cards: found.items,
        others: Vec::new(),
        path,
        newer: found.newer,
        older: found.older,
    };
    answer::public(&request, &page, shown)
}
