//! The document about the API, for programs and for people.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::Value;

use super::call::Call;
use super::document::PROBLEMS;
use super::operations::Operations;
use super::problem::Problem;
use crate::domain::freshness::Shown;
use crate::domain::language::Language;
use crate::text::isolates::escape;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{Site, answer};

pub fn operations(all: &mut Operations) {
    all.get("/openapi.json", "getDocument", show_json)
        .says("This document (OpenAPI 3.1).")
        .documents("application/json");
    all.get("/docs", "readDocument", show)
        .says("This document, to be read.")
        .documents("text/html");
}

async fn show_json(call: Call) -> Result<HttpResponse, Problem> {
    let document = super::document(&call.site.base_url);
    call.show(&document, Some(Shown::with([])))
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    shell: Shell,
    introduction: String,
    base: String,
    scopes: String,
    groups: Vec<Group>,
    schemas: Vec<Described>,
}

struct Group {
    name: String,
    operations: Vec<Entry>,
}

/// An operation as the page tells of it.
struct Entry {
    id: String,
    method: String,
    path: String,
    says: String,
    needs: Option<String>,
    parameters: Vec<Field>,
    takes: Option<Kind>,
    answers: Vec<Told>,
}

/// An answer with what it means.
struct Told {
    status: String,
    says: String,
    kind: Option<Kind>,
}

/// A schema: its name where it has one of its own, to which a link leads.
struct Kind {
    words: String,
    link: Option<String>,
}

struct Field {
    name: String,
    place: String,
    kind: Kind,
    says: String,
    is_required: bool,
}

/// A schema with a name.
struct Described {
    name: String,
    says: String,
    values: Vec<String>,
    fields: Vec<Field>,
}

impl DocsPage {
    /// Words as HTML, in which what stands between backticks is code.
    fn html(&self, words: &str) -> String {
        let mut html = String::new();
        for (place, part) in words.split('`').enumerate() {
            match place % 2 {
                0 => html.push_str(&escape(part)),
                _ => html.push_str(&format!("<code>{}</code>", escape(part))),
            }
        }
        html
    }

    fn problems(&self) -> &'static [(u16, &'static str)] {
        PROBLEMS
    }
}

async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, Problem> {
    let (settings, ()) = site.read(|_, _| Ok(())).await.map_err(Problem::from)?;
    let document = super::document(&site.base_url);
    let head = Head {
        title: "API".to_owned(),
        language: Some(Language::En),
        canonical: Some("/api/v1/docs".to_owned()),
        indexed: true,
        ..Head::default()
    };
    let page = DocsPage {
        shell: Shell::new(&site, &visitor, settings, head),
        introduction: text(&document["info"]["description"]),
        base: text(&document["servers"][0]["url"]),
        scopes: text(&document["components"]["securitySchemes"]["token"]["description"]),
        groups: groups(&document),
        schemas: described(&document),
    };
    Ok(answer::public(&request, &page, Shown::with([]))?)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn each(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn groups(document: &Value) -> Vec<Group> {
    let names = items(&document["tags"]).map(|tag| text(&tag["name"]));
    let group = |name: String| Group {
        operations: each(&document["paths"])
            .flat_map(|(path, methods)| {
                each(methods).map(move |(method, told)| (path, method, told))
            })
            .filter(|(_, _, told)| told["tags"][0] == name.as_str())
            .map(|(path, method, told)| entry(document, path, method, told))
            .collect(),
        name,
    };
    names.map(group).collect()
}

fn entry(document: &Value, path: &str, method: &str, told: &Value) -> Entry {
    let parameter = |parameter: &Value| Field {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        kind: kind(&parameter["schema"]),
        says: text(&parameter["description"]),
        is_required: parameter["required"] == true,
    };
    let body = &told["requestBody"]["content"]["application/json"]["schema"];
    Entry {
        id: text(&told["operationId"]),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        says: text(&told["summary"]),
        needs: told["description"].as_str().map(str::to_owned),
        parameters: items(&told["parameters"]).map(parameter).collect(),
        takes: (!body.is_null()).then(|| kind(body)),
        answers: each(&told["responses"])
            .map(|(status, answer)| self::told(document, status, answer))
            .collect(),
    }
}

fn told(document: &Value, status: &str, answer: &Value) -> Told {
    let reference = answer["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next());
    let answer = match reference {
        Some(name) => &document["components"]["responses"][name],
        None => answer,
    };
    let schema = &answer["content"]["application/json"]["schema"];
    Told {
        status: status.to_owned(),
        says: text(&answer["description"]),
        kind: (!schema.is_null()).then(|| kind(schema)),
    }
}

/// A schema in a word or two.
fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next())
    {
        return Kind {
            words: name.to_owned(),
            link: Some(format!("#schema-{name}")),
        };
    }
    let choices = schema["anyOf"].as_array();
    if let Some(first) = choices.and_then(|choices| choices.first()) {
        let of = kind(first);
        return Kind {
            words: format!("{} or null", of.words),
            link: of.link,
        };
    }
    let plain = |words: String| Kind { words, link: None };
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            let of = kind(&schema["items"]);
            Kind {
                words: format!("list of {}", of.words),
                link: of.link,
            }
        }
        Value::String(name) => plain(match schema["format"].as_str() {
            Some(format) => format!("{name} ({format})"),
            None => name.clone(),
        }),
        Value::Array(names) => {
            let names: Vec<String> = names.iter().map(text).collect();
            plain(names.join(" or "))
        }
        _ => plain("anything".to_owned()),
    }
}

fn described(document: &Value) -> Vec<Described> {
    let all = each(&document["components"]["schemas"]);
    all.map(|(name, schema)| {
        let required: Vec<String> = items(&schema["required"]).map(text).collect();
        let field = |(name, schema): (&String, &Value)| Field {
            is_required: required.contains(name),
            name: name.clone(),
            place: String::new(),
            kind: kind(schema),
            says: text(&schema["description"]),
        };
        Described {
            name: name.clone(),
            says: text(&schema["description"]),
            values: values(schema),
            fields: each(&schema["properties"]).map(field).collect(),
        }
    })
    .collect()
}

/// The words of a schema that is one of some.
fn values(schema: &Value) -> Vec<String> {
    let plain = items(&schema["enum"]).map(text);
    let told = items(&schema["oneOf"]).flat_map(|one| {
        let constant = one["const"].as_str().map(str::to_owned);
        constant.into_iter().chain(items(&one["enum"]).map(text))
    });
    plain.chain(told).collect()
}
