//! The tokens by which programs act for people, found by their digest.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::users;
use crate::domain::access;
use crate::domain::api_token::{
    ApiToken, KnownToken, MOST_TOKENS, Scope, parse_scopes, scope_names,
};
use crate::domain::ids::{ApiTokenId, UserId};
use crate::domain::moment::Moment;
use crate::domain::seal::Seal;
use crate::domain::user::User;
use crate::schema::{api_tokens as tokens, users as user_table};

type Row = (
    ApiTokenId,
    UserId,
    String,
    String,
    String,
    Moment,
    Option<Moment>,
    Option<Moment>,
    Option<Moment>,
);

type Columns = (
    tokens::id,
    tokens::user_id,
    tokens::name,
    tokens::hint,
    tokens::scopes,
    tokens::created_at,
    tokens::expires_at,
    tokens::last_used_at,
    tokens::revoked_at,
);

const COLUMNS: Columns = (
    tokens::id,
    tokens::user_id,
    tokens::name,
    tokens::hint,
    tokens::scopes,
    tokens::created_at,
    tokens::expires_at,
    tokens::last_used_at,
    tokens::revoked_at,
);

fn known(
    (id, user, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at): Row,
) -> KnownToken {
    KnownToken {
        id,
        user,
        name,
        hint,
        scopes: parse_scopes(&scopes),
        created_at,
        expires_at,
        last_used_at,
        revoked_at,
    }
}

/// A token that is about to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub user: UserId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expires_at: Option<Moment>,
}

/// Makes a token and hands it out, this once.
pub fn create(
    db: &mut Db,
    seal: &Seal,
    new: &NewToken,
    now: Moment,
) -> Result<(ApiTokenId, ApiToken)> {
    if of_user(db, new.user)?
        .iter()
        .filter(|token| token.works(now))
        .count()
        >= MOST_TOKENS
    {
        let why = format!("a person has at most {MOST_TOKENS} tokens");
        return Err(StorageError::Refused(why));
    }
    let token = ApiToken::random().map_err(|error| StorageError::Failed(error.to_string()))?;
    let id = diesel::insert_into(tokens::table)
        .values((
            tokens::user_id.eq(new.user),
            tokens::name.eq(&new.name),
            tokens::digest.eq(token.digest(seal)),
            tokens::hint.eq(token.hint()),
            tokens::scopes.eq(scope_names(&new.scopes)),
            tokens::created_at.eq(now),
            tokens::expires_at.eq(new.expires_at),
        ))
        .returning(tokens::id)
        .get_result(db)?;
    Ok((id, token))
}

/// Who a token lets in, and to what: none when it is unknown, revoked or expired, or its holder may not have one
/// any more.
pub fn holder(
    db: &mut Db,
    seal: &Seal,
    token: &ApiToken,
    now: Moment,
) -> Result<Option<(KnownToken, User)>> {
    let found: Option<(Row, User)> = tokens::table
        .inner_join(user_table::table)
        .filter(tokens::digest.eq(token.digest(seal)))
        .select((COLUMNS, users::COLUMNS))
        .first(db)
        .optional()?;
    Ok(found
        .map(|(row, user)| (known(row), user))
        .filter(|(token, user)| token.works(now) && access::may_hold_tokens(user)))
}

/// Somebody's tokens, the newest first, the revoked ones among them.
pub fn of_user(db: &mut Db, user: UserId) -> Result<Vec<KnownToken>> {
    let rows: Vec<Row> = tokens::table
        .filter(tokens::user_id.eq(user))
        .order(tokens::id.desc())
        .limit(200)
        .select(COLUMNS)
        .load(db)?;
    Ok(rows.into_iter().map(known).collect())
}

/// Notes that a token was used.
pub fn note_use(db: &mut Db, id: ApiTokenId, now: Moment) -> Result<()> {
    diesel::update(tokens::table.find(id))
        .set(tokens::last_used_at.eq(now))
        .execute(db)?;
    Ok(())
}

/// Ends a token of somebody's. It stays in the record.
pub fn revoke(db: &mut Db, user: UserId, id: ApiTokenId, now: Moment) -> Result<()> {
    let own = tokens::table
        .find(id)
        .filter(tokens::user_id.eq(user))
        .filter(tokens::revoked_at.is_null());
    match diesel::update(own)
        .set(tokens::revoked_at.eq(now))
        .execute(db)?
    {
        0 => Err(StorageError::NotFound),
        _ => Ok(()),
    }
}
