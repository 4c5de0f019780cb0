//! People: who they are and what they are trusted with.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use super::ids::UserId;
use super::language::Language;
use super::moment::Moment;
use super::refusal::{self, Refusal};

/// What a person is trusted with; each includes those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum Role {
    /// Settings and people; at least one always remains.
    Owner,
    /// Everybody's posts and all comments.
    Editor,
    /// Their own posts.
    Author,
    /// Comments under their own name.
    Reader,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Editor => "editor",
            Role::Author => "author",
            Role::Reader => "reader",
        }
    }

    pub fn parse(word: &str) -> Option<Role> {
        match word {
            "owner" => Some(Role::Owner),
            "editor" => Some(Role::Editor),
            "author" => Some(Role::Author),
            "reader" => Some(Role::Reader),
            _ => None,
        }
    }
}

impl<DB: Backend> ToSql<Text, DB> for Role
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Role
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let word = String::from_sql(bytes)?;
        Role::parse(&word).ok_or_else(|| format!("unknown Role {word:?}").into())
    }
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct User {
    pub id: UserId,
    pub handle: Handle,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub bio: String,
    pub avatar_url: Option<String>,
    pub suspended_at: Option<Moment>,
}

/// The name in a person's address: `/author/noa`. Lower-case ASCII letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, diesel_derive_newtype::DieselNewType)]
pub struct Handle(String);

impl Handle {
    pub fn parse(typed: &str) -> Result<Handle, Refusal> {
        let handle = refusal::line(typed, 40)?.to_ascii_lowercase();
        let is_plain = handle
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_plain && !handle.starts_with('-') {
            Ok(Handle(handle))
        } else {
            Err(Refusal::Malformed)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address, lower case: one account each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Takes what looks like an address; only a message sent there could prove it.
    pub fn parse(typed: &str) -> Result<Email, Refusal> {
        let email = refusal::line(typed, 254)?.to_lowercase();
        let (local, host) = email.split_once('@').ok_or(Refusal::Malformed)?;
        let looks_right =
            !local.is_empty() && host.contains('.') && !host.contains('@') && !email.contains(' ');
        if looks_right {
            Ok(Email(email))
        } else {
            Err(Refusal::Malformed)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    pub fn parse(typed: &str) -> Result<PersonName, Refusal> {
        refusal::line(typed, 80).map(PersonName)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account that is about to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub handle: Handle,
    pub name: PersonName,
    pub email: Email,
    pub role: Role,
    pub language: Language,
    pub bio: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_plain() {
        assert_eq!(Handle::parse("Noa-1").unwrap().as_str(), "noa-1");
        for refused in ["", "-a", "נועה", "a b", "a/b", "a\0"] {
            assert!(Handle::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_address_has_two_halves() {
        assert_eq!(
            Email::parse(" Noa@Example.COM ").unwrap().as_str(),
            "noa@example.com"
        );
        for refused in ["", "noa", "@a.b", "a@b", "a@b@c.d", "a b@c.d"] {
            assert!(Email::parse(refused).is_err(), "{refused}");
        }
    }
}
