//! "Write this in …": a draft in another language, linked to its original.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{edit_address, post_id};
use crate::domain::access;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::storage::{StorageError, audit, posts, translations, writing};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::{AppError, Site, answer};

/// Begins a translation, or leads to the one there is.
pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_enter_desk)?.clone();
    let original = post_id(&request)?;
    let language =
        Language::from_tag(form.text("language")).ok_or(AppError::Invalid("no such language"))?;
    let actor = form.visitor.actor(&user);
    let (post, is_new) = site
        .store
        .write(move |db| {
            writing::require_editable(db, original, &user)?;
            let known = posts::by_id(db, original)?;
            if let Some(version) = version(db, &known, language)? {
                return Ok((version, false));
            }
            let now = Moment::now();
            let post = writing::translate(db, original, language, &user, now)?;
            let subject = format!("post:{}", post.0);
            audit::record(db, &actor.did("post.translated", subject, now))?;
            Ok((post, true))
        })
        .await?;
    site.bells.indexing.notify_one();
    let message = if is_new {
        "flash-translation-begun"
    } else {
        "flash-translation-known"
    };
    Ok(answer::onward(
        &site,
        &edit_address(post),
        Some(Flash::new(message)),
    ))
}

fn version(
    db: &mut crate::storage::Db,
    post: &Post,
    language: Language,
) -> Result<Option<crate::domain::ids::PostId>, StorageError> {
    if post.language == language {
        return Ok(Some(post.id));
    }
    let Some(group) = post.translation_group_id else {
        return Ok(None);
    };
    let versions = translations::versions(db, group)?;
    Ok(versions
        .into_iter()
        .find(|version| version.language == language)
        .map(|version| version.post))
}
