//! What articles must be, beside holding words.

use super::places::{Place, Places};
use crate::text::language::Language;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asker {
    #[default]
    Reader,
    /// Finds what is not public too.
    Desk,
}

/// What articles must be, beside holding words. Each list that is not empty must hold one of theirs.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub asker: Asker,
    pub languages: Vec<Language>,
    /// Every tag of these must be borne.
    pub tags: Vec<i64>,
    pub authors: Vec<i64>,
}

impl Filter {
    pub(super) fn may_see(&self, place: &Place) -> bool {
        place.id != 0 && (place.is_listed || self.asker == Asker::Desk)
    }

    pub(super) fn passes(&self, places: &Places, place: &Place) -> bool {
        let is_in_language = self.languages.is_empty() || self.languages.contains(&place.language);
        let bears = |tag: &i64| places.tags(place).contains(tag);
        let is_by = |author: &i64| self.authors.contains(author);
        is_in_language
            && self.tags.iter().all(bears)
            && (self.authors.is_empty() || places.authors(place).iter().any(is_by))
    }
}
