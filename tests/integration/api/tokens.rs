//! Tokens: what lets a program in, and what does not any more.

use daf::domain::api_token::Scope::{self, ReadPosts};
use daf::domain::moment::Moment;
use daf::storage::{api_tokens, users};

use crate::support::{Role, on_both};

#[test]
fn a_token_tells_whose_it_is_and_what_it_may() {
    on_both(|site| {
        let who = site
            .program_of("dana", Role::Author, &[ReadPosts])
            .get("/whoami")
            .is(200);

        assert_eq!(who.json["person"]["handle"], "dana");
        assert_eq!(
            who.json["token"]["scopes"],
            serde_json::json!(["posts:read"])
        );
        assert!(who.header("cache-control").contains("private"));
    });
}

#[test]
fn whoever_shows_no_token_or_a_wrong_one_is_told_how_to() {
    on_both(|site| {
        let nobody = site.client().get("/whoami").is(401);
        assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"daf\"");

        for wrong in ["Bearer daf_x", "Bearer", "Basic eDp5", "", "daf"] {
            let refused = site
                .client()
                .with("authorization", &format!("{wrong} "))
                .get("/posts")
                .is(401);
            assert!(
                refused.header("www-authenticate").contains("invalid_token"),
                "{wrong}"
            );
        }
    });
}

#[test]
fn a_token_ends_when_it_is_revoked_or_expires_or_its_holder_goes() {
    on_both(|site| {
        let asks = |token: &str| {
            let client = site
                .client()
                .with("authorization", &format!("Bearer {token}"));
            client.get("/whoami").status
        };
        let (id, revoked) = site.token("dana", Role::Author, &[ReadPosts], None);
        let (_, expired) = site.token(
            "dana",
            Role::Author,
            &[ReadPosts],
            Some(Moment::now().plus_seconds(-1)),
        );
        let (_, suspended) = site.token("noa", Role::Author, &[ReadPosts], None);
        let (_, reader) = site.token("ruth", Role::Reader, &[ReadPosts], None);
        assert_eq!(
            [&revoked, &expired, &suspended, &reader].map(|token| asks(token)),
            [200, 401, 200, 401]
        );

        let (dana, noa) = (
            site.account("dana", Role::Author),
            site.account("noa", Role::Author),
        );
        site.write(|db| api_tokens::revoke(db, dana, id, Moment::now()));
        site.write(|db| {
            let noa = users::by_id(db, noa)?;
            users::suspend(db, &noa, Moment::now())
        });

        assert_eq!([&revoked, &suspended].map(|token| asks(token)), [401, 401]);
    });
}

#[test]
fn a_scope_gives_no_more_than_its_holder_has() {
    on_both(|site| {
        let author = site.program_of("dana", Role::Author, &Scope::ALL);
        let editor = site.program_of("eden", Role::Editor, &Scope::ALL);

        for place in [
            "/comments",
            "/people",
            "/events",
            "/activity",
            "/system",
            "/search/names",
        ] {
            author.get(place).is(403);
        }
        for place in ["/comments", "/people", "/search/names"] {
            editor.get(place).is(200);
        }
        for place in ["/events", "/activity", "/system"] {
            editor.get(place).is(403);
        }
    });
}

#[test]
fn the_database_holds_no_token_and_knows_when_one_was_used() {
    on_both(|site| {
        let (_, token) = site.token("dana", Role::Author, &[ReadPosts], None);
        let dana = site.account("dana", Role::Author);
        let used = || site.read(|db| api_tokens::of_user(db, dana))[0].last_used_at;
        assert_eq!(used(), None);

        site.client()
            .with("authorization", &format!("Bearer {token}"))
            .get("/whoami")
            .is(200);

        assert!(used().is_some());
        let known = site.read(|db| api_tokens::of_user(db, dana)).remove(0);
        assert!(token.starts_with(&known.hint) && known.hint.len() < 12);
    });
}
