//! What the owner decides about the whole site. Each setting is validated when it is saved.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::language::Language;
use super::refusal::{self, Refusal};

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
    /// Whether search engines may index the site.
    pub indexed: bool,
    pub navigation: Vec<NavigationLink>,
}

/// What happens to the comments of people without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuestComments {
    /// The first one of each guest waits for approval.
    FirstWaits,
    AllWait,
    Refused,
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
            indexed: true,
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
            ("indexed", json(self.indexed.into())),
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
            "title" => self.title = line(value, 80)?,
            "description" => self.description = optional_line(value, 300)?,
            "main_language" => self.main_language = json(value)?,
            "languages" => self.languages = languages(value)?,
            "time_zone" => self.time_zone = time_zone(&json::<String>(value)?)?,
            "contact" => self.contact = contact(value)?,
            "guest_comments" => self.guest_comments = json(value)?,
            "indexed" => self.indexed = json(value)?,
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

fn navigation(value: &str) -> Result<Vec<NavigationLink>, String> {
    let links: Vec<NavigationLink> = json(value)?;
    for link in &links {
        refusal::line(&link.label, 40).map_err(refused)?;
        if !is_link(&link.url) {
            return Err(format!(
                "{:?} is neither a path on the site nor https://…",
                link.url
            ));
        }
    }
    if links.len() > 30 {
        Err("thirty links at most".to_owned())
    } else {
        Ok(links)
    }
}

/// A path on the site, or a whole address, that may stand in a link.
fn is_link(url: &str) -> bool {
    let is_plain = url.len() <= 2_000
        && url
            .chars()
            .all(|letter| !letter.is_control() && letter != ' ');
    let is_path = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    is_plain && (is_path || url.starts_with("https://") || url.starts_with("http://"))
}

fn refused(refusal: Refusal) -> String {
    refusal.to_string()
}

fn time_zone(name: &str) -> Result<String, String> {
    TimeZone::get(name)
        .map(|_| name.to_owned())
        .map_err(|error| error.to_string())
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
