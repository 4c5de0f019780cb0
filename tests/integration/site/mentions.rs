//! Other sites: what they say of articles, and what they are told.

use daf::domain::api_token::Scope;
use daf::domain::moment::Moment;
use daf::domain::post::Publication;
use daf::storage::{notices, outbox};
use serde_json::json;

use crate::support::drafts::Made;
use crate::support::elsewhere::Elsewhere;
use crate::support::{He, Page, Role, TestSite, comes_to_be, on_both};

fn whole(site: &TestSite, article: &Made) -> String {
    format!("{}{}", site.address, article.path)
}

fn claim(site: &TestSite, source: &str, target: &str) -> Page {
    let form = [("source", source), ("target", target)];
    site.visitor().post("/webmention", &form)
}

/// Another site's page that answers an article.
fn reply(target: &str, words: &str) -> String {
    format!(
        "<article class='h-entry'><a class='p-author h-card' href='/me'>Noa Elsewhere</a>\
         <a class='u-in-reply-to' href='{target}'>on</a><div class='e-content'>{words}</div></article>"
    )
}

fn approve(site: &TestSite) {
    let editor = site.editor();
    let queue = editor.get("/desk/comments/mentions").is(200);
    let id = site.count("SELECT MAX(id) AS number FROM mentions");
    let form = queue
        .form("/desk/comments/mentions")
        .pressing("one", &format!("approved:{id}"));
    assert!(editor.sends(&form).flash().contains("shown"));
}

#[test]
fn every_post_says_where_it_hears_of_links() {
    on_both(|site| {
        let article = site.article("Here").create();
        let endpoint = format!("{}/webmention", site.address);

        let page = site.get(&article.path).is(200);
        assert_eq!(
            page.attributes("link[rel=webmention]", "href"),
            [endpoint.as_str()]
        );
        assert_eq!(
            page.header("link"),
            format!("<{endpoint}>; rel=\"webmention\"")
        );
        let tell = format!("/webmention?target={}", whole(site, &article));
        assert_eq!(page.link_to("Tell us where."), tell);
        let head = site.visitor().head(&article.path);
        assert_eq!(head.header("link"), page.header("link"));

        site.settings(|settings| settings.mentions = false);
        let page = site.get(&article.path);
        assert!(page.attributes("link[rel=webmention]", "href").is_empty());
        assert_eq!(page.find_header("link"), None);
        assert_eq!(
            claim(site, "https://other.example/", &whole(site, &article)).status,
            404
        );
    });
}

#[test]
fn a_reply_elsewhere_is_held_until_a_moderator_shows_it() {
    on_both(|site| {
        let other = Elsewhere::open();
        let article = site.article("Event loops").create();
        let target = whole(site, &article);
        let source = other.page("/reply", &reply(&target, "I <b>disagree</b> with C++."));

        let taken = claim(site, &source, &target).is(202);
        assert_eq!(taken.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(
            other.asked(),
            0,
            "nothing is looked at while somebody waits"
        );
        site.meets_others();
        site.get(&article.path).hides("disagree");
        let queue = site.editor().get("/desk/comments/mentions").is(200);
        queue
            .shows("Noa Elsewhere")
            .shows("I disagree with C++.")
            .shows("replies to");
        assert_eq!(queue.texts(".bubble"), ["1"]);
        site.editor()
            .get("/desk/comments")
            .is(200)
            .shows("Mentions elsewhere 1");

        approve(site);
        let page = site.get(&article.path).is(200);
        page.shows("Written elsewhere")
            .shows("Noa Elsewhere replies.")
            .shows("disagree");
        let link = page.attributes("#mentions + ul a", "href");
        assert_eq!(link, [source.as_str()]);
        let relation = page.attributes("#mentions + ul a", "rel").remove(0);
        assert!(relation.contains("nofollow") && relation.contains("ugc"));
        assert_eq!(site.editor().get("/desk/activity").status, 403);
        assert!(
            site.acts()
                .iter()
                .any(|act| act.contains("mention.approved"))
        );

        let editor = site.editor();
        let queue = editor.get("/desk/comments/mentions?queue=approved").is(200);
        let id = site.count("SELECT MAX(id) AS number FROM mentions");
        let refusal = queue
            .form("/desk/comments/mentions")
            .pressing("one", &format!("refused:{id}"));
        let refused = editor.sends(&refusal);
        site.get(&article.path).hides("disagree");
        let undone = editor.sends(&refused.form(&format!("/undo/approved/{id}")));
        assert!(undone.flash().starts_with("Undone"), "{}", undone.flash());
        site.get(&article.path).shows("disagree");

        let form = site
            .editor()
            .get("/desk/comments/mentions?queue=approved")
            .is(200);
        let id = site.count("SELECT MAX(id) AS number FROM mentions");
        let editor = site.editor();
        let refusal = form
            .form("/desk/comments/mentions")
            .pressing("one", &format!("refused:{id}"));
        editor.sends(&refusal);
        site.get(&article.path).hides("disagree");
    });
}

#[test]
fn what_is_said_anew_is_held_anew_and_what_is_gone_is_gone() {
    on_both(|site| {
        let other = Elsewhere::open();
        let article = site.article("Event loops").create();
        let target = whole(site, &article);
        let tell = |words: &str| {
            let source = other.page("/reply", &reply(&target, words));
            claim(site, &source, &target).is(202);
            site.meets_others();
        };
        tell("First words");
        approve(site);

        tell("First words");
        site.get(&article.path).shows("First words");
        tell("Buy my things");
        site.get(&article.path)
            .hides("First words")
            .hides("Buy my things");
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM mentions"), 1);
        approve(site);
        site.get(&article.path).shows("Buy my things");

        let source = other.page("/reply", "I took it back.");
        claim(site, &source, &target).is(202);
        site.meets_others();
        site.get(&article.path).hides("Buy my things");
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM mentions"), 0);

        tell("Once more");
        approve(site);
        other.at("/reply", "410 Gone", "");
        claim(site, &source, &target).is(202);
        site.meets_others();
        site.get(&article.path).hides("Once more");
    });
}

#[test]
fn a_page_that_does_not_link_here_says_nothing() {
    on_both(|site| {
        let other = Elsewhere::open();
        let article = site.article("Here").create();
        let target = whole(site, &article);
        let moved = format!("302 X\r\nlocation: {}/loop", other.address);
        for source in [
            other.page("/silent", "<p>Nothing</p>"),
            other.page("/near", &format!("<a href='{target}-not'>x</a>")),
            other.at(
                "/picture",
                "200 OK\r\ncontent-type: image/png",
                &format!("<a href='{target}'>"),
            ),
            other.at("/loop", &moved, ""),
            other.at("/broken", "500 X", &format!("<a href='{target}'>x</a>")),
            format!("{}/nothing", other.address),
            // Nobody is there.
            "http://127.0.0.1:9/".to_owned(),
        ] {
            claim(site, &source, &target).is(202);
        }

        // Those that did not answer are asked again, and then given up on.
        for _ in 0..6 {
            site.meets_others();
        }

        assert_eq!(site.count("SELECT COUNT(*) AS number FROM mentions"), 0);
    });
}

#[test]
fn a_plain_text_and_a_page_behind_a_redirect_say_it_too() {
    on_both(|site| {
        let other = Elsewhere::open();
        let article = site.article("Here").create();
        let target = whole(site, &article);
        other.at(
            "/notes.txt",
            "200 OK\r\ncontent-type: text/plain",
            &format!("see {target}."),
        );
        let moved = format!("301 X\r\nlocation: {}/notes.txt", other.address);
        let source = other.at("/old", &moved, "");

        claim(site, &source, &target).is(202);
        site.meets_others();

        site.editor()
            .get("/desk/comments/mentions")
            .is(200)
            .shows("127.0.0.1")
            .shows("links to");
    });
}

#[test]
fn a_claim_that_cannot_be_true_is_refused_at_once() {
    on_both(|site| {
        let article = site.article("Here").create();
        let draft = site
            .article("Draft")
            .publication(Publication::Draft)
            .create();
        let target = whole(site, &article);
        let draft = whole(site, &draft);
        let own = "https://other.example/";
        for (source, target) in [
            ("", target.as_str()),
            (own, ""),
            ("ftp://other.example/", &target),
            ("javascript:alert(1)", &target),
            (&target, &target),
            (own, "https://elsewhere.example/a"),
            (own, &site.address),
            (own, &format!("{}/nowhere", site.address)),
            (own, &format!("{target}/comments")),
            (own, &draft),
        ] {
            let refused = claim(site, source, target);
            assert_eq!(refused.status, 400, "{source} {target}");
        }
        let bytes = site
            .visitor()
            .post_body("/webmention", "source=%FF%00&target=\u{0}")
            .status;
        assert_eq!(bytes, 400);
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM mentions"), 0);

        let fragment = claim(site, own, &format!("{target}#comments"));
        assert_eq!(fragment.status, 202);
        let from_a_page = site
            .visitor()
            .with("origin", "https://other.example")
            .with("sec-fetch-site", "cross-site")
            .post("/webmention", &[("source", own), ("target", &target)]);
        assert_eq!(from_a_page.status, 202);
    });
}

#[test]
fn a_person_tells_with_a_form_and_is_told_what_is_wrong() {
    on_both(|site| {
        let article = site.article("Here").create();
        let target = whole(site, &article);
        let visitor = site.visitor().with("accept", "text/html");
        let page = visitor.get(&format!("/webmention?target={target}")).is(200);
        assert_eq!(page.value("target"), target);

        let form = page.form("/webmention").with("source", "no address");
        let refused = visitor.send(&form).is(400);
        assert!(refused.problem("source").is_some());
        assert_eq!(
            (refused.value("source"), refused.value("target")),
            ("no address".to_owned(), target)
        );

        let form = refused
            .form("/webmention")
            .with("source", "https://other.example/x");
        visitor.send(&form).is(202).shows("Thank you.");
    });
}

#[test]
fn nobody_fills_the_queue() {
    on_both(|site| {
        let article = site.article("Here").create();
        let target = whole(site, &article);
        let of = |number: usize| claim(site, &format!("https://flood.example/{number}"), &target);

        for number in 0..20 {
            of(number).is(202);
        }
        let refused = of(20).is(429);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
        of(3).is(202);
        claim(site, "https://other.example/", &target).is(202);
    });
}

#[test]
fn programs_moderate_what_other_sites_say() {
    on_both(|site| {
        let other = Elsewhere::open();
        let article = site.article("Here").create();
        let target = whole(site, &article);
        let source = other.page("/reply", &reply(&target, "מילים בעברית"));
        claim(site, &source, &target).is(202);
        site.meets_others();
        let program = site.program_of(
            "eden",
            Role::Editor,
            &[Scope::ReadComments, Scope::Moderate],
        );
        let of_post = format!("/posts/{}/mentions", article.id.0);

        let queue = program.get("/mentions").is(200);
        assert_eq!(queue.each("excerpt"), ["מילים בעברית"]);
        assert_eq!(
            (queue.each("lang"), queue.each("dir")),
            (vec!["he".to_owned()], vec!["rtl".to_owned()])
        );
        assert_eq!(
            site.client().get(&of_post).is(200).each("source"),
            Vec::<String>::new()
        );
        let id = queue.json["items"][0]["id"].as_i64().unwrap();
        let decision = json!({"decision": "approved", "mentions": [id]});
        program.post("/mention-decisions", decision.clone()).is(204);

        assert_eq!(site.client().get(&of_post).is(200).each("source"), [source]);
        let stranger = site.program_of("dana", Role::Author, &[Scope::ReadPosts]);
        stranger.post("/mention-decisions", decision).is(403);
        assert_eq!(
            program.get("/mentions?queue=approved").is(200).each("kind"),
            ["reply"]
        );
    });
}

/// Waits until it is noted what is to be told, and tells it.
fn tells(site: &TestSite, notes: i64) {
    comes_to_be(|| {
        let waiting = "SELECT COUNT(*) AS number FROM notices WHERE next_at IS NOT NULL";
        site.count(waiting) == notes
    });
    site.meets_others();
}

#[test]
fn a_page_that_is_linked_to_is_told_where_it_wants_to_know() {
    on_both(|site| {
        let other = Elsewhere::open();
        other.at("/endpoint?site=1", "202 Accepted", "");
        let linked = other.page("/post", "<link rel='webmention' href='/endpoint?site=1'>");
        let deaf = other.page("/deaf", "<p>I want to know nothing.</p>");

        let article = site
            .article("Here")
            .at(Moment::now())
            .body(&format!(
                "[a]({linked}) [b]({deaf}) [own](/about) [self]({}/x)",
                site.address
            ))
            .create();
        tells(site, 3);

        let form = |source: &str| {
            form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("source", source), ("target", linked.as_str())])
                .finish()
        };
        let told = vec![form(&whole(site, &article))];
        assert_eq!(other.sent_to("/endpoint?site=1"), told);
        let desk = site.editor().get("/desk/comments/mentions").is(200);
        desk.shows(&linked).shows("arrived");
        desk.hides(&deaf);

        // Whoever was told of a link is told when it changes, and when the article is withdrawn.
        site.rewrite(article.id, json!({"source": "No links any more."}));
        tells(site, 3);
        assert_eq!(other.sent_to("/endpoint?site=1").len(), 2);
        site.publish(&article, Publication::Archived(None));
        tells(site, 3);
        assert_eq!(other.sent_to("/endpoint?site=1").len(), 3);
        site.get(&article.path).is(410);
    });
}

#[test]
fn a_draft_tells_nobody_and_neither_does_a_site_that_wants_not_to() {
    on_both(|site| {
        let other = Elsewhere::open();
        let linked = other.page("/post", "<link rel='webmention' href='/endpoint'>");
        let body = format!("[a]({linked})");
        site.article("Draft")
            .body(&body)
            .publication(Publication::Draft)
            .create();
        site.settings(|settings| settings.mentions = false);
        site.article("Silent")
            .body(&body)
            .at(Moment::now())
            .create();
        comes_to_be(|| !site.read(|db| outbox::has_news(db, outbox::NOTICES)));
        site.settings(|settings| settings.mentions = true);
        site.article("Loud").body(&body).at(Moment::now()).create();

        tells(site, 1);

        let told = other.sent_to("/endpoint");
        assert!(told.len() == 1 && told[0].contains("loud"), "{told:?}");
    });
}

#[test]
fn one_that_does_not_answer_is_told_again_and_one_that_refuses_is_not() {
    on_both(|site| {
        let other = Elsewhere::open();
        other.at("/busy", "503 X", "");
        other.at("/no", "400 X", "");
        let busy = other.page("/a", "<link rel='webmention' href='/busy'>");
        let no = other.page("/b", "<link rel='webmention' href='/no'>");
        site.article("Here")
            .at(Moment::now())
            .body(&format!("[a]({busy}) [b]({no})"))
            .create();

        tells(site, 2);
        for _ in 0..6 {
            site.meets_others();
        }

        assert_eq!(other.sent_to("/no").len(), 1);
        assert!(
            other.sent_to("/busy").len() > 2,
            "{:?}",
            other.sent_to("/busy")
        );
        let told = site.read(notices::told);
        assert!(
            told.iter().all(|told| told.notice.next_at.is_none()),
            "{told:?}"
        );
    });
}

#[test]
fn a_hub_is_told_of_the_feeds_that_changed() {
    on_both(|site| {
        let other = Elsewhere::open();
        let hub = other.at("/hub", "204 No Content", "");
        site.settings(|settings| settings.hub = Some(hub));

        site.article("שלום").language(He).tags(&["rust"]).create();
        tells(site, 4);

        let told = other.sent_to("/hub");
        let topics: Vec<String> = told
            .iter()
            .map(|body| {
                let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
                    .into_owned()
                    .collect();
                assert_eq!(pairs[0], ("hub.mode".to_owned(), "publish".to_owned()));
                pairs[1].1.strip_prefix(&site.address).unwrap().to_owned()
            })
            .collect();
        assert_eq!(topics.len(), 12);
        for topic in [
            "/feed.atom",
            "/he/feed.rss",
            "/tag/rust/feed.json",
            "/author/dana/feed.atom",
        ] {
            assert!(
                topics.iter().any(|told| told == topic),
                "{topic}: {topics:?}"
            );
        }
    });
}

#[test]
fn what_is_old_is_no_news_and_what_is_new_in_it_is() {
    on_both(|site| {
        let other = Elsewhere::open();
        other.at("/endpoint", "202 Accepted", "");
        let linked = |path: &str| other.page(path, "<link rel='webmention' href='/endpoint'>");
        let (old, new) = (linked("/old"), linked("/new"));

        // As from an import.
        let article = site.article("Here").body(&format!("[a]({old})")).create();
        tells(site, 0);
        comes_to_be(|| !site.read(|db| outbox::has_news(db, outbox::NOTICES)));
        assert_eq!(other.sent_to("/endpoint").len(), 0);

        let source = format!("[a]({old}) [b]({new})");
        site.rewrite(article.id, json!({"source": source}));
        tells(site, 1);

        let told = other.sent_to("/endpoint");
        assert!(told.len() == 1 && told[0].ends_with("%2Fnew"), "{told:?}");
    });
}

#[test]
fn what_waits_asks_and_tells_nobody_once_the_owner_wants_it_no_more() {
    on_both(|site| {
        let other = Elsewhere::open();
        let linked = other.page("/post", "<link rel='webmention' href='/endpoint'>");
        let article = site
            .article("Here")
            .at(Moment::now())
            .body(&format!("[a]({linked})"))
            .create();
        claim(site, &linked, &whole(site, &article)).is(202);
        comes_to_be(|| !site.read(|db| outbox::has_news(db, outbox::NOTICES)));

        site.settings(|settings| settings.mentions = false);
        site.meets_others();

        assert_eq!(other.asked(), 0);
    });
}
