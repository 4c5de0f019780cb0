//! Why a value was not taken, in a form the interface can say in the visitor's language.

/// What is wrong with a value that somebody gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than {most} characters")]
    TooLong { most: usize },
    #[error("it is larger than {most} bytes")]
    TooLarge { most: usize },
    #[error("it holds a control character")]
    ControlCharacter,
    #[error("it is a word that Daf keeps for its own addresses")]
    Reserved,
    #[error("it is not of the form expected here")]
    Malformed,
    #[error("it lies in the future")]
    InTheFuture,
    #[error("it is shorter than {least} characters")]
    TooShort { least: usize },
    #[error("there are more than {most}")]
    TooMany { most: usize },
    #[error("it is too easy to guess")]
    TooEasy,
    #[error("somebody or something else has it")]
    Taken,
    #[error("there is no such thing")]
    Unknown,
    #[error("it may not be chosen here")]
    NotAllowed,
    #[error("it holds bytes that are no text")]
    NotText,
    #[error("it mixes letters of several scripts that look alike")]
    LooksAlike,
    #[error("it is not what it should repeat")]
    Mismatch,
}

/// A text of one line: trimmed, with one space for any white space, without control characters.
pub fn line(typed: &str, most: usize) -> Result<String, Refusal> {
    let text = optional_line(typed, most)?;
    if text.is_empty() {
        Err(Refusal::Empty)
    } else {
        Ok(text)
    }
}

/// As [`line`], where nothing is an answer too.
pub fn optional_line(typed: &str, most: usize) -> Result<String, Refusal> {
    let spaced = crate::text::plain::without_controls(typed);
    let text = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_control) {
        return Err(Refusal::ControlCharacter);
    }
    within(text, most)
}

/// A text of many lines: line ends as `\n`, no NUL, at most `most` bytes.
pub fn body(typed: &str, most: usize) -> Result<String, Refusal> {
    if typed.contains('\0') {
        return Err(Refusal::ControlCharacter);
    }
    if typed.len() > most {
        return Err(Refusal::TooLarge { most });
    }
    Ok(typed.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A text of at most `most` characters.
pub fn within(text: String, most: usize) -> Result<String, Refusal> {
    if text.chars().count() > most {
        Err(Refusal::TooLong { most })
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_holds_no_controls() {
        assert_eq!(line("  א \u{202E} ב\n ג ", 10), Ok("א ב ג".to_owned()));
        assert_eq!(line("a\0b", 10), Err(Refusal::ControlCharacter));
        assert_eq!(line(" \u{200F} ", 10), Err(Refusal::Empty));
        assert_eq!(line("abc", 2), Err(Refusal::TooLong { most: 2 }));
    }

    #[test]
    fn a_body_keeps_its_lines_and_refuses_nul() {
        assert_eq!(body("a\r\nb\rc", 10), Ok("a\nb\nc".to_owned()));
        assert_eq!(body("a\0", 10), Err(Refusal::ControlCharacter));
    }
}
