//! The languages a text, and the interface around it, can be written in.

use super::direction::{Direction, is_arabic_letter, is_rtl_letter, vote};

/// A language that Daf can set, search and speak, named by its BCP 47 tag.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(rename_all = "lowercase")]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Language {
    He,
    En,
    Ar,
}

impl Language {
    /// Every language, in the order switches show them.
    pub const ALL: [Language; 3] = [Language::He, Language::En, Language::Ar];

    /// The language of a BCP 47 tag, by its first subtag: `he-IL` is Hebrew.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "he" | "iw" => Some(Language::He),
            "en" => Some(Language::En),
            "ar" => Some(Language::Ar),
            _ => None,
        }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Language::He => "he",
            Language::En => "en",
            Language::Ar => "ar",
        }
    }

    pub fn direction(self) -> Direction {
        match self {
            Language::He | Language::Ar => Direction::Rtl,
            Language::En => Direction::Ltr,
        }
    }

    /// The name of the language in the language itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::He => "עברית",
            Language::En => "English",
            Language::Ar => "العربية",
        }
    }

    /// The locale that OpenGraph wants in `og:locale`.
    pub fn open_graph_locale(self) -> &'static str {
        match self {
            Language::He => "he_IL",
            Language::En => "en_US",
            Language::Ar => "ar_AR",
        }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.tag())
    }
}

/// The language a text seems to be written in, by its words; `otherwise` when it has none. Two words in
/// five of a right-to-left script make a technical text one of that script, since names and code are
/// Latin in it.
pub fn guess(text: &str, otherwise: Language) -> Language {
    let vote = vote(text);
    if vote.rtl + vote.ltr == 0 {
        return otherwise;
    }
    if vote.rtl * 5 < (vote.rtl + vote.ltr) * 2 {
        return Language::En;
    }
    let rtl = text.chars().filter(|letter| is_rtl_letter(*letter));
    let (arabic, hebrew): (Vec<char>, Vec<char>) =
        rtl.partition(|letter| is_arabic_letter(*letter));
    if arabic.len() > hebrew.len() {
        Language::Ar
    } else {
        Language::He
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_the_language_of_its_words() {
        assert_eq!(guess("שלום ל-Node.js", Language::En), Language::He);
        assert_eq!(guess("كيف يعمل Node.js ؟", Language::En), Language::Ar);
        assert_eq!(guess("What is דף, and why?", Language::He), Language::En);
        assert_eq!(guess("42 :)", Language::Ar), Language::Ar);
    }

    #[test]
    fn a_regional_tag_is_its_language() {
        assert_eq!(Language::from_tag("he-IL"), Some(Language::He));
        assert_eq!(Language::from_tag("AR"), Some(Language::Ar));
        assert_eq!(Language::from_tag("fr"), None);
    }
}
