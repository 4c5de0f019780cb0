//! What other sites say of posts, held until a moderator decides, and what they were told.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access;
use crate::domain::mention::{MentionStatus, NoticeKind};
use crate::domain::moment::Moment;
use crate::storage::mentions::{self, Listed, PAGE_LENGTH};
use crate::storage::notices::{self, Told};
use crate::storage::{audit, mentions as stored};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

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

/// One button of one mention sends `one=status:id`; the buttons for many send `many=status` and the ticked
/// `mention`s.
fn decision(form: &Form) -> Option<(MentionStatus, Vec<i64>)> {
    let parse = |word: &str| {
        MentionStatus::parse(word).filter(|status| *status != MentionStatus::Unchecked)
    };
    if let Some((status, mention)) = form.text("one").split_once(':') {
        return Some((parse(status)?, vec![mention.parse().ok()?]));
    }
    let status = parse(form.text("many"))?;
    let ticked = form.fields.all("mention").take(2 * PAGE_LENGTH as usize);
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
    let back = match form.text("back") {
        place if place.starts_with("/desk/mentions") => crate::web::address::on_this_site(place),
        _ => "/desk/mentions",
    };
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
    Ok(answer::onward(&site, back, Some(flash)))
}
