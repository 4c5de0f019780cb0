//! Reads HTML that is about to be stored, letter by letter, and says whether it is of the narrow form
//! that the renderer writes: nothing else passes, so a fault of the renderer is caught here.
//!
//! The form is a grammar, stricter than HTML's: only the tags and attributes below, in lower case, each
//! value in double quotes, every tag closed where its parent is, every `<` and `&` escaped, and each tag
//! only inside those that an HTML parser leaves it in. What has this form a browser reads as it is
//! written. What has not goes through a whole HTML parser, which is many times slower.

use super::allowed::{self, Kind};

/// Whether a text has the form. `rel` is what each link must carry.
pub fn passes(html: &str, is_comment: bool) -> bool {
    let mut gate = Gate {
        rest: html,
        open: Vec::new(),
        is_comment,
    };
    gate.runs().is_some()
}

struct Gate<'h> {
    rest: &'h str,
    open: Vec<(&'h str, Kind)>,
    is_comment: bool,
}

impl<'h> Gate<'h> {
    fn runs(&mut self) -> Option<()> {
        while !self.rest.is_empty() {
            match self.rest.find('<') {
                Some(0) => self.tag()?,
                Some(place) => self.text(place)?,
                None => self.text(self.rest.len())?,
            }
        }
        self.open.is_empty().then_some(())
    }

    fn text(&mut self, end: usize) -> Option<()> {
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        let holds_text = self.open.last().is_none_or(|(_, kind)| kind.holds_text());
        let is_blank = || text.bytes().all(|byte| byte == b'\n' || byte == b' ');
        ((holds_text || is_blank()) && is_escaped(text)).then_some(())
    }

    fn tag(&mut self) -> Option<()> {
        if let Some(rest) = self.rest.strip_prefix("</") {
            let (name, rest) = rest.split_once('>')?;
            self.rest = rest;
            let (open, _) = self.open.pop()?;
            return (open == name).then_some(());
        }
        let inner = &self.rest[1..];
        let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric())?;
        let (name, mut rest) = inner.split_at(end);
        let kind = allowed::kind(name, self.is_comment)?;
        let around = self.open.last().map(|(name, kind)| (*name, *kind));
        if !allowed::may_stand_in(name, kind, around) {
            return None;
        }
        let mut has_relation = false;
        while let Some(after) = rest.strip_prefix(' ') {
            rest = self.attribute((name, kind), after, &mut has_relation)?;
        }
        self.rest = rest.strip_prefix('>')?;
        if name == "a" && self.is_comment != has_relation {
            return None;
        }
        if kind != Kind::Void {
            if name == "a" && self.open.iter().any(|(open, _)| *open == "a") {
                return None;
            }
            self.open.push((name, kind));
        }
        Some(())
    }

    fn attribute(
        &self,
        (tag, kind): (&str, Kind),
        text: &'h str,
        has_relation: &mut bool,
    ) -> Option<&'h str> {
        let end = text.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-')?;
        let (name, rest) = text.split_at(end);
        let Some(value) = rest.strip_prefix("=\"") else {
            // `checked` and `disabled` need no value.
            return (tag == "input" && matches!(name, "checked" | "disabled")).then_some(rest);
        };
        let (value, rest) = value.split_once('"')?;
        if tag == "a" && name == "rel" {
            *has_relation = value == allowed::STRANGERS;
            return has_relation.then_some(rest);
        }
        let is_fine = is_escaped(value) && allowed::attribute((tag, kind), name, value);
        is_fine.then_some(rest)
    }
}

/// Whether every `&` begins one of the entities that are written, and no `<`, `>` or NUL is bare.
fn is_escaped(text: &str) -> bool {
    // Without an early end, so that many bytes are looked at together.
    let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | 0);
    if !text
        .bytes()
        .fold(false, |found, byte| found | is_special(byte))
    {
        return true;
    }
    const ENTITIES: [&str; 6] = ["amp;", "lt;", "gt;", "quot;", "#39;", "#x27;"];
    !text.contains(['<', '>', '\0'])
        && text
            .split('&')
            .skip(1)
            .all(|rest| ENTITIES.iter().any(|entity| rest.starts_with(entity)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_renderer_writes_passes() {
        for html in [
            "<p>a &amp; <bdi dir=\"ltr\" lang=\"en\">b</bdi><br>\n</p>\n",
            "<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled checked aria-label=\"x\"> a</li>\n</ul>\n",
            "<p><a href=\"https://a.example/?b&amp;c\" title=\"&quot;\">x</a></p>",
            "<p><math dir=\"ltr\" display=\"inline\"><mi>x</mi></math></p>",
        ] {
            assert!(passes(html, false), "{html}");
        }
    }

    #[test]
    fn nothing_else_passes() {
        for html in [
            "<script>",
            "<p>",
            "</p>",
            "<p onclick=\"x\">a</p>",
            "<P>a</P>",
            "<p>a & b</p>",
            "a > b",
            "<p><p>a</p></p>",
            "<b>a</b>",
            "<a href=\"javascript:x\">a</a>",
            "<p dir='ltr'>a</p>",
            "<a href=\"//a\"><a href=\"b\">c</a></a>",
            "<table>a</table>",
            "<tr><td>a</td></tr>",
            "<ul><p>a</p></ul>",
            "<mi>x</mi>",
            "<math dir=\"ltr\"><p>a</p></math>",
            "<!-- a -->",
            "<p>a</bdi>",
            "<img src=\"data:text/html,a\">",
            "<p style=\"a\">b</p>",
            "<p>\0</p>",
            "<a href=\"java&#x73;cript:x\">a</a>",
            "<a href=\"&#x6A;avascript:x\">a</a>",
        ] {
            assert!(!passes(html, false), "{html}");
        }
    }
}
