//! People, as readers and as editors see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dir, Lang, Time};
use crate::domain::one_time_link::{OneTimeLink, Purpose};
use crate::domain::user::{Role, User};
use crate::storage::listings::Byline;
use crate::web::address;

/// Somebody who wrote something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Writer {
    pub handle: String,
    pub name: String,
    pub url: String,
}

impl Writer {
    pub fn of(base_url: &str, author: Byline) -> Writer {
        Writer {
            url: format!(
                "{base_url}{}",
                address::of("author", author.handle.as_str())
            ),
            handle: author.handle.as_str().to_owned(),
            name: author.name,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    Owner,
    Editor,
    Author,
    Reader,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> RoleName {
        match role {
            Role::Owner => RoleName::Owner,
            Role::Editor => RoleName::Editor,
            Role::Author => RoleName::Author,
            Role::Reader => RoleName::Reader,
        }
    }
}

impl From<RoleName> for Role {
    fn from(role: RoleName) -> Role {
        match role {
            RoleName::Owner => Role::Owner,
            RoleName::Editor => Role::Editor,
            RoleName::Author => Role::Author,
            RoleName::Reader => Role::Reader,
        }
    }
}

/// Somebody with an account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonView {
    pub id: i64,
    pub handle: String,
    pub name: String,
    pub role: RoleName,
    pub bio: String,
    pub lang: Lang,
    pub dir: Dir,
    /// For those who may decide about them.
    pub email: Option<String>,
    pub suspended_at: Option<Time>,
}

impl PersonView {
    pub fn of(user: User, email: Option<String>) -> PersonView {
        PersonView {
            id: user.id.0,
            handle: user.handle.as_str().to_owned(),
            name: user.name,
            role: user.role.into(),
            bio: user.bio,
            lang: user.language.into(),
            dir: user.language.into(),
            email,
            suspended_at: user.suspended_at.map(Time::from),
        }
    }
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    pub role: RoleName,
}

/// Who gets what somebody wrote.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// A handle.
    pub heir: String,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub role: RoleName,
    /// To tell it from others.
    #[serde(default)]
    pub note: String,
}

/// A link that lets somebody in once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InvitationView {
    pub id: i64,
    pub role: RoleName,
    pub note: String,
    pub expires_at: Time,
    /// The link itself: shown once, to whoever made it.
    pub url: Option<String>,
}

impl InvitationView {
    /// None for a link to a new password.
    pub fn of(link: OneTimeLink, url: Option<String>) -> Option<InvitationView> {
        let Purpose::Join(role) = link.purpose else {
            return None;
        };
        Some(InvitationView {
            id: link.id.0,
            role: role.into(),
            note: link.note,
            expires_at: link.expires_at.into(),
            url,
        })
    }
}

/// A link to a new password: shown once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PasswordLink {
    pub url: String,
    pub expires_at: Time,
}

/// Whose token it is, and what it may do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WhoAmI {
    pub token: TokenView,
    pub person: PersonView,
}

/// A token, without its secret.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenView {
    pub id: i64,
    pub name: String,
    /// Its first letters.
    pub hint: String,
    pub scopes: Vec<crate::domain::api_token::Scope>,
    pub created_at: Time,
    pub expires_at: Option<Time>,
}
