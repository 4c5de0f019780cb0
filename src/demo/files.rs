//! Reads the demo's files: Markdown under a TOML head, and TOML lists.

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::BrokenDemo;
use crate::domain::language::Language;
use crate::domain::moment::Moment;

#[derive(RustEmbed)]
#[folder = "src/demo/content/"]
struct Files;

/// The head of an article's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    pub title: String,
    pub slug: String,
    pub kind: String,
    pub lang: String,
    pub summary: String,
    pub date: String,
    pub authors: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub series: Option<String>,
    pub part: Option<i32>,
    /// The name that versions of one article in several languages share.
    pub translation: Option<String>,
}

/// An article's file.
#[derive(Debug)]
pub struct PostFile {
    /// Folder and name: `he/caching`.
    pub key: String,
    pub front: Front,
    pub body: String,
}

impl PostFile {
    pub fn language(&self) -> Result<Language, BrokenDemo> {
        language(&self.key, &self.front.lang)
    }

    pub fn published(&self) -> Result<Moment, BrokenDemo> {
        Moment::parse(&self.front.date).ok_or_else(|| broken(&self.key, "its date is not RFC 3339"))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentFile {
    pub id: String,
    pub post: String,
    pub parent: Option<String>,
    pub user: Option<String>,
    pub name: Option<String>,
    pub lang: String,
    pub after_hours: i64,
    pub status: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorFile {
    pub handle: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub lang: String,
    pub bio: String,
}

/// A tag or a series.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    pub slug: String,
    pub name: String,
    pub lang: String,
    pub description: String,
}

#[derive(Deserialize)]
struct Authors {
    author: Vec<AuthorFile>,
}

#[derive(Deserialize)]
struct Tags {
    tag: Vec<GroupFile>,
}

#[derive(Deserialize)]
struct AllSeries {
    series: Vec<GroupFile>,
}

#[derive(Deserialize)]
struct Comments {
    comment: Vec<CommentFile>,
}

pub fn authors() -> Result<Vec<AuthorFile>, BrokenDemo> {
    toml::<Authors>("authors.toml").map(|file| file.author)
}

pub fn tags() -> Result<Vec<GroupFile>, BrokenDemo> {
    toml::<Tags>("tags.toml").map(|file| file.tag)
}

pub fn series() -> Result<Vec<GroupFile>, BrokenDemo> {
    toml::<AllSeries>("series.toml").map(|file| file.series)
}

/// Every article and page, oldest first, so that their numbers follow their dates.
pub fn posts() -> Result<Vec<PostFile>, BrokenDemo> {
    let names = Files::iter().filter(|name| name.ends_with(".md"));
    let mut posts = names
        .map(|name| post(&name))
        .collect::<Result<Vec<_>, _>>()?;
    posts.sort_by(|one, other| {
        one.front
            .date
            .cmp(&other.front.date)
            .then(one.key.cmp(&other.key))
    });
    Ok(posts)
}

/// Every comment, those of one file in the order written.
pub fn comments() -> Result<Vec<CommentFile>, BrokenDemo> {
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with("comments"))
        .collect();
    names.sort();
    let mut all = Vec::new();
    for name in names {
        all.extend(toml::<Comments>(&name)?.comment);
    }
    Ok(all)
}

pub fn language(file: &str, tag: &str) -> Result<Language, BrokenDemo> {
    Language::from_tag(tag).ok_or_else(|| broken(file, &format!("there is no language {tag:?}")))
}

fn post(name: &str) -> Result<PostFile, BrokenDemo> {
    let text = text(name)?;
    let split = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"));
    let (head, body) = split.ok_or_else(|| broken(name, "it has no head between lines of +++"))?;
    let front = ::toml::from_str(head).map_err(|error| broken(name, &error.to_string()))?;
    Ok(PostFile {
        key: name.trim_end_matches(".md").to_owned(),
        front,
        body: body.trim_start_matches('\n').to_owned(),
    })
}

fn toml<T: DeserializeOwned>(name: &str) -> Result<T, BrokenDemo> {
    ::toml::from_str(&text(name)?).map_err(|error| broken(name, &error.to_string()))
}

fn text(name: &str) -> Result<String, BrokenDemo> {
    let file = Files::get(name).ok_or_else(|| broken(name, "it is missing"))?;
    String::from_utf8(file.data.into_owned()).map_err(|_| broken(name, "it is not UTF-8"))
}

fn broken(file: &str, reason: &str) -> BrokenDemo {
    BrokenDemo::File {
        file: file.to_owned(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn the_demo_teaches_as_much_as_it_promises() {
        let posts = posts().unwrap();
        let articles = |tag| {
            posts
                .iter()
                .filter(|post| post.front.kind == "article" && post.front.lang == tag)
                .count()
        };

        assert!(articles("he") >= 12 && articles("en") >= 8 && articles("ar") >= 2);
        assert!(comments().unwrap().len() >= 40);
        assert_eq!(
            (
                authors().unwrap().len(),
                tags().unwrap().len(),
                series().unwrap().len()
            ),
            (3, 10, 2)
        );
        for post in posts.iter().filter(|post| post.front.kind == "article") {
            let words = crate::text::markdown::render(&post.body, post.language().unwrap())
                .length
                .words();
            assert!(
                (400..=1_500).contains(&words),
                "{} has {words} words",
                post.key
            );
        }
    }

    #[test]
    fn every_link_inside_the_demo_leads_somewhere() {
        let posts = posts().unwrap();
        let slugs: HashSet<&str> = posts.iter().map(|post| post.front.slug.as_str()).collect();
        for post in &posts {
            for part in post.body.split("](/").skip(1) {
                let path = part.split([')', ' ']).next().unwrap();
                let target = path.split('#').next().unwrap();
                if let Some(file) = target.strip_prefix("static/") {
                    assert!(
                        std::path::Path::new("static").join(file).exists(),
                        "{}: {target}",
                        post.key
                    );
                } else if !target.contains('/') {
                    let decoded = percent_encoding::percent_decode_str(target)
                        .decode_utf8()
                        .unwrap();
                    assert!(slugs.contains(decoded.as_ref()), "{}: /{target}", post.key);
                }
            }
        }
    }

    #[test]
    fn translations_come_in_groups_with_one_version_a_language() {
        let mut groups: HashMap<String, Vec<String>> = HashMap::new();
        for post in posts().unwrap() {
            if let Some(name) = post.front.translation {
                groups.entry(name).or_default().push(post.front.lang);
            }
        }
        for (name, languages) in &groups {
            let distinct: HashSet<_> = languages.iter().collect();
            assert_eq!(distinct.len(), languages.len(), "{name}");
        }
        assert!(
            groups
                .values()
                .map(Vec::len)
                .filter(|versions| *versions > 1)
                .sum::<usize>()
                >= 6
        );
    }
}
