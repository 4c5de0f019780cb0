//! People.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use crate::domain::event::Event;
use crate::domain::ids::UserId;
use crate::domain::moment::Moment;
use crate::domain::user::{Handle, NewUser, Role, User};
use crate::schema::{post_authors, users};

type Columns = (
    users::id,
    users::handle,
    users::name,
    users::role,
    users::language,
    users::bio,
    users::avatar_url,
    users::suspended_at,
);

const COLUMNS: Columns = (
    users::id,
    users::handle,
    users::name,
    users::role,
    users::language,
    users::bio,
    users::avatar_url,
    users::suspended_at,
);

pub fn by_handle(db: &mut Db, handle: &Handle) -> Result<User> {
    Ok(users::table
        .filter(users::handle.eq(handle))
        .select(COLUMNS)
        .first(db)?)
}

/// A person whose page anybody may see: one of the staff, or who has a public article.
pub fn public_by_handle(db: &mut Db, handle: &Handle) -> Result<User> {
    let user = by_handle(db, handle)?;
    if user.role != Role::Reader {
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

/// Makes an account without a password: nobody can sign in with it until one is set.
pub fn create(db: &mut Db, user: &NewUser, now: Moment) -> Result<UserId> {
    let id = diesel::insert_into(users::table)
        .values((
            users::handle.eq(&user.handle),
            users::name.eq(user.name.as_str()),
            users::email.eq(user.email.as_str()),
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
