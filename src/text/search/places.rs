//! What an index knows of articles beside their words, by the slots that they have in a block.

use crate::text::language::Language;

/// An article as the ranking knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 0 for one that is gone.
    pub id: i64,
    pub length: u32,
    /// Of publication, to tell which of two equals is newer.
    pub day: u32,
    /// Whether readers find it. The desk finds all.
    pub is_listed: bool,
    pub language: Language,
    /// Where its authors' and then its tags' numbers begin in [`Places::numbers`].
    pub first: u32,
    pub authors: u8,
    pub tags: u8,
}

/// The articles of a block, by slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub places: Vec<Place>,
    pub numbers: Vec<i64>,
}

/// An article that is about to take a place.
pub struct Article<'article> {
    pub id: i64,
    pub length: u32,
    pub day: u32,
    pub is_listed: bool,
    pub language: Language,
    pub authors: &'article [i64],
    pub tags: &'article [i64],
}

impl Places {
    /// Gives an article the next slot. More than 255 authors or tags are not told apart.
    pub fn push(&mut self, article: Article) {
        let (authors, tags) = (few(article.authors), few(article.tags));
        self.places.push(Place {
            id: article.id,
            length: article.length,
            day: article.day,
            is_listed: article.is_listed,
            language: article.language,
            first: self.numbers.len() as u32,
            authors: authors.len() as u8,
            tags: tags.len() as u8,
        });
        self.numbers.extend_from_slice(authors);
        self.numbers.extend_from_slice(tags);
    }

    pub(super) fn authors(&self, place: &Place) -> &[i64] {
        let first = place.first as usize;
        &self.numbers[first..first + usize::from(place.authors)]
    }

    pub fn tags(&self, place: &Place) -> &[i64] {
        let first = place.first as usize + usize::from(place.authors);
        &self.numbers[first..first + usize::from(place.tags)]
    }
}

fn few(numbers: &[i64]) -> &[i64] {
    &numbers[..numbers.len().min(usize::from(u8::MAX))]
}
