//! Code as HTML: tokens in classes for the stylesheet, Hebrew and Arabic in it isolated, controls shown.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::controls::is_hidden;
use super::direction::is_rtl_letter;

/// Past these sizes code is shown plain: the highlighter's regular expressions have no time limit.
const LARGEST_BLOCK: usize = 64 * 1024;
const LONGEST_LINE: usize = 2_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let scope = |(prefix, class): &(&str, &'static str)| Some((Scope::new(prefix).ok()?, *class));
    CLASSES.iter().filter_map(scope).collect()
});

/// Scope prefixes, the most telling first, and the class each is shown in.
const CLASSES: &[(&str, &str)] = &[
    ("punctuation.definition.comment", "tok-com"),
    ("punctuation.definition.string", "tok-str"),
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

/// Highlights `source` by the rules of `language`, a name or a file extension; unknown ones stay plain.
pub fn code(source: &str, language: &str) -> String {
    let mut html = String::with_capacity(source.len() * 2);
    let tokens = syntax(language)
        .filter(|_| is_small(source))
        .map(|syntax| tokens(&mut html, source, syntax));
    // A block that could not be read is better shown plain than lost.
    if !matches!(tokens, Some(Ok(()))) {
        html.clear();
        plain(&mut html, source);
    }
    html
}

/// Code of no known language: strings that hold Hebrew or Arabic are isolated all the same.
pub fn plain(html: &mut String, source: &str) {
    if !source.contains(is_rtl_letter) {
        return escape_code(html, source);
    }
    for line in source.split_inclusive('\n') {
        with_isolated_strings(html, line);
    }
}

fn with_isolated_strings(html: &mut String, line: &str) {
    let mut rest = line;
    while let Some(opening) = rest.find(['"', '\'', '`']) {
        let mark = &rest[opening..=opening];
        let inner = &rest[opening + 1..];
        let Some(closing) = inner.find(mark) else {
            break;
        };
        let string = &inner[..closing];
        escape_code(html, &rest[..=opening]);
        match string.contains(is_rtl_letter) {
            true => isolated(html, string),
            false => escape_code(html, string),
        }
        escape_code(html, mark);
        rest = &inner[closing + 1..];
    }
    escape_code(html, rest);
}

/// Text in an isolate without the white space around it.
fn isolated(html: &mut String, text: &str) {
    let inner = text.trim();
    let start = text.len() - text.trim_start().len();
    escape_code(html, &text[..start]);
    html.push_str("<bdi>");
    escape_code(html, inner);
    html.push_str("</bdi>");
    escape_code(html, &text[start + inner.len()..]);
}

/// Escapes code for HTML and shows the invisible characters that could disguise it.
pub fn escape_code(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\r' => html.push('\n'),
            '\0' => html.push('\u{FFFD}'),
            hidden if is_hidden(hidden) => {
                let name = u32::from(hidden);
                html.push_str(&format!("<span class=\"bidi-ctl\">U+{name:04X}</span>"));
            }
            shown => html.push(shown),
        }
    }
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

fn tokens(html: &mut String, source: &str, syntax: &SyntaxReference) -> Result<(), syntect::Error> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = Writer { html, open: "" };
    for line in source.split_inclusive('\n') {
        let ops = state.parse_line(line, &SYNTAXES)?;
        let mut written = 0;
        for (place, op) in &ops {
            writer.piece(&line[written..*place], &stack);
            written = *place;
            apply(&mut stack, op);
        }
        writer.piece(&line[written..], &stack);
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
    fn piece(&mut self, text: &str, stack: &ScopeStack) {
        if text.is_empty() {
            return;
        }
        let class = class_of(stack);
        if class != self.open {
            self.close();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        // Hebrew or Arabic in a string or a comment is an isolate, else its neighbours trade places.
        if matches!(class, "tok-str" | "tok-com") && text.contains(is_rtl_letter) {
            isolated(self.html, text);
        } else {
            escape_code(self.html, text);
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
        }
        self.open = "";
    }
}

fn class_of(stack: &ScopeStack) -> &'static str {
    let class = |scope: &Scope| {
        let known = SCOPES
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(*scope));
        known.map(|(_, class)| *class)
    };
    stack.as_slice().iter().rev().find_map(class).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_classes_and_the_text_is_kept() {
        let code = code("let a = \"x\"; // note\n", "rust");

        assert!(code.contains("<span class=\"tok-com\">// note\n"), "{code}");
        assert!(
            code.contains("<span class=\"tok-str\">&quot;x&quot;</span>"),
            "{code}"
        );
    }

    #[test]
    fn hebrew_strings_keep_their_places() {
        let code = code("let a = [\"אב\", \"גד\"];\n", "js");

        assert!(code.contains("&quot;<bdi>אב</bdi>&quot;"), "{code}");
        assert!(code.contains("&quot;<bdi>גד</bdi>&quot;"), "{code}");
    }

    #[test]
    fn an_unknown_language_is_shown_plain() {
        assert_eq!(code("a < b\n", "no-such"), "a &lt; b\n");
    }
}
