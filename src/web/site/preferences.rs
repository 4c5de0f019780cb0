//! The interface's language and colours: two cookies, and a form that sets them without scripts.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::language::Language;
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
    answer::page(
        &request,
        &PreferencesPage {
            shell: Shell::new(&site, &visitor, settings, head),
        },
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
        answer.cookie(cookie(&site, LANGUAGE_COOKIE, language.tag()));
    }
    match form.theme.as_deref() {
        None => {}
        Some("system") => {
            answer.cookie(removal(&site, THEME_COOKIE));
        }
        Some(typed) => {
            let theme = Theme::parse(typed).ok_or(AppError::Invalid("no such colours"))?;
            answer.cookie(cookie(&site, THEME_COOKIE, theme.as_str()));
        }
    }
    Ok(answer.finish())
}

fn cookie<'a>(site: &Site, name: &'a str, value: &'a str) -> Cookie<'a> {
    Cookie::build(name, value)
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(site.base_url.starts_with("https://"))
        .finish()
}

fn removal<'a>(site: &Site, name: &'a str) -> Cookie<'a> {
    let mut cookie = cookie(site, name, "");
    cookie.make_removal();
    cookie
}
