//! People: roles, suspensions, leavers.

use daf::domain::ids::UserId;

use crate::support::{PASSWORD, Role, TestSite, on_both};

fn page_of(id: UserId) -> String {
    format!("/desk/people/{}", id.0)
}

fn role(site: &TestSite, id: UserId) -> Role {
    site.read(|db| daf::storage::users::by_id(db, id)).role
}

#[test]
fn a_role_is_given_by_whoever_may_give_it() {
    on_both(|site| {
        let (owner, editor) = (site.owner(), site.editor());
        let rita = site.account("rita", Role::Reader);
        let form = editor.get(&page_of(rita)).is(200).form("/role");

        let page = editor.sends(&form.clone().with("role", "author"));
        assert!(page.flash().contains("changed"), "{}", page.flash());
        assert_eq!(role(site, rita), Role::Author);
        for beyond in ["editor", "owner", "king", ""] {
            let page = editor.send(&form.clone().with("role", beyond)).is(422);
            assert!(page.problem("role").is_some(), "{beyond}");
        }
        assert_eq!(role(site, rita), Role::Author);
        owner.sends(
            &owner
                .get(&page_of(rita))
                .form("/role")
                .with("role", "owner"),
        );
        assert_eq!(role(site, rita), Role::Owner);

        editor
            .get(&page_of(rita))
            .shows("Only somebody with a higher role");
        let demote = [("role", "reader")];
        editor
            .post(&format!("{}/role", page_of(rita)), &demote)
            .is(403);
        for path in ["suspension", "handover", "password"] {
            editor
                .post(&format!("{}/{path}", page_of(rita)), &[])
                .is(403);
        }
    });
}

#[test]
fn nobody_decides_about_themselves_and_an_owner_always_remains() {
    on_both(|site| {
        let owner = site.owner();
        let olga = site.account("olga", Role::Owner);
        for (path, form) in [
            ("role", vec![("role", "reader")]),
            ("suspension", vec![]),
            ("handover", vec![("heir", "olga")]),
        ] {
            owner
                .post(&format!("{}/{path}", page_of(olga)), &form)
                .is(403);
        }

        let second = site.signed_in("odelia", Role::Owner);
        let odelia = site.account("odelia", Role::Owner);
        second.sends(
            &second
                .get(&page_of(olga))
                .form("/role")
                .with("role", "editor"),
        );
        owner
            .post(&format!("{}/role", page_of(odelia)), &[("role", "reader")])
            .is(403);
        assert!(site.read(daf::storage::users::has_owner));
    });
}

#[test]
fn two_owners_who_suspend_each_other_at_once_leave_one() {
    on_both(|site| {
        let (one, other) = (site.owner(), site.signed_in("odelia", Role::Owner));
        let ids = [
            site.account("olga", Role::Owner),
            site.account("odelia", Role::Owner),
        ];

        std::thread::scope(|scope| {
            scope.spawn(move || one.post(&format!("{}/suspension", page_of(ids[1])), &[]));
            scope.spawn(move || other.post(&format!("{}/suspension", page_of(ids[0])), &[]));
        });

        assert!(site.read(daf::storage::users::has_owner));
    });
}

#[test]
fn suspending_ends_sessions_and_reinstating_lets_back_in() {
    on_both(|site| {
        let owner = site.owner();
        let dana = site.writer("dana");
        let id = site.account("dana", Role::Author);
        site.article("Article").create();

        owner
            .sends(&owner.get(&page_of(id)).form("/suspension"))
            .shows("Suspended");
        dana.get("/desk").is(303);
        site.visitor()
            .signs_in("dana@example.com", PASSWORD)
            .is(403);
        site.get("/article").is(200).shows("dana");

        owner.sends(&owner.get(&page_of(id)).form("/reinstatement"));
        site.visitor()
            .signs_in("dana@example.com", PASSWORD)
            .is(303);
        dana.get("/desk").is(303);
    });
}

#[test]
fn a_leavers_posts_are_handed_over() {
    on_both(|site| {
        let owner = site.owner();
        let dana = site.account("dana", Role::Author);
        site.account("omri", Role::Author);
        site.account("rita", Role::Reader);
        site.article("Alone").create();
        site.article("Together").by(&["omri", "dana"]).create();
        let form = owner.get(&page_of(dana)).form("/handover");

        for nobody in ["", "nobody", "rita", "dana"] {
            owner.send(&form.clone().with("heir", nobody)).is(422);
        }
        let before = site.events().len();
        owner.sends(&form.with("heir", "omri"));

        let told = site.events().split_off(before);
        let kinds = [
            "post.changed",
            "post.changed",
            "user.changed",
            "user.changed",
        ];
        assert_eq!(told, kinds);
        assert_eq!(site.get("/author/omri").cards(), ["Together", "Alone"]);
        site.get("/alone").shows("omri").hides("dana");
        assert!(site.read(daf::storage::health::faults).is_empty());
    });
}

#[test]
fn invitations_are_made_seen_once_and_taken_back() {
    on_both(|site| {
        let editor = site.editor();
        let form = editor.get("/desk/people").form("/invitations");
        for beyond in ["owner", "king", ""] {
            let page = editor.send(&form.clone().with("role", beyond)).is(422);
            assert!(page.problem("role").is_some(), "{beyond}");
        }
        let long = form.clone().with("note", &"x".repeat(121));
        let page = editor.send(&long).is(422);
        assert_eq!(page.value("note"), "x".repeat(121));

        let page = editor.sends(&form.with("role", "author").with("note", "for Eve"));
        let link = page.attributes(".flash .secret input", "value").remove(0);
        let link = link.strip_prefix(&site.address).unwrap();
        let listed = editor.get("/desk/people");
        listed.shows("for Eve").hides("invitation=");
        site.get(link).is(200);

        editor.sends(&listed.form("/removal"));
        site.get(link).is(404);
        editor
            .post("/desk/people/invitations/404/removal", &[])
            .is(404);
    });
}

#[test]
fn an_invitation_asked_for_twice_is_one_and_its_link_is_the_one_seen() {
    on_both(|site| {
        let editor = site.editor();
        let form = editor.get("/desk/people").form("/invitations");
        let form = form.with("role", "author").with("note", "for Eve");
        let link = || {
            let page = editor.sends(&form);
            let link = page.attributes(".flash .secret input", "value").remove(0);
            link.strip_prefix(&site.address).unwrap().to_owned()
        };
        let (first, second) = (link(), link());

        site.get(&first).is(404);
        site.get(&second).is(200);
        let listed = editor.get("/desk/people");
        assert_eq!(listed.html().matches("for Eve").count(), 1);
        let acts = site.acts();
        assert_eq!(acts, ["link.made", "link.revoked", "link.made"]);

        site.execute("UPDATE submissions SET created_at = created_at - 61000000")
            .unwrap();
        let third = link();
        site.get(&second).is(200);
        site.get(&third).is(200);
    });
}

#[test]
fn people_are_found_by_role_and_by_their_whole_address() {
    on_both(|site| {
        let owner = site.owner();
        site.account("dana", Role::Author);
        site.account("rita", Role::Reader);
        let names = |query: &str| {
            owner
                .get(&format!("/desk/people?{query}"))
                .is(200)
                .texts(".list tbody th a")
        };

        assert_eq!(names(""), ["rita", "dana", "olga"]);
        assert_eq!(names("role=author"), ["dana"]);
        assert_eq!(names("known-as=Rita@example.com"), ["rita"]);
        assert_eq!(names("known-as=dana"), ["dana"]);
        assert!(names("known-as=%00%FF").is_empty());
        for path in ["/desk/people/404", "/desk/people/x"] {
            owner.get(path).is(404);
        }
    });
}
