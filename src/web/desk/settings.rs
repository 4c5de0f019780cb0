//! What the owner decides about the whole site.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::accent::Accent;
use crate::domain::access;
use crate::domain::language::Language;
use crate::domain::link::{self, is_link};
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::domain::settings::{
    self, GuestComments, JoinPolicy, LONGEST_DESCRIPTION, LONGEST_LABEL, LONGEST_TITLE, MOST_LINKS,
    NavigationLink, Settings,
};
use crate::locale::Words;
use crate::storage::{audit, settings as stored};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/settings/edit.html")]
struct SettingsPage {
    shell: Shell,
    typed: Typed,
    zones: Vec<String>,
    errors: FieldErrors,
}

/// What stands in the form.
struct Typed {
    title: String,
    description: String,
    main_language: String,
    languages: Vec<String>,
    time_zone: String,
    contact: String,
    guest_comments: String,
    join_policy: String,
    accent: String,
    indexed: bool,
    mentions: bool,
    hub: String,
    links: Vec<TypedLink>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct TypedLink {
    label: String,
    url: String,
    language: String,
}

impl TypedLink {
    fn is_blank(&self) -> bool {
        self.label.trim().is_empty() && self.url.trim().is_empty()
    }

    fn is_language(&self, language: &Language) -> bool {
        self.language == language.tag()
    }
}

/// How many empty rows the list of links ends with.
const EMPTY_ROWS: usize = 3;

/// A stored choice by its name in forms and JSON.
fn choice_name(choice: &impl serde::Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl Typed {
    fn of(settings: &Settings) -> Typed {
        let link = |link: &NavigationLink| TypedLink {
            label: link.label.clone(),
            url: match link.url.starts_with('/') {
                true => link::readable(&link.url),
                false => link.url.clone(),
            },
            language: link.language.tag().to_owned(),
        };
        Typed {
            title: settings.title.clone(),
            description: settings.description.clone(),
            main_language: settings.main_language.tag().to_owned(),
            languages: settings
                .languages
                .iter()
                .map(|language| language.tag().to_owned())
                .collect(),
            time_zone: settings.time_zone.clone(),
            contact: settings.contact.clone().unwrap_or_default(),
            guest_comments: choice_name(&settings.guest_comments),
            join_policy: choice_name(&settings.join_policy),
            accent: settings.accent.clone().unwrap_or_default(),
            indexed: settings.indexed,
            mentions: settings.mentions,
            hub: settings.hub.clone().unwrap_or_default(),
            links: settings.navigation.iter().map(link).collect(),
        }
    }

    fn sent(fields: &Fields) -> Typed {
        let text = |name: &str| fields.text(name).to_owned();
        let labels = fields.all("link_label");
        let rest = fields.all("link_url").zip(fields.all("link_language"));
        Typed {
            title: text("title"),
            description: text("description"),
            main_language: text("main_language"),
            languages: fields.all("languages").map(str::to_owned).collect(),
            time_zone: text("time_zone"),
            contact: text("contact"),
            guest_comments: text("guest_comments"),
            join_policy: text("join_policy"),
            accent: text("accent"),
            indexed: fields.is_on("indexed"),
            mentions: fields.is_on("mentions"),
            hub: text("hub"),
            links: labels
                .zip(rest)
                .map(|(label, (url, language))| TypedLink {
                    label: label.to_owned(),
                    url: url.to_owned(),
                    language: language.to_owned(),
                })
                .filter(|link| !link.is_blank())
                .collect(),
        }
    }

    /// The links with empty rows behind them, for more.
    fn rows(&self) -> Vec<TypedLink> {
        let mut rows = self.links.clone();
        let empty = TypedLink {
            language: self.main_language.clone(),
            ..TypedLink::default()
        };
        rows.extend(vec![empty; EMPTY_ROWS]);
        rows
    }

    fn has_language(&self, language: &Language) -> bool {
        self.languages.iter().any(|tag| tag == language.tag())
    }

    fn is_main(&self, language: &Language) -> bool {
        self.main_language == language.tag()
    }

    fn is_choice(&self, name: &str) -> bool {
        self.guest_comments == name || self.join_policy == name
    }

    /// The settings this makes, or what is wrong.
    fn parse(&self, words: &Words) -> Result<Settings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.take(words, "title", refusal::line(&self.title, LONGEST_TITLE));
        let description = refusal::optional_line(&self.description, LONGEST_DESCRIPTION);
        let description = errors.take(words, "description", description);
        let main = Language::from_tag(&self.main_language).ok_or(Refusal::Unknown);
        let main = errors.take(words, "main_language", main);
        let languages = errors.take(words, "languages", self.parse_languages(main));
        let zone = settings::zone_named(&self.time_zone).ok_or(Refusal::Unknown);
        let zone = errors.take(words, "time_zone", zone);
        let contact = errors.take(words, "contact", contact(&self.contact));
        let guests = choice::<GuestComments>(&self.guest_comments);
        let guests = errors.take(words, "guest_comments", guests);
        let joining = errors.take(
            words,
            "join_policy",
            choice::<JoinPolicy>(&self.join_policy),
        );
        let accent = errors.take(words, "accent", self.parse_accent());
        let hub = errors.take(words, "hub", link::optional_whole(&self.hub));
        let navigation = errors.take(words, "navigation", self.parse_links());
        let parsed = || {
            Some(Settings {
                title: title?,
                description: description?,
                main_language: main?,
                languages: languages?,
                time_zone: zone?,
                contact: contact?,
                guest_comments: guests?,
                join_policy: joining?,
                accent: accent?,
                indexed: self.indexed,
                mentions: self.mentions,
                hub: hub?,
                navigation: navigation?,
            })
        };
        parsed().ok_or(errors)
    }

    /// The languages ticked, in the order there is; the main one is always among them.
    fn parse_languages(&self, main: Option<Language>) -> Result<Vec<Language>, Refusal> {
        let mut languages = Vec::new();
        for tag in &self.languages {
            let language = Language::from_tag(tag).ok_or(Refusal::Unknown)?;
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        if let Some(main) = main.filter(|main| !languages.contains(main)) {
            languages.insert(0, main);
        }
        if languages.is_empty() {
            return Err(Refusal::Empty);
        }
        Ok(languages)
    }

    fn parse_accent(&self) -> Result<Option<String>, Refusal> {
        match self.accent.trim() {
            "" => Ok(None),
            typed => Accent::parse(typed).map(|accent| Some(accent.to_string())),
        }
    }

    fn parse_links(&self) -> Result<Vec<NavigationLink>, Refusal> {
        if self.links.len() > MOST_LINKS {
            return Err(Refusal::TooMany { most: MOST_LINKS });
        }
        let parse = |typed: &TypedLink| {
            let typed_url = typed.url.trim();
            if !is_link(typed_url) {
                return Err(Refusal::Malformed);
            }
            let url = match typed_url.starts_with('/') {
                true => link::written(typed_url),
                false => typed_url.to_owned(),
            };
            Ok(NavigationLink {
                label: refusal::line(&typed.label, LONGEST_LABEL)?,
                url: refusal::line(&url, link::LONGEST_ADDRESS)?,
                language: Language::from_tag(&typed.language).ok_or(Refusal::Unknown)?,
            })
        };
        self.links.iter().map(parse).collect()
    }
}

fn choice<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, Refusal> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| Refusal::Unknown)
}

/// An e-mail address is as good as the address that mails to it.
fn contact(typed: &str) -> Result<Option<String>, Refusal> {
    let contact = refusal::optional_line(typed, 300)?;
    if contact.is_empty() {
        return Ok(None);
    }
    if is_link(&contact) {
        return Ok(Some(contact));
    }
    let address = contact.strip_prefix("mailto:").unwrap_or(&contact);
    let email = crate::domain::user::Email::parse(address)?;
    Ok(Some(format!("mailto:{}", email.as_str())))
}

const TEXTS: &[&str] = &[
    "title",
    "description",
    "main_language",
    "time_zone",
    "contact",
    "accent",
    "hub",
    "link_label",
    "link_url",
];

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_change_settings)?;
    let (shell, ()) = super::read(&site, &visitor, "settings-title", |_, _| Ok(())).await?;
    let page = SettingsPage {
        typed: Typed::of(&shell.settings),
        shell,
        zones: settings::zone_names(),
        errors: FieldErrors::default(),
    };
    answer::page(&request, &page)
}

pub async fn update(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_change_settings)?.clone();
    let read = super::read(&site, &form.visitor, "settings-title", |_, _| Ok(()));
    let (shell, ()) = read.await?;
    let typed = Typed::sent(&form.fields);
    let parsed = match form.fields.undecodable(TEXTS) {
        Some(field) => Err(FieldErrors::only(shell.words, field, Refusal::NotText)),
        None => typed.parse(shell.words),
    };
    let changed = match parsed {
        Ok(changed) => changed,
        Err(errors) => {
            let page = SettingsPage {
                shell,
                typed,
                zones: settings::zone_names(),
                errors,
            };
            return answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            let now = Moment::now();
            stored::save(db, &changed, now)?;
            audit::record(db, &actor.did("settings.saved", "site".to_owned(), now))
        })
        .await?;
    Ok(answer::onward(
        &site,
        "/desk/settings",
        Some(Flash::new("flash-settings-saved")),
    ))
}
