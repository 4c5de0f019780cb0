//! Making an account: freely, by invitation, not at all, and as the first of all.

use daf::domain::moment::Moment;
use daf::domain::one_time_link::Purpose;
use daf::domain::settings::JoinPolicy;
use daf::storage::one_time_links::{self, NewLink};
use daf::storage::users;

use crate::support::{FilledForm, PASSWORD, Role, TestSite, Visitor, on_both};

fn filled(visitor: &Visitor, name: &str, email: &str) -> FilledForm {
    visitor
        .get("/join")
        .is(200)
        .form("/join")
        .with("name", name)
        .with("email", email)
        .with("password", PASSWORD)
}

fn accounts(site: &TestSite) -> i64 {
    site.count("SELECT COUNT(*) AS number FROM users")
}

fn invitation(site: &TestSite, role: Role) -> String {
    let token = site.write(|db| {
        let new = NewLink {
            purpose: Purpose::Join(role),
            note: "",
            made_by: None,
        };
        one_time_links::create(db, &new, Moment::now())
    });
    format!("/join?invitation={}", token.as_str())
}

#[test]
fn whoever_joins_can_sign_in_as_a_reader() {
    on_both(|site| {
        let visitor = site.visitor();

        let login = visitor.sends(&filled(&visitor, "נועה", "Noa@Example.com"));

        assert_eq!(login.value("email"), "noa@example.com");
        let account = visitor.signs_in("noa@example.com", PASSWORD).is(303);
        assert_eq!(account.header("location"), "/account");
        visitor
            .get("/account")
            .is(200)
            .shows("נועה")
            .shows("Reader");
        visitor.get("/desk").is(403);
    });
}

#[test]
fn a_known_and_an_unknown_address_get_the_same_answer_and_the_account_stays_as_it_is() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let visitor = site.visitor();

        let known = visitor.send(&filled(&visitor, "Thief", "dana@example.com"));
        let unknown = visitor.send(&filled(&visitor, "Thief", "unknown@example.com"));

        let without_numbers = |page: &crate::support::Page| {
            let mut headers = page.headers.clone();
            headers.retain(|(name, _)| {
                !["date", "x-request-id", "set-cookie"].contains(&name.as_str())
            });
            headers.sort();
            let cookies: Vec<String> = page
                .cookies()
                .iter()
                .map(|cookie| {
                    cookie
                        .replace("dana%2540example.com", "ADDRESS")
                        .replace("unknown%2540example.com", "ADDRESS")
                })
                .collect();
            (page.status, headers, cookies, page.body.clone())
        };
        assert_eq!(without_numbers(&known), without_numbers(&unknown));
        assert_eq!(accounts(site), 2);
        let dana = site.visitor();
        assert_eq!(dana.signs_in("dana@example.com", PASSWORD).status, 303);
        dana.get("/account").shows("dana").hides("Thief");
    });
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() {
    on_both(|site| {
        let visitor = site.visitor();
        let form = filled(&visitor, "a\u{202E}b D\u{0430}na", "nowhere").with("password", "short");

        let page = visitor.send(&form).is(422);

        assert!(page.problem("name").unwrap().contains("look alike"));
        assert!(page.problem("email").is_some());
        assert!(page.problem("password").unwrap().contains("10"));
        assert_eq!(page.value("email"), "nowhere");
        assert_eq!(page.value("password"), "");
        page.hides("short\"");
        assert_eq!(accounts(site), 0);

        for wrong in [
            vec![],
            vec![("name", "x".repeat(81))],
            vec![("name", "a\0".to_owned()), ("email", "a@b.c".to_owned())],
        ] {
            let pairs: Vec<(&str, &str)> = wrong
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            visitor.post("/join", &pairs).is(422);
        }
        let broken = "name=%ED%A0%80&email=a%40b.cd&password=a+quiet+river";
        let page = visitor.post_body("/join", broken).is(422);
        assert!(page.problem("name").unwrap().contains("no text"));
        assert_eq!(accounts(site), 0);
    });
}

#[test]
fn a_program_that_fills_in_what_nobody_sees_makes_no_account() {
    on_both(|site| {
        let visitor = site.visitor();
        let form =
            filled(&visitor, "Bot", "bot@example.com").with("website", "http://spam.example");

        visitor.send(&form).is(303);

        assert_eq!(accounts(site), 0);
    });
}

#[test]
fn a_form_sent_twice_makes_one_account() {
    on_both(|site| {
        let visitor = site.visitor();
        let form = filled(&visitor, "Noa", "noa@example.com");

        visitor.send(&form).is(303);
        visitor.send(&form).is(303);

        assert_eq!(accounts(site), 1);
    });
}

#[test]
fn two_who_take_one_address_at_once_make_one_account() {
    on_both(|site| {
        let forms: Vec<FilledForm> = ["Noa", "Dana", "Eve", "Ada"]
            .iter()
            .map(|name| filled(&site.visitor(), name, "noa@example.com"))
            .collect();

        std::thread::scope(|scope| {
            for form in &forms {
                scope.spawn(|| site.visitor().send(form).is(303));
            }
        });

        assert_eq!(accounts(site), 1);
    });
}

#[test]
fn a_closed_door_opens_to_an_invitation_once() {
    on_both(|site| {
        site.settings(|settings| settings.join_policy = JoinPolicy::Invited);
        site.get("/join").is(403).shows("by invitation only");
        site.visitor().post("/join", &[("name", "Noa")]).is(403);
        site.get("/login").hides("/join");

        let link = invitation(site, Role::Editor);
        let visitor = site.visitor();
        let form = visitor
            .get(&link)
            .is(200)
            .shows("Editor")
            .form("/join")
            .with("name", "Noa")
            .with("handle", "noa")
            .with("email", "noa@example.com")
            .with("password", PASSWORD);
        visitor.sends(&form).is(200).shows("Welcome, Noa.");
        visitor.get("/desk/comments").is(200);

        site.get(&link).is(404).shows("does not work");
        assert_eq!(
            site.visitor().send(&form).is(303).header("location"),
            "/login"
        );
        site.visitor().send(&form.with("name", "Noam")).is(404);
        assert_eq!(accounts(site), 1);
    });
}

#[test]
fn an_invitation_used_by_two_at_once_makes_one_account() {
    on_both(|site| {
        let link = invitation(site, Role::Author);
        let forms: Vec<FilledForm> = ["a", "b", "c"]
            .iter()
            .map(|name| {
                site.get(&link)
                    .form("/join")
                    .with("name", &format!("Name {name}"))
                    .with("email", &format!("{name}@example.com"))
                    .with("password", PASSWORD)
            })
            .collect();

        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let sent: Vec<_> = forms
                .iter()
                .map(|form| scope.spawn(|| site.visitor().send(form).status))
                .collect();
            sent.into_iter().map(|sent| sent.join().unwrap()).collect()
        });

        let taken = statuses.iter().filter(|status| **status == 303).count();
        assert_eq!((taken, accounts(site)), (1, 1), "{statuses:?}");
    });
}

#[test]
fn an_invited_person_learns_that_a_name_or_an_address_is_taken() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let link = invitation(site, Role::Author);
        let visitor = site.visitor();
        let form = visitor
            .get(&link)
            .form("/join")
            .with("name", "Noa")
            .with("handle", "dana")
            .with("email", "noa@example.com")
            .with("password", PASSWORD);

        let page = visitor.send(&form).is(422);
        assert_eq!(page.problem("handle").unwrap(), "This is taken already.");
        let page = visitor
            .send(&form.with("handle", "noa").with("email", "dana@example.com"))
            .is(422);
        assert_eq!(page.problem("email").unwrap(), "This is taken already.");
        assert_eq!(page.value("name"), "Noa");
        visitor.get(&link).is(200);
    });
}

#[test]
fn the_names_that_come_from_hebrew_get_addresses_of_their_own() {
    on_both(|site| {
        for (name, email) in [("נועה", "a@example.com"), ("נועה", "b@example.com")] {
            let visitor = site.visitor();
            visitor.send(&filled(&visitor, name, email)).is(303);
        }

        let people = site.read(|db| users::people(db, &users::Wanted::default()));
        let handles: Vec<_> = people
            .iter()
            .map(|(user, _)| user.handle.as_str())
            .collect();
        assert_eq!(handles.len(), 2);
        assert_ne!(handles[0], handles[1]);
    });
}

#[test]
fn an_invited_reader_takes_no_name_of_the_staff() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let form = |role| {
            let link = invitation(site, role);
            let page = site.visitor().get(&link);
            let form = page.form("/join").with("name", "Dana");
            let form = form.with("email", "other@example.com");
            form.with("password", PASSWORD)
        };

        let page = site.visitor().send(&form(Role::Reader)).is(422);
        assert_eq!(page.problem("name").unwrap(), "This is taken already.");

        site.visitor().send(&form(Role::Author)).is(303);
    });
}

#[test]
fn one_address_is_not_tried_from_many_places() {
    on_both(|site| {
        let form = filled(&site.visitor(), "Noa", "noa@example.com");
        let is_slowed = (0..130).any(|number| {
            let address = format!("203.0.{number}.7");
            let visitor = site.visitor().with("x-forwarded-for", &address);
            visitor.send(&form).status == 429
        });

        assert!(is_slowed);
        let other = site.visitor();
        let form = filled(&other, "Eve", "eve@example.com");
        other.send(&form).is(303);
    });
}

#[test]
fn nobody_keeps_another_from_joining() {
    on_both(|site| {
        let stranger = site.visitor().with("x-forwarded-for", "203.0.113.7");
        let form = filled(&stranger, "Noa", "noa@example.com");
        let tries = (0..25).map(|_| stranger.send(&form).status);
        assert_eq!(tries.last(), Some(429));
        let faulty = form.clone().with("password", "short");
        for number in 0..130 {
            let address = format!("203.0.{number}.9");
            let stranger = site.visitor().with("x-forwarded-for", &address);
            stranger.send(&faulty).is(422);
        }

        let noa = site.visitor().with("x-forwarded-for", "198.51.100.7");
        noa.send(&filled(&noa, "Noa", "noa@example.com")).is(303);
    });
}
