//! The interface's words, plurals, dates and numbers, in each language from one catalogue.

mod dates;

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use intl_memoizer::concurrent::IntlLangMemoizer;

use crate::text::isolates::escape;
use crate::text::language::Language;
use dates::Dates;

/// A language's messages, a file for each part of the site.
const HEBREW: &[&str] = &[
    include_str!("he/site.ftl"),
    include_str!("he/account.ftl"),
    include_str!("he/discussion.ftl"),
    include_str!("he/desk.ftl"),
    include_str!("he/programs.ftl"),
];
const ENGLISH: &[&str] = &[
    include_str!("en/site.ftl"),
    include_str!("en/account.ftl"),
    include_str!("en/discussion.ftl"),
    include_str!("en/desk.ftl"),
    include_str!("en/programs.ftl"),
];
const ARABIC: &[&str] = &[
    include_str!("ar/site.ftl"),
    include_str!("ar/account.ftl"),
    include_str!("ar/discussion.ftl"),
    include_str!("ar/desk.ftl"),
    include_str!("ar/programs.ftl"),
];

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| Language::ALL.map(Words::load));

/// What the interface says in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// The messages without variables, as they are said.
    fixed: HashMap<Box<str>, Box<str>>,
    dates: Dates,
}

/// The sources of a language's messages, in Fluent's syntax.
pub fn catalogue(language: Language) -> &'static [&'static str] {
    match language {
        Language::He => HEBREW,
        Language::En => ENGLISH,
        Language::Ar => ARABIC,
    }
}

/// The locale whose rules a language's dates and numbers follow.
fn locale(language: Language) -> Locale {
    match language {
        Language::He => icu_locale_core::locale!("he"),
        Language::En => icu_locale_core::locale!("en"),
        Language::Ar => icu_locale_core::locale!("ar"),
    }
}

impl Words {
    pub fn of(language: Language) -> &'static Words {
        match language {
            Language::He => &ALL[0],
            Language::En => &ALL[1],
            Language::Ar => &ALL[2],
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without variables.
    pub fn say(&self, message: &str) -> String {
        match self.fixed.get(message) {
            Some(text) => text.to_string(),
            None => self.format(message, &FluentArgs::new()),
        }
    }

    /// A message that counts: `$count` in the catalogue chooses the plural form.
    pub fn count(&self, message: &str, count: impl Borrow<i64>) -> String {
        self.format(
            message,
            &FluentArgs::from_iter([("count", FluentValue::from(*count.borrow()))]),
        )
    }

    /// A message of two numbers, `$part` and `$whole`.
    pub fn part(
        &self,
        message: &str,
        part: impl Borrow<usize>,
        whole: impl Borrow<usize>,
    ) -> String {
        let args = [
            ("part", FluentValue::from(*part.borrow())),
            ("whole", FluentValue::from(*whole.borrow())),
        ];
        self.format(message, &FluentArgs::from_iter(args))
    }

    /// A message about `$name`, for places without markup.
    pub fn with(&self, message: &str, name: &str) -> String {
        self.format(
            message,
            &FluentArgs::from_iter([("name", FluentValue::from(name))]),
        )
    }

    /// A message about `$name` as HTML, in which the name is an isolate: it can neither be turned by
    /// the sentence around it nor turn it.
    pub fn html(&self, message: &str, name: &str) -> String {
        let (before, after) = self.around(message);
        format!(
            "{}<bdi>{}</bdi>{}",
            escape(&before),
            escape(name),
            escape(&after)
        )
    }

    /// What a message says before and after its `$name`.
    pub fn around(&self, message: &str) -> (String, String) {
        const PLACE: &str = "\u{E000}";
        let sentence = self.with(message, PLACE);
        match sentence.split_once(PLACE) {
            Some((before, after)) => (before.to_owned(), after.to_owned()),
            None => (sentence, String::new()),
        }
    }

    /// A day, written out: `14 במרץ 2026`.
    pub fn date(&self, day: jiff::civil::Date) -> String {
        self.dates.day(day)
    }

    /// A month of a year: `מרץ 2026`.
    pub fn month(&self, first_day: jiff::civil::Date) -> String {
        self.dates.month(first_day)
    }

    /// Whether the catalogue has a message.
    pub fn knows(&self, message: &str) -> bool {
        self.bundle
            .get_message(message)
            .is_some_and(|found| found.value().is_some())
    }

    fn load(language: Language) -> Words {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Names are isolated in markup and not by invisible characters.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(number_formatter(language)));
        let mut names: Vec<Box<str>> = Vec::new();
        for source in catalogue(language) {
            // The catalogue's tests fail on anything that cannot be parsed; what can be is kept.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let messages = resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.into()),
                _ => None,
            });
            names.extend(messages);
            bundle.add_resource_overriding(resource);
        }
        let fixed = names.into_iter().filter_map(|name| {
            let text = fixed(&bundle, &name)?;
            Some((name, text))
        });
        Words {
            language,
            fixed: fixed.collect(),
            bundle,
            dates: Dates::of(&locale(language)),
        }
    }

    fn format(&self, message: &str, args: &FluentArgs) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(message)
            .and_then(|found| found.value())
        else {
            log::error!(
                "the catalogue of {} has no message {message}",
                self.language
            );
            return message.to_owned();
        };
        let mut errors = Vec::new();
        let text: Cow<str> = self.bundle.format_pattern(pattern, Some(args), &mut errors);
        for error in errors {
            log::error!("message {message} of {}: {error}", self.language);
        }
        text.into_owned()
    }
}

/// A message's text, if it has no variables.
fn fixed(bundle: &FluentBundle<FluentResource>, message: &str) -> Option<Box<str>> {
    let pattern = bundle.get_message(message)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut errors);
    errors.is_empty().then(|| text.into())
}

type Formatter = fn(&FluentValue, &IntlLangMemoizer) -> Option<String>;

fn number_formatter(language: Language) -> Formatter {
    match language {
        Language::He => |value, _| number(value, Language::He),
        Language::En => |value, _| number(value, Language::En),
        Language::Ar => |value, _| number(value, Language::Ar),
    }
}

/// A number as the language groups its digits.
fn number(value: &FluentValue, language: Language) -> Option<String> {
    static FORMATTERS: LazyLock<[Option<DecimalFormatter>; 3]> = LazyLock::new(|| {
        Language::ALL.map(|language| {
            DecimalFormatter::try_new(locale(language).into(), Default::default()).ok()
        })
    });
    let FluentValue::Number(number) = value else {
        return None;
    };
    let place = Language::ALL.iter().position(|known| *known == language)?;
    let formatter = FORMATTERS.get(place)?.as_ref()?;
    let decimal = icu_decimal::input::Decimal::from(number.value as i64);
    Some(formatter.format(&decimal).to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn messages(language: Language) -> BTreeSet<String> {
        let names = catalogue(language)
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.split_once(" =").map(|(name, _)| name));
        names
            .filter(|name| !name.starts_with([' ', '#', '[', '*', '}']))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_catalogue_parses() {
        for language in Language::ALL {
            for source in catalogue(language) {
                let parsed = FluentResource::try_new((*source).to_owned());

                assert!(
                    parsed.is_ok(),
                    "{language}: {:?}",
                    parsed.err().map(|(_, errors)| errors)
                );
            }
        }
    }

    #[test]
    fn every_language_says_the_same_messages() {
        let english = messages(Language::En);
        assert!(english.len() > 50);
        for language in [Language::He, Language::Ar] {
            let own = messages(language);
            let missing: Vec<_> = english.difference(&own).collect();
            let foreign: Vec<_> = own.difference(&english).collect();

            assert!(
                missing.is_empty() && foreign.is_empty(),
                "{language} lacks {missing:?}, alone has {foreign:?}"
            );
        }
    }

    #[test]
    fn no_message_stands_in_two_files() {
        for language in Language::ALL {
            let mut seen = BTreeSet::new();
            for source in catalogue(language) {
                for line in source
                    .lines()
                    .filter(|line| !line.starts_with([' ', '#', '}']))
                {
                    if let Some((name, _)) = line.split_once(" =") {
                        assert!(seen.insert(name), "{language}: {name}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_and_two_have_forms_of_their_own() {
        assert_eq!(
            Words::of(Language::He).count("comments-count", 2),
            "שתי תגובות"
        );
        assert_eq!(
            Words::of(Language::He).count("comments-count", 5),
            "5 תגובות"
        );
        assert_eq!(
            Words::of(Language::Ar).count("comments-count", 2),
            "تعليقان"
        );
        assert_eq!(
            Words::of(Language::Ar).count("comments-count", 3),
            "3 تعليقات"
        );
        assert_eq!(
            Words::of(Language::Ar).count("comments-count", 11),
            "11 تعليقًا"
        );
        assert_eq!(
            Words::of(Language::En).count("comments-count", 1),
            "One comment"
        );
        assert_eq!(
            Words::of(Language::En).count("comments-count", 12_345),
            "12,345 comments"
        );
    }

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let day = jiff::civil::date(2026, 11, 23);

        assert_eq!(Words::of(Language::He).date(day), "23 בנובמבר 2026");
        assert_eq!(Words::of(Language::Ar).date(day), "23 نوفمبر 2026");
        assert_eq!(Words::of(Language::En).date(day), "November 23, 2026");
        assert_eq!(Words::of(Language::He).month(day), "נובמבר 2026");
    }

    #[test]
    fn a_name_in_a_sentence_is_an_isolate_and_escaped() {
        let sentence = Words::of(Language::He).html("search-results-for", "<C++>");

        assert!(sentence.contains("<bdi>&lt;C++&gt;</bdi>"), "{sentence}");
    }
}
