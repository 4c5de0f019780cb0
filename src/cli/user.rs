//! `daf user add`: makes an account.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CommandError, say};
use crate::config::{BaseUrlOption, DataOptions};
use crate::domain::audit::AuditEntry;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{GOOD_FOR_DAYS, Purpose};
use crate::domain::password::Password;
use crate::domain::refusal::Refusal;
use crate::domain::user::{Email, Handle, NewUser, PersonName, Role};
use crate::storage::one_time_links::{self, NewLink};
use crate::storage::{StorageError, Store, audit, users};

#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account
    ///
    /// The password is read from standard input, one line. Where there is none, as on a terminal, a
    /// link is printed by which its owner chooses one; it works once.
    Add(Add),
}

#[derive(Debug, Args)]
struct Add {
    #[command(flatten)]
    data: DataOptions,

    #[command(flatten)]
    base_url: BaseUrlOption,

    /// The e-mail address to sign in with
    #[arg(long)]
    email: String,

    /// The name that readers see
    #[arg(long)]
    name: String,

    /// What the person is trusted with: owner, editor, author or reader
    #[arg(long, default_value = "reader")]
    role: String,

    /// The name in the address of the person's page [default: made from the name]
    #[arg(long)]
    handle: Option<String>,

    /// The language of the person's desk: he, en or ar [default: the site's]
    #[arg(long)]
    language: Option<String>,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let Command::Add(add) = &options.command;
    let person = Person::parse(add)?;
    let data = add.data.check()?;
    let base_url = add.base_url.check()?;
    let store = Store::open(&data.database, None)?;
    let password = password(&person)?;
    let hash = match &password {
        Some(password) => Some(
            password
                .hash()
                .map_err(|error| CommandError::Input(error.to_string()))?,
        ),
        None => None,
    };
    let name = person.name.as_str().to_owned();
    let role = person.role;
    let made = store.write_here(|db| {
        let now = Moment::now();
        let settings = crate::storage::settings::load(db)?;
        let handle = match person.handle {
            Some(handle) => handle,
            None => users::free_handle(db, &name)?,
        };
        let new = NewUser {
            handle: handle.clone(),
            name: person.name,
            email: person.email,
            role,
            language: person.language.unwrap_or(settings.main_language),
            bio: String::new(),
            password_hash: hash,
        };
        let id = users::create(db, &new, now)?;
        if users::has_owner(db)? {
            one_time_links::remove_made_by_nobody(db, Role::Owner)?;
        }
        let entry = AuditEntry {
            actor: None,
            action: "person.added",
            subject: format!("user:{}", id.0),
            address: None,
            at: now,
        };
        audit::record(db, &entry)?;
        let link = match new.password_hash {
            Some(_) => None,
            None => Some(one_time_links::create(
                db,
                &NewLink {
                    purpose: Purpose::NewPassword(id),
                    note: "",
                    made_by: None,
                },
                now,
            )?),
        };
        Ok((handle, link))
    });
    let (handle, link) = made.map_err(|error| match error {
        StorageError::Taken(what) if what.contains("email") => {
            CommandError::Input(format!("--email is {:?}: somebody has it", add.email))
        }
        StorageError::Taken(_) => CommandError::Input("--handle: somebody has it".to_owned()),
        other => other.into(),
    })?;
    say(&format!(
        "Made the account {} of {name}, {}.",
        handle.as_str(),
        role.as_str()
    ));
    if let Some(link) = link {
        say(&format!(
            "To choose a password, once and within {GOOD_FOR_DAYS} days: {base_url}/reset?token={}",
            link.as_str()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// An account as it was asked for, checked.
struct Person {
    name: PersonName,
    email: Email,
    role: Role,
    handle: Option<Handle>,
    language: Option<Language>,
}

impl Person {
    fn parse(add: &Add) -> Result<Person, CommandError> {
        let refused = |flag: &str, value: &str, refusal: Refusal| {
            CommandError::Wrong(format!("{flag} is {value:?}: {refusal}"))
        };
        let role = Role::parse(&add.role).ok_or_else(|| {
            CommandError::Wrong(format!(
                "--role is {:?}: write owner, editor, author or reader",
                add.role
            ))
        })?;
        let handle = match &add.handle {
            Some(typed) => {
                Some(Handle::parse(typed).map_err(|refusal| refused("--handle", typed, refusal))?)
            }
            None => None,
        };
        let language = match &add.language {
            Some(typed) => Some(Language::from_tag(typed).ok_or_else(|| {
                CommandError::Wrong(format!("--language is {typed:?}: write he, en or ar"))
            })?),
            None => None,
        };
        Ok(Person {
            name: PersonName::parse(&add.name)
                .map_err(|refusal| refused("--name", &add.name, refusal))?,
            email: Email::parse(&add.email)
                .map_err(|refusal| refused("--email", &add.email, refusal))?,
            role,
            handle,
            language,
        })
    }
}

/// The password on standard input; none on a terminal, or when nothing comes.
fn password(person: &Person) -> Result<Option<Password>, CommandError> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| CommandError::Input(format!("the password cannot be read: {error}")))?;
    let typed = line.trim_end_matches(['\r', '\n']);
    if typed.is_empty() {
        return Ok(None);
    }
    Password::parse(typed, &[person.email.as_str(), person.name.as_str()])
        .map(Some)
        .map_err(|refusal| CommandError::Wrong(format!("the password is refused: {refusal}")))
}
