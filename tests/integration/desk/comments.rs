//! The queue of comments and the decisions about them.

use daf::domain::comment::CommentStatus::{self, Approved, Pending, Removed, Spam};
use daf::domain::ids::{CommentId, ModerationId};
use daf::domain::moderation::Verdict;
use daf::storage::{comments, moderations};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::drafts::{Made, some_day};
use crate::support::{Page, TestSite, Visitor, on_both};

fn queue(editor: &Visitor, name: &str) -> Page {
    editor.get(&format!("/desk/comments?queue={name}")).is(200)
}

fn press(editor: &Visitor, page: &Page, verdict: &str, comment: CommentId) -> Page {
    let value = format!("{verdict}:{}", comment.0);
    editor.sends(&page.form("/moderations").pressing("one", &value))
}

#[test]
fn one_click_decides_and_one_takes_it_back() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site
            .comment(&article, "Some words")
            .status(Pending)
            .create();
        for (verdict, said, from, to) in [
            ("approve", "is approved", "pending", "approved"),
            ("spam", "is spam now", "approved", "spam"),
            ("restore", "is back", "spam", "approved"),
            ("remove", "is removed", "approved", "removed"),
            ("restore", "is back", "removed", "approved"),
        ] {
            let page = press(&editor, &queue(&editor, from), verdict, comment);
            assert!(page.flash().contains(said), "{verdict}: {}", page.flash());
            queue(&editor, to).shows("Some words");

            editor.sends(&page.form("/undo"));
            queue(&editor, from).shows("Some words");
            press(&editor, &queue(&editor, from), verdict, comment);
        }
        site.get(&article.path)
            .shows("Some words")
            .shows("One comment");
    });
}

#[test]
fn many_are_decided_together_and_taken_back_together() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let waiting: Vec<CommentId> = (0..5)
            .map(|number| {
                site.comment(&article, &format!("Number {number}"))
                    .status(Pending)
                    .create()
            })
            .collect();
        let mut form = queue(&editor, "pending").form("/moderations");
        for comment in &waiting[..3] {
            form = form.ticking("comment", &comment.0.to_string());
        }

        let page = editor.sends(&form.clone().pressing("many", "approve"));

        assert!(
            page.flash().contains("3 comments are approved"),
            "{}",
            page.flash()
        );
        site.get(&article.path)
            .shows("3 comments")
            .shows("Number 2")
            .hides("Number 3");
        let undone = editor.sends(&page.form("/undo"));
        assert!(undone.flash().contains("3 comments are what they were"));
        site.get(&article.path)
            .shows("No comments")
            .hides("Number 2");
        let again = editor.send(&page.form("/undo")).is(303);
        assert!(again.cookies()[0].contains("count=0"));

        let none = editor.sends(
            &queue(&editor, "pending")
                .form("/moderations")
                .pressing("many", "spam"),
        );
        assert!(none.flash().contains("No comment was ticked"));
    });
}

#[test]
fn an_undo_leaves_alone_what_was_decided_otherwise_since() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Rude").status(Pending).create();
        let approved = press(&editor, &queue(&editor, "pending"), "approve", comment);
        press(&editor, &queue(&editor, "approved"), "remove", comment);

        editor.sends(&approved.form("/undo"));

        queue(&editor, "removed").shows("Rude");
        site.get(&article.path).hides("Rude");
    });
}

#[test]
fn a_blocked_guest_comments_no_more_until_the_block_is_taken_back() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = guest
            .get(&article.path)
            .form("/comments")
            .with("name", "Troll")
            .with("text", "Rude words");
        guest.send(&form).is(303);
        let comment = CommentId(site.count("SELECT MAX(id) AS number FROM comments"));

        let page = press(&editor, &queue(&editor, "pending"), "block", comment);
        assert!(page.flash().contains("blocked"), "{}", page.flash());
        let refused = guest.send(&form.clone().with("text", "More")).is(403);
        refused.shows("are not taken");
        editor
            .get("/desk/comments/guests")
            .shows("Troll")
            .shows("eden");

        let listed = editor.get("/desk/comments/guests");
        editor.sends(&listed.form("/removal"));
        guest.send(&form.clone().with("text", "More")).is(303);
        editor
            .get("/desk/comments/guests")
            .shows("Nobody is blocked.");

        let page = press(
            &editor,
            &queue(&editor, "pending"),
            "block",
            CommentId(comment.0 + 1),
        );
        editor.sends(&page.form("/undo"));
        guest.send(&form.with("text", "Even more")).is(303);
    });
}

#[test]
fn reports_are_settled_by_a_decision_or_by_finding_nothing_wrong() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comments = ["First", "Second"].map(|text| site.comment(&article, text).create());
        for comment in comments {
            let path = format!("{}/comments/{}/report", article.path, comment.0);
            let reader = site.visitor();
            let form = reader.get(&path).is(200).form("/report");
            reader.sends(&form.clone().with("reason", "Rude"));
            reader.sends(&form.with("reason", "Rude again"));
        }
        let reported = queue(&editor, "reported");
        assert_eq!(reported.texts(".reports li").len(), 2);

        press(&editor, &reported, "remove", comments[0]);
        let left = queue(&editor, "reported");
        left.shows("Second").hides("First");
        let mut fine = left
            .form("/moderations")
            .ticking("comment", &comments[1].0.to_string());
        fine.action = "/desk/comments/reports".to_owned();
        let page = editor.sends(&fine);
        assert!(page.flash().contains("One report is settled"));
        queue(&editor, "reported").shows("Nothing is reported.");
        site.get(&article.path).shows("Second").hides("First");
    });
}

#[test]
fn nonsense_is_refused_and_changes_nothing() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "words").status(Pending).create();
        let id = comment.0.to_string();
        for form in [
            vec![],
            vec![("one", "praise:1")],
            vec![("one", "approve:x")],
            vec![("many", "praise"), ("comment", id.as_str())],
            vec![("many", "approve"), ("comment", "x")],
        ] {
            editor.post("/desk/comments/moderations", &form).is(422);
        }
        let gone = [("one", "approve:404")];
        let page = editor.post("/desk/comments/moderations", &gone).is(303);
        assert!(page.cookies()[0].contains("nothing-changed"));
        for path in [
            "/desk/comments/moderations/404/undo",
            "/desk/comments/moderations/x/undo",
            "/desk/comments/guests/404/removal",
        ] {
            editor.post(path, &[]).is(404);
        }
        editor.get("/desk/comments?queue=lost").is(404);
        let away = [("one", "approve:404"), ("back", "//evil.example")];
        let page = editor.post("/desk/comments/moderations", &away);
        assert_eq!(page.header("location"), "/desk/comments");
        queue(&editor, "pending").shows("words");
    });
}

#[test]
fn a_long_queue_is_paged() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        for number in 0..120 {
            site.comment(&article, &format!("Number {number}"))
                .status(Pending)
                .create();
        }
        let mut page = queue(&editor, "pending");
        let mut seen = page.texts(".queue .prose").len();
        while let Some(next) = page.step("next") {
            page = editor.get(&next).is(200);
            seen += page.texts(".queue .prose").len();
        }

        assert_eq!(seen, 120);
        assert_eq!(page.texts(".bubble"), ["120"]);
    });
}

/// What a moderator may do next, in a random course of moderation.
#[derive(Debug, Clone)]
enum Deed {
    Decide(Verdict, Vec<usize>),
    /// Takes back one of the decisions so far.
    Undo(usize),
    /// A comment's writer takes it back.
    TakeBack(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let verdict = prop::sample::select(Verdict::ALL.to_vec());
    let some = prop::collection::vec(0usize..6, 1..4);
    let deed = prop_oneof![
        5 => (verdict, some).prop_map(|(verdict, some)| Deed::Decide(verdict, some)),
        3 => (0usize..20).prop_map(Deed::Undo),
        1 => (0usize..6).prop_map(Deed::TakeBack),
    ];
    prop::collection::vec(deed, 1..14)
}

/// The article's comments with what they are.
fn states(site: &TestSite, made: &[CommentId]) -> Vec<CommentStatus> {
    made.iter()
        .map(|id| {
            site.read(|db| comments::one(db, daf::domain::ids::PostId(1), *id))
                .0
                .status
        })
        .collect()
}

#[test]
fn whatever_moderators_do_counts_are_right_and_the_last_decision_can_be_taken_back() {
    on_both(|site| {
        let olga = site.account("olga", crate::support::Role::Owner);
        let article: Made = site.article("Article").create();
        assert_eq!(article.id.0, 1);
        let mut runner = TestRunner::new(Config {
            cases: 24,
            failure_persistence: None,
            ..Config::default()
        });
        let tested = runner.run(&deeds(), |deeds| {
            let made: Vec<CommentId> = [Pending, Pending, Approved, Approved, Spam, Removed]
                .into_iter()
                .map(|status| site.comment(&article, "words").status(status).create())
                .collect();
            let mut decided: Vec<ModerationId> = Vec::new();
            let mut taken_back = Vec::new();
            for (minutes, deed) in (0..).step_by(2).zip(deeds) {
                let now = some_day().plus_seconds(60 * minutes);
                let before = states(site, &made);
                match deed {
                    Deed::Decide(verdict, some) => {
                        let about: Vec<CommentId> = some.iter().map(|place| made[*place]).collect();
                        let done =
                            site.write(|db| moderations::decide(db, olga, verdict, &about, now));
                        let after = states(site, &made);
                        for place in 0..made.len() {
                            let is_asked = some.contains(&place);
                            prop_assert!(is_asked || before[place] == after[place]);
                        }
                        if !done.has_effect() {
                            prop_assert_eq!(&after, &before);
                            continue;
                        }
                        site.write(|db| moderations::undo(db, done.moderation, now));
                        prop_assert_eq!(&states(site, &made), &before);
                        let done =
                            site.write(|db| moderations::decide(db, olga, verdict, &about, now));
                        decided.push(done.moderation);
                    }
                    Deed::Undo(place) => {
                        if let Some(moderation) = decided.get(place) {
                            site.write(|db| moderations::undo(db, *moderation, now));
                        }
                    }
                    Deed::TakeBack(place) => {
                        site.write(|db| comments::take_back(db, made[place], now));
                        taken_back.push(place);
                    }
                }
                let after = states(site, &made);
                for place in &taken_back {
                    prop_assert_eq!(
                        after[*place],
                        Removed,
                        "nobody brings back what was taken back"
                    );
                }
                let faults = site.read(|db| Ok(site_count(db)));
                prop_assert_eq!(faults.0, faults.1);
            }
            Ok(())
        });
        tested.unwrap();
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

/// The count that the article shows, and how many comments are approved.
fn site_count(db: &mut daf::storage::Db) -> (i64, i64) {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;
    #[derive(diesel::QueryableByName)]
    struct Counts {
        #[diesel(sql_type = BigInt)]
        shown: i64,
        #[diesel(sql_type = BigInt)]
        approved: i64,
    }
    let counts: Counts = diesel::sql_query(
        "SELECT comment_count AS shown, (SELECT COUNT(*) FROM comments WHERE status = 'approved') AS approved \
         FROM posts WHERE id = 1",
    )
    .get_result(db)
    .unwrap();
    (counts.shown, counts.approved)
}

#[test]
fn a_button_pressed_twice_decides_once_and_can_be_taken_back() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").status(Pending).create();
        let waiting = queue(&editor, "pending");
        press(&editor, &waiting, "approve", comment);

        let page = press(&editor, &waiting, "approve", comment);

        let decisions = "SELECT COUNT(*) AS number FROM moderations";
        assert_eq!(site.count(decisions), 1);
        assert!(page.flash().contains("is approved"), "{}", page.flash());
        editor.sends(&page.form("/undo"));
        queue(&editor, "pending").shows("Words");
        press(&editor, &waiting, "approve", comment);
        queue(&editor, "approved").shows("Words");
    });
}

#[test]
fn a_guest_let_in_again_is_blocked_by_the_same_button_again() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = guest
            .get(&article.path)
            .form("/comments")
            .with("name", "Troll")
            .with("text", "Rude words");
        guest.send(&form).is(303);
        let comment = CommentId(site.count("SELECT MAX(id) AS number FROM comments"));
        let waiting = queue(&editor, "pending");
        press(&editor, &waiting, "block", comment);
        let blocked = editor.get("/desk/comments/guests");
        editor.sends(&blocked.form("/removal"));

        press(&editor, &waiting, "block", comment);

        editor.get("/desk/comments/guests").shows("Troll");
        guest.send(&form.with("text", "More")).is(403);
    });
}

#[test]
fn a_report_made_after_an_approval_is_not_settled_by_an_older_page() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").status(Pending).create();
        let waiting = queue(&editor, "pending");
        press(&editor, &waiting, "approve", comment);
        let path = format!("{}/comments/{}/report", article.path, comment.0);
        let reader = site.visitor();
        reader.sends(&reader.get(&path).form("/report").with("reason", "Rude"));

        press(&editor, &waiting, "approve", comment);
        site.execute("UPDATE moderations SET created_at = created_at - 61000000")
            .unwrap();
        let page = press(&editor, &waiting, "approve", comment);

        assert!(
            page.flash().contains("Nothing had to be changed"),
            "{}",
            page.flash()
        );
        let reported = queue(&editor, "reported");
        reported.shows("Rude");
        press(&editor, &reported, "remove", comment);
        queue(&editor, "reported").hides("Rude");
    });
}

#[test]
fn what_is_reported_again_after_it_was_settled_is_seen_again() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").create();
        let path = format!("{}/comments/{}/report", article.path, comment.0);
        let reader = site.visitor();
        let form = reader.get(&path).form("/report");
        reader.sends(&form.clone().with("reason", "Rude"));
        let reported = queue(&editor, "reported");
        let mut fine = reported.form("/moderations");
        fine.action = "/desk/comments/reports".to_owned();
        editor.sends(&fine.ticking("comment", &comment.0.to_string()));
        queue(&editor, "reported").hides("Rude");

        reader.sends(&form.with("reason", "It was made worse"));

        queue(&editor, "reported").shows("It was made worse");
    });
}

#[test]
fn a_decision_taken_back_opens_the_reports_that_it_settled() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").create();
        let path = format!("{}/comments/{}/report", article.path, comment.0);
        let reader = site.visitor();
        reader.sends(&reader.get(&path).form("/report").with("reason", "Rude"));
        let page = press(&editor, &queue(&editor, "reported"), "remove", comment);
        queue(&editor, "reported").hides("Rude");

        editor.sends(&page.form("/undo"));

        queue(&editor, "reported").shows("Rude");
    });
}

#[test]
fn an_older_page_does_not_go_over_what_another_has_decided() {
    on_both(|site| {
        let (eden, olga) = (site.editor(), site.owner());
        let article = site.article("Article").create();
        let removed = site.comment(&article, "Rude words").create();
        site.comment(&article, "An answer")
            .answering(removed)
            .create();
        let spam = site.comment(&article, "Junk").status(Pending).create();
        let (approved, waiting) = (queue(&eden, "approved"), queue(&eden, "pending"));
        press(&olga, &queue(&olga, "approved"), "remove", removed);
        press(&olga, &queue(&olga, "pending"), "spam", spam);
        let acts = site.acts();

        let page = press(&eden, &approved, "spam", removed);
        assert!(page.flash().contains("Nothing had to be changed"));
        let page = press(&eden, &waiting, "approve", spam);
        assert!(page.flash().contains("Nothing had to be changed"));

        assert_eq!(site.acts(), acts, "what changes nothing is not recorded");
        site.get(&article.path)
            .shows("This comment was removed.")
            .hides("Junk");
    });
}

#[test]
fn a_decision_about_nothing_leaves_no_trace_and_is_taken_back_once() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").create();
        let approved = queue(&editor, "approved");
        let acts = site.acts();
        let nobody = approved.form("/moderations").ticking("one", "block:999999");
        let page = editor.sends(&nobody);
        assert!(
            page.flash().contains("Nothing had to be changed"),
            "{}",
            page.flash()
        );
        assert_eq!(site.acts(), acts);
        let decisions = "SELECT COUNT(*) AS number FROM moderations";
        assert_eq!(site.count(decisions), 0);

        let undo = press(&editor, &approved, "spam", comment).form("/undo");
        editor.sends(&undo);
        editor.sends(&undo);
        let acts = site.acts();
        let undone = acts.iter().filter(|act| *act == "comment.undone");
        assert_eq!(undone.count(), 1);
    });
}

#[test]
fn a_guest_whose_comment_was_spam_already_is_blocked_once_and_let_in_by_the_undo() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = guest.get(&article.path).form("/comments");
        let form = form.with("name", "Troll").with("text", "Rude words");
        guest.send(&form).is(303);
        let comment = CommentId(site.count("SELECT MAX(id) AS number FROM comments"));
        press(&editor, &queue(&editor, "pending"), "spam", comment);
        let spam = queue(&editor, "spam");
        press(&editor, &spam, "block", comment);

        let page = press(&editor, &spam, "block", comment);

        assert!(page.flash().contains("blocked"), "{}", page.flash());
        let blocks = site
            .acts()
            .into_iter()
            .filter(|act| act == "comment.blocked");
        assert_eq!(blocks.count(), 1);
        editor.sends(&page.form("/undo"));
        guest.send(&form.with("text", "More")).is(303);

        let more = CommentId(comment.0 + 1);
        press(&editor, &queue(&editor, "pending"), "block", more);
        let about_another = press(&editor, &spam, "block", comment);
        assert!(about_another.flash().contains("Nothing had to be changed"));
    });
}

#[test]
fn two_of_one_guest_are_blocked_once_by_a_button_pressed_twice() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let guest = site.visitor();
        let form = guest
            .get(&article.path)
            .form("/comments")
            .with("name", "Troll");
        guest.send(&form.clone().with("text", "First")).is(303);
        guest.send(&form.with("text", "Second")).is(303);
        let last = site.count("SELECT MAX(id) AS number FROM comments");
        for comment in [last - 1, last] {
            press(
                &editor,
                &queue(&editor, "pending"),
                "spam",
                CommentId(comment),
            );
        }
        let many = queue(&editor, "spam").form("/moderations");
        let many = many
            .ticking("comment", &last.to_string())
            .ticking("comment", &(last - 1).to_string())
            .pressing("many", "block");
        editor.sends(&many);

        let page = editor.sends(&many);

        assert!(page.flash().contains("blocked"), "{}", page.flash());
        editor.sends(&page.form("/undo"));
        editor
            .get("/desk/comments/guests")
            .shows("Nobody is blocked.");
    });
}
