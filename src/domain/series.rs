//! Articles meant to be read in order.

use super::ids::{PostId, SeriesId};
use super::language::Language;
use super::slug::Slug;

#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Series {
    pub id: SeriesId,
    pub slug: Slug,
    pub name: String,
    pub language: Language,
    pub description: String,
}

/// A series that is about to be made.
#[derive(Debug, Clone)]
pub struct NewSeries {
    pub slug: Slug,
    pub name: String,
    pub language: Language,
    pub description: String,
}

/// One part of a series as its navigation names it.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Part {
    pub position: i32,
    pub post_id: PostId,
    pub slug: Slug,
    pub title: String,
    pub language: Language,
    pub reading_minutes: i64,
}

/// Where an article stands in its series. Parts that are not public are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInSeries {
    pub series: Series,
    pub parts: Vec<Part>,
    /// The article's own place, from 1.
    pub place: usize,
}

impl PlaceInSeries {
    /// The place of `post` among the public `parts`; none when it is not among them.
    pub fn of(post: PostId, series: Series, parts: Vec<Part>) -> Option<PlaceInSeries> {
        let index = parts.iter().position(|part| part.post_id == post)?;
        Some(PlaceInSeries {
            series,
            parts,
            place: index + 1,
        })
    }

    pub fn previous(&self) -> Option<&Part> {
        self.place
            .checked_sub(2)
            .and_then(|index| self.parts.get(index))
    }

    pub fn next(&self) -> Option<&Part> {
        self.parts.get(self.place)
    }

    pub fn is_current(&self, part: &Part) -> bool {
        self.parts
            .get(self.place - 1)
            .is_some_and(|current| current.post_id == part.post_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: i64) -> Part {
        Part {
            position: number as i32,
            post_id: PostId(number),
            slug: Slug::parse(&format!("part-{number}")).unwrap(),
            title: format!("Part {number}"),
            language: Language::En,
            reading_minutes: 3,
        }
    }

    fn series() -> Series {
        let slug = Slug::parse("tale").unwrap();
        Series {
            id: SeriesId(1),
            slug,
            name: "Tale".into(),
            language: Language::En,
            description: String::new(),
        }
    }

    #[test]
    fn the_first_part_has_no_previous_and_the_last_no_next() {
        let parts = vec![part(1), part(2), part(5)];
        let first = PlaceInSeries::of(PostId(1), series(), parts.clone()).unwrap();
        let last = PlaceInSeries::of(PostId(5), series(), parts).unwrap();

        assert_eq!(
            (first.previous(), first.next().unwrap().post_id),
            (None, PostId(2))
        );
        assert_eq!(
            (last.place, last.previous().unwrap().post_id, last.next()),
            (3, PostId(2), None)
        );
    }
}
