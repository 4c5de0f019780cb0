//! The editor: what it takes, what it refuses, and that nothing typed is lost.

use daf::domain::post::{LARGEST_SOURCE, Publication};

use crate::support::{FilledForm, Page, Role, TestSite, Visitor, on_both};

fn new_form(visitor: &Visitor) -> FilledForm {
    visitor.get("/desk/posts/new").is(200).form("/desk/posts")
}

/// Makes a post by the form and returns where it is edited.
fn saved(visitor: &Visitor, title: &str, source: &str) -> String {
    let form = new_form(visitor)
        .with("title", title)
        .with("source", source)
        .with("language", "en")
        .pressing("do", "save");
    visitor.send(&form).is(303).header("location").to_owned()
}

fn form_of(page: &Page) -> FilledForm {
    page.form(page.address.trim_end_matches("/edit"))
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_everything_typed_stays() {
    on_both(|site| {
        let owner = site.owner();
        let many: String = (0..10_000).map(|number| format!("tag{number}, ")).collect();
        let form = new_form(&owner)
            .with("title", &"ט".repeat(201))
            .with("source", "My *long* work.")
            .with("slug", "search")
            .with("summary", &"s".repeat(501))
            .with("tags", &many)
            .with("part", "0")
            .with("cover_url", "javascript:alert(1)")
            .with("cover_alt", &"a".repeat(501))
            .with("canonical_url", "/relative")
            .pressing("do", "save");

        let page = owner.send(&form).is(422);

        for field in [
            "title",
            "slug",
            "summary",
            "tags",
            "part",
            "cover_url",
            "cover_alt",
            "canonical_url",
        ] {
            assert!(page.problem(field).is_some(), "{field}");
        }
        page.shows("Nothing was saved yet");
        assert_eq!(page.value("source"), "My *long* work.");
        assert_eq!(page.value("slug"), "search");
        assert_eq!(page.value("tags"), many);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 0);
    });
}

#[test]
fn empty_missing_huge_and_broken_fields_are_refused_and_never_an_error_of_ours() {
    on_both(|site| {
        let owner = site.owner();
        owner.post("/desk/posts", &[]).is(422);
        for (field, value) in [
            ("title", ""),
            ("title", "a\0b"),
            ("source", "a\0b"),
            ("language", "tlh"),
            ("kind", "poem"),
            ("series", "404"),
            ("series", "x"),
            ("slug", "+++"),
            ("slug", "a\0"),
            ("authors", "nobody"),
            ("do", "schedule"),
        ] {
            let mut fields = vec![("title", "Title"), ("source", "Text")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let page = owner.post("/desk/posts", &fields);
            assert_eq!(page.status, 422, "{field}: {value:?}");
        }
        let surrogate = "title=%ED%A0%80%ED%B0%80&source=x";
        let page = owner.post_body("/desk/posts", surrogate).is(422);
        assert!(page.problem("title").unwrap().contains("no text"));

        let huge = "x".repeat(LARGEST_SOURCE + 1);
        let page = owner.post("/desk/posts", &[("title", "Huge"), ("source", &huge)]);
        assert_eq!(page.status, 422);
        assert!(page.problem("source").is_some());
        let larger = "x".repeat(8 * 1024 * 1024);
        owner.post("/desk/posts", &[("source", &larger)]).is(413);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 0);
    });
}

#[test]
fn a_post_of_the_largest_size_is_saved_whole_in_any_script() {
    on_both(|site| {
        let owner = site.owner();
        let line = "שלום עולם, זה טקסט ארוך מאוד.\n\n";
        let source = line.repeat(LARGEST_SOURCE / line.len());

        let edit = saved(&owner, "Long", source.trim_end());

        assert_eq!(owner.get(&edit).value("source"), source.trim_end());
    });
}

#[test]
fn posts_that_do_not_exist_or_are_anothers_are_not_there() {
    on_both(|site| {
        site.account("omri", Role::Author);
        let theirs = site
            .article("Theirs")
            .by(&["omri"])
            .publication(Publication::Draft)
            .create();
        let dana = site.writer("dana");
        let theirs = theirs.id.0.to_string();
        for id in [
            "404",
            "0",
            "-1",
            "x",
            "99999999999999999999",
            theirs.as_str(),
        ] {
            dana.get(&format!("/desk/posts/{id}/edit")).is(404);
            dana.get(&format!("/desk/posts/{id}/preview")).is(404);
            let form = [("title", "Stolen"), ("source", "x"), ("do", "publish")];
            dana.post(&format!("/desk/posts/{id}"), &form).is(404);
        }
        site.owner()
            .get(&format!("/desk/posts/{theirs}/edit"))
            .shows("Theirs");
    });
}

#[test]
fn an_address_follows_the_title_until_it_is_edited_or_the_post_is_public() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "First title", "Text");
        let slug = |page: &Page| page.value("slug");
        assert_eq!(slug(&owner.get(&edit)), "first-title");

        let form = form_of(&owner.get(&edit)).with("title", "Second title");
        let page = owner.sends(&form.pressing("do", "save"));
        assert_eq!(slug(&page), "second-title");

        let form = form_of(&page).with("slug", "My Own");
        let page = owner.sends(&form.pressing("do", "save"));
        assert_eq!(slug(&page), "my-own");
        let form = form_of(&page).with("title", "Third title");
        let page = owner.sends(&form.pressing("do", "publish"));
        assert_eq!(slug(&page), "my-own");

        let form = form_of(&page).with("slug", "elsewhere");
        owner.sends(&form.pressing("do", "publish"));
        site.get("/my-own").leads_to("/elsewhere");
        site.get("/elsewhere").is(200);
        site.get("/second-title").is(404);
    });
}

#[test]
fn an_address_that_is_taken_is_refused_and_one_made_from_a_title_evades() {
    on_both(|site| {
        let owner = site.owner();
        saved(&owner, "Same", "One");
        let edit = saved(&owner, "Same", "Two");
        assert_eq!(owner.get(&edit).value("slug"), "same-2");
        assert_eq!(
            owner.get(&saved(&owner, "Search", "x")).value("slug"),
            "search-2"
        );
        assert_eq!(
            owner.get(&saved(&owner, "+++", "x")).value("slug"),
            "post-1"
        );

        let form = form_of(&owner.get(&edit)).with("slug", "same");
        let page = owner.send(&form.pressing("do", "save")).is(422);
        assert_eq!(page.problem("slug").unwrap(), "This is taken already.");
        assert_eq!(page.value("source"), "Two");
    });
}

#[test]
fn two_who_take_one_address_at_once_do_not_both_get_it() {
    on_both(|site| {
        let owner = site.owner();
        let forms: Vec<FilledForm> = (0..6)
            .map(|number| {
                new_form(&owner)
                    .with("title", &format!("Title {number}"))
                    .with("slug", "wanted")
                    .with("source", &format!("Text {number}"))
                    .pressing("do", "save")
            })
            .collect();
        let token = owner.cookie("daf_session").unwrap();

        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let sent: Vec<_> = forms
                .iter()
                .map(|form| {
                    let visitor = site.visitor().with_cookie("daf_session", &token);
                    scope.spawn(move || visitor.send(form).status)
                })
                .collect();
            sent.into_iter().map(|sent| sent.join().unwrap()).collect()
        });

        let saved = statuses.iter().filter(|status| **status == 303).count();
        let refused = statuses.iter().filter(|status| **status == 422).count();
        assert_eq!((saved, refused), (1, 5), "{statuses:?}");
    });
}

#[test]
fn a_new_post_sent_twice_is_one_post() {
    on_both(|site| {
        let owner = site.owner();
        let form = new_form(&owner)
            .with("title", "Once")
            .with("source", "Text")
            .pressing("do", "publish");

        let first = owner.send(&form).is(303);
        let second = owner.send(&form).is(303);
        let changed = owner
            .send(&form.clone().with("source", "Text, and more"))
            .is(303);

        let place = first.header("location");
        assert_eq!(
            (place, place),
            (second.header("location"), changed.header("location"))
        );
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 1);
        site.get("/once").shows("Text, and more");
        let events = site.events();
        let made = events.iter().filter(|kind| *kind == "post.created");
        assert_eq!(made.count(), 1);
    });
}

#[test]
fn a_form_from_another_site_changes_nothing() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Article", "Mine");
        let form = form_of(&owner.get(&edit))
            .with("source", "Stolen")
            .pressing("do", "publish");
        let token = owner.cookie("daf_session").unwrap();
        let tricked = site
            .visitor()
            .with_cookie("daf_session", &token)
            .with("sec-fetch-site", "cross-site");

        tricked.send(&form).is(403);

        assert_eq!(owner.get(&edit).value("source"), "Mine");
        site.get("/article").is(404);
    });
}

#[test]
fn whoever_was_signed_out_while_writing_finds_the_text_after_signing_in() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Article", "Old text");
        let form = form_of(&owner.get(&edit))
            .with("source", "New text\nof two lines, שלום & <b>")
            .ticking("authors", "olga")
            .pressing("do", "save");
        owner.forgets("daf_session");

        let login = owner.send(&form).is(401);
        login.shows("Nothing you typed is lost");
        let wrong = login
            .form("/login")
            .with("email", "olga@example.com")
            .with("password", "guess");
        let login = owner.send(&wrong).is(422);
        let right = login
            .form("/login")
            .with("password", crate::support::PASSWORD);
        let here = owner.send(&right).is(200);
        here.shows("New text of two lines, שלום & <b>");
        let sent = here.form(edit.trim_end_matches("/edit"));
        assert_eq!(sent.fields, form.fields);
        let page = owner.sends(&sent);

        assert_eq!(page.value("source"), "New text\nof two lines, שלום & <b>");
    });
}

#[test]
fn a_new_post_of_somebody_signed_out_is_not_lost_either() {
    on_both(|site| {
        let owner = site.owner();
        let form = new_form(&owner)
            .with("title", "New")
            .with("source", "Words")
            .pressing("do", "save");
        owner.forgets("daf_session");

        let login = owner.send(&form).is(401).form("/login");
        let here = owner.send(
            &login
                .with("email", "olga@example.com")
                .with("password", crate::support::PASSWORD),
        );
        let page = owner.sends(&here.is(200).form("/desk/posts"));

        assert_eq!(page.value("source"), "Words");
        let nowhere = [
            ("email", "olga@example.com"),
            ("password", crate::support::PASSWORD),
            ("kept_path", "https://evil.example/"),
            ("kept:source", "x"),
        ];
        let answer = site.visitor().post("/login", &nowhere).is(303);
        assert_eq!(answer.header("location"), "/desk");
    });
}

#[test]
fn what_was_public_keeps_its_text_until_the_changes_are_published() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Article", "First text");
        let publish = form_of(&owner.get(&edit)).pressing("do", "publish");
        let page = owner.sends(&publish);

        let form = form_of(&page)
            .with("title", "New title")
            .with("source", "Second text")
            .with("tags", "fresh")
            .pressing("do", "save");
        let page = owner.sends(&form);
        assert_eq!(page.value("source"), "Second text");
        site.get("/article")
            .is(200)
            .shows("First text")
            .hides("Second text")
            .hides("fresh");
        site.get("/tag/fresh").is(404);
        let preview = owner.get(&format!("{}/preview", edit.trim_end_matches("/edit")));
        preview
            .shows("Second text")
            .shows("New title")
            .shows("fresh");

        owner.sends(&form_of(&page).pressing("do", "publish"));
        site.get("/article").shows("Second text").shows("New title");
        site.get("/tag/fresh").is(200).shows("New title");
        site.get("/search?q=second").shows("New title");
    });
}

#[test]
fn a_withdrawn_post_is_a_draft_again_and_keeps_its_date() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Withdrawn").create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);

        let page = owner.sends(&form_of(&owner.get(&edit)).pressing("do", "unpublish"));
        page.shows("Draft");
        site.get("/withdrawn").is(404);
        site.get("/en").hides("Withdrawn");

        let page = owner.sends(&form_of(&page).pressing("do", "publish"));
        site.get("/withdrawn").is(200).shows("March 14, 2026");
        let page = owner.sends(&form_of(&page).pressing("do", "archive"));
        page.shows("Archived");
        site.get("/withdrawn").is(410);
        owner.sends(&form_of(&page).pressing("do", "publish"));
        site.get("/withdrawn").is(200);
    });
}

#[test]
fn a_draft_that_is_archived_was_never_there_for_readers() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Secret", "Text");

        owner.sends(&form_of(&owner.get(&edit)).pressing("do", "archive"));

        site.get("/secret").is(404);
    });
}

#[test]
fn tags_series_and_authors_are_set_by_the_form() {
    on_both(|site| {
        let owner = site.owner();
        site.account("dana", Role::Author);
        let first = site.article("First part").create();
        site.series("tale", &[&first]);
        let series = site.count("SELECT id AS number FROM series");
        let form = new_form(&owner)
            .with("title", "Second part")
            .with("language", "en")
            .with("source", "Text")
            .with("tags", "C++, שרתים")
            .with("series", &series.to_string())
            .with("part", "1")
            .ticking("authors", "dana")
            .pressing("do", "publish");
        let page = owner.sends(&form);

        let article = site.get("/second-part").is(200);
        article.shows("olga").shows("dana").shows("Part 1 of 2");
        site.get("/tag/cpp").is(200).shows("Second part");
        assert_eq!(
            site.get("/series/tale").cards(),
            ["Second part", "First part"]
        );

        let form = form_of(&page)
            .with("tags", "c++")
            .with("part", "2")
            .pressing("do", "publish");
        let page = owner.sends(&form);
        site.get("/tag/שרתים").is(404);
        assert_eq!(
            site.get("/series/tale").cards(),
            ["First part", "Second part"]
        );
        let form = form_of(&page).with("series", "").pressing("do", "publish");
        owner.sends(&form);
        assert_eq!(site.get("/series/tale").cards(), ["First part"]);

        let nobody = form_of(&owner.get(&page.address)).without("authors");
        let page = owner.send(&nobody.pressing("do", "save")).is(422);
        assert!(page.problem("authors").is_some());
    });
}

#[test]
fn an_author_chooses_no_other_authors() {
    on_both(|site| {
        site.account("omri", Role::Author);
        let dana = site.writer("dana");
        let form = new_form(&dana)
            .with("title", "Mine")
            .with("source", "x")
            .with("authors", "omri")
            .pressing("do", "publish");

        dana.sends(&form).is(200);

        site.get("/mine").shows("dana").hides("omri");
    });
}

#[test]
fn an_article_moves_between_languages_with_its_counts() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Traveller", "Text");
        let page = owner.sends(&form_of(&owner.get(&edit)).pressing("do", "publish"));

        owner.sends(
            &form_of(&page)
                .with("language", "he")
                .pressing("do", "publish"),
        );

        site.get("/he").shows("Traveller");
        site.get("/en").hides("Traveller");
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn markup_in_what_is_typed_is_text_everywhere_at_the_desk() {
    on_both(|site| {
        let owner = site.owner();
        let evil = "\"><script>alert(1)</script>";
        let form = new_form(&owner)
            .with("title", evil)
            .with("source", &format!("</textarea>{evil}"))
            .with("summary", evil)
            .with("tags", "<b>bold</b>")
            .pressing("do", "save");
        let edit = owner.send(&form).is(303).header("location").to_owned();
        let post = edit.trim_end_matches("/edit").to_owned();

        for path in [
            edit.as_str(),
            "/desk",
            "/desk/posts",
            "/desk/tags",
            "/desk/activity",
            &format!("{post}/preview"),
            &format!("{post}/revisions"),
        ] {
            owner
                .get(path)
                .is(200)
                .hides("<script>alert")
                .hides("<b>bold");
        }
        let typed = owner.get(&edit);
        assert_eq!(typed.value("source"), format!("</textarea>{evil}"));
    });
}

#[test]
fn a_preview_is_the_public_page_and_no_search_engine_sees_it() {
    // But for the moment, which is that of the preview there.
    fn article(page: &Page) -> String {
        let html = page.html();
        let start = html.find("<article class=\"article\">").unwrap();
        let article = &html[start..html.find("</article>").unwrap()];
        let (before, dated) = article.split_once(" datetime=\"").unwrap();
        let (_, after) = dated.split_once('"').unwrap();
        format!("{before}{after}")
    }
    on_both(|site: &TestSite| {
        let owner = site.owner();
        let form = new_form(&owner)
            .with("title", "מבוא ל-C++")
            .with("language", "he")
            .with("summary", "על Rust ועוד")
            .with("tags", "שרתים, new")
            .with(
                "source",
                "## פרק\n\nטקסט `קוד`\n\n## עוד\n\n1. א\n2. ב\n\n## סוף\n\n> ציטוט",
            )
            .pressing("do", "save");
        let edit = owner.send(&form).is(303).header("location").to_owned();
        let preview = owner.get(&format!("{}/preview", edit.trim_end_matches("/edit")));
        let preview = preview.is(200);
        assert!(preview.header("x-robots-tag").contains("noindex"));
        assert!(preview.header("cache-control").contains("private"));

        owner.sends(&form_of(&owner.get(&edit)).pressing("do", "publish"));

        let page = site.visitor().get("/מבוא-ל-c").status;
        assert_eq!(page, 404);
        let page = owner.get("/מבוא-ל-cpp").is(200);
        assert_eq!(article(&page), article(&preview));
    });
}

#[test]
fn two_names_of_one_tag_are_one_tag() {
    on_both(|site| {
        let owner = site.owner();
        let page = owner.get("/desk/tags");
        let tag = page.form("/desk/tags").with("name", "JavaScript");
        owner.sends(&tag.with("slug", "js").with("language", "en"));
        let form = new_form(&owner)
            .with("title", "Article")
            .with("source", "x")
            .with("tags", "JavaScript, js")
            .pressing("do", "publish");

        owner.sends(&form).is(200);

        assert_eq!(site.get("/article").texts(".tags a"), ["JavaScript"]);
    });
}

#[test]
fn an_address_that_was_anothers_once_leads_on_for_ever() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("First").create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let form = form_of(&owner.get(&edit)).with("slug", "second");
        owner.sends(&form.pressing("do", "publish"));
        let form = new_form(&owner)
            .with("title", "Thief")
            .with("source", "x")
            .with("slug", "first");

        let page = owner.send(&form.pressing("do", "save")).is(422);

        assert!(page.problem("slug").is_some());
        site.get("/first").leads_to("/second");
    });
}

#[test]
fn whatever_refuses_a_form_shows_what_was_typed_in_it() {
    on_both(|site| {
        site.account("omri", Role::Author);
        let (dana, owner) = (site.writer("dana"), site.owner());
        let edit = saved(&dana, "Mine", "x");
        let form = form_of(&dana.get(&edit)).with("source", "My long\n\nand good work");
        let given = form_of(&owner.get(&edit)).without("authors");
        owner.sends(&given.ticking("authors", "omri").pressing("do", "save"));

        let page = dana.send(&form.pressing("do", "save")).is(404);

        assert!(page.html().contains("My long\n\nand good work"));
    });
}

#[test]
fn an_author_cannot_change_the_authors_through_an_editors_hands() {
    on_both(|site| {
        site.account("omri", Role::Author);
        let (dana, owner) = (site.writer("dana"), site.owner());
        let edit = saved(&dana, "Mine", "x");
        let form = form_of(&dana.get(&edit)).pressing("do", "publish");
        dana.sends(&form);
        let form = form_of(&dana.get(&edit)).without("authors");
        let form = form.ticking("authors", "omri").with("source", "More");
        dana.sends(&form.pressing("do", "save"));

        owner.sends(&form_of(&owner.get(&edit)).pressing("do", "publish"));

        site.get("/mine").shows("More").shows("dana").hides("omri");
    });
}

#[test]
fn an_author_whose_role_was_taken_stays_an_author() {
    on_both(|site| {
        let (dana, owner) = (site.account("dana", Role::Author), site.owner());
        site.author("noa");
        let both = site.article("Both").by(&["noa", "dana"]).create();
        let alone = site.article("Alone").by(&["dana"]).create();
        let person = owner.get(&format!("/desk/people/{}", dana.0));
        owner.sends(&person.form("/role").with("role", "reader"));

        for article in [&both, &alone] {
            let edit = format!("/desk/posts/{}/edit", article.id.0);
            let form = form_of(&owner.get(&edit)).with("source", "A comma, put right");
            owner.sends(&form.pressing("do", "publish"));
            site.get(&article.path).shows("put right").shows("dana");
        }
    });
}

#[test]
fn a_post_has_so_many_preview_links_and_none_ends_for_another() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Article", "Text");
        for number in 1..=20 {
            let page = owner.sends(&owner.get(&edit).form("/links"));
            assert!(page.flash().contains("is made"), "{number}");
        }
        let first = owner.get(&edit).attributes("#links [readonly]", "value");

        let page = owner.sends(&owner.get(&edit).form("/links"));

        assert!(page.flash().contains("Revoke one"), "{}", page.flash());
        let links = owner.get(&edit).attributes("#links [readonly]", "value");
        assert_eq!(links, first);
        assert_eq!(
            site.count("SELECT COUNT(*) AS number FROM preview_links"),
            20
        );
    });
}

#[test]
fn a_preview_leads_on_to_what_its_typed_tags_lead_to() {
    on_both(|site| {
        let owner = site.owner();
        site.article("Kin").tags(&["rust"]).create();
        site.article("Stranger").tags(&["cooking"]).create();
        let article = site.article("Article").tags(&["cooking"]).create();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let form = form_of(&owner.get(&edit)).with("tags", "rust");

        let preview = owner.sends(&form.pressing("do", "preview"));

        assert_eq!(preview.texts(".related a").first().unwrap(), "Kin");
        owner.sends(&form_of(&owner.get(&edit)).pressing("do", "publish"));
        let public = site.get(&article.path);
        assert_eq!(preview.texts(".related a"), public.texts(".related a"));
    });
}

#[test]
fn a_writer_is_told_of_characters_that_nobody_sees() {
    on_both(|site| {
        let owner = site.owner();
        let edit = saved(&owner, "Quiet", "One \u{202E}word.");
        let page = owner.get(&edit);
        assert!(page.flash().contains("characters that are not seen"));

        let form = form_of(&page).pressing("do", "publish");
        let page = owner.sends(&form);

        assert!(page.flash().starts_with("It is public now. The text holds"));
        let form = form_of(&page)
            .with("source", "One word.")
            .pressing("do", "save");
        assert_eq!(owner.sends(&form).flash(), "Saved.");
    });
}
