//! What readers see of what readers said.

use daf::domain::comment::CommentStatus::{Approved, Pending, Removed, Spam};
use daf::domain::ids::CommentId;
use daf::domain::moderation::Verdict;
use daf::storage::{comments, moderations};

use crate::support::drafts::{Made, some_day};
use crate::support::{Page, Role, TestSite, on_both};

#[test]
fn what_waits_or_is_spam_is_never_shown_and_never_counted() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.comment(&article, "Shown words").create();
        site.comment(&article, "Waiting words")
            .status(Pending)
            .create();
        site.comment(&article, "Spam words").status(Spam).create();

        let page = site.get(&article.path).is(200);

        page.shows("Shown words")
            .shows("One comment")
            .hides("Waiting words")
            .hides("Spam words");
        site.get("/en").shows("One comment");
    });
}

#[test]
fn an_article_without_comments_says_so() {
    on_both(|site| {
        let article = site.article("Article").create();

        site.get(&article.path)
            .is(200)
            .shows("Nobody has commented yet.");
    });
}

#[test]
fn a_removed_comment_keeps_its_place_and_one_taken_back_only_for_its_answers() {
    on_both(|site| {
        let article = site.article("Article").create();
        let answered = site
            .comment(&article, "Answered words")
            .by("Rude guest")
            .create();
        site.comment(&article, "The answer")
            .answering(answered)
            .create();
        let alone = site.comment(&article, "Lonely words").create();
        let taken_back = site.comment(&article, "Regretted").create();
        site.write(|db| comments::take_back(db, taken_back, some_day()));
        remove(site, &[answered, alone]);

        let page = site.get(&article.path).is(200);

        page.shows("This comment was removed.")
            .shows("The answer")
            .shows("One comment");
        page.hides("Answered words")
            .hides("Rude guest")
            .hides("Lonely words");
        page.hides("Regretted");
        assert_eq!(page.texts(".comment").len(), 3);
    });
}

#[test]
fn an_answered_comment_keeps_its_place_whoever_removed_it() {
    on_both(|site| {
        let article = site.article("Article").create();
        let answered = site.comment(&article, "Answered").create();
        site.comment(&article, "The answer")
            .answering(answered)
            .create();
        let alone = site.comment(&article, "Alone").create();
        for comment in [answered, alone] {
            site.write(|db| comments::set_status(db, comment, Removed, some_day()));
        }

        let page = site.get(&article.path);

        page.shows("This comment was removed.").shows("The answer");
        assert_eq!(page.texts(".comment").len(), 2);
    });
}

fn remove(site: &TestSite, about: &[CommentId]) {
    let eden = site.account("eden", Role::Editor);
    site.write(|db| moderations::decide(db, eden, Verdict::Remove, about, some_day()));
}

#[test]
fn a_comment_that_was_removed_before_readers_saw_it_has_no_place() {
    on_both(|site| {
        let article = site.article("Article").create();
        let unseen = site.comment(&article, "Unseen").status(Pending).create();
        let junk = site.comment(&article, "Junk").status(Spam).create();
        remove(site, &[unseen, junk]);

        site.get(&article.path).hides("This comment was removed.");

        let eden = site.account("eden", Role::Editor);
        for verdict in [Verdict::Restore, Verdict::Approve, Verdict::Remove] {
            let later = some_day().plus_hours(1);
            site.write(|db| moderations::decide(db, eden, verdict, &[unseen], later));
        }
        let page = site.get(&article.path);
        page.shows("This comment was removed.");
        assert_eq!(page.texts(".comment").len(), 1);
    });
}

#[test]
fn a_comment_that_is_approved_appears_and_one_called_spam_disappears() {
    on_both(|site| {
        let article = site.article("Article").create();
        let comment = site
            .comment(&article, "Patient words")
            .status(Pending)
            .create();

        site.write(|db| comments::set_status(db, comment, Approved, some_day()));
        site.get(&article.path)
            .shows("Patient words")
            .shows("One comment");

        site.write(|db| comments::set_status(db, comment, Spam, some_day()));
        site.get(&article.path)
            .hides("Patient words")
            .hides("One comment");
    });
}

#[test]
fn answers_stand_under_what_they_answer_and_the_deepest_say_whom() {
    on_both(|site| {
        let article = site.article("Article").create();
        let first = site.comment(&article, "One").by("Ada").create();
        site.comment(&article, "Later").by("Eve").create();
        let second = site
            .comment(&article, "Two")
            .by("Bob")
            .answering(first)
            .create();
        let third = site
            .comment(&article, "Three")
            .by("Cyd")
            .answering(second)
            .create();
        site.comment(&article, "Four")
            .by("Dan")
            .answering(third)
            .create();

        let page = site.get(&article.path).is(200);

        assert_eq!(
            page.texts(".comment .prose"),
            ["One", "Two", "Three", "Four", "Later"]
        );
        page.shows("In answer to Cyd")
            .hides("In answer to <bdi>Bob");
    });
}

#[test]
fn hundreds_of_comments_are_shown_page_by_page_and_each_once() {
    on_both(|site| {
        let article = site.article("Article").create();
        let made = many(site, &article, 450, |number| number % 3 == 0);
        assert_eq!(walk(site, &article), made);
    });
}

#[test]
fn a_thread_longer_than_a_page_is_shown_whole_over_several() {
    on_both(|site| {
        let article = site.article("Article").create();
        let made = many(site, &article, 450, |number| number == 0);
        assert_eq!(walk(site, &article), made);
    });
}

/// Comments of which those that `begins` names begin a thread, and the others answer the last that did.
fn many(
    site: &TestSite,
    article: &Made,
    count: usize,
    begins: impl Fn(usize) -> bool,
) -> Vec<String> {
    let draft = site.comment(article, "Words");
    site.write(|db| {
        let mut thread: Option<CommentId> = None;
        let mut made = Vec::new();
        for number in 0..count {
            let mut new = draft.new.clone();
            new.parent = thread.filter(|_| !begins(number));
            let id = comments::create(db, &new)?;
            if begins(number) {
                thread = Some(id);
            }
            made.push(format!("comment-{}", id.0));
        }
        Ok(made)
    })
}

fn walk(site: &TestSite, article: &Made) -> Vec<String> {
    let mut shown = Vec::new();
    let mut next = Some(article.path.clone());
    while let Some(address) = next {
        let page: Page = site.get(address.split('#').next().unwrap()).is(200);
        shown.extend(page.attributes(".comment", "id"));
        next = page.attributes(".comments .more a[rel=next]", "href").pop();
    }
    shown
}

#[test]
fn a_comment_is_in_its_own_language_and_direction() {
    on_both(|site| {
        let article = site.article("Article").create();
        let mut draft = site.comment(&article, "תודה רבה");
        draft.new.language = crate::support::He;
        draft.create();

        let page = site.get(&article.path).is(200);

        assert_eq!(page.attributes(".comment .prose", "dir"), ["rtl"]);
        assert_eq!(page.attributes(".comment .prose", "lang"), ["he"]);
    });
}
