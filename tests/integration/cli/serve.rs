//! `daf serve`

use std::net::{TcpListener, TcpStream};

use crate::support::visitor::Raw;
use crate::support::{Database, Filling, Kind, Program, Visitor, on_both_databases};

const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];

#[test]
fn the_first_run_makes_a_site_to_read() {
    on_both_databases(Filling::Nothing, |database| {
        let site = Program::over(&database, SERVE).serve();

        assert!(
            site.said.contains("Loaded the demo content"),
            "{}",
            site.said
        );
        let home = Visitor::to(&site.address).get("/").is(200);
        home.shows("דף");
    });
}

#[test]
fn the_second_run_serves_what_the_first_one_left() {
    on_both_databases(Filling::Demo, |database| {
        let site = Program::over(&database, SERVE).serve();

        assert!(
            !site.said.contains("Loaded the demo content"),
            "{}",
            site.said
        );
        Visitor::to(&site.address).get("/caching").is(200);
    });
}

#[test]
fn an_empty_site_stays_empty_when_that_is_wanted() {
    on_both_databases(Filling::Nothing, |database| {
        let site = Program::over(&database, &["--listen", "127.0.0.1:0", "--no-demo"]).serve();

        Visitor::to(&site.address)
            .get("/")
            .is(200)
            .shows("Nothing has been published yet");
    });
}

#[test]
fn two_that_start_together_on_a_new_database_both_serve_and_load_the_demo_once() {
    on_both_databases(Filling::Nothing, |database| {
        let sites: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..2)
                .map(|_| scope.spawn(|| Program::over(&database, SERVE).serve()))
                .collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });

        let loaded = sites
            .iter()
            .filter(|site| site.said.contains("Loaded the demo content"));
        assert_eq!(loaded.count(), 1);
        for site in &sites {
            Visitor::to(&site.address).get("/caching").is(200);
        }
        Program::over(&database, &["check"]).run().succeeded();
    });
}

#[test]
fn asked_to_end_it_finishes_the_request_in_flight() {
    on_both_databases(Filling::Tables, |database| {
        let mut site = Program::over(
            &database,
            &["serve", "--listen", "127.0.0.1:0", "--no-demo"],
        )
        .serve();
        let mut writer = Raw::to(site.host());
        writer.send(
            format!(
                "POST /preferences HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: 10\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
                site.host()
            )
            .as_bytes(),
        );
        assert!(
            writer.head().starts_with("HTTP/1.1 100"),
            "the request is in flight"
        );

        site.ask_to_end();
        while TcpStream::connect(site.host()).is_ok() {}
        writer.send(b"theme=dark");

        writer.answer().is(303);
        let (status, last) = site.end();
        assert_eq!((status, last.lines().last()), (Some(0), Some("Stopped.")));
    });
}

#[test]
fn a_busy_port_is_named() {
    on_both_databases(Filling::Tables, |database| {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = other.local_addr().unwrap().to_string();

        let ended = Program::over(&database, &["serve", "--no-demo", "--listen", &address]).run();

        ended.refused(&[&address, "another program listens there", "--listen"]);
    });
}

#[test]
fn every_bad_value_is_refused_by_its_name_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder, not a certificate").unwrap();
    let file = file.display().to_string();
    for (name, value, remedy) in [
        ("DAF_LISTEN", "nonsense", "127.0.0.1:8080"),
        ("DAF_LISTEN", "127.0.0.1", "127.0.0.1:8080"),
        ("DAF_LISTEN", "127.0.0.1:99999", "127.0.0.1:8080"),
        ("DAF_LISTEN", "", "127.0.0.1:8080"),
        ("DAF_DATABASE_URL", "daf.db", "sqlite://data/daf.db"),
        (
            "DAF_DATABASE_URL",
            "mysql://daf@host/db",
            "postgres://user@host/database",
        ),
        ("DAF_DATABASE_URL", "sqlite://", "sqlite://data/daf.db"),
        ("DAF_DATABASE_URL", "sqlite://:memory:", "name a file"),
        (
            "DAF_REPLICA_URL",
            "sqlite://other.db",
            "only PostgreSQL has replicas",
        ),
        (
            "DAF_BASE_URL",
            "blog.example.com",
            "https://blog.example.com",
        ),
        ("DAF_BASE_URL", "ftp://blog.example.com", "https://"),
        (
            "DAF_BASE_URL",
            "https://example.com/blog",
            "only scheme, host and port",
        ),
        ("DAF_TLS_CERT", &file, "private key"),
        ("DAF_TLS_KEY", &file, "certificate"),
        ("DAF_DATA_DIR", &file, "a folder that can be written"),
    ] {
        let ended = Program::new(&["serve"])
            .variable("DAF_LISTEN", "127.0.0.1:0")
            .variable("DAF_DATA_DIR", &folder.path().display().to_string())
            .variable(name, value)
            .run();

        let shown = if name.starts_with("DAF_TLS") {
            "DAF_TLS"
        } else {
            name
        };
        assert_eq!(ended.status(), Some(2), "{name}={value}");
        ended.refused(&[shown, remedy]);
    }
}

#[test]
fn a_refused_database_is_shown_without_its_password() {
    for address in [
        "mysql://daf:secret@host/db",
        "postgres://daf:secret@127.0.0.1:1/daf",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ended = Program::new(SERVE)
            .variable("DAF_DATA_DIR", &folder.path().display().to_string())
            .variable("DAF_DATABASE_URL", address)
            .run();

        assert!(
            !ended.complained().contains("secret"),
            "{}",
            ended.complained()
        );
        ended.refused(&["://"]);
    }
}

#[test]
fn a_database_that_cannot_be_used_is_refused_in_one_line() {
    on_both_databases(Filling::Nothing, |database| {
        database.execute("CREATE TABLE invoices (id INTEGER)");

        Program::over(&database, SERVE)
            .run()
            .refused(&["another program"]);
        Program::over(&database, &["demo"])
            .run()
            .refused(&["another program"]);
        Program::over(&database, &["check"])
            .run()
            .refused(&["another program"]);
    });
    on_both_databases(Filling::Tables, |database| {
        database
            .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");

        Program::over(&database, SERVE)
            .run()
            .refused(&["newer Daf"]);
    });
}

#[test]
fn a_damaged_file_is_refused_in_one_line() {
    for damage in [0, 4096] {
        let database = Database::filled(Kind::Sqlite, Filling::Demo);
        let path = database.folder().join("daf.db");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[damage..damage + 64 * 1024].fill(0xA5);
        std::fs::write(&path, bytes).unwrap();

        Program::over(&database, SERVE).run().refused(&["daf.db"]);
    }
}

#[test]
fn a_database_file_where_a_folder_stands_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}", folder.path().display());

    let ended = Program::new(SERVE)
        .variable("DAF_DATA_DIR", &folder.path().display().to_string())
        .variable("DAF_DATABASE_URL", &address)
        .run();

    ended.refused(&["sqlite://", "unable to open"]);
}

#[test]
fn a_certificate_that_is_none_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a certificate").unwrap();
    let file = file.display().to_string();

    let ended = Program::new(&[
        "serve",
        "--no-demo",
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        &file,
        "--tls-key",
        &file,
    ])
    .variable("DAF_DATA_DIR", &folder.path().display().to_string())
    .run();

    ended.refused(&["certificate"]);
}

#[test]
fn the_binary_alone_in_an_empty_folder_makes_its_data_there_and_serves_its_pages_and_styles() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("daf");
    std::fs::copy(env!("CARGO_BIN_EXE_daf"), &binary).unwrap();

    let site = Program::at(&binary, SERVE).inside(folder.path()).serve();

    assert!(folder.path().join("data/daf.db").exists());
    let visitor = Visitor::to(&site.address);
    let page = visitor.get("/caching").is(200);
    for style in page.attributes("link[rel=stylesheet]", "href") {
        assert!(!visitor.get(&style).is(200).body.is_empty());
    }
}

#[test]
fn what_readers_ask_for_is_logged_with_a_number_and_nothing_secret() {
    let database = Database::filled(Kind::Sqlite, Filling::Demo);
    let mut site = Program::over(&database, SERVE)
        .variable("RUST_LOG", "info")
        .serve();
    let visitor = Visitor::to(&site.address).with("cookie", "daf_session=secret-cookie");

    let number = visitor
        .get("/search?q=secret-question")
        .is(200)
        .header("x-request-id")
        .to_owned();
    site.ask_to_end();
    site.end();

    let log = site.log();
    assert!(log.contains(&format!("{number} GET /search 200")), "{log}");
    assert!(!log.contains("secret"), "{log}");
}

#[test]
fn a_replica_that_does_not_answer_is_refused_by_its_name() {
    on_both_databases(Filling::Tables, |database| {
        for command in ["serve", "check"] {
            let ended = Program::over(&database, &[command])
                .variable("DAF_REPLICA_URL", "postgres://daf:secret@127.0.0.1:1/daf")
                .run();
            ended.refused(&["DAF_REPLICA_URL", "127.0.0.1:1"]);
            assert!(!ended.complained().contains("secret"));
        }
    });
}
