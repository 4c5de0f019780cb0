//! A place in a list of articles, newest first: where a page of it begins and ends.

use super::ids::PostId;
use super::moment::Moment;

/// How many articles a page of a list shows.
pub const PAGE_LENGTH: usize = 20;

/// The article after or before which a page begins. Written `1767225600000000-123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub listed_at: Moment,
    pub id: PostId,
}

impl Cursor {
    /// Reads a cursor from an address; none when it was not written by Daf.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (moment, id) = text.split_once('-')?;
        let is_plain =
            |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(moment) || !is_plain(id) {
            return None;
        }
        let listed_at = Moment::from_microseconds(moment.parse().ok()?)?;
        Some(Cursor {
            listed_at,
            id: PostId(id.parse().ok()?),
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}-{}", self.listed_at.microseconds(), self.id.0)
    }
}

/// Which page of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// The newest.
    #[default]
    First,
    /// What is older than the cursor.
    After(Cursor),
    /// What is newer than the cursor.
    Before(Cursor),
}

/// One page of a list, newest first, and the ways on from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub newer: Option<Cursor>,
    pub older: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of rows as a query gave them: up to one more than [`PAGE_LENGTH`], newest first,
    /// but oldest first for [`Window::Before`].
    pub fn from_rows(
        mut rows: Vec<T>,
        window: Window,
        cursor_of: impl Fn(&T) -> Cursor,
    ) -> Page<T> {
        let has_more = rows.len() > PAGE_LENGTH;
        rows.truncate(PAGE_LENGTH);
        let (has_newer, has_older) = match window {
            Window::First => (false, has_more),
            Window::After(_) => (true, has_more),
            Window::Before(_) => (has_more, true),
        };
        if matches!(window, Window::Before(_)) {
            rows.reverse();
        }
        let newer = rows.first().filter(|_| has_newer).map(&cursor_of);
        let older = rows.last().filter(|_| has_older).map(&cursor_of);
        Page {
            items: rows,
            newer,
            older,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_cursor_made_up_by_hand_is_read_or_refused(text in ".*") {
            let _ = Cursor::parse(&text);
        }

        #[test]
        fn a_cursor_comes_back_from_its_address(moment in 0i64..4_000_000_000_000_000, id in 0i64..i64::MAX) {
            let cursor = Cursor { listed_at: Moment::from_microseconds(moment).unwrap(), id: PostId(id) };

            proptest::prop_assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
    }

    #[test]
    fn pages_know_whether_there_is_more() {
        let cursor = |number: &i64| Cursor {
            listed_at: Moment::from_microseconds(*number).unwrap(),
            id: PostId(*number),
        };
        let rows: Vec<i64> = (0..=PAGE_LENGTH as i64).rev().collect();

        let first = Page::from_rows(rows.clone(), Window::First, cursor);
        assert_eq!(
            (
                first.items.len(),
                first.newer.is_some(),
                first.older.is_some()
            ),
            (PAGE_LENGTH, false, true)
        );

        let last = Page::from_rows(vec![2, 1], Window::After(cursor(&3)), cursor);
        assert_eq!((last.newer, last.older), (Some(cursor(&2)), None));

        let newer = Page::from_rows(vec![4, 5], Window::Before(cursor(&3)), cursor);
        assert_eq!(
            (newer.items, newer.newer, newer.older),
            (vec![5, 4], None, Some(cursor(&4)))
        );
    }
}
