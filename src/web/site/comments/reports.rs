//! Telling the moderators of a comment.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CommentPage, Mode, address_hash, article, comment_id, shell, visible};
use crate::domain::access::Commenting;
use crate::domain::comment::LONGEST_REPORT;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::domain::token;
use crate::storage::reports;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let read = site.read_current(move |db, _| {
        let post = article(db, &slug)?;
        let (comment, _) = visible(db, &post, id, Commenting::default())?;
        Ok((post, comment))
    });
    let (settings, (post, comment)) = read.await?;
    let page = CommentPage {
        shell: shell(&site, &visitor, settings, "report-title"),
        post,
        comment: Some(comment),
        mode: Mode::Report {
            reason: String::new(),
            errors: FieldErrors::default(),
        },
        is_changeable: false,
    };
    answer::page(&request, &page)
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let (slug, id) = (address::slug(&request, 0)?, comment_id(&request)?);
    let read = site.read_current(move |db, _| {
        let post = article(db, &slug)?;
        let (comment, _) = visible(db, &post, id, Commenting::default())?;
        Ok((post, comment))
    });
    let (settings, (post, comment)) = read.await?;
    let shell = shell(&site, &form.visitor, settings, "report-title");
    let reporter = match (&form.visitor.user, form.visitor.address) {
        (Some(user), _) => token::hash(&format!("user {}", user.id.0)),
        (None, Some(address)) => address_hash(&site, address),
        (None, None) => token::hash("nobody"),
    };
    let admitted = site
        .throttles
        .reporting
        .admit(&token::hexadecimal(&reporter));
    let reason = refusal::optional_line(form.text("reason"), LONGEST_REPORT);
    let reason = match (admitted, reason) {
        (Ok(()), Ok(reason)) if form.fields.undecodable(&["reason"]).is_none() => reason,
        (admitted, reason) => {
            let mut errors = FieldErrors::default();
            let mut status = StatusCode::UNPROCESSABLE_ENTITY;
            if let Err(wait) = admitted {
                errors.add("form", shell.words.count("too-often", wait.seconds as i64));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            match reason {
                Err(refusal) => errors.refuse(shell.words, "reason", refusal),
                Ok(_) if errors.is_empty() => {
                    errors.refuse(shell.words, "reason", Refusal::NotText);
                }
                Ok(_) => {}
            }
            let page = CommentPage {
                shell,
                post,
                comment: Some(comment),
                mode: Mode::Report {
                    reason: form.text("reason").to_owned(),
                    errors,
                },
                is_changeable: false,
            };
            return answer::refusal(&page, status);
        }
    };
    site.store
        .write(move |db| reports::create(db, id, &reporter, &reason, Moment::now()))
        .await?;
    let place = format!("{}#comment-{}", address::of_post(&post.slug), id.0);
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-reported")),
    ))
}
