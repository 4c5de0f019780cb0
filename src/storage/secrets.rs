//! What only this site knows. It leaves the database in backups, and in nothing else.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use crate::domain::seal::Seal;
use crate::domain::token::Token;
use crate::schema::secrets;

const SEAL: &str = "seal";

/// The site's seal; made when there is none yet.
pub fn seal(db: &mut Db) -> Result<Seal> {
    let known: Option<Vec<u8>> = secrets::table
        .find(SEAL)
        .select(secrets::value)
        .first(db)
        .optional()?;
    if let Some(key) = known {
        return Ok(Seal::new(key));
    }
    let key = Token::random()
        .map_err(|error| StorageError::Failed(error.to_string()))?
        .as_str()
        .as_bytes()
        .to_vec();
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(SEAL), secrets::value.eq(&key)))
        .execute(db)?;
    Ok(Seal::new(key))
}
