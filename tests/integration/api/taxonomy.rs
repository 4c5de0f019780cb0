//! Tags and series, arranged by programs.

use serde_json::json;

use crate::support::on_both;

#[test]
fn a_tag_is_made_changed_merged_and_removed() {
    on_both(|site| {
        let program = site.owners_program();
        site.article("One").tags(&["js"]).create();
        let made = program
            .post("/tags", json!({"name": "JavaScript", "lang": "en"}))
            .is(201);
        let place = format!("/tags/{}", made.id());
        site.client().get(&place).is(404);
        let taken = program.post("/tags", json!({"name": "JavaScript"})).is(422);
        assert_eq!(taken.refused(), [("/name".to_owned(), "taken".to_owned())]);

        let changed = program
            .patch(&place, &made, json!({"description": "A language"}))
            .is(200);
        assert_eq!(
            (&changed.json["name"], &changed.json["description"]),
            (&json!("JavaScript"), &json!("A language"))
        );

        let old = site.client().get("/tags").is(200);
        assert_eq!(old.each("slug"), ["js"]);
        let old = program.get(&format!("/tags/{}", old.each("id")[0])).is(200);
        let merging = format!("/tags/{}/merging", old.id());
        let headers = [("if-match", old.header("etag"))];
        let body = json!({"into": made.id()}).to_string();
        program
            .ask(ureq::http::Method::POST, &merging, &headers, Some(body))
            .is(200);
        assert_eq!(site.client().get("/tags").each("slug"), ["javascript"]);

        let now = program.get(&place).is(200);
        program.delete(&place, &made).is(412);
        program.delete(&place, &now).is(204);
        assert!(site.client().get("/tags").each("slug").is_empty());
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn a_series_is_made_and_its_parts_are_put_in_order() {
    on_both(|site| {
        let program = site.owners_program();
        let [one, two] = ["One", "Two"].map(|title| site.article(title).create().id.0);
        let made = program
            .post("/series", json!({"name": "סדרה", "lang": "he"}))
            .is(201);
        assert_eq!(made.json["dir"], "rtl");
        let place = format!("/series/{}", made.id());
        site.client().get(&place).is(404);

        let parts = program
            .put(
                &format!("{place}/parts"),
                &made,
                json!({"parts": [two, one]}),
            )
            .is(200);
        let titles = |reply: &crate::support::api::Reply| -> Vec<String> {
            let parts = reply.json["parts"].as_array().unwrap();
            parts
                .iter()
                .map(|part| part["title"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(titles(&parts), ["Two", "One"]);
        assert_eq!(titles(&site.client().get(&place).is(200)), ["Two", "One"]);
        let twice = program
            .put(
                &format!("{place}/parts"),
                &parts,
                json!({"parts": [one, one]}),
            )
            .is(422);
        assert_eq!(
            twice.refused()[0],
            ("/parts/1".to_owned(), "taken".to_owned())
        );
        let unknown = program
            .put(
                &format!("{place}/parts"),
                &parts,
                json!({"parts": [one, 99999]}),
            )
            .is(422);
        assert_eq!(
            unknown.refused()[0],
            ("/parts/1".to_owned(), "unknown".to_owned())
        );

        let fewer = program
            .put(&format!("{place}/parts"), &parts, json!({"parts": [one]}))
            .is(200);
        assert_eq!(titles(&fewer), ["One"]);
        program.delete(&place, &fewer).is(204);
        site.client().get(&place).is(404);
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}
