//! The interface's language and colours: two cookies, and a form that sets them without scripts.

use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::freshness::Shown;
use crate::domain::language::Language;
use crate::web::cookies::{self, A_YEAR};
use crate::web::shell::{Head, Shell, words_for};
use crate::web::visitor::{LANGUAGE_COOKIE, THEME_COOKIE, Theme, Visitor};
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/preferences/edit.html")]
struct PreferencesPage {
    shell: Shell,
}

/// What was chosen, as typed.
#[derive(Debug, Deserialize)]
pub struct PreferencesForm {
    language: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (settings, ()) = site.read(|_, _| Ok(())).await?;
    let title = words_for(&visitor, &settings).say("preferences-title");
    let head = Head {
        title,
        indexed: false,
        ..Head::default()
    };
    answer::public(
        &request,
        &PreferencesPage {
            shell: Shell::new(&site, &visitor, settings, head),
        },
        Shown::with([]),
    )
}

pub async fn update(
    site: web::Data<Site>,
    form: web::Form<PreferencesForm>,
) -> Result<HttpResponse, AppError> {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, address::on_this_site(&form.back)));
    if let Some(typed) = &form.language {
        let language = Language::from_tag(typed).ok_or(AppError::Invalid("no such language"))?;
        answer.cookie(chosen(&site, LANGUAGE_COOKIE, language.tag()));
    }
    match form.theme.as_deref() {
        None => {}
        Some("system") => {
            answer.cookie(cookies::removal(THEME_COOKIE, site.is_https()));
        }
        Some(typed) => {
            let theme = Theme::parse(typed).ok_or(AppError::Invalid("no such colours"))?;
            answer.cookie(chosen(&site, THEME_COOKIE, theme.as_str()));
        }
    }
    Ok(answer.finish())
}

fn chosen(site: &Site, name: &'static str, value: &str) -> Cookie<'static> {
    cookies::made(name, value.to_owned(), A_YEAR, site.is_https())
}
