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

/// A step of one part among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
}

impl Step {
    pub fn parse(word: &str) -> Option<Step> {
        match word {
            "up" => Some(Step::Up),
            "down" => Some(Step::Down),
            _ => None,
        }
    }
}

/// `order` with one part moved a step; as it was when it stands at the edge, or is not in it.
pub fn moved(mut order: Vec<PostId>, part: PostId, step: Step) -> Vec<PostId> {
    if let Some(place) = order.iter().position(|post| *post == part) {
        let other = match step {
            Step::Up => place.checked_sub(1),
            Step::Down => Some(place + 1).filter(|next| *next < order.len()),
        };
        if let Some(other) = other {
            order.swap(place, other);
        }
    }
    order
}

/// `order` with a part put at a place from 1, and the others after one another; None is the end.
pub fn placed(mut order: Vec<PostId>, part: PostId, place: Option<usize>) -> Vec<PostId> {
    order.retain(|post| *post != part);
    let index = place.map_or(order.len(), |place| (place.max(1) - 1).min(order.len()));
    order.insert(index, part);
    order
}

/// `order` as somebody wants it: the parts named first, as far as they are in it, then the others. No
/// part is lost or doubled, whatever is named.
pub fn rearranged(order: Vec<PostId>, wanted: &[PostId]) -> Vec<PostId> {
    let mut arranged: Vec<PostId> = Vec::with_capacity(order.len());
    for post in wanted {
        if order.contains(post) && !arranged.contains(post) {
            arranged.push(*post);
        }
    }
    for post in order {
        if !arranged.contains(&post) {
            arranged.push(post);
        }
    }
    arranged
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

    fn ids(numbers: &[i64]) -> Vec<PostId> {
        numbers.iter().map(|number| PostId(*number)).collect()
    }

    #[test]
    fn a_part_moves_a_step_and_stops_at_the_edges() {
        let order = ids(&[1, 2, 3]);

        assert_eq!(moved(order.clone(), PostId(2), Step::Up), ids(&[2, 1, 3]));
        assert_eq!(moved(order.clone(), PostId(2), Step::Down), ids(&[1, 3, 2]));
        assert_eq!(moved(order.clone(), PostId(1), Step::Up), order);
        assert_eq!(moved(order.clone(), PostId(3), Step::Down), order);
        assert_eq!(moved(order.clone(), PostId(9), Step::Up), order);
    }

    #[test]
    fn a_part_is_put_where_it_is_wanted() {
        let order = ids(&[1, 2, 3]);

        assert_eq!(placed(order.clone(), PostId(4), None), ids(&[1, 2, 3, 4]));
        assert_eq!(placed(order.clone(), PostId(3), Some(1)), ids(&[3, 1, 2]));
        assert_eq!(placed(order, PostId(4), Some(99)), ids(&[1, 2, 3, 4]));
    }

    proptest::proptest! {
        #[test]
        fn no_order_that_is_asked_for_loses_or_doubles_a_part(
            wanted in proptest::collection::vec(0i64..9, 0..20)
        ) {
            let mut arranged = rearranged(ids(&[1, 2, 3, 4, 5]), &ids(&wanted));
            arranged.sort();

            proptest::prop_assert_eq!(arranged, ids(&[1, 2, 3, 4, 5]));
        }
    }
}
