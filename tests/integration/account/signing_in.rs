//! Signing in and out.

use daf::domain::moment::Moment;
use daf::domain::session::IDLE_DAYS;
use daf::storage::{sessions, users};

use crate::support::visitor::Raw;
use crate::support::{PASSWORD, Role, Visitor, on_both};

const DANA: &str = "dana@example.com";

#[test]
fn a_wrong_password_and_an_unknown_address_get_the_same_page() {
    on_both(|site| {
        site.account("dana", Role::Author);

        let wrong = site.visitor().signs_in(DANA, "not the password").is(422);
        let unknown = site.visitor().signs_in("eve@example.com", PASSWORD).is(422);

        assert_eq!(
            wrong.html().replace(DANA, "X"),
            unknown.html().replace("eve@example.com", "X")
        );
        wrong.shows("do not belong together");
        assert_eq!(wrong.value("email"), DANA);
        assert_eq!(wrong.value("password"), "");
    });
}

#[test]
fn signing_in_leads_back_to_where_one_was_and_never_to_another_site() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let visitor = site.visitor();

        let sent = visitor.get("/desk/posts/new?kind=page").is(303);
        let login = visitor.get(sent.header("location")).is(200);
        let form = login
            .form("/login")
            .with("email", DANA)
            .with("password", PASSWORD);
        let answer = visitor.send(&form).is(303);
        assert_eq!(answer.header("location"), "/desk/posts/new?kind=page");

        for elsewhere in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
            let form = site
                .get(&format!("/login?back={elsewhere}"))
                .form("/login")
                .with("email", DANA)
                .with("password", PASSWORD);
            let answer = site.visitor().send(&form).is(303);
            assert_eq!(answer.header("location"), "/desk", "{elsewhere}");
        }
    });
}

#[test]
fn the_cookie_is_for_this_site_alone_and_the_table_knows_only_its_hash() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let visitor = site.visitor();

        let answer = visitor.signs_in(DANA, PASSWORD);

        let cookies = answer.cookies();
        let cookie = cookies
            .iter()
            .find(|cookie| cookie.starts_with("daf_session="))
            .unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        let token = visitor.cookie("daf_session").unwrap();
        assert_eq!(token.len(), 64);
        let hash = daf::domain::token::hash(&token);
        assert_ne!(hash, token.as_bytes());
        assert!(site.read(|db| sessions::by_token(db, &token)).user_id.0 > 0);
    });
}

#[test]
fn signing_in_again_gives_a_new_token_and_ends_the_old_one() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let visitor = site.visitor();
        visitor.signs_in(DANA, PASSWORD).is(303);
        let first = visitor.cookie("daf_session").unwrap();

        let form = [("email", DANA), ("password", PASSWORD)];
        visitor.post("/login", &form).is(303);

        let second = visitor.cookie("daf_session").unwrap();
        assert_ne!(first, second);
        let thief = site.visitor().with_cookie("daf_session", &first);
        thief.get("/account").is(303);
        visitor.get("/account").is(200);
    });
}

#[test]
fn signing_out_ends_the_session_everywhere_it_was_copied() {
    on_both(|site| {
        let visitor = site.writer("dana");
        let token = visitor.cookie("daf_session").unwrap();
        visitor.get("/logout").is(200);

        let home = visitor.sends(&visitor.get("/logout").form("/logout"));

        home.shows("You are signed out.");
        assert_eq!(visitor.cookie("daf_session"), None);
        let thief = site.visitor().with_cookie("daf_session", &token);
        thief.get("/desk").is(303);
        visitor.get("/").is(200).hides("You are signed out.");
    });
}

#[test]
fn signing_out_everywhere_ends_every_session_and_one_alone_only_that() {
    on_both(|site| {
        let (phone, laptop, other) = (site.writer("dana"), site.writer("dana"), site.writer("eve"));
        let sessions = laptop.get("/account").is(200);
        let ids = sessions.attributes("button[name=session]", "value");
        assert_eq!(ids.len(), 2);
        assert_eq!(sessions.texts(".badge"), ["This one"]);

        let form = sessions.form("/account/sessions").without("session");
        let foreign = site.read(|db| {
            let eve = users::by_handle(db, &daf::domain::user::Handle::parse("eve").unwrap())?;
            sessions_of(db, eve.id)
        });
        laptop.send(&form.clone().ticking("session", &foreign.to_string()));
        other.get("/account").is(200);

        laptop.send(&form).is(303);
        phone.get("/account").is(303);
        laptop.get("/account").is(303);
        other.get("/account").is(200);
    });
}

fn sessions_of(
    db: &mut daf::storage::Db,
    user: daf::domain::ids::UserId,
) -> daf::storage::Result<i64> {
    Ok(sessions::of_user(db, user)?[0].id.0)
}

#[test]
fn a_session_ends_when_it_was_not_used_for_a_month_and_lives_on_while_it_is() {
    on_both(|site| {
        let visitor = site.writer("dana");
        let days_ago = |days: i64| Moment::now().plus_hours(-24 * days).microseconds();
        let seen = |days| {
            site.execute(&format!(
                "UPDATE sessions SET last_seen_at = {}",
                days_ago(days)
            ))
            .unwrap();
        };

        seen(IDLE_DAYS - 1);
        visitor.get("/account").is(200);
        let noted = site.count("SELECT last_seen_at AS number FROM sessions");
        assert!(noted > days_ago(1));

        seen(IDLE_DAYS + 1);
        visitor.get("/account").is(303);
    });
}

#[test]
fn a_suspended_account_is_told_so_only_with_its_password() {
    on_both(|site| {
        let id = site.account("dana", Role::Author);
        let visitor = site.writer("dana");
        let user = site.read(|db| users::by_id(db, id));
        site.write(|db| users::suspend(db, &user, Moment::now()));

        visitor.get("/desk").is(303);
        site.visitor()
            .signs_in(DANA, PASSWORD)
            .is(403)
            .shows("suspended");
        site.visitor()
            .signs_in(DANA, "wrong password")
            .is(422)
            .hides("suspended");
    });
}

#[test]
fn whoever_fails_often_waits_and_others_do_not() {
    on_both(|site| {
        site.account("dana", Role::Author);
        site.account("eve", Role::Author);
        let thief = site.visitor();

        let mut statuses = Vec::new();
        for _ in 0..13 {
            let form = [("email", DANA), ("password", "guess")];
            statuses.push(thief.post("/login", &form).status);
        }

        assert_eq!(statuses[..10], [422; 10]);
        assert!(
            statuses[11..].iter().all(|status| *status == 429),
            "{statuses:?}"
        );
        let refused = thief.post("/login", &[("email", DANA), ("password", PASSWORD)]);
        let refused = refused.is(429);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
        assert_eq!(refused.value("email"), DANA);
        refused.shows("Try again");
        let eve = [("email", "eve@example.com"), ("password", PASSWORD)];
        site.visitor().post("/login", &eve).is(303);
    });
}

#[test]
fn a_session_cookie_of_nonsense_is_no_session() {
    on_both(|site| {
        for nonsense in ["x", "%00", "'; DROP TABLE users", &"f".repeat(5_000)] {
            let visitor = site.visitor().with_cookie("daf_session", nonsense);

            visitor.get("/").is(200);
            visitor.get("/desk").is(303);
        }
    });
}

#[test]
fn pages_of_somebody_signed_in_are_theirs_alone() {
    on_both(|site| {
        let visitor = site.writer("dana");

        for path in ["/", "/account", "/desk", "/desk/posts/new"] {
            let page = visitor.get(path).is(200);
            assert!(page.header("cache-control").contains("private"), "{path}");
            assert!(page.header("vary").contains("Cookie"), "{path}");
        }
        assert_eq!(site.get("/").header("cache-control"), "no-cache");
    });
}

#[test]
fn marks_that_nobody_sees_make_no_other_account_of_an_address() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let thief = site.visitor();
        let tries = (0..12).map(|number| format!("{}{DANA}", "\u{200F}".repeat(number)));

        let statuses: Vec<u16> = tries
            .map(|email| {
                let form = [("email", email.as_str()), ("password", "guess")];
                thief.post("/login", &form).status
            })
            .collect();

        assert_eq!(statuses[..10], [422; 10]);
        assert_eq!(statuses[11], 429);
    });
}

#[test]
fn many_guesses_at_once_are_counted_as_their_turns_come() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let address = &site.address;

        let statuses: Vec<u16> = std::thread::scope(|threads| {
            let guess = || {
                let thief = Visitor::to(address);
                thief.post("/login", &[("email", DANA), ("password", "guess")])
            };
            let guesses: Vec<_> = (0..30).map(|_| threads.spawn(guess)).collect();
            let pages = guesses.into_iter().map(|guess| guess.join().unwrap());
            pages.map(|page| page.status).collect()
        });

        let looked_at = statuses.iter().filter(|status| **status == 422).count();
        assert!(looked_at <= 13, "{looked_at} of 30 were looked at");
    });
}

#[test]
fn nobody_bars_anothers_account_from_one_place() {
    on_both(|site| {
        site.account("dana", Role::Author);
        let thief = site.visitor().with("x-forwarded-for", "192.0.2.1");
        for _ in 0..13 {
            thief.post("/login", &[("email", DANA), ("password", "guess")]);
        }

        let dana = site.visitor().with("x-forwarded-for", "198.51.100.1");

        dana.signs_in(DANA, PASSWORD).is(303);
    });
}

#[test]
fn who_is_shut_out_while_their_form_arrives_is_out() {
    on_both(|site| {
        let editor = site.editor();
        let article = site.article("Article").create();
        let comment = site.comment(&article, "Words").create();
        let body = format!("one=remove:{}", comment.0);
        let mut raw = Raw::to(site.host());
        let head = format!(
            "POST /desk/comments/moderations HTTP/1.1\r\nHost: {}\r\nCookie: daf_session={}\r\n\
             Origin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\nConnection: close\r\n\r\n",
            site.host(),
            editor.cookie("daf_session").unwrap(),
            site.address,
            body.len()
        );
        raw.send(head.as_bytes());
        assert!(raw.head().contains("100 Continue"));
        let eden = site.account("eden", Role::Editor);
        site.write(|db| {
            let eden = users::by_id(db, eden)?;
            users::suspend(db, &eden, Moment::now())
        });
        raw.send(body.as_bytes());

        raw.answer().is(401);
        site.get(&article.path).shows("Words");
    });
}

#[test]
fn a_password_that_was_proven_counts_until_it_is_changed_or_the_account_is_shut() {
    on_both(|site| {
        let id = site.account("dana", Role::Author);
        let proven = site.read(|db| users::credentials(db, id)).1;
        let counts = |proven: &Option<String>| {
            site.read(|db| users::may_still_sign_in(db, id, proven.as_deref()))
        };
        assert!(counts(&proven));

        site.write(|db| users::change_password(db, id, "another hash", Moment::now()));
        assert!(!counts(&proven));

        let now = site.read(|db| users::credentials(db, id)).1;
        site.write(|db| {
            let dana = users::by_id(db, id)?;
            users::suspend(db, &dana, Moment::now())
        });
        assert!(!counts(&now));
    });
}

#[test]
fn a_password_is_not_kept_while_somebody_signs_in_again() {
    on_both(|site| {
        let dana = site.writer("dana");
        let form = dana.get("/account").form("/account/password");
        let form = form.with("current_password", PASSWORD);
        let form = form.with("new_password", "a secret of dana's");
        site.execute("DELETE FROM sessions").unwrap();

        let page = dana.send(&form).is(401);

        assert!(!page.html().contains(PASSWORD) && !page.html().contains("secret of dana"));
        let login = page
            .form("/login")
            .with("email", DANA)
            .with("password", PASSWORD);
        let page = dana.send(&login).is(200);
        page.shows("Passwords are not kept");
        let again = dana.send(&page.form("/account/password")).is(422);
        assert!(again.problem("current_password").is_some());
        again.shows("Nothing was saved yet");
    });
}
