//! Tags: renamed, described, merged, removed.

use crate::support::on_both;

#[test]
fn a_tag_is_renamed_and_described_wherever_it_stands() {
    on_both(|site| {
        let editor = site.editor();
        site.article("Article").tags(&["rust"]).create();
        let edit = editor.get("/desk/tags").is(200).link_to("rust");

        let form = editor
            .get(&edit)
            .form(edit.trim_end_matches("/edit"))
            .with("name", "שפת Rust")
            .with("slug", "rust-lang")
            .with("language", "he")
            .with("description", "על השפה");
        editor.sends(&form).shows("The tag is saved.");

        site.get("/tag/rust").is(404);
        site.get("/tag/rust-lang")
            .is(200)
            .shows("שפת Rust")
            .shows("על השפה");
        site.get("/article").shows("שפת Rust");
        site.get("/search?q=שפת").shows("Article");
    });
}

#[test]
fn two_tags_become_one_and_an_article_with_both_has_it_once() {
    on_both(|site| {
        let editor = site.editor();
        site.article("One").tags(&["js"]).create();
        site.article("Two").tags(&["javascript"]).create();
        site.article("Both").tags(&["js", "javascript"]).create();
        let edit = editor.get("/desk/tags?words=js").link_to("js");
        let form = editor.get(&edit).form("/merging");

        for (into, said) in [
            ("", "Fill this in."),
            ("none", "no such thing"),
            ("js", "cannot be chosen"),
        ] {
            let page = editor.send(&form.clone().with("into", into)).is(422);
            assert!(page.problem("into").unwrap().contains(said), "{into}");
        }
        editor
            .sends(&form.with("into", "JavaScript"))
            .shows("Merged into javascript.");

        site.get("/tag/js").is(404);
        let page = site.get("/tag/javascript").is(200);
        assert_eq!(page.cards(), ["Both", "Two", "One"]);
        page.shows("3 articles");
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn a_tag_is_made_and_taken_away_only_when_that_is_meant() {
    on_both(|site| {
        let editor = site.editor();
        let post = editor
            .get("/desk/tags")
            .form("/desk/tags")
            .with("name", "שרתים")
            .with("language", "he");
        editor.sends(&post).shows("שרתים");
        editor.sends(&post).is(200);
        let again = editor
            .get("/desk/tags")
            .form("/desk/tags")
            .with("name", "שרתים");
        let taken = editor.send(&again).is(422);
        assert_eq!(taken.problem("name").unwrap(), "This is taken already.");
        assert_eq!(taken.value("name"), "שרתים");

        site.article("Article").tags(&["rust"]).create();
        let edit = editor.get("/desk/tags").link_to("rust");
        let removal = editor.get(&edit).form("/removal");
        editor.send(&removal).is(422);
        site.get("/tag/rust").is(200);
        editor
            .sends(&removal.ticking("sure", "1"))
            .shows("The tag is gone.");
        site.get("/tag/rust").is(404);
        site.get("/article").is(200).hides("/tag/rust");
    });
}

#[test]
fn what_is_wrong_with_a_tag_is_said() {
    on_both(|site| {
        let editor = site.editor();
        site.article("Article").tags(&["rust", "go"]).create();
        let edit = editor.get("/desk/tags").link_to("rust");
        let form = editor.get(&edit).form(edit.trim_end_matches("/edit"));

        let wrong = form
            .clone()
            .with("name", "")
            .with("slug", "+")
            .with("language", "tlh")
            .with("description", &"x".repeat(501));
        let page = editor.send(&wrong).is(422);
        for field in ["name", "slug", "language", "description"] {
            assert!(page.problem(field).is_some(), "{field}");
        }
        let page = editor.send(&form.with("slug", "go")).is(422);
        assert!(page.problem("slug").is_some());
        for path in ["/desk/tags/404/edit", "/desk/tags/x/edit"] {
            editor.get(path).is(404);
        }
        editor
            .post("/desk/tags/404", &[("name", "x"), ("language", "en")])
            .is(404);
        editor
            .get("/desk/tags?words=%00%25_")
            .is(200)
            .shows("No tags.");
    });
}

#[test]
fn a_tag_that_very_many_bear_is_renamed_at_once_and_found_soon() {
    on_both(|site| {
        let editor = site.editor();
        for number in 0..60 {
            site.article(&format!("Article {number}"))
                .tags(&["rust"])
                .create();
        }
        let edit = editor.get("/desk/tags").link_to("rust");
        let form = editor.get(&edit).form(edit.trim_end_matches("/edit"));

        editor.sends(&form.with("name", "Oxide")).is(200);

        while site.write(daf::storage::search::refresh) > 0 {}
        let found = editor.get("/desk/posts?words=oxide");
        assert_eq!(found.texts(".list tbody tr").len(), 50);
        assert!(found.step("next").is_some());
        editor.get("/desk/posts?words=rust").shows("Nothing");
    });
}

#[test]
fn a_tag_can_be_named_in_a_list_and_no_two_have_one_name() {
    on_both(|site| {
        let editor = site.editor();
        site.article("Article").tags(&["rust", "go"]).create();
        let edit = editor.get("/desk/tags").link_to("rust");
        let form = editor.get(&edit).form(edit.trim_end_matches("/edit"));
        let new = editor.get("/desk/tags").form("/desk/tags");

        for name in ["a, b", "א، ב", "#x", "go"] {
            let page = editor.send(&form.clone().with("name", name)).is(422);
            assert!(page.problem("name").is_some(), "{name}");
            assert_eq!(page.value("name"), name);
            let made = new.clone().with("name", name).with("slug", "fresh");
            let page = editor.send(&made).is(422);
            assert!(page.problem("name").is_some(), "{name}");
        }
        editor.sends(&form.with("description", "Of iron")).is(200);
    });
}

#[test]
fn a_tag_has_a_name_that_can_be_typed_in_a_post() {
    on_both(|site| {
        let editor = site.editor();
        site.article("Article").tags(&["rust"]).create();
        let edit = editor.get("/desk/tags").link_to("rust");
        let form = editor.get(&edit).form(edit.trim_end_matches("/edit"));

        for name in ["🦀", "+++"] {
            let page = editor.send(&form.clone().with("name", name)).is(422);
            assert!(page.problem("name").is_some(), "{name}");
        }
    });
}

#[test]
fn two_tags_that_sound_alike_in_an_address_stay_two_on_a_post() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").tags(&["cpp"]).create();
        let edit = editor.get("/desk/tags").link_to("cpp");
        let form = editor.get(&edit).form(edit.trim_end_matches("/edit"));
        editor.sends(&form.with("name", "C++"));
        let new = editor.get("/desk/tags").form("/desk/tags");
        editor.sends(&new.with("name", "cpp").with("slug", "cpp-tool"));
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let save = |tags: &str| {
            let page = editor.get(&edit);
            let form = page.form(edit.trim_end_matches("/edit")).with("tags", tags);
            editor.sends(&form.pressing("do", "publish")).value("tags")
        };
        save("C++, cpp");

        save("C++, cpp, third");

        for tag in ["cpp", "cpp-tool", "third"] {
            site.get(&format!("/tag/{tag}")).is(200).shows("Article");
        }
    });
}
