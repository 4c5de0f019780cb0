//! Signs at the beginning of lines that are not the code's own: prompts, and what a comparison has added
//! or taken away. They stand in elements of their own, which are not selected with the code.

/// Whether a language's lines begin with a prompt.
pub fn has_prompts(language: &str) -> bool {
    let names = ["console", "shell-session", "terminal", "sh-session"];
    names
        .iter()
        .any(|known| known.eq_ignore_ascii_case(language))
}

/// Whether a language is a comparison of two texts.
pub fn is_comparison(language: &str) -> bool {
    ["diff", "patch"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(language))
}

/// A line's prompt, with the space after it, and the command.
pub fn prompt(line: &str) -> Option<(&str, &str)> {
    ["$ ", "> ", "PS> "]
        .iter()
        .find(|prompt| line.starts_with(**prompt))
        .map(|prompt| line.split_at(prompt.len()))
}

/// What a line of a comparison says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Added,
    Removed,
    Kept,
    /// Names of files, places of lines.
    Heading,
}

impl Change {
    pub fn of(line: &str) -> Change {
        if ["+++", "---", "@@", "diff ", "index "]
            .iter()
            .any(|heading| line.starts_with(heading))
        {
            return Change::Heading;
        }
        match line.as_bytes().first() {
            Some(b'+') => Change::Added,
            Some(b'-') => Change::Removed,
            _ => Change::Kept,
        }
    }

    /// The class it is shown in.
    pub fn class(self) -> &'static str {
        match self {
            Change::Added => "tok-add",
            Change::Removed => "tok-del",
            Change::Kept => "",
            Change::Heading => "tok-com",
        }
    }
}
