//! Names that are written in two scripts: `ריאקט` and `react`. No algorithm is solid enough, so they
//! are a list, used when a question is read and never in the index.

use std::collections::HashMap;

use crate::text::analyzer::{self, Kind, Setting, Token};

/// Pairs to begin with; a site adds its own.
const KNOWN: &str = "ריאקט react\nאנגולר angular\nפייתון python\nג'אווה java\nג'אווהסקריפט javascript\n\
    טייפסקריפט typescript\nבקאנד backend\nבאקאנד backend\nבק-אנד backend\nפרונטאנד frontend\nנוד node\n\
    דוקר docker\nלינוקס linux\nראסט rust\nפייסבוק facebook\nנטפליקס netflix\nפריימוורק framework\n\
    סקריפט script\nגוגל google\nאמזון amazon\nמיקרוסופט microsoft\nאנדרואיד android\nוינדוס windows\n\
    ווינדוס windows\nקוברנטיס kubernetes\nגיטהאב github\nגיט git\nפוסטגרס postgres\nמונגו mongo\n\
    רדיס redis\nאפאצ'י apache\nג'ייסון json\nאייפון iphone\nטוויטר twitter\nיוטיוב youtube\n\
    ויקיפדיה wikipedia\nסטארטאפ startup\nאלגוריתם algorithm\nבלוקצ'יין blockchain\nביטקוין bitcoin\n\
    אינטרנט internet\nסרבר server\nקוקי cookie\nטוקן token\nקאש cache\nבאג bug\nיוניקס unix\n\
    باك back\nنود node\nبايثون python\nجافاسكريبت javascript\nجافا java\nرياكت react\nأنجولار angular\nدوكر docker\n\
    لينكس linux\nرست rust\nفيسبوك facebook\nجوجل google\nأمازون amazon\nمايكروسوفت microsoft\n\
    أندرويد android\nويندوز windows\nتويتر twitter\nيوتيوب youtube\nويكيبيديا wikipedia\n\
    تايب سكريبت typescript\nخوارزمية algorithm\nإنترنت internet\nبيتكوين bitcoin";

/// Which terms are names of one thing.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    by_term: HashMap<String, Vec<String>>,
}

impl Aliases {
    /// The list that Daf comes with, and a site's own pairs.
    pub fn with(own: &[(String, String)]) -> Aliases {
        let mut aliases = Aliases::default();
        for line in KNOWN.lines() {
            if let Some((name, other)) = line.rsplit_once(' ') {
                aliases.add(name, other);
            }
        }
        for (name, other) in own {
            aliases.add(name, other);
        }
        aliases
    }

    /// Names of several words are no aliases: nothing in the index would be one.
    fn add(&mut self, name: &str, other: &str) {
        let (Some(name), Some(other)) = (root(name), root(other)) else {
            return;
        };
        self.by_term
            .entry(name.clone())
            .or_default()
            .push(other.clone());
        self.by_term.entry(other).or_default().push(name);
    }

    /// All of them, by the term that each is another name of.
    pub fn by_term(&self) -> &HashMap<String, Vec<String>> {
        &self.by_term
    }

    /// The other names of a word, whatever its form.
    pub fn of(&self, token: &Token) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let terms = token.keys.iter().filter(|key| key.kind == Kind::Stem);
        let terms = terms
            .map(|key| &key.term)
            .chain(std::iter::once(&token.surface));
        for name in terms
            .filter_map(|term| self.by_term.get(term.as_str()))
            .flatten()
        {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }
}

/// Whether a text is one word, which may be a name of something.
pub fn is_name(text: &str) -> bool {
    root(text).is_some()
}

/// The term that all forms of a name share.
fn root(name: &str) -> Option<String> {
    let mut tokens = analyzer::tokens(name, Setting::Prose);
    let token = tokens.pop().filter(|_| tokens.is_empty())?;
    let is_latin = !token.spelling.is_empty();
    match token.keys.first() {
        Some(key) if key.kind == Kind::Stem && !is_latin => Some(key.term.to_string()),
        _ => Some(token.surface.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_other_spelling_in_any_form() {
        let aliases = Aliases::with(&[("רובי".to_owned(), "ruby".to_owned())]);
        let of = |word: &str| {
            let tokens = analyzer::tokens(word, Setting::Prose);
            aliases.of(&tokens[0])
        };

        assert_eq!(of("בפייתון"), ["python"]);
        assert_eq!(of("facebook").len(), 2);
        assert_eq!(of("ברובי"), ["ruby"]);
        assert!(of("שולחן").is_empty());
    }
}
