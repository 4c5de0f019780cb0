//! What a program shows to act for a person, and what it lets the program do.

use serde::{Deserialize, Serialize};

use super::ids::{ApiTokenId, UserId};
use super::moment::Moment;
use super::seal::Seal;
use super::token::{NoRandomness, Token, hash, hexadecimal};

/// What every token begins with, so that people and scanners for leaked secrets know one when they see it.
pub const PREFIX: &str = "daf_";
/// The most characters of what a token is called.
pub const LONGEST_NAME: usize = 80;
/// The most tokens of one person that still work.
pub const MOST_TOKENS: usize = 50;
/// How many letters of a token are shown again, to tell it from others.
const HINT: usize = PREFIX.len() + 4;
const RANDOM_DIGITS: usize = 64;
const CHECK_DIGITS: usize = 8;

/// A secret that lets a program in: `daf_`, 256 random bits and a checksum of 32, in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken(String);

impl ApiToken {
    pub fn random() -> Result<ApiToken, NoRandomness> {
        let secret = Token::random()?;
        let stem = format!("{PREFIX}{}", secret.as_str());
        Ok(ApiToken(format!("{stem}{}", checksum(&stem))))
    }

    /// Reads a token as it was handed out; one that was cut short or mistyped is none, and nobody needs to look
    /// for it.
    pub fn parse(text: &str) -> Option<ApiToken> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_hexadecimal = digits
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hexadecimal || digits.len() != RANDOM_DIGITS + CHECK_DIGITS {
            return None;
        }
        let (stem, check) = text.split_at(text.len() - CHECK_DIGITS);
        (checksum(stem) == check).then(|| ApiToken(text.to_owned()))
    }

    /// What the database knows it by: a digest that only this site can make.
    pub fn digest(&self, seal: &Seal) -> Vec<u8> {
        seal.hash("api token", &self.0)
    }

    /// Its first letters.
    pub fn hint(&self) -> &str {
        &self.0[..HINT]
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Never the token itself, which would then stand in a log.
impl std::fmt::Debug for ApiToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ApiToken(…)")
    }
}

fn checksum(stem: &str) -> String {
    hexadecimal(&hash(stem)[..CHECK_DIGITS / 2])
}

/// Something that a token lets a program do, as far as the person may do it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub enum Scope {
    /// Drafts, revisions, what is scheduled and what was withdrawn.
    #[serde(rename = "posts:read")]
    ReadPosts,
    /// Making posts, and saving what readers do not see yet.
    #[serde(rename = "posts:write")]
    WritePosts,
    /// Deciding what readers see.
    #[serde(rename = "posts:publish")]
    PublishPosts,
    /// Tags and series.
    #[serde(rename = "taxonomy:write")]
    Arrange,
    /// The queues of comments.
    #[serde(rename = "comments:read")]
    ReadComments,
    /// Deciding about comments and guests.
    #[serde(rename = "comments:moderate")]
    Moderate,
    #[serde(rename = "people:read")]
    ReadPeople,
    /// Inviting, and deciding about accounts.
    #[serde(rename = "people:manage")]
    ManagePeople,
    #[serde(rename = "settings:write")]
    WriteSettings,
    /// What happens on the site.
    #[serde(rename = "events:read")]
    ReadEvents,
    /// What the staff did, and how the site itself is.
    #[serde(rename = "activity:read")]
    ReadActivity,
    /// Whom Daf tells of what happens.
    #[serde(rename = "webhooks:manage")]
    ManageWebhooks,
}

impl Scope {
    pub const ALL: [Scope; 12] = [
        Scope::ReadPosts,
        Scope::WritePosts,
        Scope::PublishPosts,
        Scope::Arrange,
        Scope::ReadComments,
        Scope::Moderate,
        Scope::ReadPeople,
        Scope::ManagePeople,
        Scope::WriteSettings,
        Scope::ReadEvents,
        Scope::ReadActivity,
        Scope::ManageWebhooks,
    ];

    /// As tokens, forms and documents name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::ReadPosts => "posts:read",
            Scope::WritePosts => "posts:write",
            Scope::PublishPosts => "posts:publish",
            Scope::Arrange => "taxonomy:write",
            Scope::ReadComments => "comments:read",
            Scope::Moderate => "comments:moderate",
            Scope::ReadPeople => "people:read",
            Scope::ManagePeople => "people:manage",
            Scope::WriteSettings => "settings:write",
            Scope::ReadEvents => "events:read",
            Scope::ReadActivity => "activity:read",
            Scope::ManageWebhooks => "webhooks:manage",
        }
    }

    pub fn parse(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// Scopes as the database keeps them: names with spaces between (RFC 6749, 3.3). Those that this version of Daf
/// does not know let nobody do anything.
pub fn parse_scopes(names: &str) -> Vec<Scope> {
    names.split(' ').filter_map(Scope::parse).collect()
}

pub fn scope_names(scopes: &[Scope]) -> String {
    let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    names.join(" ")
}

/// A token as its holder sees it afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownToken {
    pub id: ApiTokenId,
    pub user: UserId,
    pub name: String,
    pub hint: String,
    pub scopes: Vec<Scope>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    /// To the quarter of an hour.
    pub last_used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

impl KnownToken {
    /// Whether it still lets anybody in.
    pub fn works(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether its last use is worth a write.
    pub fn is_to_be_noted(&self, now: Moment) -> bool {
        const QUARTER: i64 = 15 * 60;
        self.last_used_at
            .is_none_or(|last| last.plus_seconds(QUARTER) <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_checksum_and_never_shown() {
        let token = ApiToken::random().unwrap();

        assert_eq!(ApiToken::parse(token.as_str()), Some(token.clone()));
        let mistyped = token.as_str().replacen("daf_", "daf_0", 1);
        assert_eq!(ApiToken::parse(&mistyped[..token.as_str().len()]), None);
        assert_eq!(ApiToken::parse(&token.as_str()[..40]), None);
        assert!(!format!("{token:?}").contains(&token.as_str()[8..20]));
    }

    #[test]
    fn only_this_site_makes_the_digest() {
        let token = ApiToken::random().unwrap();
        let [one, other] = [7, 8].map(|byte| token.digest(&Seal::new(vec![byte; 32])));

        assert_ne!(one, other);
    }

    #[test]
    fn scopes_are_kept_by_name_and_unknown_ones_let_nobody_in() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            let told = serde_json::to_value(scope).unwrap();
            assert_eq!(told, scope.as_str());
        }
        assert_eq!(
            parse_scopes("posts:read x:y posts:write"),
            [Scope::ReadPosts, Scope::WritePosts]
        );
        assert_eq!(scope_names(&parse_scopes("posts:read")), "posts:read");
    }

    proptest::proptest! {
        #[test]
        fn a_token_made_up_by_hand_is_none(text in "daf_[0-9a-f]{72}") {
            proptest::prop_assert_eq!(ApiToken::parse(&text), None);
        }
    }
}
