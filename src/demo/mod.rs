//! The demo publication: articles in three languages that teach what a back end is, compiled in.

mod files;

use std::collections::HashMap;

use files::{CommentFile, PostFile};

use crate::domain::audit::AuditEntry;
use crate::domain::comment::{CommentBody, CommentStatus, Commenter, GuestIdentity, NewComment};
use crate::domain::ids::{CommentId, PostId, SeriesId, TagId, TranslationGroupId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Body, NewPost, PostKind, Publication, Summary, Title};
use crate::domain::refusal::Refusal;
use crate::domain::series::NewSeries;
use crate::domain::settings::{NavigationLink, Settings};
use crate::domain::slug::Slug;
use crate::domain::tag::NewTag;
use crate::domain::user::{Email, Handle, NewUser, PersonName, Role};
use crate::storage::{self, Db, StorageError, outbox};
use crate::storage::{audit, comments, posts, series, settings, tags, translations, users};

/// Why the demo could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum BrokenDemo {
    #[error("{file}: {reason}")]
    File { file: String, reason: String },
    #[error("{what}: {refusal}")]
    Refused { what: String, refusal: Refusal },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What was loaded.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub posts: usize,
    pub comments: usize,
    /// Posts that were there already.
    pub known: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{} posts and {} comments, {} posts were there already",
            self.posts, self.comments, self.known
        )
    }
}

/// Loads the demo into a database in which nothing was ever written; none when something was.
pub fn load_if_empty(db: &mut Db, now: Moment) -> Result<Option<Report>, BrokenDemo> {
    if posts::any_exist(db)? {
        return Ok(None);
    }
    load(db, now).map(Some)
}

/// A failed load as a failed write, so that the transaction is undone.
pub fn into_storage(broken: BrokenDemo) -> StorageError {
    match broken {
        BrokenDemo::Storage(error) => error,
        other => StorageError::Failed(format!("the demo content is broken: {other}")),
    }
}

/// Loads whatever of the demo is not there yet.
pub fn load(db: &mut Db, now: Moment) -> Result<Report, BrokenDemo> {
    let mut loader = Loader {
        now,
        users: load_users(db, now)?,
        tags: load_tags(db, now)?,
        series: load_series(db, now)?,
        groups: HashMap::new(),
        posts: HashMap::new(),
        report: Report::default(),
    };
    let was_empty = !posts::any_exist(db)?;
    for post in files::posts()? {
        loader.add_post(db, &post)?;
    }
    let mut known = HashMap::new();
    for comment in files::comments()? {
        loader.add_comment(db, &comment, &mut known)?;
    }
    if was_empty {
        settings::save(db, &demo_settings(), now)?;
        // Nobody wants to be told that a demonstration links to them.
        outbox::skip(db, outbox::NOTICES)?;
    }
    let entry = AuditEntry {
        actor: None,
        action: "demo.loaded",
        subject: "site".to_owned(),
        address: None,
        at: now,
    };
    audit::record(db, &entry)?;
    Ok(loader.report)
}

fn demo_settings() -> Settings {
    let about = |label: &str, url: &str, language| NavigationLink {
        label: label.to_owned(),
        url: url.to_owned(),
        language,
    };
    Settings {
        title: "דף".to_owned(),
        description: "מה קורה מאחורי הדף: שרתים, מסדי נתונים, לולאות אירועים ומה שביניהם"
            .to_owned(),
        time_zone: "Asia/Jerusalem".to_owned(),
        contact: Some("/about".to_owned()),
        navigation: vec![
            about("אודות", "/%D7%90%D7%95%D7%93%D7%95%D7%AA", Language::He),
            about("About", "/about", Language::En),
            about("حول", "/%D8%AD%D9%88%D9%84", Language::Ar),
        ],
        ..Settings::default()
    }
}

struct Loader {
    now: Moment,
    users: HashMap<String, UserId>,
    tags: HashMap<String, TagId>,
    series: HashMap<String, SeriesId>,
    groups: HashMap<String, TranslationGroupId>,
    /// The posts made just now, by folder and key, with the moment of their publication.
    posts: HashMap<String, (PostId, Moment)>,
    report: Report,
}

impl Loader {
    fn add_post(&mut self, db: &mut Db, file: &PostFile) -> Result<(), BrokenDemo> {
        let slug =
            Slug::of_post(&file.front.slug).map_err(|refusal| refused(&file.key, refusal))?;
        if !matches!(posts::at_address(db, &slug), Err(StorageError::NotFound)) {
            self.report.known += 1;
            return Ok(());
        }
        let published = file.published()?.min(self.now);
        let group = self.group(db, file)?;
        let post = self.post(file, slug, published, group)?;
        let id = posts::create(db, &post, self.now)?;
        let tags = self.tags_of(file)?;
        tags::add_to_post(db, id, &tags)?;
        if let (Some(name), Some(part)) = (&file.front.series, file.front.part) {
            let series = self
                .series
                .get(name)
                .ok_or_else(|| unknown(&file.key, "series", name))?;
            series::add_part(db, *series, id, part)?;
        }
        self.posts.insert(file.key.clone(), (id, published));
        self.report.posts += 1;
        Ok(())
    }

    fn post(
        &self,
        file: &PostFile,
        slug: Slug,
        published: Moment,
        translation_group: Option<TranslationGroupId>,
    ) -> Result<NewPost, BrokenDemo> {
        let refuse = |refusal| refused(&file.key, refusal);
        let language = file.language()?;
        let authors = file
            .front
            .authors
            .iter()
            .map(|handle| self.user(&file.key, handle));
        Ok(NewPost {
            kind: PostKind::parse(&file.front.kind)
                .ok_or_else(|| unknown(&file.key, "kind", &file.front.kind))?,
            slug,
            title: Title::parse(&file.front.title).map_err(refuse)?,
            summary: Summary::parse(&file.front.summary).map_err(refuse)?,
            language,
            publication: Publication::published(published, self.now).map_err(refuse)?,
            authors: authors.collect::<Result<_, _>>()?,
            body: Body::parse(&file.body, language).map_err(refuse)?,
            comments_open: true,
            translation_group,
        })
    }

    fn group(
        &mut self,
        db: &mut Db,
        file: &PostFile,
    ) -> Result<Option<TranslationGroupId>, BrokenDemo> {
        let Some(name) = &file.front.translation else {
            return Ok(None);
        };
        if let Some(group) = self.groups.get(name) {
            return Ok(Some(*group));
        }
        let group = translations::create_group(db, self.now)?;
        self.groups.insert(name.clone(), group);
        Ok(Some(group))
    }

    fn tags_of(&self, file: &PostFile) -> Result<Vec<TagId>, BrokenDemo> {
        let known = |slug: &String| {
            self.tags
                .get(slug)
                .copied()
                .ok_or_else(|| unknown(&file.key, "tag", slug))
        };
        file.front.tags.iter().map(known).collect()
    }

    fn user(&self, key: &str, handle: &str) -> Result<UserId, BrokenDemo> {
        self.users
            .get(handle)
            .copied()
            .ok_or_else(|| unknown(key, "author", handle))
    }

    /// A comment on a post that was made just now; those on posts that were there are left alone.
    fn add_comment(
        &mut self,
        db: &mut Db,
        file: &CommentFile,
        known: &mut HashMap<String, CommentId>,
    ) -> Result<(), BrokenDemo> {
        let Some((post, published)) = self.posts.get(&file.post).copied() else {
            return Ok(());
        };
        let comment = self.comment(file, post, published, known)?;
        let id = comments::create(db, &comment)?;
        known.insert(file.id.clone(), id);
        self.report.comments += 1;
        Ok(())
    }

    fn comment(
        &self,
        file: &CommentFile,
        post: PostId,
        published: Moment,
        known: &HashMap<String, CommentId>,
    ) -> Result<NewComment, BrokenDemo> {
        let refuse = |refusal| refused(&file.id, refusal);
        let language = Language::from_tag(&file.lang)
            .ok_or_else(|| unknown(&file.id, "language", &file.lang))?;
        let commenter = match (&file.user, &file.name) {
            (Some(handle), _) => Commenter::User(self.user(&file.id, handle)?),
            (None, name) => {
                let name =
                    PersonName::parse(name.as_deref().unwrap_or_default()).map_err(refuse)?;
                Commenter::Guest(GuestIdentity::named(name))
            }
        };
        let parent = match &file.parent {
            Some(parent) => Some(
                *known
                    .get(parent)
                    .ok_or_else(|| unknown(&file.id, "parent", parent))?,
            ),
            None => None,
        };
        Ok(NewComment {
            post,
            parent,
            commenter,
            language,
            status: CommentStatus::parse(&file.status)
                .ok_or_else(|| unknown(&file.id, "status", &file.status))?,
            words: CommentBody::parse(&file.text, language).map_err(refuse)?,
            created_at: published.plus_hours(file.after_hours).min(self.now),
        })
    }
}

fn refused(what: &str, refusal: Refusal) -> BrokenDemo {
    BrokenDemo::Refused {
        what: what.to_owned(),
        refusal,
    }
}

fn unknown(file: &str, kind: &str, name: &str) -> BrokenDemo {
    BrokenDemo::File {
        file: file.to_owned(),
        reason: format!("there is no {kind} {name:?}"),
    }
}

fn load_users(db: &mut Db, now: Moment) -> Result<HashMap<String, UserId>, BrokenDemo> {
    let mut known = HashMap::new();
    for author in files::authors()? {
        let refuse = |refusal| refused(&author.handle, refusal);
        let user = NewUser {
            handle: Handle::parse(&author.handle).map_err(refuse)?,
            name: PersonName::parse(&author.name).map_err(refuse)?,
            email: Email::parse(&author.email).map_err(refuse)?,
            role: Role::parse(&author.role)
                .ok_or_else(|| unknown(&author.handle, "role", &author.role))?,
            language: files::language(&author.handle, &author.lang)?,
            bio: author.bio.clone(),
            password_hash: None,
        };
        let id = match users::by_handle(db, &user.handle) {
            Ok(found) => found.id,
            Err(StorageError::NotFound) => users::create(db, &user, now)?,
            Err(error) => return Err(error.into()),
        };
        known.insert(author.handle, id);
    }
    Ok(known)
}

fn load_tags(db: &mut Db, now: Moment) -> Result<HashMap<String, TagId>, BrokenDemo> {
    let mut known = HashMap::new();
    for tag in files::tags()? {
        let slug = Slug::parse(&tag.slug).map_err(|refusal| refused(&tag.slug, refusal))?;
        let id = match tags::by_slug(db, &slug) {
            Ok(found) => found.id,
            Err(StorageError::NotFound) => {
                let language = files::language(&tag.slug, &tag.lang)?;
                tags::create(
                    db,
                    &NewTag {
                        slug,
                        name: tag.name,
                        language,
                        description: tag.description,
                    },
                    now,
                )?
            }
            Err(error) => return Err(error.into()),
        };
        known.insert(tag.slug, id);
    }
    Ok(known)
}

fn load_series(db: &mut Db, now: Moment) -> Result<HashMap<String, SeriesId>, BrokenDemo> {
    let mut known = HashMap::new();
    for one in files::series()? {
        let slug = Slug::parse(&one.slug).map_err(|refusal| refused(&one.slug, refusal))?;
        let id = match series::by_slug(db, &slug) {
            Ok(found) => found.id,
            Err(storage::StorageError::NotFound) => {
                let language = files::language(&one.slug, &one.lang)?;
                let new = NewSeries {
                    slug,
                    name: one.name,
                    language,
                    description: one.description,
                };
                series::create(db, &new, now)?
            }
            Err(error) => return Err(error.into()),
        };
        known.insert(one.slug, id);
    }
    Ok(known)
}
