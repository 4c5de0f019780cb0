//! What other sites say of posts.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use crate::domain::event::Event;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::mention::{
    MOST_HELD, MOST_SHOWN, MOST_UNCHECKED, MOST_UNCHECKED_OF_A_HOST, MentionStatus, kind_name,
    kind_named, next_try,
};
use crate::domain::moment::Moment;
use crate::domain::slug::Slug;
use crate::schema::{mentions, posts};
use crate::text::webmention::{Kind, Said};

/// How many are on one page of the desk.
pub const PAGE_LENGTH: i64 = 50;
/// For how long one process has a check to itself.
const LEASE_SECONDS: i64 = 120;
/// For how long those are kept that a moderator refused.
const KEPT_DAYS: i64 = 180;

/// What a page of another site says of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Mention {
    pub id: i64,
    pub post: PostId,
    /// The page.
    pub source: String,
    /// What it links to: the address of the post as it is written there.
    pub target: String,
    /// The name of what it does with the post: `reply`.
    kind: String,
    pub status: MentionStatus,
    pub author_name: String,
    pub author_url: Option<String>,
    pub title: String,
    pub excerpt: String,
    pub language: Language,
    pub attempts: i64,
    /// When it is to be checked; none when it was.
    pub check_at: Option<Moment>,
    pub received_at: Moment,
}

impl Mention {
    /// What the page does with the post.
    pub fn kind(&self) -> Kind {
        kind_named(&self.kind)
    }
}

type Columns = (
    mentions::id,
    mentions::post_id,
    mentions::source,
    mentions::target,
    mentions::kind,
    mentions::status,
    mentions::author_name,
    mentions::author_url,
    mentions::title,
    mentions::excerpt,
    mentions::language,
    mentions::attempts,
    mentions::check_at,
    mentions::received_at,
);

const COLUMNS: Columns = (
    mentions::id,
    mentions::post_id,
    mentions::source,
    mentions::target,
    mentions::kind,
    mentions::status,
    mentions::author_name,
    mentions::author_url,
    mentions::title,
    mentions::excerpt,
    mentions::language,
    mentions::attempts,
    mentions::check_at,
    mentions::received_at,
);

/// A claim that is to be looked into.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub post: PostId,
    pub source: String,
    pub source_host: String,
    pub target: String,
}

/// Notes that a claim is to be looked into; one that was made before, once more. False when too many wait
/// already.
pub fn receive(db: &mut Db, claimed: &Claimed, now: Moment) -> Result<bool> {
    let same = mentions::table
        .filter(mentions::post_id.eq(claimed.post))
        .filter(mentions::source.eq(&claimed.source));
    let again = diesel::update(same).set((
        mentions::check_at.eq(Some(now)),
        mentions::attempts.eq(0i64),
        mentions::target.eq(&claimed.target),
    ));
    if again.execute(db)? > 0 {
        return Ok(true);
    }
    let unchecked = mentions::table.filter(mentions::status.eq(MentionStatus::Unchecked));
    let all: i64 = unchecked.count().get_result(db)?;
    let of_host: i64 = unchecked
        .filter(mentions::source_host.eq(&claimed.source_host))
        .count()
        .get_result(db)?;
    let is_full = all >= MOST_UNCHECKED
        || of_host >= MOST_UNCHECKED_OF_A_HOST
        || count(db, MentionStatus::Held)? >= MOST_HELD;
    if is_full {
        return Ok(false);
    }
    diesel::insert_into(mentions::table)
        .values((
            mentions::post_id.eq(claimed.post),
            mentions::source.eq(&claimed.source),
            mentions::source_host.eq(&claimed.source_host),
            mentions::target.eq(&claimed.target),
            mentions::kind.eq("mention"),
            mentions::status.eq(MentionStatus::Unchecked),
            mentions::author_name.eq(""),
            mentions::title.eq(""),
            mentions::excerpt.eq(""),
            mentions::language.eq(Language::En),
            mentions::attempts.eq(0i64),
            mentions::check_at.eq(Some(now)),
            mentions::received_at.eq(now),
        ))
        .execute(db)?;
    Ok(true)
}

/// Takes the mentions that are to be checked, so that no other process does.
pub fn lease(db: &mut Db, most: i64, now: Moment) -> Result<Vec<Mention>> {
    let due: Vec<Mention> = mentions::table
        .filter(mentions::check_at.le(now))
        .order((mentions::check_at.asc(), mentions::id.asc()))
        .limit(most)
        .select(COLUMNS)
        .load(db)?;
    let ids: Vec<i64> = due.iter().map(|mention| mention.id).collect();
    let check_at = Some(now.plus_seconds(LEASE_SECONDS));
    diesel::update(mentions::table.filter(mentions::id.eq_any(ids)))
        .set(mentions::check_at.eq(check_at))
        .execute(db)?;
    let leased = due.into_iter().map(|due| Mention { check_at, ..due });
    Ok(leased.collect())
}

/// When the next mention is to be checked.
pub fn next_due(db: &mut Db) -> Result<Option<Moment>> {
    let next = mentions::table
        .filter(mentions::check_at.is_not_null())
        .select(diesel::dsl::min(mentions::check_at));
    Ok(next.first(db)?)
}

/// What a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The page links to the post, and says this.
    Links(Said),
    /// It does not, or is gone.
    DoesNot,
    /// The page did not answer.
    Unknown,
}

/// Keeps what a check has found. What a moderator approved is held again when it says something else now.
pub fn keep(db: &mut Db, mention: &Mention, checked: &Checked, now: Moment) -> Result<()> {
    let row = mentions::table.find(mention.id);
    let before: Option<Mention> = row.select(COLUMNS).first(db).optional()?;
    // One that was claimed again meanwhile is checked again.
    let Some(before) = before.filter(|before| before.check_at == mention.check_at) else {
        return Ok(());
    };
    match checked {
        Checked::Links(said) => {
            let is_new = !says(&before, said);
            let status = match before.status {
                MentionStatus::Unchecked => MentionStatus::Held,
                MentionStatus::Approved if is_new => MentionStatus::Held,
                other => other,
            };
            diesel::update(row)
                .set((
                    mentions::kind.eq(kind_name(said.kind)),
                    mentions::status.eq(status),
                    mentions::author_name.eq(&said.author_name),
                    mentions::author_url.eq(&said.author_url),
                    mentions::title.eq(&said.title),
                    mentions::excerpt.eq(&said.excerpt),
                    mentions::language.eq(said.language),
                    mentions::attempts.eq(0i64),
                    mentions::check_at.eq(None::<Moment>),
                    mentions::checked_at.eq(Some(now)),
                ))
                .execute(db)?;
            match before.status == MentionStatus::Approved && is_new {
                true => changed(db, before.post),
                false => Ok(()),
            }
        }
        Checked::DoesNot => remove(db, &before),
        Checked::Unknown => {
            let attempts = before.attempts + 1;
            match (next_try(attempts, now), before.status) {
                (None, MentionStatus::Unchecked) => remove(db, &before),
                (next, _) => {
                    diesel::update(row)
                        .set((mentions::attempts.eq(attempts), mentions::check_at.eq(next)))
                        .execute(db)?;
                    Ok(())
                }
            }
        }
    }
}

fn says(mention: &Mention, said: &Said) -> bool {
    (
        mention.kind.as_str(),
        &mention.author_name,
        &mention.author_url,
        &mention.title,
        &mention.excerpt,
    ) == (
        kind_name(said.kind),
        &said.author_name,
        &said.author_url,
        &said.title,
        &said.excerpt,
    )
}

fn remove(db: &mut Db, mention: &Mention) -> Result<()> {
    diesel::delete(mentions::table.find(mention.id)).execute(db)?;
    match mention.status {
        MentionStatus::Approved => changed(db, mention.post),
        _ => Ok(()),
    }
}

fn changed(db: &mut Db, post: PostId) -> Result<()> {
    events::record(db, &Event::MentionsChanged(post))
}

/// What is shown below a post, oldest first.
pub fn shown(db: &mut Db, post: PostId) -> Result<Vec<Mention>> {
    Ok(mentions::table
        .filter(mentions::post_id.eq(post))
        .filter(mentions::status.eq(MentionStatus::Approved))
        .order(mentions::id.asc())
        .limit(MOST_SHOWN)
        .select(COLUMNS)
        .load(db)?)
}

pub fn count(db: &mut Db, status: MentionStatus) -> Result<i64> {
    Ok(mentions::table
        .filter(mentions::status.eq(status))
        .count()
        .get_result(db)?)
}

/// A mention with the post it is of.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Listed {
    pub mention: Mention,
    pub post_slug: Slug,
    pub post_title: String,
    pub post_language: Language,
}

/// Those of one status, newest first, with the number of the last where there are more.
pub fn listed(
    db: &mut Db,
    status: MentionStatus,
    before: Option<i64>,
) -> Result<(Vec<Listed>, Option<i64>)> {
    let mut found: Vec<Listed> = mentions::table
        .inner_join(posts::table)
        .filter(mentions::status.eq(status))
        .filter(mentions::id.lt(before.unwrap_or(i64::MAX)))
        .order(mentions::id.desc())
        .limit(PAGE_LENGTH + 1)
        .select((COLUMNS, posts::slug, posts::title, posts::language))
        .load(db)?;
    let is_more = found.len() as i64 > PAGE_LENGTH;
    found.truncate(PAGE_LENGTH as usize);
    let last = found.last().map(|listed| listed.mention.id);
    Ok((found, last.filter(|_| is_more)))
}

/// A mention that a moderator may decide about: one that was checked.
pub fn one(db: &mut Db, id: i64) -> Result<Listed> {
    Ok(mentions::table
        .inner_join(posts::table)
        .filter(mentions::id.eq(id))
        .filter(mentions::status.ne(MentionStatus::Unchecked))
        .select((COLUMNS, posts::slug, posts::title, posts::language))
        .first(db)?)
}

/// Decides about mentions, and says what each was before; those that are so already are left out.
pub fn decide(
    db: &mut Db,
    ids: &[i64],
    status: MentionStatus,
) -> Result<Vec<(i64, MentionStatus)>> {
    if status == MentionStatus::Unchecked {
        let why = "a mention that was checked stays so".to_owned();
        return Err(StorageError::Refused(why));
    }
    let found: Vec<(i64, PostId, MentionStatus)> = mentions::table
        .filter(mentions::id.eq_any(ids))
        .filter(mentions::status.ne_all([MentionStatus::Unchecked, status]))
        .select((mentions::id, mentions::post_id, mentions::status))
        .load(db)?;
    for (id, post, before) in &found {
        diesel::update(mentions::table.find(id))
            .set(mentions::status.eq(status))
            .execute(db)?;
        if [status, *before].contains(&MentionStatus::Approved) {
            changed(db, *post)?;
        }
    }
    Ok(found
        .into_iter()
        .map(|(id, _, before)| (id, before))
        .collect())
}

/// Takes away what was refused long ago.
pub fn trim(db: &mut Db, now: Moment) -> Result<usize> {
    let old = mentions::table
        .filter(mentions::status.eq(MentionStatus::Refused))
        .filter(mentions::received_at.lt(now.plus_hours(-24 * KEPT_DAYS)));
    Ok(diesel::delete(old).execute(db)?)
}
