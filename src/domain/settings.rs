//! What the owner decides about the whole site. Each setting is validated when it is saved.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::accent::Accent;
use super::language::Language;
use super::link::{self, is_link};
use super::refusal::{self, Refusal};

/// The most characters of a site's name.
pub const LONGEST_TITLE: usize = 80;
/// The most characters of what a site says of itself.
pub const LONGEST_DESCRIPTION: usize = 300;
/// The most links in the header.
pub const MOST_LINKS: usize = 30;
/// The most characters of such a link's words.
pub const LONGEST_LABEL: usize = 40;

/// The settings of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub title: String,
    pub description: String,
    /// The language in which the home page begins.
    pub main_language: Language,
    /// The languages the site publishes in, the main one among them.
    pub languages: Vec<Language>,
    /// An IANA name: `Asia/Jerusalem`. Dates and the archive's months go by it.
    pub time_zone: String,
    /// Where security reports go: `mailto:…`, a whole address, or a path on the site.
    pub contact: Option<String>,
    pub guest_comments: GuestComments,
    pub join_policy: JoinPolicy,
    /// The colour of links and buttons; none for Daf's own.
    pub accent: Option<String>,
    /// Whether search engines may index the site.
    pub indexed: bool,
    /// Whether the site hears from other sites that link to it, and tells those that it links to (Webmention).
    pub mentions: bool,
    /// The WebSub hub that tells others of new articles; none when they ask by themselves.
    pub hub: Option<String>,
    pub navigation: Vec<NavigationLink>,
}

/// What happens to the comments of people without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuestComments {
    /// The first one of each guest waits for approval.
    FirstWaits,
    AllWait,
    Refused,
}

/// Who can make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinPolicy {
    /// Anybody, as a reader.
    Open,
    /// Whoever was given a link.
    Invited,
    /// Whoever was given a link that makes them one of the staff.
    Closed,
}

/// A link in the site's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavigationLink {
    pub label: String,
    /// A path on the site, or a whole address.
    pub url: String,
    /// The language of the label.
    pub language: Language,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Daf".to_owned(),
            description: String::new(),
            main_language: Language::He,
            languages: Language::ALL.to_vec(),
            time_zone: "UTC".to_owned(),
            contact: None,
            guest_comments: GuestComments::FirstWaits,
            join_policy: JoinPolicy::Open,
            accent: None,
            indexed: true,
            mentions: true,
            hub: None,
            navigation: Vec::new(),
        }
    }
}

/// A stored setting that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the setting {key} is not usable: {reason}")]
pub struct BadSetting {
    pub key: String,
    pub reason: String,
}

impl Settings {
    /// The time zone by which days and months are told.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Every setting as it is stored: a key and a JSON value.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let json = |value: serde_json::Value| value.to_string();
        vec![
            ("title", json(self.title.clone().into())),
            ("description", json(self.description.clone().into())),
            ("main_language", json(self.main_language.tag().into())),
            ("languages", json(serde_json::json!(self.languages))),
            ("time_zone", json(self.time_zone.clone().into())),
            ("contact", json(serde_json::json!(self.contact))),
            (
                "guest_comments",
                json(serde_json::json!(self.guest_comments)),
            ),
            ("join_policy", json(serde_json::json!(self.join_policy))),
            ("accent", json(serde_json::json!(self.accent))),
            ("indexed", json(self.indexed.into())),
            ("mentions", json(self.mentions.into())),
            ("hub", json(serde_json::json!(self.hub))),
            ("navigation", json(serde_json::json!(self.navigation))),
        ]
    }

    /// Settings from stored rows; what is not stored has its default, unknown keys are passed over.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Settings, BadSetting> {
        let mut settings = Settings::default();
        for (key, value) in rows {
            settings.take(key, value).map_err(|reason| BadSetting {
                key: key.to_owned(),
                reason,
            })?;
        }
        if !settings.languages.contains(&settings.main_language) {
            settings.languages.insert(0, settings.main_language);
        }
        Ok(settings)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "title" => self.title = line(value, LONGEST_TITLE)?,
            "description" => self.description = optional_line(value, LONGEST_DESCRIPTION)?,
            "main_language" => self.main_language = json(value)?,
            "languages" => self.languages = languages(value)?,
            "time_zone" => self.time_zone = time_zone(&json::<String>(value)?)?,
            "contact" => self.contact = contact(value)?,
            "guest_comments" => self.guest_comments = json(value)?,
            "join_policy" => self.join_policy = json(value)?,
            "accent" => self.accent = accent(value)?,
            "indexed" => self.indexed = json(value)?,
            "mentions" => self.mentions = json(value)?,
            "hub" => self.hub = hub(value)?,
            "navigation" => self.navigation = navigation(value)?,
            _ => {}
        }
        Ok(())
    }
}

fn json<T: serde::de::DeserializeOwned>(value: &str) -> Result<T, String> {
    serde_json::from_str(value).map_err(|error| error.to_string())
}

fn line(value: &str, most: usize) -> Result<String, String> {
    refusal::line(&json::<String>(value)?, most).map_err(refused)
}

fn optional_line(value: &str, most: usize) -> Result<String, String> {
    refusal::optional_line(&json::<String>(value)?, most).map_err(refused)
}

fn languages(value: &str) -> Result<Vec<Language>, String> {
    let languages: Vec<Language> = json(value)?;
    let is_repeated = |(place, language)| languages[..place].contains(language);
    if languages.is_empty() || languages.iter().enumerate().any(is_repeated) {
        return Err("one language or more, each once".to_owned());
    }
    Ok(languages)
}

fn contact(value: &str) -> Result<Option<String>, String> {
    let Some(contact) = json::<Option<String>>(value)? else {
        return Ok(None);
    };
    let contact = refusal::line(&contact, 300).map_err(refused)?;
    if contact.starts_with("mailto:") || is_link(&contact) {
        Ok(Some(contact))
    } else {
        Err("write mailto:…, https://… or a path on the site".to_owned())
    }
}

fn hub(value: &str) -> Result<Option<String>, String> {
    let typed = json::<Option<String>>(value)?.unwrap_or_default();
    link::optional_whole(&typed).map_err(refused)
}

fn navigation(value: &str) -> Result<Vec<NavigationLink>, String> {
    let links: Vec<NavigationLink> = json(value)?;
    for link in &links {
        refusal::line(&link.label, LONGEST_LABEL).map_err(refused)?;
        if !is_link(&link.url) {
            return Err(format!(
                "{:?} is neither a path on the site nor https://…",
                link.url
            ));
        }
    }
    if links.len() > MOST_LINKS {
        Err("thirty links at most".to_owned())
    } else {
        Ok(links)
    }
}

fn accent(value: &str) -> Result<Option<String>, String> {
    let Some(typed) = json::<Option<String>>(value)? else {
        return Ok(None);
    };
    let accent = Accent::parse(&typed).map_err(refused)?;
    Ok(Some(accent.to_string()))
}

fn refused(refusal: Refusal) -> String {
    refusal.to_string()
}

fn time_zone(name: &str) -> Result<String, String> {
    zone_named(name)
        .map(|name| name.to_owned())
        .ok_or_else(|| format!("{name:?} is no time zone of the IANA database"))
}

/// A time zone of the IANA database by its name, as the database spells it.
pub fn zone_named(typed: &str) -> Option<String> {
    let zone = TimeZone::get(typed.trim()).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The names of the time zones that can be chosen.
pub fn zone_names() -> Vec<String> {
    jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| name.contains('/') || name == "UTC")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_stored() {
        let settings = Settings {
            title: "דף".to_owned(),
            time_zone: "Asia/Jerusalem".to_owned(),
            languages: vec![Language::En],
            main_language: Language::En,
            contact: Some("mailto:a@example.com".to_owned()),
            indexed: false,
            mentions: false,
            hub: Some("https://hub.example/".to_owned()),
            join_policy: JoinPolicy::Invited,
            accent: Some("#aa3300".to_owned()),
            navigation: vec![NavigationLink {
                label: "אודות".to_owned(),
                url: "/about".to_owned(),
                language: Language::He,
            }],
            ..Settings::default()
        };
        let rows = settings.rows();
        let stored = rows.iter().map(|(key, value)| (*key, value.as_str()));

        assert_eq!(Settings::from_rows(stored), Ok(settings));
    }

    #[test]
    fn a_bad_value_is_refused_by_its_key() {
        let refused = Settings::from_rows([("time_zone", "\"Mars/Olympus\"")]).unwrap_err();

        assert_eq!(refused.key, "time_zone");
    }

    #[test]
    fn links_lead_to_the_site_or_to_a_whole_address() {
        for (key, value) in [
            ("contact", "\"javascript:alert(1)\""),
            ("contact", "\"a\\nb\""),
            (
                "navigation",
                r#"[{"label":"x","url":"//evil.example","language":"en"}]"#,
            ),
            ("accent", "\"red\""),
            ("hub", "\"/hub\""),
            ("hub", "\"ftp://hub.example\""),
            ("join_policy", "\"anyone\""),
            ("languages", "[]"),
            ("languages", r#"["he","he"]"#),
        ] {
            assert_eq!(Settings::from_rows([(key, value)]).unwrap_err().key, key);
        }
    }

    #[test]
    fn the_main_language_is_always_among_the_languages() {
        let settings = Settings::from_rows([("languages", "[\"en\"]")]).unwrap();

        assert_eq!(settings.languages, [Language::He, Language::En]);
    }
}
