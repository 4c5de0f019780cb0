//! When what pages show was changed last: in the database, in the transaction of each change, and from
//! there in the memory of each process.
//!
//! Writes come one after the other, so versions become visible in their order. A page is made between two
//! versions: it begins at the last one that its process knows, and its queries see that one's state or a later
//! one. What was touched after its beginning may or may not be on it, so it is not fresh; all else is.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::{Db, on_backend};
use super::error::Result;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::{PostId, SeriesId, TagId, UserId};
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostStatus};
use crate::schema::{post_authors, post_tags, posts, series_parts, versions};

/// A moment between two changes: the version of the last one that is known.
pub type Clock = i64;

const TOUCH: &str = "INSERT INTO versions (name, version) \
    VALUES ($1, (SELECT COALESCE(MAX(version), 0) + 1 FROM versions)) \
    ON CONFLICT (name) DO UPDATE SET version = excluded.version";

/// Where the other processes over a PostgreSQL database listen.
pub const CHANNEL: &str = "daf_changes";

/// Notes in the caller's transaction that these are changed.
pub fn touch(db: &mut Db, names: impl IntoIterator<Item = Name>) -> Result<()> {
    let mut touched = false;
    for name in names {
        on_backend!(db, connection => diesel::sql_query(TOUCH)
            .bind::<Text, _>(name.to_string())
            .execute(connection))?;
        touched = true;
    }
    if touched {
        tell(db)?;
    }
    Ok(())
}

/// Lets the other processes over a PostgreSQL database know that something is changed, when the caller's
/// transaction commits.
pub(super) fn tell(db: &mut Db) -> Result<()> {
    if let Db::Postgres(connection) = db {
        connection.batch_execute(&format!("NOTIFY {CHANNEL}"))?;
    }
    Ok(())
}

/// What lists say of a public post, and which lists.
#[derive(PartialEq)]
pub(super) struct Listing {
    post: Post,
    authors: Vec<UserId>,
    tags: Vec<TagId>,
    series: Option<(SeriesId, i32)>,
}

impl Listing {
    fn names(&self) -> impl Iterator<Item = Name> {
        [Name::Posts, Name::List(self.post.language)]
            .into_iter()
            .chain(self.post.translation_group_id.map(Name::Translations))
            .chain(self.series.map(|(series, _)| Name::Series(series)))
            .chain(self.tags.iter().copied().map(Name::Tag))
            .chain(self.authors.iter().copied().map(Name::Author))
    }
}

/// What lists say of a post now; nothing while it is not public.
pub(super) fn listing(db: &mut Db, id: PostId) -> Result<Option<Listing>> {
    let public = posts::table
        .find(id)
        .filter(posts::status.eq(PostStatus::Published));
    let post: Option<Post> = public.select(super::posts::COLUMNS).first(db).optional()?;
    let Some(post) = post else {
        return Ok(None);
    };
    let series = series_parts::table
        .filter(series_parts::post_id.eq(id))
        .select((series_parts::series_id, series_parts::position))
        .first(db)
        .optional()?;
    let tags = post_tags::table
        .filter(post_tags::post_id.eq(id))
        .order(post_tags::tag_id.asc())
        .select(post_tags::tag_id)
        .load(db)?;
    let authors = post_authors::table
        .filter(post_authors::post_id.eq(id))
        .order(post_authors::position.asc())
        .select(post_authors::user_id)
        .load(db)?;
    Ok(Some(Listing {
        // No list says these; comments have a name of their own.
        post: Post {
            updated_at: post.dated(),
            word_count: 0,
            comment_count: 0,
            ..post
        },
        authors,
        tags,
        series,
    }))
}

/// Notes that a post was edited, of which lists said this before: they are changed when they say something
/// else now, and only whole texts are where they do not.
pub(super) fn touch_edited(db: &mut Db, post: PostId, before: Option<Listing>) -> Result<()> {
    let now = listing(db, post)?;
    if before == now {
        return touch(db, now.map(|_| Name::Texts));
    }
    let names: BTreeSet<Name> = before.iter().chain(&now).flat_map(Listing::names).collect();
    touch(db, names)
}

/// Notes that the lists which show a post are changed, when they show it. To be called before a change of
/// what decides about that, and after it.
pub fn touch_lists(db: &mut Db, post: PostId) -> Result<()> {
    match listing(db, post)? {
        Some(listing) => touch(db, listing.names()),
        None => Ok(()),
    }
}

/// What was touched after a version, oldest first.
fn after(db: &mut Db, version: Clock) -> Result<Vec<(String, Clock)>> {
    Ok(versions::table
        .filter(versions::version.gt(version))
        .order(versions::version.asc())
        .select((versions::name, versions::version))
        .load(db)?)
}

/// The version of the last change.
pub fn latest(db: &mut Db) -> Result<Clock> {
    let latest: Option<Clock> = versions::table
        .select(diesel::dsl::max(versions::version))
        .first(db)?;
    Ok(latest.unwrap_or(0))
}

/// How many names a process remembers; when there are more, all that was made before is forgotten.
const MOST_NAMES: usize = 200_000;

/// What this process knows of the changes.
#[derive(Debug, Default)]
pub struct Freshness {
    /// Everything up to this version is known.
    clock: AtomicI64,
    /// Nothing that was made before is fresh.
    floor: AtomicI64,
    /// Whether the clock may be behind, since the database could not be asked.
    is_lost: AtomicBool,
    touched: RwLock<HashMap<Name, Clock>>,
    /// One at a time asks what is new.
    following: Mutex<()>,
}

impl Freshness {
    /// For a process that has made nothing yet.
    pub fn at(latest: Clock) -> Freshness {
        Freshness {
            clock: latest.into(),
            floor: latest.into(),
            ..Freshness::default()
        }
    }

    /// When something that is made from now on begins.
    pub fn clock(&self) -> Clock {
        self.clock.load(Ordering::Acquire)
    }

    /// Whether what is kept may be served at all.
    pub fn is_known(&self) -> bool {
        !self.is_lost.load(Ordering::Acquire)
    }

    /// Whether none of these was changed since `made`, as far as this process knows.
    pub fn is_fresh(&self, made: Clock, names: &[Name]) -> bool {
        if made < self.floor.load(Ordering::Acquire) {
            return false;
        }
        let touched = self.touched.read().unwrap_or_else(PoisonError::into_inner);
        names
            .iter()
            .all(|name| touched.get(name).is_none_or(|at| *at <= made))
    }

    /// Learns what was changed since it was asked last. Says whether anything was.
    pub fn follow(&self, db: &mut Db) -> Result<bool> {
        let _turn = self
            .following
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let new = match after(db, self.clock()) {
            Ok(new) => new,
            Err(error) => {
                self.lose();
                return Err(error);
            }
        };
        if let Some((_, latest)) = new.last() {
            self.note(&new);
            self.clock.store(*latest, Ordering::Release);
        }
        self.is_lost.store(false, Ordering::Release);
        Ok(!new.is_empty())
    }

    /// Lets nothing that is kept be served until what is new is known again.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Release);
    }

    fn note(&self, new: &[(String, Clock)]) {
        let mut touched = self.touched.write().unwrap_or_else(PoisonError::into_inner);
        for (name, version) in new {
            match Name::parse(name) {
                Some(name) if name != Name::All && touched.len() < MOST_NAMES => {
                    touched.insert(name, *version);
                }
                // One of a later version of Daf may stand for anything.
                _ => {
                    touched.clear();
                    self.floor.store(*version, Ordering::Release);
                }
            }
        }
    }
}

/// For how long something that was made from the database is what would be made of it now.
#[derive(Debug)]
pub struct Validity {
    shown: Shown,
    /// Before the first query.
    made: Clock,
    /// The last change of which it is known that it does not matter.
    checked: AtomicI64,
}

impl Validity {
    pub fn of(shown: Shown, made: Clock) -> Validity {
        Validity {
            shown,
            made,
            checked: made.into(),
        }
    }

    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Whether nothing of it was changed until now.
    pub fn holds(&self, freshness: &Freshness) -> bool {
        if !freshness.is_known()
            || self
                .shown
                .until()
                .is_some_and(|until| until <= Moment::now())
        {
            return false;
        }
        let clock = freshness.clock();
        if self.checked.load(Ordering::Acquire) == clock {
            return true;
        }
        let holds = freshness.is_fresh(self.made, self.shown.names());
        if holds {
            self.checked.fetch_max(clock, Ordering::AcqRel);
        }
        holds
    }
}

impl Clone for Validity {
    fn clone(&self) -> Validity {
        Validity {
            shown: self.shown.clone(),
            made: self.made,
            checked: self.checked.load(Ordering::Acquire).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;

    fn knows(names: &[(&str, Clock)]) -> Freshness {
        let freshness = Freshness::at(10);
        let new: Vec<_> = names
            .iter()
            .map(|(name, version)| ((*name).to_owned(), *version))
            .collect();
        freshness.note(&new);
        freshness
    }

    #[test]
    fn what_shows_something_that_was_touched_later_is_not_fresh() {
        let freshness = knows(&[("post:1", 11), ("list:he", 12)]);
        let one = Name::Post(PostId(1));
        let other = Name::Post(PostId(2));

        assert!(!freshness.is_fresh(10, &[other, one]));
        assert!(freshness.is_fresh(11, &[other, one]));
        assert!(freshness.is_fresh(10, &[other, Name::List(Language::En)]));
        assert!(!freshness.is_fresh(11, &[one, Name::List(Language::He)]));
    }

    #[test]
    fn nothing_is_fresh_after_all_of_it_was_touched() {
        for everything in ["all", "a-name-of-a-later-version"] {
            let freshness = knows(&[("post:1", 11), (everything, 12)]);

            assert!(!freshness.is_fresh(11, &[Name::Post(PostId(2))]));
            assert!(freshness.is_fresh(12, &[Name::Post(PostId(1))]));
        }
    }

    #[test]
    fn a_process_that_begins_has_nothing_fresh_from_before() {
        assert!(!Freshness::at(10).is_fresh(9, &[]));
        assert!(Freshness::at(10).is_fresh(10, &[]));
    }

    #[test]
    fn a_process_that_knows_too_much_forgets_what_it_made() {
        let freshness = Freshness::at(0);
        let many: Vec<_> = (1..=MOST_NAMES as i64 + 1)
            .map(|number| (format!("post:{number}"), number))
            .collect();

        freshness.note(&many);

        assert!(!freshness.is_fresh(MOST_NAMES as i64, &[Name::Site]));
        assert!(freshness.is_fresh(MOST_NAMES as i64 + 1, &[Name::Post(PostId(1))]));
    }
}
