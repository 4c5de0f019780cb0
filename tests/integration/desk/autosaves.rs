//! What the editor's script asks for by itself: keeping what is typed, and showing it rendered.

use crate::support::{FilledForm, Page, Visitor, on_both};

fn new_form(visitor: &Visitor) -> FilledForm {
    visitor.get("/desk/posts/new").is(200).form("/desk/posts")
}

fn autosave(visitor: &Visitor, form: &FilledForm, path: &str) -> Page {
    let fields: Vec<(&str, &str)> = form
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(path, &fields)
}

#[test]
fn the_script_keeps_what_is_typed_and_tells_what_it_kept() {
    on_both(|site| {
        let owner = site.owner();
        let form = new_form(&owner);
        let nothing = autosave(&owner, &form, "/desk/autosave").is(200);
        assert_eq!(nothing.json()["state"], "nothing");
        let typed = form.with("source", "## A beginning\n\nOf");
        let kept = autosave(&owner, &typed, "/desk/autosave").is(200).json();
        assert_eq!(kept["state"], "saved");
        let again = autosave(&owner, &typed, "/desk/autosave").is(200).json();
        assert_eq!(
            (&again["post"], &again["revision"]),
            (&kept["post"], &kept["revision"])
        );
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 1);

        let own = format!("/desk/posts/{}/autosave", kept["post"]);
        let longer = typed
            .with("source", "## A beginning\n\nOf something\0")
            .with("title", &"t".repeat(300));
        assert_eq!(
            autosave(&owner, &longer, &own).is(422).json()["state"],
            "refused"
        );
        let longer = longer.with("source", "## A beginning\n\nOf something");
        assert_eq!(
            autosave(&owner, &longer, &own).is(200).json()["state"],
            "saved"
        );
        let page = owner.get(kept["edit"].as_str().unwrap());
        assert_eq!(page.value("source"), "## A beginning\n\nOf something");
        assert_eq!(page.value("title"), "t".repeat(300));

        owner.forgets("daf_session");
        let out = autosave(&owner, &longer, &own).is(401).json();
        assert_eq!(out["state"], "signed-out");
        assert!(
            out["message"]
                .as_str()
                .unwrap()
                .contains("stays on this page")
        );
    });
}

#[test]
fn a_text_is_rendered_while_it_is_typed_as_its_page_will_show_it() {
    on_both(|site| {
        let owner = site.owner();
        let source = "מבוא ל-Rust\n\n```\ncode\n```";
        let form = [
            ("title", "מדריך C++"),
            ("summary", ""),
            ("source", source),
            ("language", "he"),
        ];

        let shown = owner.post("/desk/rendering", &form).is(200).json();

        assert_eq!(shown["direction"], "rtl");
        assert_eq!(shown["lines"], serde_json::json!([0, 2]));
        assert!(
            shown["title"]
                .as_str()
                .unwrap()
                .contains("<bdi dir=\"ltr\">C++</bdi>")
        );
        assert!(
            shown["html"]
                .as_str()
                .unwrap()
                .contains("<pre dir=\"ltr\">")
        );
        assert_eq!(shown["words"], "2 words");
        owner.post("/desk/rendering", &[("source", "\0")]).is(422);
    });
}

#[test]
fn the_preview_tells_a_writer_what_may_be_wrong_and_where() {
    on_both(|site| {
        let owner = site.owner();
        let form = [("source", "שלום\n\nלקוח → שרת"), ("language", "he")];

        let shown = owner.post("/desk/rendering", &form).is(200).json();

        assert_eq!(shown["remarks"][0]["place"], "Line 3");
        let excerpt = shown["remarks"][0]["excerpt"].as_str().unwrap();
        assert!(excerpt.contains("לקוח → שרת"), "{excerpt}");
        assert_eq!(shown["remarks"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn what_is_arranged_around_a_new_draft_while_it_is_written_stays() {
    on_both(|site| {
        let owner = site.owner();
        site.series("tale", &[]);
        let form = new_form(&owner).with("title", "Draft");
        let kept = autosave(&owner, &form, "/desk/autosave").is(200).json();
        let arranged = format!(
            "INSERT INTO series_parts (series_id, post_id, position) SELECT id, {}, 1 FROM series",
            kept["post"]
        );
        site.execute(&arranged).unwrap();

        let finished = form.with("source", "Finished").pressing("do", "publish");
        owner.send(&finished).is(303);

        assert_eq!(site.get("/series/tale").cards(), ["Draft"]);
    });
}

#[test]
fn a_post_that_the_editor_keeps_by_itself_is_found_by_what_stands_in_it_now() {
    on_both(|site| {
        let owner = site.owner();
        let form = new_form(&owner).with("title", "First thought");
        let kept = autosave(&owner, &form, "/desk/autosave").is(200).json();
        let own = format!("/desk/posts/{}/autosave", kept["post"]);
        owner
            .get("/desk/posts?words=thought")
            .shows("First thought");
        let other = new_form(&owner).with("title", "Written since");
        autosave(&owner, &other, "/desk/autosave").is(200);

        let longer = form
            .with("title", "Second thought")
            .with("source", "Elephants");
        autosave(&owner, &longer, &own).is(200);
        while site.write(daf::storage::search::refresh) > 0 {}

        let found = owner.get("/desk/posts?words=elephants");
        assert_eq!(found.texts(".list tbody th"), ["Second thought"]);
        owner.get("/desk/posts?words=first").hides("thought</a>");
        let desk = owner.get("/desk");
        let place = |words: &str| desk.html().find(words).unwrap();
        assert!(place("Second thought") < place("Written since"));
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn the_words_of_a_public_article_are_found_as_its_readers_see_them() {
    on_both(|site| {
        let owner = site.owner();
        let made = site.article("Article").body("Elephants").create();
        let edit = format!("/desk/posts/{}/edit", made.id.0);
        let form = owner.get(&edit).form(edit.trim_end_matches("/edit"));
        let own = format!("/desk/posts/{}/autosave", made.id.0);

        autosave(
            &owner,
            &form.with("source", "Tigers").with("title", "Other"),
            &own,
        )
        .is(200);
        while site.write(daf::storage::search::refresh) > 0 {}

        site.get("/search?q=elephants").shows("Article");
        assert!(site.get("/search?q=tigers").cards().is_empty());
        site.get("/article").shows("Elephants").hides("Other");
    });
}
