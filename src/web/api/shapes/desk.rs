//! The site itself: its settings, what happens on it, what its staff did, what it is asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dir, Lang, Time};
use crate::domain::audit::Done;
use crate::domain::language::Language;
use crate::domain::settings::{GuestComments, JoinPolicy, NavigationLink, Settings};
use crate::storage::events::Recorded;
use crate::storage::outbox::{Lag, Parked};

/// A link in the site's header.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub label: String,
    /// A path on the site, or a whole address.
    pub url: String,
    pub lang: Lang,
}

impl From<&NavigationLink> for Link {
    fn from(link: &NavigationLink) -> Link {
        Link {
            label: link.label.clone(),
            url: link.url.clone(),
            lang: link.language.into(),
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettingsView {
    pub title: String,
    pub description: String,
    /// The main language.
    pub lang: Lang,
    pub dir: Dir,
    pub languages: Vec<Lang>,
    /// An IANA name.
    pub time_zone: String,
    /// Where security reports go.
    pub contact: Option<String>,
    pub guest_comments: GuestComments,
    pub join_policy: JoinPolicy,
    /// The colour of links and buttons: `#1b5e8a`. Null for Daf's own.
    pub accent: Option<String>,
    /// Whether search engines may index the site.
    pub indexed: bool,
    /// Whether the site hears of links to it and tells of its own (Webmention).
    pub mentions: bool,
    /// The WebSub hub that is told of new articles.
    pub hub: Option<String>,
    pub navigation: Vec<Link>,
}

impl From<&Settings> for SettingsView {
    fn from(settings: &Settings) -> SettingsView {
        SettingsView {
            title: settings.title.clone(),
            description: settings.description.clone(),
            lang: settings.main_language.into(),
            dir: settings.main_language.into(),
            languages: settings
                .languages
                .iter()
                .map(|own| Lang::from(*own))
                .collect(),
            time_zone: settings.time_zone.clone(),
            contact: settings.contact.clone(),
            guest_comments: settings.guest_comments,
            join_policy: settings.join_policy,
            accent: settings.accent.clone(),
            indexed: settings.indexed,
            mentions: settings.mentions,
            hub: settings.hub.clone(),
            navigation: settings.navigation.iter().map(Link::from).collect(),
        }
    }
}

/// What is to be changed of the settings. What is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsChange {
    pub title: Option<String>,
    pub description: Option<String>,
    pub lang: Option<Lang>,
    pub languages: Option<Vec<Lang>>,
    pub time_zone: Option<String>,
    /// Empty for none.
    pub contact: Option<String>,
    pub guest_comments: Option<GuestComments>,
    pub join_policy: Option<JoinPolicy>,
    /// Empty for Daf's own.
    pub accent: Option<String>,
    pub indexed: Option<bool>,
    pub mentions: Option<bool>,
    /// Empty for none.
    pub hub: Option<String>,
    pub navigation: Option<Vec<Link>>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventView {
    /// Its number: greater than that of whatever happened before.
    pub id: i64,
    pub kind: String,
    /// What it happened to: `post:12`, `site`.
    pub subject: String,
    pub payload: serde_json::Value,
    pub at: Time,
}

impl From<Recorded> for EventView {
    fn from(event: Recorded) -> EventView {
        EventView {
            id: event.sequence,
            kind: event.kind,
            subject: event.subject,
            payload: serde_json::from_str(&event.payload).unwrap_or_default(),
            at: event.created_at.into(),
        }
    }
}

/// What somebody of the staff did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActivityView {
    pub id: i64,
    /// A verb in the past: `post.archived`.
    pub action: String,
    pub subject: String,
    /// What the subject is called now.
    pub name: Option<String>,
    /// Null for the command line.
    pub actor: Option<String>,
    pub at: Time,
}

impl From<Done> for ActivityView {
    fn from(done: Done) -> ActivityView {
        ActivityView {
            id: done.id.0,
            action: done.action,
            subject: done.subject,
            name: done.name,
            actor: done.actor,
            at: done.at.into(),
        }
    }
}

/// How the site itself is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SystemView {
    pub version: &'static str,
    pub subscribers: Vec<SubscriberView>,
    /// Events that a subscriber failed with until it was let off.
    pub parked: Vec<ParkedView>,
}

/// How far behind somebody is who is handed events.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SubscriberView {
    pub name: String,
    pub events_waiting: i64,
    pub waiting_since: Option<Time>,
    pub attempts: i64,
    pub reason: String,
}

impl From<Lag> for SubscriberView {
    fn from(lag: Lag) -> SubscriberView {
        SubscriberView {
            name: lag.subscriber,
            events_waiting: lag.events,
            waiting_since: lag.since.map(Time::from),
            attempts: lag.attempts,
            reason: lag.reason,
        }
    }
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ParkedView {
    pub id: i64,
    pub subscriber: String,
    pub event: EventView,
    pub reason: String,
    pub parked_at: Time,
}

impl From<Parked> for ParkedView {
    fn from(parked: Parked) -> ParkedView {
        ParkedView {
            id: parked.id,
            subscriber: parked.subscriber,
            event: parked.event.into(),
            reason: parked.reason,
            parked_at: parked.parked_at.into(),
        }
    }
}

/// An article that answers a question.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchResult {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub lang: Lang,
    pub dir: Dir,
    pub published_at: Option<Time>,
    /// The title as HTML, with the words that were found marked.
    pub title_html: String,
    /// The passage that answers, as HTML.
    pub passage_html: String,
    pub holds_every_word: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchView {
    pub items: Vec<SearchResult>,
    pub next: Option<String>,
    pub query: String,
    /// The question whose answers these are, since the one that was asked has none at all.
    pub instead: Option<String>,
    pub articles_with_every_word: usize,
    pub articles_with_some_words: usize,
    pub other_spelling: Option<String>,
    pub other_keyboard: Option<String>,
}

/// Two names of one thing, which searches take for each other.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchName {
    pub id: i64,
    pub name: String,
    pub other: String,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSearchName {
    pub name: String,
    pub other: String,
}

/// A search that no article answered with all its words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchMiss {
    pub words: String,
    pub lang: Option<Lang>,
    pub times: i64,
    pub last_at: Time,
}

impl SearchMiss {
    /// The language of words that are in none but one script.
    pub fn language(words: &str) -> Option<Language> {
        use crate::text::direction::{is_arabic_letter, is_rtl_letter};
        if words.chars().any(is_arabic_letter) {
            Some(Language::Ar)
        } else if words.chars().any(is_rtl_letter) {
            Some(Language::He)
        } else {
            None
        }
    }
}
