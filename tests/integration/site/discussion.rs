//! Readers speak: guests and members, answers and changes, and what is not taken.

use daf::domain::comment::CommentStatus;
use daf::domain::ids::CommentId;
use daf::domain::post::Publication;
use daf::domain::settings::GuestComments;
use daf::storage::moderations;

use crate::support::drafts::some_day;
use crate::support::{FilledForm, Page, Role, TestSite, Visitor, on_both};

fn filled(visitor: &Visitor, path: &str, name: &str, text: &str) -> FilledForm {
    let form = visitor.get(path).is(200).form("/comments");
    let form = match name {
        "" => form,
        name => form.with("name", name),
    };
    form.with("text", text)
}

fn approve_all(site: &TestSite) {
    let owner = site.account("olga", Role::Owner);
    site.write(|db| {
        let waiting = moderations::Queue::Of(CommentStatus::Pending);
        let (waiting, _) = moderations::queue(db, waiting, None)?;
        let ids: Vec<CommentId> = waiting.iter().map(|comment| comment.id).collect();
        let verdict = daf::domain::moderation::Verdict::Approve;
        moderations::decide(db, owner, verdict, &ids, some_day()).map(|_| ())
    });
}

#[test]
fn a_guests_first_comment_waits_and_is_shown_to_them_alone() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();

        let page = guest.sends(&filled(&guest, &article.path, "Gil", "First words"));

        assert!(page.flash().contains("waits for approval"));
        page.shows("First words").shows("Only you see it");
        assert_eq!(
            page.texts(".comment .badge"),
            ["Waits for approval. Only you see it."]
        );
        site.get(&article.path)
            .hides("First words")
            .shows("No comments");
        site.get("/feed.atom").hides("First words");

        approve_all(site);
        site.get(&article.path).shows("First words");
        let page = guest.sends(&filled(&guest, &article.path, "Gil", "Second words"));
        assert_eq!(page.flash(), "Your comment is here.");
        site.get(&article.path).shows("Second words");
        let hidden = guest.sends(&filled(&guest, &article.path, "Gil", "Third \u{202E}words"));
        assert!(hidden.flash().contains("Hidden characters"));
        let other = guest.sends(&filled(&guest, &article.path, "Another", "As another"));
        assert!(other.flash().contains("waits"), "another name waits anew");
    });
}

#[test]
fn a_member_speaks_at_once_under_their_own_name() {
    on_both(|site| {
        let article = site.article("Article").create();
        let rita = site.reader();
        let form = rita.get(&article.path).form("/comments");
        assert_eq!(form.text("name"), None);

        let page = rita.sends(&form.with("text", "Hello *there*"));

        page.shows("rita").shows("Hello there");
        site.get(&article.path).shows("Hello there");
        let dana = site.writer("dana");
        let page = dana.sends(&filled(&dana, &article.path, "", "Thanks"));
        assert_eq!(page.texts(".comment .badge"), ["Author"]);
    });
}

#[test]
fn comments_are_sanitised_and_run_in_their_own_direction() {
    on_both(|site| {
        let article = site.article("Article").create();
        let rita = site.reader();
        let evil = "שלום ל-C++ <script>alert(1)</script> [x](javascript:alert(1))\n\n# כותרת גדולה\n\n![p](/p.png)";
        rita.sends(&filled(&rita, &article.path, "", evil));
        let english = filled(&rita, &article.path, "", "Plain English, with שלום");
        rita.sends(&english);
        let chosen = filled(&rita, &article.path, "", "C++").with("language", "ar");
        rita.sends(&chosen);

        let page = site.get(&article.path).is(200);

        page.hides("<script>alert")
            .hides("href=\"javascript")
            .hides("/p.png");
        assert!(page.html().contains("<bdi dir=\"ltr\">C++</bdi>"));
        let languages = page.attributes(".comment .prose", "lang");
        let directions = page.attributes(".comment .prose", "dir");
        assert_eq!(languages, ["he", "en", "ar"]);
        assert_eq!(directions, ["rtl", "ltr", "rtl"]);
    });
}

#[test]
fn answers_go_three_levels_deep_and_deeper_ones_say_whom_they_answer() {
    on_both(|site| {
        let article = site.article("Article").create();
        let rita = site.reader();
        rita.sends(&filled(&rita, &article.path, "", "Level 1"));
        for level in 2..=5 {
            let page = site.get(&article.path);
            let answer = page.links("Answer").last().unwrap().clone();
            rita.sends(&filled(&rita, &answer, "", &format!("Level {level}")));
        }

        let page = site.get(&article.path);

        let levels: Vec<usize> = (1..=3)
            .map(|level| page.texts(&format!(".comment.level-{level}")).len())
            .collect();
        assert_eq!(levels, [1, 1, 3]);
        assert_eq!(
            page.texts(".level-3 .facts span"),
            ["In answer to rita", "In answer to rita"]
        );
    });
}

#[test]
fn an_answer_to_what_is_not_there_is_refused_and_kept() {
    on_both(|site| {
        let (article, other) = (
            site.article("Article").create(),
            site.article("Other").create(),
        );
        let elsewhere = site.comment(&other, "Elsewhere").create();
        let waiting = site
            .comment(&article, "Waits")
            .status(CommentStatus::Pending)
            .create();
        let removed = site
            .comment(&article, "Removed")
            .status(CommentStatus::Removed)
            .create();
        let rita = site.reader();
        for parent in [elsewhere.0, waiting.0, removed.0, 404, 0, -1] {
            let form = filled(&rita, &article.path, "", "My answer")
                .ticking("parent", &parent.to_string());
            let page = rita.send(&form).is(422);
            assert_eq!(page.value("text"), "My answer", "{parent}");
            assert!(page.problem("parent").is_some());
        }
        let nonsense = filled(&rita, &article.path, "", "x").ticking("parent", "x");
        let page = rita.send(&nonsense).is(422);
        let on_the_article = page.form("/comments");
        rita.send(&on_the_article).is(303);
        for id in [
            "404",
            "x",
            "0",
            &waiting.0.to_string(),
            &elsewhere.0.to_string(),
        ] {
            site.get(&format!("{}/comments/{id}", article.path)).is(404);
            site.get(&format!("{}/comments/{id}/report", article.path))
                .is(404);
        }
    });
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_the_text_stays() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.account("dana", Role::Author);
        let guest = site.visitor();
        let form = filled(&guest, &article.path, "Gil", "Long thought");

        for (field, value) in [
            ("name", String::new()),
            ("name", "\u{202E}".to_owned()),
            ("name", "D\u{0430}na".to_owned()),
            ("name", "DANA".to_owned()),
            ("name", "x".repeat(81)),
            ("text", String::new()),
            ("text", "x".repeat(10_001)),
            ("text", "ש".repeat(10_001)),
            ("text", "a\0b".to_owned()),
        ] {
            let page = guest.send(&form.clone().with(field, &value)).is(422);
            assert!(page.problem(field).is_some(), "{field}: {value:?}");
            if field == "name" {
                assert_eq!(page.value("text"), "Long thought");
            }
        }
        let longest = guest.send(&form.clone().with("text", &"x".repeat(10_001)));
        longest.shows("At most 10,000 characters");
        guest
            .post(&format!("{}/comments", article.path), &[])
            .is(422);
        let path = format!("{}/comments", article.path);
        guest.post_body(&path, "name=Gil&text=%ED%A0%80").is(422);
        guest
            .post_body(&path, &format!("text={}", "x".repeat(70_000)))
            .is(413);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 0);
        guest.send(&form.with("text", &"ש".repeat(10_000))).is(303);
    });
}

#[test]
fn a_form_sent_twice_is_one_comment_of_one_guest() {
    on_both(|site| {
        let article = site.article("Article").create();
        let form = filled(&site.visitor(), &article.path, "Gil", "Once");
        let guest = site.visitor();
        let first = guest.send(&form).is(303);
        let second = site.visitor().send(&form).is(303);

        assert_eq!(first.header("location"), second.header("location"));
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 1);
        let session = |page: &Page| {
            let cookies = page.cookies();
            let guest = cookies
                .iter()
                .find(|cookie| cookie.starts_with("daf_guest"));
            guest.map(|cookie| cookie.split(';').next().unwrap().to_owned())
        };
        assert!(session(&first).is_some());
        assert_eq!(session(&first), session(&second));
        guest.send(&form.clone().with("text", "Twice")).is(303);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 2);
        site.execute("UPDATE submissions SET created_at = created_at - 120000000")
            .unwrap();
        let much_later = site.visitor().send(&form).is(303);
        assert!(session(&much_later).is_none());
    });
}

#[test]
fn ones_own_comment_is_changed_and_taken_back_for_a_quarter_of_an_hour() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();
        let page = guest.sends(&filled(&guest, &article.path, "Gil", "Frist words"));
        let edit = page.link_to("Change");
        site.get(&edit).is(404);
        site.reader().get(&edit).is(404);

        let form = guest.get(&edit).is(200).form("/edit");
        assert_eq!(form.text("text"), Some("Frist words"));
        let page = guest.send(&form.clone().with("text", " ")).is(422);
        assert!(page.problem("text").is_some());
        let page = guest.sends(&form.clone().with("text", "First words"));
        page.shows("First words").shows("changed").hides("Frist");
        site.visitor().send(&form).is(404);

        let quarter = 15 * 60 * 1_000_000i64;
        site.execute(&format!(
            "UPDATE comments SET created_at = created_at - {quarter}"
        ))
        .unwrap();
        guest.get(&edit).is(403);
        guest.send(&form).is(403);
        let removal = edit.replace("/edit", "/removal");
        guest.post(&removal, &[]).is(403);
        guest.get(&article.path).hides(&edit);
        site.execute(&format!(
            "UPDATE comments SET created_at = created_at + {quarter}"
        ))
        .unwrap();

        let page = guest.sends(&guest.get(&edit).form("/removal"));
        assert_eq!(page.flash(), "Your comment is gone.");
        page.hides("First words");
        guest.get(&edit).is(404);
        assert_eq!(
            site.count("SELECT COUNT(*) AS number FROM comments WHERE source = '' AND html = ''"),
            1
        );
        site.editor()
            .get("/desk/comments?queue=removed")
            .shows("Its writer has taken it back.");
    });
}

#[test]
fn where_comments_are_closed_nobody_speaks() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.article("Draft")
            .publication(daf::domain::post::Publication::Draft)
            .create();
        let rita = site.reader();
        let form = filled(&rita, &article.path, "", "Late words");
        site.execute("UPDATE posts SET comments_open = FALSE")
            .unwrap();

        rita.send(&form).is(403).shows("Comments are closed.");
        rita.post("/draft/comments", &[("text", "x")]).is(404);
        rita.post("/nowhere/comments", &[("text", "x")]).is(404);
        let page = site.get(&article.path);
        page.shows("Comments are closed.");
        assert!(!page.html().contains("name=\"text\""));
    });
}

#[test]
fn the_owner_decides_what_guests_may_do() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = filled(&guest, &article.path, "Gil", "Words");

        site.settings(|settings| settings.guest_comments = GuestComments::Refused);
        guest.get(&article.path).shows("Members comment here.");
        let kept = guest.send(&form).is(401);
        assert!(kept.html().contains("value=\"Words\""));
        let rita = site.reader();
        rita.sends(&filled(&rita, &article.path, "", "A member"))
            .shows("A member");

        site.settings(|settings| settings.guest_comments = GuestComments::AllWait);
        guest.send(&form).is(303);
        approve_all(site);
        let page = guest.sends(&form.with("text", "Again"));
        assert!(page.flash().contains("waits"));
    });
}

#[test]
fn what_a_program_sends_is_spam_or_waits() {
    on_both(|site| {
        let article = site.article("Article").create();
        let status = || {
            let newest = "SELECT status FROM comments ORDER BY id DESC LIMIT 1";
            #[derive(diesel::QueryableByName)]
            struct Row {
                #[diesel(sql_type = diesel::sql_types::Text)]
                status: String,
            }
            site.read(|db| {
                Ok(diesel::RunQueryDsl::get_result::<Row>(
                    diesel::sql_query(newest),
                    db,
                )?)
            })
            .status
        };
        let guest = site.visitor();
        guest
            .send(&filled(&guest, &article.path, "Gil", "First"))
            .is(303);
        approve_all(site);

        let known = filled(&guest, &article.path, "Gil", "Known");
        guest.send(&known).is(303);
        assert_eq!(status(), "approved");
        let trapped = known.clone().with("website", "x").with("text", "Trapped");
        let page = guest.sends(&trapped);
        assert_eq!(status(), "spam");
        assert!(page.flash().contains("waits"));
        for age in [
            "",
            "0.00",
            "99999999999999999.ffffffffffffffffffffffffffffffff",
        ] {
            let forged = known
                .clone()
                .with("age", age)
                .with("text", &format!("Forged {age}"));
            guest.send(&forged).is(303);
            assert_eq!(status(), "pending", "{age}");
        }
        let answer = site.get(&article.path).link_to("Answer");
        let instant = filled(&guest, &answer, "Gil", "At once");
        guest.send(&instant).is(303);
        assert_eq!(status(), "pending", "sent in the moment it was handed out");
    });
}

#[test]
fn a_reader_without_a_cookie_gets_none_until_they_speak() {
    on_both(|site| {
        let article = site.article("Article").create();

        assert!(site.get(&article.path).cookies().is_empty());
        let guest = site.visitor();
        let answer = guest.send(&filled(&guest, &article.path, "Gil", "Words"));

        let cookies = answer.cookies();
        let own = cookies
            .iter()
            .find(|cookie| cookie.starts_with("daf_guest="))
            .unwrap();
        assert!(
            own.contains("HttpOnly") && own.contains("SameSite=Lax"),
            "{own}"
        );
    });
}

#[test]
fn comments_have_an_address_and_lead_to_their_article() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.comment(&article, "Words").by("Gil").create();

        let page = site.get(&format!("{}/comments", article.path)).is(303);
        assert_eq!(page.header("location"), "/article#comments");
        let answer = site.get(&article.path).link_to("Answer");
        let page = site.get(&answer).is(200);
        page.shows("Words").shows("Gil").shows("Article");
        assert!(page.html().contains("noindex"));
    });
}

#[test]
fn a_new_comment_is_found_on_the_page_that_holds_it() {
    on_both(|site| {
        let article = site.article("Article").create();
        for number in 0..230 {
            site.comment(&article, &format!("Number {number}")).create();
        }
        let rita = site.reader();

        let answer = rita
            .send(&filled(&rita, &article.path, "", "The last one"))
            .is(303);

        let place = answer.header("location").to_owned();
        let (page, anchor) = place.split_once('#').unwrap();
        let page = rita.get(page).is(200);
        page.shows("The last one");
        assert_eq!(page.texts(&format!("#{anchor}")).len(), 1);
    });
}

#[test]
fn a_guests_edit_is_looked_at_as_a_new_comment_is() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();
        let page = guest.sends(&filled(&guest, &article.path, "Gil", "Good words"));
        let edit = page.link_to("Change");
        approve_all(site);
        site.get(&article.path).shows("Good words");

        let page = guest.sends(&guest.get(&edit).form("/edit").with("text", "Buy now"));

        assert!(page.flash().contains("waits"));
        site.get(&article.path).hides("Buy now").hides("Good words");
        approve_all(site);
        site.get(&article.path).shows("Buy now");
    });
}

#[test]
fn a_guest_who_was_shut_out_changes_nothing_any_more() {
    on_both(|site| {
        let article = site.article("Article").create();
        let (guest, editor) = (site.visitor(), site.editor());
        let page = guest.sends(&filled(&guest, &article.path, "Gil", "One"));
        let edit = page.link_to("Change");
        approve_all(site);
        guest.sends(&filled(&guest, &article.path, "Gil", "Two"));
        let queue = editor.get("/desk/comments?queue=approved");
        let two = queue.attributes("[name=comment]", "value").remove(0);
        let block = [("one", format!("block:{two}"))];
        let block: Vec<(&str, &str)> = block
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        editor.post("/desk/comments/moderations", &block).is(303);

        let form = guest.get(&edit).form("/edit").with("text", "Spam words");
        let page = guest.send(&form).is(403);

        assert!(
            page.html().contains("Spam words"),
            "what was typed is shown"
        );
        site.get(&article.path).hides("Spam words");
    });
}

#[test]
fn a_page_that_is_no_article_takes_no_comments() {
    on_both(|site| {
        let about = site.article("About").page().create();
        let path = format!("{}/comments", about.path);

        let page = site.reader().post(&path, &[("text", "Hello")]);

        page.is(403).shows("Hello");
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 0);
    });
}

#[test]
fn comments_of_a_withdrawn_article_are_gone_from_its_former_address_too() {
    on_both(|site| {
        let article = site.article("Article").slug("old").create();
        let comment = site.comment(&article, "Words").create();
        site.rename(&article, "new");
        let at = |address: &str| format!("/{address}/comments/{}", comment.0);
        site.get(&at("old")).is(200);
        site.publish(&article, Publication::Archived(Some(some_day())));

        for address in ["old", "new"] {
            site.get(&at(address)).is(404);
            site.get(&format!("{}/report", at(address))).is(404);
            let report = site
                .visitor()
                .post(&format!("{}/report", at(address)), &[("reason", "Rude")]);
            report.is(404);
        }
    });
}

#[test]
fn what_was_taken_back_or_removed_can_be_written_again() {
    on_both(|site| {
        let article = site.article("Article").create();
        let rita = site.reader();
        let form = filled(&rita, &article.path, "", "Hello");
        let page = rita.sends(&form);
        let edit = page.link_to("Change");
        rita.sends(&rita.get(&edit).form("/removal"));

        rita.sends(&form).shows("Hello");

        let again = CommentId(site.count("SELECT MAX(id) AS number FROM comments"));
        let owner = site.account("olga", Role::Owner);
        let verdict = daf::domain::moderation::Verdict::Remove;
        site.write(|db| moderations::decide(db, owner, verdict, &[again], some_day()));
        rita.sends(&form).shows("Hello");
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 3);
    });
}

#[test]
fn a_comment_is_not_changed_without_end() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor().with("x-forwarded-for", "203.0.113.9");
        let page = guest.sends(&filled(&guest, &article.path, "Gil", "Words"));
        let form = guest.get(&page.link_to("Change")).form("/edit");

        let refused = (0..130)
            .map(|number| guest.send(&form.clone().with("text", &format!("Words {number}"))));
        let refused = refused.into_iter().find(|page| page.status == 429).unwrap();

        assert!(refused.problem("text").is_some());
        assert!(refused.value("text").starts_with("Words"));
    });
}

#[test]
fn what_fell_into_the_trap_twice_is_one_comment() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = filled(&guest, &article.path, "Gil", "Words");
        let form = form.with("website", "https://example.com");

        for _ in 0..2 {
            guest.send(&form).is(303);
        }

        assert_eq!(site.count("SELECT COUNT(*) AS number FROM comments"), 1);
    });
}

#[test]
fn an_error_page_gives_back_what_was_typed_and_nothing_else() {
    on_both(|site| {
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = filled(&guest, &article.path, "Gil", "Thanks!");
        site.publish(&article, Publication::Archived(Some(some_day())));

        let page = guest.send(&form).is(404);

        let typed: Vec<String> = page.texts("main textarea");
        assert_eq!(typed, ["Thanks!", "Gil"]);
        assert!(!page.html().contains(form.text("age").unwrap()));
    });
}

#[test]
fn no_heading_takes_the_label_of_a_field() {
    on_both(|site| {
        let body = "## Text\n\nWords\n\n## Name\n\n## Website\n\n## Name hint\n\n## Write";
        let article = site.article("Article").body(body).create();

        let page = site.get(&article.path);

        let mut ids = page.attributes("[id]", "id");
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
    });
}
