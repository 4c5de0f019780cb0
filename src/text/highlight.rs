//! Code as HTML: tokens in classes for the stylesheet, Hebrew and Arabic in it isolated, controls shown.

use std::fmt::{self, Write};
use std::sync::LazyLock;

use syntect::parsing::{ParseState, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::direction::{is_bidi_control, is_bidi_mark, is_rtl_letter};

/// Past these sizes code is shown plain: the highlighter's regular expressions have no time limit.
const LARGEST_BLOCK: usize = 64 * 1024;
const LONGEST_LINE: usize = 2_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Scope prefixes, the most telling first, and the class each is shown in.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "tok-com"),
    ("string", "tok-str"),
    ("constant.character", "tok-str"),
    ("constant.numeric", "tok-num"),
    ("constant", "tok-const"),
    ("entity.name.function", "tok-fn"),
    ("support.function", "tok-fn"),
    ("variable.function", "tok-fn"),
    ("entity.name.tag", "tok-tag"),
    ("entity.other.attribute-name", "tok-attr"),
    ("entity.name", "tok-type"),
    ("support.type", "tok-type"),
    ("support.class", "tok-type"),
    ("storage.type", "tok-key"),
    ("storage", "tok-key"),
    ("keyword.operator", ""),
    ("keyword", "tok-key"),
    ("meta.preprocessor", "tok-key"),
];

/// A block of code, highlighted.
pub struct Code {
    pub html: String,
    /// Whether it held bidi controls, which may make code read other than it runs (CVE-2021-42574).
    pub has_controls: bool,
}

/// Highlights `source` by the rules of `language`, a name or a file extension; unknown ones stay plain.
pub fn code(source: &str, language: &str) -> Code {
    let mut html = String::with_capacity(source.len() * 2);
    let syntax = syntax(language).filter(|_| is_small(source));
    let written = match syntax {
        Some(syntax) => write_tokens(&mut html, source, syntax),
        None => escape_code(&mut html, source),
    };
    // Writing to a String does not fail; an unwritten block is better shown plain than lost.
    if written.is_err() {
        html.clear();
        let _ = escape_code(&mut html, source);
    }
    Code {
        html,
        has_controls: source.contains(is_hidden),
    }
}

/// Escapes code for HTML and shows the invisible characters that could disguise it.
pub fn escape_code(out: &mut dyn Write, text: &str) -> fmt::Result {
    for letter in text.chars() {
        match letter {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            hidden if is_hidden(hidden) => {
                write!(
                    out,
                    "<span class=\"bidi-ctl\">U+{:04X}</span>",
                    u32::from(hidden)
                )?;
            }
            shown => out.write_char(shown)?,
        }
    }
    Ok(())
}

fn is_hidden(letter: char) -> bool {
    is_bidi_control(letter)
        || is_bidi_mark(letter)
        || matches!(
            letter,
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
        )
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language.to_ascii_lowercase().as_str() {
        "" | "text" | "plain" | "txt" => return None,
        "javascript" | "node" | "ts" | "typescript" | "jsx" | "mjs" => "js".to_owned(),
        "shell" | "sh" | "console" | "zsh" => "bash".to_owned(),
        "golang" => "go".to_owned(),
        other => other.to_owned(),
    };
    SYNTAXES.find_syntax_by_token(&name)
}

fn is_small(source: &str) -> bool {
    source.len() <= LARGEST_BLOCK && source.lines().all(|line| line.len() <= LONGEST_LINE)
}

struct Failed;

impl From<fmt::Error> for Failed {
    fn from(_: fmt::Error) -> Failed {
        Failed
    }
}

impl From<syntect::Error> for Failed {
    fn from(_: syntect::Error) -> Failed {
        Failed
    }
}

fn write_tokens(html: &mut String, source: &str, syntax: &SyntaxReference) -> fmt::Result {
    tokens(html, source, syntax).map_err(|Failed| fmt::Error)
}

fn tokens(html: &mut String, source: &str, syntax: &SyntaxReference) -> Result<(), Failed> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = Writer { html, open: "" };
    for line in source.split_inclusive('\n') {
        let ops = state.parse_line(line, &SYNTAXES).map_err(|_| Failed)?;
        let mut written = 0;
        for (place, op) in &ops {
            writer.piece(&line[written..*place], &stack)?;
            written = *place;
            apply(&mut stack, op);
        }
        writer.piece(&line[written..], &stack)?;
    }
    writer.close();
    Ok(())
}

/// A mismatched pop would only mean a wrong colour, so it is passed over.
fn apply(stack: &mut ScopeStack, op: &ScopeStackOp) {
    let _ = stack.apply(op);
}

struct Writer<'html> {
    html: &'html mut String,
    open: &'static str,
}

impl Writer<'_> {
    fn piece(&mut self, text: &str, stack: &ScopeStack) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        let class = class_of(stack);
        if class != self.open {
            self.close();
            if !class.is_empty() {
                write!(self.html, "<span class=\"{class}\">")?;
            }
            self.open = class;
        }
        if matches!(class, "tok-str" | "tok-com") && text.contains(is_rtl_letter) {
            self.isolated(text)
        } else {
            escape_code(self.html, text)
        }
    }

    /// Hebrew or Arabic in a string or a comment is an isolate, else its neighbours trade places.
    fn isolated(&mut self, text: &str) -> fmt::Result {
        let inner = text.trim();
        let start = text.len() - text.trim_start().len();
        escape_code(self.html, &text[..start])?;
        self.html.push_str("<bdi>");
        escape_code(self.html, inner)?;
        self.html.push_str("</bdi>");
        escape_code(self.html, &text[start + inner.len()..])
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
        }
        self.open = "";
    }
}

fn class_of(stack: &ScopeStack) -> &'static str {
    for scope in stack.as_slice().iter().rev() {
        let name = scope.build_string();
        if name.starts_with("punctuation") && !name.contains("string") && !name.contains("comment")
        {
            continue;
        }
        if name.starts_with("punctuation.definition.comment") {
            return "tok-com";
        }
        if name.starts_with("punctuation.definition.string") {
            return "tok-str";
        }
        if let Some((_, class)) = CLASSES.iter().find(|(prefix, _)| is_within(&name, prefix)) {
            return class;
        }
    }
    ""
}

fn is_within(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_classes_and_the_text_is_kept() {
        let code = code("let a = \"x\"; // note\n", "rust");

        assert!(
            code.html.contains("<span class=\"tok-com\">// note\n"),
            "{}",
            code.html
        );
        assert!(
            code.html
                .contains("<span class=\"tok-str\">&quot;x&quot;</span>"),
            "{}",
            code.html
        );
    }

    #[test]
    fn hebrew_strings_keep_their_places() {
        let code = code("let a = [\"אב\", \"גד\"];\n", "js");

        assert!(
            code.html.contains("&quot;<bdi>אב</bdi>&quot;"),
            "{}",
            code.html
        );
        assert!(
            code.html.contains("&quot;<bdi>גד</bdi>&quot;"),
            "{}",
            code.html
        );
    }

    #[test]
    fn an_unknown_language_is_shown_plain() {
        assert_eq!(code("a < b\n", "no-such").html, "a &lt; b\n");
    }
}
