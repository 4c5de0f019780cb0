//! Posts: read by anybody, written and published by programs with a token.

use serde_json::json;

use daf::domain::api_token::Scope::{PublishPosts, ReadPosts, WritePosts};

use crate::support::{He, Role, on_both};

#[test]
fn a_program_writes_publishes_changes_and_withdraws_an_article() {
    on_both(|site| {
        let program = site.owners_program();
        let new = json!({"title": "מדריך ל-Rust", "source": "שלום `cargo build` עולם", "lang": "he", "tags": ["rust"]});

        let made = program.post("/posts", new).is(201);
        let place = format!("/posts/{}", made.id());
        assert!(
            made.header("location")
                .ends_with(&format!("/api/v1{place}"))
        );
        assert_eq!(made.json["status"], "draft");
        site.client().get(&place).is(404);

        let seen = program.get(&place).is(200);
        assert_eq!(seen.header("etag"), made.header("etag"));
        let published = program
            .put(
                &format!("{place}/publication"),
                &seen,
                json!({"status": "published"}),
            )
            .is(200);
        let public = site.client().get(&place).is(200);
        assert_eq!(
            (&public.json["lang"], &public.json["dir"]),
            (&json!("he"), &json!("rtl"))
        );
        assert!(
            public.json["html"]
                .as_str()
                .unwrap()
                .contains("<code dir=\"ltr\">cargo build</code>")
        );
        assert_eq!(public.json["draft"], json!(null));
        assert_eq!(public.json["tags"][0]["name"], "rust");

        let changed = program
            .patch(&place, &published, json!({"title": "מדריך חדש"}))
            .is(200);
        assert_eq!(changed.json["draft"]["title"], "מדריך חדש");
        assert_eq!(changed.json["draft"]["is_ahead"], true);
        assert_eq!(site.client().get(&place).json["title"], "מדריך ל-Rust");
        let again = program
            .put(
                &format!("{place}/publication"),
                &changed,
                json!({"status": "published"}),
            )
            .is(200);
        assert_eq!(site.client().get(&place).json["title"], "מדריך חדש");

        program
            .put(
                &format!("{place}/publication"),
                &again,
                json!({"status": "archived"}),
            )
            .is(200);
        site.client().get(&place).is(410);
        let kinds = program.get(&format!("{place}/revisions")).is(200);
        assert_eq!(kinds.each("title"), ["מדריך חדש", "מדריך ל-Rust"]);
    });
}

#[test]
fn a_change_of_what_was_changed_meanwhile_is_refused_and_nothing_is_lost() {
    on_both(|site| {
        let program = site.owners_program();
        let made = program
            .post("/posts", json!({"title": "One", "source": "a"}))
            .is(201);
        let place = format!("/posts/{}", made.id());
        let seen = program.get(&place);

        program
            .patch(&place, &seen, json!({"title": "Two"}))
            .is(200);

        program
            .patch(&place, &seen, json!({"title": "Three"}))
            .is(412);
        let without = program.ask(
            ureq::http::Method::PATCH,
            &place,
            &[],
            Some("{}".to_owned()),
        );
        without.is(428);
        assert_eq!(program.get(&place).json["draft"]["title"], "Two");
    });
}

#[test]
fn what_is_refused_is_pointed_at() {
    on_both(|site| {
        let program = site.owners_program();
        let refused = |body| program.post("/posts", body).is(422).refused();

        assert_eq!(
            refused(json!({"source": "x"})),
            [("/title".to_owned(), "empty".to_owned())]
        );
        assert_eq!(
            refused(json!({"title": "T", "slug": "search", "tags": ["a,b"]}))[0].0,
            "/tags/0"
        );
        assert_eq!(
            refused(json!({"title": "T", "slug": "search"})),
            [("/slug".to_owned(), "reserved".to_owned())]
        );
        let unreadable = program.post("/posts", json!({"titel": "T"})).is(400);
        assert_eq!(unreadable.refused()[0].0, "/titel");
        let seen = program.post("/posts", json!({"title": "T"})).is(201);
        let place = format!("/posts/{}/publication", seen.id());
        let when = |at: &str| {
            program
                .put(&place, &seen, json!({"status": "scheduled", "at": at}))
                .is(422)
                .refused()
        };
        assert_eq!(when("2020-01-01T00:00:00Z")[0].0, "/at");
        assert_eq!(when("tomorrow")[0].0, "/at");
        assert!(site.client().get("/posts").each("title").is_empty());
    });
}

#[test]
fn the_same_creation_sent_again_makes_one_post() {
    on_both(|site| {
        let program = site.owners_program();
        let new = json!({"title": "Once"});

        let first = program.post_as("k1", "/posts", new.clone()).is(201);
        let again = program.post_as("k1", "/posts", new.clone()).is(201);
        let other = program
            .post_as("k1", "/posts", json!({"title": "Other"}))
            .is(422);
        let anew = program.post_as("k2", "/posts", new).is(201);

        assert_eq!(first.id(), again.id());
        assert_eq!(first.text, again.text);
        assert!(
            other.json["type"]
                .as_str()
                .unwrap()
                .ends_with("#key-reused")
        );
        assert_ne!(first.id(), anew.id());
    });
}

#[test]
fn public_articles_are_listed_page_by_page_for_anybody() {
    on_both(|site| {
        for number in 0..23 {
            site.article(&format!("Article {number}"))
                .tags(&["rust"])
                .create();
        }
        site.article("עברית").language(He).create();
        let reader = site.client();

        let first = reader.get("/posts?lang=en").is(200);
        let next = first.json["next"].as_str().unwrap().to_owned();
        let second = reader.get(&format!("/posts?lang=en&after={next}")).is(200);

        assert_eq!(first.each("title").len(), 20);
        assert!(first.header("link").contains(&format!("after={next}")));
        assert_eq!(second.each("title").len(), 3);
        assert_eq!(second.json["next"], json!(null));
        assert_eq!(reader.get("/posts?lang=he").each("title"), ["עברית"]);
        assert_eq!(reader.get("/posts?tag=rust").each("title").len(), 20);
        reader.get("/posts?tag=none").is(404);
        reader.get("/posts?after=x").is(400);
        reader.get("/posts?lang=fr").is(400);
        reader.get("/posts?other=1").is(400);
    });
}

#[test]
fn what_was_kept_of_the_api_is_as_fresh_as_a_page() {
    on_both(|site| {
        let id = site.article("Before").slug("one").create().id.0;
        let reader = site.client();
        let [list, one, by_slug] = [
            "/posts".to_owned(),
            format!("/posts/{id}"),
            "/posts/slug/one".to_owned(),
        ];
        let tag = reader.get(&one).is(200).header("etag").to_owned();
        for place in [&list, &one, &by_slug] {
            reader.get(place).is(200);
            assert!(
                reader.get(place).header("server-timing").contains("hit"),
                "{place}"
            );
        }
        let known = site.client().with("if-none-match", &tag);
        assert_eq!(known.get(&one).status, 304);

        let program = site.owners_program();
        let seen = program.get(&one).is(200);
        let changed = program
            .patch(&one, &seen, json!({"title": "After"}))
            .is(200);
        program
            .put(
                &format!("{one}/publication"),
                &changed,
                json!({"status": "published"}),
            )
            .is(200);

        assert_eq!(reader.get(&list).each("title"), ["After"]);
        assert_eq!(reader.get(&one).json["title"], "After");
        assert_eq!(reader.get(&by_slug).json["title"], "After");
        assert_eq!(known.get(&one).status, 200);
    });
}

#[test]
fn a_draft_is_its_authors_and_the_editors_affair() {
    on_both(|site| {
        let all = [ReadPosts, WritePosts, PublishPosts];
        let [dana, other] =
            ["dana", "noa"].map(|handle| site.program_of(handle, Role::Author, &all));
        let editor = site.program_of("eden", Role::Editor, &all);
        let writes_only = site.program_of("dana", Role::Author, &[WritePosts]);
        let made = dana.post("/posts", json!({"title": "Mine"})).is(201);
        let place = format!("/posts/{}", made.id());

        other.get(&place).is(404);
        other
            .patch(&place, &made, json!({"title": "Theirs"}))
            .is(404);
        editor.get(&place).is(200);
        writes_only.get(&place).is(404);
        writes_only
            .put(
                &format!("{place}/publication"),
                &made,
                json!({"status": "published"}),
            )
            .is(403);
        assert_eq!(dana.get("/desk/posts").each("title"), ["Mine"]);
        assert!(
            other
                .get("/desk/posts?author=dana")
                .each("title")
                .is_empty()
        );
        assert_eq!(
            editor
                .get("/desk/posts?author=dana&status=draft")
                .each("title"),
            ["Mine"]
        );
        site.client().get("/desk/posts").is(401);
    });
}

#[test]
fn an_old_revision_is_brought_back_and_a_translation_begun() {
    on_both(|site| {
        let program = site.owners_program();
        let made = program
            .post("/posts", json!({"title": "First", "source": "one"}))
            .is(201);
        let place = format!("/posts/{}", made.id());
        let first = made.json["draft"]["revision"].as_i64().unwrap();
        let changed = program
            .patch(&place, &made, json!({"title": "Second", "source": "two"}))
            .is(200);

        let restoration = format!("{place}/revisions/{first}/restoration");
        let restored = program.ask(
            ureq::http::Method::POST,
            &restoration,
            &[("if-match", changed.header("etag"))],
            None,
        );
        let restored = restored.is(200);
        assert_eq!(restored.json["draft"]["source"], "one");
        assert_eq!(
            program
                .get(&format!("{place}/revisions/{first}"))
                .is(200)
                .json["source"],
            "one"
        );

        let translation = program
            .post(&format!("{place}/translations"), json!({"lang": "ar"}))
            .is(201);
        assert_eq!(translation.json["draft"]["dir"], "rtl");
        let again = program
            .post(&format!("{place}/translations"), json!({"lang": "ar"}))
            .is(422);
        assert_eq!(again.refused(), [("/lang".to_owned(), "taken".to_owned())]);
    });
}

#[test]
fn a_preview_link_leads_to_the_draft_until_it_is_taken_back() {
    on_both(|site| {
        let program = site.owners_program();
        let made = program
            .post("/posts", json!({"title": "Hidden words"}))
            .is(201);
        let links = format!("/posts/{}/preview-links", made.id());

        let link = program.post(&links, json!({})).is(201);
        let url = link.json["url"]
            .as_str()
            .unwrap()
            .replace(&site.address, "");
        site.visitor().get(&url).is(200).shows("Hidden words");
        assert_eq!(
            program.get(&links).each("url"),
            [link.json["url"].as_str().unwrap()]
        );

        program
            .delete(&format!("{links}/{}", link.id()), &link)
            .is(204);
        site.visitor().get(&url).is(404);
    });
}

#[test]
fn markdown_is_rendered_as_in_a_post() {
    on_both(|site| {
        let program = site.owners_program();

        let rendered = program
            .post(
                "/rendering",
                json!({"source": "# שלום\n\nEnglish text here.", "lang": "he"}),
            )
            .is(200);

        assert_eq!(rendered.json["contents"][0]["text"], "שלום");
        assert!(
            rendered.json["html"]
                .as_str()
                .unwrap()
                .contains("dir=\"ltr\"")
        );
    });
}
