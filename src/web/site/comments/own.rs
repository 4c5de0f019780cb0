//! What readers do about their own comments: change them, and take them back.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CommentPage, Mode, article, comment_id, parse, place_of, shell, visible};
use crate::domain::access;
use crate::domain::comment::Comment;
use crate::domain::ids::CommentId;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::slug::Slug;
use crate::storage::{self, Db, StorageError, comments};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

/// A comment that this reader may still change, or the reason why not.
fn own(
    db: &mut Db,
    slug: &Slug,
    id: CommentId,
    reader: &Visitor,
) -> storage::Result<(Post, Comment, bool)> {
    let post = article(db, slug)?;
    let (comment, written) = visible(db, &post, id, reader.commenting())?;
    if !access::is_own(reader.commenting(), &written) {
        return Err(StorageError::NotFound);
    }
    let may = access::may_change_own(reader.commenting(), &written, Moment::now());
    Ok((post, comment, may))
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let reader = visitor.clone();
    let read = site.read_current(move |db, _| {
        let (post, comment, may) = own(db, &slug, id, &reader)?;
        let text = comments::source(db, id)?;
        Ok((post, comment, may, text))
    });
    let (settings, (post, comment, may, text)) = read.await?;
    if !may {
        return Err(AppError::Forbidden("too late to change a comment"));
    }
    let page = CommentPage {
        shell: shell(&site, &visitor, settings, "comment-edit-title"),
        post,
        mode: Mode::Edit {
            text,
            language: comment.language.tag().to_owned(),
            errors: FieldErrors::default(),
        },
        comment: Some(comment),
        is_changeable: true,
    };
    answer::page(&request, &page)
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let (asked, reader) = (slug.clone(), form.visitor.clone());
    let read = site.read_current(move |db, _| own(db, &asked, id, &reader));
    let (settings, (post, comment, may)) = read.await?;
    if !may {
        return Err(AppError::Forbidden("too late to change a comment"));
    }
    let shell = shell(&site, &form.visitor, settings, "comment-edit-title");
    let (fields, words, around) = (form.fields.clone(), shell.words, post.language);
    let parsed = site
        .think(move || parse(&fields, false, around, words))
        .await?;
    let typed = match parsed {
        Ok(typed) => typed,
        Err(errors) => {
            let page = CommentPage {
                shell,
                post,
                mode: Mode::Edit {
                    text: form.text("text").to_owned(),
                    language: form.text("language").to_owned(),
                    errors,
                },
                comment: Some(comment),
                is_changeable: true,
            };
            return answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let reader = form.visitor.clone();
    let place = site
        .store
        .write(move |db| {
            let (post, _, may) = own(db, &slug, id, &reader)?;
            if may {
                comments::change_words(db, id, &typed.body, typed.language, Moment::now())?;
            }
            place_of(db, &post, id)
        })
        .await?;
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-comment-changed")),
    ))
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
            let (post, _, may) = own(db, &slug, id, &reader)?;
            if may {
                comments::take_back(db, id, Moment::now())?;
            }
            Ok(may.then(|| format!("{}#comments", address::of_post(&post.slug))))
        })
        .await?;
    let place = done.ok_or(AppError::Forbidden("too late to take a comment back"))?;
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-comment-removed")),
    ))
}
