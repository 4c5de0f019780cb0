//! What pages say of themselves to programs, in the terms of schema.org, as JSON-LD 1.1.

use serde_json::{Map, Value, json};

use super::articles::Shown;
use crate::domain::language::Language;
use crate::domain::post::{Post, PostKind};
use crate::domain::settings::Settings;
use crate::domain::user::{Handle, User};
use crate::text::plain::without_controls;
use crate::web::address;

/// A site that is searched at `/search?q=`.
pub fn website(base_url: &str, settings: &Settings) -> String {
    let mut site = publisher(base_url, settings, "WebSite");
    site.insert(
        "inLanguage".to_owned(),
        json!(tags(settings.languages.iter())),
    );
    site.insert(
        "potentialAction".to_owned(),
        json!({
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": format!("{base_url}/search?q={{search_term_string}}"),
            },
            "query-input": "required name=search_term_string",
        }),
    );
    script(site)
}

/// An author's page.
pub fn author(base_url: &str, author: &User) -> String {
    let mut person = self::person(base_url, &author.name, &author.handle);
    if !author.bio.is_empty() {
        person["description"] = json!(without_controls(&author.bio));
    }
    let page = json!({
        "@type": "ProfilePage",
        "url": person["url"].clone(),
        "inLanguage": author.language.tag(),
        "mainEntity": person,
    });
    script(into_map(page))
}

/// An article, or a page without a date; with the address of its picture.
pub fn posting(
    base_url: &str,
    settings: &Settings,
    shown: &Shown,
    comment_count: i64,
    picture: &str,
) -> String {
    let post = &shown.article.post;
    let whole = |path: String| format!("{base_url}{path}");
    let url = whole(address::of_post(&post.slug));
    let kind = match post.kind {
        PostKind::Article => "BlogPosting",
        PostKind::Page => "WebPage",
    };
    let mut all = into_map(json!({
        "@type": kind,
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": without_controls(&post.title),
        "name": without_controls(&post.title),
        "inLanguage": post.language.tag(),
        "dateModified": post.updated_at.max(post.dated()).rfc3339(),
        "image": picture,
        "publisher": publisher(base_url, settings, "Organization"),
    }));
    let mut add = |name: &str, value: Value| {
        all.insert(name.to_owned(), value);
    };
    if !post.summary.is_empty() {
        add("description", json!(without_controls(&post.summary)));
    }
    if post.kind == PostKind::Article {
        let authors: Vec<Value> = shown
            .authors
            .iter()
            .map(|author| person(base_url, &author.name, &author.handle))
            .collect();
        add("author", json!(authors));
        add("datePublished", json!(post.dated().rfc3339()));
        add("wordCount", json!(post.word_count));
        add(
            "timeRequired",
            json!(format!("PT{}M", post.reading_minutes)),
        );
        add("commentCount", json!(comment_count));
        add("discussionUrl", json!(format!("{url}#comments")));
    }
    if !shown.tags.is_empty() {
        let names = shown.tags.iter().map(|tag| without_controls(&tag.name));
        add("keywords", json!(names.collect::<Vec<String>>()));
    }
    if let Some(place) = &shown.series {
        let series = &place.series;
        add("position", json!(place.place));
        add(
            "isPartOf",
            json!({
                "@type": "CreativeWorkSeries",
                "name": without_controls(&series.name),
                "inLanguage": series.language.tag(),
                "url": whole(address::of("series", series.slug.as_str())),
            }),
        );
    }
    if let Some((relation, versions)) = translations(base_url, shown, post) {
        add(relation, versions);
    }
    script(all)
}

/// The version that was written first is the work, and the others are its translations.
fn translations(base_url: &str, shown: &Shown, post: &Post) -> Option<(&'static str, Value)> {
    let first = shown
        .translations
        .iter()
        .min_by_key(|version| version.post.0)?;
    let version = |version: &crate::storage::translations::Translation| {
        json!({
            "@type": "BlogPosting",
            "@id": format!("{base_url}{}", address::of_post(&version.slug)),
            "inLanguage": version.language.tag(),
            "headline": without_controls(&version.title),
        })
    };
    if first.post != post.id {
        return Some(("translationOfWork", version(first)));
    }
    let others: Vec<Value> = shown
        .translations
        .iter()
        .filter(|other| other.post != post.id)
        .map(version)
        .collect();
    (!others.is_empty()).then(|| ("workTranslation", json!(others)))
}

fn person(base_url: &str, name: &str, handle: &Handle) -> Value {
    json!({
        "@type": "Person",
        "name": without_controls(name),
        "url": format!("{base_url}{}", address::of("author", handle.as_str())),
    })
}

fn publisher(base_url: &str, settings: &Settings, kind: &str) -> Map<String, Value> {
    let mut site = into_map(json!({
        "@type": kind,
        "name": without_controls(&settings.title),
        "url": format!("{base_url}/"),
    }));
    if !settings.description.is_empty() {
        let description = without_controls(&settings.description);
        site.insert("description".to_owned(), json!(description));
    }
    site
}

fn tags<'a>(languages: impl Iterator<Item = &'a Language>) -> Vec<&'static str> {
    languages.map(|language| language.tag()).collect()
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn script(mut about: Map<String, Value>) -> String {
    about.insert("@context".to_owned(), json!("https://schema.org"));
    write(&Value::Object(about))
}

/// The text of a script element: nothing in it can end the element or begin a comment.
pub(in crate::web) fn write(about: &Value) -> String {
    about
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_the_script() {
        let settings = Settings {
            title: "</script><!-- & \u{2028}".to_owned(),
            ..Settings::default()
        };

        let script = website("https://daf.example", &settings);

        assert!(!script.contains(['<', '>', '&', '\u{2028}']), "{script}");
        let read: Value = serde_json::from_str(&script).unwrap();
        assert_eq!(read["name"], "</script><!-- & \u{2028}");
        assert_eq!(
            read["potentialAction"]["target"]["urlTemplate"],
            "https://daf.example/search?q={search_term_string}"
        );
    }
}
