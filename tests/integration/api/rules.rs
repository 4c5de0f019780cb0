//! What holds for every call, whatever it asks.

use daf::web::api;
use ureq::http::Method;

use crate::support::{Database, Filling, Kind, Page, Program, TestSite, Visitor, on_both};

#[test]
fn other_sites_may_read_and_never_write() {
    on_both(|site| {
        let elsewhere = || site.client().with("origin", "https://elsewhere.example");

        let read = elsewhere().get("/posts").is(200);
        assert_eq!(read.header("access-control-allow-origin"), "*");
        let asked = elsewhere()
            .with("access-control-request-method", "GET")
            .ask(Method::OPTIONS, "/posts", &[], None);
        assert_eq!(asked.status, 204);
        assert!(
            asked
                .header("access-control-allow-headers")
                .contains("Authorization")
        );
        assert_eq!(asked.header("access-control-allow-methods"), "GET, HEAD");
        elsewhere()
            .post("/posts", serde_json::json!({"title": "x"}))
            .is(403);
    });
}

#[test]
fn what_is_left_of_a_limit_is_told() {
    on_both(|site| {
        let program = site.owners_program();

        let [first, second] = [(); 2].map(|()| program.get("/whoami").is(200));

        assert_eq!(first.header("ratelimit-policy"), "\"token\";q=1000000;w=60");
        assert!(first.header("ratelimit").starts_with("\"token\";r=999999;"));
        assert!(second.header("ratelimit").starts_with("\"token\";r=99999"));
        let anybody = site.client().get("/settings?after=fresh").status;
        assert_eq!(anybody, 200);
    });
}

#[test]
fn whoever_calls_too_often_waits_and_others_do_not() {
    let database = Database::filled(Kind::Sqlite, Filling::Demo);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--api-rate", "20"];
    let site = Program::over(&database, &serve).serve();
    let from = |address: &str| Visitor::to(&site.address).with("x-forwarded-for", address);
    let client = from("192.0.2.1");

    // What is kept counts nowhere, so each call is another one.
    let calls: Vec<Page> = (0..12)
        .map(|number| client.get(&format!("/api/v1/posts?after=9{number}-1")))
        .collect();

    let statuses: Vec<u16> = calls.iter().map(|page| page.status).collect();
    assert_eq!(statuses[..10], [200; 10]);
    let refused = calls.last().unwrap();
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(refused.header("ratelimit").starts_with("\"address\";r=0;"));
    from("192.0.2.2").get("/api/v1/posts?after=1-1").is(200);
    let content = client.get("/ghost/api/content/posts/?key=x").is(429);
    assert_eq!(content.json()["errors"][0]["type"], "TooManyRequestsError");
}

#[test]
fn every_address_takes_its_methods_and_no_other() {
    let site = TestSite::over(Database::filled(Kind::Sqlite, Filling::Tables));
    let program = site.owners_program();
    let mut places: Vec<String> = api::listed().into_iter().map(|(_, path)| path).collect();
    places.dedup();

    for place in places {
        let own: Vec<String> = api::listed()
            .into_iter()
            .filter(|(_, path)| *path == place)
            .map(|(method, _)| method)
            .collect();
        let path = place.replace("/api/v1", "").replace("{slug}", "x");
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ] {
            let reply = program.ask(method.clone(), &path, &[], None);
            let is_own = own.contains(&method.to_string());
            assert_eq!(
                reply.status == 405,
                !is_own,
                "{method} {path}: {}",
                reply.text
            );
            assert!(reply.status < 500, "{method} {path}: {}", reply.text);
            if !is_own {
                assert!(
                    own.iter().all(|own| reply.header("allow").contains(own)),
                    "{path}"
                );
            }
        }
    }
    program.get("/nothing/here").is(404);
    program.get("").is(404);
}

#[test]
fn a_body_that_cannot_be_read_is_refused_and_said_why() {
    on_both(|site| {
        let program = site.owners_program();
        let send = |kind: &str, body: &str| {
            let mut raw = crate::support::visitor::Raw::to(site.host());
            let token = site
                .token(
                    "olga",
                    crate::support::Role::Owner,
                    &daf::domain::api_token::Scope::ALL,
                    None,
                )
                .1;
            raw.send(format!(
                "POST /api/v1/posts HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
                 content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ).as_bytes());
            raw.answer().status
        };

        assert_eq!(send("text/plain", "{}"), 415);
        assert_eq!(send("application/json", "{"), 400);
        assert_eq!(send("application/json", "[]"), 400);
        assert_eq!(send("application/json", "\u{0}"), 400);
        assert_eq!(
            send("application/json; charset=utf-8", "{\"title\":\"ok\"}"),
            201
        );
        let long = format!(
            "{{\"title\":\"T\",\"source\":\"{}\"}}",
            "x".repeat(3 * 1024 * 1024)
        );
        assert_eq!(send("application/json", &long), 422);
        let longer = "x".repeat(8 * 1024 * 1024);
        assert!([413, 400].contains(&send("application/json", &longer)));
        program.get("/whoami").is(200);
    });
}
