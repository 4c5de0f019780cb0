//! What the API's objects look like. Whatever holds text says its language and direction.

pub mod comment;
pub mod desk;
pub mod mention;
pub mod person;
pub mod post;
pub mod revision;
pub mod taxonomy;
pub mod webhook;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::language::Language;
use crate::domain::moment::Moment;

/// A moment, in UTC (RFC 3339).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
#[serde(transparent)]
pub struct Time(#[schemars(extend("format" = "date-time"))] String);

impl From<Moment> for Time {
    fn from(moment: Moment) -> Time {
        Time(moment.rfc3339())
    }
}

/// A base direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dir {
    Ltr,
    Rtl,
}

impl From<Language> for Dir {
    fn from(language: Language) -> Dir {
        match language.direction().is_rtl() {
            true => Dir::Rtl,
            false => Dir::Ltr,
        }
    }
}

/// A language that Daf publishes in (BCP 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    He,
    En,
    Ar,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::He => Lang::He,
            Language::En => Lang::En,
            Language::Ar => Lang::Ar,
        }
    }
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::He => Language::He,
            Lang::En => Language::En,
            Lang::Ar => Language::Ar,
        }
    }
}
