//! Two texts side by side: lines against lines, and in a changed line the words that changed.

use std::time::Instant;

use similar::{Algorithm, DiffOp, capture_diff_slices, capture_diff_slices_deadline, diff_ratio};

use super::direction::{Direction, decide};

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;
/// Lines with more words than this are marked whole.
const MOST_WORDS: usize = 2_000;
/// Lines with less than this share in common have nothing to do with each other.
const LEAST_LIKENESS: f32 = 0.35;

/// A part of a comparison, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Rows(Vec<Row>),
    /// So many lines that are the same on both sides.
    Same(usize),
}

/// A line of the old text beside its line of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub old: Option<Line>,
    pub new: Option<Line>,
    pub is_changed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    pub direction: Direction,
    pub pieces: Vec<Piece>,
}

/// Some words of a line, all changed or all unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_changed: bool,
}

/// Compares two texts written in a document that runs in `base`. After `deadline` what is left is
/// taken for changed throughout.
pub fn compare(old: &str, new: &str, base: Direction, deadline: Instant) -> Vec<Part> {
    let sides = Sides {
        old: Side::of(old, base),
        new: Side::of(new, base),
    };
    let (old, new) = (&sides.old.lines, &sides.new.lines);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline));
    let mut parts = Vec::new();
    let mut rows = Vec::new();
    let last = ops.len().saturating_sub(1);
    for (place, op) in ops.iter().enumerate() {
        match *op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => {
                let before = if place == 0 { 0 } else { CONTEXT };
                let after = if place == last { 0 } else { CONTEXT };
                if len <= before + after + 1 {
                    rows.extend((0..len).map(|at| sides.same(old_index + at, new_index + at)));
                    continue;
                }
                rows.extend((0..before).map(|at| sides.same(old_index + at, new_index + at)));
                close(&mut parts, &mut rows);
                parts.push(Part::Same(len - before - after));
                let rest = len - after..len;
                rows.extend(rest.map(|at| sides.same(old_index + at, new_index + at)));
            }
            _ => rows.extend(sides.changed(op)),
        }
    }
    close(&mut parts, &mut rows);
    parts
}

/// Whether a comparison has found anything.
pub fn is_same(parts: &[Part]) -> bool {
    parts.iter().all(|part| match part {
        Part::Same(_) => true,
        Part::Rows(rows) => rows.iter().all(|row| !row.is_changed),
    })
}

fn close(parts: &mut Vec<Part>, rows: &mut Vec<Row>) {
    if !rows.is_empty() {
        parts.push(Part::Rows(std::mem::take(rows)));
    }
}

/// One of the texts, with how each of its lines runs.
struct Side<'a> {
    lines: Vec<&'a str>,
    directions: Vec<Direction>,
}

impl<'a> Side<'a> {
    /// Fenced code runs from the left, whatever its comments say; other lines as their words do.
    fn of(text: &'a str, base: Direction) -> Side<'a> {
        let mut open: Option<&str> = None;
        let directions = text.lines().map(|line| {
            let fence = fence_of(line);
            match open {
                Some(opening) => {
                    let closes = fence
                        .is_some_and(|fence| fence.starts_with(opening) && line.trim() == fence);
                    if closes {
                        open = None;
                    }
                    Direction::Ltr
                }
                None if fence.is_some() => {
                    open = fence;
                    Direction::Ltr
                }
                None => decide(line, base),
            }
        });
        Side {
            directions: directions.collect(),
            lines: text.lines().collect(),
        }
    }

    fn line(&self, index: usize, pieces: Vec<Piece>) -> Line {
        Line {
            number: index + 1,
            direction: self.directions[index],
            pieces,
        }
    }

    fn whole(&self, index: usize, is_changed: bool) -> Vec<Piece> {
        vec![piece(self.lines[index], is_changed)]
    }
}

/// The marks that open or close a block of code on this line (CommonMark 0.31, 4.5).
fn fence_of(line: &str) -> Option<&str> {
    let marks = line.trim_start_matches(' ');
    let mark = marks
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = marks.trim_start_matches(mark);
    let fence = &marks[..marks.len() - rest.len()];
    let is_inline = mark == '`' && rest.contains('`');
    (fence.len() >= 3 && line.len() - marks.len() < 4 && !is_inline).then_some(fence)
}

struct Sides<'a> {
    old: Side<'a>,
    new: Side<'a>,
}

impl Sides<'_> {
    fn same(&self, old: usize, new: usize) -> Row {
        Row {
            old: Some(self.old.line(old, self.old.whole(old, false))),
            new: Some(self.new.line(new, self.new.whole(new, false))),
            is_changed: false,
        }
    }

    fn changed(&self, op: &DiffOp) -> Vec<Row> {
        let (old, new) = (op.old_range(), op.new_range());
        let pairs = old.len().max(new.len());
        (0..pairs)
            .map(|at| {
                let old = old.clone().nth(at);
                let new = new.clone().nth(at);
                self.pair(old, new)
            })
            .collect()
    }

    fn pair(&self, old: Option<usize>, new: Option<usize>) -> Row {
        let (left, right) = match (old, new) {
            (Some(old), Some(new)) => words_apart(self.old.lines[old], self.new.lines[new]),
            (Some(old), None) => (self.old.whole(old, true), Vec::new()),
            (None, Some(new)) => (Vec::new(), self.new.whole(new, true)),
            (None, None) => (Vec::new(), Vec::new()),
        };
        Row {
            old: old.map(|at| self.old.line(at, left)),
            new: new.map(|at| self.new.line(at, right)),
            is_changed: true,
        }
    }
}

fn piece(text: &str, is_changed: bool) -> Piece {
    Piece {
        text: text.to_owned(),
        is_changed,
    }
}

/// Two lines cut where their words differ.
fn words_apart(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old_words, new_words) = (words(old), words(new));
    let whole = || (vec![piece(old, true)], vec![piece(new, true)]);
    if old_words.len() + new_words.len() > MOST_WORDS {
        return whole();
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    if diff_ratio(&ops, old_words.len(), new_words.len()) < LEAST_LIKENESS {
        return whole();
    }
    let mut left = Vec::new();
    let mut right = Vec::new();
    for op in &ops {
        let is_changed = !matches!(op, DiffOp::Equal { .. });
        join(&mut left, &old_words[op.old_range()], is_changed);
        join(&mut right, &new_words[op.new_range()], is_changed);
    }
    (left, right)
}

/// Adds words to the pieces of a line. A space between two changed words is changed with them.
fn join(pieces: &mut Vec<Piece>, words: &[&str], is_changed: bool) {
    if words.is_empty() {
        return;
    }
    let text = words.concat();
    if is_changed
        && let [.., before, between] = &mut pieces[..]
        && before.is_changed
        && between.text.trim().is_empty()
    {
        let between = std::mem::take(&mut between.text);
        pieces.pop();
        if let Some(before) = pieces.last_mut() {
            before.text.push_str(&between);
            before.text.push_str(&text);
        }
        return;
    }
    pieces.push(Piece { text, is_changed });
}

/// A line as words, white space and single signs. Vowel points stay with their letters.
fn words(line: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Word,
        Space,
        Sign,
    }
    let kind = |letter: char| {
        if letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter) {
            Kind::Word
        } else if letter.is_whitespace() {
            Kind::Space
        } else {
            Kind::Sign
        }
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut last: Option<Kind> = None;
    for (place, letter) in line.char_indices() {
        let now = kind(letter);
        if last.is_some_and(|last| last != now || now == Kind::Sign) {
            words.push(&line[start..place]);
            start = place;
        }
        last = Some(now);
    }
    if start < line.len() {
        words.push(&line[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match piece.is_changed {
                true => format!("[{}]", piece.text),
                false => piece.text.clone(),
            })
            .collect()
    }

    fn only_row(old: &str, new: &str) -> (String, String) {
        let parts = compare(old, new, Direction::Rtl, soon());
        let [Part::Rows(rows)] = &parts[..] else {
            panic!("{parts:?}");
        };
        let side = |line: &Option<Line>| {
            line.as_ref()
                .map_or_else(String::new, |line| shown(&line.pieces))
        };
        (side(&rows[0].old), side(&rows[0].new))
    }

    #[test]
    fn in_a_changed_line_the_changed_words_are_marked() {
        assert_eq!(
            only_row("השרת עונה לבקשה מהר", "השרת עונה לכל בקשה מהר"),
            (
                "השרת עונה [לבקשה] מהר".to_owned(),
                "השרת עונה [לכל בקשה] מהר".to_owned()
            )
        );
        assert_eq!(
            only_row("a Rust server", "a C++ server"),
            ("a [Rust] server".to_owned(), "a [C++] server".to_owned())
        );
        assert_eq!(
            only_row("שָׁלוֹם עולם", "שלום עולם"),
            ("[שָׁלוֹם] עולם".to_owned(), "[שלום] עולם".to_owned())
        );
    }

    #[test]
    fn lines_with_nothing_in_common_are_marked_whole() {
        assert_eq!(
            only_row("one two three", "ארבע חמש שש"),
            ("[one two three]".to_owned(), "[ארבע חמש שש]".to_owned())
        );
    }

    #[test]
    fn each_line_runs_in_its_own_direction() {
        let parts = compare("שלום\n\nhello there", "", Direction::Rtl, soon());
        let [Part::Rows(rows)] = &parts[..] else {
            panic!("{parts:?}");
        };
        let directions: Vec<_> = rows
            .iter()
            .filter_map(|row| row.old.as_ref())
            .map(|line| line.direction)
            .collect();

        assert_eq!(directions, [Direction::Rtl, Direction::Rtl, Direction::Ltr]);
    }

    #[test]
    fn fenced_code_runs_from_the_left() {
        let text = "קוד:\n```\n// הערה\n~~~\n```\nסוף ```";
        let parts = compare(text, "", Direction::Rtl, soon());
        let [Part::Rows(rows)] = &parts[..] else {
            panic!("{parts:?}");
        };
        let lines = rows.iter().filter_map(|row| row.old.as_ref());
        let is_rtl: Vec<bool> = lines.map(|line| line.direction.is_rtl()).collect();

        assert_eq!(is_rtl, [true, false, false, false, false, true]);
    }

    #[test]
    fn what_is_far_from_every_change_is_counted_and_left_out() {
        let old: Vec<String> = (0..100).map(|line| format!("line {line}")).collect();
        let mut new = old.clone();
        new[50] = "another".to_owned();

        let parts = compare(&old.join("\n"), &new.join("\n"), Direction::Ltr, soon());

        assert!(matches!(
            &parts[..],
            [Part::Same(47), Part::Rows(rows), Part::Same(46)] if rows.len() == 7
        ));
        assert!(!is_same(&parts));
        assert!(is_same(&compare("a\nb", "a\nb", Direction::Ltr, soon())));
    }

    proptest::proptest! {
        #[test]
        fn both_texts_can_be_read_off_their_sides(
            old in proptest::collection::vec("[אבab ,]{0,12}", 0..12),
            new in proptest::collection::vec("[אבab ,]{0,12}", 0..12),
        ) {
            let (old, new) = (old.join("\n"), new.join("\n"));
            let parts = compare(&old, &new, Direction::Rtl, soon());
            let mut left = Vec::new();
            let mut right = Vec::new();
            let mut at = 0;
            for part in &parts {
                match part {
                    Part::Same(count) => {
                        left.extend(old.lines().skip(at).take(*count).map(str::to_owned));
                        right.extend(old.lines().skip(at).take(*count).map(str::to_owned));
                    }
                    Part::Rows(rows) => for row in rows {
                        let text = |line: &Line| line.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
                        left.extend(row.old.as_ref().map(text));
                        right.extend(row.new.as_ref().map(text));
                    }
                }
                at = left.len();
            }
            proptest::prop_assert_eq!(left, old.lines().map(str::to_owned).collect::<Vec<_>>());
            proptest::prop_assert_eq!(right, new.lines().map(str::to_owned).collect::<Vec<_>>());
        }
    }
}
