//! A database for one test: an SQLite file in a folder of its own, or a PostgreSQL database made from
//! a template and dropped at the end.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use daf::demo;
use daf::domain::moment::Moment;
use daf::storage::connection::Purpose;
use daf::storage::url::DatabaseUrl;
use daf::storage::{Db, migrations};
use diesel::connection::{Connection, SimpleConnection};
use diesel::{PgConnection, RunQueryDsl};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// What a test's database holds when the test begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    Nothing,
    Tables,
    Demo,
}

pub struct Database {
    pub kind: Kind,
    pub url: DatabaseUrl,
    /// For the site's data directory, and SQLite's file.
    folder: TempDir,
    /// PostgreSQL's own name for it.
    name: Option<String>,
}

/// When the demo was loaded, as far as its rows know.
pub fn demo_day() -> Moment {
    Moment::parse("2026-11-23T06:00:00Z").unwrap()
}

impl Database {
    pub fn filled(kind: Kind, filling: Filling) -> Database {
        let folder = tempfile::tempdir().unwrap();
        match kind {
            Kind::Sqlite => sqlite(folder, filling),
            Kind::Postgres => postgres(folder, filling),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address as the command line takes it.
    pub fn address(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(address) => address.clone(),
        }
    }

    /// A connection beside those of the site.
    pub fn connect(&self) -> Db {
        Db::open(&self.url, Purpose::Writing).unwrap()
    }

    pub fn execute(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let dropped = server().batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
            if let Err(error) = dropped {
                eprintln!("the test database {name} stays behind: {error}");
            }
        }
    }
}

fn sqlite(folder: TempDir, filling: Filling) -> Database {
    static TABLES: OnceLock<Vec<u8>> = OnceLock::new();
    static DEMO: OnceLock<Vec<u8>> = OnceLock::new();
    let path = folder.path().join("daf.db");
    let template = match filling {
        Filling::Nothing => None,
        Filling::Tables => Some(TABLES.get_or_init(|| sqlite_template(filling))),
        Filling::Demo => Some(DEMO.get_or_init(|| sqlite_template(filling))),
    };
    if let Some(bytes) = template {
        std::fs::write(&path, bytes).unwrap();
    }
    Database {
        kind: Kind::Sqlite,
        url: DatabaseUrl::Sqlite(path),
        folder,
        name: None,
    }
}

fn sqlite_template(filling: Filling) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("template.db");
    fill(&DatabaseUrl::Sqlite(path.clone()), filling);
    std::fs::read(path).unwrap()
}

/// One connection that is closed here, so that SQLite's log is folded into the file and PostgreSQL
/// lets the database be copied.
fn fill(url: &DatabaseUrl, filling: Filling) {
    migrations::prepare(url).unwrap();
    if filling == Filling::Demo {
        let mut db = Db::open(url, Purpose::Writing).unwrap();
        db.writing(|db| demo::load(db, demo_day()).map_err(demo::into_storage))
            .unwrap();
    }
}

fn postgres(folder: TempDir, filling: Filling) -> Database {
    static TABLES: OnceLock<String> = OnceLock::new();
    static DEMO: OnceLock<String> = OnceLock::new();
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    let template = match filling {
        Filling::Nothing => "template0",
        Filling::Tables => TABLES.get_or_init(|| postgres_template("tables", filling)),
        Filling::Demo => DEMO.get_or_init(|| postgres_template("demo", filling)),
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("daf_test_{}_{number}", std::process::id());
    create(&mut server(), &name, template);
    Database {
        kind: Kind::Postgres,
        url: DatabaseUrl::Postgres(address_of(&name)),
        folder,
        name: Some(name),
    }
}

/// A database that every test of this build copies; those of earlier builds are dropped.
fn postgres_template(what: &str, filling: Filling) -> String {
    let family = format!("daf_{}_{what}", program());
    let name = format!("{family}_{}", build());
    let mut server = server();
    server
        .batch_execute("SELECT pg_advisory_lock(68711)")
        .unwrap();
    let known = databases(&mut server, &family);
    if !known.contains(&name) {
        for old in known {
            server
                .batch_execute(&format!("DROP DATABASE {old} WITH (FORCE)"))
                .unwrap();
        }
        let unfinished = format!("{family}_unfinished");
        create(&mut server, &unfinished, "template0");
        fill(&DatabaseUrl::Postgres(address_of(&unfinished)), filling);
        server
            .batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))
            .unwrap();
    }
    name
}

fn create(server: &mut PgConnection, name: &str, template: &str) {
    server
        .batch_execute(&format!(
            "CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY"
        ))
        .unwrap();
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

fn databases(server: &mut PgConnection, family: &str) -> Vec<String> {
    let names: Vec<Name> = diesel::sql_query(format!(
        "SELECT datname::text AS name FROM pg_database WHERE starts_with(datname, '{family}_')"
    ))
    .load(server)
    .unwrap();
    names.into_iter().map(|row| row.name).collect()
}

/// `integration` or `browser`.
fn program() -> String {
    let path = std::env::current_exe().unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    name.split('-').next().unwrap().to_owned()
}

fn build() -> u128 {
    let path = std::env::current_exe().unwrap();
    let modified = std::fs::metadata(path).unwrap().modified().unwrap();
    modified
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_micros()
}

fn server() -> PgConnection {
    let address = server_address();
    PgConnection::establish(&address)
        .unwrap_or_else(|error| panic!("DAF_TEST_POSTGRES_URL leads to no PostgreSQL: {error}"))
}

fn server_address() -> String {
    std::env::var("DAF_TEST_POSTGRES_URL").unwrap_or_else(|_| {
        panic!(
            "Every test runs on PostgreSQL too. Name a server in which databases may be made, \
             DAF_TEST_POSTGRES_URL=postgres://postgres@127.0.0.1:5432/postgres, or use tests/run, \
             which starts one."
        )
    })
}

fn address_of(name: &str) -> String {
    let mut address =
        url::Url::parse(&server_address()).expect("DAF_TEST_POSTGRES_URL is an address");
    address.set_path(name);
    address.to_string()
}
