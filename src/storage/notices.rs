//! What other sites are told: that a post links to them, and that a feed has changed.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Result;
use super::events::Recorded;
use super::{settings, tags};
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::link;
use crate::domain::mention::{NoticeKind, next_try};
use crate::domain::moment::Moment;
use crate::domain::post::{PostKind, PostStatus};
use crate::domain::slug::Slug;
use crate::domain::user::Handle;
use crate::schema::{notices, post_authors, posts, series, series_parts, users};
use crate::text::webmention::whole_links;

/// How many are shown at the desk.
pub const SHOWN: i64 = 20;
/// So that what is changed again at once is told once.
const BREATH_SECONDS: i64 = 10;
/// A post that became public longer ago is no news.
const NEWS_HOURS: i64 = 24;
/// For how long one process has a notice to itself.
const LEASE_SECONDS: i64 = 120;
/// For how long it is kept that somebody was told; as long as a post, what it linked to.
const KEPT_DAYS: i64 = 30;

/// Something that another site is told.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Notice {
    pub id: i64,
    /// As [`NoticeKind::as_str`] has it.
    pub kind: String,
    pub post: PostId,
    /// The page that a post links to; the path of a feed's folder.
    pub target: String,
    pub attempts: i64,
    /// None when it is done, or given up on.
    pub next_at: Option<Moment>,
    /// What the other site answered last; none when it wants to be told nothing.
    pub status: Option<i64>,
    /// Why it failed last.
    pub reason: String,
    pub tried_at: Option<Moment>,
}

impl Notice {
    pub fn is_of(&self, kind: NoticeKind) -> bool {
        self.kind == kind.as_str()
    }
}

type Columns = (
    notices::id,
    notices::kind,
    notices::post_id,
    notices::target,
    notices::attempts,
    notices::next_at,
    notices::status,
    notices::reason,
    notices::tried_at,
);

const COLUMNS: Columns = (
    notices::id,
    notices::kind,
    notices::post_id,
    notices::target,
    notices::attempts,
    notices::next_at,
    notices::status,
    notices::reason,
    notices::tried_at,
);

/// Notes what is to be told because of an event.
pub fn note(db: &mut Db, event: &Recorded) -> Result<()> {
    const TOLD: [&str; 5] = [
        "post.published",
        "post.changed",
        "post.archived",
        "post.unpublished",
        "post.renamed",
    ];
    let id = event.subject.strip_prefix("post:").map(str::parse);
    let Some(Ok(id)) = id.filter(|_| TOLD.contains(&event.kind.as_str())) else {
        return Ok(());
    };
    let settings = settings::load(db)?;
    if !settings.mentions && settings.hub.is_none() {
        return Ok(());
    }
    type Row = (PostKind, PostStatus, Language, String, Option<Moment>);
    let found: Option<Row> = posts::table
        .find(PostId(id))
        .select((
            posts::kind,
            posts::status,
            posts::language,
            posts::html,
            posts::published_at,
        ))
        .first(db)
        .optional()?;
    let Some((kind, status, language, html, published_at)) = found else {
        return Ok(());
    };
    let is_public = status == PostStatus::Published;
    if published_at.is_none() && !is_public {
        return Ok(());
    }
    let mut told = Vec::new();
    if settings.mentions {
        let links = match is_public {
            true => whole_links(&html),
            false => Vec::new(),
        };
        let is_old = published_at.is_some_and(|at| at.plus_hours(NEWS_HOURS) < event.created_at);
        for target in to_mention(db, PostId(id), links, is_old, event.created_at)? {
            told.push((NoticeKind::Mention, target));
        }
    }
    // What was no news for anybody is none for a hub: a draft that stays one.
    let is_news = is_public || event.kind != "post.changed";
    if settings.hub.is_some() && kind == PostKind::Article && is_news {
        let folders = folders(db, PostId(id), language)?;
        told.extend(folders.into_iter().map(|folder| (NoticeKind::Feed, folder)));
    }
    let due = event.created_at.plus_seconds(BREATH_SECONDS);
    for (kind, target) in told {
        tell(db, kind, PostId(id), &target, due)?;
    }
    Ok(())
}

/// The pages that are to be told: those that were told before, and those that a post links to since it was looked
/// at last. What an old post links to that nobody has looked at, such as one of an import, is no news.
fn to_mention(
    db: &mut Db,
    post: PostId,
    links: Vec<String>,
    is_old: bool,
    now: Moment,
) -> Result<Vec<String>> {
    let own = notices::table
        .filter(notices::post_id.eq(post))
        .filter(notices::kind.eq(NoticeKind::Mention.as_str()));
    let known: Vec<(String, i64, Option<Moment>)> = own
        .select((notices::target, notices::attempts, notices::next_at))
        .load(db)?;
    let is_known = |target: &String| known.iter().any(|(known, _, _)| known == target);
    let new: Vec<String> = links.into_iter().filter(|link| !is_known(link)).collect();
    if known.is_empty() {
        // So that it is known that somebody has looked.
        remember(db, post, LOOKED, now)?;
        if is_old {
            for target in &new {
                remember(db, post, target, now)?;
            }
            return Ok(Vec::new());
        }
    }
    let told = known
        .into_iter()
        .filter(|(_, attempts, next_at)| *attempts > 0 || next_at.is_some())
        .map(|(target, _, _)| target);
    Ok(told.chain(new).collect())
}

/// Stands for no page.
const LOOKED: &str = "";

/// Notes that a post links to a page which is told nothing.
fn remember(db: &mut Db, post: PostId, target: &str, now: Moment) -> Result<()> {
    diesel::insert_into(notices::table)
        .values((
            notices::kind.eq(NoticeKind::Mention.as_str()),
            notices::post_id.eq(post),
            notices::target.eq(target),
            notices::attempts.eq(0i64),
            notices::reason.eq(""),
            notices::created_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// The folders of the feeds that a post is in.
fn folders(db: &mut Db, post: PostId, language: Language) -> Result<Vec<String>> {
    let mut folders = vec![String::new(), format!("/{language}")];
    let encoded = |room: &str, name: &str| format!("/{room}/{}", link::encode(name));
    let of_posts = tags::of_posts(db, &[post])?;
    let tags = of_posts.values().flatten();
    folders.extend(tags.map(|tag| encoded("tag", tag.slug.as_str())));
    let authors: Vec<Handle> = post_authors::table
        .inner_join(users::table)
        .filter(post_authors::post_id.eq(post))
        .select(users::handle)
        .load(db)?;
    folders.extend(
        authors
            .iter()
            .map(|author| encoded("author", author.as_str())),
    );
    let shelves: Vec<Slug> = series_parts::table
        .inner_join(series::table)
        .filter(series_parts::post_id.eq(post))
        .select(series::slug)
        .load(db)?;
    folders.extend(shelves.iter().map(|slug| encoded("series", slug.as_str())));
    Ok(folders)
}

/// Notes that somebody is to be told. A feed is the same, whichever post changed it.
fn tell(db: &mut Db, kind: NoticeKind, post: PostId, target: &str, due: Moment) -> Result<()> {
    let same = notices::table
        .filter(notices::kind.eq(kind.as_str()))
        .filter(notices::target.eq(target));
    let again = (notices::next_at.eq(Some(due)), notices::attempts.eq(0i64));
    let known = match kind {
        NoticeKind::Feed => diesel::update(same).set(again).execute(db)?,
        NoticeKind::Mention => diesel::update(same.filter(notices::post_id.eq(post)))
            .set(again)
            .execute(db)?,
    };
    if known > 0 {
        return Ok(());
    }
    diesel::insert_into(notices::table)
        .values((
            notices::kind.eq(kind.as_str()),
            notices::post_id.eq(post),
            notices::target.eq(target),
            notices::attempts.eq(0i64),
            notices::next_at.eq(Some(due)),
            notices::reason.eq(""),
            notices::created_at.eq(due),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes the notices that are due, so that no other process does, with the slugs of their posts.
pub fn lease(db: &mut Db, most: i64, now: Moment) -> Result<Vec<(Notice, Slug)>> {
    let due: Vec<(Notice, Slug)> = notices::table
        .inner_join(posts::table)
        .filter(notices::next_at.le(now))
        .order((notices::next_at.asc(), notices::id.asc()))
        .limit(most)
        .select((COLUMNS, posts::slug))
        .load(db)?;
    let ids: Vec<i64> = due.iter().map(|(notice, _)| notice.id).collect();
    let until = Some(now.plus_seconds(LEASE_SECONDS));
    diesel::update(notices::table.filter(notices::id.eq_any(ids)))
        .set(notices::next_at.eq(until))
        .execute(db)?;
    let leased = due.into_iter().map(|(notice, slug)| {
        let notice = Notice {
            next_at: until,
            ..notice
        };
        (notice, slug)
    });
    Ok(leased.collect())
}

/// When the next notice is due.
pub fn next_due(db: &mut Db) -> Result<Option<Moment>> {
    let next = notices::table
        .filter(notices::next_at.is_not_null())
        .select(diesel::dsl::min(notices::next_at));
    Ok(next.first(db)?)
}

/// What came of telling somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What was answered; none when nobody was there to answer, or wants to be told nothing.
    pub status: Option<u16>,
    /// Why it failed; empty when it did not.
    pub reason: String,
}

/// Keeps what came of it; one that failed is tried again. What is to be told anew meanwhile stays so.
pub fn keep(db: &mut Db, notice: &Notice, tried: &Tried, now: Moment) -> Result<()> {
    let attempts = notice.attempts + 1;
    // Who does not want it will not want it later.
    let is_final = matches!(tried.status, Some(400..=428 | 430..=499));
    let next_at = match tried.reason.is_empty() || is_final {
        true => None,
        false => next_try(attempts, now),
    };
    let leased = notices::table
        .find(notice.id)
        .filter(notices::next_at.eq(notice.next_at));
    diesel::update(leased)
        .set((
            notices::attempts.eq(attempts),
            notices::next_at.eq(next_at),
            notices::status.eq(tried.status.map(i64::from)),
            notices::reason.eq(&tried.reason),
            notices::tried_at.eq(Some(now)),
        ))
        .execute(db)?;
    Ok(())
}

/// Something that was told, with the post it was about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Told {
    pub notice: Notice,
    pub post_slug: Slug,
    pub post_title: String,
    pub post_language: Language,
}

/// What was told last.
pub fn told(db: &mut Db) -> Result<Vec<Told>> {
    Ok(notices::table
        .inner_join(posts::table)
        .filter(notices::tried_at.is_not_null())
        .filter(notices::status.is_not_null().or(notices::reason.ne("")))
        .order((notices::tried_at.desc(), notices::id.desc()))
        .limit(SHOWN)
        .select((COLUMNS, posts::slug, posts::title, posts::language))
        .load(db)?)
}

/// Takes away what was told to hubs long ago. Whoever was told of a link is told when it changes, so those stay.
pub fn trim(db: &mut Db, now: Moment) -> Result<usize> {
    let old = notices::table
        .filter(notices::kind.eq(NoticeKind::Feed.as_str()))
        .filter(notices::next_at.is_null())
        .filter(notices::created_at.lt(now.plus_hours(-24 * KEPT_DAYS)));
    Ok(diesel::delete(old).execute(db)?)
}
