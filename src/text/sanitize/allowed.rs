//! The tags and attributes of an article, and what may stand in what.

use std::collections::{HashMap, HashSet};

/// The relation of a link that a stranger wrote.
pub const STRANGERS: &str = "nofollow ugc noopener";

pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Tags that comments have too.
pub const RUNNING: [&str; 14] = [
    "p",
    "br",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "span",
    "bdi",
    "blockquote",
    "ul",
    "ol",
    "li",
];

pub const OF_ARTICLES: [&str; 22] = [
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "img",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "section",
    "div",
    "sup",
    "input",
    "hr",
    "dl",
    "dt",
    "dd",
];

pub const MATH: [&str; 24] = [
    "math",
    "mrow",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mover",
    "munder",
    "munderover",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
    "mstyle",
    "mpadded",
    "mphantom",
    "mmultiscripts",
];

const MATH_ATTRIBUTES: [&str; 19] = [
    "display",
    "mathvariant",
    "stretchy",
    "symmetric",
    "form",
    "fence",
    "separator",
    "largeop",
    "movablelimits",
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "displaystyle",
    "scriptlevel",
    "linethickness",
    "width",
    "height",
    "depth",
];

/// What a tag holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Void,
    /// Text and other running text.
    Running,
    /// Blocks, and running text too.
    Flow,
    /// Only certain tags.
    Parts,
    /// Formulas' own tags, and no letters.
    Formula,
    /// A formula's letters.
    FormulaText,
}

impl Kind {
    pub fn holds_text(self) -> bool {
        !matches!(self, Kind::Void | Kind::Parts | Kind::Formula)
    }
}

/// The kind of a tag, if an article or a comment may hold it.
pub fn kind(tag: &str, is_comment: bool) -> Option<Kind> {
    let kind = match tag {
        "br" | "img" | "input" | "hr" => Kind::Void,
        "p" | "a" | "em" | "strong" | "del" | "code" | "pre" | "span" | "bdi" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "figcaption" | "sup" => Kind::Running,
        "blockquote" | "li" | "figure" | "th" | "td" | "section" | "div" | "dt" | "dd" => {
            Kind::Flow
        }
        "ul" | "ol" | "table" | "thead" | "tbody" | "tr" | "dl" => Kind::Parts,
        "mi" | "mo" | "mn" | "ms" | "mtext" => Kind::FormulaText,
        tag if MATH.contains(&tag) => Kind::Formula,
        _ => return None,
    };
    (!is_comment || RUNNING.contains(&tag)).then_some(kind)
}

/// Whether a browser leaves a tag where it is written inside another.
pub fn may_stand_in(tag: &str, kind: Kind, around: Option<(&str, Kind)>) -> bool {
    let is_running = matches!(kind, Kind::Running) && is_inline(tag)
        || matches!(tag, "br" | "img" | "input" | "math");
    let is_formula_part = matches!(kind, Kind::Formula | Kind::FormulaText) && tag != "math";
    let needed = match tag {
        "li" => Some(["ul", "ol"].as_slice()),
        "thead" | "tbody" => Some(["table"].as_slice()),
        "tr" => Some(["thead", "tbody"].as_slice()),
        "th" | "td" => Some(["tr"].as_slice()),
        "dt" | "dd" => Some(["dl"].as_slice()),
        _ => None,
    };
    match (needed, around) {
        (Some(parents), Some((parent, _))) => parents.contains(&parent),
        (Some(_), None) => false,
        (None, None) => !is_formula_part,
        (None, Some((parent, holder))) => match holder {
            Kind::Void | Kind::Parts | Kind::FormulaText => false,
            Kind::Formula => is_formula_part,
            Kind::Running => is_running && (tag != "math" || parent != "code"),
            Kind::Flow => !is_formula_part,
        },
    }
}

fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "em" | "strong" | "del" | "code" | "span" | "bdi" | "sup"
    )
}

/// Whether a tag may carry an attribute of this value, which is escaped.
pub fn attribute((tag, kind): (&str, Kind), name: &str, value: &str) -> bool {
    let is_math = matches!(kind, Kind::Formula | Kind::FormulaText);
    match name {
        "dir" => matches!(value, "ltr" | "rtl"),
        "lang" | "class" | "id" => !is_math,
        "href" => tag == "a" && is_allowed_address(value),
        "src" => tag == "img" && is_allowed_address(value),
        "alt" | "loading" => tag == "img",
        "title" => matches!(tag, "a" | "img"),
        "role" => matches!(tag, "a" | "section" | "div"),
        "aria-label" => matches!(tag, "a" | "div" | "input"),
        "tabindex" => tag == "div" && value == "0",
        "start" => tag == "ol" && value.bytes().all(|byte| byte.is_ascii_digit()),
        "data-bidi-warning" => tag == "pre",
        "scope" => tag == "th",
        "type" => tag == "input" && value == "checkbox",
        other => is_math && MATH_ATTRIBUTES.contains(&other),
    }
}

/// Whether an address leads to the web or to a mailbox, or to a place on this site. What stands before
/// the first colon is a scheme unless the path has begun, as browsers read it.
pub fn is_allowed_address(address: &str) -> bool {
    let end = address.find([':', '/', '?', '#']);
    let scheme = end
        .filter(|end| address[*end..].starts_with(':'))
        .map(|end| &address[..end]);
    scheme.is_none_or(|scheme| {
        SCHEMES
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(scheme))
    })
}

/// The attributes by tag, for the HTML parser's sanitiser.
pub fn by_tag() -> HashMap<&'static str, HashSet<&'static str>> {
    let mut tags = HashMap::from([
        ("a", HashSet::from(["href", "title", "role", "aria-label"])),
        ("img", HashSet::from(["src", "alt", "title", "loading"])),
        ("ol", HashSet::from(["start"])),
        ("pre", HashSet::from(["data-bidi-warning"])),
        ("section", HashSet::from(["role"])),
        ("div", HashSet::from(["role", "aria-label", "tabindex"])),
        ("th", HashSet::from(["scope"])),
        (
            "input",
            HashSet::from(["type", "checked", "disabled", "aria-label"]),
        ),
    ]);
    for tag in MATH {
        tags.insert(tag, HashSet::from(MATH_ATTRIBUTES));
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_somewhere_known() {
        for address in [
            "/a",
            "a/b:c",
            "#x",
            "https://a.example",
            "MAILTO:a@b.example",
            "?a:b",
            "",
        ] {
            assert!(is_allowed_address(address), "{address}");
        }
        for address in [
            "javascript:a",
            "data:a",
            " javascript:a",
            "java\nscript:a",
            ":a",
        ] {
            assert!(!is_allowed_address(address), "{address}");
        }
    }
}
