//! What happens, told while it happens.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use daf::domain::api_token::Scope;
use daf::domain::comment::CommentStatus;
use daf::domain::moment::Moment;
use daf::storage::comments;

use crate::support::{Role, TestSite, on_both};

/// Somebody who listens.
struct Listening {
    lines: BufReader<TcpStream>,
    head: String,
}

impl Listening {
    fn to(site: &TestSite, path: &str, headers: &[(&str, &str)]) -> Listening {
        Listening::at(site.host(), path, headers)
    }

    fn at(host: &str, path: &str, headers: &[(&str, &str)]) -> Listening {
        let mut stream = TcpStream::connect(host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut request =
            format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        stream
            .write_all(format!("{request}\r\n").as_bytes())
            .unwrap();
        let mut listening = Listening {
            lines: BufReader::new(stream),
            head: String::new(),
        };
        loop {
            let line = listening.line();
            if line.is_empty() {
                break;
            }
            listening.head.push_str(&format!("{line}\n"));
        }
        listening
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self
            .lines
            .read_line(&mut line)
            .expect("something should be said in time");
        assert!(read > 0, "the stream has ended");
        line.trim_end().to_owned()
    }

    /// The next event: its number, kind and data.
    fn hears(&mut self) -> (i64, String, serde_json::Value) {
        let mut found = (0, String::new(), serde_json::Value::Null);
        loop {
            let line = self.line();
            if let Some(id) = line.strip_prefix("id: ") {
                found.0 = id.parse().unwrap();
            } else if let Some(kind) = line.strip_prefix("event: ") {
                found.1 = kind.to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                found.2 = serde_json::from_str(data).unwrap();
                return found;
            }
        }
    }
}

#[test]
fn a_reader_hears_of_comments_when_they_are_approved_and_of_no_other() {
    on_both(|site| {
        let [post, other] = ["Article", "Other"].map(|title| site.article(title).create());
        let mut reader = Listening::to(site, &format!("{}/live", post.path), &[]);
        assert!(reader.head.contains("text/event-stream"), "{}", reader.head);

        let waiting = site
            .comment(&post, "Waits")
            .status(CommentStatus::Pending)
            .create();
        site.comment(&other, "Elsewhere").create();
        let said = site.comment(&post, "At once").create();
        let mut heard = || {
            let (_, _, data) = reader.hears();
            (
                data["kind"].as_str().unwrap().to_owned(),
                data["comment"].as_i64().unwrap(),
            )
        };
        assert_eq!(heard(), ("comment.created".to_owned(), said.0));
        site.write(|db| comments::set_status(db, waiting, CommentStatus::Approved, Moment::now()));
        assert_eq!(heard(), ("comment.approved".to_owned(), waiting.0));
        site.write(|db| comments::set_status(db, said, CommentStatus::Removed, Moment::now()));
        assert_eq!(heard(), ("comment.removed".to_owned(), said.0));
    });
}

#[test]
fn whoever_was_cut_off_hears_what_it_missed() {
    on_both(|site| {
        let post = site.article("Article").create();
        let place = format!("{}/live", post.path);
        let mut reader = Listening::to(site, &place, &[]);
        let first = site.comment(&post, "One").create();
        let (had, _, data) = reader.hears();
        assert_eq!(data["comment"], first.0);
        drop(reader);
        let second = site.comment(&post, "Two").create();

        let mut again = Listening::to(site, &place, &[("last-event-id", &had.to_string())]);
        assert_eq!(again.hears().2["comment"], second.0);

        // As a process that was started since, and remembers nothing of it.
        let elsewhere = site.elsewhere();
        let address = elsewhere.address.strip_prefix("http://").unwrap();
        let mut there = Listening::at(address, &place, &[("last-event-id", &had.to_string())]);
        assert_eq!(there.hears().2["comment"], second.0);
    });
}

#[test]
fn a_program_of_the_owner_hears_everything_and_no_other_does() {
    on_both(|site| {
        let (_, token) = site.token("olga", Role::Owner, &[Scope::ReadEvents], None);
        let bearer = format!("Bearer {token}");
        let mut program = Listening::to(site, "/api/v1/events", &[("authorization", &bearer)]);
        assert!(program.head.contains("200 OK"), "{}", program.head);

        let post = site.article("Article").create();

        let (id, kind, data) = loop {
            let heard = program.hears();
            if heard.1.starts_with("post.") {
                break heard;
            }
        };
        assert_eq!(
            (kind.as_str(), &data["subject"]),
            (
                "post.created",
                &serde_json::json!(format!("post:{}", post.id.0))
            )
        );
        assert_eq!(data["id"], id);
        let nobody = Listening::to(site, "/api/v1/events", &[]);
        assert!(nobody.head.contains("401"), "{}", nobody.head);
    });
}

#[test]
fn nobody_listens_to_what_is_not_public() {
    on_both(|site| {
        let draft = site
            .article("Draft")
            .publication(daf::domain::post::Publication::Draft)
            .create();
        let gone = site
            .article("Gone")
            .publication(daf::domain::post::Publication::Archived(
                Some(Moment::now()),
            ))
            .create();

        assert!(
            Listening::to(site, &format!("{}/live", draft.path), &[])
                .head
                .contains("404")
        );
        assert!(
            Listening::to(site, &format!("{}/live", gone.path), &[])
                .head
                .contains("410")
        );
        assert!(
            Listening::to(site, "/nothing/live", &[])
                .head
                .contains("404")
        );
    });
}

#[test]
fn too_many_listeners_from_one_place_are_sent_away() {
    let site = TestSite::over(crate::support::Database::filled(
        crate::support::Kind::Sqlite,
        crate::support::Filling::Tables,
    ));
    let post = site.article("Article").create();
    let place = format!("{}/live", post.path);
    let from = |address: &str| Listening::to(&site, &place, &[("x-forwarded-for", address)]);

    let listening: Vec<Listening> = (0..200).map(|_| from("192.0.2.7")).collect();

    assert!(listening.iter().all(|one| one.head.contains("200 OK")));
    assert!(from("192.0.2.7").head.contains("503"));
    assert!(from("192.0.2.8").head.contains("200 OK"));
}
