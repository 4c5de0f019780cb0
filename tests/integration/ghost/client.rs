//! The client that Ghost publishes, unmodified, against a site.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::drafts::some_day;
use crate::support::{He, Role, TestSite, on_both};

/// What the client made of each answer.
fn calls(site: &TestSite, key: &str, slug: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    assert!(
        folder.join("node_modules/@tryghost/content-api").exists(),
        "the client is not installed: run `npm ci` in tests/clients, as tests/run does"
    );
    let ran = Command::new("node")
        .arg(folder.join("content-api.cjs"))
        .args([&site.address, key, slug])
        .output()
        .expect("node should run");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn the_unmodified_client_reads_everything_that_is_public() {
    on_both(|site| {
        let key = site.content_key();
        site.article("שלום עולם")
            .language(He)
            .tags(&["rust", "backend"])
            .by(&["dana", "noa"])
            .at(some_day().plus_hours(3))
            .create();
        site.article("two")
            .tags(&["rust"])
            .at(some_day().plus_hours(2))
            .create();
        site.article("three")
            .summary("Short")
            .at(some_day().plus_hours(1))
            .create();
        site.article("about").page().create();
        site.article("hidden")
            .publication(daf::domain::post::Publication::Draft)
            .create();
        site.account("olga", Role::Owner);

        let told = calls(site, &key, "שלום-עולם");

        let titles = |name: &str| -> Vec<String> {
            let found = told[name]["found"]
                .as_array()
                .unwrap_or_else(|| panic!("{name}: {}", told[name]));
            found
                .iter()
                .map(|post| post["title"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(titles("posts"), ["שלום עולם", "two", "three"]);
        assert_eq!(told["posts"]["meta"]["pagination"]["total"], 3);
        assert_eq!(titles("second"), ["שלום עולם"]);
        assert_eq!(told["second"]["meta"]["pagination"]["prev"], 1);
        assert_eq!(titles("one"), ["three"]);
        assert_eq!(titles("tagged"), ["שלום עולם", "two"]);
        assert!(titles("featured").is_empty());
        assert_eq!(titles("pages"), ["about"]);
        let post = &told["bySlug"]["found"];
        assert_eq!(
            (&post["title"], &post["lang"], &post["dir"]),
            (&json!("שלום עולם"), &json!("he"), &json!("rtl"))
        );
        assert_eq!(
            (
                &post["primary_tag"]["slug"],
                &post["primary_author"]["slug"]
            ),
            (&json!("backend"), &json!("dana"))
        );
        assert_eq!(told["bySlug"]["meta"], json!(null));
        assert_eq!(told["byId"]["found"]["plaintext"], "Some words.");
        assert_eq!(told["page"]["found"]["title"], "about");
        assert_eq!(told["settings"]["found"]["title"], "Daf");
        assert_eq!(told["authors"]["found"][0]["count"]["posts"], 3);
        assert_eq!(told["author"]["found"]["slug"], "dana");
        assert_eq!(told["tags"]["found"][1]["count"]["posts"], 2);
        assert_eq!(told["tag"]["found"]["name"], "rust");
        for empty in ["tiers", "newsletters"] {
            assert!(
                told[empty]["found"].as_array().unwrap().is_empty(),
                "{empty}"
            );
        }
        for (call, name) in [
            ("missing", "NotFoundError"),
            ("badFilter", "BadRequestError"),
            ("private", "BadRequestError"),
            ("unknownKey", "UnauthorizedError"),
        ] {
            assert_eq!(told[call]["name"], name, "{call}: {}", told[call]);
        }
    });
}
