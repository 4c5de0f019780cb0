//! What webhooks are sent, in Ghost's format: what something is now, and what is known of what it was.

use serde_json::{Value, json};

use super::shapes::{self, AuthorShape, PostShape, TagShape};
use crate::domain::ids::{PostId, TagId};
use crate::domain::post::PostStatus;
use crate::storage::webhooks::Delivery;
use crate::storage::{self, Db, StorageError, content, listings, tags};

/// The body of a delivery.
pub fn compose(db: &mut Db, base_url: &str, delivery: &Delivery) -> storage::Result<String> {
    let (kind, id) = delivery
        .subject
        .split_once(':')
        .unwrap_or((&delivery.subject, ""));
    let id: i64 = id.parse().unwrap_or(0);
    let body = match (delivery.event.split('.').next(), kind) {
        (Some("post" | "page"), "post") => post(db, base_url, PostId(id), delivery)?,
        (Some("tag"), "tag") => tag(db, base_url, TagId(id))?,
        // That the site is another one says nothing else.
        _ => json!({}),
    };
    Ok(body.to_string())
}

fn post(db: &mut Db, base_url: &str, id: PostId, delivery: &Delivery) -> storage::Result<Value> {
    let dated = content::any_by_id(db, id)?;
    let status = match dated.post.status {
        PostStatus::Published => "published",
        PostStatus::Scheduled => "scheduled",
        PostStatus::Draft | PostStatus::Archived => "draft",
    };
    let tags: Vec<Value> = tags::of_post(db, id)?
        .iter()
        .map(|tag| json!(TagShape::of(base_url, tag, false)))
        .collect();
    let writers = listings::writers_of(db, &[id])?
        .remove(&id)
        .unwrap_or_default();
    let authors: Vec<Value> = writers
        .iter()
        .map(|user| json!(AuthorShape::of(base_url, user, None)))
        .collect();
    let mut current = json!(PostShape::of(base_url, dated, (true, true)));
    current["status"] = json!(status);
    current["primary_tag"] = tags.first().cloned().unwrap_or_default();
    current["tags"] = Value::Array(tags);
    current["primary_author"] = authors.first().cloned().unwrap_or_default();
    current["authors"] = Value::Array(authors);
    let room = if delivery.event.starts_with("page.") {
        "page"
    } else {
        "post"
    };
    Ok(json!({room: {"current": current, "previous": previous(&delivery.payload)}}))
}

/// Of a renamed post its former address is known.
fn previous(payload: &str) -> Value {
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    match payload["from"].as_str() {
        Some(slug) => json!({"slug": slug}),
        None => json!({}),
    }
}

/// A tag that is gone was this one.
fn tag(db: &mut Db, base_url: &str, id: TagId) -> storage::Result<Value> {
    match tags::by_id(db, id) {
        Ok(tag) => {
            Ok(json!({"tag": {"current": TagShape::of(base_url, &tag, false), "previous": {}}}))
        }
        Err(StorageError::NotFound) => {
            Ok(json!({"tag": {"current": {}, "previous": {"id": shapes::id(id.0)}}}))
        }
        Err(error) => Err(error),
    }
}
