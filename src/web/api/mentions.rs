//! What other sites say of posts, and what moderators decide about it.

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::Problem;
use super::replies::Listed;
use super::shapes::mention::{MentionView, NewDecision, QueuedMention};
use crate::domain::access::{self, Reading};
use crate::domain::api_token::Scope;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::PostId;
use crate::domain::mention::MentionStatus;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::storage::{audit, mentions, posts};
use crate::web::desk::mentions::action;

/// The most mentions that one decision is about.
const MOST_AT_ONCE: usize = 100;

pub fn operations(all: &mut Operations) {
    all.get("/posts/{id}/mentions", "listMentions", of_post)
        .says("What other sites say of a public post, as far as moderators agreed.")
        .shows::<Listed<MentionView>>()
        .may_refuse(&[410]);
    all.get("/mentions", "listMentionQueue", queue)
        .says("What other sites say, by what moderators decided about it, the newest first.")
        .needs(Scope::ReadComments)
        .asks::<Queued>()
        .shows::<Listed<QueuedMention>>();
    all.post("/mention-decisions", "decideMentions", decide)
        .says("Decides about what other sites say.")
        .needs(Scope::Moderate)
        .takes::<NewDecision>();
}

/// What moderators decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// Nothing yet.
    #[default]
    Held,
    Approved,
    Refused,
}

impl From<Decided> for MentionStatus {
    fn from(decided: Decided) -> MentionStatus {
        match decided {
            Decided::Held => MentionStatus::Held,
            Decided::Approved => MentionStatus::Approved,
            Decided::Refused => MentionStatus::Refused,
        }
    }
}

/// Which mentions, and which page of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    #[serde(default)]
    pub queue: Decided,
    /// `next` of the page before.
    pub after: Option<String>,
}

async fn of_post(call: Call) -> Result<HttpResponse, Problem> {
    let id = PostId(call.number("id")?);
    let read = call.read(move |db, _| {
        match access::public_reading(&posts::by_id(db, id)?) {
            Reading::Allowed => {}
            Reading::Gone => return Ok(Err(Problem::Gone)),
            Reading::Unknown => return Ok(Err(Problem::NotFound)),
        }
        let items = mentions::shown(db, id)?;
        Ok(Ok(items.into_iter().map(MentionView::from).collect()))
    });
    let (_, items) = read.await?;
    call.list(&Listed::whole(items?), Some(Shown::with([Name::Post(id)])))
}

async fn queue(call: Call) -> Result<HttpResponse, Problem> {
    let asked = call.query::<Queued>()?;
    let before = super::revisions::After { after: asked.after }.number()?;
    let status = asked.queue.into();
    let base = call.site.base_url.clone();
    let read = call.read(move |db, _| {
        let (found, next) = mentions::listed(db, status, before)?;
        let items = found.into_iter().map(|one| QueuedMention::of(&base, one));
        Ok(Listed {
            items: items.collect(),
            next: next.map(|id| id.to_string()),
        })
    });
    let (_, page) = read.await?;
    call.list(&page, None)
}

async fn decide(sent: Sent<NewDecision>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::Moderate)?;
    let about: Vec<i64> = match sent.body.mentions.len() {
        0 => return Err(Problem::refused("/mentions", Refusal::Empty)),
        1..=MOST_AT_ONCE => sent.body.mentions.iter().map(|id| i64::from(*id)).collect(),
        _ => {
            let most = Refusal::TooMany { most: MOST_AT_ONCE };
            return Err(Problem::refused("/mentions", most));
        }
    };
    let status = MentionStatus::from(sent.body.decision);
    sent.call
        .write(move |db| {
            let now = Moment::now();
            for (mention, _) in mentions::decide(db, &about, status)? {
                let subject = format!("mention:{mention}");
                audit::record(db, &actor.did(action(status), subject, now))?;
            }
            Ok(Ok(()))
        })
        .await?;
    Ok(sent.call.done())
}
