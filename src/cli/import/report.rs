//! What came of an import, for the operator.

use crate::cli::say;

/// A file, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub file: String,
    pub about: String,
}

impl Line {
    /// Names of files may hold anything, line ends too.
    pub fn new(file: String, about: impl ToString) -> Line {
        let visible = |text: &str| -> String {
            let letters = text.chars();
            letters
                .map(|letter| {
                    if letter.is_control() {
                        '\u{FFFD}'
                    } else {
                        letter
                    }
                })
                .collect()
        };
        Line {
            file: visible(&file),
            about: visible(&about.to_string()),
        }
    }
}

/// What came, and what did not.
#[derive(Debug, Default)]
pub struct Report {
    pub came: usize,
    pub changed: usize,
    pub same: usize,
    pub new_tags: usize,
    /// The handle of the account that was made for the articles.
    pub new_author: Option<String>,
    /// What could have been an article, and is none now.
    pub refused: Vec<Line>,
    /// What is no article.
    pub passed_over: Vec<Line>,
    /// What came otherwise than it was written.
    pub notes: Vec<Line>,
}

impl Report {
    /// Whether every article came.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }

    /// Says on standard error what did not come, or came otherwise, a line each.
    pub fn complain(&self) {
        for (what, lines) in [
            ("note", &self.notes),
            ("passed over", &self.passed_over),
            ("refused", &self.refused),
        ] {
            let mut lines: Vec<&Line> = lines.iter().collect();
            lines.sort();
            for line in lines {
                eprintln!("{what}: {}: {}", line.file, line.about);
            }
        }
    }

    /// Says on standard output how many came.
    pub fn say(&self, is_dry: bool) {
        if let Some(handle) = &self.new_author {
            say(&format!(
                "Made the account {handle}, without a password, for the articles."
            ));
        }
        let verb = match is_dry {
            true => "Would import",
            false => "Imported",
        };
        say(&format!(
            "{verb}: {} new, {} changed, {} the same, {} refused, {} passed over; {} new tags.",
            self.came,
            self.changed,
            self.same,
            self.refused.len(),
            self.passed_over.len(),
            self.new_tags
        ));
    }
}
