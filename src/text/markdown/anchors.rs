//! The names that links to headings go by.

use hashbrown::{HashMap, HashSet};

use crate::text::slug;

/// Anchors that the page around the article uses itself, and beginnings of such.
fn is_taken_by_page(id: &str) -> bool {
    matches!(
        id,
        "comments" | "comments-title" | "main" | "related" | "find"
    ) || is_of_comment_form(id)
        || ["fn-", "fnref-", "comment-"]
            .iter()
            .any(|prefix| id.starts_with(prefix))
}

/// The fields of the form below an article, with what is said beside them.
fn is_of_comment_form(id: &str) -> bool {
    let field = ["-hint", "-error"]
        .iter()
        .find_map(|end| id.strip_suffix(end))
        .unwrap_or(id);
    matches!(
        field,
        "write" | "name" | "text" | "parent" | "website" | "language"
    )
}

/// The anchors of a document's headings, each different.
#[derive(Default)]
pub struct Anchors {
    taken: HashSet<String>,
    /// The number that a repeated name gets next, so that many repetitions are not counted through.
    next: HashMap<String, usize>,
}

impl Anchors {
    /// A name for a heading that no heading before it has.
    pub fn make(&mut self, text: &str) -> String {
        let slug = slug::from_title(text);
        let name = match slug.as_str() {
            "" => "section".to_owned(),
            taken if is_taken_by_page(taken) => format!("section-{taken}"),
            _ => slug,
        };
        let next = self.next.entry(name.clone()).or_insert(1);
        let mut id = if *next == 1 {
            name.clone()
        } else {
            format!("{name}-{next}")
        };
        *next += 1;
        while self.taken.contains(&id) {
            id = format!("{name}-{next}");
            *next += 1;
        }
        self.taken.insert(id.clone());
        id
    }
}
