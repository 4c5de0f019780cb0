//! What people change about their own account.

use crate::support::{PASSWORD, Role, on_both};

#[test]
fn a_profile_is_changed_by_its_owner_and_seen_by_readers() {
    on_both(|site| {
        let visitor = site.writer("dana");
        site.article("Article").create();

        let form = visitor
            .get("/account")
            .is(200)
            .form("/account")
            .with("name", "דנה לוי")
            .with("handle", "dana-levi")
            .with("language", "he")
            .with("bio", "כותבת על Rust");
        let page = visitor.sends(&form);

        assert_eq!(page.flash(), "הפרופיל נשמר.");
        site.get("/author/dana-levi")
            .is(200)
            .shows("דנה לוי")
            .shows("כותבת על");
        site.get("/article").shows("דנה לוי");
        let own = site.visitor().with("accept-language", "en;q=0.1");
        own.signs_in("dana@example.com", PASSWORD).is(303);
        assert_eq!(own.get("/account").language().0, "he");
    });
}

#[test]
fn a_wrong_profile_stays_in_the_form() {
    on_both(|site| {
        site.account("eve", Role::Author);
        let visitor = site.writer("dana");
        let form = visitor.get("/account").form("/account");

        let taken = visitor.send(&form.clone().with("handle", "eve").with("bio", "About me"));
        let taken = taken.is(422);
        assert_eq!(taken.problem("handle").unwrap(), "This is taken already.");
        assert_eq!(taken.value("bio"), "About me");

        let wrong = form
            .with("name", "")
            .with("handle", "a b")
            .with("language", "tlh")
            .with("bio", &"x".repeat(501));
        let page = visitor.send(&wrong).is(422);
        for field in ["name", "handle", "language", "bio"] {
            assert!(page.problem(field).is_some(), "{field}");
        }
        visitor.get("/account").shows("dana");
    });
}

#[test]
fn the_address_to_sign_in_with_is_changed_only_with_the_password() {
    on_both(|site| {
        site.account("eve", Role::Reader);
        let visitor = site.writer("dana");
        let form = visitor
            .get("/account")
            .form("/account/email")
            .with("email", "new@example.com");

        let page = visitor
            .send(&form.clone().with("email_password", "guess"))
            .is(422);
        assert!(page.problem("email_password").is_some());
        assert_eq!(page.value("email"), "new@example.com");

        let form = form.with("email_password", PASSWORD);
        let taken = visitor
            .send(&form.clone().with("email", "eve@example.com"))
            .is(422);
        assert!(taken.problem("email").is_some());

        visitor.send(&form).is(303);
        site.visitor()
            .signs_in("dana@example.com", PASSWORD)
            .is(422);
        site.visitor().signs_in("new@example.com", PASSWORD).is(303);
    });
}

#[test]
fn only_the_staff_are_called_as_the_staff_are() {
    on_both(|site| {
        site.account("olga", Role::Owner);
        let rita = site.reader();
        let form = rita.get("/account").form("/account");

        let page = rita.send(&form.with("name", "OLGA")).is(422);

        assert_eq!(page.problem("name").unwrap(), "This is taken already.");
        let join = site.visitor().get("/join").form("/join");
        let join = join
            .with("name", "Olga")
            .with("email", "thief@example.com")
            .with("password", PASSWORD);
        let page = site.visitor().send(&join).is(422);
        assert!(page.problem("name").is_some());
    });
}

#[test]
fn a_reader_has_no_address_to_choose() {
    on_both(|site| {
        let rita = site.reader();
        let form = rita.get("/account").form("/account");
        assert_eq!(form.text("handle"), None);

        rita.send(&form.ticking("handle", "noa")).is(303);

        let named = "SELECT COUNT(*) AS number FROM users WHERE handle = 'noa'";
        assert_eq!(site.count(named), 0);
    });
}

#[test]
fn what_an_account_changes_about_itself_is_slowed_and_only_what_happened_is_recorded() {
    on_both(|site| {
        let (rita, dana) = (site.reader(), site.writer("dana"));
        let hers = site
            .count("SELECT MAX(id) AS number FROM sessions")
            .to_string();
        dana.get("/account").is(200);
        let acts = site.acts();
        rita.post("/account/sessions", &[("session", &hers)])
            .is(303);
        dana.get("/account").is(200);
        assert_eq!(site.acts(), acts);

        let form = rita
            .get("/account")
            .form("/account")
            .with("bio", "About me");
        let refused = (0..40).map(|_| rita.send(&form));
        let refused = refused.into_iter().find(|page| page.status == 429).unwrap();

        assert_eq!(refused.value("bio"), "About me");
        assert!(refused.problem("name").is_some());
    });
}

#[test]
fn nobody_is_kept_from_throwing_a_thief_out() {
    on_both(|site| {
        let (thief, dana) = (site.writer("dana"), site.writer("dana"));
        let form = thief.get("/account").form("/account");
        assert!((0..40).any(|_| thief.send(&form).status == 429));

        let form = dana.get("/account").form("/account/password");
        let form = form.with("current_password", PASSWORD);
        dana.send(&form.with("new_password", "another quiet river"))
            .is(303);

        thief.get("/account").is(303);
        dana.get("/account").is(200);
        dana.post("/account/sessions", &[]).is(303);
        dana.get("/account").is(303);
    });
}

#[test]
fn a_language_chosen_for_the_account_is_spoken_whatever_the_switch_said() {
    on_both(|site| {
        let dana = site.writer("dana").with_cookie("daf_language", "en");
        let form = dana.get("/account").form("/account");

        let answer = dana.send(&form.with("language", "he")).is(303);

        let removed = answer
            .cookies()
            .into_iter()
            .any(|cookie| cookie.starts_with("daf_language=;"));
        assert!(removed);
        let form = dana
            .get("/account")
            .form("/account")
            .with("bio", "About me");
        let answer = dana.send(&form).is(303);
        assert!(
            !answer
                .cookies()
                .iter()
                .any(|cookie| cookie.starts_with("daf_language"))
        );
    });
}
