//! What readers do about their own comments: change them, and take them back.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::writing::{is_blocked, silenced, slowed};
use super::{
    CommentPage, Mode, Typed, address_hash, article, comment_id, parse, place_of, shell, visible,
};
use crate::domain::access::{self, Guest, Silence, Written};
use crate::domain::comment::{Comment, CommentStatus};
use crate::domain::ids::CommentId;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::slug::Slug;
use crate::storage::{self, Db, StorageError, comments};
use crate::text::controls;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

/// A reader's own comment, and whether it may still be changed.
struct Own {
    post: Post,
    comment: Comment,
    written: Written,
    is_changeable: bool,
}

fn own(db: &mut Db, slug: &Slug, id: CommentId, reader: &Visitor) -> storage::Result<Own> {
    let post = article(db, slug)?;
    let (comment, written) = visible(db, &post, id, reader.commenting())?;
    if !access::is_own(reader.commenting(), &written) {
        return Err(StorageError::NotFound);
    }
    Ok(Own {
        is_changeable: access::may_change_own(reader.commenting(), &written, Moment::now()),
        post,
        comment,
        written,
    })
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let reader = visitor.clone();
    let read = site.read_current(move |db, _| {
        let own = own(db, &slug, id, &reader)?;
        Ok((own, comments::source(db, id)?))
    });
    let (settings, (own, text)) = read.await?;
    let shell = shell(&site, &visitor, settings, "comment-edit-title");
    if !own.is_changeable {
        return too_late(shell, own, String::new());
    }
    let language = own.comment.language.tag().to_owned();
    let page = edit_page(shell, own, text, language, FieldErrors::default());
    answer::page(&request, &page)
}

fn edit_page(
    shell: Shell,
    own: Own,
    text: String,
    language: String,
    errors: FieldErrors,
) -> CommentPage {
    CommentPage {
        shell,
        post: own.post,
        comment: Some(own.comment),
        mode: Mode::Edit {
            text,
            language,
            errors,
        },
        is_changeable: true,
    }
}

fn too_late(shell: Shell, own: Own, text: String) -> Result<HttpResponse, AppError> {
    let page = CommentPage {
        shell,
        post: own.post,
        comment: Some(own.comment),
        mode: Mode::Silent {
            message: "comment-too-late",
            text,
        },
        is_changeable: false,
    };
    answer::refusal(&page, StatusCode::FORBIDDEN)
}

/// What came of other words for a comment.
enum Changed {
    /// The comment stands, or waits, at this address.
    Done(String, bool),
    TooLate,
    Silent(Silence),
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let (asked, reader) = (slug.clone(), form.visitor.clone());
    let read = site.read_current(move |db, _| own(db, &asked, id, &reader));
    let (settings, own) = read.await?;
    let shell = shell(&site, &form.visitor, settings, "comment-edit-title");
    let text = form.text("text").to_owned();
    if let Some(wait) = slowed(&site.throttles.commenting, &form, &shell) {
        let mut errors = FieldErrors::default();
        errors.add("text", shell.words.count("too-often", wait.seconds as i64));
        let language = form.text("language").to_owned();
        let page = edit_page(shell, own, text, language, errors);
        let mut answer = answer::refusal(&page, StatusCode::TOO_MANY_REQUESTS)?;
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, wait.seconds.into());
        return Ok(answer);
    }
    let (fields, words, around) = (form.fields.clone(), shell.words, own.post.language);
    let parsed = site
        .think(move || parse(&fields, false, around, words))
        .await?;
    let typed = match parsed {
        Ok(typed) => typed,
        Err(errors) => {
            let language = form.text("language").to_owned();
            let page = edit_page(shell, own, text, language, errors);
            return answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let reader = form.visitor.clone();
    let address = reader.address.map(|address| address_hash(&site, address));
    let changed = site
        .store
        .write(move |db| change(db, &slug, id, &reader, address.as_ref(), &typed));
    match changed.await? {
        Changed::Done(place, waits) => {
            let is_cleaned = controls::are_removed(&text);
            let message = match (waits, is_cleaned) {
                (true, false) => "flash-comment-waits",
                (true, true) => "flash-comment-waits-cleaned",
                (false, false) => "flash-comment-changed",
                (false, true) => "flash-comment-changed-cleaned",
            };
            Ok(answer::onward(&site, &place, Some(Flash::new(message))))
        }
        Changed::TooLate => too_late(shell, own, text),
        Changed::Silent(silence) => silenced(shell, own.post, silence, &form),
    }
}

/// Gives a comment other words, when everything is still as its writer saw it.
fn change(
    db: &mut Db,
    slug: &Slug,
    id: CommentId,
    reader: &Visitor,
    address: Option<&Vec<u8>>,
    typed: &Typed,
) -> storage::Result<Changed> {
    let own = own(db, slug, id, reader)?;
    if !own.is_changeable {
        return Ok(Changed::TooLate);
    }
    let settings = storage::settings::load(db)?;
    if let Err(silence) = access::may_comment(&own.post, reader.user.as_ref(), &settings) {
        return Ok(Changed::Silent(silence));
    }
    let guest = match (&own.written.guest_key, &own.comment.guest_name) {
        (Some(key), Some(name)) => {
            if is_blocked(db, Some(key), address)? {
                return Ok(Changed::Silent(Silence::Blocked));
            }
            Some(Guest {
                is_known: comments::is_known_guest(db, key, name, Some(id))?,
                is_trapped: false,
                is_hasty: false,
            })
        }
        _ => None,
    };
    let now = Moment::now();
    comments::change_words(db, id, &typed.body, typed.language, now)?;
    let status = access::status_after_edit(own.comment.status, guest, &settings);
    if status != own.comment.status {
        comments::set_status(db, id, status, now)?;
    }
    let waits = status == CommentStatus::Pending;
    Ok(Changed::Done(place_of(db, &own.post, id)?, waits))
}

pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let reader = form.visitor.clone();
    let done = site
        .store
        .write(move |db| {
            let own = own(db, &slug, id, &reader)?;
            if own.is_changeable {
                comments::take_back(db, id, Moment::now())?;
            }
            let place = format!("{}#comments", address::of_post(&own.post.slug));
            Ok(own.is_changeable.then_some(place))
        })
        .await?;
    let place = done.ok_or(AppError::Forbidden("too late to take a comment back"))?;
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-comment-removed")),
    ))
}
