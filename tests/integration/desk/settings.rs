//! What the owner decides about the whole site.

use crate::support::{FilledForm, Visitor, on_both};

fn form(owner: &Visitor) -> FilledForm {
    owner.get("/desk/settings").is(200).form("/desk/settings")
}

#[test]
fn settings_take_effect_at_once() {
    on_both(|site| {
        let owner = site.owner();
        site.article("Article").create();
        let changed = form(&owner)
            .with("title", "כתב עת")
            .with("description", "על שרתים ועל C++")
            .with("main_language", "en")
            .with("time_zone", "asia/jerusalem")
            .with("contact", "safety@example.com")
            .with("accent", "CC0044")
            .with("join_policy", "closed")
            .with("guest_comments", "refused")
            .with("link_label", "אודות")
            .with("link_url", "/article")
            .with("link_language", "en")
            .without("indexed");
        let page = owner.sends(&changed);
        page.shows("The settings are saved.");
        assert_eq!(page.value("time_zone"), "Asia/Jerusalem");

        let home = site.get("/").is(200);
        home.shows("כתב עת").shows("אודות").shows("Article");
        home.hides("/join");
        assert!(home.html().contains("noindex"));
        let styles = home.attributes("link[rel=stylesheet]", "href");
        assert!(
            styles.contains(&"/static/accent.cc0044.css".to_owned()),
            "{styles:?}"
        );
        site.get("/static/accent.cc0044.css")
            .is(200)
            .shows_text("--teal:");
        site.get("/robots.txt").shows_text("Disallow: /\n");
        site.get("/.well-known/security.txt")
            .is(200)
            .shows_text("mailto:safety@example.com");
        site.get("/join").is(403);
        let article = site.get("/article");
        article.shows("Members comment here.");
        assert!(!article.html().contains("name=\"text\""));
    });
}

#[test]
fn the_address_of_a_link_is_read_in_letters_and_written_in_escapes() {
    on_both(|site| {
        let owner = site.owner();
        site.article("אודות").slug("אודות").create();
        let changed = form(&owner)
            .with("link_label", "אודות")
            .with("link_url", "/אודות")
            .with("link_language", "en");

        let page = owner.sends(&changed);

        assert_eq!(page.value("link_url"), "/אודות");
        let links = site.get("/").attributes("nav a", "href");
        let escaped = "/%D7%90%D7%95%D7%93%D7%95%D7%AA".to_owned();
        assert!(links.contains(&escaped), "{links:?}");
        let article = site.get(&escaped).is(200);
        assert_eq!(article.texts("nav a[aria-current=page]"), ["אודות"]);
    });
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_saved() {
    on_both(|site| {
        let owner = site.owner();
        let wrong = form(&owner)
            .with("title", "")
            .with("description", &"x".repeat(301))
            .with("main_language", "tlh")
            .with("time_zone", "Mars/Olympus")
            .with("contact", "nowhere")
            .with("accent", "reddish")
            .with("join_policy", "anybody")
            .with("guest_comments", "loud")
            .with("link_label", "Evil")
            .with("link_url", "javascript:alert(1)");

        let page = owner.send(&wrong).is(422);

        for field in [
            "title",
            "description",
            "main_language",
            "time_zone",
            "contact",
            "accent",
            "join_policy",
            "guest_comments",
            "navigation",
        ] {
            assert!(page.problem(field).is_some(), "{field}");
        }
        assert_eq!(page.value("link_url"), "javascript:alert(1)");
        assert_eq!(page.value("time_zone"), "Mars/Olympus");
        site.get("/").is(200).hides("Evil");
        assert!(!site.acts().contains(&"settings.saved".to_owned()));
    });
}

#[test]
fn links_are_added_moved_and_taken_away_by_their_rows() {
    on_both(|site| {
        let owner = site.owner();
        let mut many = form(&owner);
        many.fields.retain(|(name, _)| !name.starts_with("link_"));
        for number in 0..3 {
            many = many
                .ticking("link_label", &format!("Link {number}"))
                .ticking("link_url", "/")
                .ticking("link_language", "en");
        }
        let page = owner.sends(&many);
        assert_eq!(page.texts(".links tbody tr").len(), 6);
        site.get("/").shows("Link 0").shows("Link 2");

        let fewer = form(&owner).with("link_label", "").with("link_url", "");
        owner.sends(&fewer);
        site.get("/").hides("Link 0").shows("Link 1");

        for _ in 0..40 {
            many = many
                .ticking("link_label", "x")
                .ticking("link_url", "/")
                .ticking("link_language", "en");
        }
        let page = owner.send(&many).is(422);
        assert!(page.problem("navigation").unwrap().contains("30"));
    });
}

#[test]
fn what_is_longer_as_it_is_kept_than_as_it_is_typed_is_refused_beside_its_field() {
    on_both(|site| {
        let owner = site.owner();
        let link = form(&owner)
            .with("link_label", "Long")
            .with("link_url", &format!("/{}", "ד".repeat(400)))
            .with("link_language", "he");
        let page = owner.send(&link.with("title", "Kept in the form")).is(422);
        assert!(page.problem("navigation").is_some());
        assert_eq!(page.value("title"), "Kept in the form");

        let contact = format!("{}@a.b", "İ".repeat(150));
        let page = owner.send(&form(&owner).with("contact", &contact)).is(422);
        assert!(page.problem("contact").is_some());
    });
}
