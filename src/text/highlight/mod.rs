//! Code as HTML: tokens in classes for the stylesheet, Hebrew and Arabic in it isolated, controls shown.

mod languages;
mod lexer;
mod markup;
mod signs;

use super::controls::is_hidden;
use super::direction::is_rtl_letter;
use lexer::Piece;
use signs::Change;

/// Highlights `source` by the rules of `language`, a name or a file's ending; unknown ones stay plain.
///
/// Colours by the look of words, not by a grammar: one pass, whatever is written. Grammars of regular
/// expressions were tried; they took sixty times as long as all else that is done to an article, and
/// have no bound.
pub fn code(source: &str, language: &str) -> String {
    let mut html = String::with_capacity(source.len() * 2);
    if signs::has_prompts(language) {
        source
            .split_inclusive('\n')
            .for_each(|line| session_line(&mut html, line));
    } else if signs::is_comparison(language) {
        source
            .split_inclusive('\n')
            .for_each(|line| compared_line(&mut html, line));
    } else if languages::is_markup(language) {
        markup::pieces(source, |piece| write(&mut html, piece));
    } else if let Some(syntax) = languages::syntax(language) {
        lexer::pieces(source, syntax, |piece| write(&mut html, piece));
    } else {
        plain(&mut html, source);
    }
    html
}

/// A command after its prompt, or what it printed.
fn session_line(html: &mut String, line: &str) {
    match (signs::prompt(line), languages::syntax("sh")) {
        (Some((prompt, command)), Some(syntax)) => {
            sign(html, prompt);
            lexer::pieces(command, syntax, |piece| write(html, piece));
        }
        _ => with_isolated_strings(html, line),
    }
}

fn compared_line(html: &mut String, line: &str) {
    let change = Change::of(line);
    let (line, end) = match line.strip_suffix('\n') {
        Some(line) => (line, "\n"),
        None => (line, ""),
    };
    let length = match change {
        Change::Added | Change::Removed => 1,
        Change::Kept => usize::from(line.starts_with(' ')),
        Change::Heading => 0,
    };
    let class = change.class();
    if !class.is_empty() {
        html.push_str(&format!("<span class=\"{class}\">"));
    }
    if length > 0 {
        sign(html, &line[..length]);
    }
    with_isolated_strings(html, &line[length..]);
    if !class.is_empty() {
        html.push_str("</span>");
    }
    html.push_str(end);
}

fn sign(html: &mut String, sign: &str) {
    html.push_str("<span class=\"tok-sign\">");
    escape_code(html, sign);
    html.push_str("</span>");
}

fn write(html: &mut String, piece: Piece) {
    if piece.class.is_empty() {
        return escape_code(html, piece.text);
    }
    if piece.text.is_empty() {
        return;
    }
    html.push_str("<span class=\"");
    html.push_str(piece.class);
    html.push_str("\">");
    let (opening, closing) = piece.marks;
    // Hebrew or Arabic in a string or a comment is an isolate, else its neighbours trade places.
    if opening > 0 && piece.text.contains(is_rtl_letter) {
        let end = piece.text.len() - closing;
        escape_code(html, &piece.text[..opening]);
        for (n, line) in piece.text[opening..end].split_inclusive('\n').enumerate() {
            let star = match n > 0 && piece.class == "tok-com" {
                true => star_end(line),
                false => 0,
            };
            escape_code(html, &line[..star]);
            match line.contains(is_rtl_letter) {
                true => isolated(html, &line[star..]),
                false => escape_code(html, &line[star..]),
            }
        }
        escape_code(html, &piece.text[end..]);
    } else {
        escape_code(html, piece.text);
    }
    html.push_str("</span>");
}

/// The end of the star that begins a line of a long comment.
fn star_end(line: &str) -> usize {
    let stars = line.trim_start().trim_start_matches('*');
    let end = line.len() - stars.len();
    if line[..end].contains('*') { end } else { 0 }
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
    let is_plain =
        |byte: u8| byte.is_ascii() && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\r' | 0);
    if text
        .bytes()
        .fold(true, |plain, byte| plain & is_plain(byte))
    {
        return html.push_str(text);
    }
    let mut written = 0;
    for (place, letter) in text.char_indices() {
        let instead = match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' => "\n",
            '\0' => "\u{FFFD}",
            hidden if is_hidden(hidden) => {
                let name = u32::from(hidden);
                &format!("<span class=\"bidi-ctl\">U+{name:04X}</span>")
            }
            _ => continue,
        };
        html.push_str(&text[written..place]);
        html.push_str(instead);
        written = place + letter.len_utf8();
    }
    html.push_str(&text[written..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_classes_and_the_text_is_kept() {
        let code = code("let a = \"x\"; // note\n", "rust");

        assert!(code.contains("<span class=\"tok-com\">// note"), "{code}");
        assert!(
            code.contains("<span class=\"tok-str\">&quot;x&quot;</span>"),
            "{code}"
        );
    }

    #[test]
    fn signs_of_comments_stay_before_their_text() {
        for (language, source, shown) in [
            ("rust", "/// תיעוד", "/// <bdi>תיעוד</bdi>"),
            ("rust", "//! אב", "//! <bdi>אב</bdi>"),
            ("python", "## כותרת", "## <bdi>כותרת</bdi>"),
            (
                "js",
                "/** אב\n * גד\n */",
                "/** <bdi>אב</bdi>\n * <bdi>גד</bdi>\n */",
            ),
            ("ini", "; אב", "; <bdi>אב</bdi>"),
            ("powershell", "<# אב #>", "&lt;# <bdi>אב</bdi> #&gt;"),
            ("ocaml", "(* אב *)", "(* <bdi>אב</bdi> *)"),
            ("vb", "x = 1 ' אב", "' <bdi>אב</bdi>"),
        ] {
            let code = code(source, language);

            assert!(code.contains(shown), "{code}");
        }
    }

    #[test]
    fn prompts_and_signs_of_changes_stand_by_themselves() {
        assert_eq!(
            code("$ ls\nשלום\n", "console"),
            "<span class=\"tok-sign\">$ </span>ls\nשלום\n"
        );
        assert_eq!(
            code("--- a\n+ \"אב\"\n-x\n y", "diff"),
            "<span class=\"tok-com\">--- a</span>\n\
             <span class=\"tok-add\"><span class=\"tok-sign\">+</span> \"<bdi>אב</bdi>\"</span>\n\
             <span class=\"tok-del\"><span class=\"tok-sign\">-</span>x</span>\n\
             <span class=\"tok-sign\"> </span>y"
                .replace('"', "&quot;")
                .replace("class=&quot;", "class=\"")
                .replace("&quot;>", "\">")
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
