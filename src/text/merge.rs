//! Two people's changes to one text made into one, where they do not touch each other.

use diffy::{ConflictStyle, MergeOptions};

/// The most lines of the three texts together that are merged; longer ones are left to their writers.
const MOST_LINES: usize = 30_000;

/// Two changed texts made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// Whether both changed the same lines, which then stand one after the other between marks.
    pub has_conflicts: bool,
}

/// What the two sides are called where both changed the same lines.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub mine: &'a str,
    pub theirs: &'a str,
}

/// Merges what two people made of one text.
pub fn merge(base: &str, mine: &str, theirs: &str, names: Names) -> Merged {
    let lines: usize = [base, mine, theirs]
        .iter()
        .map(|text| text.lines().count())
        .sum();
    if lines > MOST_LINES {
        return Merged {
            text: side_by_side(mine, theirs, names),
            has_conflicts: true,
        };
    }
    // The last line counts as one whether or not a line end follows.
    let ended = [base, mine, theirs].map(|text| format!("{}\n", text.trim_end_matches('\n')));
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Merge);
    match options.merge(&ended[0], &ended[1], &ended[2]) {
        Ok(text) => Merged {
            text: text.trim_end_matches('\n').to_owned(),
            has_conflicts: false,
        },
        Err(text) => Merged {
            text: named(&text, names),
            has_conflicts: true,
        },
    }
}

fn side_by_side(mine: &str, theirs: &str, names: Names) -> String {
    let (mine, theirs) = (mine.trim_end(), theirs.trim_end());
    format!(
        "<<<<<<< {}\n{mine}\n=======\n{theirs}\n>>>>>>> {}",
        names.mine, names.theirs
    )
}

/// The library's marks with the sides' names.
fn named(marked: &str, names: Names) -> String {
    let line = |line: &str| match line {
        "<<<<<<< ours" => format!("<<<<<<< {}", names.mine),
        ">>>>>>> theirs" => format!(">>>>>>> {}", names.theirs),
        other => other.to_owned(),
    };
    marked.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names = Names {
        mine: "נועה",
        theirs: "Daniel",
    };

    #[test]
    fn changes_that_do_not_touch_are_both_made() {
        let merged = merge("א\n\nב\n\nג", "א!\n\nב\n\nג", "א\n\nב\n\nג?", NAMES);

        assert_eq!(merged.text, "א!\n\nב\n\nג?");
        assert!(!merged.has_conflicts);
    }

    #[test]
    fn changes_to_one_line_stand_one_after_the_other() {
        let merged = merge("א\nב", "א\nג", "א\nד", NAMES);

        assert_eq!(
            merged.text,
            "א\n<<<<<<< נועה\nג\n=======\nד\n>>>>>>> Daniel"
        );
        assert!(merged.has_conflicts);
    }

    #[test]
    fn texts_too_long_to_merge_are_both_kept() {
        let long = "line\n".repeat(20_000);
        let merged = merge(&long, "mine", &format!("{long}theirs"), NAMES);

        assert!(merged.has_conflicts);
        assert!(merged.text.contains("\nmine\n") && merged.text.contains("\ntheirs\n"));
    }

    proptest::proptest! {
        #[test]
        fn every_line_that_somebody_wrote_is_in_the_merged_text(
            base in proptest::collection::vec("[a-c]", 0..8),
            mine in proptest::collection::vec("[a-c]|m[0-9]{3}", 0..8),
            theirs in proptest::collection::vec("[a-c]|t[0-9]{3}", 0..8),
        ) {
            let merged = merge(&base.join("\n"), &mine.join("\n"), &theirs.join("\n"), NAMES);
            let new = |line: &&String| line.len() == 4;
            for line in mine.iter().filter(new).chain(theirs.iter().filter(new)) {
                proptest::prop_assert!(merged.text.lines().any(|kept| kept == line), "{} lacks {}", merged.text, line);
            }
        }
    }
}
