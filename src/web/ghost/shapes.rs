//! What Ghost's objects look like: every field is there, and null where Daf has nothing of the kind. `lang`, `dir` and
//! `translations` are Daf's own; clients pass them over.

use serde::Serialize;

use crate::domain::moment::Moment;
use crate::domain::tag::Tag;
use crate::domain::token;
use crate::domain::user::User;
use crate::storage::content::Dated;
use crate::text::sanitize;
use crate::web::address;

/// What Daf has nothing of.
type Nothing = Option<()>;

/// An id of 24 hexadecimal digits.
pub fn id(number: i64) -> String {
    format!("{number:024x}")
}

/// The number behind an id.
pub fn number(id: &str) -> Option<i64> {
    let is_id = id.len() == 24 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    i64::from_str_radix(id, 16)
        .ok()
        .filter(|number| is_id && *number > 0)
}

/// As Ghost writes a moment: `2019-11-26T02:43:13.000+00:00`.
fn moment(moment: Moment) -> String {
    let civil = moment.civil(&jiff::tz::TimeZone::UTC);
    civil.strftime("%Y-%m-%dT%H:%M:%S.000+00:00").to_string()
}

/// The same for a post for as long as the site's address is (RFC 9562, version 8).
fn uuid(base_url: &str, number: i64) -> String {
    let digits = token::hexadecimal(&token::hash(&format!("{base_url} post {number}")));
    format!(
        "{}-{}-8{}-8{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..32]
    )
}

#[derive(Serialize)]
pub struct PostShape {
    id: String,
    uuid: String,
    title: String,
    slug: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plaintext: Option<String>,
    comment_id: String,
    feature_image: Option<String>,
    feature_image_alt: Option<String>,
    feature_image_caption: Nothing,
    featured: bool,
    visibility: &'static str,
    created_at: String,
    updated_at: String,
    published_at: Option<String>,
    custom_excerpt: Option<String>,
    codeinjection_head: Nothing,
    codeinjection_foot: Nothing,
    custom_template: Nothing,
    canonical_url: Option<String>,
    url: String,
    excerpt: String,
    reading_time: i64,
    access: bool,
    comments: bool,
    og_image: Nothing,
    og_title: Nothing,
    og_description: Nothing,
    twitter_image: Nothing,
    twitter_title: Nothing,
    twitter_description: Nothing,
    meta_title: Nothing,
    meta_description: Nothing,
    email_subject: Nothing,
    frontmatter: Nothing,
    lang: &'static str,
    dir: &'static str,
}

/// How many letters of a text stand for a summary.
const EXCERPT: usize = 500;

impl PostShape {
    pub fn of(
        base_url: &str,
        dated: Dated,
        (with_html, with_plaintext): (bool, bool),
    ) -> PostShape {
        let Dated {
            post,
            created_at,
            html,
        } = dated;
        let url = format!("{base_url}{}", address::of_post(&post.slug));
        let text = match with_plaintext || post.summary.is_empty() {
            true => sanitize::text_of(&html),
            false => String::new(),
        };
        let custom_excerpt = Some(post.summary).filter(|summary| !summary.is_empty());
        PostShape {
            id: id(post.id.0),
            uuid: uuid(base_url, post.id.0),
            title: post.title,
            slug: post.slug.as_str().to_owned(),
            html: with_html.then(|| sanitize::feed(&html, &url)),
            comment_id: id(post.id.0),
            feature_image: post.cover_url.map(|cover| whole(base_url, &cover)),
            feature_image_alt: post.cover_alt,
            feature_image_caption: None,
            featured: false,
            visibility: "public",
            created_at: moment(created_at),
            updated_at: moment(post.updated_at),
            published_at: post.published_at.map(moment),
            excerpt: custom_excerpt
                .clone()
                .unwrap_or_else(|| text.chars().take(EXCERPT).collect()),
            plaintext: with_plaintext.then_some(text),
            custom_excerpt,
            codeinjection_head: None,
            codeinjection_foot: None,
            custom_template: None,
            canonical_url: post.canonical_url,
            url,
            reading_time: post.reading_minutes,
            access: true,
            comments: post.comments_open,
            og_image: None,
            og_title: None,
            og_description: None,
            twitter_image: None,
            twitter_title: None,
            twitter_description: None,
            meta_title: None,
            meta_description: None,
            email_subject: None,
            frontmatter: None,
            lang: post.language.tag(),
            dir: post.language.direction().as_str(),
        }
    }
}

/// A whole address of what may be a path on the site.
fn whole(base_url: &str, address: &str) -> String {
    match address.starts_with('/') {
        true => format!("{base_url}{address}"),
        false => address.to_owned(),
    }
}

#[derive(Serialize)]
pub struct TagShape {
    id: String,
    name: String,
    slug: String,
    description: Option<String>,
    feature_image: Nothing,
    visibility: &'static str,
    og_image: Nothing,
    og_title: Nothing,
    og_description: Nothing,
    twitter_image: Nothing,
    twitter_title: Nothing,
    twitter_description: Nothing,
    meta_title: Nothing,
    meta_description: Nothing,
    codeinjection_head: Nothing,
    codeinjection_foot: Nothing,
    canonical_url: Nothing,
    accent_color: Nothing,
    url: String,
    lang: &'static str,
    dir: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<Count>,
}

#[derive(Serialize)]
pub struct Count {
    posts: i64,
}

impl TagShape {
    pub fn of(base_url: &str, tag: &Tag, with_count: bool) -> TagShape {
        TagShape {
            id: id(tag.id.0),
            name: tag.name.clone(),
            slug: tag.slug.as_str().to_owned(),
            description: Some(tag.description.clone()).filter(|text| !text.is_empty()),
            feature_image: None,
            visibility: "public",
            og_image: None,
            og_title: None,
            og_description: None,
            twitter_image: None,
            twitter_title: None,
            twitter_description: None,
            meta_title: None,
            meta_description: None,
            codeinjection_head: None,
            codeinjection_foot: None,
            canonical_url: None,
            accent_color: None,
            url: format!("{base_url}{}", address::of("tag", tag.slug.as_str())),
            lang: tag.language.tag(),
            dir: tag.language.direction().as_str(),
            count: with_count.then_some(Count {
                posts: tag.listed_posts,
            }),
        }
    }
}

#[derive(Serialize)]
pub struct AuthorShape {
    id: String,
    name: String,
    slug: String,
    profile_image: Option<String>,
    cover_image: Nothing,
    bio: Option<String>,
    website: Nothing,
    location: Nothing,
    facebook: Nothing,
    twitter: Nothing,
    meta_title: Nothing,
    meta_description: Nothing,
    url: String,
    lang: &'static str,
    dir: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<Count>,
}

impl AuthorShape {
    pub fn of(base_url: &str, user: &User, posts: Option<i64>) -> AuthorShape {
        AuthorShape {
            id: id(user.id.0),
            name: user.name.clone(),
            slug: user.handle.as_str().to_owned(),
            profile_image: user
                .avatar_url
                .as_deref()
                .map(|address| whole(base_url, address)),
            cover_image: None,
            bio: Some(user.bio.clone()).filter(|bio| !bio.is_empty()),
            website: None,
            location: None,
            facebook: None,
            twitter: None,
            meta_title: None,
            meta_description: None,
            url: format!("{base_url}{}", address::of("author", user.handle.as_str())),
            lang: user.language.tag(),
            dir: user.language.direction().as_str(),
            count: posts.map(|posts| Count { posts }),
        }
    }
}
