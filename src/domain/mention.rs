//! What other sites say of a post, and what they are told (Webmention, W3C Recommendation of 12 January 2017).

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use url::Url;

use super::link::{LONGEST_ADDRESS, is_link, is_whole};
use super::moment::Moment;
use crate::text::webmention::Kind;

/// How many mentions wait to be checked at most, of all sites and of one.
pub const MOST_UNCHECKED: i64 = 1_000;
pub const MOST_UNCHECKED_OF_A_HOST: i64 = 20;
/// How many wait for a moderator at most; further ones are not taken.
pub const MOST_HELD: i64 = 10_000;
/// The most mentions that are shown below an article.
pub const MOST_SHOWN: i64 = 100;

/// For how long a page is waited for, in seconds.
pub const PATIENCE_SECONDS: u64 = 10;
/// The most bytes of a page that are read.
pub const LARGEST_PAGE: u64 = 1024 * 1024;

/// Between two tries, in seconds: a minute, ten, an hour, six.
const DELAYS: [i64; 4] = [60, 600, 3_600, 21_600];

/// When a page that did not answer so often is asked again; none when it is given up on.
pub fn next_try(failures: i64, now: Moment) -> Option<Moment> {
    let place = usize::try_from(failures - 1).ok()?;
    DELAYS.get(place).map(|delay| now.plus_seconds(*delay))
}

/// Where a mention stands on its way to readers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    AsExpression,
    FromSqlRow,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[diesel(sql_type = Text)]
#[serde(rename_all = "lowercase")]
pub enum MentionStatus {
    /// Nobody has looked whether the page links here.
    Unchecked,
    /// It does; a moderator has not decided yet.
    Held,
    Approved,
    Refused,
}

impl MentionStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            MentionStatus::Unchecked => "unchecked",
            MentionStatus::Held => "held",
            MentionStatus::Approved => "approved",
            MentionStatus::Refused => "refused",
        }
    }

    pub fn parse(word: &str) -> Option<MentionStatus> {
        match word {
            "unchecked" => Some(MentionStatus::Unchecked),
            "held" => Some(MentionStatus::Held),
            "approved" => Some(MentionStatus::Approved),
            "refused" => Some(MentionStatus::Refused),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for MentionStatus
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for MentionStatus
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        MentionStatus::parse(&word).ok_or_else(|| format!("unknown MentionStatus {word:?}").into())
    }
}

/// The name of what a page does with a post.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Mention => "mention",
        Kind::Reply => "reply",
        Kind::Like => "like",
        Kind::Repost => "repost",
        Kind::Bookmark => "bookmark",
    }
}

/// The kind of a name; what is not known links and does no more.
pub fn kind_named(name: &str) -> Kind {
    const KINDS: [Kind; 4] = [Kind::Reply, Kind::Like, Kind::Repost, Kind::Bookmark];
    let found = KINDS.into_iter().find(|kind| kind_name(*kind) == name);
    found.unwrap_or(Kind::Mention)
}

/// Two pages, of which the one says that it links to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub source: Url,
    pub target: Url,
}

/// Why a claim is not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefused {
    #[error("source has to be a whole http or https address of at most 2000 characters")]
    Source,
    #[error("target has to be a whole http or https address of at most 2000 characters")]
    Target,
    #[error("source and target are the same page")]
    Same,
    #[error("target is no page of this site that takes mentions")]
    NoSuchPage,
}

impl Claim {
    pub fn parse(source: &str, target: &str) -> Result<Claim, ClaimRefused> {
        let read = |typed: &str| {
            let typed = typed.trim();
            let is_short = typed.chars().count() <= LONGEST_ADDRESS;
            let url = Url::parse(typed).ok()?;
            let has_secret = !url.username().is_empty() || url.password().is_some();
            (is_short && is_link(typed) && is_whole(typed) && !has_secret).then_some(url)
        };
        let claim = Claim {
            source: read(source).ok_or(ClaimRefused::Source)?,
            target: read(target).ok_or(ClaimRefused::Target)?,
        };
        if without_fragment(&claim.source) == without_fragment(&claim.target) {
            return Err(ClaimRefused::Same);
        }
        Ok(claim)
    }
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// What another site is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// That a post links to one of its pages.
    Mention,
    /// That a feed has changed: a hub is told (WebSub).
    Feed,
}

impl NoticeKind {
    pub fn as_str(self) -> &'static str {
        match self {
            NoticeKind::Mention => "mention",
            NoticeKind::Feed => "feed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_of_two_pages_of_the_web() {
        let of = |source: &str, target: &str| Claim::parse(source, target).map(drop);
        let own = "https://daf.example/a";

        assert_eq!(of("https://other.example/x#y", own), Ok(()));
        for bad in [
            "",
            "/x",
            "ftp://other.example/",
            "javascript:alert(1)",
            "https://",
            "https://user:secret@other.example/",
            "http://other.example/a b",
            &format!("https://other.example/{}", "x".repeat(2_000)),
        ] {
            assert_eq!(of(bad, own), Err(ClaimRefused::Source), "{bad}");
            assert_eq!(of(own, bad), Err(ClaimRefused::Target), "{bad}");
        }
        assert_eq!(of("https://daf.example/a#b", own), Err(ClaimRefused::Same));
    }
}
