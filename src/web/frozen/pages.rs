//! A page as a file: its links lead to files, and what only the running site can do is not on it.

use std::cell::{Cell, RefCell};

use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str, text};

use super::documents;
use super::places::{Here, Leads, Places};
use crate::web::site::structured::write;

/// A page that was made a file.
pub(super) struct Page {
    pub html: String,
    /// The site's address of the page after this one in its list.
    pub next: Option<String>,
    /// Whether a form for comments was left out, which tells the day.
    pub has_lost_form: bool,
}

/// What the page of the search needs to answer by itself.
pub(super) struct Searching {
    /// The address of its script.
    pub script: String,
    /// Where its index begins.
    pub index: String,
    /// What it says, as JSON.
    pub words: String,
    /// What it says to whoever runs no scripts.
    pub needs_scripts: String,
}

type Failure = lol_html::errors::RewritingError;

/// Attributes that hold an address.
const LINKS: [(&str, &str); 6] = [
    ("[href]", "href"),
    ("[src]", "src"),
    ("[action]", "action"),
    ("[poster]", "poster"),
    ("meta[property='og:url']", "content"),
    ("meta[property='og:image']", "content"),
];

/// Rewrites a page that the site gave.
pub(super) fn page(
    html: &str,
    here: &Here,
    places: &Places,
    searching: Option<&Searching>,
) -> Result<Page, Failure> {
    let next = RefCell::new(None);
    let has_lost_form = Cell::new(false);
    let structured = RefCell::new(String::new());
    let mut settings = RewriteStrSettings::new();
    settings = settings
        .append_element_content_handler(element!("a[rel='next'][href]", |link| {
            let href = unescaped(&link.get_attribute("href").unwrap_or_default());
            let own = href.split('#').next().unwrap_or_default();
            let is_list = own.split_once('?').is_some_and(|(path, query)| {
                path == here.path
                    && (query.starts_with("after=") || query.starts_with("comments-after="))
            });
            if is_list {
                next.replace(Some(own.to_owned()));
            }
            Ok(())
        }))
        // Their addresses speak of the running site, so they come before links are looked at.
        .append_element_content_handler(element!("form[method='post']", |form| {
            if form.get_attribute("id").is_some_and(|id| id == "write") {
                has_lost_form.set(true);
            }
            form.remove();
            Ok(())
        }))
        .append_element_content_handler(element!(".write-title", |title| write_title(
            title, here, places
        )))
        .append_element_content_handler(element!(
            ".visitor, .comment-acts, .closed a, [data-live]",
            |element| {
                match places.live() {
                    Some(_) => element.remove_attribute("data-live"),
                    None => element.remove(),
                }
                Ok(())
            }
        ))
        // Nobody tells a frozen page what is new.
        .append_element_content_handler(element!("script[data-live-at]", |script| {
            script.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("meta[property^='og:image:']", |about| {
            // It speaks of a picture that only the running site draws.
            if places.live().is_none() {
                about.remove();
            }
            Ok(())
        }))
        .append_element_content_handler(text!("script[type='application/ld+json']", |chunk| {
            structured.borrow_mut().push_str(chunk.as_str());
            match chunk.last_in_text_node() {
                true => {
                    let whole = structured.take();
                    chunk.replace(&self::structured(&whole, here, places), ContentType::Html);
                }
                false => chunk.remove(),
            }
            Ok(())
        }))
        .append_element_content_handler(element!("[srcset]", |image| {
            let candidates = image.get_attribute("srcset").unwrap_or_default();
            image.set_attribute("srcset", &srcset(&candidates, here, places))?;
            Ok(())
        }));
    for (selector, attribute) in LINKS {
        settings = settings.append_element_content_handler(element!(selector, |element| {
            relink(element, attribute, here, places)
        }));
    }
    if let Some(searching) = searching {
        settings = settings
            .append_element_content_handler(element!("script[src*='/js/search.']", |script| {
                script.set_attribute("src", &searching.script)?;
                Ok(())
            }))
            .append_element_content_handler(element!("#results", |results| {
                results.set_attribute("data-index", &searching.index)?;
                results.set_attribute("data-words", &escaped(&searching.words))?;
                let notice = format!(
                    "<noscript><div class=\"empty\"><p class=\"empty-title\">{}</p></div></noscript>",
                    escaped(&searching.needs_scripts)
                );
                results.set_inner_content(&notice, ContentType::Html);
                Ok(())
            }));
    }
    let html = rewrite_str(html, settings)?;
    Ok(Page {
        html,
        next: next.into_inner(),
        has_lost_form: has_lost_form.get(),
    })
}

/// Rewrites what a page says in the terms of schema.org, without a picture that only the running site draws.
fn structured(text: &str, here: &Here, places: &Places) -> String {
    let Ok(mut about) = serde_json::from_str::<serde_json::Value>(text) else {
        return text.to_owned();
    };
    let picture = about.get("image").and_then(serde_json::Value::as_str);
    if picture.is_some_and(|picture| places.lead(picture, here) == Leads::Nowhere)
        && let Some(about) = about.as_object_mut()
    {
        about.remove("image");
    }
    documents::document(&write(&about), places)
}

/// Rewrites one address of an element.
fn relink(element: &mut Element, attribute: &str, here: &Here, places: &Places) -> HandlerResult {
    let Some(value) = element.get_attribute(attribute) else {
        return Ok(());
    };
    match places.lead(&unescaped(&value), here) {
        Leads::To(link) | Leads::ToLive(link) => {
            element.set_attribute(attribute, &escaped(&link))?
        }
        Leads::Nowhere if element.tag_name() == "a" => element.remove_and_keep_content(),
        Leads::Nowhere => element.remove(),
        Leads::Elsewhere => {}
    }
    Ok(())
}

/// Where comments are written: on the running site, which takes forms from its own pages only.
fn write_title(title: &mut Element, here: &Here, places: &Places) -> HandlerResult {
    let Some(live) = places.live() else {
        title.remove();
        return Ok(());
    };
    let link = format!(
        "<a href=\"{}\">",
        escaped(&format!("{live}{}#write", here.path))
    );
    title.prepend(&link, ContentType::Html);
    title.append("</a>", ContentType::Html);
    Ok(())
}

fn srcset(candidates: &str, here: &Here, places: &Places) -> String {
    let rewritten: Vec<String> = candidates
        .split(", ")
        .map(|candidate| {
            let candidate = candidate.trim();
            let (link, size) = candidate.split_once(' ').unwrap_or((candidate, ""));
            match places.lead(&unescaped(link), here) {
                Leads::To(to) | Leads::ToLive(to) => format!("{} {size}", escaped(&to)),
                _ => candidate.to_owned(),
            }
        })
        .collect();
    rewritten.join(", ")
}

/// What the value of an attribute stands for, of the signs that addresses have.
fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&#38;", "&")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// A text as an attribute or an element holds it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The page of an address that leads on to another, for hosts that know no redirects.
pub(super) fn redirect(link: &str, whole: &str) -> String {
    let (link, whole) = (escaped(link), escaped(whole));
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{whole}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={link}\">\n\
         <link rel=\"canonical\" href=\"{whole}\">\n</head>\n\
         <body><p><a href=\"{link}\">{whole}</a></p></body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "<a href=\"/\">1</a><p class=\"visitor\"><a href=\"/login\">in</a></p><p><a href=\"/desk\">desk</a></p>\
        <a href=\"/a?q=1&amp;r=2#x\">2</a><form method=\"post\" action=\"/x\"><input></form>\
        <h3 class=\"write-title\">Write</h3><a rel=\"next\" href=\"/a?comments-after=1-2#comments\">3</a>";

    fn rewritten(live: Option<&str>) -> Page {
        let places = Places::new("https://daf.example/blog", live.map(str::to_owned));
        let here = Here {
            path: "/a".to_owned(),
            number: 1,
        };
        page(ARTICLE, &here, &places, None).unwrap()
    }

    #[test]
    fn a_page_leads_to_files_and_holds_no_form() {
        let page = rewritten(None);

        assert_eq!(
            page.html,
            "<a href=\"/blog/\">1</a><p>desk</p>\
             <a href=\"/blog/a/?q=1&amp;r=2#x\">2</a><a rel=\"next\" href=\"/blog/a/page/2/#comments\">3</a>"
        );
        assert_eq!(page.next.as_deref(), Some("/a?comments-after=1-2"));
    }

    #[test]
    fn comments_are_written_at_the_running_site_when_it_is_named() {
        let html = rewritten(Some("https://live.example")).html;

        assert!(
            html.contains("<a href=\"https://live.example/a#write\">Write</a>"),
            "{html}"
        );
        assert!(html.contains("https://live.example/login") && !html.contains("<form"));
    }
}
