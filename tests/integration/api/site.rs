//! The site itself: settings, search, what happens on it.

use serde_json::json;

use crate::support::{comes_to_be, on_both};

#[test]
fn settings_are_read_by_anybody_and_changed_by_the_owner() {
    on_both(|site| {
        let program = site.owners_program();
        let seen = program.get("/settings").is(200);
        assert_eq!(site.client().get("/settings").is(200).json, seen.json);

        let links = json!([{"label": "אודות", "url": "/about", "lang": "he"}]);
        let changed = program
            .patch(
                "/settings",
                &seen,
                json!({"title": "יומן", "accent": "#1b5e8a", "navigation": links}),
            )
            .is(200);

        assert_eq!(changed.json["title"], "יומן");
        assert_eq!(
            site.client().get("/settings").json["navigation"][0]["label"],
            "אודות"
        );
        site.visitor().get("/").shows("יומן");
        program
            .patch("/settings", &seen, json!({"title": "Late"}))
            .is(412);
        for (wrong, part) in [
            (json!({"title": ""}), "/title"),
            (json!({"time_zone": "Mars"}), "/time_zone"),
            (json!({"contact": "javascript:x"}), "/contact"),
            (json!({"accent": "red"}), "/accent"),
            (
                json!({"navigation": [{"label": "x", "url": "javascript:x", "lang": "en"}]}),
                "/navigation",
            ),
        ] {
            let refused = program.patch("/settings", &changed, wrong).is(422);
            assert_eq!(refused.refused()[0].0, part, "{}", refused.text);
        }
    });
}

#[test]
fn anybody_searches_and_arrangers_teach_names() {
    on_both(|site| {
        site.article("על השרתים")
            .body("השרתים רצים")
            .language(crate::support::He)
            .create();
        comes_to_be(|| !site.client().get("/search?q=שרת").each("title").is_empty());

        let found = site.client().get("/search?q=שרת").is(200);
        assert_eq!(found.json["items"][0]["dir"], "rtl");
        assert!(
            found.json["items"][0]["passage_html"]
                .as_str()
                .unwrap()
                .contains("<mark>")
        );
        let program = site.owners_program();
        let made = program
            .post(
                "/search/names",
                json!({"name": "k8s", "other": "kubernetes"}),
            )
            .is(201);
        assert_eq!(program.get("/search/names").each("name"), ["k8s"]);
        program
            .post(
                "/search/names",
                json!({"name": "k8s", "other": "kubernetes"}),
            )
            .is(422);
        program
            .delete(&format!("/search/names/{}", made.id()), &made)
            .is(204);
        assert_eq!(
            program.get("/search/misses").is(200).json["next"],
            json!(null)
        );
    });
}

#[test]
fn what_happened_is_told_in_its_order() {
    on_both(|site| {
        let program = site.owners_program();
        let made = program.post("/posts", json!({"title": "T"})).is(201);

        let events = program.get("/events").is(200);

        let kinds = events.each("kind");
        assert!(kinds.contains(&"post.created".to_owned()), "{kinds:?}");
        let last = events.each("id").last().unwrap().clone();
        assert!(
            program
                .get(&format!("/events?after={last}"))
                .each("id")
                .is_empty()
        );
        assert_eq!(
            program.get("/activity").is(200).each("action")[0],
            "post.saved"
        );
        assert_eq!(
            program.get("/activity").each("subject")[0],
            format!("post:{}", made.id())
        );
        assert_eq!(
            program.get("/system").is(200).json["subscribers"][0]["name"],
            "counting"
        );
    });
}
