//! Giving a post a time, by the clock of the site.

use crate::support::{FilledForm, Page, TestSite, on_both};

fn scheduled(site: &TestSite, when: &str) -> Page {
    let owner = site.owner();
    let form = new(&owner, when).pressing("do", "schedule");
    owner.send(&form)
}

fn new(owner: &crate::support::Visitor, when: &str) -> FilledForm {
    owner
        .get("/desk/posts/new")
        .form("/desk/posts")
        .with("title", "Soon")
        .with("source", "Text")
        .with("when", when)
}

#[test]
fn a_time_that_cannot_be_is_refused_with_its_reason() {
    on_both(|site| {
        site.settings(|settings| settings.time_zone = "Asia/Jerusalem".to_owned());
        for (when, said) in [
            ("", "Say when"),
            ("2030-02-30T10:00", "no such date"),
            ("soon", "no such date"),
            ("2020-01-01T10:00", "has passed"),
            ("2029-03-23T02:30", "is 03:00"),
            ("2999-01-01T10:00", "no such date"),
        ] {
            let page = scheduled(site, when).is(422);
            let problem = page.problem("when").unwrap();
            assert!(problem.contains(said), "{when}: {problem}");
            assert_eq!(page.value("when"), when);
            assert_eq!(page.value("source"), "Text");
        }
        assert_eq!(site.count("SELECT COUNT(*) AS number FROM posts"), 0);
    });
}

#[test]
fn an_hour_that_comes_twice_is_asked_about() {
    on_both(|site| {
        site.settings(|settings| settings.time_zone = "Asia/Jerusalem".to_owned());
        let owner = site.owner();
        let twice = "2029-10-28T01:30";
        let asked = owner
            .send(&new(&owner, twice).pressing("do", "schedule"))
            .is(422);
        assert!(asked.problem("when").unwrap().contains("twice"));

        let mut moments = Vec::new();
        for which in ["first", "second"] {
            let form = asked
                .form("/desk/posts")
                .with("title", which)
                .with("editing", which)
                .with("repeat", which)
                .pressing("do", "schedule");
            owner.sends(&form).is(200);
            moments.push(site.count(&format!(
                "SELECT scheduled_at AS number FROM posts WHERE slug = '{which}'"
            )));
        }

        assert_eq!(moments[1] - moments[0], 3_600_000_000);
    });
}

#[test]
fn a_scheduled_post_is_changed_moved_and_taken_back() {
    on_both(|site| {
        let owner = site.owner();
        let answer = scheduled(site, "2035-06-01T08:30").is(303);
        let edit = answer.header("location").to_owned();
        let form = |page: &Page| page.form(edit.trim_end_matches("/edit"));
        let page = owner.get(&edit);
        assert_eq!(page.value("when"), "2035-06-01T08:30");

        let page = owner.sends(&form(&page).with("source", "Better").pressing("do", "save"));
        page.shows("Scheduled");
        let moved = form(&page).with("when", "2035-07-01T08:30");
        let page = owner.sends(&moved.pressing("do", "schedule"));
        assert_eq!(page.value("when"), "2035-07-01T08:30");
        let page = owner.sends(&form(&page).pressing("do", "unpublish"));
        page.shows("Draft");
        let events = site.events();
        let kinds: Vec<_> = events
            .iter()
            .filter(|kind| ["post.scheduled", "post.unpublished"].contains(&kind.as_str()))
            .collect();
        assert_eq!(
            kinds,
            ["post.scheduled", "post.scheduled", "post.unpublished"]
        );
    });
}

#[test]
fn what_is_public_is_not_scheduled() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Article").create();
        let post = format!("/desk/posts/{}", article.id.0);
        let form = owner.get(&format!("{post}/edit")).form(&post);
        assert!(!form.has_button("do", "schedule"));
        let mut fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.extend([("do", "schedule"), ("when", "2035-06-01T08:30")]);

        owner.post(&post, &fields).is(422);

        site.get("/article").is(200);
    });
}
