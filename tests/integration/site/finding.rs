//! Searches that need more than words: forms of words, operators, other questions.

use daf::domain::post::Publication;
use daf::storage::search::{self, Progress};

use crate::support::{Ar, En, He, TestSite, on_both};

fn found(site: &TestSite, question: &str) -> Vec<String> {
    let mut question_address = String::from("/search?q=");
    question_address.extend(form_urlencoded::byte_serialize(question.as_bytes()));
    site.get(&question_address).is(200).cards()
}

#[test]
fn words_are_found_in_their_other_forms() {
    on_both(|site| {
        site.article("מבוא")
            .body("ובשרתים של הרשת")
            .language(He)
            .slug("he")
            .create();
        site.article("مقدمة")
            .body("والبرمجة بلغة")
            .language(Ar)
            .slug("ar")
            .create();
        site.article("Guide")
            .body("The ה-Backend renders server pages")
            .language(En)
            .slug("en")
            .create();

        assert_eq!(found(site, "שרת"), ["מבוא"]);
        assert_eq!(found(site, "برمجة"), ["مقدمة"]);
        assert_eq!(found(site, "rendering"), ["Guide"]);
        assert_eq!(found(site, "back end"), ["Guide"]);
    });
}

#[test]
fn the_marks_stand_on_the_letters_that_answer() {
    on_both(|site| {
        site.article("הַמִּסָּד")
            .body("ובשרתים של Node.js")
            .language(He)
            .slug("he")
            .create();

        assert_eq!(site.get("/search?q=שרת").is(200).texts("mark"), ["שרתים"]);
        assert_eq!(site.get("/search?q=node").is(200).texts("mark"), ["Node"]);
        assert_eq!(site.get("/search?q=מסד").is(200).texts("mark"), ["מִּסָּד"]);
    });
}

#[test]
fn full_answers_come_first_and_those_with_some_words_below_a_line() {
    on_both(|site| {
        site.article("Pears and apples").create();
        site.article("Apples alone").create();

        let page = site.get("/search?q=apples+pears").is(200);

        assert_eq!(page.cards(), ["Pears and apples", "Apples alone"]);
        page.shows("These hold only some of the words");
        page.shows("One article");
    });
}

#[test]
fn phrases_excluded_words_tags_authors_and_languages_narrow_a_question() {
    on_both(|site| {
        site.author("omri");
        site.article("The event loop").tags(&["rust"]).create();
        site.article("A loop of the event").by(&["omri"]).create();
        site.article("לולאה event").language(He).slug("he").create();

        assert_eq!(found(site, "\"event loop\""), ["The event loop"]);
        assert_eq!(found(site, "event -loop"), ["לולאה event"]);
        assert_eq!(found(site, "event tag:rust"), ["The event loop"]);
        assert_eq!(found(site, "event author:omri"), ["A loop of the event"]);
        assert_eq!(found(site, "event lang:he"), ["לולאה event"]);
        assert_eq!(found(site, "tag:rust"), ["The event loop"]);
        assert!(found(site, "event tag:nothing").is_empty());
    });
}

#[test]
fn a_misspelt_word_is_answered_with_the_one_that_was_meant() {
    on_both(|site| {
        site.article("ארכיטקטורה של שרתים")
            .language(He)
            .slug("he")
            .create();

        let page = site.get("/search?q=ארכיטקתורה").is(200);

        page.shows("Did you mean");
        let other = page.link_to("ארכיטקטורה");
        assert_eq!(site.get(&other).is(200).cards(), ["ארכיטקטורה של שרתים"]);
    });
}

#[test]
fn a_word_that_was_withdrawn_is_suggested_to_nobody() {
    on_both(|site| {
        let article = site.article("Hunterzwei").create();
        site.article("Apple").slug("apple").create();
        site.get("/search?q=hunterzwai")
            .is(200)
            .shows("Did you mean");
        // In the vocabulary, which only grows.
        site.write(search::start_over);
        while site.write(|db| search::build(db, 7, &mut String::new())) != Progress::Done {}

        site.publish(&article, Publication::Draft);

        site.get("/search?q=hunterzwai")
            .is(200)
            .hides("hunterzwei")
            .hides("Hunterzwei");
    });
}

#[test]
fn a_question_typed_on_another_keyboard_is_answered_and_says_so() {
    on_both(|site| {
        site.article("שלום לכולם").language(He).slug("he").create();

        let page = site.get("/search?q=akuo").is(200);

        assert_eq!(page.cards(), ["שלום לכולם"]);
        page.shows("the same keys on another keyboard");
        page.shows("שלום");
        let as_typed = site.get(&page.link_to("Search for akuo as typed")).is(200);
        assert!(as_typed.cards().is_empty());
        as_typed.shows("On another keyboard this is");
    });
}

#[test]
fn a_question_with_few_answers_is_offered_a_far_more_common_spelling() {
    on_both(|site| {
        site.article("תכנית אחת").language(He).slug("one").create();
        for number in 1..=5 {
            site.article(&format!("תוכנית {number}"))
                .language(He)
                .slug(&format!("p{number}"))
                .create();
        }
        site.article("Apple").slug("apple").create();
        site.article("Apply").slug("apply").create();

        let page = site.get("/search?q=תכנית").is(200);

        assert_eq!(page.cards(), ["תכנית אחת"]);
        page.shows("Did you mean");
        assert_eq!(site.get(&page.link_to("תוכנית")).is(200).cards().len(), 5);
        site.get("/search?q=apple").is(200).hides("Did you mean");
    });
}

#[test]
fn another_keyboard_is_offered_when_it_finds_far_more() {
    on_both(|site| {
        site.article("The akuo project").slug("akuo").create();
        for number in 1..=11 {
            site.article(&format!("שלום {number}"))
                .language(He)
                .slug(&format!("s{number}"))
                .create();
        }

        let page = site.get("/search?q=akuo").is(200);

        assert_eq!(page.cards(), ["The akuo project"]);
        page.shows("On another keyboard this is");
    });
}

#[test]
fn a_word_is_suggested_as_its_article_writes_it() {
    on_both(|site| {
        site.article("On JavaScript")
            .body("JavaScript and javascript, JavaScript")
            .create();

        let page = site.get("/search?q=javascrpt").is(200);

        page.link_to("JavaScript");
    });
}

#[test]
fn words_that_no_article_holds_can_be_left_out() {
    on_both(|site| {
        site.article("Red apples").create();

        let page = site.get("/search?q=apples+zzyzx").is(200);

        page.shows("Without words that no article holds");
        assert_eq!(page.link_to("apples"), "/search?q=apples");
    });
}

#[test]
fn whoever_finds_nothing_is_shown_what_readers_talk_about() {
    on_both(|site| {
        site.article("Talked about").create();

        let page = site.get("/search?q=qqqqqqqq").is(200);

        page.shows("What readers talk about");
        page.shows("Talked about");
    });
}

#[test]
fn the_last_word_may_be_a_beginning_while_it_is_typed() {
    on_both(|site| {
        site.article("Red javascript").create();
        site.article("Red java").create();

        assert_eq!(found(site, "red java"), ["Red java", "Red javascript"]);
        let typing = site.get("/search?q=red+jav&typing=1").is(200);
        assert_eq!(typing.cards().len(), 2);
        typing.hides("only some of the words");
    });
}

#[test]
fn results_are_counted_by_language_and_tag() {
    on_both(|site| {
        site.article("Zebra one").tags(&["rust"]).create();
        site.article("Zebra two").tags(&["rust"]).create();
        site.article("זברה zebra").language(He).slug("he").create();

        let page = site.get("/search?q=zebra").is(200);

        page.shows("3 articles");
        let narrowed = site.get(&page.link_to("rust")).is(200);
        assert_eq!(narrowed.cards().len(), 2);
        let hebrew = site.get(&page.link_to("עברית")).is(200);
        assert_eq!(hebrew.cards(), ["זברה zebra"]);
    });
}

#[test]
fn a_search_can_be_followed_as_a_feed() {
    on_both(|site| {
        site.article("Zebra one").create();
        site.article("Horse").create();

        for name in ["atom", "rss", "json"] {
            let feed = site.get(&format!("/search/feed.{name}?q=zebra")).is(200);
            feed.shows_text("Zebra one");
            feed.shows_text("/search?q=zebra");
            assert!(!feed.html().contains("Horse"));
        }
    });
}

#[test]
fn the_answers_are_there_for_programs() {
    on_both(|site| {
        site.article("מבוא ל-Node.js")
            .language(He)
            .slug("node")
            .create();

        let answer = site.get("/search.json?q=node").is(200);
        let body: serde_json::Value = serde_json::from_str(&answer.html()).unwrap();

        assert_eq!(body["articles_with_every_word"], 1);
        assert_eq!(body["results"][0]["title"], "מבוא ל-Node.js");
        assert_eq!(body["results"][0]["dir"], "rtl");
        site.get("/search.json?q=%01").is(422);
    });
}
