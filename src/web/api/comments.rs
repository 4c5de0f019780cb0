//! Comments: what readers said, the queues, and what moderators decide.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::Problem;
use super::replies::{Listed, Made};
use super::shapes::comment::{
    CommentView, GuestBlockView, ModerationView, NewModeration, NewSettlement, QueuedComment,
};
use crate::domain::access::{self, Commenting, Reading};
use crate::domain::api_token::Scope;
use crate::domain::comment::CommentStatus;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::{CommentId, GuestBlockId, ModerationId, PostId};
use crate::domain::moderation::Verdict;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::storage::comments::{self, After};
use crate::storage::guests;
use crate::storage::moderations::{self, Queue};
use crate::storage::{audit, posts, reports};

/// The most comments that one decision is about.
const MOST_AT_ONCE: usize = 100;

pub fn operations(all: &mut Operations) {
    all.get("/posts/{id}/comments", "listComments", of_post)
        .says("What readers said below a public post, thread by thread.")
        .asks::<super::revisions::After>()
        .shows::<Listed<CommentView>>()
        .may_refuse(&[410]);
    all.get("/comments", "listQueue", queue)
        .says("A queue of comments as moderators see it, the newest first.")
        .needs(Scope::ReadComments)
        .asks::<Queued>()
        .shows::<Listed<QueuedComment>>();
    all.post("/moderations", "moderate", moderate)
        .says("Decides about comments.")
        .needs(Scope::Moderate)
        .takes::<NewModeration>()
        .makes::<ModerationView>()
        .once_by_key();
    all.delete("/moderations/{id}", "undoModeration", undo)
        .says("Takes a decision back.")
        .needs(Scope::Moderate);
    all.post("/settlements", "settleReports", settle)
        .says("Settles what readers reported, without deciding about the comments.")
        .needs(Scope::Moderate)
        .takes::<NewSettlement>();
    all.get("/guest-blocks", "listGuestBlocks", blocked)
        .says("Guests who were shut out.")
        .needs(Scope::ReadComments)
        .shows::<Listed<GuestBlockView>>();
    all.delete("/guest-blocks/{id}", "deleteGuestBlock", unblock)
        .says("Lets a guest comment again.")
        .needs(Scope::Moderate);
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QueueName {
    #[default]
    Pending,
    Reported,
    Approved,
    Spam,
    Removed,
}

/// Which queue, and which page of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    #[serde(default)]
    pub queue: QueueName,
    /// `next` of the page before.
    pub after: Option<String>,
}

async fn of_post(call: Call) -> Result<HttpResponse, Problem> {
    let id = PostId(call.number("id")?);
    let asked = call.query::<super::revisions::After>()?;
    let after = match &asked.after {
        None => None,
        Some(text) => Some(place(text).ok_or_else(|| {
            Problem::Malformed("after".to_owned(), "it is no `next` of a page".to_owned())
        })?),
    };
    let read = call.read(move |db, _| {
        match access::public_reading(&posts::by_id(db, id)?) {
            Reading::Allowed => {}
            Reading::Gone => return Ok(Err(Problem::Gone)),
            Reading::Unknown => return Ok(Err(Problem::NotFound)),
        }
        let page = comments::of_post(db, id, after, Commenting::NOBODY)?;
        let next = page
            .next
            .map(|after| format!("{}-{}", after.thread.0, after.comment.0));
        let items = page.comments.into_iter().map(CommentView::of).collect();
        Ok(Ok(Listed { items, next }))
    });
    let (_, page) = read.await?;
    call.list(
        &page?,
        Some(Shown::with([
            Name::Post(id),
            Name::Comments(id),
            Name::People,
        ])),
    )
}

fn place(text: &str) -> Option<After> {
    let (thread, comment) = text.split_once('-')?;
    Some(After {
        thread: CommentId(thread.parse().ok()?),
        comment: CommentId(comment.parse().ok()?),
    })
}

async fn queue(call: Call) -> Result<HttpResponse, Problem> {
    let asked = call.query::<Queued>()?;
    let before = super::revisions::After { after: asked.after }.number()?;
    let queue = match asked.queue {
        QueueName::Pending => Queue::Of(CommentStatus::Pending),
        QueueName::Reported => Queue::Reported,
        QueueName::Approved => Queue::Of(CommentStatus::Approved),
        QueueName::Spam => Queue::Of(CommentStatus::Spam),
        QueueName::Removed => Queue::Of(CommentStatus::Removed),
    };
    let base = call.site.base_url.clone();
    let read = call.read(move |db, _| {
        let (waiting, next) = moderations::queue(db, queue, before.map(CommentId))?;
        Ok(Listed {
            items: waiting
                .into_iter()
                .map(|comment| QueuedComment::of(&base, comment))
                .collect(),
            next: next.map(|id| id.0.to_string()),
        })
    });
    let (_, page) = read.await?;
    call.list(&page, None)
}

fn about(comments: &[u32]) -> Result<Vec<CommentId>, Problem> {
    match comments.len() {
        0 => Err(Problem::refused("/comments", Refusal::Empty)),
        1..=MOST_AT_ONCE => Ok(comments.iter().map(|id| CommentId((*id).into())).collect()),
        _ => Err(Problem::refused(
            "/comments",
            Refusal::TooMany { most: MOST_AT_ONCE },
        )),
    }
}

async fn moderate(sent: Sent<NewModeration>) -> Result<HttpResponse, Problem> {
    let (user, actor) = sent.call.user(Scope::Moderate)?;
    let about = about(&sent.body.comments)?;
    sent.create(move |db, body, now| {
        let verdict = Verdict::from(body.verdict);
        let decided = moderations::decide(db, user.id, verdict, &about, now)?;
        let subject = match about[..] {
            [only] => format!("comment:{}", only.0),
            _ => format!("moderation:{}", decided.moderation.0),
        };
        if decided.has_effect() && !decided.is_repeated {
            audit::record(db, &actor.did(verdict.action(), subject, now))?;
        }
        Ok(Ok(Made {
            path: format!("/api/v1/moderations/{}", decided.moderation.0),
            view: ModerationView::from(decided),
        }))
    })
    .await
}

async fn undo(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::Moderate)?;
    let id = ModerationId(call.number("id")?);
    call.write(move |db| {
        let now = Moment::now();
        if moderations::undo(db, id, now)?.is_some() {
            let subject = format!("moderation:{}", id.0);
            audit::record(db, &actor.did("comment.undone", subject, now))?;
        }
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}

async fn settle(sent: Sent<NewSettlement>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Moderate)?;
    let about = about(&sent.body.comments)?;
    sent.call
        .write(move |db| {
            let now = Moment::now();
            for comment in about {
                if reports::settle(db, &[comment], now)? > 0 {
                    let subject = format!("comment:{}", comment.0);
                    audit::record(db, &actor.did("reports.settled", subject, now))?;
                }
            }
            Ok(Ok(()))
        })
        .await?;
    Ok(sent.call.done())
}

async fn blocked(call: Call) -> Result<HttpResponse, Problem> {
    let (_, blocked) = call.read(|db, _| guests::blocked(db)).await?;
    let items = blocked.into_iter().map(GuestBlockView::from).collect();
    call.list(&Listed::whole(items), None)
}

async fn unblock(call: Call) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::Moderate)?;
    let block = GuestBlockId(call.number("id")?);
    call.write(move |db| {
        guests::unblock(db, block)?;
        let subject = format!("guest:{}", block.0);
        audit::record(db, &actor.did("guest.unblocked", subject, Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}
