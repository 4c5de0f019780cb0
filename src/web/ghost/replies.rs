//! Answers as Ghost gives them: their headers, pages of lists, one thing.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::errors::Refusal;
use super::parameters::Asked;
use crate::domain::freshness::Shown;
use crate::web::answer;

pub const JSON: &str = "application/json; charset=utf-8";
/// The version of Ghost's interface that this is.
const VERSION: &str = "v5.0";

/// What every answer says.
pub fn frame(answer: &mut HttpResponseBuilder) {
    answer
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header(("content-version", VERSION))
        .insert_header((header::VARY, "Accept-Version, Accept-Encoding"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"));
}

fn answer(request: &HttpRequest, body: &Value, shown: Shown) -> HttpResponse {
    let mut answer = answer::document(request, JSON, body.to_string(), shown);
    let mut own = HttpResponse::Ok();
    frame(&mut own);
    let own = own.finish();
    let headers = answer.headers_mut();
    for (name, value) in own.headers() {
        headers.insert(name.clone(), value.clone());
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=0"),
    );
    // Ghost's tags are weak.
    let weak = headers
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok())
        .and_then(|tag| HeaderValue::try_from(format!("W/{tag}")).ok());
    if let Some(weak) = weak {
        headers.insert(header::ETAG, weak);
    }
    answer
}

/// A page of a list. It says so even when it holds one thing, or clients would take it for that.
pub fn browse(
    request: &HttpRequest,
    name: &str,
    items: Vec<Value>,
    (asked, total): (&Asked, i64),
    shown: Shown,
) -> HttpResponse {
    let limit = asked.wanted.limit;
    let pages = ((total + limit - 1) / limit).max(1);
    let page = asked.page;
    let body = json!({
        name: items,
        "meta": {"pagination": {
            "page": page,
            "limit": limit,
            "pages": pages,
            "total": total,
            "next": (page < pages).then_some(page + 1),
            "prev": (page > 1).then_some(page - 1),
        }},
    });
    answer(request, &body, shown)
}

/// One thing, without which clients would not unwrap it.
pub fn read(request: &HttpRequest, name: &str, item: Value, shown: Shown) -> HttpResponse {
    answer(request, &json!({name: [item]}), shown)
}

pub fn settings(request: &HttpRequest, settings: Value, shown: Shown) -> HttpResponse {
    answer(request, &json!({"settings": settings, "meta": {}}), shown)
}

/// Something as JSON, with the fields that were asked for.
pub fn item(
    asked: &Asked,
    thing: &impl Serialize,
    always: &[&str],
) -> Result<Map<String, Value>, Refusal> {
    let value = serde_json::to_value(thing)
        .map_err(|error| Refusal::from(crate::storage::StorageError::Failed(error.to_string())))?;
    let mut fields = match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.retain(|name, _| asked.wants(name) || always.contains(&name.as_str()));
    Ok(fields)
}
