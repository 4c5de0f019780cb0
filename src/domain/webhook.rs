//! Webhooks: servers that are told of what happens, in the format and with the signature that Ghost has.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::moment::Moment;
use super::post::{PostKind, PostStatus};
use super::token::hexadecimal;

/// The most characters of what a webhook is called.
pub const LONGEST_NAME: usize = 80;
/// The most webhooks of a site.
pub const MOST_WEBHOOKS: i64 = 50;
/// How long a server has to answer.
pub const PATIENCE_SECONDS: u64 = 5;
/// How long after each failure a delivery is tried again, in seconds; then it is given up on.
const DELAYS: [i64; 6] = [10, 60, 300, 1_800, 7_200, 21_600];

/// What servers can be told of, by Ghost's names.
pub const EVENTS: [&str; 18] = [
    "site.changed",
    "post.added",
    "post.edited",
    "post.published",
    "post.published.edited",
    "post.unpublished",
    "post.scheduled",
    "post.unscheduled",
    "page.added",
    "page.edited",
    "page.published",
    "page.published.edited",
    "page.unpublished",
    "page.scheduled",
    "page.unscheduled",
    "tag.added",
    "tag.edited",
    "tag.deleted",
];

/// The event of this name.
pub fn event_named(name: &str) -> Option<&'static str> {
    EVENTS.into_iter().find(|event| *event == name)
}

/// A post as events tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub kind: PostKind,
    pub status: PostStatus,
    pub was_public: bool,
}

/// What an event of Daf's is called by Ghost's clients. `is_new` is of a tag that was made just now.
pub fn names(kind: &str, post: Option<Told>, is_new: bool) -> Vec<&'static str> {
    let of_post: &[&str] = match (kind, post) {
        ("post.created", Some(_)) => &["added"],
        ("post.drafted" | "post.renamed", Some(_)) => &["edited"],
        ("post.changed", Some(told)) if told.status == PostStatus::Published => {
            &["edited", "published.edited"]
        }
        ("post.changed", Some(_)) => &["edited"],
        ("post.published", Some(_)) => &["published"],
        ("post.archived", Some(told)) if told.was_public => &["unpublished"],
        ("post.unpublished", Some(told)) if told.was_public => &["unpublished"],
        ("post.unpublished", Some(_)) => &["unscheduled"],
        ("post.scheduled", Some(_)) => &["scheduled"],
        _ => &[],
    };
    let prefix = match post.map(|told| told.kind) {
        Some(PostKind::Page) => "page",
        _ => "post",
    };
    let mut names: Vec<&'static str> = of_post
        .iter()
        .filter_map(|what| event_named(&format!("{prefix}.{what}")))
        .collect();
    names.extend(match kind {
        "tag.saved" if is_new => Some("tag.added"),
        "tag.saved" => Some("tag.edited"),
        "tag.removed" | "tag.merged" => Some("tag.deleted"),
        _ => None,
    });
    let changes_site = match kind {
        "post.published" | "settings.saved" | "content.loaded" => true,
        "tag.saved" | "tag.removed" | "tag.merged" | "series.saved" | "series.removed" => true,
        "post.changed" | "post.renamed" => {
            post.is_some_and(|told| told.status == PostStatus::Published)
        }
        "post.archived" | "post.unpublished" => post.is_some_and(|told| told.was_public),
        _ => false,
    };
    names.extend(changes_site.then_some("site.changed"));
    names
}

/// When a delivery that failed so often is tried again; none when it is given up on.
pub fn next_try(failures: i64, now: Moment) -> Option<Moment> {
    let place = usize::try_from(failures - 1).ok()?;
    DELAYS.get(place).map(|delay| now.plus_seconds(*delay))
}

/// The value of `X-Ghost-Signature`: an HMAC-SHA-256 of the body and the time in milliseconds, one after the other.
pub fn signature(secret: &str, body: &str, now: Moment) -> String {
    let time = (now.microseconds() / 1_000).to_string();
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map(|mut mac| {
        mac.update(body.as_bytes());
        mac.update(time.as_bytes());
        hexadecimal(&mac.finalize().into_bytes())
    });
    format!("sha256={}, t={time}", mac.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_has_the_names_that_clients_know() {
        let told = |status, was_public| {
            Some(Told {
                kind: PostKind::Article,
                status,
                was_public,
            })
        };

        assert_eq!(
            names("post.created", told(PostStatus::Draft, false), false),
            ["post.added"]
        );
        assert_eq!(
            names("post.published", told(PostStatus::Published, true), false),
            ["post.published", "site.changed"]
        );
        assert_eq!(
            names("post.changed", told(PostStatus::Published, true), false),
            ["post.edited", "post.published.edited", "site.changed"]
        );
        assert_eq!(
            names("post.unpublished", told(PostStatus::Draft, false), false),
            ["post.unscheduled"]
        );
        assert_eq!(
            names("tag.saved", None, true),
            ["tag.added", "site.changed"]
        );
        assert!(names("comment.created", None, false).is_empty());
        let page = Told {
            kind: PostKind::Page,
            status: PostStatus::Draft,
            was_public: false,
        };
        assert_eq!(names("post.drafted", Some(page), false), ["page.edited"]);
    }

    #[test]
    fn a_signature_is_what_a_receiver_computes() {
        let now = Moment::from_microseconds(1_700_000_000_123_456).unwrap();

        // printf '%s' '{"a":1}1700000000123' | openssl dgst -sha256 -hmac secret
        let signed = signature("secret", "{\"a\":1}", now);
        let digest = "8d9e27904f6a856a8b2f332c913595a487c7ffa808f57824e18ee6a5e131436d";
        assert_eq!(signed, format!("sha256={digest}, t=1700000000123"));
        assert_ne!(signed, signature("other", "{\"a\":1}", now));
        assert_ne!(signed, signature("secret", "{\"a\":2}", now));
    }

    #[test]
    fn a_failed_delivery_waits_longer_each_time_and_is_given_up_on() {
        let now = Moment::from_microseconds(0).unwrap();
        let waits: Vec<i64> = (1..=7)
            .map_while(|failures| next_try(failures, now))
            .map(|at| at.microseconds() / 1_000_000)
            .collect();

        assert_eq!(waits, DELAYS);
        assert!(waits.is_sorted());
    }
}
