//! What the editor's script does by itself while somebody writes: keep the text, and show it rendered.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::remarks::{Remark, remarks};
use super::saves::{Letter, save};
use super::{edit_address, editor, post_id};
use crate::domain::access;
use crate::domain::draft::provisional_title;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::post::LARGEST_SOURCE;
use crate::domain::refusal;
use crate::storage::writing::{Intent, Saved};
use crate::text::isolates;
use crate::text::markdown;
use crate::web::forms::{self, Form};
use crate::web::shell::words_for;
use crate::web::site::machines::Whole;
use crate::web::{AppError, Site};

/// What became of an autosave, for the script.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Kept {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<String>,
    /// Where the two texts can be seen side by side.
    #[serde(skip_serializing_if = "Option::is_none")]
    compare: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    let text = serde_json::to_string(body).unwrap_or_else(|_| "{}".to_owned());
    let mut answer = HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text);
    answer.extensions_mut().insert(Whole);
    answer
}

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    keep(&site, form, None).await
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let post = post_id(&request)?;
    keep(&site, form, Some(post)).await
}

async fn keep(site: &Site, form: Form, post: Option<PostId>) -> Result<HttpResponse, AppError> {
    let words = words_for(&form.visitor, &site.last_settings());
    if form.visitor.user.is_none() {
        let signed_out = Kept {
            state: "signed-out",
            message: Some(words.say("autosave-signed-out")),
            ..Kept::default()
        };
        return Ok(json(StatusCode::UNAUTHORIZED, &signed_out));
    }
    let by = form.user_who(access::may_enter_desk)?.clone();
    let sent = editor::sent(&form.fields, &by, site.last_settings().main_language);
    if let Err((_, refusal)) = sent.typed.check_kept() {
        let refused = Kept {
            state: "refused",
            message: Some(forms::said(words, refusal)),
            ..Kept::default()
        };
        return Ok(json(StatusCode::UNPROCESSABLE_ENTITY, &refused));
    }
    if post.is_none() && sent.typed.is_blank() {
        let nothing = Kept {
            state: "nothing",
            ..Kept::default()
        };
        return Ok(json(StatusCode::OK, &nothing));
    }
    let letter = Letter {
        actor: form.visitor.actor(&by),
        by,
        sent,
    };
    let untitled = words.say("post-untitled");
    let typed = letter.sent.typed.clone();
    let provisional = match post {
        Some(_) => String::new(),
        None => {
            let called = site.think(move || provisional_title(&typed, &untitled));
            called.await?
        }
    };
    let saved = site
        .store
        .write(move |db| save(db, post, &letter, None, Intent::Autosave, &provisional))
        .await?;
    if let Saved::Done { .. } = saved {
        site.bells.indexing.notify_one();
    }
    Ok(match saved {
        Saved::Done { post, revision } => json(
            StatusCode::OK,
            &Kept {
                state: "saved",
                post: Some(post.0),
                revision: Some(revision.0),
                edit: Some(edit_address(post)),
                ..Kept::default()
            },
        ),
        Saved::Clash(clash) => json(
            StatusCode::CONFLICT,
            &Kept {
                state: "clash",
                compare: Some(format!(
                    "/desk/posts/{}/revisions/{}?from={}",
                    clash.post.0, clash.aside.0, clash.theirs.id.0
                )),
                message: Some(words.with("autosave-clash", &clash.their_name)),
                ..Kept::default()
            },
        ),
        Saved::Moved { .. } | Saved::Refused(_) => json(
            StatusCode::UNPROCESSABLE_ENTITY,
            &Kept {
                state: "refused",
                ..Kept::default()
            },
        ),
    })
}

/// A text as its readers will see it, while it is typed.
#[derive(Debug, Serialize)]
struct Rendering {
    title: String,
    summary: String,
    html: String,
    language: &'static str,
    direction: &'static str,
    /// On which line of the source each block begins, from 0.
    lines: Vec<usize>,
    words: String,
    minutes: String,
    remarks: Vec<Remark>,
}

pub async fn render(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    form.user_who(access::may_enter_desk)?;
    let words = words_for(&form.visitor, &site.last_settings());
    let fallback = site.last_settings().main_language;
    let source = match refusal::body(form.text("source"), LARGEST_SOURCE) {
        Ok(source) => source,
        Err(refusal) => {
            let refused = Kept {
                state: "refused",
                message: Some(forms::said(words, refusal)),
                ..Kept::default()
            };
            return Ok(json(StatusCode::UNPROCESSABLE_ENTITY, &refused));
        }
    };
    let language = Language::from_tag(form.text("language")).unwrap_or(fallback);
    let (title, summary) = (
        form.text("title").to_owned(),
        form.text("summary").to_owned(),
    );
    let rendering = site
        .think(move || {
            let rendered = markdown::render(&source, language);
            let direction = language.direction();
            let length = rendered.length;
            Rendering {
                title: isolates::html(&title, direction),
                summary: isolates::html(&summary, direction),
                html: rendered.html,
                language: language.tag(),
                direction: direction.as_str(),
                lines: markdown::block_lines(&source),
                words: words.count("words-count", length.words() as i64),
                minutes: words.count("reading-minutes", length.minutes() as i64),
                remarks: remarks(&source, language, words),
            }
        })
        .await?;
    Ok(json(StatusCode::OK, &rendering))
}
