//! Series: made, ordered, filled and emptied.

use crate::support::{Page, Visitor, on_both};

fn order(page: &Page) -> Vec<String> {
    page.texts(".ordered li .grow > a")
}

fn edit_of(editor: &Visitor, name: &str) -> String {
    editor.get("/desk/series").is(200).link_to(name)
}

#[test]
fn parts_move_by_plain_buttons_and_as_they_were_dragged() {
    on_both(|site| {
        let editor = site.editor();
        let parts = ["One", "Two", "Three"].map(|title| site.article(title).create());
        site.series("tale", &[&parts[0], &parts[1], &parts[2]]);
        let edit = edit_of(&editor, "tale");
        let page = editor.get(&edit);
        assert_eq!(order(&page), ["One", "Two", "Three"]);

        let form = page.form("/order");
        assert!(!form.has_button("step", &format!("up:{}", parts[0].id.0)));
        let down = format!("down:{}", parts[0].id.0);
        let page = editor.sends(&form.pressing("step", &down));
        assert_eq!(order(&page), ["Two", "One", "Three"]);
        assert_eq!(site.get("/series/tale").cards(), ["Two", "One", "Three"]);

        let mut dragged = page.form("/order");
        for part in [&parts[2], &parts[0]] {
            dragged = dragged.ticking("order", &part.id.0.to_string());
        }
        dragged = dragged.ticking("order", "404").ticking("order", "x");
        let page = editor.sends(&dragged);
        assert_eq!(order(&page), ["Three", "One", "Two"]);
    });
}

#[test]
fn articles_come_into_a_series_by_their_address_and_go() {
    on_both(|site| {
        let editor = site.editor();
        let form = editor
            .get("/desk/series")
            .form("/desk/series")
            .with("name", "סדרה")
            .with("slug", "tale")
            .with("language", "he")
            .with("description", "על מה");
        let page = editor.sends(&form);
        page.shows("No parts yet.");
        site.get("/series/tale").is(404);
        site.article("One").create();
        let other = site.article("שני").create();
        site.series("other", &[&other]);

        let add = page.form("/parts");
        for (typed, said) in [
            ("", "Fill this in."),
            ("nowhere", "no such thing"),
            ("a\0", "no text can hold"),
        ] {
            let page = editor.send(&add.clone().with("part", typed)).is(422);
            assert!(page.problem("part").unwrap().contains(said), "{typed}");
        }
        editor.sends(&add.clone().with("part", "/one"));
        let whole = format!("{}/%D7%A9%D7%A0%D7%99", site.address);
        let page = editor.sends(&add.with("part", &whole));
        assert_eq!(order(&page), ["One", "שני"]);
        site.get("/series/other").is(404);

        let mut out = page.form("/order");
        out.action = page
            .attributes("button[formaction]", "formaction")
            .remove(0);
        let page = editor.sends(&out);
        assert_eq!(order(&page), ["שני"]);
        site.get("/one").is(200);
    });
}

#[test]
fn a_series_is_changed_and_removed_and_its_articles_stay() {
    on_both(|site| {
        let editor = site.editor();
        let part = site.article("One").create();
        site.series("tale", &[&part]);
        site.series("other", &[]);
        let edit = edit_of(&editor, "tale");
        let own = edit.trim_end_matches("/edit");
        let form = editor.get(&edit).form(own);

        let page = editor.send(&form.clone().with("slug", "other")).is(422);
        assert!(page.problem("slug").is_some());
        editor.sends(&form.with("name", "New name").with("slug", "new-name"));
        site.get("/series/new-name").is(200).shows("New name");

        let removal = editor.get(&edit).form("/removal");
        editor.send(&removal).is(422);
        editor.sends(&removal.ticking("sure", "1"));
        site.get("/series/new-name").is(404);
        site.get("/one").is(200).hides("New name");
        for path in ["/desk/series/404/edit", "/desk/series/x/edit"] {
            editor.get(path).is(404);
        }
        editor
            .post("/desk/series/404/order", &[("order", "1")])
            .is(404);
        editor
            .post(&format!("{own}/order"), &[("order", "1")])
            .is(404);
    });
}

#[test]
fn a_post_is_in_one_series_once_however_often_it_is_put_there() {
    on_both(|site| {
        let editor = site.editor();
        let part = site.article("One").create();
        site.series("tale", &[&part]);
        let edit = edit_of(&editor, "tale");
        let add = editor.get(&edit).form("/parts").with("part", "one");

        editor.sends(&add);
        let page = editor.sends(&add);

        assert_eq!(order(&page), ["One"]);
    });
}

#[test]
fn an_emptied_place_is_the_end_and_a_draft_is_previewed_in_its_series() {
    on_both(|site| {
        let owner = site.owner();
        let parts = ["One", "Two"].map(|title| site.article(title).create());
        site.series("tale", &[&parts[0], &parts[1]]);
        let own = format!("/desk/posts/{}", parts[0].id.0);
        let form = owner.get(&format!("{own}/edit")).form(&own);

        owner.sends(&form.with("part", "").pressing("do", "publish"));

        site.get("/one").shows("Part 2 of 2");
        let series = site.count("SELECT id AS number FROM series").to_string();
        let new = owner.get("/desk/posts/new").form("/desk/posts");
        let new = new.with("title", "Draft").with("series", &series);
        let preview = owner.sends(&new.with("part", "2").pressing("do", "preview"));
        preview.shows("Part 2 of 3");
        site.get("/one").shows("Part 2 of 2");
    });
}
