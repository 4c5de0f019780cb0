//! The list of posts, and the first page of the desk.

use daf::domain::moment::Moment;
use daf::domain::post::Publication;

use crate::support::drafts::some_day;
use crate::support::{Ar, He, Page, Program, Role, on_both};

fn titles(page: &Page) -> Vec<String> {
    page.texts(".list tbody th > a")
}

#[test]
fn posts_are_found_by_status_language_author_tag_and_words() {
    on_both(|site| {
        site.account("dana", Role::Author);
        site.account("omri", Role::Author);
        let archived = Publication::Archived(Some(some_day()));
        site.article("A draft on Rust")
            .publication(Publication::Draft)
            .tags(&["rust"])
            .create();
        site.article("שרתים")
            .language(He)
            .tags(&["servers"])
            .create();
        site.article("خوادم").language(Ar).by(&["omri"]).create();
        site.article("Old Rust")
            .publication(archived)
            .tags(&["rust"])
            .by(&["omri", "dana"])
            .create();
        site.article("About").page().create();
        let owner = site.owner();
        let asked = |query: &str| titles(&owner.get(&format!("/desk/posts?{query}")).is(200));

        assert_eq!(
            asked(""),
            ["About", "Old Rust", "خوادم", "שרתים", "A draft on Rust"]
        );
        assert_eq!(asked("status=draft"), ["A draft on Rust"]);
        assert_eq!(asked("status=published&language=he"), ["שרתים"]);
        assert_eq!(asked("author=omri"), ["Old Rust", "خوادم"]);
        assert_eq!(asked("tag=rust"), ["Old Rust", "A draft on Rust"]);
        assert_eq!(asked("tag=rust&author=omri&status=archived"), ["Old Rust"]);
        assert_eq!(asked("words=rust"), ["Old Rust", "A draft on Rust"]);
        assert_eq!(asked("words=rust&status=draft"), ["A draft on Rust"]);
        assert_eq!(asked("words=rus"), ["Old Rust", "A draft on Rust"]);
        assert_eq!(asked("words=שרתים&tag=servers"), ["שרתים"]);
        assert!(asked("status=scheduled").is_empty());
    });
}

#[test]
fn rare_words_are_found_behind_a_thousand_posts_whatever_else_is_asked() {
    on_both(|site| {
        site.account("dana", Role::Author);
        site.account("omri", Role::Author);
        site.article("Quagga one").by(&["omri"]).create();
        site.article("Quagga שתיים")
            .language(He)
            .by(&["dana"])
            .tags(&["stripes"])
            .create();
        let moved = site.article("Quagga three").create();
        let many = ["bench-data", "--posts", "1000", "--comments", "0"];
        Program::over(&site.database, &many).run().succeeded();
        let owner = site.owner();
        let asked = |query: &str| titles(&owner.get(&format!("/desk/posts?{query}")).is(200));

        let all = ["Quagga three", "Quagga שתיים", "Quagga one"];
        assert_eq!(asked("words=quagga"), all);
        assert_eq!(asked("words=quag"), all);
        assert_eq!(asked("words=quagga&language=he"), ["Quagga שתיים"]);
        assert_eq!(
            asked("words=quag&language=he&tag=stripes"),
            ["Quagga שתיים"]
        );
        assert_eq!(asked("words=quagga&author=omri"), ["Quagga one"]);
        assert_eq!(
            asked("words=quagga&language=en"),
            ["Quagga three", "Quagga one"]
        );
        assert!(asked("words=quagga&language=ar").is_empty());
        assert!(asked("words=quagga&status=draft").is_empty());

        let own = format!("/desk/posts/{}", moved.id.0);
        let form = owner.get(&format!("{own}/edit")).form(&own);
        owner.sends(&form.with("language", "ar").pressing("do", "publish"));
        assert_eq!(asked("words=quagga&language=ar"), ["Quagga three"]);
        assert_eq!(asked("words=quagga&language=en"), ["Quagga one"]);
    });
}

#[test]
fn an_authors_search_finds_the_same_whatever_others_write() {
    on_both(|site| {
        let dana = site.writer("dana");
        site.author("omri");
        for number in 1..=55 {
            site.article(&format!("Quaggaland {number}"))
                .by(&["dana"])
                .create();
        }
        let mine = "/desk/posts?words=quagga&author=dana";
        let first = dana.get(mine).is(200);
        let second = first.step("next").unwrap();
        let before = (titles(&first), titles(&dana.get(&second)));
        assert_eq!((before.0.len(), before.1.len()), (50, 5));

        site.article("Quagga").by(&["omri"]).create();

        assert_eq!(
            (titles(&dana.get(mine)), titles(&dana.get(&second))),
            before
        );
        let own = site.article("Quagga").by(&["dana"]).slug("own").create();
        assert_eq!(titles(&dana.get(mine)), ["Quagga"]);
        let older = format!("{mine}&before={}", own.id.0);
        assert!(titles(&dana.get(&older).is(200)).is_empty());
    });
}

#[test]
fn words_and_a_language_are_found_while_the_index_is_behind() {
    on_both(|site| {
        site.article("Quagga one").create();
        site.article("Quagga two").create();
        let owner = site.owner();
        let asked = |query: &str| titles(&owner.get(&format!("/desk/posts?{query}")).is(200));

        site.execute("INSERT INTO stale_words (post_id) SELECT id FROM posts")
            .unwrap();
        site.execute("UPDATE posts SET language = 'ar' WHERE title = 'Quagga one'")
            .unwrap();

        assert_eq!(asked("words=quagga&language=ar"), ["Quagga one"]);
        assert_eq!(asked("words=quag&language=en"), ["Quagga two"]);
    });
}

#[test]
fn what_there_is_not_is_said_and_what_was_asked_stays() {
    on_both(|site| {
        let owner = site.owner();
        let empty = owner.get("/desk/posts").is(200);
        empty.shows("No posts.");
        site.article("Article").create();

        let page = owner.get("/desk/posts?words=%22%2B%2B&tag=none").is(200);
        assert_eq!(page.value("tag"), "none");
        page.shows("nothing called none");
        for nonsense in [
            "author=%00",
            "tag=%00%FF",
            "words=%00",
            "language=tlh",
            "status=lost",
        ] {
            owner.get(&format!("/desk/posts?{nonsense}")).is(200);
        }
        for nowhere in ["before=x", "after=-1", "before=99999999999999999999"] {
            owner.get(&format!("/desk/posts?{nowhere}")).is(404);
        }
    });
}

#[test]
fn a_long_list_is_paged_both_ways_and_keeps_the_question() {
    on_both(|site| {
        for number in 1..=120 {
            site.article(&format!("Number {number}"))
                .tags(&["many"])
                .create();
        }
        let owner = site.owner();
        for question in ["", "tag=many", "words=number", "author=dana&language=en"] {
            let mut page = owner.get(&format!("/desk/posts?{question}")).is(200);
            let first = titles(&page);
            let mut seen = first.clone();
            while let Some(next) = page.step("next") {
                page = owner.get(&next).is(200);
                seen.extend(titles(&page));
            }
            let numbers: Vec<String> = (1..=120)
                .rev()
                .map(|number| format!("Number {number}"))
                .collect();
            assert_eq!(seen, numbers, "{question}");
            while let Some(back) = page.step("prev") {
                page = owner.get(&back).is(200);
            }
            assert_eq!(titles(&page), first, "{question}");
        }
    });
}

#[test]
fn an_author_sees_their_own_posts_only() {
    on_both(|site| {
        site.account("omri", Role::Author);
        site.article("Mine")
            .publication(Publication::Draft)
            .create();
        site.article("Theirs")
            .publication(Publication::Draft)
            .by(&["omri"])
            .create();
        let dana = site.writer("dana");

        for path in [
            "/desk/posts",
            "/desk/posts?author=omri",
            "/desk/posts?words=their",
            "/desk",
        ] {
            dana.get(path).is(200).hides("Theirs");
        }
        dana.get("/desk/posts").shows("Mine");
        dana.get("/desk").shows("Mine");
    });
}

#[test]
fn the_first_page_shows_what_waits_and_what_comes() {
    on_both(|site| {
        let owner = site.owner();
        let empty = owner.get("/desk").is(200);
        for nothing in [
            "No drafts.",
            "Nothing is scheduled.",
            "Nothing waits.",
            "Nothing yet.",
        ] {
            empty.shows(nothing);
        }

        let article = site.article("Article").create();
        site.article("A draft")
            .publication(Publication::Draft)
            .create();
        let tomorrow = Moment::now().plus_hours(24);
        site.article("Tomorrow")
            .publication(Publication::Scheduled(tomorrow))
            .create();
        site.comment(&article, "words")
            .by("A guest")
            .status(daf::domain::comment::CommentStatus::Pending)
            .create();
        let editor = owner.get("/desk/posts?words=article").link_to("Article");
        let form = owner.get(&editor).form(editor.trim_end_matches("/edit"));
        owner.sends(&form.with("source", "Changed.").pressing("do", "save"));

        let desk = owner.get("/desk").is(200);
        for shown in [
            "A draft",
            "Tomorrow",
            "A guest",
            "saved a post",
            "Changes not public yet",
        ] {
            desk.shows(shown);
        }
        assert_eq!(desk.texts(".bubble"), ["1"]);
        let saved = owner.get(&editor).attributes(".desk-head time", "datetime");
        let shown = desk.attributes("[aria-labelledby=changed] time", "datetime");
        assert_eq!(shown, saved, "when the changes were saved");
    });
}

#[test]
fn an_author_moderates_nothing_and_sees_no_queue() {
    on_both(|site| {
        let article = site.article("Article").create();
        site.comment(&article, "words")
            .status(daf::domain::comment::CommentStatus::Pending)
            .create();

        let desk = site.writer("dana").get("/desk").is(200);

        desk.hides("/desk/comments")
            .hides("/desk/people")
            .hides("/desk/settings");
    });
}
