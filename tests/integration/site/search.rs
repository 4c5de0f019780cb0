//! Readers find articles by their words.

use std::cell::RefCell;
use std::collections::BTreeSet;

use daf::domain::post::Publication;

use crate::support::{Ar, En, He, TestSite, on_both, on_both_with_demo};

fn found(site: &TestSite, question: &str) -> Vec<String> {
    site.get(&format!("/search?q={question}")).is(200).cards()
}

#[test]
fn points_final_letters_and_case_do_not_matter() {
    on_both(|site| {
        site.article("שָׁלוֹם לַמִּסָּדִים")
            .slug("points")
            .language(He)
            .create();
        site.article("ספרים בלי ניקוד")
            .slug("plain")
            .language(He)
            .create();
        site.article("Café Node.JS").slug("cafe").create();
        site.article("صَحيفة إلى الكـتاب")
            .slug("arabic")
            .language(Ar)
            .create();

        for (question, title) in [
            ("שלום", "שָׁלוֹם לַמִּסָּדִים"),
            ("שלומ", "שָׁלוֹם לַמִּסָּדִים"),
            ("סְפָרִים", "ספרים בלי ניקוד"),
            ("cafe", "Café Node.JS"),
            ("CAFÉ node.js", "Café Node.JS"),
            ("صحيفه", "صَحيفة إلى الكـتاب"),
            ("الكتاب", "صَحيفة إلى الكـتاب"),
        ] {
            assert_eq!(found(site, question), [title], "{question}");
        }
    });
}

#[test]
fn every_place_where_a_word_may_stand_is_searched_and_the_title_counts_most() {
    on_both(|site| {
        site.article("In the body").body("A zebra.").create();
        site.article("By its tag").tags(&["zebra"]).create();
        site.article("The zebra itself").create();

        let titles = found(site, "zebra");

        assert_eq!(titles.len(), 3);
        assert_eq!(titles[0], "The zebra itself");
    });
}

#[test]
fn when_no_article_holds_all_words_those_that_hold_some_are_shown_as_such() {
    on_both(|site| {
        site.article("Red apple").create();
        site.article("Green pear").create();

        let all = site.get("/search?q=red+apple").is(200);
        all.shows("Results for red apple");
        let some = site.get("/search?q=red+pear").is(200);
        some.shows("No article holds all of these words. These hold some:");
        assert_eq!(some.cards().len(), 2);
        let none = site.get("/search?q=quince").is(200);
        none.shows("No article holds any of these words.")
            .shows("Try fewer words");
    });
}

#[test]
fn a_question_whose_conditions_leave_nothing_is_offered_with_fewer_of_them() {
    on_both(|site| {
        site.article("Event loop in Python").create();
        site.article("Red apple").tags(&["fruit"]).create();

        let excluded = site.get("/search?q=%22event+loop%22+-python").is(200);
        excluded.shows("No article fits all that was asked.");
        assert_eq!(excluded.texts(".results .empty a"), ["\"event loop\""]);
        let phrase = site.get("/search?q=%22loop+event%22").is(200);
        assert_eq!(phrase.texts(".results .empty a"), ["loop event"]);
        let unknown = site.get("/search?q=apple+tag:nosuch").is(200);
        assert_eq!(unknown.texts(".results .empty a"), ["apple"]);
        let language = site.get("/search?q=apple&lang=ar").is(200);
        assert_eq!(
            language.texts(".results .empty li"),
            ["apple All languages"]
        );
        let two = site.get("/search?q=apple+-red+lang:ar").is(200);
        assert_eq!(two.texts(".results .empty a"), ["apple"]);
        let hopeless = site.get("/search?q=quince+-red").is(200);
        hopeless.shows("No article holds any of these words.");
    });
}

#[test]
fn later_pages_answer_the_question_of_the_first() {
    on_both(|site| {
        for number in 0..25 {
            site.article(&format!("Kumquatolia {number}")).create();
        }

        for address in ["/search?q=kumquatol", "/search?q=kumquatol&typing=1"] {
            let first = site.get(address).is(200);
            let next = first.attributes("a[rel=next]", "href").remove(0);
            let second = site.get(&next).is(200);

            assert_eq!(first.cards().len() + second.cards().len(), 25, "{address}");
        }
    });
}

#[test]
fn a_tag_that_only_drafts_bear_is_as_unknown_as_any() {
    on_both(|site| {
        site.article("Red apple").create();
        site.article("Hidden")
            .tags(&["secret"])
            .publication(Publication::Draft)
            .create();

        let hidden = site.get("/search?q=tag:secret+aple").is(200);
        let unknown = site.get("/search?q=tag:nosuch+aple").is(200);

        assert_eq!(
            hidden.texts(".results .meant"),
            unknown.texts(".results .meant")
        );
    });
}

#[test]
fn an_author_is_asked_for_by_handle_or_name() {
    on_both(|site| {
        site.article("By another").by(&["gil"]).create();
        site.article("By Noa").by(&["noa"]).create();
        site.database
            .execute("UPDATE users SET name = 'נועה פרץ' WHERE handle = 'noa'");

        assert_eq!(found(site, "author:noa"), ["By Noa"]);
        assert_eq!(found(site, "author:\"נועה פרץ\""), ["By Noa"]);
    });
}

#[test]
fn what_only_a_summary_holds_is_shown_by_it() {
    on_both(|site| {
        let article = site.article("Plain").body("Nothing of it.");
        article.summary("All about zebras.").create();

        let page = site.get("/search?q=zebras").is(200);

        assert_eq!(page.texts(".card .summary mark"), ["zebras"]);
    });
}

#[test]
fn the_last_word_may_be_only_begun() {
    on_both(|site| {
        site.article("Concurrency").create();

        assert_eq!(found(site, "concur"), ["Concurrency"]);
    });
}

#[test]
fn answers_can_be_narrowed_to_a_language_and_a_tag() {
    on_both(|site| {
        site.article("Zebra one")
            .language(En)
            .tags(&["rust"])
            .create();
        site.article("Zebra two")
            .language(He)
            .tags(&["rust"])
            .create();
        site.article("Zebra three").language(En).create();

        assert_eq!(found(site, "zebra").len(), 3);
        assert_eq!(found(site, "zebra&lang=he"), ["Zebra two"]);
        assert_eq!(found(site, "zebra&tag=rust").len(), 2);
        assert_eq!(found(site, "zebra&tag=rust&lang=en"), ["Zebra one"]);
        assert!(found(site, "zebra&tag=nothing").is_empty());
        let narrowed = site.get("/search?q=zebra&lang=he&tag=rust");
        assert_eq!(narrowed.attributes("option[selected]", "value"), ["he"]);
        assert_eq!(narrowed.attributes("input[name=tag]", "value"), ["rust"]);
    });
}

#[test]
fn words_that_are_operators_elsewhere_are_words_here() {
    on_both(|site| {
        site.article("Either AND or OR, NEAR or NOT").create();

        for question in [
            "AND",
            "OR NOT",
            "NEAR",
            "\"near\"",
            "near*",
            "-not",
            "(or)",
            "not:or",
            "and & | ! <-> or",
            "title:near",
            "'or'",
        ] {
            let encoded =
                percent_encoding::utf8_percent_encode(question, percent_encoding::NON_ALPHANUMERIC);
            let page = site.get(&format!("/search?q={encoded}")).is(200);
            assert!(page.cards().len() <= 1, "{question}");
        }
        assert_eq!(found(site, "NEAR+NOT").len(), 1);
    });
}

#[test]
fn a_question_too_long_is_refused_with_its_words_kept() {
    on_both(|site| {
        let question = "שאלה ".repeat(201);

        let page = site.get(&format!("/search?q={question}")).is(422);

        page.shows("A search may have at most 1,000 characters.");
        assert_eq!(page.attributes("#q", "value"), [question]);
        assert_eq!(page.attributes("#q", "aria-invalid"), ["true"]);
    });
}

#[test]
fn an_empty_question_shows_the_form_alone() {
    on_both_with_demo(|site| {
        for empty in ["/search", "/search?q=", "/search?q=+++"] {
            let page = site.get(empty).is(200);

            assert_eq!(page.heading(), "Search");
            assert!(
                page.cards().is_empty() && page.texts(".results *").is_empty(),
                "{empty}"
            );
        }
        site.get("/search?q=%21%21")
            .is(200)
            .shows("No article holds any of these words.");
    });
}

#[test]
fn fifty_answers_come_page_by_page_and_each_once() {
    on_both(|site| {
        for number in 0..50 {
            site.article(&format!("Zebra {number}"))
                .tags(&["rust"])
                .create();
        }
        for question in ["zebra", "zebra&lang=en&tag=rust", "zebra+quagga"] {
            let mut titles = Vec::new();
            let mut next = Some(format!("/search?q={question}"));
            while let Some(address) = next {
                let page = site.get(&address).is(200);
                if question.contains("quagga") {
                    page.shows("No article holds all of these words");
                }
                titles.extend(page.cards());
                next = page.step("next");
            }

            let distinct: BTreeSet<_> = titles.iter().collect();
            assert_eq!((titles.len(), distinct.len()), (50, 50), "{question}");
        }
    });
}

#[test]
fn what_is_published_between_two_pages_repeats_and_hides_no_answer() {
    on_both(|site| {
        for number in 0..45 {
            let body = "filler ".repeat(number) + "zebra";
            site.article(&format!("Article {number}"))
                .body(&body)
                .create();
        }
        let mut titles = Vec::new();
        let mut next = Some("/search?q=zebra".to_owned());
        while let Some(address) = next {
            let page = site.get(&address).is(200);
            titles.extend(page.cards());
            next = page.step("next");

            // Longer texts and rarer words: every score changes.
            let others = "other ".repeat(500);
            for number in 0..20 {
                let other = site.article(&format!("Other {} {number}", titles.len()));
                other.body(&others).create();
            }
        }

        let distinct: BTreeSet<_> = titles.iter().collect();
        assert_eq!((titles.len(), distinct.len()), (45, 45));
    });
}

#[test]
fn an_answer_that_is_none_any_more_or_is_written_anew_ends_a_page_as_before() {
    on_both(|site| {
        let owner = site.owner();
        for number in 0..30 {
            let body = "filler ".repeat(number) + "zebra";
            let article = site.article(&format!("Article {number}"));
            article
                .slug(&format!("article-{number}"))
                .body(&body)
                .create();
        }
        let first = site.get("/search?q=zebra").is(200);
        let last = first.cards().pop().unwrap();
        let next = first.step("next").unwrap();
        let second = site.get(&next).is(200).cards();
        let slug = last.to_lowercase().replace(' ', "-");
        let post = site.count(&format!(
            "SELECT id AS number FROM posts WHERE slug = '{slug}'"
        ));
        let edit = format!("/desk/posts/{post}/edit");
        let form = owner.get(&edit).form(edit.trim_end_matches("/edit"));

        let better = form
            .with("source", "zebra zebra zebra")
            .pressing("do", "publish");
        owner.sends(&better);
        assert_eq!(
            site.get(&next).is(200).cards(),
            second,
            "it stands first now"
        );

        let form = owner.get(&edit).form(edit.trim_end_matches("/edit"));
        owner.sends(&form.with("source", "quagga").pressing("do", "publish"));
        assert_eq!(site.get(&next).is(200).cards(), second, "it is none now");
    });
}

#[test]
fn both_databases_find_the_same_articles() {
    let answers = RefCell::new(Vec::new());
    on_both_with_demo(|site| {
        let questions = [
            "backend",
            "שרת",
            "לולאת אירועים",
            "event loop",
            "cache",
            "ה-Backend",
            "الويب",
            "http/2",
            "sql",
            "node.js",
            "thread pool blocking",
            "מסד נתונים&lang=he",
            "http&tag=backend",
            "async&lang=en",
            "zzz cache",
        ];
        let found: Vec<BTreeSet<String>> = questions
            .iter()
            .map(|question| every_answer(site, question))
            .collect();
        assert!(found.iter().filter(|titles| !titles.is_empty()).count() >= 14);
        answers.borrow_mut().push(found);
    });

    let answers = answers.into_inner();
    assert_eq!(answers[0], answers[1]);
}

fn every_answer(site: &TestSite, question: &str) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    let mut next = Some(format!("/search?q={question}"));
    while let Some(address) = next {
        let page = site.get(&address).is(200);
        titles.extend(page.cards());
        next = page.step("next");
    }
    titles
}

#[test]
fn what_was_found_is_marked_in_the_original_letters() {
    on_both(|site| {
        site.article("Title")
            .body("אמרו שָׁלוֹם לכולם")
            .language(He)
            .create();

        assert_eq!(site.get("/search?q=שלום").is(200).texts("mark"), ["שָׁלוֹם"]);
    });
}
