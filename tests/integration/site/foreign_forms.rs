//! Forms count only when they come from the site's own pages.

use crate::support::on_both;

const CHOICE: &[(&str, &str)] = &[("theme", "dark"), ("back", "/he")];

#[test]
fn a_form_that_another_site_sends_changes_nothing() {
    on_both(|site| {
        let host = site.host();
        for (name, value) in [
            ("sec-fetch-site", "cross-site".to_owned()),
            ("sec-fetch-site", "same-site".to_owned()),
            ("sec-fetch-site", "anything".to_owned()),
            ("origin", "https://evil.example".to_owned()),
            ("origin", "null".to_owned()),
            ("origin", format!("http://{host}.evil.example")),
            ("origin", host.to_owned()),
        ] {
            let visitor = site.visitor().with(name, &value);

            let answer = visitor.post("/preferences", CHOICE).is(403);

            assert!(answer.cookies().is_empty(), "{name}: {value}");
        }
    });
}

#[test]
fn what_the_browser_says_of_the_request_counts_before_its_origin() {
    on_both(|site| {
        let visitor = site.visitor().with("sec-fetch-site", "cross-site");
        let visitor = visitor.with("origin", &site.address);

        visitor.post("/preferences", CHOICE).is(403);
    });
}

#[test]
fn a_form_of_the_site_itself_and_one_without_a_browser_are_taken() {
    on_both(|site| {
        let own = site.visitor().with("sec-fetch-site", "same-origin");
        own.post("/preferences", CHOICE).is(303);
        let typed = site.visitor().with("sec-fetch-site", "none");
        typed.post("/preferences", CHOICE).is(303);
        let older = site.visitor().with("origin", &site.address);
        older.post("/preferences", CHOICE).is(303);
        site.visitor().post("/preferences", CHOICE).is(303);
    });
}

#[test]
fn reading_from_another_site_is_welcome() {
    on_both(|site| {
        let visitor = site.visitor().with("sec-fetch-site", "cross-site");

        visitor.get("/").is(200);
        visitor.head("/").is(200);
    });
}
