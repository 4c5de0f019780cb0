//! What becomes of the editor's form: kept, published, refused, or put beside another's.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::editor::{self, Deed, EditorPage, Sent, Unsavable};
use super::posts::{blank, working};
use super::{edit_address, post_id};
use crate::domain::access;
use crate::domain::audit::Actor;
use crate::domain::draft::Typed;
use crate::domain::ids::PostId;
use crate::domain::moment::Moment;
use crate::domain::post::PostStatus;
use crate::domain::user::User;
use crate::locale::Words;
use crate::storage::writing::{self, Clash, Intent, Saved, Saving};
use crate::storage::{self, Db, audit, submissions};
use crate::text::controls;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::{AppError, Site, address, answer};

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    send(&site, &form, None).await
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let id = post_id(&request)?;
    send(&site, &form, Some(id)).await
}

/// A form that was sent, with who sent it.
pub(super) struct Letter {
    pub by: User,
    pub actor: Actor,
    pub sent: Sent,
}

async fn send(site: &Site, form: &Form, post: Option<PostId>) -> Result<HttpResponse, AppError> {
    let by = form.user_who(access::may_enter_desk)?.clone();
    let (settings, ()) = site.read_current(|_, _| Ok(())).await?;
    let letter = Arc::new(Letter {
        actor: form.visitor.actor(&by),
        sent: editor::sent(&form.fields, &by, settings.main_language),
        by,
    });
    let words = crate::web::shell::words_for(&form.visitor, &settings);
    let (zone, now) = (settings.zone(), Moment::now());
    let (checking, fields) = (Arc::clone(&letter), form.fields.clone());
    let checked = site
        .think(move || editor::check(&checking.sent, &fields, words, &zone, now))
        .await?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(unsavable) => return refused(site, form, post, &letter, unsavable).await,
    };
    let (saving, intent) = (Arc::clone(&letter), checked.intent);
    let saved = site
        .store
        .write(move |db| {
            let draft = Some(&checked.draft);
            save(db, post, &saving, draft, checked.intent, "")
        })
        .await?;
    match saved {
        Saved::Done { post, .. } => {
            site.bells.indexing.notify_one();
            if matches!(intent, Intent::Schedule(_)) {
                site.bells.publishing.notify_one();
            }
            done(site, post, &letter.sent).await
        }
        Saved::Clash(clash) => clashed(site, form, &letter, *clash).await,
        Saved::Moved { post, status } => moved(site, form, post, &letter, words, status).await,
        Saved::Refused(refusals) => {
            let mut errors = FieldErrors::default();
            for (field, refusal) in refusals {
                errors.refuse(words, field, refusal);
            }
            let unsavable = Unsavable {
                errors,
                is_twice: false,
            };
            refused(site, form, post, &letter, unsavable).await
        }
    }
}

/// Saves what the editor sent, over its post or as a new one; the same new form makes one post however
/// often it is sent.
pub(super) fn save(
    db: &mut Db,
    post: Option<PostId>,
    letter: &Letter,
    draft: Option<&crate::domain::draft::Draft>,
    intent: Intent,
    provisional: &str,
) -> storage::Result<Saved> {
    let now = Moment::now();
    let sent = &letter.sent;
    let saving = Saving {
        by: &letter.by,
        typed: &sent.typed,
        shown: sent.shown.as_ref(),
        shows_draft: sent.shows_draft,
        draft,
        based_on: sent.based_on,
        editing: &sent.editing,
        turn: sent.turn,
        shown_status: sent.shown_status,
        intent,
    };
    let key = editor::new_post_key(&letter.by, &sent.editing);
    let known = match post {
        Some(post) => Some(post),
        None if sent.editing.is_empty() => None,
        None => submissions::led_to(db, &key)?
            .as_deref()
            .and_then(editor::post_in),
    };
    let saved = match known {
        Some(post) => {
            writing::require_editable(db, post, &letter.by)?;
            writing::save(db, post, &saving, now)?
        }
        None => {
            let saved = writing::create(db, &saving, provisional, None, now)?;
            if let Saved::Done { post, .. } = &saved {
                if !sent.editing.is_empty() {
                    submissions::remember(db, &key, &format!("/desk/posts/{}", post.0), now)?;
                }
                let subject = format!("post:{}", post.0);
                audit::record(db, &letter.actor.did("post.created", subject, now))?;
            }
            saved
        }
    };
    let done = match &saved {
        Saved::Done { post, .. } => Some((sent.deed.action(), *post)),
        Saved::Clash(clash) => Some(("post.clashed", clash.post)),
        Saved::Moved { .. } | Saved::Refused(_) => None,
    };
    if let Some((action, post)) = done.filter(|_| intent != Intent::Autosave) {
        let subject = format!("post:{}", post.0);
        audit::record(db, &letter.actor.did(action, subject, now))?;
    }
    Ok(saved)
}

async fn done(site: &Site, post: PostId, sent: &Sent) -> Result<HttpResponse, AppError> {
    let is_cleaned = controls::are_removed(&sent.typed.source);
    let message = match sent.deed {
        Deed::Preview => {
            return Ok(answer::onward(
                site,
                &format!("/desk/posts/{}/preview", post.0),
                None,
            ));
        }
        Deed::Save if is_cleaned => "flash-saved-cleaned",
        Deed::Publish if is_cleaned => "flash-published-cleaned",
        Deed::Schedule if is_cleaned => "flash-scheduled-cleaned",
        Deed::Save => "flash-saved",
        Deed::Publish => "flash-published",
        Deed::Schedule => "flash-scheduled",
        Deed::Unpublish => "flash-unpublished",
        Deed::Archive => "flash-archived",
    };
    let flash = Flash::new(message);
    let flash = match sent.deed {
        Deed::Publish => {
            let slug = site
                .store
                .read_current(move |db| storage::posts::slug_of(db, post))
                .await?;
            flash.with_link(format!("{}{}", site.base_url, address::of_post(&slug)))
        }
        _ => flash,
    };
    Ok(answer::onward(site, &edit_address(post), Some(flash)))
}

/// The page of a form that was not saved, with everything that was typed.
async fn shown_again(
    site: &Site,
    form: &Form,
    post: Option<PostId>,
    letter: &Letter,
) -> Result<EditorPage, AppError> {
    let user = letter.by.clone();
    let read = super::read(
        site,
        &form.visitor,
        "editor-title",
        move |db, _| match post {
            Some(post) => {
                let (working, choices) = working(db, post, &user)?;
                Ok((Some(working), choices))
            }
            None => Ok((None, editor::choices(db, None, &user)?)),
        },
    );
    let (shell, (working, choices)) = read.await?;
    let sent = &letter.sent;
    let page = match working {
        Some(working) => editor::opened(shell, working, choices, sent.editing.clone()),
        None => EditorPage {
            editing: sent.editing.clone(),
            ..blank(shell, Typed::default(), choices)
        },
    };
    Ok(EditorPage {
        typed: sent.typed.clone(),
        surroundings: sent.shown.clone().unwrap_or_default(),
        shows_draft: sent.shows_draft,
        revision: sent.based_on,
        when: sent.when.clone(),
        turn: sent.turn,
        ..page
    })
}

async fn refused(
    site: &Site,
    form: &Form,
    post: Option<PostId>,
    letter: &Letter,
    why: Unsavable,
) -> Result<HttpResponse, AppError> {
    let page = EditorPage {
        errors: why.errors,
        is_twice: why.is_twice,
        ..shown_again(site, form, post, letter).await?
    };
    answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The form again, with what the post has become since it was shown: the form of that post, whatever it
/// was sent as, so that a decision made now is made about what it has become.
async fn moved(
    site: &Site,
    form: &Form,
    post: PostId,
    letter: &Letter,
    words: &Words,
    status: PostStatus,
) -> Result<HttpResponse, AppError> {
    let message = match status {
        PostStatus::Draft => "moved-draft",
        PostStatus::Scheduled => "moved-scheduled",
        PostStatus::Published => "moved-published",
        PostStatus::Archived => "moved-archived",
    };
    let mut errors = FieldErrors::default();
    errors.add("form", words.say(message));
    let page = EditorPage {
        errors,
        ..shown_again(site, form, Some(post), letter).await?
    };
    answer::refusal(&page, StatusCode::CONFLICT)
}

/// Both texts, and a form with both in it that is saved upon theirs.
async fn clashed(
    site: &Site,
    form: &Form,
    letter: &Arc<Letter>,
    clash: Clash,
) -> Result<HttpResponse, AppError> {
    let page = shown_again(site, form, Some(clash.post), letter).await?;
    let (mine, language) = (Arc::clone(letter), page.text_language());
    let theirs = clash.theirs.id;
    let (around, shows_draft) = (clash.around.clone(), clash.has_draft);
    let merged =
        site.think(move || editor::merging(&clash, &mine.sent.typed, &mine.by.name, language));
    let (merging, typed) = merged.await?;
    let page = EditorPage {
        typed,
        revision: Some(theirs),
        // It begins from what stands now.
        surroundings: around,
        shows_draft,
        // The form that came too late keeps its name, so that it is known when it comes again.
        editing: editor::new_editing()?,
        turn: 0,
        merging: Some(merging),
        ..page
    };
    answer::refusal(&page, StatusCode::CONFLICT)
}
