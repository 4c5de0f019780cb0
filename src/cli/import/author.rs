//! Whose articles are brought in.

use crate::cli::CommandError;
use crate::domain::access;
use crate::domain::audit::AuditEntry;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::user::{Email, Handle, NewUser, PersonName, Role, User};
use crate::storage::{self, Db, StorageError, Store, audit, users};

/// The account that is made where no owner is there to be the author.
const NOBODY: &str = "import";

/// The author of what comes: somebody with an account, or one who gets it with the first article.
pub enum Author {
    Known(Box<User>),
    ToBeMade(Box<NewUser>),
}

impl Author {
    /// The one who is asked for; else the first owner; else an account of that purpose.
    pub fn find(
        store: &Store,
        asked: Option<&str>,
        language: Language,
    ) -> Result<Author, CommandError> {
        let typed = asked.unwrap_or(NOBODY);
        let wrong =
            |refusal: Refusal| CommandError::Wrong(format!("--author is {typed:?}: {refusal}"));
        let handle = Handle::parse(typed).map_err(wrong)?;
        let found = store.read_here(|db| {
            if asked.is_none()
                && let Some(owner) = users::first_owner(db)?
            {
                return Ok(Some(owner));
            }
            match users::by_handle(db, &handle) {
                Ok(user) => Ok(Some(user)),
                Err(StorageError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        match found {
            Some(user) if access::may_be_author(&user) => Ok(Author::Known(Box::new(user))),
            Some(user) => Err(CommandError::Wrong(format!(
                "{} may not write here: name another author with --author",
                user.handle.as_str()
            ))),
            None => Ok(Author::ToBeMade(Box::new(NewUser {
                name: PersonName::parse(handle.as_str()).map_err(wrong)?,
                email: Email::parse(&format!("{}@import.invalid", handle.as_str()))
                    .map_err(wrong)?,
                handle,
                role: Role::Author,
                language,
                bio: String::new(),
                password_hash: None,
            }))),
        }
    }

    /// The author's account, made if need be.
    pub fn account(&self, db: &mut Db, now: Moment) -> storage::Result<User> {
        let new = match self {
            Author::Known(user) => return Ok(User::clone(user)),
            Author::ToBeMade(new) => new,
        };
        let id = users::create(db, new, now)?;
        let entry = AuditEntry {
            actor: None,
            action: "person.added",
            subject: format!("user:{}", id.0),
            address: None,
            at: now,
        };
        audit::record(db, &entry)?;
        users::by_id(db, id)
    }
}
