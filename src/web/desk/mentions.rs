//! What other sites say of posts, held until a moderator decides, and what they were told.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access;
use crate::domain::mention::{MentionStatus, NoticeKind, kind_name};
use crate::domain::moment::Moment;
use crate::storage::mentions::{self, Listed, PAGE_LENGTH};
use crate::storage::notices::{self, Told};
use crate::storage::{audit, mentions as stored};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "desk/mentions/index.html")]
struct MentionsPage {
    shell: Shell,
    status: MentionStatus,
    mentions: Vec<Listed>,
    older: Option<i64>,
    /// How many wait.
    held: i64,
    told: Vec<Told>,
}

/// Those that were checked.
const TABS: [MentionStatus; 3] = [
    MentionStatus::Held,
    MentionStatus::Approved,
    MentionStatus::Refused,
];

impl MentionsPage {
    fn tabs(&self) -> [MentionStatus; 3] {
        TABS
    }

    fn is_here(&self, tab: &MentionStatus) -> bool {
        *tab == self.status
    }

    /// How many wait behind a tab; those that were decided about are not counted.
    fn waiting(&self, tab: &MentionStatus) -> i64 {
        match tab {
            MentionStatus::Held => self.held,
            _ => 0,
        }
    }

    /// Who was told: a page, or a hub about a feed.
    fn place(&self, told: &Told) -> String {
        match told.notice.is_of(NoticeKind::Feed) {
            true => format!("WebSub {}/", told.notice.target),
            false => told.notice.target.clone(),
        }
    }

    fn kind_message(&self, listed: &Listed) -> String {
        format!("mention-kind-{}", kind_name(listed.mention.kind()))
    }

    fn state_message(&self, told: &Told) -> &'static str {
        match (told.notice.reason.is_empty(), told.notice.next_at) {
            (true, _) => "webhooks-arrived",
            (false, Some(_)) => "webhooks-waits",
            (false, None) => "webhooks-given-up",
        }
    }

    /// What can be decided about what is here.
    fn verdicts(&self) -> Vec<MentionStatus> {
        let decisions = [MentionStatus::Approved, MentionStatus::Refused];
        decisions
            .into_iter()
            .filter(|decision| *decision != self.status)
            .collect()
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_moderate)?;
    let asked = query.get("queue").unwrap_or("held");
    let status = MentionStatus::parse(asked).filter(|status| TABS.contains(status));
    let status = status.ok_or(AppError::NotFound)?;
    let before = query.number("before")?;
    let read = super::read(&site, &visitor, "mentions-desk-title", move |db, _| {
        let found = mentions::listed(db, status, before)?;
        let held = mentions::count(db, MentionStatus::Held)?;
        Ok((found, held, notices::told(db)?))
    });
    let (shell, ((mentions, older), held, told)) = read.await?;
    let page = MentionsPage {
        shell,
        status,
        mentions,
        older,
        held,
        told,
    };
    answer::page(&request, &page)
}

/// How many mentions one decision is about at most.
const MOST_AT_ONCE: usize = 2 * PAGE_LENGTH as usize;

/// A status that a moderator gives.
fn decided(word: &str) -> Option<MentionStatus> {
    MentionStatus::parse(word).filter(|status| *status != MentionStatus::Unchecked)
}

/// One button of one mention sends `one=status:id`; the buttons for many send `many=status` and the ticked
/// `mention`s.
fn decision(form: &Form) -> Option<(MentionStatus, Vec<i64>)> {
    if let Some((status, mention)) = form.text("one").split_once(':') {
        return Some((decided(status)?, vec![mention.parse().ok()?]));
    }
    let status = decided(form.text("many"))?;
    let ticked = form.fields.all("mention").take(MOST_AT_ONCE);
    let ids = ticked
        .map(|id| id.parse().ok())
        .collect::<Option<Vec<_>>>()?;
    Some((status, ids))
}

/// By which the record names a decision.
pub(in crate::web) fn action(status: MentionStatus) -> &'static str {
    match status {
        MentionStatus::Approved => "mention.approved",
        MentionStatus::Refused => "mention.refused",
        MentionStatus::Held | MentionStatus::Unchecked => "mention.held",
    }
}

pub async fn decide(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let (status, about) = decision(&form).ok_or(AppError::Invalid("no such decision"))?;
    let back = back(&form);
    if about.is_empty() {
        let flash = Flash::new("flash-none-chosen");
        return Ok(answer::onward(&site, back, Some(flash)));
    }
    let actor = form.visitor.actor(&user);
    let action = action(status);
    let decided = site
        .store
        .write(move |db| {
            let decided = stored::decide(db, &about, status)?;
            for (mention, _) in &decided {
                let subject = format!("mention:{mention}");
                audit::record(db, &actor.did(action, subject, Moment::now()))?;
            }
            Ok(decided)
        })
        .await?;
    let undo = undo_of(&decided);
    let flash = match (decided.len(), status) {
        (0, _) => Flash::new("flash-nothing-changed"),
        (some, MentionStatus::Approved) => {
            Flash::new("flash-mentions-approved").counting(some as i64)
        }
        (some, MentionStatus::Refused) => {
            Flash::new("flash-mentions-refused").counting(some as i64)
        }
        (some, _) => Flash::new("flash-mentions-held").counting(some as i64),
    };
    let flash = match undo {
        Some(undo) => flash.with_undo(undo),
        None => flash,
    };
    Ok(answer::onward(&site, back, Some(flash)))
}

/// Back to the page that the decision was made on.
fn back(form: &Form) -> &str {
    match form.text("back") {
        place if place.starts_with("/desk/comments/mentions") => address::on_this_site(place),
        _ => "/desk/comments/mentions",
    }
}

/// Where a decision is taken back, when all that it was about was the same before.
fn undo_of(decided: &[(i64, MentionStatus)]) -> Option<String> {
    let (_, before) = decided.first()?;
    let is_same = decided.iter().all(|(_, other)| other == before);
    let ids: Vec<String> = decided.iter().map(|(id, _)| id.to_string()).collect();
    let place = format!(
        "/desk/comments/mentions/undo/{}/{}",
        before.as_str(),
        ids.join("-")
    );
    (is_same && place.len() <= LONGEST_UNDO).then_some(place)
}

/// What a cookie holds with ease.
const LONGEST_UNDO: usize = 1_500;

/// Gives mentions back the status that they had before a decision.
pub async fn undo(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_moderate)?.clone();
    let status = decided(&address::segment(&request, 4)?).ok_or(AppError::NotFound)?;
    let ids = address::segment(&request, 5)?;
    let ids = ids.split('-').take(MOST_AT_ONCE).map(str::parse);
    let about: Vec<i64> = ids
        .collect::<Result<_, _>>()
        .map_err(|_| AppError::NotFound)?;
    let actor = form.visitor.actor(&user);
    let action = action(status);
    let changed = site
        .store
        .write(move |db| {
            let changed = stored::decide(db, &about, status)?;
            for (mention, _) in &changed {
                let subject = format!("mention:{mention}");
                audit::record(db, &actor.did(action, subject, Moment::now()))?;
            }
            Ok(changed.len())
        })
        .await?;
    let flash = match changed {
        0 => Flash::new("flash-nothing-changed"),
        some => Flash::new("flash-mentions-undone").counting(some as i64),
    };
    Ok(answer::onward(&site, back(&form), Some(flash)))
}
