//! Reads the outbox for everybody who listens: once for all of them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use serde_json::{Value, json};

use super::{Hub, Told};
use crate::domain::ids::{CommentId, PostId};
use crate::storage::events::{self, Recorded};
use crate::storage::{Db, Result, Store, comments};

/// How many events are read at once.
const A_HANDFUL: i64 = 200;
/// How often everybody hears that the site is still there. Proxies hang up on silence after a minute.
const BEAT: Duration = Duration::from_secs(25);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Tells what happens, again and again, until it is dropped.
pub async fn run(store: Store, hub: Arc<Hub>) {
    let mut changes = store.changes();
    while let Err(error) = begin(&store, &hub).await {
        log::warn!("nobody is told yet what happens: {error}");
        tokio::time::sleep(AFTER_FAILURE).await;
    }
    let mut beat = tokio::time::interval(BEAT);
    loop {
        match news(&store, &hub).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                log::warn!("nobody is told what happens: {error}");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
        tokio::select! {
            _ = changes.changed() => {}
            _ = beat.tick() => hub.beat(),
        }
    }
}

async fn begin(store: &Store, hub: &Hub) -> Result<()> {
    hub.begin(store.read_current(events::last).await?);
    Ok(())
}

/// Tells what is new, and says whether there may be more.
async fn news(store: &Store, hub: &Hub) -> Result<bool> {
    let last = hub.last();
    let all = store.read_current(move |db| after(db, last)).await?;
    let is_more = all.len() as i64 == A_HANDFUL;
    if !all.is_empty() {
        hub.tell(all);
    }
    Ok(is_more)
}

/// What happened after an event, as it is told.
pub(super) fn after(db: &mut Db, sequence: i64) -> Result<Vec<Told>> {
    let all = events::after(db, sequence, A_HANDFUL)?;
    let written: Vec<CommentId> = all
        .iter()
        .filter(|event| is_of_words(event))
        .filter_map(comment)
        .collect();
    let public: HashSet<CommentId> = comments::public_among(db, &written)?.into_iter().collect();
    Ok(all.iter().map(|event| told(event, &public)).collect())
}

/// Whether it tells of a comment that may wait, and is nobody's affair while it does.
fn is_of_words(event: &Recorded) -> bool {
    matches!(event.kind.as_str(), "comment.created" | "comment.changed")
}

fn comment(event: &Recorded) -> Option<CommentId> {
    event
        .subject
        .strip_prefix("comment:")?
        .parse()
        .ok()
        .map(CommentId)
}

fn told(event: &Recorded, public: &HashSet<CommentId>) -> Told {
    let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let post = match event.kind.as_str() {
        "comment.approved" | "comment.removed" | "comment.withheld" => payload["post"].as_i64(),
        "comment.created" | "comment.changed" => {
            let is_public = comment(event).is_some_and(|comment| public.contains(&comment));
            payload["post"].as_i64().filter(|_| is_public)
        }
        _ => None,
    };
    let about = json!({"kind": event.kind, "comment": comment(event).map(|comment| comment.0)});
    let whole = json!({
        "id": event.sequence,
        "kind": event.kind,
        "subject": event.subject,
        "payload": payload,
        "at": event.created_at.rfc3339(),
    });
    Told {
        sequence: event.sequence,
        post: post.map(PostId),
        for_readers: message(event.sequence, "comment", &about),
        for_programs: message(event.sequence, &event.kind, &whole),
    }
}

/// An event of the stream. JSON has no line end in it.
fn message(sequence: i64, kind: &str, about: &Value) -> Bytes {
    Bytes::from(format!("id: {sequence}\nevent: {kind}\ndata: {about}\n\n"))
}
