//! The OpenAPI 3.1 document, made from the table of operations and the types that they take and give.

use std::collections::BTreeSet;

use actix_web::http::Method;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operations::{Answer, Operation, Operations, ROOT};
use super::problem::{Details, MEDIA_TYPE};
use crate::domain::api_token::Scope;

/// The kinds of problems, with what each means.
pub const PROBLEMS: &[(u16, &str)] = &[
    (400, "What was sent cannot be read."),
    (
        401,
        "A token is needed, or the one that was shown is unknown, revoked or expired.",
    ),
    (
        403,
        "The token does not have the scope, its holder may not do it, or the request came from another site.",
    ),
    (404, "There is no such thing, or it is not for this caller."),
    (409, "It does not fit what is there."),
    (410, "It was public and was withdrawn."),
    (412, "It was changed since: get it again, and decide again."),
    (413, "The body is too large."),
    (414, "The address is too long."),
    (415, "The body is not JSON."),
    (
        422,
        "What was sent can be read, and is refused; or the idempotency key was sent with another request.",
    ),
    (428, "If-Match is missing."),
    (429, "Too many calls: wait as Retry-After says."),
    (503, "The site is busy: wait as Retry-After says."),
];

/// The document, as JSON.
pub fn make(operations: &Operations, base_url: &str) -> Value {
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = Map::new();
    for operation in &operations.0 {
        let told = schemas.operation(operation);
        let path = paths
            .entry(operation.path.to_owned())
            .or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = told;
    }
    let groups: Vec<Value> = groups(operations)
        .into_iter()
        .map(|name| json!({"name": name}))
        .collect();
    let problem = schemas.giving.subschema_for::<Details>();
    let mut responses = Map::new();
    for (status, says) in PROBLEMS {
        responses.insert(format!("Problem{status}"), refusal(*status, says, &problem));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Daf",
            "version": "1",
            "license": {"name": "MIT", "identifier": "MIT"},
            "description": INTRODUCTION,
        },
        "servers": [{"url": format!("{base_url}{ROOT}")}],
        "tags": groups,
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "daf_ and 72 hexadecimal digits",
                "description": scopes(),
            }},
            "responses": responses,
            "schemas": schemas.definitions(),
        },
    })
}

const INTRODUCTION: &str = "Everything that readers and writers do on this site, for programs. \
What anybody may read needs no token. Every object that holds text says its language (`lang`) and base direction \
(`dir`). Lists come in pages: send `next` back as `after`. What is changed is named by the `ETag` that it was shown \
with (`If-Match`). Whatever makes something takes an `Idempotency-Key`, known for a day. Errors are problem details \
(RFC 9457).";

fn scopes() -> String {
    let names: Vec<String> = Scope::ALL
        .iter()
        .map(|scope| format!("`{}`", scope.as_str()))
        .collect();
    format!(
        "A token made at the desk. It lets a program do what its scopes say, as far as its holder may: {}.",
        names.join(", ")
    )
}

fn groups(operations: &Operations) -> Vec<&'static str> {
    let mut names = Vec::new();
    for operation in &operations.0 {
        if !names.contains(&operation.group) {
            names.push(operation.group);
        }
    }
    names
}

fn refusal(status: u16, says: &str, schema: &Schema) -> Value {
    let mut told = json!({
        "description": says,
        "content": {MEDIA_TYPE: {"schema": schema}},
    });
    let header = |says: &str| json!({"description": says, "schema": {"type": "string"}});
    match status {
        401 => told["headers"] = json!({"WWW-Authenticate": header("RFC 6750")}),
        429 | 503 => told["headers"] = json!({"Retry-After": header("Seconds to wait")}),
        _ => {}
    }
    told
}

/// Schemas of what is taken and of what is given, which may be looser and stricter.
struct Schemas {
    taking: SchemaGenerator,
    giving: SchemaGenerator,
}

impl Schemas {
    fn new() -> Schemas {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Schemas {
            taking: settings().for_deserialize().into_generator(),
            giving: settings().for_serialize().into_generator(),
        }
    }

    fn definitions(mut self) -> Value {
        let mut all = self.taking.take_definitions(true);
        all.extend(self.giving.take_definitions(true));
        Value::Object(all)
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let mut told = json!({
            "operationId": operation.id,
            "tags": [operation.group],
            "summary": operation.says,
            "parameters": self.parameters(operation),
            "responses": self.responses(operation),
        });
        if let Some(body) = operation.body {
            let schema = body(&mut self.taking);
            told["requestBody"] = json!({
                "required": true,
                "content": {"application/json": {"schema": schema}},
            });
        }
        if let Some(scope) = operation.scope {
            told["security"] = json!([{"token": []}]);
            told["description"] = json!(format!("Needs the scope `{}`.", scope.as_str()));
        }
        told
    }

    fn parameters(&mut self, operation: &Operation) -> Vec<Value> {
        let mut all: Vec<Value> = operation
            .places()
            .map(|name| {
                let schema = match name {
                    "slug" | "name" => json!({"type": "string", "minLength": 1}),
                    _ => json!({"type": "integer", "format": "int64", "minimum": 1}),
                };
                json!({"name": name, "in": "path", "required": true, "schema": schema})
            })
            .collect();
        if let Some(parameters) = operation.parameters {
            let schema = parameters(&mut self.taking);
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                all.push(query_parameter(name, schema));
            }
        }
        let header = |name: &str, required: bool, says: &str| {
            json!({"name": name, "in": "header", "required": required, "description": says,
                   "schema": {"type": "string"}})
        };
        if operation.is_conditional {
            all.push(header(
                "If-Match",
                true,
                "The ETag of what the caller has, or `*`.",
            ));
        }
        if operation.is_idempotent_by_key {
            let says = "Any text of at most 255 characters: the same request with the same key makes one thing.";
            all.push(header("Idempotency-Key", false, says));
        }
        all
    }

    fn responses(&mut self, operation: &Operation) -> Value {
        let mut told = Map::new();
        let json_of = |schema: Schema| json!({"application/json": {"schema": schema}});
        let text = |says: &str| json!({"description": says, "schema": {"type": "string"}});
        let tag = json!({"ETag": text("Names this state of it.")});
        match operation.answer {
            Answer::Done => {
                told.insert("204".to_owned(), json!({"description": "Done."}));
            }
            Answer::Shown(schema) => {
                let content = json_of(schema(&mut self.giving));
                let shown = json!({"description": "What was asked for.", "headers": tag, "content": content});
                told.insert("200".to_owned(), shown);
            }
            Answer::Made(schema) => {
                let content = json_of(schema(&mut self.giving));
                let headers = json!({"Location": text("Where it is."), "ETag": tag["ETag"]});
                let made =
                    json!({"description": "It was made.", "headers": headers, "content": content});
                told.insert("201".to_owned(), made);
            }
            Answer::Document(media_type) => {
                let content = json!({media_type: {"schema": {}}});
                told.insert(
                    "200".to_owned(),
                    json!({"description": "The document.", "content": content}),
                );
            }
            Answer::Stream(schema) => {
                let mut content = json_of(schema(&mut self.giving));
                content["text/event-stream"] = json!({"schema": {"type": "string"}});
                told.insert(
                    "200".to_owned(),
                    json!({"description": "What happened.", "content": content}),
                );
            }
        }
        if operation.method == Method::GET {
            told.insert(
                "304".to_owned(),
                json!({"description": "The caller has it."}),
            );
        }
        for status in refusals(operation) {
            let reference = format!("#/components/responses/Problem{status}");
            told.insert(status.to_string(), json!({"$ref": reference}));
        }
        Value::Object(told)
    }
}

/// What an operation of this form may be refused with.
fn refusals(operation: &Operation) -> BTreeSet<u16> {
    let mut all = BTreeSet::from([400, 401, 403, 414, 429, 503]);
    if operation.places().next().is_some() {
        all.insert(404);
    }
    if operation.body.is_some() {
        all.extend([413, 415, 422]);
    }
    if operation.is_conditional {
        all.extend([412, 428]);
    }
    if operation.is_idempotent_by_key {
        all.insert(422);
    }
    all.extend(&operation.refusals);
    all
}

fn query_parameter(name: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    let says = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("description"))
        .unwrap_or_default();
    json!({"name": name, "in": "query", "required": false, "description": says, "schema": schema})
}
