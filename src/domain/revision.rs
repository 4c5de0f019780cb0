//! What a post's text was after each save. Nothing is overwritten.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use super::draft::{LeftAlone, Settled, Surroundings, Typed};
use super::ids::{PostId, RevisionId, UserId};
use super::moment::Moment;

/// Why a revision was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum RevisionKind {
    /// Somebody pressed a button.
    Saved,
    /// The editor kept it by itself.
    Autosave,
    /// It was saved upon an older revision than the newest: kept aside, so that nothing is lost, and
    /// never the newest itself.
    Aside,
}

impl RevisionKind {
    pub fn as_str(self) -> &'static str {
        match self {
            RevisionKind::Saved => "saved",
            RevisionKind::Autosave => "autosave",
            RevisionKind::Aside => "aside",
        }
    }

    pub fn parse(word: &str) -> Option<RevisionKind> {
        match word {
            "saved" => Some(RevisionKind::Saved),
            "autosave" => Some(RevisionKind::Autosave),
            "aside" => Some(RevisionKind::Aside),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for RevisionKind
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for RevisionKind
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        RevisionKind::parse(&word).ok_or_else(|| format!("unknown RevisionKind {word:?}").into())
    }
}

/// A save as lists of them show it.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Save {
    pub id: RevisionId,
    pub kind: RevisionKind,
    pub title: String,
    pub created_at: Moment,
    pub restored_id: Option<RevisionId>,
    /// Who saved it.
    pub author: String,
}

/// A save with everything that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub id: RevisionId,
    pub post_id: PostId,
    pub author_id: UserId,
    /// The revision that the writer saw when the work on this one began.
    pub based_on_id: Option<RevisionId>,
    pub kind: RevisionKind,
    /// The form it was typed in; None where a program made it.
    pub editing: Option<String>,
    pub typed: Typed,
    /// Whether the whole form was kept, and not only title and text.
    pub is_whole: bool,
    /// What stood around the post when it was kept, where that is known.
    pub surroundings: Option<Surroundings>,
    /// What the post said once this was written into it; none while it was not.
    pub settled: Option<Settled>,
    /// Which of them its form had left alone until then.
    pub left: LeftAlone,
    /// How often its form had been sent before: what arrives late is told from what is new by it.
    pub turn: u64,
    pub created_at: Moment,
}

/// A save that is about to be kept.
#[derive(Debug, Clone)]
pub struct NewRevision<'a> {
    pub post: PostId,
    pub author: UserId,
    pub based_on: Option<RevisionId>,
    pub kind: RevisionKind,
    pub editing: Option<&'a str>,
    pub restored: Option<RevisionId>,
    pub typed: &'a Typed,
    /// What stands around the post; none where only title and text are kept.
    pub surroundings: Option<&'a Surroundings>,
    pub left: LeftAlone,
    pub turn: u64,
}

/// Whether everything typed in `earlier` stands in `later` too, so that keeping the later one alone
/// loses nothing: text was only added, in one place.
pub fn holds_all_of(later: &Typed, earlier: &Typed) -> bool {
    later.title == earlier.title
        && later.details == earlier.details
        && is_grown(&earlier.source, &later.source)
}

/// Whether `later` is `earlier` with something put in at one place.
fn is_grown(earlier: &str, later: &str) -> bool {
    if later.len() < earlier.len() {
        return false;
    }
    let (earlier, later) = (earlier.as_bytes(), later.as_bytes());
    let front = earlier
        .iter()
        .zip(later)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = &earlier[front..];
    later.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_only_grew_holds_all_that_was_typed() {
        assert!(is_grown("", "א"));
        assert!(is_grown("אב", "אגב"));
        assert!(is_grown("אב", "אבג"));
        assert!(is_grown("אב", "אב"));
        assert!(!is_grown("אב", "אג"));
        assert!(!is_grown("אבג", "אג"));
        assert!(!is_grown("abc", "aXbYc"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_put_in_leaves_the_rest(
            front in "[אבa]{0,6}", back in "[אבa]{0,6}", added in "[אבa]{0,6}"
        ) {
            let earlier = format!("{front}{back}");
            let later = format!("{front}{added}{back}");

            proptest::prop_assert!(is_grown(&earlier, &later));
        }
    }
}
