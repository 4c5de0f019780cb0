//! The queue of comments, and what moderators decide.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::comment::CommentStatus;
use crate::domain::ids::{CommentId, GuestBlockId, ModerationId};
use crate::domain::mention::MentionStatus;
use crate::domain::moderation::Verdict;
use crate::domain::moment::Moment;
use crate::storage::guests::{self, GuestBlock};
use crate::storage::moderations::{self, PAGE_LENGTH, Queue, Waiting};
use crate::storage::{audit, mentions, reports};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "desk/comments/index.html")]
struct CommentsPage {
    shell: Shell,
    queue: Queue,
    tabs: Vec<Tab>,
    comments: Vec<Waiting>,
    older: Option<i64>,
    /// How many other sites wait to be shown.
    mentions: i64,
    /// This page's own address, to come back to.
    here: String,
}

/// A queue with how much waits in it.
struct Tab {
    name: &'static str,
    count: i64,
    is_here: bool,
}

impl Tab {
    fn is_full(&self) -> bool {
        self.count >= moderations::MOST_COUNTED
    }
}

const QUEUES: [(&str, Queue); 5] = [
    ("pending", Queue::Of(CommentStatus::Pending)),
    ("reported", Queue::Reported),
    ("approved", Queue::Of(CommentStatus::Approved)),
    ("spam", Queue::Of(CommentStatus::Spam)),
    ("removed", Queue::Of(CommentStatus::Removed)),
];

impl CommentsPage {
    fn name(&self) -> &'static str {
        let found = QUEUES.iter().find(|(_, queue)| *queue == self.queue);
        found.map_or("pending", |(name, _)| name)
    }

    /// What can be decided about one comment.
    fn verdicts(&self, comment: &Waiting) -> Vec<Verdict> {
        let suits = |verdict: &Verdict| {
            let is_guest = comment.guest_name.is_some();
            verdict.suits(comment.status)
                && (*verdict != Verdict::Block || is_guest)
                && (*verdict != Verdict::Restore || !comment.is_emptied)
        };
        Verdict::ALL.into_iter().filter(suits).collect()
    }

    /// What can be decided about many: whatever suits some of them.
    fn verdicts_for_many(&self) -> Vec<Verdict> {
        let all: Vec<Verdict> = self
            .comments
            .iter()
            .flat_map(|comment| self.verdicts(comment))
            .collect();
        Verdict::ALL
            .into_iter()
            .filter(|verdict| all.contains(verdict))
            .collect()
    }

    fn post_address(&self, comment: &Waiting) -> String {
        let post = address::of_post(&comment.post_slug);
        match comment.status {
            CommentStatus::Approved => format!("{post}#comment-{}", comment.id.0),
            _ => post,
        }
    }

    fn is_reported_queue(&self) -> bool {
        self.queue == Queue::Reported
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_moderate)?;
    let asked = query.get("queue").unwrap_or("pending");
    let queue = QUEUES
        .iter()
        .find(|(name, _)| *name == asked)
        .map(|(_, queue)| *queue)
        .ok_or(AppError::NotFound)?;
    let before = query.number("before")?.map(CommentId);
    let read = super::read(&site, &visitor, "comments-desk-title", move |db, _| {
        let found = moderations::queue(db, queue, before)?;
        let mut counts = Vec::new();
        for (name, other) in QUEUES {
            // Nobody counts what everybody can read.
            let is_counted = other != Queue::Of(CommentStatus::Approved);
            let count = match is_counted {
                true => moderations::count(db, other)?,
                false => 0,
            };
            counts.push((name, other, count));
        }
        Ok((found, counts, mentions::count(db, MentionStatus::Held)?))
    });
    let (shell, ((comments, older), counts, mentions)) = read.await?;
    let tabs = counts.into_iter().map(|(name, other, count)| Tab {
        name,
        count,
        is_here: other == queue,
    });
    let page = CommentsPage {
        queue,
        tabs: tabs.collect(),
        comments,
        older: older.map(|id| id.0),
        mentions,
        here: shell.here.clone(),
        shell,
    };
    answer::page(&request, &page)
}

/// Back to the page of the queue that the decision was made on.
fn back(form: &Form) -> String {
    let back = address::on_this_site(form.text("back"));
    if back.starts_with("/desk") {
        back.to_owned()
    } else {
        "/desk/comments".to_owned()
    }
}

/// One button of one comment sends `one=verdict:id`; the buttons for many send `many=verdict` and the
/// ticked `comment`s.
fn decision(form: &Form) -> Option<(Verdict, Vec<CommentId>)> {
    let id = |text: &str| text.parse().ok().map(CommentId);
    if let Some((verdict, comment)) = form.text("one").split_once(':') {
        return Some((Verdict::parse(verdict)?, vec![id(comment)?]));
    }
    let verdict = Verdict::parse(form.text("many"))?;
    let comments = form.fields.all("comment").take(2 * PAGE_LENGTH);
    Some((verdict, comments.map(id).collect::<Option<Vec<_>>>()?))
}

pub async fn decide(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let back = back(&form);
    let Some((verdict, about)) = decision(&form) else {
        return Err(AppError::Invalid("no such decision"));
    };
    if about.is_empty() {
        let flash = Flash::new("flash-none-chosen");
        return Ok(answer::onward(&site, &back, Some(flash)));
    }
    let actor = form.visitor.actor(&user);
    let decided = site
        .store
        .write(move |db| {
            let now = Moment::now();
            let decided = moderations::decide(db, user.id, verdict, &about, now)?;
            let subject = match about[..] {
                [only] => format!("comment:{}", only.0),
                _ => format!("moderation:{}", decided.moderation.0),
            };
            if decided.has_effect() && !decided.is_repeated {
                audit::record(db, &actor.did(verdict.action(), subject, now))?;
            }
            Ok(decided)
        })
        .await?;
    if decided.changed + decided.blocked == 0 {
        let flash = match decided.settled {
            0 => Flash::new("flash-nothing-changed"),
            settled => Flash::new("flash-reports-settled").counting(settled as i64),
        };
        return Ok(answer::onward(&site, &back, Some(flash)));
    }
    let undo = format!("/desk/comments/moderations/{}/undo", decided.moderation.0);
    let flash = Flash::new(match verdict {
        Verdict::Approve => "flash-comments-approved",
        Verdict::Spam => "flash-comments-spam",
        Verdict::Remove => "flash-comments-removed",
        Verdict::Restore => "flash-comments-restored",
        Verdict::Block => "flash-guest-blocked",
    });
    let flash = flash.counting(decided.changed as i64).with_undo(undo);
    Ok(answer::onward(&site, &back, Some(flash)))
}

pub async fn undo(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let moderation = ModerationId(number(&request, 3)?);
    let actor = form.visitor.actor(&user);
    let changed = site
        .store
        .write(move |db| {
            let now = Moment::now();
            let changed = moderations::undo(db, moderation, now)?;
            if changed.is_some() {
                let subject = format!("moderation:{}", moderation.0);
                audit::record(db, &actor.did("comment.undone", subject, now))?;
            }
            Ok(changed.unwrap_or(0))
        })
        .await?;
    let flash = Flash::new("flash-undone").counting(changed as i64);
    Ok(answer::onward(&site, &back(&form), Some(flash)))
}

/// Settles reports without deciding about the comments: there was nothing wrong with them.
pub async fn settle(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let about: Vec<CommentId> = form
        .fields
        .all("comment")
        .take(2 * PAGE_LENGTH)
        .filter_map(|text| text.parse().ok().map(CommentId))
        .collect();
    let actor = form.visitor.actor(&user);
    let settled = site
        .store
        .write(move |db| {
            let now = Moment::now();
            let mut settled = 0;
            for comment in about {
                let of_this_one = reports::settle(db, &[comment], now)?;
                if of_this_one > 0 {
                    let subject = format!("comment:{}", comment.0);
                    audit::record(db, &actor.did("reports.settled", subject, now))?;
                }
                settled += of_this_one;
            }
            Ok(settled)
        })
        .await?;
    let flash = Flash::new("flash-reports-settled").counting(settled as i64);
    Ok(answer::onward(&site, &back(&form), Some(flash)))
}

#[derive(Template)]
#[template(path = "desk/comments/guests.html")]
struct GuestsPage {
    shell: Shell,
    blocked: Vec<GuestBlock>,
}

pub async fn guests(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_moderate)?;
    let read = super::read(&site, &visitor, "guests-title", |db, _| guests::blocked(db));
    let (shell, blocked) = read.await?;
    answer::page(&request, &GuestsPage { shell, blocked })
}

pub async fn unblock(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let block = GuestBlockId(number(&request, 3)?);
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            guests::unblock(db, block)?;
            let subject = format!("guest:{}", block.0);
            audit::record(db, &actor.did("guest.unblocked", subject, Moment::now()))
        })
        .await?;
    Ok(answer::onward(
        &site,
        "/desk/comments/guests",
        Some(Flash::new("flash-guest-unblocked")),
    ))
}
