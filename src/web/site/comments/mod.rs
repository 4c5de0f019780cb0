//! Comments on pages of their own: what a reader sees of one, and the form in which one is written.

pub mod own;
pub mod reports;
pub mod writing;

use std::net::IpAddr;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access::{self, Commenting, Reading, Silence, Written};
use crate::domain::comment::{Comment, CommentBody, CommentStatus, HASTY_SECONDS};
use crate::domain::ids::CommentId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::slug::Slug;
use crate::domain::user::PersonName;
use crate::locale::Words;
use crate::storage::comments::{self, PAGE_LENGTH};
use crate::storage::posts::{self, Found};
use crate::storage::{self, Db, StorageError};
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer, peer};

const PURPOSE: &str = "comment form";

/// The form below an article.
pub struct CommentForm {
    /// `/{slug}/comments`.
    pub action: String,
    /// When it was handed out, signed.
    pub age: String,
    pub is_guest: bool,
    pub name: String,
    pub text: String,
    pub language: String,
    pub parent: Option<CommentId>,
    pub errors: FieldErrors,
}

impl CommentForm {
    /// The empty form on an article's own page. All readers of a day get the same, so that the page can
    /// be kept; a form on a page of its own tells its age to the second.
    pub fn on(site: &Site, visitor: &Visitor, post: &Post) -> CommentForm {
        let today = Moment::now().midnight().plus_seconds(-HASTY_SECONDS);
        CommentForm {
            age: site.seal.dated(PURPOSE, today),
            ..CommentForm::empty(visitor, &post.slug, None)
        }
    }

    fn fresh(
        site: &Site,
        visitor: &Visitor,
        slug: &Slug,
        parent: Option<CommentId>,
    ) -> CommentForm {
        CommentForm {
            age: site.seal.dated(PURPOSE, Moment::now()),
            ..CommentForm::empty(visitor, slug, parent)
        }
    }

    /// One that nobody can send: it does not tell its age.
    fn empty(visitor: &Visitor, slug: &Slug, parent: Option<CommentId>) -> CommentForm {
        CommentForm {
            action: format!("{}/comments", address::of_post(slug)),
            age: String::new(),
            is_guest: visitor.user.is_none(),
            name: String::new(),
            text: String::new(),
            language: String::new(),
            parent,
            errors: FieldErrors::default(),
        }
    }

    /// The form as it was sent.
    fn sent(site: &Site, form: &Form, slug: &Slug, errors: FieldErrors) -> CommentForm {
        // An answer to a comment that is gone can only become one on the article.
        let parent = match errors.of("parent") {
            Some(_) => None,
            None => parent_of(&form.fields),
        };
        CommentForm {
            name: form.text("name").to_owned(),
            text: form.text("text").to_owned(),
            language: form.text("language").to_owned(),
            errors,
            ..CommentForm::fresh(site, &form.visitor, slug, parent)
        }
    }

    pub fn is_language(&self, language: &Language) -> bool {
        self.language == language.tag()
    }
}

/// Why nobody, or not this reader, comments here.
pub fn silence_message(silence: Silence) -> &'static str {
    match silence {
        Silence::Closed => "comments-closed",
        Silence::MembersOnly => "comments-members-only",
        Silence::Blocked => "comments-blocked",
    }
}

fn silent(silence: Silence) -> Mode {
    Mode::Silent {
        message: silence_message(silence),
        text: String::new(),
    }
}

fn parent_of(fields: &Fields) -> Option<CommentId> {
    fields.text("parent").parse().ok().map(CommentId)
}

/// One comment on a page of its own, to be answered, changed or reported.
#[derive(Template)]
#[template(path = "site/comments/show.html")]
struct CommentPage {
    shell: Shell,
    post: Post,
    /// The comment it is about; none for a new one on the article.
    comment: Option<Comment>,
    mode: Mode,
    is_changeable: bool,
}

enum Mode {
    Write(CommentForm),
    /// Nothing can be written, or not any more; what was, to be copied.
    Silent {
        message: &'static str,
        text: String,
    },
    Edit {
        text: String,
        language: String,
        errors: FieldErrors,
    },
    Report {
        reason: String,
        errors: FieldErrors,
    },
}

impl CommentPage {
    fn own_address(&self) -> String {
        let id = self.comment.as_ref().map_or(0, |comment| comment.id.0);
        format!("{}/comments/{id}", address::of_post(&self.post.slug))
    }

    fn is_edited_language(&self, wanted: &Language) -> bool {
        matches!(&self.mode, Mode::Edit { language, .. } if language == wanted.tag())
    }
}

/// The public article at a path's first segment, or at what its address was before.
fn article(db: &mut Db, slug: &Slug) -> storage::Result<Post> {
    let found = match posts::at_address(db, slug)? {
        Found::Moved(slug) => posts::at_address(db, &slug)?,
        found => found,
    };
    match found {
        Found::Post(article) if access::public_reading(&article.post) == Reading::Allowed => {
            Ok(article.post)
        }
        _ => Err(StorageError::NotFound),
    }
}

fn shell(site: &Site, visitor: &Visitor, settings: std::sync::Arc<Settings>, title: &str) -> Shell {
    let title = crate::web::shell::words_for(visitor, &settings).say(title);
    let head = Head {
        title,
        indexed: false,
        ..Head::default()
    };
    Shell::new(site, visitor, settings, head)
}

/// `/{slug}/comments` is where they are on the article's own page.
pub async fn index(request: HttpRequest) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let place = format!("{}#comments", address::of_post(&slug));
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, place))
        .finish())
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let reader = visitor.clone();
    let read = site.read_current(move |db, settings| {
        let post = article(db, &slug)?;
        let (comment, written) = visible(db, &post, id, reader.commenting())?;
        let may = access::may_comment(&post, reader.user.as_ref(), settings);
        Ok((post, comment, written, may))
    });
    let (settings, (post, comment, written, may)) = read.await?;
    let is_approved = comment.status == CommentStatus::Approved;
    let page = CommentPage {
        shell: shell(&site, &visitor, settings, "comment-answer-title"),
        is_changeable: access::may_change_own(visitor.commenting(), &written, Moment::now()),
        mode: match may {
            Ok(()) if is_approved => {
                let form = CommentForm::fresh(&site, &visitor, &post.slug, Some(comment.id));
                Mode::Write(form)
            }
            Ok(()) => silent(Silence::Closed),
            Err(silence) => silent(silence),
        },
        post,
        comment: Some(comment),
    };
    answer::page(&request, &page)
}

/// The number of a comment in `/{slug}/comments/{id}/…`.
fn comment_id(request: &HttpRequest) -> Result<CommentId, AppError> {
    let segment = address::segment(request, 2)?;
    let is_plain = segment.bytes().all(|byte| byte.is_ascii_digit());
    match segment.parse() {
        Ok(number) if is_plain => Ok(CommentId(number)),
        _ => Err(AppError::NotFound),
    }
}

/// A comment that this reader sees: approved, or their own.
fn visible(
    db: &mut Db,
    post: &Post,
    id: CommentId,
    reader: Commenting,
) -> storage::Result<(Comment, Written)> {
    let (comment, written) = comments::one(db, post.id, id)?;
    let is_seen = match comment.status {
        CommentStatus::Approved => true,
        CommentStatus::Pending => access::is_own(reader, &written),
        CommentStatus::Spam | CommentStatus::Removed => false,
    };
    if is_seen {
        Ok((comment, written))
    } else {
        Err(StorageError::NotFound)
    }
}

fn address_hash(site: &Site, address: IpAddr) -> Vec<u8> {
    site.seal.hash("address", &peer::neighbourhood(address))
}

/// A comment as it was typed, checked but for what only the database knows.
struct Typed {
    body: CommentBody,
    language: Language,
    name: Option<PersonName>,
}

fn parse(
    fields: &Fields,
    is_guest: bool,
    around: Language,
    words: &Words,
) -> Result<Typed, FieldErrors> {
    if let Some(field) = fields.undecodable(&["name", "text"]) {
        return Err(FieldErrors::only(words, field, Refusal::NotText));
    }
    let mut errors = FieldErrors::default();
    let chosen = Language::from_tag(fields.text("language"));
    let body = CommentBody::parse_in(fields.text("text"), chosen, around);
    let body = errors.take(words, "text", body);
    let name = if is_guest {
        errors
            .take(words, "name", PersonName::parse(fields.text("name")))
            .map(Some)
    } else {
        Some(None)
    };
    match (body, name) {
        (Some((body, language)), Some(name)) => Ok(Typed {
            body,
            language,
            name,
        }),
        _ => Err(errors),
    }
}

/// The address at which a comment stands on its article.
fn place_of(db: &mut Db, post: &Post, id: CommentId) -> storage::Result<String> {
    let (comment, _) = comments::one(db, post.id, id)?;
    let article = address::of_post(&post.slug);
    if post.comment_count >= PAGE_LENGTH as i64 {
        let thread = comment.thread_id.0;
        return Ok(format!(
            "{article}?comments-after={thread}-0#comment-{}",
            id.0
        ));
    }
    Ok(format!("{article}#comment-{}", id.0))
}
