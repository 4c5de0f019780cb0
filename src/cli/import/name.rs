//! What the name of a file says: the address, the date before it, the language behind it.

use crate::domain::language::Language;

/// What the name of a file says of the article in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// What the address is made of; none for a file that is called as any other is.
    pub stem: Option<String>,
    pub date: Option<String>,
    pub language: Option<Language>,
    /// Whether it lies where Jekyll keeps drafts.
    pub is_draft: bool,
}

impl Named {
    /// Reads a path within the imported folder: `posts/2024-01-15-name.he.md`, `name/index.md`.
    pub fn read(name: &str) -> Named {
        let mut parts: Vec<&str> = name.split(['/', std::path::MAIN_SEPARATOR]).collect();
        let file = parts.pop().unwrap_or_default();
        let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let (stem, language) = match file.rsplit_once('.') {
            Some((stem, suffix)) if is_tag(suffix) => match Language::from_tag(suffix) {
                Some(language) => (stem, Some(language)),
                None => (file, None),
            },
            _ => (file, None),
        };
        let is_draft = parts.contains(&"_drafts");
        let (date, stem) = match stem {
            "index" => (None, parts.pop()),
            stem => {
                let (date, rest) = dated(stem);
                (date, Some(rest))
            }
        };
        Named {
            stem: stem.map(str::to_owned),
            date: date.map(str::to_owned),
            language,
            is_draft,
        }
    }
}

/// `he`, `pt-BR`.
fn is_tag(suffix: &str) -> bool {
    let mut parts = suffix.split(['-', '_']);
    let is_pair =
        |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    parts.next().is_some_and(is_pair) && parts.next().is_none_or(is_pair) && parts.next().is_none()
}

/// The date before a name, and the name.
fn dated(stem: &str) -> (Option<&str>, &str) {
    let is_number = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = stem.splitn(4, '-');
    if let (Some(year), Some(month), Some(day), Some(rest)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
        && year.len() == 4
        && is_number(year, 4)
        && is_number(month, 2)
        && is_number(day, 2)
        && !rest.is_empty()
    {
        let length = stem.len() - rest.len() - 1;
        return (Some(&stem[..length]), rest);
    }
    (None, stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> (Option<String>, Option<String>, Option<Language>) {
        let named = Named::read(name);
        (named.stem, named.date, named.language)
    }

    #[test]
    fn a_name_tells_address_date_and_language() {
        let text = |text: &str| Some(text.to_owned());
        for (name, read_as) in [
            ("intro.md", (text("intro"), None, None)),
            (
                "a/שלום עולם.he.md",
                (text("שלום עולם"), None, Some(Language::He)),
            ),
            (
                "_posts/2024-1-15-a-b.md",
                (text("a-b"), text("2024-1-15"), None),
            ),
            (
                "2024-01-15-a.ar-EG.md",
                (text("a"), text("2024-01-15"), Some(Language::Ar)),
            ),
            ("posts/node/index.md", (text("node"), None, None)),
            (
                "posts/node/index.en.md",
                (text("node"), None, Some(Language::En)),
            ),
            ("index.md", (None, None, None)),
            ("node.js.md", (text("node.js"), None, None)),
            ("a.fr.md", (text("a.fr"), None, None)),
            ("2024-01-15.md", (text("2024-01-15"), None, None)),
            ("", (text(""), None, None)),
        ] {
            assert_eq!(read(name), read_as, "{name}");
        }
        assert!(Named::read("_drafts/a.md").is_draft);
    }
}
