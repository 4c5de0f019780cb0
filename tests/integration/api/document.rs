//! The OpenAPI document, held against the routes.

use std::collections::BTreeSet;

use daf::web::api;
use serde_json::Value;

use crate::support::on_both;

#[test]
fn the_document_tells_of_every_operation_and_of_no_other() {
    let document = api::document("http://example.org");
    let told: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (method.to_uppercase(), format!("/api/v1{path}")))
        })
        .collect();

    assert_eq!(told, api::listed().into_iter().collect());
}

#[test]
fn every_reference_in_the_document_leads_somewhere_and_every_name_is_its_own() {
    let document = api::document("http://example.org");
    let mut references = BTreeSet::new();
    collect(&document, &mut references);

    for reference in &references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let names: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|methods| methods.as_object().unwrap().values())
        .map(|told| told["operationId"].as_str().unwrap())
        .collect();
    let different: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(different.len(), names.len());
    assert!(references.len() > 30);
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            for (name, value) in all {
                match (name.as_str(), value) {
                    ("$ref", Value::String(to)) => {
                        references.insert(to.clone());
                    }
                    _ => collect(value, references),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[test]
fn whatever_holds_text_says_its_language_and_direction() {
    let document = api::document("http://example.org");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    // Told by the object around them, or in no language of their own.
    let spoken_for = [
        "Problem",
        "PartRefused",
        "Cover",
        "Writer",
        "Commenter",
        "TokenView",
        "RenderingView",
        "HeadingView",
        "InvitationView",
        "GuestBlockView",
        "SearchName",
        "SearchMiss",
        "ActivityView",
        "PreviewLinkView",
        "SystemView",
        "SubscriberView",
        "ParkedView",
        "EventView",
        "PasswordLink",
        "WebhookView",
        "NewWebhook",
        "DeliveryView",
        "Link",
    ];
    let texts = [
        "title",
        "name",
        "summary",
        "description",
        "html",
        "bio",
        "source",
    ];

    for (name, schema) in schemas {
        let fields = schema["properties"].as_object();
        let is_given = schema["additionalProperties"] != Value::Bool(false);
        let has = |field: &str| fields.is_some_and(|fields| fields.contains_key(field));
        if is_given && !spoken_for.contains(&name.as_str()) && texts.iter().any(|text| has(text)) {
            assert!(has("lang") && has("dir"), "{name} holds text");
        }
    }
}

#[test]
fn the_document_is_served_to_programs_and_to_people() {
    on_both(|site| {
        let json = site.client().get("/openapi.json").is(200);
        assert_eq!(json.json["openapi"], "3.1.0");
        assert_eq!(
            json.json["servers"][0]["url"],
            format!("{}/api/v1", site.address)
        );

        let page = site.visitor().get("/api/v1/docs").is(200);
        page.shows("createPost")
            .shows("posts:publish")
            .shows("Idempotency-Key");
        assert!(!page.text().contains("https://cdn"));
    });
}
