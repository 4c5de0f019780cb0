//! The desk's first page: what waits, what comes, what happened.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access;
use crate::domain::audit::Done;
use crate::domain::comment::CommentStatus;
use crate::domain::post::PostStatus;
use crate::storage::audit::{self, Whose};
use crate::storage::desk::{self, Filter, Row};
use crate::storage::moderations::{self, Queue, Waiting};
use crate::storage::search::Memory;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/dashboard/show.html")]
struct DashboardPage {
    shell: Shell,
    drafts: Vec<Row>,
    draft_count: usize,
    changed: Vec<Row>,
    scheduled: Vec<Row>,
    waiting: Vec<Waiting>,
    reported: i64,
    done: Vec<Done>,
}

/// What the page asks for.
struct Found {
    drafts: Vec<Row>,
    draft_count: usize,
    changed: Vec<Row>,
    scheduled: Vec<Row>,
    waiting: Vec<Waiting>,
    reported: i64,
    done: Vec<Done>,
}

/// How many of each the page shows.
const SHOWN: i64 = 8;
const ACTS_SHOWN: i64 = 10;

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let read = super::read(&site, &visitor, "desk-title", move |db, _| {
        let author = (!access::may_edit_all_posts(&user)).then_some(user.id);
        let (waiting, reported) = if access::may_moderate(&user) {
            let (mut waiting, _) = moderations::queue(db, Queue::Of(CommentStatus::Pending), None)?;
            waiting.truncate(SHOWN as usize);
            (waiting, moderations::count(db, Queue::Reported)?)
        } else {
            (Vec::new(), 0)
        };
        let whose = if access::may_see_activity(&user) {
            Whose::Everybodys
        } else {
            Whose::Of(user.id)
        };
        let drafts = Filter {
            status: Some(PostStatus::Draft),
            author,
            ..Filter::default()
        };
        Ok(Found {
            drafts: desk::latest_drafts(db, author, SHOWN)?,
            draft_count: desk::count(db, &Memory::default(), &drafts)?,
            changed: desk::unpublished_changes(db, author, SHOWN)?,
            scheduled: desk::scheduled(db, author, SHOWN)?,
            waiting,
            reported,
            done: audit::newest(db, whose, None, ACTS_SHOWN)?,
        })
    });
    let (shell, found) = read.await?;
    let page = DashboardPage {
        shell,
        drafts: found.drafts,
        draft_count: found.draft_count,
        changed: found.changed,
        scheduled: found.scheduled,
        waiting: found.waiting,
        reported: found.reported,
        done: found.done,
    };
    answer::page(&request, &page)
}
