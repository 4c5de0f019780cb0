//! The site itself: its settings, what happens on it, what its staff did.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::body::Sent;
use super::call::Call;
use super::operations::Operations;
use super::problem::{PartRefused, Problem};
use super::replies::Listed;
use super::revisions::After;
use super::shapes::desk::{
    ActivityView, EventView, Link, ParkedView, SettingsChange, SettingsView, SubscriberView,
    SystemView,
};
use crate::domain::accent::Accent;
use crate::domain::api_token::Scope;
use crate::domain::freshness::Shown;
use crate::domain::ids::AuditEntryId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::settings::{BadSetting, MOST_LINKS, NavigationLink, Settings};
use crate::storage::audit::{self, PAGE_LENGTH, Whose};
use crate::storage::{self, Db, events, outbox, settings as stored};
use crate::web::live::{self, Topic};

/// The most parked events that are shown.
const MOST_PARKED: i64 = 100;
/// How many events a page has.
const EVENTS_AT_ONCE: i64 = 100;

pub fn operations(all: &mut Operations) {
    all.get("/settings", "getSettings", show)
        .says("What the owner has decided about the site.")
        .shows::<SettingsView>();
    all.patch("/settings", "changeSettings", update)
        .says("Changes settings.")
        .needs(Scope::WriteSettings)
        .takes::<SettingsChange>()
        .shows::<SettingsView>()
        .conditionally();
    all.get("/events", "listEvents", happened)
        .says("What happened on the site, the oldest first; events are kept for thirty days. Whoever accepts `text/event-stream` is told what happens, as server-sent events, after the one that `Last-Event-ID` names.")
        .needs(Scope::ReadEvents)
        .asks::<After>()
        .streams::<Listed<EventView>>();
    all.get("/activity", "listActivity", activity)
        .says("What the staff did, the last first.")
        .needs(Scope::ReadActivity)
        .asks::<After>()
        .shows::<Listed<ActivityView>>();
    all.get("/system", "getSystem", system)
        .says("How the site itself is: who is handed its events, and what failed.")
        .needs(Scope::ReadActivity)
        .shows::<SystemView>();
    all.post("/system/parked/{id}/retry", "retryEvent", retry)
        .says("Has an event handed over once more that a subscriber was let off.")
        .needs(Scope::WriteSettings);
    all.delete("/system/parked/{id}", "dismissEvent", dismiss)
        .says("Lets such an event go.")
        .needs(Scope::WriteSettings);
}

async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let (settings, ()) = call.read(|_, _| Ok(())).await?;
    call.show(&SettingsView::from(&*settings), Some(Shown::with([])))
}

async fn update(sent: Sent<SettingsChange>) -> Result<HttpResponse, Problem> {
    let (_, actor) = sent.call.user(Scope::WriteSettings)?;
    let condition = sent.call.condition()?;
    let change = sent.body;
    let view = sent
        .call
        .write(move |db| {
            let before = stored::load(db)?;
            if let Err(problem) = condition.met(&SettingsView::from(&before))? {
                return Ok(Err(problem));
            }
            let changed = match changed(before, change) {
                Ok(changed) => changed,
                Err(problem) => return Ok(Err(problem)),
            };
            let now = Moment::now();
            stored::save(db, &changed, now)?;
            audit::record(db, &actor.did("settings.saved", "site".to_owned(), now))?;
            Ok(Ok(SettingsView::from(&changed)))
        })
        .await?;
    sent.call.changed(&view)
}

/// The settings with a change in them, by the same rules as the desk's form.
fn changed(mut settings: Settings, change: SettingsChange) -> Result<Settings, Problem> {
    settings.title = change.title.unwrap_or(settings.title);
    settings.description = change.description.unwrap_or(settings.description);
    settings.main_language = change.lang.map_or(settings.main_language, Language::from);
    if let Some(languages) = change.languages {
        settings.languages = languages.into_iter().map(Language::from).collect();
    }
    settings.time_zone = change.time_zone.unwrap_or(settings.time_zone);
    if let Some(contact) = change.contact {
        settings.contact = Some(contact).filter(|contact| !contact.trim().is_empty());
    }
    settings.guest_comments = change.guest_comments.unwrap_or(settings.guest_comments);
    settings.join_policy = change.join_policy.unwrap_or(settings.join_policy);
    settings.indexed = change.indexed.unwrap_or(settings.indexed);
    settings.mentions = change.mentions.unwrap_or(settings.mentions);
    if let Some(hub) = change.hub {
        settings.hub = Some(hub).filter(|hub| !hub.trim().is_empty());
    }
    match change.accent.as_deref().map(str::trim) {
        None => {}
        Some("") => settings.accent = None,
        Some(typed) => {
            let accent =
                Accent::parse(typed).map_err(|refusal| Problem::refused("/accent", refusal))?;
            settings.accent = Some(accent.to_string());
        }
    }
    if let Some(links) = change.navigation {
        if links.len() > MOST_LINKS {
            return Err(Problem::refused(
                "/navigation",
                Refusal::TooMany { most: MOST_LINKS },
            ));
        }
        settings.navigation = links.into_iter().map(navigation_link).collect();
    }
    let rows = settings.rows();
    let rows = rows.iter().map(|(key, value)| (*key, value.as_str()));
    Settings::from_rows(rows).map_err(bad)
}

fn navigation_link(link: Link) -> NavigationLink {
    NavigationLink {
        label: link.label,
        url: link.url,
        language: link.lang.into(),
    }
}

fn bad(BadSetting { key, reason }: BadSetting) -> Problem {
    let pointer = match key.as_str() {
        "main_language" => "/lang".to_owned(),
        other => format!("/{other}"),
    };
    Problem::Invalid(vec![PartRefused {
        pointer,
        code: "malformed".to_owned(),
        detail: reason,
    }])
}

async fn retry(call: Call) -> Result<HttpResponse, Problem> {
    decide(&call, "event.retried", outbox::retry).await
}

async fn dismiss(call: Call) -> Result<HttpResponse, Problem> {
    decide(&call, "event.dismissed", outbox::unpark).await
}

async fn decide(
    call: &Call,
    action: &'static str,
    work: fn(&mut Db, i64) -> storage::Result<()>,
) -> Result<HttpResponse, Problem> {
    let (_, actor) = call.user(Scope::WriteSettings)?;
    let id = call.number("id")?;
    call.write(move |db| {
        work(db, id)?;
        let subject = format!("event:{id}");
        audit::record(db, &actor.did(action, subject, Moment::now()))?;
        Ok(Ok(()))
    })
    .await?;
    Ok(call.done())
}

async fn happened(call: Call) -> Result<HttpResponse, Problem> {
    if wants_stream(&call) {
        return Ok(live::answer(&call.request, &call.site, Topic::Everything)?);
    }
    let after = call.query::<After>()?.number()?.unwrap_or(0);
    let (_, found) = call
        .read(move |db, _| events::after(db, after, EVENTS_AT_ONCE))
        .await?;
    let is_full = found.len() as i64 == EVENTS_AT_ONCE;
    let next = found
        .last()
        .filter(|_| is_full)
        .map(|event| event.sequence.to_string());
    let items = found.into_iter().map(EventView::from).collect();
    call.list(&Listed { items, next }, None)
}

/// Whether the caller asks for a stream, as `EventSource` does.
fn wants_stream(call: &Call) -> bool {
    let accepted = call.request.headers().get(header::ACCEPT);
    accepted
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("text/event-stream"))
}

async fn activity(call: Call) -> Result<HttpResponse, Problem> {
    let before = call.query::<After>()?.number()?.map(AuditEntryId);
    let read =
        call.read(move |db, _| audit::newest(db, Whose::Everybodys, before, PAGE_LENGTH + 1));
    let (_, mut done) = read.await?;
    let has_more = done.len() as i64 > PAGE_LENGTH;
    done.truncate(PAGE_LENGTH as usize);
    let next = done
        .last()
        .filter(|_| has_more)
        .map(|one| one.id.0.to_string());
    let items = done.into_iter().map(ActivityView::from).collect();
    call.list(&Listed { items, next }, None)
}

async fn system(call: Call) -> Result<HttpResponse, Problem> {
    let read = call.read(|db, _| {
        let lag = outbox::lag(db, outbox::SUBSCRIBERS)?;
        Ok((lag, outbox::parked(db, MOST_PARKED)?))
    });
    let (_, (lag, parked)) = read.await?;
    let view = SystemView {
        version: env!("CARGO_PKG_VERSION"),
        subscribers: lag.into_iter().map(SubscriberView::from).collect(),
        parked: parked.into_iter().map(ParkedView::from).collect(),
    };
    call.show(&view, None)
}
