//! What one person wrote, given to another.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::Db;
use super::error::Result;
use super::freshness::touch;
use super::{events, search};
use crate::domain::event::Event;
use crate::domain::freshness::Name;
use crate::domain::ids::{PostId, UserId};
use crate::schema::post_authors;

/// How many posts somebody is an author of.
pub fn posts_of(db: &mut Db, user: UserId) -> Result<i64> {
    let posts = post_authors::table.filter(post_authors::user_id.eq(user));
    Ok(posts.count().get_result(db)?)
}

/// Where both were authors of a post, the one who stays keeps their place.
const DROP_DOUBLED: &str = "DELETE FROM post_authors WHERE user_id = $1 \
    AND post_id IN (SELECT post_id FROM post_authors WHERE user_id = $2)";

/// Names one person in the place of another on everything they wrote.
pub fn hand_over(db: &mut Db, from: UserId, to: UserId) -> Result<usize> {
    let theirs: Vec<PostId> = post_authors::table
        .filter(post_authors::user_id.eq(from))
        .order(post_authors::post_id.asc())
        .select(post_authors::post_id)
        .load(db)?;
    diesel::sql_query(DROP_DOUBLED)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .execute(db)?;
    let moved = diesel::update(post_authors::table.filter(post_authors::user_id.eq(from)))
        .set(post_authors::user_id.eq(to))
        .execute(db)?;
    for post in &theirs {
        search::mark_stale(db, *post)?;
    }
    let changed: Vec<Event> = theirs.into_iter().map(Event::PostChanged).collect();
    events::record_all(db, &changed)?;
    // Lists of all kinds name them; each shows people.
    touch(db, [Name::Posts])?;
    events::record(db, &Event::UserChanged(from))?;
    events::record(db, &Event::UserChanged(to))?;
    Ok(moved)
}
