//! What an h-entry says about itself: who wrote it, and in what words.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::selector;
use crate::text::language::{Language, guess};
use crate::text::plain::without_controls;

/// The most characters of a name, and of a title.
const LONGEST_NAME: usize = 100;
const LONGEST_TITLE: usize = 200;
/// The most characters of what is quoted.
const LONGEST_EXCERPT: usize = 400;
/// How many parts of one kind are looked at: what each stands in is looked at, too.
const MOST_PARTS: usize = 50;

/// What a page does with what it links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Mention,
    Reply,
    Like,
    Repost,
    Bookmark,
}

/// What a page says, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub kind: Kind,
    /// Who says it; the host's name when the page does not tell.
    pub author_name: String,
    /// Their page: a whole address of the web.
    pub author_url: Option<String>,
    /// May be empty, as is the excerpt.
    pub title: String,
    pub excerpt: String,
    pub language: Language,
}

impl Said {
    /// Nothing but that it is said.
    pub fn bare(page: &Url) -> Said {
        Said {
            kind: Kind::Mention,
            author_name: host(page),
            author_url: None,
            title: String::new(),
            excerpt: String::new(),
            language: Language::En,
        }
    }
}

fn host(page: &Url) -> String {
    let name = page.host_str().unwrap_or_default();
    line(name, LONGEST_NAME)
}

/// Reads the entry that a link stands in, or else the first of the page, or else the page.
pub(super) fn around(document: &Html, link: ElementRef, base: &Url, page: &Url) -> Said {
    static ENTRY: LazyLock<Selector> = LazyLock::new(|| selector(".h-entry"));
    let own = ancestors(link).find(|element| has_class(element, "h-entry"));
    let entry = own.or_else(|| document.select(&ENTRY).next());
    let whole = document.root_element();
    let scope = entry.unwrap_or(whole);
    let (author_name, author_url) = author(scope, whole, base);
    let content = content(scope, link);
    let excerpt = line(&content, LONGEST_EXCERPT);
    let title = title(scope, whole, entry.is_some());
    // A note's name is its beginning.
    let is_same = !excerpt.is_empty() && excerpt.starts_with(title.trim_end_matches('…'));
    Said {
        kind: kind(link, scope),
        author_name: match author_name.is_empty() {
            true => host(page),
            false => author_name,
        },
        author_url,
        language: language(scope, &format!("{title} {excerpt}")),
        title: match is_same {
            true => String::new(),
            false => title,
        },
        excerpt,
    }
}

/// An element and what it stands in, from the inside out.
fn ancestors(element: ElementRef) -> impl Iterator<Item = ElementRef> {
    let others = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element).chain(others)
}

fn has_class(element: &ElementRef, name: &str) -> bool {
    element.value().classes().any(|class| class == name)
}

/// What the link is to its entry, by its own class or that of a citation it stands in.
fn kind(link: ElementRef, scope: ElementRef) -> Kind {
    const KINDS: [(&str, Kind); 4] = [
        ("u-in-reply-to", Kind::Reply),
        ("u-like-of", Kind::Like),
        ("u-repost-of", Kind::Repost),
        ("u-bookmark-of", Kind::Bookmark),
    ];
    let within = ancestors(link).take_while(|element| element.id() != scope.id());
    let found = within.flat_map(|element| {
        KINDS
            .iter()
            .find(|(class, _)| has_class(&element, class))
            .map(|(_, kind)| *kind)
    });
    found.into_iter().next().unwrap_or(Kind::Mention)
}

fn author(scope: ElementRef, whole: ElementRef, base: &Url) -> (String, Option<String>) {
    static AUTHOR: LazyLock<Selector> = LazyLock::new(|| selector(".p-author"));
    static CARD: LazyLock<Selector> = LazyLock::new(|| selector(".h-card"));
    static META: LazyLock<Selector> = LazyLock::new(|| selector("meta[name='author'][content]"));
    static NAME: LazyLock<Selector> = LazyLock::new(|| selector(".p-name"));
    static ADDRESS: LazyLock<Selector> = LazyLock::new(|| selector("a.u-url[href], a[href]"));
    let of_entry = scope.select(&AUTHOR).next();
    let Some(card) = of_entry.or_else(|| whole.select(&CARD).next()) else {
        let name = whole.select(&META).next();
        let name = name.and_then(|name| name.value().attr("content"));
        return (line(name.unwrap_or_default(), LONGEST_NAME), None);
    };
    let name = card.select(&NAME).next().unwrap_or(card);
    let own = card.value().attr("href");
    let inner = || card.select(&ADDRESS).next()?.value().attr("href");
    let address = own.or_else(inner).and_then(|at| base.join(at).ok());
    let address = address.filter(|at| matches!(at.scheme(), "http" | "https"));
    let address = address.map(String::from).filter(|at| at.len() <= 2_000);
    (line(&text(name), LONGEST_NAME), address)
}

fn title(scope: ElementRef, whole: ElementRef, is_entry: bool) -> String {
    static NAME: LazyLock<Selector> = LazyLock::new(|| selector(".p-name"));
    static TITLE: LazyLock<Selector> = LazyLock::new(|| selector("title"));
    // The name of an author or of what is cited is none of the entry's.
    let own = scope.select(&NAME).take(MOST_PARTS).find(|name| {
        ancestors(*name)
            .take_while(|element| element.id() != scope.id())
            .all(|element| !element.value().classes().any(is_root))
    });
    let found = own.or_else(|| whole.select(&TITLE).next().filter(|_| !is_entry));
    found.map_or_else(String::new, |name| line(&text(name), LONGEST_TITLE))
}

fn is_root(class: &str) -> bool {
    class.starts_with("h-") || class == "p-author"
}

/// The entry's words: its content or its summary, or else the block around the link.
fn content(scope: ElementRef, link: ElementRef) -> String {
    static CONTENT: LazyLock<Selector> = LazyLock::new(|| selector(".e-content, .p-content"));
    static SUMMARY: LazyLock<Selector> = LazyLock::new(|| selector(".p-summary"));
    let own = scope.select(&CONTENT).take(MOST_PARTS).find(|content| {
        // Not that of a citation.
        ancestors(*content)
            .take_while(|element| element.id() != scope.id())
            .all(|element| !has_class(&element, "h-cite"))
    });
    let own = own.or_else(|| scope.select(&SUMMARY).next());
    let block = || {
        const BLOCKS: [&str; 6] = ["p", "li", "blockquote", "td", "dd", "figcaption"];
        ancestors(link).find(|element| BLOCKS.contains(&element.value().name()))
    };
    own.or_else(block).map_or_else(String::new, text)
}

/// An element's text without what is not read: scripts, styles.
fn text(element: ElementRef) -> String {
    let mut found = String::new();
    let mut waiting: Vec<_> = element.children().rev().collect();
    while let Some(node) = waiting.pop() {
        // More than anybody quotes.
        if found.len() > 8 * LONGEST_EXCERPT {
            break;
        }
        if let Some(text) = node.value().as_text() {
            found.push_str(text);
            continue;
        }
        let name = node.value().as_element().map(scraper::node::Element::name);
        if !matches!(name, Some("script" | "style" | "template" | "noscript")) {
            waiting.extend(node.children().rev());
        }
        if matches!(name, Some("p" | "br" | "li" | "div")) {
            found.push(' ');
        }
    }
    found
}

/// One line of at most so many characters, without anything that is not seen.
fn line(text: &str, most: usize) -> String {
    let clean = without_controls(text);
    let words = clean.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let mut line = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(most) {
        None => line,
        Some((end, _)) => {
            let cut = &line[..end];
            // Whole words, where there are any.
            let cut = cut.rsplit_once(' ').map_or(cut, |(before, _)| before);
            format!("{cut}…")
        }
    }
}

/// The language that is said for the entry, if it is one of ours, or else that of its words.
fn language(scope: ElementRef, words: &str) -> Language {
    let guessed = guess(words, Language::En);
    let said = ancestors(scope).find_map(|element| element.value().attr("lang"));
    let said = said.and_then(Language::from_tag);
    // What runs the other way than the page says is not in its language.
    said.filter(|said| said.direction() == guessed.direction())
        .unwrap_or(guessed)
}

#[cfg(test)]
mod tests {
    use super::super::said_in_html;
    use super::*;

    fn said(html: &str) -> Said {
        let page = Url::parse("https://other.example/posts/1").unwrap();
        let target = Url::parse("https://daf.example/a").unwrap();
        said_in_html(html, &page, &target).unwrap()
    }

    #[test]
    fn a_reply_is_read_with_its_author_and_its_words() {
        let said = said(
            r#"<html lang="en"><title>Blog</title><div class="h-card"><a class="p-name">Owner</a></div>
            <article class="h-entry"><h1 class="p-name">Why I disagree</h1>
            <a class="p-author h-card" href="/about"><img alt=""> Dana
               Levi</a>
            <div class="u-in-reply-to h-cite"><a class="u-url p-name" href="https://daf.example/a">On loops</a></div>
            <div class="e-content"><p>It is <script>bad()</script>not &lt;so&gt;.</p><p>Really.</p></div></article>"#,
        );

        assert_eq!(
            said,
            Said {
                kind: Kind::Reply,
                author_name: "Dana Levi".to_owned(),
                author_url: Some("https://other.example/about".to_owned()),
                title: "Why I disagree".to_owned(),
                excerpt: "It is not <so>. Really.".to_owned(),
                language: Language::En,
            }
        );
    }

    #[test]
    fn a_hebrew_entry_is_in_hebrew_whatever_the_page_says() {
        let said = said(
            r#"<html lang="en"><div class="h-entry"><span class="p-author">דנה</span>
            <div class="e-content">קראתי את <a href="https://daf.example/a">המאמר</a> ונהניתי</div></div>"#,
        );

        assert_eq!(said.language, Language::He);
        assert_eq!(said.excerpt, "קראתי את המאמר ונהניתי");
        assert_eq!((said.author_name.as_str(), said.author_url), ("דנה", None));
    }

    #[test]
    fn likes_reposts_and_bookmarks_are_told_apart() {
        for (class, kind) in [
            ("u-like-of", Kind::Like),
            ("u-repost-of", Kind::Repost),
            ("u-bookmark-of", Kind::Bookmark),
            ("u-url", Kind::Mention),
        ] {
            let html = format!(
                r#"<div class="h-entry"><a class="{class}" href="https://daf.example/a">x</a></div>"#
            );
            assert_eq!(said(&html).kind, kind, "{class}");
        }
    }

    #[test]
    fn a_page_without_microformats_is_quoted_by_the_block_around_its_link() {
        let said = said(
            r#"<title>My links</title><p>Other</p><ul><li>See <a href="https://daf.example/a">this</a>!</li></ul>"#,
        );

        assert_eq!(said.author_name, "other.example");
        assert_eq!(said.title, "My links");
        assert_eq!(said.excerpt, "See this!");
    }

    #[test]
    fn what_is_long_is_cut_and_what_is_not_seen_is_left_out() {
        let long = "word ".repeat(1_000);
        let said = said(&format!(
            "<div class='h-entry'><p class='p-name'>\u{202E}evil\u{200B}</p><a class='p-author' \
             href='javascript:x'>x</a><div class='e-content'>{long}<a href='https://daf.example/a'>x</a>\
             </div></div>"
        ));

        assert_eq!(said.title, "evil");
        assert_eq!(said.author_url, None);
        assert!(said.excerpt.chars().count() <= LONGEST_EXCERPT + 1);
        assert!(said.excerpt.ends_with("word…"), "{}", said.excerpt);
    }
}
