//! Feeds and maps as files: they name whole addresses, in XML, in JSON, and in the HTML that both carry.

use std::borrow::Cow;

use super::places::{Here, Leads, Places};

/// Signs before an address that is a whole value, and behind it.
const BEFORE: [char; 4] = ['"', '\'', '>', ';'];
const BEHIND: [char; 8] = ['"', '\'', '<', '>', '&', '\\', ' ', '\n'];

/// Rewrites the site's own addresses in a document; those within a text stay as they are.
pub(super) fn document(text: &str, places: &Places) -> String {
    let here = Here {
        path: String::new(),
        number: 1,
    };
    let mut rewritten = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(at) = rest.find(places.base_url()) {
        let (before, from) = rest.split_at(at);
        rewritten.push_str(before);
        let end = from.find(BEHIND).unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        let is_value = rewritten.is_empty() || rewritten.ends_with(BEFORE);
        match places.lead(link, &here) {
            Leads::To(to) | Leads::ToLive(to) if is_value => rewritten.push_str(&to),
            _ => rewritten.push_str(link),
        }
        rest = after;
    }
    rewritten.push_str(rest);
    rewritten
}

/// A feed without the hub that tells of it: the running site tells a hub of its own feeds, and of no files.
pub(super) fn without_hub(text: &str) -> Cow<'_, str> {
    if text.starts_with('{') {
        let read = serde_json::from_str::<serde_json::Value>(text);
        if let Ok(serde_json::Value::Object(mut feed)) = read
            && feed.remove("hubs").is_some()
        {
            return serde_json::Value::Object(feed).to_string().into();
        }
        return text.into();
    }
    let is_hub = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("<link rel=\"hub\"") || line.starts_with("<atom:link rel=\"hub\"")
    };
    match text.lines().any(|line| is_hub(&line)) {
        true => text
            .split_inclusive('\n')
            .filter(|line| !is_hub(line))
            .collect::<String>()
            .into(),
        false => text.into(),
    }
}

/// `/robots.txt` names paths, of which each stands behind the base URL's.
pub(super) fn robots(text: &str, places: &Places) -> String {
    let allow = format!("low: {}/", places.prefix());
    text.replace("low: /", &allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_of_files_names_no_hub() {
        for (feed, without) in [
            (
                "<feed>\n  <link rel=\"hub\" href=\"h\"/>\n  <id>i</id>\n",
                "<feed>\n  <id>i</id>\n",
            ),
            (
                "<a>\n<atom:link rel=\"hub\" href=\"h\"/>\n</a>",
                "<a>\n</a>",
            ),
            (
                r#"{"hubs":[{"type":"WebSub"}],"items":[]}"#,
                r#"{"items":[]}"#,
            ),
            (
                r#"{"items":["<link rel=\"hub\""]}"#,
                r#"{"items":["<link rel=\"hub\""]}"#,
            ),
        ] {
            assert_eq!(without_hub(feed), without);
        }
    }

    #[test]
    fn whole_addresses_lead_to_files_in_every_format() {
        let places = Places::new("https://daf.example/b", None);
        let text = "<loc>https://daf.example/b/a</loc><x href=\"https://daf.example/b\"/>\
            &#60;a href=&#34;https://daf.example/b/%D7%93#x&#34;&#62; \"href=\\\"https://daf.example/b/c\\\"\" \
            <loc>https://daf.example/b/sitemap.xml?part=pages</loc> see https://daf.example/b/e and \
            <id>https://daf.example/book</id>";

        assert_eq!(
            document(text, &places),
            "<loc>https://daf.example/b/a/</loc><x href=\"https://daf.example/b/\"/>\
            &#60;a href=&#34;https://daf.example/b/%D7%93/#x&#34;&#62; \"href=\\\"https://daf.example/b/c/\\\"\" \
            <loc>https://daf.example/b/sitemap-pages.xml</loc> see https://daf.example/b/e and \
            <id>https://daf.example/book</id>"
        );
    }
}
