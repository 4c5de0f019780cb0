//! The record of what was done, page by page.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access;
use crate::domain::audit::Done;
use crate::domain::ids::AuditEntryId;
use crate::storage::audit::{self, PAGE_LENGTH, Whose};
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/activity/index.html")]
struct ActivityPage {
    shell: Shell,
    done: Vec<Done>,
    older: Option<i64>,
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_see_activity)?;
    let before = query.number("before")?.map(AuditEntryId);
    let read = super::read(&site, &visitor, "activity-title", move |db, _| {
        audit::newest(db, Whose::Everybodys, before, PAGE_LENGTH + 1)
    });
    let (shell, mut done) = read.await?;
    let has_more = done.len() as i64 > PAGE_LENGTH;
    done.truncate(PAGE_LENGTH as usize);
    let older = done.last().filter(|_| has_more).map(|last| last.id.0);
    answer::page(&request, &ActivityPage { shell, done, older })
}
