//! People with accounts, and their browsers.

use std::sync::OnceLock;

use daf::domain::ids::UserId;
use daf::domain::language::Language;
use daf::domain::moment::Moment;
use daf::domain::password::Password;
use daf::domain::token::Token;
use daf::domain::user::{Email, Handle, NewUser, PersonName, Role};
use daf::storage::{sessions, users};

use super::site::TestSite;
use super::visitor::Visitor;

/// Everybody's password.
pub const PASSWORD: &str = "a quiet river";

/// Hashing takes long; one hash is enough for all tests.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| Password::parse(PASSWORD, &[]).unwrap().hash().unwrap())
        .clone()
}

impl TestSite {
    /// Makes an account whose name, handle and address are alike: `dana`, `dana@example.com`.
    pub fn account(&self, handle: &str, role: Role) -> UserId {
        let user = NewUser {
            handle: Handle::parse(handle).unwrap(),
            name: PersonName::parse(handle).unwrap(),
            email: Email::parse(&format!("{handle}@example.com")).unwrap(),
            role,
            language: Language::En,
            bio: String::new(),
            password_hash: Some(password_hash()),
        };
        self.write(|db| match users::by_handle(db, &user.handle) {
            Ok(known) => Ok(known.id),
            Err(_) => users::create(db, &user, Moment::now()),
        })
    }

    /// The browser of somebody who is signed in, without going through the form.
    pub fn signed_in(&self, handle: &str, role: Role) -> Visitor {
        let id = self.account(handle, role);
        let token = Token::random().unwrap();
        self.write(|db| sessions::create(db, id, token.as_str(), "Test", Moment::now()));
        self.visitor().with_cookie("daf_session", token.as_str())
    }

    pub fn owner(&self) -> Visitor {
        self.signed_in("olga", Role::Owner)
    }

    pub fn editor(&self) -> Visitor {
        self.signed_in("eden", Role::Editor)
    }

    /// `author` makes the person of articles; this is the browser of one.
    pub fn writer(&self, handle: &str) -> Visitor {
        self.signed_in(handle, Role::Author)
    }

    pub fn reader(&self) -> Visitor {
        self.signed_in("rita", Role::Reader)
    }

    /// What the record says was done so far, oldest first.
    pub fn acts(&self) -> Vec<String> {
        let mut done = self.read(|db| {
            let whose = daf::storage::audit::Whose::Everybodys;
            daf::storage::audit::newest(db, whose, None, 10_000)
        });
        done.reverse();
        done.into_iter().map(|act| act.action).collect()
    }
}

impl Visitor {
    /// Signs in by the form, as anybody does.
    pub fn signs_in(&self, email: &str, password: &str) -> super::Page {
        let form = self
            .get("/login")
            .form("/login")
            .with("email", email)
            .with("password", password);
        self.send(&form)
    }
}
