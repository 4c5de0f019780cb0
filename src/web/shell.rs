//! What the layout needs on every page.

use std::borrow::Borrow;
use std::sync::Arc;

use super::Site;
use super::address;
use super::assets::Assets;
use super::flash::Flash;
use super::visitor::{Theme, Visitor};
use crate::domain::accent::Accent;
use crate::domain::access;
use crate::domain::audit::Done;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::domain::settings::{NavigationLink, Settings};
use crate::domain::slug::Slug;
use crate::domain::token::Token;
use crate::domain::user::{Role, User};
use crate::locale::Words;
use crate::storage::listings::Byline;
use crate::storage::mentions::Mention;
use crate::text::direction::{self, Direction};
use crate::text::webmention::Kind;
use crate::text::{isolates, plain};

/// What one page says about itself.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The page's own title; the site's stands behind it.
    pub title: String,
    pub description: String,
    /// The language of the content; the interface's when it has none of its own.
    pub language: Option<Language>,
    /// The path that is the page's own, when it should be found by it.
    pub canonical: Option<String>,
    /// A whole address elsewhere that the text was first published at.
    pub canonical_elsewhere: Option<String>,
    /// Its versions in other languages: paths.
    pub alternates: Vec<(Language, String)>,
    /// The path for readers of all other languages, when it is none of those.
    pub for_all_others: Option<String>,
    /// The folder of its feeds: `/tag/http`, empty for the whole site.
    pub feeds: Option<String>,
    pub indexed: bool,
    /// What an article says beside its title.
    pub article: Option<About>,
    /// The page in the terms of schema.org: a JSON-LD document that can stand in a script element.
    pub structured: Option<String>,
    /// Pictures of it, the best first.
    pub pictures: Vec<Picture>,
    /// Whether other sites may show it in the place of a link, and say that they link to it.
    pub is_open: bool,
}

/// What OpenGraph says of an article.
#[derive(Debug, Clone)]
pub struct About {
    pub published: Moment,
    pub updated: Moment,
    /// Their pages: paths.
    pub authors: Vec<String>,
    pub tags: Vec<String>,
    pub author_names: String,
}

/// A picture that stands for a page elsewhere.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Whole, or a path.
    pub address: String,
    /// What it shows, in words.
    pub alt: String,
    /// Its width and height, where Daf made it.
    pub size: Option<(u32, u32)>,
}

/// The page around a page.
pub struct Shell {
    pub words: &'static Words,
    pub settings: Arc<Settings>,
    pub theme: Option<Theme>,
    pub here: String,
    pub head: Head,
    pub base_url: String,
    /// Who is signed in.
    pub user: Option<User>,
    /// What the page before wants to be said.
    pub flash: Option<Flash>,
    /// How many comments, and mentions by other sites, wait for a moderator; only the desk's pages know.
    pub waiting: Option<i64>,
    assets: Arc<Assets>,
    zone: jiff::tz::TimeZone,
}

/// The words of the visitor's language, or of the site's when the visitor asks for none that Daf has.
pub fn words_for(visitor: &Visitor, settings: &Settings) -> &'static Words {
    Words::of(visitor.language.unwrap_or(settings.main_language))
}

impl Shell {
    pub fn new(site: &Site, visitor: &Visitor, settings: Arc<Settings>, head: Head) -> Shell {
        Shell {
            words: words_for(visitor, &settings),
            zone: settings.zone(),
            settings,
            theme: visitor.theme,
            here: visitor.here.clone(),
            head,
            base_url: site.base_url.clone(),
            user: visitor.user.clone(),
            flash: visitor.flash.clone(),
            waiting: None,
            assets: Arc::clone(&site.assets),
        }
    }

    /// The interface's language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    pub fn direction(&self) -> Direction {
        self.language().direction()
    }

    /// The language of the whole page: its content's.
    pub fn page_language(&self) -> Language {
        self.head.language.unwrap_or_else(|| self.language())
    }

    /// ` lang="…" dir="…"` where the interface speaks another language than the page.
    pub fn own_language(&self) -> String {
        self.language_attributes(&self.language())
    }

    /// ` lang="…" dir="…"` for text in a language other than the page's, and nothing for text in it.
    pub fn language_attributes(&self, language: &Language) -> String {
        if *language == self.page_language() {
            return String::new();
        }
        format!(
            " lang=\"{}\" dir=\"{}\"",
            language.tag(),
            language.direction()
        )
    }

    /// The window's title, set in the page's direction.
    pub fn window_title(&self) -> String {
        let joined = match self.head.title.as_str() {
            "" => self.settings.title.clone(),
            title => format!("{title} · {}", self.settings.title),
        };
        plain::directed(&joined, self.page_language().direction())
    }

    /// Text for a place of the page that has no markup: an option, a label, a description.
    pub fn plain(&self, text: impl std::fmt::Display) -> String {
        plain::directed(&text.to_string(), self.page_language().direction())
    }

    pub fn og_title(&self) -> String {
        let title = if self.head.title.is_empty() {
            &self.settings.title
        } else {
            &self.head.title
        };
        plain::directed(title, self.page_language().direction())
    }

    pub fn description(&self) -> String {
        let text = if self.head.description.is_empty() {
            &self.settings.description
        } else {
            &self.head.description
        };
        plain::directed(text, self.page_language().direction())
    }

    /// The whole address that search engines should know the page by.
    pub fn canonical(&self) -> Option<String> {
        let own = self.head.canonical.as_ref().map(|path| self.whole(path));
        self.head.canonical_elsewhere.clone().or(own)
    }

    pub fn whole(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// The whole address of a picture, here or elsewhere.
    pub fn picture(&self, picture: &Picture) -> String {
        match picture.address.starts_with('/') {
            true => self.whole(&picture.address),
            false => picture.address.clone(),
        }
    }

    /// Its versions by the languages that readers ask for, when there is more than one, with the one for all
    /// others.
    pub fn alternates(&self) -> Vec<(&'static str, String)> {
        let versions = &self.head.alternates;
        if versions.len() < 2 {
            return Vec::new();
        }
        let main = self.settings.main_language;
        let others = self.head.for_all_others.as_ref().or_else(|| {
            let of_main = versions.iter().find(|(language, _)| *language == main);
            of_main.or(versions.first()).map(|(_, path)| path)
        });
        let all = versions
            .iter()
            .map(|(language, path)| (language.tag(), path));
        all.chain(others.map(|path| ("x-default", path)))
            .map(|(language, path)| (language, self.whole(path)))
            .collect()
    }

    /// The locales of its other versions, as OpenGraph wants them.
    pub fn other_locales(&self) -> Vec<&'static str> {
        let own = self.page_language();
        let others = self.head.alternates.iter();
        others
            .filter(|(language, _)| *language != own)
            .map(|(language, _)| language.open_graph_locale())
            .collect()
    }

    /// Whether other sites may say that they link to the page.
    pub fn takes_mentions(&self) -> bool {
        self.head.is_open && self.settings.mentions
    }

    /// Where a program asks how to show the page in the place of a link.
    pub fn embedding(&self, format: &str) -> Option<String> {
        let own = self.head.canonical.as_ref().filter(|_| self.head.is_open)?;
        let url = address::encode(&self.whole(own));
        Some(format!(
            "{}/oembed?url={url}&format={format}",
            self.base_url
        ))
    }

    /// The address of a file under `static/`, with its fingerprint.
    pub fn asset(&self, name: &str) -> String {
        self.assets.address(name)
    }

    pub fn to_post(&self, slug: &Slug) -> String {
        address::of_post(slug)
    }

    pub fn to_tag(&self, slug: &Slug) -> String {
        address::of("tag", slug.as_str())
    }

    pub fn to_series(&self, slug: &Slug) -> String {
        address::of("series", slug.as_str())
    }

    pub fn to_author(&self, author: &Byline) -> String {
        address::of("author", author.handle.as_str())
    }

    /// A day by the site's clock, as the interface writes it.
    pub fn date(&self, moment: impl Borrow<Moment>) -> String {
        self.words.date(moment.borrow().civil(&self.zone).date())
    }

    /// A moment by the site's clock, to the minute: a date and a time with their own element each.
    pub fn moment(&self, moment: impl Borrow<Moment>) -> String {
        let civil = moment.borrow().civil(&self.zone);
        let time = civil.strftime("%H:%M");
        format!("{} {time}", self.words.date(civil.date()))
    }

    /// A date and time to the second, for lists of what happens within a minute.
    pub fn fine_stamp(&self, moment: impl Borrow<Moment>) -> String {
        let civil = moment.borrow().civil(&self.zone);
        civil.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// A short date and time, for lists where many stand below each other.
    pub fn stamp(&self, moment: impl Borrow<Moment>) -> String {
        let civil = moment.borrow().civil(&self.zone);
        civil.strftime("%Y-%m-%d %H:%M").to_string()
    }

    pub fn zone(&self) -> &jiff::tz::TimeZone {
        &self.zone
    }

    /// Whether the reader who is signed in writes here.
    pub fn is_staff(&self) -> bool {
        self.user.as_ref().is_some_and(access::may_enter_desk)
    }

    pub fn may(&self, question: fn(&User) -> bool) -> bool {
        self.user.as_ref().is_some_and(question)
    }

    /// What a role is called.
    pub fn role_message(&self, role: impl Borrow<Role>) -> &'static str {
        match role.borrow() {
            Role::Owner => "role-owner",
            Role::Editor => "role-editor",
            Role::Author => "role-author",
            Role::Reader => "role-reader",
        }
    }

    /// What a page of another site does with an article, in words that take its author's name.
    pub fn mention_message(&self, mention: &Mention) -> &'static str {
        match mention.kind() {
            Kind::Mention => "mention-by-mention",
            Kind::Reply => "mention-by-reply",
            Kind::Like => "mention-by-like",
            Kind::Repost => "mention-by-repost",
            Kind::Bookmark => "mention-by-bookmark",
        }
    }

    /// What a status is called.
    pub fn status_message(&self, status: impl Borrow<PostStatus>) -> &'static str {
        match status.borrow() {
            PostStatus::Draft => "status-draft",
            PostStatus::Scheduled => "status-scheduled",
            PostStatus::Published => "status-published",
            PostStatus::Archived => "status-archived",
        }
    }

    /// What was done, in words.
    pub fn act(&self, action: &str) -> String {
        self.words
            .say(&format!("audit-{}", action.replace('.', "-")))
    }

    pub fn can_join(&self) -> bool {
        access::may_join_freely(&self.settings)
    }

    /// The stylesheet with the owner's colour, if there is one.
    pub fn accent(&self) -> Option<String> {
        let accent = Accent::parse(self.settings.accent.as_deref()?).ok()?;
        Some(format!("/static/accent.{}.css", accent.digits()))
    }

    /// A line as HTML in a block of `language`: what runs the other way is isolated.
    pub fn title_html(&self, title: &str, language: &Language) -> String {
        isolates::html(title, language.direction())
    }

    /// The direction of a name or a title whose language is not known, by a vote of its words.
    pub fn direction_of(&self, text: &str) -> Direction {
        direction::decide(text, self.direction())
    }

    pub fn post_title(&self, post: &Post) -> String {
        self.title_html(&post.title, &post.language)
    }

    pub fn is_theme(&self, word: &str) -> bool {
        self.theme.map_or("system", Theme::as_str) == word
    }

    /// The language of the interface's own words beside a text of `language`.
    pub fn facts_language(&self, language: &Language) -> String {
        if *language == self.language() {
            return String::new();
        }
        format!(" lang=\"{}\" dir=\"{}\"", self.language(), self.direction())
    }

    /// ` aria-current="page"` on the link to where the reader is.
    pub fn here_mark(&self, path: &str) -> &'static str {
        let here = self.here.split('?').next().unwrap_or_default();
        if here == path {
            " aria-current=\"page\""
        } else {
            ""
        }
    }

    /// ` aria-current` on the link to the room of the desk that the reader is in.
    pub fn room_mark(&self, path: &str) -> &'static str {
        let here = self.here.split('?').next().unwrap_or_default();
        if here == path {
            " aria-current=\"page\""
        } else if here
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('/'))
        {
            " aria-current=\"true\""
        } else {
            ""
        }
    }

    /// A number for a form, by which it is known when it is sent twice.
    pub fn form_number(&self) -> String {
        Token::short().map_or_else(|_| String::new(), |token| token.as_str().to_owned())
    }

    /// What an act was done to, as the desk names it: by its name, or a role by its word.
    pub fn subject(&self, act: &Done) -> String {
        if let Some(name) = &act.name {
            return name.clone();
        }
        match act.subject.split_once(':') {
            Some(("role", role)) => Role::parse(role)
                .map(|role| self.words.say(self.role_message(role)))
                .unwrap_or_default(),
            Some((_, number)) => format!("#{number}"),
            None => String::new(),
        }
    }

    /// Where the desk shows what an act was done to, if it is still there.
    pub fn subject_address(&self, act: &Done) -> Option<String> {
        act.name.as_ref()?;
        let (kind, number) = act.subject.split_once(':')?;
        match kind {
            "post" => Some(format!("/desk/posts/{number}/edit")),
            "tag" => Some(format!("/desk/tags/{number}/edit")),
            "series" => Some(format!("/desk/series/{number}/edit")),
            "user" => Some(format!("/desk/people/{number}")),
            _ => None,
        }
    }

    /// The owner's links for readers of the interface's language.
    pub fn navigation(&self) -> Vec<&NavigationLink> {
        self.settings
            .navigation
            .iter()
            .filter(|link| link.language == self.language())
            .collect()
    }
}

/// The font files that a page in a language needs first.
pub fn fonts_of(language: Language) -> &'static [&'static str] {
    match language {
        Language::He => &[
            "assistant-hebrew.f9805e7a.woff2",
            "assistant-latin.26b77cc3.woff2",
        ],
        Language::En => &["assistant-latin.26b77cc3.woff2"],
        Language::Ar => &[
            "vazirmatn-arabic.84a382e4.woff2",
            "assistant-latin.26b77cc3.woff2",
        ],
    }
}

/// The home page of a language.
pub fn home_of(language: &Language) -> &'static str {
    match language {
        Language::He => "/he",
        Language::En => "/en",
        Language::Ar => "/ar",
    }
}

/// A language's name where there is little room.
pub fn short_name(language: &Language) -> &'static str {
    match language {
        Language::He => "עב",
        Language::En => "EN",
        Language::Ar => "ع",
    }
}

/// What a choice of colours is called.
pub fn theme_message(theme: &str) -> &'static str {
    match theme {
        "light" => "theme-light",
        "dark" => "theme-dark",
        _ => "theme-system",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_that_pages_preload_are_there() {
        for font in Language::ALL
            .iter()
            .flat_map(|language| fonts_of(*language))
        {
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("static/fonts")
                .join(font);

            assert!(file.exists(), "{font}");
        }
    }
}
