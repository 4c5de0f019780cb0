//! People.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::{events, one_time_links, sessions};
use crate::domain::access;
use crate::domain::event::Event;
use crate::domain::ids::UserId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::user::{self, Email, Handle, NewUser, PersonName, Role, User};
use crate::schema::{post_authors, users};

pub(super) type Columns = (
    users::id,
    users::handle,
    users::name,
    users::role,
    users::language,
    users::bio,
    users::avatar_url,
    users::suspended_at,
);

pub(super) const COLUMNS: Columns = (
    users::id,
    users::handle,
    users::name,
    users::role,
    users::language,
    users::bio,
    users::avatar_url,
    users::suspended_at,
);

/// How many people a page of them shows.
pub const PAGE_LENGTH: i64 = 50;
/// The most of the staff that one list names.
const MOST_STAFF: i64 = 500;

pub fn by_id(db: &mut Db, id: UserId) -> Result<User> {
    Ok(users::table.find(id).select(COLUMNS).first(db)?)
}

pub fn by_handle(db: &mut Db, handle: &Handle) -> Result<User> {
    Ok(users::table
        .filter(users::handle.eq(handle))
        .select(COLUMNS)
        .first(db)?)
}

/// The owner who was here first, if there is one who may write.
pub fn first_owner(db: &mut Db) -> Result<Option<User>> {
    let owner = users::table
        .filter(users::role.eq(Role::Owner))
        .filter(users::suspended_at.is_null())
        .order(users::id.asc())
        .select(COLUMNS)
        .first(db)
        .optional()?;
    Ok(owner)
}

/// A person whose page anybody may see: one of the staff, or who has a public article.
pub fn public_by_handle(db: &mut Db, handle: &Handle) -> Result<User> {
    let user = by_handle(db, handle)?;
    if access::has_page_of_their_own(&user) {
        return Ok(user);
    }
    let has_written = post_authors::table
        .filter(post_authors::user_id.eq(user.id))
        .filter(post_authors::listed_at.is_not_null())
        .select(post_authors::post_id);
    match diesel::select(diesel::dsl::exists(has_written)).get_result(db)? {
        true => Ok(user),
        false => Err(StorageError::NotFound),
    }
}

/// A person by e-mail address, with what is kept of their password.
pub fn by_email(db: &mut Db, email: &Email) -> Result<(User, Option<String>)> {
    Ok(users::table
        .filter(users::email.eq(email.as_str()))
        .select((COLUMNS, users::password_hash))
        .first(db)?)
}

/// A person's e-mail address and what is kept of their password.
pub fn credentials(db: &mut Db, id: UserId) -> Result<(String, Option<String>)> {
    Ok(users::table
        .find(id)
        .select((users::email, users::password_hash))
        .first(db)?)
}

/// Makes an account. Without a password nobody can sign in with it until one is set.
pub fn create(db: &mut Db, user: &NewUser, now: Moment) -> Result<UserId> {
    let id = diesel::insert_into(users::table)
        .values((
            users::handle.eq(&user.handle),
            users::name.eq(user.name.as_str()),
            users::email.eq(user.email.as_str()),
            users::password_hash.eq(&user.password_hash),
            users::role.eq(user.role),
            users::language.eq(user.language),
            users::bio.eq(&user.bio),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .returning(users::id)
        .get_result(db)?;
    events::record(db, &Event::UserCreated(id))?;
    Ok(id)
}

/// A handle that nobody has, made of a name where it can be.
pub fn free_handle(db: &mut Db, name: &str) -> Result<Handle> {
    let stem = user::handle_from_name(name);
    let stem = stem.as_ref().map_or("member", Handle::as_str).to_owned();
    for number in 1..=20 {
        let candidate = match number {
            1 if stem != "member" => stem.clone(),
            1..=10 => format!("{stem}-{}", fastrand::u32(2..1_000)),
            _ => format!("{stem}-{}", fastrand::u32(1_000..)),
        };
        let Ok(handle) = Handle::parse(&candidate) else {
            continue;
        };
        if !exists(db, &handle)? {
            return Ok(handle);
        }
    }
    Err(StorageError::Busy)
}

fn exists(db: &mut Db, handle: &Handle) -> Result<bool> {
    let found = users::table
        .filter(users::handle.eq(handle))
        .select(users::id);
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

pub fn email_is_taken(db: &mut Db, email: &Email) -> Result<bool> {
    let found = users::table
        .filter(users::email.eq(email.as_str()))
        .select(users::id);
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

/// What people say of themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: PersonName,
    pub handle: Handle,
    pub language: Language,
    pub bio: String,
}

pub fn change_profile(db: &mut Db, id: UserId, profile: &Profile, now: Moment) -> Result<()> {
    diesel::update(users::table.find(id))
        .set((
            users::name.eq(profile.name.as_str()),
            users::handle.eq(&profile.handle),
            users::language.eq(profile.language),
            users::bio.eq(&profile.bio),
            users::updated_at.eq(now),
        ))
        .execute(db)?;
    events::record(db, &Event::UserChanged(id))
}

/// Whether the password of which this hash was verified is still that of an account which may sign in:
/// while it was looked at, it may have been changed, or the account shut.
pub fn may_still_sign_in(db: &mut Db, id: UserId, verified: Option<&str>) -> Result<bool> {
    let kept = credentials(db, id)?.1;
    Ok(kept.as_deref() == verified && access::may_sign_in(&by_id(db, id)?))
}

/// Sets the address to sign in with. Links to a new password that are on their way end.
pub fn change_email(db: &mut Db, id: UserId, email: &Email, now: Moment) -> Result<()> {
    one_time_links::remove_of(db, id)?;
    diesel::update(users::table.find(id))
        .set((users::email.eq(email.as_str()), users::updated_at.eq(now)))
        .execute(db)?;
    events::record(db, &Event::CredentialsChanged(id))
}

/// Sets a password, which ends every session and every link to a new one: whoever knew the old one is
/// out.
pub fn change_password(db: &mut Db, id: UserId, hash: &str, now: Moment) -> Result<()> {
    one_time_links::remove_of(db, id)?;
    diesel::update(users::table.find(id))
        .set((
            users::password_hash.eq(Some(hash)),
            users::updated_at.eq(now),
        ))
        .execute(db)?;
    sessions::end_all(db, id)?;
    events::record(db, &Event::CredentialsChanged(id))
}

/// Gives a person a role. The last owner stays one.
pub fn change_role(db: &mut Db, user: &User, role: Role, now: Moment) -> Result<()> {
    if access::counts_as_owner(user) && role != user.role {
        keep_an_owner(db, user.id)?;
    }
    one_time_links::remove_of(db, user.id)?;
    diesel::update(users::table.find(user.id))
        .set((users::role.eq(role), users::updated_at.eq(now)))
        .execute(db)?;
    events::record(db, &Event::UserChanged(user.id))
}

/// Shuts a person out and ends their sessions. The last owner stays.
pub fn suspend(db: &mut Db, user: &User, now: Moment) -> Result<()> {
    if access::counts_as_owner(user) {
        keep_an_owner(db, user.id)?;
    }
    diesel::update(users::table.find(user.id))
        .set((users::suspended_at.eq(Some(now)), users::updated_at.eq(now)))
        .execute(db)?;
    sessions::end_all(db, user.id)?;
    one_time_links::remove_of(db, user.id)?;
    events::record(db, &Event::UserSuspended(user.id))
}

pub fn reinstate(db: &mut Db, id: UserId, now: Moment) -> Result<()> {
    diesel::update(users::table.find(id))
        .set((
            users::suspended_at.eq(None::<Moment>),
            users::updated_at.eq(now),
        ))
        .execute(db)?;
    events::record(db, &Event::UserChanged(id))
}

fn keep_an_owner(db: &mut Db, leaving: UserId) -> Result<()> {
    let others = owners_who_can_sign_in()
        .filter(users::id.ne(leaving))
        .count()
        .get_result(db)?;
    if access::may_lose_an_owner(others) {
        Ok(())
    } else {
        Err(StorageError::Refused(
            "at least one owner remains".to_owned(),
        ))
    }
}

/// Whether somebody decides about everything here.
pub fn has_owner(db: &mut Db) -> Result<bool> {
    let owners: i64 = owners_who_can_sign_in().count().get_result(db)?;
    Ok(owners > 0)
}

#[diesel::dsl::auto_type]
fn owners_who_can_sign_in() -> _ {
    let role: Role = Role::Owner;
    users::table
        .filter(users::role.eq(role))
        .filter(users::suspended_at.is_null())
        .filter(users::password_hash.is_not_null())
}

/// Those who write and moderate, by name.
pub fn staff(db: &mut Db) -> Result<Vec<User>> {
    let mut staff: Vec<User> = users::table
        .filter(users::role.eq_any(access::STAFF))
        .order(users::id.asc())
        .limit(MOST_STAFF)
        .select(COLUMNS)
        .load(db)?;
    staff.sort_by_cached_key(|person| person.name.to_lowercase());
    Ok(staff)
}

/// Which people are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub role: Option<Role>,
    /// Only after this one, in the order of joining backwards.
    pub after: Option<UserId>,
    /// A whole handle or e-mail address.
    pub known_as: Option<String>,
}

/// People, those who joined last first; one more than [`PAGE_LENGTH`] when there are more.
pub fn people(db: &mut Db, wanted: &Wanted) -> Result<Vec<(User, String)>> {
    let mut query = users::table
        .order(users::id.desc())
        .limit(PAGE_LENGTH + 1)
        .select((COLUMNS, users::email))
        .into_boxed();
    if let Some(role) = wanted.role {
        query = query.filter(users::role.eq(role));
    }
    if let Some(after) = wanted.after {
        query = query.filter(users::id.lt(after));
    }
    if let Some(known_as) = &wanted.known_as {
        query = query.filter(users::handle.eq(known_as).or(users::email.eq(known_as)));
    }
    Ok(query.load(db)?)
}

/// Whether a name looks like that of one of the staff.
pub fn is_name_of_staff(db: &mut Db, name: &PersonName) -> Result<bool> {
    let likeness = user::likeness(name.as_str());
    let staff = staff(db)?;
    Ok(staff
        .iter()
        .any(|person| user::likeness(&person.name) == likeness))
}
