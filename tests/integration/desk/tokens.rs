//! Tokens at the desk: made, shown once, revoked.

use crate::support::{Role, on_both};

#[test]
fn a_token_is_shown_once_and_lets_its_program_in_until_it_is_revoked() {
    on_both(|site| {
        let dana = site.signed_in("dana", Role::Author);
        let form = dana.get("/desk/tokens").is(200).form("/desk/tokens");
        let form = form.with("name", "הבלוג שלי").with("scopes", "posts:read");

        let made = dana.sends(&form);
        made.shows("The token is made.");
        let token = made.attributes("input[data-copyable]", "value").remove(0);
        let program = site
            .client()
            .with("authorization", &format!("Bearer {token}"));
        program.get("/whoami").is(200);
        let list = dana.get("/desk/tokens").is(200);
        list.shows("הבלוג שלי").shows("posts:read");
        assert!(!list.html().contains(&token));
        dana.sends(&form).shows("is not shown again");

        let revocation = dana.get("/desk/tokens").form("/revocation");
        dana.sends(&revocation)
            .shows("The token does not work any more.");
        program.get("/whoami").is(401);
        dana.get("/desk/tokens").shows("revoked");
    });
}

#[test]
fn a_writer_gives_no_program_more_than_they_have() {
    on_both(|site| {
        let dana = site.signed_in("dana", Role::Author);
        let page = dana.get("/desk/tokens").is(200);
        assert!(!page.html().contains("settings:write"));
        let form = page.form("/desk/tokens").with("name", "x");

        let page = dana
            .send(&form.clone().with("scopes", "settings:write"))
            .is(422);
        assert!(page.problem("scopes").unwrap().contains("cannot be chosen"));
        let page = dana.send(&form.clone().with("name", "")).is(422);
        assert!(page.problem("name").is_some());
        let page = dana.send(&form.without("scopes")).is(422);
        assert!(page.problem("scopes").is_some());
    });
}
