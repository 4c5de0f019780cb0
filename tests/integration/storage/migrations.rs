//! A database becomes what this binary knows, or is refused.

use std::sync::Barrier;

use daf::storage::url::DatabaseUrl;
use daf::storage::{Store, health};

use crate::support::{Database, Filling, Kind, on_both_databases};

fn refusal(database: &Database) -> String {
    let opened = Store::open(&database.url, None).map(|_| ());
    opened
        .expect_err("the database should be refused")
        .to_string()
}

#[test]
fn many_who_open_a_new_database_together_all_find_it_ready() {
    on_both_databases(Filling::Nothing, |database| {
        let start = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    let store = Store::open(&database.url, None).unwrap();
                    store.read_here(health::ready).unwrap();
                });
            }
        });
    });
}

#[test]
fn a_database_opened_again_keeps_what_it_holds() {
    on_both_databases(Filling::Demo, |database| {
        for _ in 0..2 {
            let store = Store::open(&database.url, None).unwrap();
            assert!(store.read_here(daf::storage::posts::any_exist).unwrap());
        }
    });
}

#[test]
fn a_database_made_by_a_newer_daf_is_refused() {
    on_both_databases(Filling::Tables, |database| {
        database
            .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");

        let refusal = refusal(&database);

        assert!(
            refusal.contains("newer Daf") && refusal.contains("99990101000000"),
            "{refusal}"
        );
    });
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_was() {
    on_both_databases(Filling::Nothing, |database| {
        database.execute("CREATE TABLE invoices (id INTEGER)");

        let refusal = refusal(&database);

        assert!(refusal.contains("another program"), "{refusal}");
        database.execute("INSERT INTO invoices VALUES (1)");
        database.execute("CREATE TABLE users (id INTEGER)");
    });
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let database = Database::filled(Kind::Sqlite, Filling::Nothing);
    let DatabaseUrl::Sqlite(path) = &database.url else {
        unreachable!("it is SQLite")
    };
    std::fs::write(path, "this is a letter, not a database. ".repeat(100)).unwrap();

    let refusal = refusal(&database);

    assert!(refusal.contains("not a database"), "{refusal}");
    assert_eq!(refusal.lines().count(), 1);
}

#[test]
fn a_server_that_is_not_there_is_refused_without_its_password() {
    let url: DatabaseUrl = "postgres://daf:secret@127.0.0.1:1/daf".parse().unwrap();

    let refusal = Store::open(&url, None).map(|_| ()).unwrap_err().to_string();

    assert!(
        refusal.contains("127.0.0.1:1") && !refusal.contains("secret"),
        "{refusal}"
    );
    assert_eq!(refusal.lines().count(), 1);
}
