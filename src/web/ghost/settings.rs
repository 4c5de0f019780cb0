//! The site's settings in Ghost's words, and what Daf has none of.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::errors::Refusal;
use super::parameters::{Asked, check};
use super::replies;
use crate::domain::freshness::{Name, Shown};
use crate::domain::settings::{GuestComments, Settings};
use crate::web::Site;

/// Settings that Daf has nothing of.
const NOTHING: &[&str] = &[
    "logo",
    "icon",
    "cover_image",
    "facebook",
    "twitter",
    "codeinjection_head",
    "codeinjection_foot",
    "meta_title",
    "meta_description",
    "og_image",
    "og_title",
    "og_description",
    "twitter_image",
    "twitter_title",
    "twitter_description",
    "members_support_address",
    "firstpromoter_account",
    "portal_button_icon",
    "portal_button_signup_text",
    "portal_button_style",
    "portal_signup_terms_html",
];

pub async fn browse(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(&request)?;
    let key = asked.key.clone();
    let (settings, checked) = site.read(move |db, _| check(db, key.as_deref())).await?;
    checked?;
    let mut told = told(&settings, &site.base_url);
    if let Value::Object(fields) = &mut told {
        fields.retain(|name, _| asked.wants(name));
    }
    Ok(replies::settings(&request, told, Shown::with([Name::Keys])))
}

fn told(settings: &Settings, base_url: &str) -> Value {
    let navigation: Vec<Value> = settings
        .navigation
        .iter()
        .map(|link| {
            let url = match link.url.starts_with('/') {
                true => format!("{base_url}{}", link.url),
                false => link.url.clone(),
            };
            json!({"label": link.label, "url": url, "lang": link.language.tag()})
        })
        .collect();
    let language = settings.main_language;
    let mut told = json!({
        "title": settings.title,
        "description": settings.description,
        "accent_color": settings.accent,
        "lang": language.tag(),
        "dir": language.direction().as_str(),
        "locale": language.tag(),
        "timezone": settings.time_zone,
        "navigation": navigation,
        "secondary_navigation": [],
        "members_enabled": false,
        "members_invite_only": false,
        "paid_members_enabled": false,
        "portal_button": false,
        "portal_name": false,
        "portal_plans": [],
        "portal_signup_checkbox_required": false,
        "comments_enabled": match settings.guest_comments {
            GuestComments::Refused => "off",
            GuestComments::FirstWaits | GuestComments::AllWait => "all",
        },
        "recommendations_enabled": false,
        "allow_external_signup": false,
        "outbound_link_tagging": false,
        "url": format!("{base_url}/"),
        "version": "5.0",
    });
    for name in NOTHING {
        told[*name] = Value::Null;
    }
    told
}

/// Tiers, newsletters, recommendations.
pub async fn browse_nothing(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Refusal> {
    let asked = Asked::of(&request)?;
    let key = asked.key.clone();
    site.read(move |db, _| check(db, key.as_deref())).await?.1?;
    let kind = request
        .match_info()
        .get("kind")
        .unwrap_or_default()
        .to_owned();
    let shown = Shown::with([Name::Keys]);
    Ok(replies::browse(
        &request,
        &kind,
        Vec::new(),
        (&asked, 0),
        shown,
    ))
}
