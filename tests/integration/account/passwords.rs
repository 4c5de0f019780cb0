//! Passwords: changed by their owners, and chosen anew by a link.

use daf::domain::ids::UserId;

use crate::support::{PASSWORD, Role, TestSite, Visitor, on_both};

const NEW: &str = "another quiet river";

#[test]
fn a_new_password_signs_every_other_browser_out() {
    on_both(|site| {
        let (here, there) = (site.writer("dana"), site.writer("dana"));
        let form = here
            .get("/account")
            .form("/account/password")
            .with("current_password", PASSWORD)
            .with("new_password", NEW);

        let page = here.sends(&form);

        assert!(page.flash().contains("changed"), "{}", page.flash());
        there.get("/account").is(303);
        site.visitor()
            .signs_in("dana@example.com", PASSWORD)
            .is(422);
        site.visitor().signs_in("dana@example.com", NEW).is(303);
    });
}

#[test]
fn a_password_is_changed_only_by_who_knows_it() {
    on_both(|site| {
        let visitor = site.writer("dana");
        let form = visitor.get("/account").form("/account/password");

        let wrong = form
            .clone()
            .with("current_password", "guess")
            .with("new_password", NEW);
        let page = visitor.send(&wrong).is(422);
        assert!(page.problem("current_password").is_some());
        let short = form
            .with("current_password", PASSWORD)
            .with("new_password", "dana@example.com");
        let page = visitor.send(&short).is(422);
        assert!(page.problem("new_password").unwrap().contains("guess"));
        site.visitor()
            .signs_in("dana@example.com", PASSWORD)
            .is(303);
    });
}

#[test]
fn a_link_lets_one_choose_a_password_once() {
    on_both(|site| {
        let owner = site.owner();
        let dana = site.account("dana", Role::Author);
        let there = site.writer("dana");
        let person = format!("/desk/people/{}", dana.0);
        let page = owner.sends(&owner.get(&person).form("/password"));
        let link = page.attributes(".flash .secret input", "value").remove(0);
        let link = link.strip_prefix(&site.address).unwrap();
        owner.get(&person).hides("token=");

        let visitor = site.visitor();
        let form = visitor.get(link).is(200).shows("dana").form("/reset");
        visitor
            .send(&form.clone().with("password", "short"))
            .is(422);
        visitor.sends(&form.clone().with("password", NEW)).is(200);

        there.get("/account").is(303);
        visitor.get("/account").is(200);
        site.get(link).is(404).shows("does not work");
        site.visitor()
            .send(&form.with("password", "yet another one"))
            .is(404);
        site.visitor().signs_in("dana@example.com", NEW).is(303);
    });
}

#[test]
fn whoever_has_no_link_is_told_how_to_get_one() {
    on_both(|site| {
        site.get("/reset").is(200).shows("Ask the owner");
        site.get("/reset?token=nonsense").is(404);
        let form = [("token", "nonsense"), ("password", NEW)];
        site.visitor().post("/reset", &form).is(404);
    });
}

/// The link to a new password that somebody at the desk makes.
fn link_by(site: &TestSite, maker: &Visitor, person: UserId) -> String {
    let page = format!("/desk/people/{}", person.0);
    let made = maker.sends(&maker.get(&page).form("/password"));
    let link = made.attributes(".flash .secret input", "value").remove(0);
    link.strip_prefix(&site.address).unwrap().to_owned()
}

#[test]
fn a_link_ends_with_what_it_was_made_for() {
    on_both(|site| {
        let (owner, editor) = (site.owner(), site.editor());
        let dana = site.account("dana", Role::Author);
        let person = format!("/desk/people/{}", dana.0);

        let link = link_by(site, &editor, dana);
        owner.post(&format!("{person}/role"), &[("role", "editor")]);
        site.get(&link).is(404);

        let link = link_by(site, &owner, dana);
        let there = site.signed_in("dana", Role::Editor);
        let form = there.get("/account").form("/account/password");
        let form = form.with("current_password", PASSWORD);
        there.sends(&form.with("new_password", NEW)).is(200);
        site.get(&link).is(404);

        let link = link_by(site, &owner, dana);
        owner.post(&format!("{person}/suspension"), &[]).is(303);
        owner.post(&format!("{person}/reinstatement"), &[]).is(303);
        site.get(&link).is(404);
    });
}

#[test]
fn a_link_ends_with_its_makers_rights() {
    on_both(|site| {
        let (owner, editor) = (site.owner(), site.editor());
        let eden = site.account("eden", Role::Editor);
        let dana = site.account("dana", Role::Author);
        let link = link_by(site, &editor, dana);
        let page = editor.get("/desk/people");
        let made = editor.sends(&page.form("/invitations").with("role", "author"));
        let invitation = made.attributes(".flash .secret input", "value").remove(0);
        let invitation = invitation.strip_prefix(&site.address).unwrap();
        for link in [link.as_str(), invitation] {
            site.get(link).is(200);
        }

        let role = format!("/desk/people/{}/role", eden.0);
        owner.post(&role, &[("role", "reader")]).is(303);

        for link in [link.as_str(), invitation] {
            site.get(link).is(404);
        }
    });
}
