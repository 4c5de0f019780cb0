//! Reads HTML that is about to be stored, letter by letter, and says whether it is of the narrow form
//! that the renderer writes: nothing else passes, so a fault of the renderer is caught here.
//!
//! The form is a grammar, stricter than HTML's: only the tags and attributes below, in lower case, each
//! value in double quotes, every tag closed where its parent is, every `<` and `&` escaped, and each tag
//! only inside those that an HTML parser leaves it in. What has this form a browser reads as it is
//! written. What has not goes through a whole HTML parser, which is many times slower.

use memchr::memchr;

use super::allowed::{self, Kind};

/// Whether a text has the form. In a comment each link must say that a stranger wrote it.
pub fn passes(html: &str, is_comment: bool) -> bool {
    let mut gate = Gate {
        html,
        at: 0,
        open: Vec::new(),
        is_comment,
    };
    gate.runs().is_some()
}

struct Gate<'h> {
    html: &'h str,
    /// How far it is read; always before a letter.
    at: usize,
    open: Vec<(&'h str, Kind)>,
    is_comment: bool,
}

impl<'h> Gate<'h> {
    fn runs(&mut self) -> Option<()> {
        while let Some(byte) = self.byte() {
            match byte {
                b'<' => self.tag()?,
                _ => self.text()?,
            }
        }
        self.open.is_empty().then_some(())
    }

    fn byte(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }

    /// What stands from here to the first byte that is not such.
    fn take_while(&mut self, is_such: impl Fn(u8) -> bool) -> &'h str {
        let rest = &self.html.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| !is_such(*byte));
        let end = self.at + length.unwrap_or(rest.len());
        let taken = self.html.get(self.at..end).unwrap_or_default();
        self.at = end;
        taken
    }

    /// What stands from here to the first such byte.
    fn take_until(&mut self, end: u8) -> &'h str {
        let rest = &self.html[self.at..];
        let length = memchr(end, rest.as_bytes()).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip(&mut self, expected: u8) -> Option<()> {
        (self.byte()? == expected).then(|| self.at += 1)
    }

    fn text(&mut self) -> Option<()> {
        let text = self.take_until(b'<');
        let holds_text = self.open.last().is_none_or(|(_, kind)| kind.holds_text());
        let is_blank = || text.bytes().all(|byte| byte == b'\n' || byte == b' ');
        ((holds_text || is_blank()) && is_escaped(text)).then_some(())
    }

    fn tag(&mut self) -> Option<()> {
        self.skip(b'<')?;
        if self.byte()? == b'/' {
            let (open, _) = self.open.pop()?;
            self.at += 1 + open.len();
            let closed = self.html.get(..self.at)?;
            closed.ends_with(open).then_some(())?;
            return self.skip(b'>');
        }
        let name = self.take_while(|byte| byte.is_ascii_alphanumeric());
        let kind = allowed::kind(name, self.is_comment)?;
        let around = self.open.last().map(|(name, kind)| (*name, *kind));
        if !allowed::may_stand_in(name, kind, around) {
            return None;
        }
        let mut has_relation = false;
        while self.byte()? == b' ' {
            self.at += 1;
            self.attribute((name, kind), &mut has_relation)?;
        }
        self.skip(b'>')?;
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

    fn attribute(&mut self, tag: (&str, Kind), has_relation: &mut bool) -> Option<()> {
        let name = self.take_while(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if self.byte()? != b'=' {
            // `checked` and `disabled` need no value.
            return (tag.0 == "input" && matches!(name, "checked" | "disabled")).then_some(());
        }
        self.at += 1;
        self.skip(b'"')?;
        let value = self.take_until(b'"');
        self.skip(b'"')?;
        if tag.0 == "a" && name == "rel" {
            *has_relation = value == allowed::STRANGERS;
            return has_relation.then_some(());
        }
        (is_escaped(value) && allowed::attribute(tag, name, value)).then_some(())
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
    const ENTITIES: [&[u8]; 6] = [b"amp;", b"lt;", b"gt;", b"quot;", b"#39;", b"#x27;"];
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(place, byte)| match byte {
        b'&' => ENTITIES
            .iter()
            .any(|entity| bytes[place + 1..].starts_with(entity)),
        byte => !is_special(*byte),
    })
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
