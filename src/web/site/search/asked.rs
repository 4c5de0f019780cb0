//! What a reader asks for, as the address says it.

use crate::domain::language::Language;
use crate::domain::refusal::Refusal;
use crate::domain::slug::Slug;
use crate::storage::search::Place;
use crate::text::plain;
use crate::text::search::Looser;
use crate::web::query::Query;
use crate::web::{AppError, address};

const LONGEST: usize = 1_000;

/// A question, and how far its answers have been read.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Asked {
    pub typed: String,
    pub language: Option<Language>,
    pub tag: Option<Slug>,
    pub after: Option<Place>,
    /// Whether the last word is still being typed.
    pub is_typing: bool,
    /// Whether the answers of no other question are wanted.
    pub is_exact: bool,
}

impl Asked {
    /// Reads the question; what cannot be searched for is refused.
    pub fn read(query: &Query) -> Result<Result<Asked, Refusal>, AppError> {
        let typed = query.get("q").unwrap_or_default().trim();
        if typed.chars().count() > LONGEST {
            return Ok(Err(Refusal::TooLong { most: LONGEST }));
        }
        if typed
            .chars()
            .any(|letter| letter.is_control() && !letter.is_whitespace())
        {
            return Ok(Err(Refusal::ControlCharacter));
        }
        let after = match query.get("after") {
            Some(text) => Some(Place::parse(text).ok_or(AppError::NotFound)?),
            None => None,
        };
        Ok(Ok(Asked {
            typed: plain::without_controls(typed),
            language: query.get("lang").and_then(Language::from_tag),
            tag: query
                .get("tag")
                .map(Slug::asked)
                .filter(|slug| !slug.as_str().contains('\0')),
            after,
            is_typing: query.get("typing").is_some(),
            is_exact: query.get("exact").is_some(),
        }))
    }

    /// What was typed that cannot be searched for, to be shown again.
    pub fn refused(query: &Query) -> Asked {
        let typed = query.get("q").unwrap_or_default();
        Asked {
            typed: typed
                .chars()
                .filter(|letter| !letter.is_control())
                .collect(),
            ..Asked::default()
        }
    }

    /// The address of this question, or of a later page of its answers.
    pub fn address(&self, after: Option<Place>) -> String {
        let mut address = format!("/search?{}", self.query());
        if let Some(after) = after {
            address.push_str(&format!("&after={after}"));
        }
        address
    }

    /// The question's part of an address.
    pub fn query(&self) -> String {
        let mut query = format!("q={}", address::encode(&self.typed));
        if let Some(language) = self.language {
            query.push_str(&format!("&lang={language}"));
        }
        if let Some(tag) = &self.tag {
            query.push_str(&format!("&tag={}", address::encode(tag.as_str())));
        }
        if self.is_exact {
            query.push_str("&exact=1");
        }
        query
    }

    /// Whether nothing is asked.
    pub fn is_nothing(&self) -> bool {
        self.typed.is_empty() && self.language.is_none() && self.tag.is_none()
    }

    /// Whether this asks for the first answers to a whole question.
    pub fn is_first(&self) -> bool {
        self.after.is_none() && !self.is_typing
    }

    /// This with one condition less, for each; and with none, where it has more than one.
    pub fn looser(&self) -> (Vec<Asked>, Option<Asked>) {
        let Looser { by_one, words } = Looser::of(&self.typed);
        let mut looser: Vec<Asked> = by_one.iter().map(|typed| self.instead(typed)).collect();
        if self.language.is_some() {
            let language = None;
            looser.push(Asked {
                language,
                ..self.instead(&self.typed)
            });
        }
        if self.tag.is_some() {
            let tag = None;
            looser.push(Asked {
                tag,
                ..self.instead(&self.typed)
            });
        }
        let loosest = Asked {
            language: None,
            tag: None,
            ..self.instead(&words)
        };
        let is_other = looser.len() > 1 && !words.is_empty();
        (looser, is_other.then_some(loosest))
    }

    /// The same of another question.
    pub fn instead(&self, typed: &str) -> Asked {
        Asked {
            typed: typed.to_owned(),
            after: None,
            is_exact: false,
            ..self.clone()
        }
    }
}
