//! Who is reading: the languages and colours they chose. Nobody needs a cookie to read.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::language::Language;

pub const LANGUAGE_COOKIE: &str = "daf_language";
pub const THEME_COOKIE: &str = "daf_theme";

/// A choice of colours; the system's when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn parse(word: &str) -> Option<Theme> {
        match word {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A reader who is not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The interface language chosen by the switch, or else asked for by the browser.
    pub language: Option<Language>,
    pub theme: Option<Theme>,
    /// Where the reader is now, to come back to after a form.
    pub here: String,
}

impl Visitor {
    pub fn of(request: &HttpRequest) -> Visitor {
        let cookie = |name| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let chosen = cookie(LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag));
        let accepted = request
            .headers()
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let here = request
            .uri()
            .path_and_query()
            .map_or("/", |here| here.as_str());
        Visitor {
            language: chosen.or_else(|| accepted.and_then(preferred)),
            theme: cookie(THEME_COOKIE).and_then(|word| Theme::parse(&word)),
            here: here.to_owned(),
        }
    }
}

impl FromRequest for Visitor {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Visitor, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Visitor::of(request)))
    }
}

/// The language of Daf's that an `Accept-Language` header wants most (RFC 9110, 12.5.4).
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',').take(50) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|number| number.trim().parse::<f32>().ok())
            .unwrap_or(0.0);
        if let Some(language) = Language::from_tag(tag.trim())
            && weight > best.map_or(0.0, |(most, _)| most)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_wins() {
        assert_eq!(preferred("fr-FR, he;q=0.7, en;q=0.8"), Some(Language::En));
        assert_eq!(preferred("ar-EG,en;q=0.9"), Some(Language::Ar));
        assert_eq!(preferred("he;q=0"), None);
        assert_eq!(preferred("fr, *;q=0.5"), None);
        assert_eq!(preferred(";;;,,,q=9"), None);
    }
}
