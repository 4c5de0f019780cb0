//! What the preview tells a writer of the text, in the interface's language.

use serde::Serialize;

use crate::domain::language::Language;
use crate::locale::Words;
use crate::text::isolates;
use crate::text::markdown::lints::{Kind, Lint, lints};

/// One thing said of one line.
#[derive(Debug, Serialize)]
pub struct Remark {
    /// From 1.
    pub line: usize,
    /// `Line 3`, in the interface's language.
    pub place: String,
    pub message: String,
    /// The words it is about, as HTML.
    pub excerpt: String,
}

/// What there is to say of a text that is written in `language`.
pub fn remarks(source: &str, language: Language, words: &Words) -> Vec<Remark> {
    lints(source, language)
        .into_iter()
        .map(|lint| remark(lint, words))
        .collect()
}

fn remark(lint: Lint, words: &Words) -> Remark {
    Remark {
        line: lint.line,
        place: words.count("remark-line", lint.line as i64),
        message: words.say(message(lint.kind)),
        excerpt: isolates::as_typed(&lint.excerpt, words.language().direction()),
    }
}

fn message(kind: Kind) -> &'static str {
    match kind {
        Kind::Backwards => "remark-backwards",
        Kind::Arrow => "remark-arrow",
        Kind::Controls => "remark-controls",
        Kind::Superscript => "remark-superscript",
        Kind::Alternative => "remark-alternative",
        Kind::Level => "remark-level",
        Kind::BoldHeading => "remark-bold-heading",
        Kind::Language => "remark-language",
    }
}
