//! Guests who may not comment any more.

use std::collections::HashSet;

use diesel::prelude::*;

use super::connection::{Db, on_backend};
use super::error::{Result, StorageError};
use super::events;
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, GuestBlockId, ModerationId, UserId};
use crate::domain::moment::Moment;
use crate::schema::{comments, guest_blocks as blocks, users};

/// The most blocks that the desk lists.
const MOST_SHOWN: i64 = 500;

/// A guest who is shut out, as the desk names them.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct GuestBlock {
    pub id: GuestBlockId,
    /// What the guest called themselves.
    pub name: String,
    pub created_at: Moment,
    /// Who decided it.
    pub maker: String,
}

/// Whether the browser or the address of a guest is shut out.
pub fn is_blocked(db: &mut Db, keys: &[&[u8]]) -> Result<bool> {
    let keys: Vec<Vec<u8>> = keys.iter().map(|key| key.to_vec()).collect();
    let found = blocks::table
        .filter(blocks::key.eq_any(keys))
        .select(blocks::id);
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(db)?)
}

/// Shuts out the browser and the address that a guest's comment came from. Says whether somebody is
/// shut out by it who was not before.
pub fn block_writer_of(
    db: &mut Db,
    comment: CommentId,
    moderation: ModerationId,
    by: UserId,
    now: Moment,
) -> Result<bool> {
    type Writer = (Option<String>, Option<Vec<u8>>, Option<Vec<u8>>);
    let (name, key, address): Writer = comments::table
        .find(comment)
        .select((
            comments::guest_name,
            comments::guest_key,
            comments::address_hash,
        ))
        .first(db)?;
    let Some(name) = name else { return Ok(false) };
    let mut has_shut_out = false;
    for key in [key, address].into_iter().flatten() {
        let made: Option<GuestBlockId> = on_backend!(db, connection => diesel::insert_into(blocks::table)
            .values((
                blocks::key.eq(&key),
                blocks::name.eq(&name),
                blocks::moderation_id.eq(Some(moderation)),
                blocks::comment_id.eq(Some(comment)),
                blocks::made_by.eq(by),
                blocks::created_at.eq(now),
            ))
            .on_conflict(blocks::key)
            .do_nothing()
            .returning(blocks::id)
            .get_result(connection)
            .optional())?;
        if let Some(block) = made {
            events::record(db, &Event::GuestBlocked(block))?;
            has_shut_out = true;
        }
    }
    Ok(has_shut_out)
}

/// Whether a guest who wrote one of these comments is not shut out, or not wholly.
pub fn has_free_writer(db: &mut Db, of: &[CommentId]) -> Result<bool> {
    type Keys = (Option<Vec<u8>>, Option<Vec<u8>>);
    let keys: Vec<Keys> = comments::table
        .filter(comments::id.eq_any(of))
        .filter(comments::guest_name.is_not_null())
        .select((comments::guest_key, comments::address_hash))
        .load(db)?;
    let keys: HashSet<Vec<u8>> = keys
        .into_iter()
        .flat_map(|(key, address)| [key, address])
        .flatten()
        .collect();
    let shut_out: i64 = blocks::table
        .filter(blocks::key.eq_any(&keys))
        .count()
        .get_result(db)?;
    Ok(shut_out < keys.len() as i64)
}

/// The comments for which a decision shut their writers out, where those are out still.
pub fn blocked_for(db: &mut Db, moderation: ModerationId) -> Result<Vec<CommentId>> {
    let of_it: Vec<Option<CommentId>> = blocks::table
        .filter(blocks::moderation_id.eq(moderation))
        .select(blocks::comment_id)
        .load(db)?;
    Ok(of_it.into_iter().flatten().collect())
}

/// Lets in again whom a decision shut out.
pub fn unblock_of(db: &mut Db, moderation: ModerationId) -> Result<()> {
    let made = blocks::table
        .filter(blocks::moderation_id.eq(moderation))
        .select(blocks::id)
        .load(db)?;
    end(db, &made)
}

/// Lets a guest in again: the block named, and the other one that the same comment brought.
pub fn unblock(db: &mut Db, id: GuestBlockId) -> Result<()> {
    type Cause = (Option<ModerationId>, Option<CommentId>);
    let (moderation, comment): Cause = blocks::table
        .find(id)
        .select((blocks::moderation_id, blocks::comment_id))
        .first(db)?;
    let mut ended = vec![id];
    if let (Some(moderation), Some(comment)) = (moderation, comment) {
        let others: Vec<GuestBlockId> = blocks::table
            .filter(blocks::moderation_id.eq(moderation))
            .filter(blocks::comment_id.eq(comment))
            .filter(blocks::id.ne(id))
            .select(blocks::id)
            .load(db)?;
        ended.extend(others);
    }
    end(db, &ended)
}

fn end(db: &mut Db, ended: &[GuestBlockId]) -> Result<()> {
    for block in ended {
        diesel::delete(blocks::table.find(block)).execute(db)?;
        events::record(db, &Event::GuestUnblocked(*block))?;
    }
    Ok(())
}

/// The guests who are shut out, newest first.
pub fn blocked(db: &mut Db) -> Result<Vec<GuestBlock>> {
    let found = blocks::table
        .inner_join(users::table)
        .order(blocks::id.desc())
        .limit(MOST_SHOWN)
        .select((blocks::id, blocks::name, blocks::created_at, users::name))
        .load(db)
        .map_err(StorageError::from)?;
    Ok(found)
}
