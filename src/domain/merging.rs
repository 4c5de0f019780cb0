//! Two people's work on one form, made one.

use super::draft::{Details, Field, Typed};
use crate::text::merge;

/// What two people made of one form, made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub typed: Typed,
    /// Fields that both changed, each to something else: what is mine stands in the form.
    pub contested: Vec<Field>,
    /// Whether both changed the same lines of the text, which then stand between marks.
    pub has_conflicts: bool,
}

/// Merges what was typed upon an older form with what has been saved since. A field that only one of
/// them changed is as that one has it.
pub fn merged(base: &Typed, mine: &Typed, theirs: &Typed, names: merge::Names) -> Merged {
    let mut contested = Vec::new();
    let mut choose = |field: Field, base: &str, mine: &str, theirs: &str| {
        if mine == base || mine == theirs {
            return theirs.to_owned();
        }
        if theirs != base {
            contested.push(field);
        }
        mine.to_owned()
    };
    let (b, m, t) = (&base.details, &mine.details, &theirs.details);
    let title = choose("title", &base.title, &mine.title, &theirs.title);
    let details = Details {
        kind: choose("kind", &b.kind, &m.kind, &t.kind),
        slug: choose("slug", &b.slug, &m.slug, &t.slug),
        summary: choose("summary", &b.summary, &m.summary, &t.summary),
        language: choose("language", &b.language, &m.language, &t.language),
        tags: choose("tags", &b.tags, &m.tags, &t.tags),
        series: choose("series", &b.series, &m.series, &t.series),
        part: choose("part", &b.part, &m.part, &t.part),
        authors: either(&b.authors, &m.authors, &t.authors).clone(),
        cover_url: choose("cover_url", &b.cover_url, &m.cover_url, &t.cover_url),
        cover_alt: choose("cover_alt", &b.cover_alt, &m.cover_alt, &t.cover_alt),
        canonical_url: choose(
            "canonical_url",
            &b.canonical_url,
            &m.canonical_url,
            &t.canonical_url,
        ),
        comments_open: *either(&b.comments_open, &m.comments_open, &t.comments_open),
    };
    if m.authors != b.authors && t.authors != b.authors && m.authors != t.authors {
        contested.push("authors");
    }
    let text = if mine.source == theirs.source {
        merge::Merged {
            text: mine.source.clone(),
            has_conflicts: false,
        }
    } else {
        merge::merge(&base.source, &mine.source, &theirs.source, names)
    };
    Merged {
        typed: Typed {
            title,
            source: text.text,
            details,
        },
        contested,
        has_conflicts: text.has_conflicts,
    }
}

/// What only one of two changed is as that one has it, and what both did as mine.
fn either<'a, T: PartialEq>(base: &T, mine: &'a T, theirs: &'a T) -> &'a T {
    if mine == base { theirs } else { mine }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_of_two_changed_is_as_they_have_it() {
        let names = merge::Names {
            mine: "me",
            theirs: "them",
        };
        let base = Typed {
            title: "מבוא ל-Rust".to_owned(),
            source: "שלום".to_owned(),
            details: Details::default(),
        };
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        mine.title = "כותרת שלי".to_owned();
        mine.details.tags = "rust".to_owned();
        theirs.details.tags = "go".to_owned();
        theirs.details.summary = "תקציר שלהם".to_owned();
        theirs.source = "שלום\n\nעוד".to_owned();

        let merged = merged(&base, &mine, &theirs, names);

        assert_eq!(merged.typed.title, "כותרת שלי");
        assert_eq!(merged.typed.details.summary, "תקציר שלהם");
        assert_eq!(merged.typed.details.tags, "rust");
        assert_eq!(merged.contested, ["tags"]);
        assert_eq!(merged.typed.source, "שלום\n\nעוד");
        assert!(!merged.has_conflicts);
    }
}
