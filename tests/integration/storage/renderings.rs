//! What an older renderer made is made anew.

use daf::storage::renderings;

use crate::support::{TestSite, on_both};

/// Leaves the site as an older Daf would have.
fn age(site: &TestSite) {
    site.behind("UPDATE posts SET html = '<p>old</p>', word_count = 99");
    site.behind("UPDATE comments SET html = '<p>old</p>'");
    site.behind("UPDATE renderings SET renderer = 0");
}

fn catch_up(site: &TestSite) {
    while let Some(handful) = site.read(renderings::next) {
        let made = handful.make();
        site.write(|db| renderings::keep(db, &made));
    }
}

#[test]
fn articles_and_comments_of_an_older_renderer_are_made_anew() {
    on_both(|site| {
        assert!(site.read(renderings::next).is_none(), "a new site has none");
        for number in 1..=25 {
            let body = format!("ה-Backend {number}");
            site.article(&format!("Article {number}"))
                .body(&body)
                .create();
        }
        let article = site.article("Last").body("# Part\n\nwords of it").create();
        site.comment(&article, "**agreed**").create();
        let before = site.get("/last").is(200).html();
        age(site);
        assert_ne!(site.get("/last").is(200).html(), before);
        let events = site.events().len();

        catch_up(site);

        assert_eq!(site.get("/last").is(200).html(), before);
        site.get("/article-1").is(200).shows("ה-Backend 1");
        let made = site.events().split_off(events);
        assert_eq!(
            made.iter().filter(|kind| *kind == "post.rendered").count(),
            26
        );
        assert_eq!(made.last().unwrap(), "comment.rendered");
        assert!(site.read(renderings::next).is_none());
    });
}

#[test]
fn who_saves_in_the_meantime_is_not_overwritten() {
    on_both(|site| {
        let article = site.article("Article").body("first words").create();
        age(site);
        let made = site.read(renderings::next).unwrap().make();
        let owner = site.owner();
        let edit = format!("/desk/posts/{}/edit", article.id.0);
        let form = owner.get(&edit).form(edit.trim_end_matches("/edit"));
        owner.sends(
            &form
                .with("source", "second words")
                .pressing("do", "publish"),
        );

        site.write(|db| renderings::keep(db, &made));

        site.get("/article")
            .is(200)
            .shows("second words")
            .hides("first words");
    });
}
