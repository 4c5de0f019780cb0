//! Public posts, tags and authors, as many as are wanted, and how many there are.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use super::conditions::{
    Boxed, Fields, Refused, Wanted, column_of, condition, of_authors, of_pages, of_posts, of_tags,
};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostKind, PostStatus};
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::User;
use crate::schema::{post_authors, posts as post_table, tags as tag_table, users as user_table};
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::{posts as stored, users};

/// A post with when it was begun and its text.
#[derive(Debug, Clone, Queryable)]
pub struct Dated {
    pub post: Post,
    pub created_at: Moment,
    pub html: String,
}

/// Someone or something, with how many public articles are theirs.
pub type Counted<T> = (T, i64);

/// What is wanted, and how many there are in all; or why it cannot be asked.
pub type Found<T> = std::result::Result<(Vec<T>, i64), Refused>;

pub(super) const POSTS_OF_AUTHOR: &str = "(SELECT COUNT(*) FROM post_authors \
    WHERE post_authors.user_id = users.id AND post_authors.listed_at IS NOT NULL)";

/// The public posts of one kind that are wanted, and how many there are in all.
pub fn posts(db: &mut Db, kind: PostKind, wanted: &Wanted) -> Result<Found<Dated>> {
    let fields: Fields = match kind {
        PostKind::Article => of_posts,
        PostKind::Page => of_pages,
    };
    let (counted, found) = match filters::<post_table::table>(wanted, fields) {
        Ok(filters) => filters,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut count = post_table::table
        .filter(post_table::kind.eq(kind))
        .filter(post_table::status.eq(PostStatus::Published))
        .select(diesel::dsl::count_star())
        .into_boxed();
    if let Some(filter) = counted {
        count = count.filter(filter);
    }
    let mut query = post_table::table
        .filter(post_table::kind.eq(kind))
        .filter(post_table::status.eq(PostStatus::Published))
        .select((stored::COLUMNS, post_table::created_at, post_table::html))
        .limit(wanted.limit)
        .offset(wanted.offset)
        .into_boxed();
    if let Some(filter) = found {
        query = query.filter(filter);
    }
    let order = ordering(wanted, fields, "posts.published_at DESC", "posts.id DESC");
    let rows = query.order(sql::<Integer>(&order)).load(db)?;
    Ok(Ok((rows, count.first(db)?)))
}

/// The filter twice: for the things themselves, and for how many there are.
type Filters<T> = (Option<Boxed<T>>, Option<Boxed<T>>);

fn filters<T: 'static>(
    wanted: &Wanted,
    fields: Fields,
) -> std::result::Result<Filters<T>, Refused> {
    let one = || -> std::result::Result<Option<Boxed<T>>, Refused> {
        let filter = wanted.filter.as_ref();
        filter.map(|filter| condition(filter, fields)).transpose()
    };
    Ok((one()?, one()?))
}

/// Names of columns from the tables, each with its direction.
fn ordering(wanted: &Wanted, fields: Fields, usual: &str, last: &str) -> String {
    let mut order: Vec<String> = wanted
        .order
        .iter()
        .filter_map(|(name, is_descending)| {
            let direction = if *is_descending { "DESC" } else { "ASC" };
            Some(format!("{} {direction}", column_of(name, fields)?))
        })
        .collect();
    if order.is_empty() {
        order.push(usual.to_owned());
    }
    order.push(last.to_owned());
    order.join(", ")
}

/// One public post.
pub fn published(
    db: &mut Db,
    kind: PostKind,
    which: std::result::Result<PostId, Slug>,
) -> Result<Option<Dated>> {
    let mut query = post_table::table
        .filter(post_table::kind.eq(kind))
        .filter(post_table::status.eq(PostStatus::Published))
        .select((stored::COLUMNS, post_table::created_at, post_table::html))
        .into_boxed();
    query = match which {
        Ok(id) => query.filter(post_table::id.eq(id)),
        Err(slug) => query.filter(post_table::slug.eq(slug)),
    };
    Ok(query.first(db).optional()?)
}

/// A post, public or not.
pub fn any_by_id(db: &mut Db, id: PostId) -> Result<Dated> {
    Ok(post_table::table
        .find(id)
        .select((stored::COLUMNS, post_table::created_at, post_table::html))
        .first(db)?)
}

type TagColumns = (
    tag_table::id,
    tag_table::slug,
    tag_table::name,
    tag_table::language,
    tag_table::description,
    tag_table::listed_posts,
);

const TAG: TagColumns = (
    tag_table::id,
    tag_table::slug,
    tag_table::name,
    tag_table::language,
    tag_table::description,
    tag_table::listed_posts,
);

/// The tags that public articles bear and that are wanted, and how many there are in all.
pub fn tags(db: &mut Db, wanted: &Wanted) -> Result<Found<Tag>> {
    let (counted, found) = match filters::<tag_table::table>(wanted, of_tags) {
        Ok(filters) => filters,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut count = tag_table::table
        .filter(tag_table::listed_posts.gt(0))
        .select(diesel::dsl::count_star())
        .into_boxed();
    if let Some(filter) = counted {
        count = count.filter(filter);
    }
    let mut query = tag_table::table
        .filter(tag_table::listed_posts.gt(0))
        .select(TAG)
        .limit(wanted.limit)
        .offset(wanted.offset)
        .into_boxed();
    if let Some(filter) = found {
        query = query.filter(filter);
    }
    let order = ordering(wanted, of_tags, "tags.name ASC", "tags.id ASC");
    let rows = query.order(sql::<Integer>(&order)).load(db)?;
    Ok(Ok((rows, count.first(db)?)))
}

pub fn tags_by_ids(db: &mut Db, wanted: &[TagId]) -> Result<Vec<Tag>> {
    Ok(tag_table::table
        .filter(tag_table::id.eq_any(wanted))
        .filter(tag_table::listed_posts.gt(0))
        .select(TAG)
        .load(db)?)
}

#[diesel::dsl::auto_type]
fn listed_writers() -> _ {
    post_authors::table
        .filter(post_authors::listed_at.is_not_null())
        .select(post_authors::user_id)
}

/// Who wrote public articles and is wanted, with how many, and how many people there are in all.
pub fn authors(db: &mut Db, wanted: &Wanted) -> Result<Found<Counted<User>>> {
    let (counted, found) = match filters::<user_table::table>(wanted, of_authors) {
        Ok(filters) => filters,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut count = user_table::table
        .filter(user_table::id.eq_any(listed_writers()))
        .select(diesel::dsl::count_star())
        .into_boxed();
    if let Some(filter) = counted {
        count = count.filter(filter);
    }
    let mut query = user_table::table
        .filter(user_table::id.eq_any(listed_writers()))
        .select((users::COLUMNS, sql::<BigInt>(POSTS_OF_AUTHOR)))
        .limit(wanted.limit)
        .offset(wanted.offset)
        .into_boxed();
    if let Some(filter) = found {
        query = query.filter(filter);
    }
    let order = ordering(wanted, of_authors, "users.name ASC", "users.id ASC");
    let rows = query.order(sql::<Integer>(&order)).load(db)?;
    Ok(Ok((rows, count.first(db)?)))
}

/// People by number, whether they wrote public articles alone or with others.
pub fn authors_by_ids(db: &mut Db, wanted: &[UserId]) -> Result<HashMap<UserId, User>> {
    let found: Vec<User> = user_table::table
        .filter(user_table::id.eq_any(wanted))
        .select(users::COLUMNS)
        .load(db)?;
    Ok(found.into_iter().map(|user| (user.id, user)).collect())
}
