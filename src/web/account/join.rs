//! Making an account: freely, or by an invitation.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{agent, begin_session, home_of, new_token, onward_signed_in, shell, token_of};
use crate::domain::access;
use crate::domain::audit::AuditEntry;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::one_time_link::{OneTimeLink, Purpose};
use crate::domain::password::Password;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::token;
use crate::domain::user::{Email, Handle, NewUser, PersonName, Role};
use crate::locale::Words;
use crate::storage::{self, Db, StorageError, audit, one_time_links, submissions, users};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::throttle::Wait;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer, peer};

#[derive(Template)]
#[template(path = "account/join/new.html")]
struct JoinPage {
    shell: Shell,
    door: Door,
    invitation: String,
    name: String,
    handle: String,
    email: String,
    errors: FieldErrors,
}

/// What stands before somebody who wants to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Open,
    Invited(Role),
    /// The invitation does not work, or not any more.
    BadInvitation,
    Closed,
}

impl Door {
    fn status(self) -> StatusCode {
        match self {
            Door::Open | Door::Invited(_) => StatusCode::OK,
            Door::BadInvitation => StatusCode::NOT_FOUND,
            Door::Closed => StatusCode::FORBIDDEN,
        }
    }

    fn chooses_handle(self) -> bool {
        matches!(self, Door::Invited(role) if access::may_choose_handle(role))
    }

    fn is_open(self) -> bool {
        matches!(self, Door::Open | Door::Invited(_))
    }
}

impl JoinPage {
    /// Whether the new member will have a page of their own, and so an address.
    fn chooses_handle(&self) -> bool {
        self.door.chooses_handle()
    }

    fn invited_as(&self) -> Option<String> {
        match self.door {
            Door::Invited(role) => Some(self.shell.words.say(&format!("role-{}", role.as_str()))),
            _ => None,
        }
    }
}

/// Whether an invitation works, and for what.
fn door(
    db: &mut Db,
    settings: &Settings,
    invitation: &str,
    now: Moment,
) -> storage::Result<(Door, Option<OneTimeLink>)> {
    if invitation.is_empty() {
        let door = if access::may_join_freely(settings) {
            Door::Open
        } else {
            Door::Closed
        };
        return Ok((door, None));
    }
    match one_time_links::by_token(db, invitation, now) {
        Ok(link) => match link.purpose {
            Purpose::Join(role) if access::may_join_invited(settings, role) => {
                Ok((Door::Invited(role), Some(link)))
            }
            Purpose::Join(_) => Ok((Door::Closed, None)),
            Purpose::NewPassword(_) => Ok((Door::BadInvitation, None)),
        },
        Err(StorageError::NotFound) => Ok((Door::BadInvitation, None)),
        Err(error) => Err(error),
    }
}

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let invitation = query.get("invitation").unwrap_or_default().to_owned();
    let asked = invitation.clone();
    let read = site.read_current(move |db, settings| door(db, settings, &asked, Moment::now()));
    let (settings, (door, _)) = read.await?;
    let page = JoinPage {
        shell: shell(&site, &visitor, settings, "join-title"),
        door,
        invitation,
        name: String::new(),
        handle: String::new(),
        email: String::new(),
        errors: FieldErrors::default(),
    };
    if door.is_open() {
        answer::page(&request, &page)
    } else {
        answer::refusal(&page, door.status())
    }
}

/// An account as it was wanted, checked but for what only the database knows.
struct Wanted {
    name: PersonName,
    email: Email,
    handle: Option<Handle>,
    password: Password,
}

fn parse(
    fields: &Fields,
    chooses_handle: bool,
    words: &Words,
) -> std::result::Result<Wanted, FieldErrors> {
    let mut errors = FieldErrors::default();
    if let Some(field) = fields.undecodable(&["name", "email", "handle", "password"]) {
        return Err(FieldErrors::only(words, field, Refusal::NotText));
    }
    let name = errors.take(words, "name", PersonName::parse(fields.text("name")));
    let email = errors.take(words, "email", Email::parse(fields.text("email")));
    let own = [fields.text("email"), fields.text("name")];
    let password = Password::parse(fields.text("password"), &own);
    let password = errors.take(words, "password", password);
    let handle = match fields.text("handle").trim() {
        typed if chooses_handle && !typed.is_empty() => {
            errors.take(words, "handle", Handle::parse(typed)).map(Some)
        }
        _ => Some(None),
    };
    match (name, email, handle, password) {
        (Some(name), Some(email), Some(handle), Some(password)) => Ok(Wanted {
            name,
            email,
            handle,
            password,
        }),
        _ => Err(errors),
    }
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let visitor = &form.visitor;
    let invitation = form.text("invitation").to_owned();
    let asked = invitation.clone();
    let read = site.read_current(move |db, settings| door(db, settings, &asked, Moment::now()));
    let (settings, (door, _)) = read.await?;
    let shell = shell(&site, visitor, settings, "join-title");
    if !door.is_open() {
        // The same form once more, whose first answer may never have come.
        let key = form.key();
        let led_to = site
            .store
            .read_current(move |db| submissions::led_to(db, &key));
        if let Some(place) = led_to.await? {
            let flash = Flash::new("flash-joined").with_typed(form.text("email"));
            return Ok(answer::onward(&site, &place, Some(flash)));
        }
        return refused(shell, &form, door, FieldErrors::default(), door.status());
    }
    let from = visitor
        .address
        .map_or_else(String::new, peer::neighbourhood);
    if let Err(wait) = site.throttles.joining.admit(&from) {
        return too_often(shell, &form, door, wait);
    }
    let wanted = match parse(&form.fields, door.chooses_handle(), shell.words) {
        Ok(wanted) => wanted,
        Err(errors) => {
            return refused(shell, &form, door, errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let email = token::hexadecimal(&token::hash(wanted.email.as_str()));
    if let Err(wait) = site.throttles.joining_as.admit(&email) {
        return too_often(shell, &form, door, wait);
    }
    let newcomer = Newcomer {
        hash: site.hash(wanted.password.clone()).await?,
        language: shell.language(),
        wanted,
    };
    let role = match door {
        Door::Invited(role) => role,
        _ => access::ROLE_OF_ALL,
    };
    let name = newcomer.wanted.name.clone();
    let taken = site
        .store
        .read_current(move |db| users::is_name_of_staff(db, &name));
    if !access::may_use_name(role, taken.await?) {
        let errors = FieldErrors::only(shell.words, "name", Refusal::Taken);
        return refused(shell, &form, door, errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if door == Door::Open {
        return freely(&site, &form, newcomer).await;
    }
    match by_invitation(&request, &site, &form, newcomer, role).await? {
        Ok(answer) => Ok(answer),
        Err(NotTaken::Field(field, refusal)) => {
            let errors = FieldErrors::only(shell.words, field, refusal);
            refused(shell, &form, door, errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(NotTaken::Used) => {
            let (door, errors) = (Door::BadInvitation, FieldErrors::default());
            refused(shell, &form, door, errors, StatusCode::NOT_FOUND)
        }
    }
}

fn too_often(shell: Shell, form: &Form, door: Door, wait: Wait) -> Result<HttpResponse, AppError> {
    let mut errors = FieldErrors::default();
    errors.add("form", shell.words.count("too-often", wait.seconds as i64));
    refused(shell, form, door, errors, StatusCode::TOO_MANY_REQUESTS)
}

/// Somebody on their way in, with their password hashed.
struct Newcomer {
    wanted: Wanted,
    hash: String,
    language: Language,
}

impl Newcomer {
    fn user(&self, handle: Handle, role: Role) -> NewUser {
        NewUser {
            handle,
            name: self.wanted.name.clone(),
            email: self.wanted.email.clone(),
            role,
            language: self.language,
            bio: String::new(),
            password_hash: Some(self.hash.clone()),
        }
    }
}

/// Whether the address was new or known, the answer is the same, and so is the work done for it: the
/// account of a known address stays as it is.
async fn freely(site: &Site, form: &Form, newcomer: Newcomer) -> Result<HttpResponse, AppError> {
    let email = newcomer.wanted.email.as_str().to_owned();
    let key = form.key();
    let is_trapped = !form.text("website").is_empty();
    let done = site
        .store
        .write(move |db| {
            let now = Moment::now();
            submissions::once(db, Some(&key), now, |db| {
                let handle = users::free_handle(db, newcomer.wanted.name.as_str())?;
                if !is_trapped && !users::email_is_taken(db, &newcomer.wanted.email)? {
                    users::create(db, &newcomer.user(handle, access::ROLE_OF_ALL), now)?;
                }
                Ok("/login".to_owned())
            })
        })
        .await?;
    let flash = Flash::new("flash-joined").with_typed(&email);
    Ok(answer::onward(site, &done, Some(flash)))
}

/// Why an invited person could not be taken in.
enum NotTaken {
    Field(&'static str, Refusal),
    /// The invitation was used in the meantime.
    Used,
}

async fn by_invitation(
    request: &HttpRequest,
    site: &Site,
    form: &Form,
    newcomer: Newcomer,
    role: Role,
) -> Result<std::result::Result<HttpResponse, NotTaken>, AppError> {
    let token = new_token()?;
    let (made, before, agent) = (token.clone(), token_of(request), agent(request));
    let invitation = form.text("invitation").to_owned();
    let address = form.visitor.address.map(|address| address.to_string());
    let key = form.key();
    let taken = site.store.write(move |db| {
        let now = Moment::now();
        let link = match one_time_links::by_token(db, &invitation, now) {
            Ok(link) => link,
            Err(StorageError::NotFound) => return Ok(Err(NotTaken::Used)),
            Err(error) => return Err(error),
        };
        let handle = match free_handle(db, &newcomer.wanted)? {
            Ok(handle) => handle,
            Err(why) => return Ok(Err(why)),
        };
        let id = users::create(db, &newcomer.user(handle, role), now)?;
        one_time_links::remove(db, link.id)?;
        if link.made_by.is_none() {
            one_time_links::remove_made_by_nobody(db, role)?;
        }
        let entry = AuditEntry {
            actor: Some(id),
            action: "person.joined",
            subject: format!("user:{}", id.0),
            address,
            at: now,
        };
        audit::record(db, &entry)?;
        begin_session(db, id, &made, before.as_deref(), &agent)?;
        submissions::remember(db, &key, "/login", now)?;
        Ok(Ok(users::by_id(db, id)?))
    });
    let user = match taken.await? {
        Ok(user) => user,
        Err(why) => return Ok(Err(why)),
    };
    let flash = Flash::new("flash-welcome").about(&user.name);
    onward_signed_in(site, home_of(&user), &token, Some(flash)).map(Ok)
}

/// The handle that an invited person chose, or one made of their name.
fn free_handle(
    db: &mut Db,
    wanted: &Wanted,
) -> storage::Result<std::result::Result<Handle, NotTaken>> {
    if users::email_is_taken(db, &wanted.email)? {
        return Ok(Err(NotTaken::Field("email", Refusal::Taken)));
    }
    let Some(handle) = &wanted.handle else {
        return users::free_handle(db, wanted.name.as_str()).map(Ok);
    };
    match users::by_handle(db, handle) {
        Ok(_) => Ok(Err(NotTaken::Field("handle", Refusal::Taken))),
        Err(StorageError::NotFound) => Ok(Ok(handle.clone())),
        Err(error) => Err(error),
    }
}

fn refused(
    shell: Shell,
    form: &Form,
    door: Door,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse, AppError> {
    let page = JoinPage {
        shell,
        door,
        invitation: form.text("invitation").to_owned(),
        name: form.text("name").to_owned(),
        handle: form.text("handle").to_owned(),
        email: form.text("email").to_owned(),
        errors,
    };
    answer::refusal(&page, status)
}
