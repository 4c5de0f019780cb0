//! What posts hold that no block has yet, written with the post itself.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::{Deserialize, Serialize};

use super::blocks;
use super::state::{self, State};
use crate::domain::freshness::Name;
use crate::domain::ids::{PostId, RevisionId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{PostStatus, Title};
use crate::schema::{post_authors, posts as post_table, search_fresh, stale_words};
use crate::storage::connection::{Db, on_backend};
use crate::storage::error::{Result, StorageError};
use crate::storage::freshness::touch;
use crate::storage::{revisions, tags};
use crate::text::markdown;
use crate::text::search::leaf::{self, Leaf};
use crate::text::search::{Field, Inventory};

/// So many fresh articles, of so many bytes together, are read with every search; more are moved into a
/// block.
const FEW: i64 = 16;
const SMALL: i64 = 128 * 1024;
/// How many are moved in one transaction.
const AT_ONCE: i64 = 16;

/// What the index holds of a post beside its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub id: i64,
    pub day: u32,
    pub is_listed: bool,
    /// Its tag.
    pub language: String,
    pub authors: Vec<i64>,
    pub tags: Vec<i64>,
    /// How many words it has.
    pub length: u32,
}

/// A post as the index holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    pub head: Head,
    pub inventory: Inventory,
}

/// A post as it is kept until it has a place in a block: its head, and behind it its words, which are not
/// read until they are asked for.
pub(super) struct Fresh {
    pub head: Head,
    bytes: Vec<u8>,
    words: usize,
}

impl Fresh {
    /// One that an older Daf wrote in another form is none.
    pub fn parse(bytes: Vec<u8>) -> Option<Fresh> {
        let (head, rest) = postcard::take_from_bytes::<Head>(&bytes).ok()?;
        let words = bytes.len() - rest.len();
        Some(Fresh { head, bytes, words })
    }

    pub fn leaf(&self) -> Leaf<'_> {
        Leaf::of(&self.bytes[self.words..])
    }

    pub fn as_placed(&self) -> crate::text::search::Article<'_> {
        crate::text::search::Article {
            id: self.head.id,
            length: self.head.length,
            day: self.head.day,
            is_listed: self.head.is_listed,
            language: Language::from_tag(&self.head.language).unwrap_or(Language::En),
            authors: &self.head.authors,
            tags: &self.head.tags,
        }
    }
}

/// Days since 1970 for the order of equals.
pub fn day(moment: Option<Moment>) -> u32 {
    const DAY: i64 = 86_400_000_000;
    let days = moment.map_or(0, |moment| moment.microseconds() / DAY);
    u32::try_from(days).unwrap_or(0)
}

/// Makes the index say what a post says now; a draft says what was kept of it last. Reads the whole text
/// for that.
pub fn index(db: &mut Db, post: PostId) -> Result<()> {
    let article = read(db, post)?;
    put(db, &article)
}

/// As [`index`], where nobody is there to be told of a failure.
pub(super) fn index_by_itself(db: &mut Db, post: PostId) -> Result<()> {
    match read_by_itself(db, post)? {
        Some(article) => put(db, &article),
        None => Ok(()),
    }
}

/// What a post holds. One that cannot be read keeps nobody from finding the others: the log says so.
pub(super) fn read_by_itself(db: &mut Db, post: PostId) -> Result<Option<Article>> {
    match read(db, post) {
        Ok(article) => Ok(Some(article)),
        Err(error @ (StorageError::NotFound | StorageError::Unreadable(_))) => {
            log::error!("post {} cannot be indexed: {error}", post.0);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What a post holds, from its text.
fn read(db: &mut Db, post: PostId) -> Result<Article> {
    let (status, draft, source): (PostStatus, Option<RevisionId>, String) = post_table::table
        .find(post)
        .select((
            post_table::status,
            post_table::draft_revision_id,
            post_table::source,
        ))
        .first(db)?;
    let (title, source) = match draft.filter(|_| status == PostStatus::Draft) {
        Some(draft) => {
            let typed = revisions::of_post(db, post, draft)?.typed;
            (Title::parse(&typed.title).ok(), typed.source)
        }
        None => (None, source),
    };
    with_surroundings(db, post, title, markdown::inventory(&source))
}

/// Makes the index say what a post says now, whose text holds `body`.
pub fn index_body(db: &mut Db, post: PostId, body: Inventory) -> Result<()> {
    let article = with_surroundings(db, post, None, body)?;
    put(db, &article)
}

fn with_surroundings(
    db: &mut Db,
    post: PostId,
    title: Option<Title>,
    mut inventory: Inventory,
) -> Result<Article> {
    type Row = (Option<Moment>, Language, String, String);
    let (listed_at, language, own_title, summary): Row = post_table::table
        .find(post)
        .select((
            post_table::listed_at,
            post_table::language,
            post_table::title,
            post_table::summary,
        ))
        .first(db)?;
    let authors: Vec<UserId> = post_authors::table
        .filter(post_authors::post_id.eq(post))
        .order(post_authors::position.asc())
        .select(post_authors::user_id)
        .load(db)?;
    let borne = tags::of_post(db, post)?;
    let title = title.map_or(own_title, |title| title.as_str().to_owned());
    inventory.add(Field::Title, &title);
    inventory.add(Field::Heading, &summary);
    for tag in &borne {
        inventory.add(Field::Tags, &tag.name);
    }
    let head = Head {
        id: post.0,
        day: day(listed_at),
        is_listed: listed_at.is_some(),
        language: language.tag().to_owned(),
        authors: authors.into_iter().map(|UserId(id)| id).collect(),
        tags: borne
            .into_iter()
            .map(|tag| tag.id)
            .map(|TagId(id)| id)
            .collect(),
        length: inventory.length,
    };
    Ok(Article { head, inventory })
}

fn put(db: &mut Db, article: &Article) -> Result<()> {
    let mut bytes = postcard::to_allocvec(&article.head)
        .map_err(|error| StorageError::Failed(format!("cannot write an article down: {error}")))?;
    leaf::write(&article.inventory, &mut bytes);
    let row = (
        search_fresh::post_id.eq(PostId(article.head.id)),
        search_fresh::article.eq(&bytes),
    );
    on_backend!(db, connection => diesel::insert_into(search_fresh::table)
        .values(row)
        .on_conflict(search_fresh::post_id)
        .do_update()
        .set(search_fresh::article.eq(&bytes))
        .execute(connection))?;
    touch(db, [Name::Search])?;
    let post = PostId(article.head.id);
    if state::is_of_a_newer(db)? {
        // Which has other words.
        return super::mark_stale(db, post);
    }
    diesel::delete(stale_words::table.find(post)).execute(db)?;
    Ok(())
}

/// All fresh articles but those that an older Daf wrote in another form.
pub(super) fn all(db: &mut Db) -> Result<Vec<Fresh>> {
    let rows: Vec<Vec<u8>> = search_fresh::table
        .order(search_fresh::post_id.asc())
        .select(search_fresh::article)
        .load(db)?;
    Ok(rows.into_iter().filter_map(Fresh::parse).collect())
}

const EXTENT: &str = "SELECT COUNT(*) AS articles, \
    CAST(COALESCE(SUM(LENGTH(article)), 0) AS BIGINT) AS bytes FROM search_fresh";

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = BigInt)]
    articles: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Whether there are so many fresh articles that searches feel them, and the index takes them in.
pub fn has_many(db: &mut Db) -> Result<bool> {
    Ok(are_many(db)? && !State::read(db)?.open().is_empty())
}

/// Whether there are so many fresh articles that searches feel them.
pub(super) fn are_many(db: &mut Db) -> Result<bool> {
    let fresh: Extent = diesel::sql_query(EXTENT).get_result(db)?;
    Ok(fresh.articles > FEW || fresh.bytes > SMALL)
}

/// Moves some fresh articles into the last block, also of an index that is being made beside the one
/// that answers, and says how many.
pub fn settle(db: &mut Db) -> Result<usize> {
    if !has_many(db)? {
        return Ok(0);
    }
    let rows: Vec<(PostId, Vec<u8>)> = search_fresh::table
        .order(search_fresh::post_id.asc())
        .limit(AT_ONCE)
        .select((search_fresh::post_id, search_fresh::article))
        .load(db)?;
    touch(db, [Name::Search])?;
    let posts: Vec<PostId> = rows.iter().map(|(post, _)| *post).collect();
    let rows = rows.into_iter().map(|(_, row)| row);
    let articles: Vec<Fresh> = rows.filter_map(Fresh::parse).collect();
    for open in State::read(db)?.open() {
        let has = |article: &Fresh| article.head.id <= open.until.0;
        let (now, _) = articles.split_at(articles.partition_point(has));
        let there: Vec<PostId> = now.iter().map(|article| PostId(article.head.id)).collect();
        blocks::leave(db, open.generation, &there)?;
        blocks::append(db, open.generation, now)?;
    }
    diesel::delete(search_fresh::table.filter(search_fresh::post_id.eq_any(&posts))).execute(db)?;
    for post in &posts {
        if !articles.iter().any(|article| article.head.id == post.0) {
            super::mark_stale(db, *post)?;
        }
    }
    Ok(posts.len())
}
