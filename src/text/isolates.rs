//! A line of text as HTML in a block whose direction is known: titles, summaries, captions.

use super::direction::{Direction, decide, has_english_function_word, is_bidi_control};
use super::{phrases, repairs};

/// `text`, escaped; the whole isolated where it runs against `base`, else each phrase that does. What
/// was typed backwards for a right-to-left line is turned.
pub fn html(text: &str, base: Direction) -> String {
    match base.is_rtl() {
        true => as_typed(&repairs::turned(text), base),
        false => as_typed(text, base),
    }
}

/// As [`html`], with every letter where it was typed.
pub fn as_typed(text: &str, base: Direction) -> String {
    let direction = decide(text, base);
    if direction == base {
        return phrase_by_phrase(text, base);
    }
    turned(text, direction)
}

/// `text`, escaped, in an isolate of a direction of its own.
pub fn turned(text: &str, direction: Direction) -> String {
    let english = direction == Direction::Ltr && has_english_function_word(text);
    let language = if english { " lang=\"en\"" } else { "" };
    format!(
        "<bdi dir=\"{direction}\"{language}>{}</bdi>",
        phrase_by_phrase(text, direction)
    )
}

/// `text`, escaped, with each phrase that runs against `base` isolated.
fn phrase_by_phrase(text: &str, base: Direction) -> String {
    let clean = text.replace(is_bidi_control, "");
    let mut html = String::with_capacity(clean.len() + 32);
    let mut written = 0;
    for place in phrases::against(&clean, base) {
        html.push_str(&escape(&clean[written..place.start]));
        html.push_str(&format!(
            "<bdi dir=\"{}\">{}</bdi>",
            base.opposite(),
            escape(&clean[place.clone()])
        ));
        written = place.end;
    }
    html.push_str(&escape(&clean[written..]));
    html
}

/// Text made safe inside HTML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // HTML has no NUL, and reads a carriage return as the end of a line.
            '\0' => safe.push('\u{FFFD}'),
            '\r' => safe.push('\n'),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_backwards_is_turned_in_a_hebrew_line() {
        assert_eq!(
            html("מבוא ל-++C", Direction::Rtl),
            "מבוא ל-<bdi dir=\"ltr\">C++</bdi>"
        );
        assert_eq!(html("Why ++C is odd", Direction::Ltr), "Why ++C is odd");
    }

    #[test]
    fn a_title_is_isolated_phrase_by_phrase_or_whole() {
        assert_eq!(
            html("מבוא ל-C++", Direction::Rtl),
            "מבוא ל-<bdi dir=\"ltr\">C++</bdi>"
        );
        assert_eq!(
            html("Node.js event loop", Direction::Rtl),
            "<bdi dir=\"ltr\">Node.js event loop</bdi>"
        );
        assert_eq!(
            html("What is Node.js?", Direction::Rtl),
            "<bdi dir=\"ltr\" lang=\"en\">What is Node.js?</bdi>"
        );
        assert_eq!(
            html("What is דף?", Direction::Ltr),
            "What is <bdi dir=\"rtl\">דף</bdi>?"
        );
    }

    #[test]
    fn markup_in_a_title_is_text() {
        assert_eq!(
            html("a <b> & \"c\"", Direction::Ltr),
            "a &lt;b&gt; &amp; &quot;c&quot;"
        );
    }
}
