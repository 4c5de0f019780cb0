//! Links by which a post is read before it is public.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use crate::domain::event::Event;
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

/// Makes a link. Refused when there are [`MOST_LINKS`]: whoever got one of them reads by it still.
pub fn create(db: &mut Db, post: PostId, by: UserId, now: Moment) -> Result<PreviewLinkId> {
    if of_post(db, post)?.len() >= MOST_LINKS {
        let why = format!("a post has at most {MOST_LINKS} links to its preview");
        return Err(StorageError::Refused(why));
    }
    let token = Token::random().map_err(|error| StorageError::Failed(error.to_string()))?;
    let link = diesel::insert_into(links::table)
        .values((
            links::post_id.eq(post),
            links::token.eq(token.as_str()),
            links::made_by.eq(by),
            links::created_at.eq(now),
        ))
        .returning(links::id)
        .get_result(db)?;
    events::record(db, &Event::PreviewLinkMade { link, post })?;
    Ok(link)
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
    let own = links::table.find(id).filter(links::post_id.eq(post));
    match diesel::delete(own).execute(db)? {
        0 => Err(StorageError::NotFound),
        _ => events::record(db, &Event::PreviewLinkRevoked { link: id, post }),
    }
}
