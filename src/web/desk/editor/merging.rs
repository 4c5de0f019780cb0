//! Two people's work on one post, put together.

use std::time::{Duration, Instant};

use crate::domain::draft::Typed;
use crate::domain::ids::RevisionId;
use crate::domain::language::Language;
use crate::domain::merging;
use crate::domain::moment::Moment;
use crate::storage::writing::Clash;
use crate::text::compare::{self, Part};
use crate::text::merge::Names;

/// For how long two texts are compared before what is left counts as changed.
const PATIENCE: Duration = Duration::from_secs(2);

/// Two people's work, shown side by side above a form with both.
pub struct Merging {
    pub their_name: String,
    pub their_time: Moment,
    pub aside: RevisionId,
    pub has_conflicts: bool,
    /// Fields that both changed, with what the others have.
    pub contested: Vec<(String, String)>,
    pub parts: Vec<Part>,
}

/// Puts two people's work together, for the second of them to decide. Not for an event loop.
pub fn merging(clash: &Clash, mine: &Typed, my_name: &str, language: Language) -> (Merging, Typed) {
    let names = Names {
        mine: my_name,
        theirs: &clash.their_name,
    };
    let theirs = if clash.theirs.is_whole {
        clash.theirs.typed.clone()
    } else {
        Typed {
            details: mine.details.clone(),
            ..clash.theirs.typed.clone()
        }
    };
    let base = clash.base.clone().unwrap_or_default();
    let merged = merging::merged(&base, mine, &theirs, names);
    let their_value = |field: &str| match field {
        "title" => theirs.title.clone(),
        "authors" => theirs.details.authors.join(", "),
        _ => {
            let texts = theirs.details.texts();
            let found = texts.into_iter().find(|(name, _)| *name == field);
            found.map_or(String::new(), |(_, value)| value.to_owned())
        }
    };
    let shown = Merging {
        their_name: clash.their_name.clone(),
        their_time: clash.theirs.created_at,
        aside: clash.aside,
        has_conflicts: merged.has_conflicts,
        contested: merged
            .contested
            .iter()
            .map(|field| ((*field).to_owned(), their_value(field)))
            .collect(),
        parts: compare::compare(
            &theirs.source,
            &mine.source,
            language.direction(),
            Instant::now() + PATIENCE,
        ),
    };
    (shown, merged.typed)
}
