//! Links by which a post is read before it is public.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use crate::domain::ids::{PostId, PreviewLinkId, UserId};
use crate::domain::moment::Moment;
use crate::domain::preview::{MOST_LINKS, PreviewLink};
use crate::domain::token::Token;
use crate::schema::{preview_links as links, users};

/// A post's links, newest first.
pub fn of_post(db: &mut Db, post: PostId) -> Result<Vec<PreviewLink>> {
    let found = links::table
        .inner_join(users::table)
        .filter(links::post_id.eq(post))
        .order(links::id.desc())
        .limit(MOST_LINKS as i64)
        .select((
            links::id,
            links::post_id,
            links::token,
            links::created_at,
            users::name,
        ))
        .load(db)?;
    Ok(found)
}

/// Makes a link; the oldest makes place when there are [`MOST_LINKS`].
pub fn create(db: &mut Db, post: PostId, by: UserId, now: Moment) -> Result<PreviewLinkId> {
    let known = of_post(db, post)?;
    for old in known.iter().skip(MOST_LINKS - 1) {
        diesel::delete(links::table.find(old.id)).execute(db)?;
    }
    let token = Token::random().map_err(|error| StorageError::Failed(error.to_string()))?;
    let id = diesel::insert_into(links::table)
        .values((
            links::post_id.eq(post),
            links::token.eq(token.as_str()),
            links::made_by.eq(by),
            links::created_at.eq(now),
        ))
        .returning(links::id)
        .get_result(db)?;
    Ok(id)
}

/// The post that a token opens.
pub fn post_of(db: &mut Db, token: &str) -> Result<PostId> {
    Ok(links::table
        .filter(links::token.eq(token))
        .select(links::post_id)
        .first(db)?)
}

/// Takes a link of a post back.
pub fn revoke(db: &mut Db, post: PostId, id: PreviewLinkId) -> Result<()> {
    let link = links::table.find(id).filter(links::post_id.eq(post));
    match diesel::delete(link).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => Ok(()),
    }
}
