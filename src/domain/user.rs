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
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark as is_mark;
use unicode_security::MixedScript;

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

/// The most characters of an e-mail address, as RFC 5321 lets a path have; in lower case, too, which may be longer.
const LONGEST_EMAIL: usize = 254;

impl Email {
    /// Takes what looks like an address; only a message sent there could prove it.
    pub fn parse(typed: &str) -> Result<Email, Refusal> {
        let email = refusal::line(
            &refusal::line(typed, LONGEST_EMAIL)?.to_lowercase(),
            LONGEST_EMAIL,
        )?;
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

/// The most characters of a name.
pub const LONGEST_NAME: usize = 80;
/// The most characters of what a person says of themselves.
pub const LONGEST_BIO: usize = 500;

impl PersonName {
    /// Takes a name in any script: NFC, without invisible characters, and no word of it pretending to
    /// be another by letters of a second script that look alike (UTS #39, 5.1).
    pub fn parse(typed: &str) -> Result<PersonName, Refusal> {
        let visible: String = typed.nfc().filter(|letter| !is_format(*letter)).collect();
        let name = refusal::line(&visible, LONGEST_NAME)?;
        if !name.chars().any(char::is_alphanumeric) {
            return Err(Refusal::Malformed);
        }
        let words = name.split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter));
        for word in words {
            if !word.is_single_script() {
                return Err(Refusal::LooksAlike);
            }
        }
        Ok(PersonName(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An invisible character (general category Cf) that changes how a name is shown or compared.
fn is_format(letter: char) -> bool {
    matches!(letter, '\u{00AD}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}' | '\u{070F}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The form by which two names are told to look alike: `Dana` written with a Cyrillic `а` is `dana`.
pub fn likeness(name: &str) -> String {
    unicode_security::skeleton(&name.to_lowercase())
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// A handle made of what ASCII a name has; none when that is too little.
pub fn handle_from_name(name: &str) -> Option<Handle> {
    let plain: String = name
        .nfd()
        .filter_map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
            ' ' | '-' | '_' | '.' => Some('-'),
            _ => None,
        })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let joined = parts.join("-");
    let handle: String = joined.chars().take(30).collect();
    if handle.len() < 2 {
        return None;
    }
    Handle::parse(handle.trim_end_matches('-')).ok()
}

/// What a person says of themselves; may be empty.
pub fn bio(typed: &str) -> Result<String, Refusal> {
    refusal::optional_line(typed, LONGEST_BIO)
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
    /// What is kept of the password; None for an account nobody can sign in with yet.
    pub password_hash: Option<String>,
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
    fn a_name_is_what_it_looks_like() {
        for right in [
            "נועה פרץ",
            "ليلى حداد",
            "Dana O'Neill-שקד",
            "José",
            "李小龍",
            "Ада",
        ] {
            assert!(PersonName::parse(right).is_ok(), "{right}");
        }
        assert_eq!(
            PersonName::parse(" No\u{202E}a \u{200B} B\u{FEFF} ")
                .unwrap()
                .as_str(),
            "Noa B"
        );
        assert_eq!(PersonName::parse("D\u{0430}na"), Err(Refusal::LooksAlike));
        assert_eq!(PersonName::parse("\u{200F}"), Err(Refusal::Empty));
        assert_eq!(PersonName::parse("..."), Err(Refusal::Malformed));
        assert_eq!(PersonName::parse("a\0"), Err(Refusal::ControlCharacter));
    }

    #[test]
    fn names_that_look_alike_have_one_likeness() {
        assert_eq!(likeness("Noa  Peretz"), likeness("noa-peretz"));
        assert_eq!(likeness("\u{0430}bc"), likeness("abc"));
        assert_ne!(likeness("noa"), likeness("dana"));
    }

    #[test]
    fn a_handle_is_made_of_what_ascii_a_name_has() {
        let made = |name| handle_from_name(name).map(|handle| handle.as_str().to_owned());

        assert_eq!(made("Dana  O. Neill"), Some("dana-o-neill".to_owned()));
        assert_eq!(made("José"), Some("jose".to_owned()));
        assert_eq!(made("נועה"), None);
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
