//! The writer's and editor's side.

pub mod activity;
pub mod autosaves;
pub mod comments;
pub mod dashboard;
mod editor;
pub mod keys;
pub mod mentions;
pub mod people;
pub mod posts;
pub mod previews;
pub mod remarks;
pub mod revisions;
pub mod saves;
pub mod searches;
pub mod series;
pub mod settings;
pub mod system;
pub mod tags;
pub mod tokens;
pub mod translations;
pub mod webhooks;

use actix_web::HttpRequest;

use super::shell::{Head, Shell};
use super::visitor::Visitor;
use super::{AppError, Site, address};
use crate::domain::access;
use crate::domain::comment::CommentStatus;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::mention::MentionStatus;
use crate::domain::post::PostKind;
use crate::domain::settings::Settings;
use crate::locale::Words;
use crate::storage::moderations::{self, Queue};
use crate::storage::{self, Db};

/// Asks what a page of the desk needs, and what its frame needs beside it.
async fn read<T, F>(
    site: &Site,
    visitor: &Visitor,
    title: &str,
    question: F,
) -> Result<(Shell, T), AppError>
where
    T: Send + 'static,
    F: FnOnce(&mut Db, &Settings) -> storage::Result<T> + Send + 'static,
{
    let moderates = visitor.user.as_ref().is_some_and(access::may_moderate);
    let read = site.read_current(move |db, settings| {
        let waiting = if moderates {
            let queue = Queue::Of(CommentStatus::Pending);
            let held = storage::mentions::count(db, MentionStatus::Held)?;
            Some(moderations::count(db, queue)? + held)
        } else {
            None
        };
        Ok((waiting, question(db, settings)?))
    });
    let (settings, (waiting, answer)) = read.await?;
    let words = super::shell::words_for(visitor, &settings);
    let head = Head {
        title: words.say(title),
        indexed: false,
        ..Head::default()
    };
    let mut shell = Shell::new(site, visitor, settings, head);
    shell.waiting = waiting;
    Ok((shell, answer))
}

/// The number in an address, as far as it can be one.
fn number(request: &HttpRequest, place: usize) -> Result<i64, AppError> {
    let segment = address::segment(request, place)?;
    let is_plain = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    match segment.parse() {
        Ok(number) if is_plain && number > 0 => Ok(number),
        _ => Err(AppError::NotFound),
    }
}

/// The post in `/desk/posts/{id}/…`.
fn post_id(request: &HttpRequest) -> Result<PostId, AppError> {
    number(request, 2).map(PostId)
}

fn edit_address(post: PostId) -> String {
    format!("/desk/posts/{}/edit", post.0)
}

/// What stands in a field of the editor, as a person reads it.
fn told(words: &Words, field: &str, kept: &str, series: impl Fn(&str) -> Option<String>) -> String {
    let known = match field {
        _ if kept.is_empty() => Some("–".to_owned()),
        "kind" => PostKind::parse(kept).map(|kind| words.say(&format!("kind-{}", kind.as_str()))),
        "language" => Language::from_tag(kept).map(|known| known.own_name().to_owned()),
        "series" => series(kept),
        "comments" => Some(words.say(&format!("compare-comments-{kept}"))),
        _ => None,
    };
    known.unwrap_or_else(|| kept.to_owned())
}
