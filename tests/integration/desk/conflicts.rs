//! Two people at one post: nothing of either is lost.

use crate::support::{FilledForm, Page, Role, Visitor, on_both};

fn form_of(page: &Page) -> FilledForm {
    page.form(page.address.trim_end_matches("/edit"))
}

/// An article of dana's, and where it is edited.
fn article(site: &crate::support::TestSite) -> String {
    site.account("dana", Role::Author);
    let made = site.article("Article").body("One\n\nTwo\n\nThree").create();
    format!("/desk/posts/{}/edit", made.id.0)
}

fn autosave(visitor: &Visitor, form: &FilledForm) -> Page {
    let fields: Vec<(&str, &str)> = form
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(&format!("{}/autosave", form.action), &fields)
}

#[test]
fn the_second_gets_both_texts_and_a_form_with_both() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        let saved = theirs
            .with("source", "One\n\nTwo\n\nThree, by Olga")
            .with("tags", "olga")
            .with("summary", "Olga's summary");
        olga.sends(&saved.pressing("do", "save"));

        let mine = mine
            .with("source", "One, by Dana\n\nTwo\n\nThree")
            .with("tags", "dana")
            .pressing("do", "save");
        let page = dana.send(&mine).is(409);

        page.shows("olga has saved this post")
            .shows("by Olga")
            .shows("by Dana");
        assert_eq!(
            page.value("source"),
            "One, by Dana\n\nTwo\n\nThree, by Olga"
        );
        assert_eq!(page.value("summary"), "Olga's summary");
        assert_eq!(page.value("tags"), "dana");
        page.shows("yours stands in the form").shows("Tags: olga");
        let merged = dana.sends(&form_of_clash(&page).pressing("do", "save"));
        assert_eq!(
            merged.value("source"),
            "One, by Dana\n\nTwo\n\nThree, by Olga"
        );
    });
}

fn form_of_clash(page: &Page) -> FilledForm {
    page.form(&page.address)
}

#[test]
fn where_both_changed_one_line_both_stand_there() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        olga.sends(
            &theirs
                .with("source", "One\n\nOlga's\n\nThree")
                .pressing("do", "save"),
        );

        let mine = mine
            .with("source", "One\n\nDana's\n\nThree")
            .pressing("do", "save");
        let page = dana.send(&mine).is(409);

        let both = page.value("source");
        assert!(
            both.contains("<<<<<<< dana\nDana's\n=======\nOlga's\n>>>>>>> olga"),
            "{both}"
        );
        page.shows("between marks");
    });
}

#[test]
fn what_came_too_late_is_kept_even_when_the_page_is_closed() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        olga.sends(&theirs.with("source", "Olga's").pressing("do", "publish"));
        dana.send(
            &mine
                .with("source", "Dana's work of an hour")
                .pressing("do", "save"),
        )
        .is(409);

        let editor = dana.get(&edit);
        assert_eq!(editor.value("source"), "Olga's");
        let list = dana.get(&editor.link_to("Revisions"));
        list.shows("Kept aside");
        let aside = list.attributes(".list tbody th a", "href").remove(0);
        dana.get(&aside).is(200).shows("Dana's work of an hour");
        let restored = dana.sends(&dana.get(&aside).form("/restoration"));
        assert_eq!(restored.value("source"), "Dana's work of an hour");
        site.get("/article").shows("Olga's");
    });
}

#[test]
fn saves_of_one_form_never_stand_against_each_other() {
    on_both(|site| {
        let edit = article(site);
        let dana = site.writer("dana");
        let form = form_of(&dana.get(&edit));

        autosave(&dana, &form.clone().with("source", "A")).is(200);
        autosave(&dana, &form.clone().with("source", "AB")).is(200);
        let saved = form.clone().with("source", "ABC").pressing("do", "save");
        dana.send(&saved).is(303);
        let preview = form.with("source", "ABCD").pressing("do", "preview");
        dana.send(&preview).is(303);

        assert_eq!(dana.get(&edit).value("source"), "ABCD");
    });
}

#[test]
fn an_autosave_never_goes_over_a_newer_revision() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let mine = form_of(&dana.get(&edit));
        autosave(&dana, &mine.clone().with("source", "Dana, first")).is(200);
        let theirs = form_of(&olga.get(&edit));
        assert_eq!(theirs.text("source"), Some("Dana, first"));
        olga.sends(&theirs.with("source", "Olga").pressing("do", "save"));

        let clash = autosave(&dana, &mine.with("source", "Dana, second"))
            .is(409)
            .json();

        assert_eq!(clash["state"], "clash");
        assert!(clash["message"].as_str().unwrap().contains("olga"));
        assert_eq!(olga.get(&edit).value("source"), "Olga");
        let compared = dana.get(clash["compare"].as_str().unwrap()).is(200);
        compared.shows("Dana, second").shows("Olga");
    });
}

#[test]
fn the_same_text_saved_by_two_is_no_conflict() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let forms = [&dana, &olga].map(|who| {
            form_of(&who.get(&edit))
                .with("source", "The same")
                .pressing("do", "save")
        });

        olga.send(&forms[1]).is(303);
        dana.send(&forms[0]).is(303);
    });
}

#[test]
fn a_restoration_does_not_go_over_what_was_saved_since_the_page_was_seen() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        dana.sends(
            &form_of(&dana.get(&edit))
                .with("source", "Two")
                .pressing("do", "save"),
        );
        let list = dana.get(&dana.get(&edit).link_to("Revisions"));
        let oldest = list.attributes(".list tbody th a", "href").pop().unwrap();
        let restore = dana.get(&oldest).form("/restoration");
        olga.sends(
            &form_of(&olga.get(&edit))
                .with("source", "Olga")
                .pressing("do", "save"),
        );

        let page = dana.sends(&restore);

        page.shows("saved in the meantime");
        assert_eq!(dana.get(&edit).value("source"), "Olga");
    });
}

#[test]
fn what_arrives_late_never_goes_over_what_was_sent_after_it() {
    on_both(|site| {
        let edit = article(site);
        let dana = site.writer("dana");
        let form = form_of(&dana.get(&edit));
        let late = form.clone().with("source", "AB").with("turn", "1");
        let saved = form.with("source", "ABC").with("turn", "2");
        dana.sends(&saved.pressing("do", "save"));

        autosave(&dana, &late).is(200);

        assert_eq!(dana.get(&edit).value("source"), "ABC");
        let other = late.with("source", "Other words");
        autosave(&dana, &other).is(200);
        assert_eq!(dana.get(&edit).value("source"), "ABC");
        let kept = "SELECT COUNT(*) AS number FROM revisions WHERE kind = 'aside'";
        assert_eq!(site.count(kept), 1, "what stands nowhere else is kept");
    });
}

#[test]
fn a_form_that_began_from_a_text_that_only_grew_is_merged_with_it() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let mine = form_of(&dana.get(&edit));
        let begun = "One.\n\nTwo.\n\nThree.";
        autosave(&dana, &mine.clone().with("source", begun)).is(200);
        let theirs = form_of(&olga.get(&edit));
        let grown = format!("{begun}\n\nFour.");
        autosave(&dana, &mine.with("source", &grown)).is(200);

        let changed = theirs.with("source", &begun.replace("One", "First"));
        let page = olga.send(&changed.pressing("do", "save")).is(409);

        assert_eq!(page.value("source"), grown.replace("One", "First"));
    });
}

#[test]
fn a_conflict_of_a_post_that_was_new_a_moment_ago_has_its_address() {
    on_both(|site| {
        let (dana, olga) = (site.writer("dana"), site.owner());
        let new = dana.get("/desk/posts/new").form("/desk/posts");
        let new = new.with("title", "Mine").with("source", "One");
        let made = dana.sends(&new.clone().pressing("do", "save"));
        let theirs = form_of(&olga.get(&made.address));
        olga.sends(&theirs.with("source", "Two").pressing("do", "save"));

        let page = dana
            .send(&new.with("source", "Three").pressing("do", "save"))
            .is(409);

        assert_eq!(
            page.main_form().action,
            made.address.trim_end_matches("/edit")
        );
    });
}

#[test]
fn what_was_left_alone_in_the_form_follows_what_changed_elsewhere() {
    on_both(|site| {
        let owner = site.owner();
        site.account("dana", Role::Author);
        let article = site.article("Article").tags(&["rust", "old"]).create();
        let other = site.article("Other").create();
        site.series("tale", &[&other]);
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let draft = form_of(&owner.get(&edit)).with("summary", "Kept for later");
        owner.sends(&draft.pressing("do", "save"));
        let form = form_of(&owner.get(&edit));

        let tags = owner.get("/desk/tags");
        let merging = owner.get(&tags.link_to("old")).form("/merging");
        owner.sends(&merging.with("into", "rust"));
        let shelf = owner.get(&owner.get("/desk/series").link_to("tale"));
        owner.sends(&shelf.form("/parts").with("part", "article"));
        owner.sends(&form.with("source", "New text").pressing("do", "publish"));

        site.get("/article").shows("New text").shows("Part 2 of 2");
        let page = site.get("/article");
        page.shows("Kept for later");
        assert_eq!(page.texts(".tags a"), ["rust"]);
        assert_eq!(site.get("/tags").texts(".tag-list a").len(), 1);
        let opened = owner.get(&edit);
        assert_eq!(opened.value("part"), "2");
        assert_eq!(opened.value("tags"), "rust");
    });
}

#[test]
fn what_was_added_and_then_taken_out_of_one_form_is_gone() {
    on_both(|site| {
        let owner = site.owner();
        site.account("dana", Role::Author);
        site.series("tale", &[]);
        let series = site.count("SELECT id AS number FROM series").to_string();
        let new = owner.get("/desk/posts/new").form("/desk/posts");
        let saved = new.with("title", "Draft").pressing("do", "save");
        let edit = owner.send(&saved).is(303).header("location").to_owned();
        let form = form_of(&owner.get(&edit));

        let full = form
            .clone()
            .with("tags", "mistake")
            .with("series", &series)
            .ticking("authors", "dana");
        owner.send(&full.clone().pressing("do", "preview")).is(303);
        let more = full.with("source", "More").pressing("do", "preview");
        owner.send(&more).is(303);
        let opened = owner.get(&edit);
        assert_eq!(opened.value("tags"), "mistake");
        owner.send(&form.pressing("do", "save")).is(303);

        let opened = form_of(&owner.get(&edit));
        let value = |name: &str| {
            let named = opened.fields.iter().filter(|(field, _)| field == name);
            named.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(value("tags"), [""]);
        assert_eq!(value("series"), [""]);
        assert_eq!(value("authors"), ["olga"]);
    });
}

#[test]
fn a_button_that_its_own_autosave_overtook_still_does_what_it_says() {
    on_both(|site| {
        let edit = article(site);
        let dana = site.writer("dana");
        let form = form_of(&dana.get(&edit)).with("source", "Whole");
        autosave(&dana, &form.clone().with("turn", "2")).is(200);

        let late = form.clone().with("turn", "1").pressing("do", "publish");
        dana.send(&late).is(303);
        site.get("/article").shows("Whole");

        let longer = form.clone().with("source", "Whole and more");
        autosave(&dana, &longer.with("turn", "4")).is(200);
        let late = form.with("turn", "3").pressing("do", "unpublish");
        let page = dana.send(&late).is(409);
        page.shows("Whole and more");
        site.get("/article").is(200);
        assert_eq!(
            site.count(
                "SELECT COUNT(*) AS number FROM audit_entries WHERE action = 'post.unpublished'"
            ),
            0
        );

        let merged = page
            .form(edit.trim_end_matches("/edit"))
            .with("source", "Merged");
        dana.send(&merged.pressing("do", "save")).is(303);
        assert_eq!(dana.get(&edit).value("source"), "Merged");
    });
}

#[test]
fn what_was_decided_meanwhile_is_not_undone_by_a_page_that_did_not_know() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let stale = form_of(&dana.get(&edit));
        olga.sends(&form_of(&olga.get(&edit)).pressing("do", "archive"));

        let publish = stale
            .clone()
            .with("source", "Mine")
            .pressing("do", "publish");
        let page = dana.send(&publish).is(409);

        page.shows("is archived now").shows("Nothing was saved");
        assert_eq!(page.value("source"), "Mine");
        site.get("/article").is(410);
        let again = form_of_clash(&page).pressing("do", "publish");
        dana.sends(&again).shows("Published");
        site.get("/article").shows("Mine");
        dana.sends(&form_of(&dana.get(&edit)).pressing("do", "unpublish"));
        let stale = form_of(&dana.get(&edit)).with("when", "2030-01-01T10:00");
        olga.sends(&form_of(&olga.get(&edit)).pressing("do", "publish"));
        let scheduled = stale.pressing("do", "schedule");
        dana.send(&scheduled).is(409).shows("is public now");
        site.get("/article").is(200);
    });
}

#[test]
fn the_form_of_a_new_post_that_has_moved_on_becomes_that_of_the_post() {
    on_both(|site| {
        let (dana, olga) = (site.writer("dana"), site.owner());
        let new = dana.get("/desk/posts/new").form("/desk/posts");
        let publish = new
            .with("title", "Article")
            .with("source", "First")
            .with("language", "en")
            .pressing("do", "publish");
        let edit = dana.send(&publish).is(303).header("location").to_owned();
        olga.sends(&form_of(&olga.get(&edit)).pressing("do", "archive"));

        let publish = publish.with("source", "Second");
        let page = dana.send(&publish).is(409);
        page.shows("is archived now");

        assert_eq!(page.value("source"), "Second");
        let again = page.form(edit.trim_end_matches("/edit"));
        dana.sends(&again.pressing("do", "publish"));
        site.get("/article").shows("Second");
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 1);
    });
}

#[test]
fn a_button_pressed_twice_is_no_conflict() {
    on_both(|site| {
        let edit = article(site);
        let dana = site.writer("dana");
        for deed in ["archive", "unpublish", "publish"] {
            let form = form_of(&dana.get(&edit)).pressing("do", deed);
            dana.send(&form).is(303);
            dana.send(&form).is(303);
        }
        let form = form_of(&dana.get(&edit)).pressing("do", "unpublish");
        dana.send(&form).is(303);
        let form = form_of(&dana.get(&edit)).with("when", "2030-01-01T10:00");
        let form = form.pressing("do", "schedule");
        dana.send(&form).is(303);
        dana.send(&form).is(303);
    });
}

#[test]
fn saving_what_is_public_already_makes_no_unpublished_changes() {
    on_both(|site| {
        let edit = article(site);
        let dana = site.writer("dana");
        for deed in ["save", "preview"] {
            let form = form_of(&dana.get(&edit)).pressing("do", deed);
            dana.send(&form).is(303);
        }

        dana.get(&edit).hides("Unpublished changes");
        dana.get("/desk").hides("Unpublished changes");
    });
}

/// Made by the program, as the demo's are: of its first revision only title and text are kept.
#[test]
fn what_the_first_has_published_is_not_undone_by_the_seconds_merge() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        let published = theirs
            .with("summary", "Olga's summary")
            .with("slug", "by-olga")
            .with("tags", "olga")
            .without("comments_open");
        olga.sends(&published.pressing("do", "publish"));

        let mine = mine.with("source", "One, by Dana").with("tags", "dana");
        let page = dana.send(&mine.pressing("do", "save")).is(409);

        assert_eq!(page.value("summary"), "Olga's summary");
        assert_eq!(page.value("slug"), "by-olga");
        page.shows("Tags: olga");
        dana.sends(&form_of_clash(&page).pressing("do", "publish"));
        site.get("/by-olga")
            .shows("Olga's summary")
            .shows("by Dana");
        let open = "SELECT COUNT(*) AS number FROM posts WHERE comments_open";
        assert_eq!(site.count(open), 0);
    });
}

#[test]
fn tags_that_both_have_set_are_shown_as_contested() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        for text in ["First", "Second"] {
            let form = form_of(&dana.get(&edit)).with("source", text);
            dana.sends(&form.pressing("do", "publish"));
        }
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        olga.sends(&theirs.with("tags", "go").pressing("do", "publish"));

        let page = dana.send(&mine.with("tags", "web").pressing("do", "save"));

        page.is(409).shows("Tags: go");
    });
}

#[test]
fn a_form_that_came_too_late_is_too_late_after_the_merge_as_well() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let mine = form_of(&dana.get(&edit)).with("source", "Dana's");
        let mine = mine.pressing("do", "publish");
        let theirs = form_of(&olga.get(&edit)).with("source", "Olga's");
        olga.sends(&theirs.pressing("do", "publish"));
        let page = dana.send(&mine).is(409);
        let merged = form_of_clash(&page).with("source", "Dana's and Olga's");
        dana.sends(&merged.pressing("do", "publish"));

        dana.send(&mine).is(409);

        site.get("/article").shows("Dana's and Olga's");
    });
}

#[test]
fn a_draft_follows_whom_its_post_was_handed_over_to_and_how_its_tags_were_merged() {
    on_both(|site| {
        let edit = article(site);
        let olga = site.owner();
        for handle in ["noa", "omri"] {
            site.account(handle, Role::Author);
        }
        let form = form_of(&olga.get(&edit)).with("tags", "js, web");
        olga.sends(&form.pressing("do", "publish"));
        let draft = form_of(&olga.get(&edit)).with("tags", "js, web, new");
        olga.sends(&draft.ticking("authors", "omri").pressing("do", "save"));

        let dana = site.account("dana", Role::Author);
        let person = olga.get(&format!("/desk/people/{}", dana.0));
        olga.sends(&person.form("/handover").with("heir", "noa"));
        site.tag("javascript");
        let tag = olga.get("/desk/tags?words=js").link_to("js");
        let merging = olga.get(&tag).form("/merging").with("into", "javascript");
        olga.sends(&merging);

        let opened = form_of(&olga.get(&edit));
        let authors = opened.fields.iter().filter(|(name, _)| name == "authors");
        let authors: Vec<&str> = authors.map(|(_, handle)| handle.as_str()).collect();
        assert_eq!(authors, ["noa", "omri"]);
        assert_eq!(opened.text("tags"), Some("javascript, web, new"));
        olga.sends(&opened.pressing("do", "publish"));
        site.get("/article")
            .shows("noa")
            .shows("omri")
            .hides("dana");
        site.get("/tag/js").is(404);
    });
}

#[test]
fn what_another_has_taken_off_stays_off_in_the_merge() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let form = form_of(&olga.get(&edit)).with("tags", "rust");
        olga.sends(&form.pressing("do", "publish"));
        let mine = form_of(&dana.get(&edit)).with("tags", "rust, web");
        autosave(&dana, &mine).is(200);
        let kept = site
            .count("SELECT MAX(id) AS number FROM revisions")
            .to_string();
        let theirs = form_of(&olga.get(&edit)).with("tags", "rust");
        olga.sends(&theirs.with("source", "Olga's").pressing("do", "save"));

        let page = dana.send(&mine.with("revision", &kept).pressing("do", "save"));

        assert_eq!(page.is(409).value("tags"), "rust");
    });
}

#[test]
fn a_merge_begins_from_the_tags_as_they_are() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let mine = form_of(&dana.get(&edit)).with("source", "Dana's");
        let theirs = form_of(&olga.get(&edit)).with("tags", "art,go");
        olga.sends(&theirs.pressing("do", "publish"));
        site.tag("golang");
        let tag = olga.get("/desk/tags?words=go").link_to("go");
        olga.sends(&olga.get(&tag).form("/merging").with("into", "golang"));

        let page = dana.send(&mine.pressing("do", "save"));

        assert_eq!(page.is(409).value("tags"), "art, golang");
    });
}

#[test]
fn tags_in_whatever_order_are_the_same_when_they_are_sent_again() {
    on_both(|site| {
        let edit = article(site);
        let olga = site.owner();
        site.tag("rust");
        let form = form_of(&olga.get(&edit)).with("tags", "web,rust");
        let form = form.pressing("do", "publish");
        olga.send(&form).is(303);
        let before = site.count("SELECT COUNT(*) AS number FROM revisions");

        olga.send(&form).is(303);

        let after = site.count("SELECT COUNT(*) AS number FROM revisions");
        assert_eq!(after, before);
    });
}

#[test]
fn what_the_other_has_is_told_as_a_person_reads_it() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        for series in ["tale", "saga"] {
            site.series(series, &[]);
        }
        let [tale, saga] = ["tale", "saga"].map(|slug| {
            let of = format!("SELECT id AS number FROM series WHERE slug = '{slug}'");
            site.count(&of).to_string()
        });
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        let theirs = theirs.with("series", &tale).with("language", "ar");
        olga.sends(&theirs.pressing("do", "save"));

        let mine = mine.with("series", &saga).with("language", "he");
        let page = dana.send(&mine.pressing("do", "save"));

        page.is(409)
            .shows("Series: tale")
            .shows("Language: العربية");
    });
}

#[test]
fn a_field_that_one_has_not_touched_is_not_contested_however_it_was_typed_before() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        site.series("tale", &[]);
        let tale = site.count("SELECT id AS number FROM series").to_string();
        let form = form_of(&olga.get(&edit)).with("tags", "web,rust");
        olga.sends(&form.with("series", &tale).pressing("do", "publish"));
        let mine = form_of(&dana.get(&edit)).with("source", "Dana's");
        assert_eq!(mine.text("part"), Some("1"));
        let theirs = form_of(&olga.get(&edit)).with("tags", "rust");
        olga.sends(
            &theirs
                .with("series", "")
                .with("part", "")
                .pressing("do", "save"),
        );

        let page = dana.send(&mine.pressing("do", "save")).is(409);

        assert_eq!(page.value("tags"), "rust");
        assert_eq!(page.value("part"), "");
        page.hides("yours stands in the form");
    });
}

#[test]
fn what_was_published_unchanged_and_taken_off_later_stays_off() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let form = form_of(&olga.get(&edit)).with("tags", "rust");
        olga.sends(&form.pressing("do", "publish"));
        let mine = form_of(&dana.get(&edit)).with("tags", "rust, web");
        autosave(&dana, &mine).is(200);
        let kept = site
            .count("SELECT MAX(id) AS number FROM revisions")
            .to_string();
        olga.sends(&form_of(&olga.get(&edit)).pressing("do", "publish"));
        let theirs = form_of(&olga.get(&edit)).with("tags", "rust");
        olga.sends(&theirs.pressing("do", "publish"));

        let page = dana.send(&mine.with("revision", &kept).pressing("do", "save"));

        assert_eq!(page.is(409).value("tags"), "rust");
    });
}

#[test]
fn what_was_changed_at_the_tags_desk_contests_nothing() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        for tags in ["rust", "rust, web"] {
            let form = form_of(&olga.get(&edit)).with("tags", tags);
            olga.sends(&form.pressing("do", "publish"));
        }
        let tag = olga.get("/desk/tags?words=web").link_to("web");
        let form = olga.get(&tag).form(tag.trim_end_matches("/edit"));
        olga.sends(&form.with("name", "www"));
        let mine = form_of(&dana.get(&edit)).with("source", "Dana's");
        assert_eq!(mine.text("tags"), Some("rust, www"));
        let theirs = form_of(&olga.get(&edit)).with("tags", "rust, www, css");
        olga.sends(&theirs.pressing("do", "save"));

        let page = dana.send(&mine.pressing("do", "save")).is(409);

        assert_eq!(page.value("tags"), "rust, www, css");
        page.hides("yours stands in the form");
        let merged = form_of_clash(&page).pressing("do", "publish");
        dana.sends(&merged);
        site.get("/tag/css").is(200).shows("Article");
    });
}

#[test]
fn a_draft_at_the_end_of_its_series_stays_at_the_end() {
    on_both(|site| {
        let olga = site.owner();
        let [before, article, after] =
            ["Before", "Article", "After"].map(|title| site.article(title).create());
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        site.series("tale", &[&article, &after]);
        let draft = form_of(&olga.get(&edit)).with("part", "");
        olga.sends(&draft.pressing("do", "save"));
        let tale = site.count("SELECT id AS number FROM series").to_string();
        let first = format!("/desk/posts/{}/edit", before.id.0);
        let form = form_of(&olga.get(&first)).with("series", &tale);
        olga.sends(&form.with("part", "1").pressing("do", "publish"));

        let opened = form_of(&olga.get(&edit));
        assert_eq!(opened.text("part"), Some(""));
        olga.sends(&opened.pressing("do", "publish"));

        site.get("/article").shows("Part 3 of 3");
    });
}

#[test]
fn an_address_that_one_has_not_touched_is_not_contested() {
    on_both(|site| {
        let (dana, olga) = (site.writer("dana"), site.owner());
        let new = dana.get("/desk/posts/new").form("/desk/posts");
        let new = new.with("title", "My post").with("language", "en");
        let new = new.with("source", "One").pressing("do", "save");
        let edit = dana.send(&new).is(303).header("location").to_owned();
        let (mine, theirs) = (form_of(&dana.get(&edit)), form_of(&olga.get(&edit)));
        olga.sends(&theirs.with("slug", "nice").pressing("do", "save"));

        let mine = mine.with("source", "Two").pressing("do", "save");
        let page = dana.send(&mine).is(409);

        assert_eq!(page.value("slug"), "nice");
        page.hides("yours stands in the form");
    });
}

#[test]
fn what_another_deleted_after_a_preview_beside_the_form_stays_deleted() {
    on_both(|site| {
        let edit = article(site);
        let (dana, olga) = (site.writer("dana"), site.owner());
        let mine = form_of(&dana.get(&edit)).with("tags", "rust");
        let mine = mine.with("source", "One\n\nTwo\n\nThree\n\nBy Dana");
        dana.sends(&mine.clone().pressing("do", "preview"));
        let theirs = form_of(&olga.get(&edit)).with("tags", "");
        let theirs = theirs.with("source", "One\n\nTwo\n\nThree");
        olga.sends(&theirs.pressing("do", "save"));

        let more = mine.with("source", "More\n\nOne\n\nTwo\n\nThree\n\nBy Dana");
        let page = dana.send(&more.pressing("do", "save")).is(409);

        assert_eq!(page.value("source"), "More\n\nOne\n\nTwo\n\nThree");
        assert_eq!(page.value("tags"), "");
    });
}

#[test]
fn an_old_form_of_a_published_post_leaves_it_in_the_series_it_was_put_into() {
    on_both(|site| {
        let dana = site.writer("dana");
        let new = dana.get("/desk/posts/new").form("/desk/posts");
        let new = new.with("title", "My post").with("language", "en");
        let new = new.with("source", "One");
        let published = dana.send(&new.clone().pressing("do", "publish")).is(303);
        let edit = published.header("location").to_owned();
        let id = site.count("SELECT MAX(id) AS number FROM posts");
        site.series("tale", &[]);
        let tale = daf::domain::ids::SeriesId(site.count("SELECT id AS number FROM series"));
        site.write(|db| daf::storage::series::add_part(db, tale, daf::domain::ids::PostId(id), 1));

        dana.send(&new.pressing("do", "save")).is(303);

        let opened = form_of(&dana.get(&edit));
        assert_eq!(opened.text("series"), Some(tale.0.to_string().as_str()));
        dana.sends(&opened.pressing("do", "publish"));
        site.get("/my-post").shows("Part 1 of 1");
    });
}
