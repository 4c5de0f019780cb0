//! Webhooks: servers that are told of what happens.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use daf::domain::moment::Moment;
use daf::domain::webhook::signature;
use daf::storage::events::Recorded;
use daf::storage::webhooks;
use serde_json::{Value, json};

use crate::support::{TestSite, comes_to_be, on_both};

/// Something that a server was sent.
struct Heard {
    head: String,
    body: String,
}

/// A server that answers with these statuses, one after the other, and the last again and again.
fn server(statuses: &'static [u16]) -> (String, Receiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut some = [0; 16 * 1024];
            let (head, length) = loop {
                let read = stream.read(&mut some).unwrap();
                bytes.extend_from_slice(&some[..read]);
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
                    let lower = head.to_ascii_lowercase();
                    let length = lower.split("content-length: ").nth(1).unwrap();
                    break (
                        head,
                        length.lines().next().unwrap().parse::<usize>().unwrap(),
                    );
                }
            };
            let start = head.len() + 4;
            while bytes.len() < start + length {
                let read = stream.read(&mut some).unwrap();
                bytes.extend_from_slice(&some[..read]);
            }
            let status = statuses.get(number).or(statuses.last()).unwrap();
            write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            .unwrap();
            let body = String::from_utf8(bytes[start..].to_vec()).unwrap();
            if tell.send(Heard { head, body }).is_err() {
                return;
            }
        }
    });
    (format!("http://{address}/hook"), told)
}

fn hears(told: &Receiver<Heard>) -> Heard {
    told.recv_timeout(Duration::from_secs(30))
        .expect("the server should be told in time")
}

fn webhook(site: &TestSite, event: &str, target: &str) -> i64 {
    let new = json!({"name": "Test", "event": event, "target": target, "secret": "quiet"});
    site.owners_program().post("/webhooks", new).is(201).id()
}

#[test]
fn a_server_is_told_of_what_it_wants_to_know_and_can_check_who_says_so() {
    on_both(|site| {
        let (target, told) = server(&[200]);
        webhook(site, "post.published", &target);
        site.article("Draft")
            .publication(daf::domain::post::Publication::Draft)
            .create();

        let post = site
            .article("שלום")
            .language(crate::support::He)
            .tags(&["rust"])
            .create();

        let heard = hears(&told);
        let body: Value = serde_json::from_str(&heard.body).unwrap();
        let current = &body["post"]["current"];
        assert_eq!(
            (&current["title"], &current["status"], &current["dir"]),
            (&json!("שלום"), &json!("published"), &json!("rtl"))
        );
        assert_eq!(current["id"], format!("{:024x}", post.id.0));
        assert_eq!(body["post"]["previous"], json!({}));
        let lower = heard.head.to_ascii_lowercase();
        assert!(
            lower.starts_with("post /hook") && lower.contains("content-type: application/json"),
            "{lower}"
        );
        let signed = lower
            .split("x-ghost-signature: ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap();
        let time: i64 = signed.split("t=").nth(1).unwrap().parse().unwrap();
        let at = Moment::from_microseconds(time * 1_000).unwrap();
        assert_eq!(signed, signature("quiet", &heard.body, at));
    });
}

#[test]
fn what_fails_waits_and_can_be_sent_again() {
    on_both(|site| {
        let (target, told) = server(&[500, 200]);
        let id = webhook(site, "tag.added", &target);
        site.owners_program()
            .post("/tags", json!({"name": "rust"}))
            .is(201);
        let first = hears(&told).body;
        let sent = || site.read(|db| webhooks::sent(db, id)).remove(0);
        comes_to_be(|| sent().attempts == 1);
        assert_eq!(
            (sent().status, sent().reason.as_str()),
            (Some(500), "it answered 500")
        );
        assert!(sent().next_at.unwrap() > Moment::now());
        let owner = site.owner();
        let page = owner.get(&format!("/desk/webhooks/{id}")).is(200);
        page.shows("it answered 500").shows("waits");

        owner
            .sends(&page.form("/redelivery"))
            .shows("It will be sent again.");

        assert_eq!(hears(&told).body, first);
        comes_to_be(|| sent().has_arrived());
        assert_eq!(sent().next_at, None);
        owner.get(&format!("/desk/webhooks/{id}")).shows("arrived");
    });
}

#[test]
fn a_server_that_is_gone_is_told_nothing_any_more() {
    on_both(|site| {
        let (target, told) = server(&[410]);
        webhook(site, "site.changed", &target);

        site.article("One").create();

        assert_eq!(hears(&told).body, "{}");
        comes_to_be(|| site.read(webhooks::all).is_empty());
    });
}

#[test]
fn an_owner_makes_and_removes_webhooks_at_the_desk() {
    on_both(|site| {
        let owner = site.owner();
        let form = owner.get("/desk/webhooks").is(200).form("/desk/webhooks");
        for wrong in [
            "",
            "ftp://example.org/",
            "/path",
            "http://u:p@example.org/",
            "javascript:x",
        ] {
            let page = owner
                .send(&form.clone().with("name", "x").with("target", wrong))
                .is(422);
            assert!(page.problem("target").is_some(), "{wrong}");
        }

        let made = owner.sends(
            &form
                .with("name", "אתר סטטי")
                .with("target", "https://example.org/hook")
                .with("event", "page.published"),
        );

        made.shows("The webhook is made.").shows("page.published");
        assert_eq!(made.texts("[data-secret]").remove(0).len(), 64);
        let removal = made.form("/removal");
        owner
            .sends(&removal)
            .shows("The webhook is removed.")
            .shows("Nobody is told of anything yet.");
    });
}

#[test]
fn what_arrived_long_ago_is_forgotten_and_what_waits_is_not() {
    crate::support::on_both_databases(crate::support::Filling::Tables, |database| {
        let site = TestSite::at_rest(database);
        let owner = site.account("olga", crate::support::Role::Owner);
        let long_ago = Moment::now().plus_hours(-24 * 31);
        let new = webhooks::NewWebhook {
            name: "Test".to_owned(),
            event: "site.changed",
            target: "http://127.0.0.1:9/".to_owned(),
            secret: "quiet".to_owned(),
        };
        let event = Recorded {
            sequence: 1,
            kind: "settings.saved".to_owned(),
            subject: "site".to_owned(),
            payload: "{}".to_owned(),
            created_at: long_ago,
        };
        let id = site.write(|db| webhooks::create(db, &new, owner, long_ago));
        site.write(|db| webhooks::note(db, &event));
        site.write(|db| webhooks::note(db, &event));
        let arrived = webhooks::Tried {
            body: "{}".to_owned(),
            status: Some(200),
            reason: String::new(),
        };
        let first = site
            .write(|db| webhooks::lease(db, 1, Moment::now()))
            .remove(0)
            .0;
        site.write(|db| webhooks::keep(db, &first, &arrived, Moment::now()));

        site.write(|db| webhooks::trim(db, Moment::now()));

        let left = site.read(|db| webhooks::sent(db, id));
        assert_eq!(left.len(), 1);
        assert!(left[0].next_at.is_some());
    });
}
