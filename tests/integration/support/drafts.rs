//! Articles, comments and what belongs to them, made through the storage that the site uses. A test
//! names only what it is about; the rest is filled in.

use daf::domain::comment::{CommentBody, CommentStatus, Commenter, GuestIdentity, NewComment};
use daf::domain::ids::{CommentId, PostId, TagId, TranslationGroupId, UserId};
use daf::domain::language::Language;
use daf::domain::moment::Moment;
use daf::domain::post::{Body, NewPost, PostKind, Publication, Summary, Title};
use daf::domain::series::NewSeries;
use daf::domain::slug::Slug;
use daf::domain::tag::NewTag;
use daf::domain::user::{Email, Handle, NewUser, PersonName, Role};
use daf::storage::{StorageError, comments, posts, series, tags, users};

use super::site::TestSite;

/// When articles are published unless a test says otherwise.
pub fn some_day() -> Moment {
    Moment::parse("2026-03-14T08:00:00Z").unwrap()
}

impl TestSite {
    pub fn article(&self, title: &str) -> ArticleDraft<'_> {
        ArticleDraft {
            site: self,
            kind: PostKind::Article,
            title: title.to_owned(),
            slug: None,
            body: "Some words.".to_owned(),
            language: Language::En,
            tags: Vec::new(),
            summary: String::new(),
            authors: vec!["dana".to_owned()],
            publication: Publication::Published(some_day()),
            group: None,
        }
    }

    pub fn author(&self, handle: &str) -> UserId {
        let handle = Handle::parse(handle).unwrap();
        self.write(|db| match users::by_handle(db, &handle) {
            Ok(user) => Ok(user.id),
            Err(_) => users::create(db, &new_user(&handle), some_day()),
        })
    }

    pub fn tag(&self, name: &str) -> TagId {
        let tag = NewTag {
            slug: Slug::parse(name).unwrap(),
            name: name.to_owned(),
            language: Language::En,
            description: String::new(),
        };
        self.write(|db| match tags::by_slug(db, &tag.slug) {
            Ok(found) => Ok(found.id),
            Err(_) => tags::create(db, &tag, some_day()),
        })
    }

    /// Makes a series of articles in this order.
    pub fn series(&self, name: &str, parts: &[&Made]) {
        let new = NewSeries {
            slug: Slug::parse(name).unwrap(),
            name: name.to_owned(),
            language: Language::En,
            description: String::new(),
        };
        self.write(|db| {
            let id = series::create(db, &new, some_day())?;
            for (position, part) in (1..).zip(parts) {
                series::add_part(db, id, part.id, position)?;
            }
            Ok(())
        });
    }

    pub fn comment(&self, on: &Made, text: &str) -> CommentDraft<'_> {
        CommentDraft {
            site: self,
            new: NewComment {
                post: on.id,
                parent: None,
                commenter: guest("Guest"),
                language: Language::En,
                status: CommentStatus::Approved,
                words: CommentBody::parse(text, Language::En).unwrap(),
                created_at: some_day(),
            },
        }
    }

    pub fn rename(&self, post: &Made, slug: &str) {
        let slug = Slug::parse(slug).unwrap();
        self.write(|db| posts::rename(db, post.id, &slug, some_day()));
    }

    pub fn publish(&self, post: &Made, publication: Publication) {
        self.write(|db| posts::set_publication(db, post.id, publication));
    }
}

fn guest(name: &str) -> Commenter {
    Commenter::Guest(GuestIdentity::named(PersonName::parse(name).unwrap()))
}

pub fn new_user(handle: &Handle) -> NewUser {
    NewUser {
        handle: handle.clone(),
        name: PersonName::parse(handle.as_str()).unwrap(),
        email: Email::parse(&format!("{}@example.com", handle.as_str())).unwrap(),
        role: Role::Author,
        language: Language::En,
        bio: String::new(),
        password_hash: None,
    }
}

/// A post as it was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: PostId,
    pub title: String,
    /// `/slug`, not encoded.
    pub path: String,
}

pub struct ArticleDraft<'site> {
    site: &'site TestSite,
    kind: PostKind,
    title: String,
    slug: Option<String>,
    body: String,
    summary: String,
    language: Language,
    tags: Vec<String>,
    authors: Vec<String>,
    publication: Publication,
    group: Option<TranslationGroupId>,
}

impl ArticleDraft<'_> {
    pub fn page(mut self) -> Self {
        self.kind = PostKind::Page;
        self
    }

    pub fn slug(mut self, slug: &str) -> Self {
        self.slug = Some(slug.to_owned());
        self
    }

    pub fn body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    pub fn summary(mut self, summary: &str) -> Self {
        self.summary = summary.to_owned();
        self
    }

    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self
    }

    pub fn by(mut self, authors: &[&str]) -> Self {
        self.authors = authors.iter().map(|handle| (*handle).to_owned()).collect();
        self
    }

    pub fn at(mut self, moment: Moment) -> Self {
        self.publication = Publication::Published(moment);
        self
    }

    pub fn publication(mut self, publication: Publication) -> Self {
        self.publication = publication;
        self
    }

    pub fn translating(mut self, group: TranslationGroupId) -> Self {
        self.group = Some(group);
        self
    }

    pub fn create(self) -> Made {
        let site = self.site;
        self.try_create()
            .unwrap_or_else(|error| panic!("on {:?}: {error}", site.database.kind))
    }

    pub fn try_create(self) -> Result<Made, StorageError> {
        let (site, post) = (self.site, self.post());
        let tags: Vec<TagId> = self.tags.iter().map(|tag| site.tag(tag)).collect();
        let id = site.store.write_here(|db| {
            let id = posts::create(db, &post, some_day())?;
            if !tags.is_empty() {
                tags::add_to_post(db, id, &tags)?;
            }
            Ok(id)
        })?;
        Ok(Made {
            id,
            title: self.title,
            path: format!("/{}", post.slug),
        })
    }

    /// What would be created.
    pub fn post(&self) -> NewPost {
        let authors = self.authors.iter();
        NewPost {
            kind: self.kind,
            slug: Slug::parse(self.slug.as_deref().unwrap_or(&self.title)).unwrap(),
            title: Title::parse(&self.title).unwrap(),
            summary: Summary::parse(&self.summary).unwrap(),
            language: self.language,
            publication: self.publication,
            authors: authors.map(|handle| self.site.author(handle)).collect(),
            body: Body::parse(&self.body, self.language).unwrap(),
            comments_open: true,
            translation_group: self.group,
        }
    }
}

pub struct CommentDraft<'site> {
    site: &'site TestSite,
    pub new: NewComment,
}

impl CommentDraft<'_> {
    pub fn by(mut self, name: &str) -> Self {
        self.new.commenter = guest(name);
        self
    }

    pub fn answering(mut self, parent: CommentId) -> Self {
        self.new.parent = Some(parent);
        self
    }

    pub fn status(mut self, status: CommentStatus) -> Self {
        self.new.status = status;
        self
    }

    pub fn create(self) -> CommentId {
        self.site.write(|db| comments::create(db, &self.new))
    }
}
