//! Brings a database to the shape this binary knows, and refuses one it does not know.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Db, Purpose};
use super::error::{Result, StorageError};
use super::url::DatabaseUrl;
use super::{renderings, search};

pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// "Daf" in the header of every file that Daf makes, so that it knows its own.
const APPLICATION_ID: i64 = 0x0044_6166;

/// The number under which processes that start together take turns on PostgreSQL.
const LOCK: i64 = 0x4461_6600;

/// How long a process that starts waits for another that migrates or loads the demo. A request has less.
pub const START_PATIENCE: Duration = Duration::from_secs(120);

/// Opens the database for writing and runs what migrations it lacks. Safe when several processes
/// start together: one migrates, the others wait and find it done.
pub fn prepare(url: &DatabaseUrl) -> Result<()> {
    make_folder(url)?;
    refuse_foreign_file(url)?;
    let mut db = Db::open(url, Purpose::Writing)?;
    let prepared = match &mut db {
        Db::Sqlite(connection) => wait_at_start(connection)
            .and_then(|()| connection.immediate_transaction(prepare_sqlite)),
        Db::Postgres(connection) => prepare_postgres(connection),
    };
    prepared.map_err(|error| match error {
        StorageError::Unusable(reason) => {
            StorageError::Unusable(format!("cannot use {url}: {reason}"))
        }
        other => StorageError::Unusable(format!("cannot use {url}: {other}")),
    })
}

/// How many migrations the binary has that the database lacks: none, once it is served.
pub fn pending(db: &mut Db) -> Result<usize> {
    let known = known_versions(match db {
        Db::Sqlite(_) => &SQLITE,
        Db::Postgres(_) => &POSTGRES,
    })?;
    let applied = applied_versions(db)?;
    Ok(known.difference(&applied).count())
}

fn make_folder(url: &DatabaseUrl) -> Result<()> {
    let DatabaseUrl::Sqlite(path) = url else {
        return Ok(());
    };
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        StorageError::Unusable(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
    })
}

/// Looks at a file before anything about it is changed, its journal's mode among that.
fn refuse_foreign_file(url: &DatabaseUrl) -> Result<()> {
    let DatabaseUrl::Sqlite(path) = url else {
        return Ok(());
    };
    let is_there = std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    let (true, Some(name)) = (is_there, path.to_str()) else {
        return Ok(());
    };
    let refused = |reason: String| StorageError::Unusable(format!("cannot use {url}: {reason}"));
    let mut file = SqliteConnection::establish(name).map_err(|error| refused(error.to_string()))?;
    wait_at_start(&mut file).map_err(|error| refused(error.to_string()))?;
    match is_foreign(&mut file) {
        Ok(false) => Ok(()),
        Ok(true) => Err(refused(foreign().to_string())),
        Err(error) => Err(refused(error.to_string())),
    }
}

fn wait_at_start(connection: &mut SqliteConnection) -> Result<()> {
    let patience = START_PATIENCE.as_millis();
    connection.batch_execute(&format!("PRAGMA busy_timeout = {patience}"))?;
    Ok(())
}

fn is_foreign(file: &mut SqliteConnection) -> Result<bool> {
    let tables = count(file, "SELECT COUNT(*) AS number FROM sqlite_schema")?;
    let owner = count(
        file,
        "SELECT application_id AS number FROM pragma_application_id",
    )?;
    Ok(tables > 0 && owner != APPLICATION_ID)
}

fn prepare_sqlite(connection: &mut SqliteConnection) -> Result<()> {
    if is_foreign(connection)? {
        return Err(foreign());
    }
    if count(connection, "SELECT COUNT(*) AS number FROM sqlite_schema")? > 0 {
        let applied = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
            .load::<Version>(connection)?;
        refuse_newer(&SQLITE, applied)?;
    } else {
        connection.batch_execute(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
    }
    run(connection, SQLITE)?;
    connection.batch_execute(&search::adopt_when_empty())?;
    Ok(connection.batch_execute(&renderings::adopt_when_empty())?)
}

fn prepare_postgres(connection: &mut PgConnection) -> Result<()> {
    connection.batch_execute(&format!(
        "SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"
    ))?;
    let prepared = prepare_locked(connection);
    connection.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    prepared
}

fn prepare_locked(connection: &mut PgConnection) -> Result<()> {
    let server = count(
        connection,
        "SELECT current_setting('server_version_num')::bigint AS number",
    )?;
    if server < 150_000 {
        return Err(StorageError::Unusable(
            "it is older than PostgreSQL 15".to_owned(),
        ));
    }
    let tables = count(
        connection,
        "SELECT COUNT(*) AS number FROM pg_tables WHERE schemaname = current_schema()",
    )?;
    if tables > 0 {
        let applied = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
            .load::<Version>(connection)
            .map_err(|_| foreign())?;
        refuse_newer(&POSTGRES, applied)?;
    }
    run(connection, POSTGRES)?;
    connection.batch_execute(&search::adopt_when_empty())?;
    Ok(connection.batch_execute(&renderings::adopt_when_empty())?)
}

fn run<DB: diesel::backend::Backend>(
    harness: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<()> {
    harness
        .run_pending_migrations(migrations)
        .map(|_| ())
        .map_err(|error| StorageError::Unusable(format!("a migration failed: {error}")))
}

fn foreign() -> StorageError {
    StorageError::Unusable(
        "it belongs to another program; give Daf a database of its own".to_owned(),
    )
}

fn refuse_newer(migrations: &EmbeddedMigrations, applied: Vec<Version>) -> Result<()> {
    let known = known_versions(migrations)?;
    let unknown: Vec<String> = applied
        .into_iter()
        .map(|row| row.version)
        .filter(|version| !known.contains(version))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(StorageError::Unusable(format!(
        "it was made by a newer Daf (migration {}); run that version or a later one",
        unknown.join(", ")
    )))
}

fn known_versions(migrations: &EmbeddedMigrations) -> Result<BTreeSet<String>> {
    use diesel::migration::MigrationSource;
    let all: Vec<Box<dyn diesel::migration::Migration<diesel::sqlite::Sqlite>>> = migrations
        .migrations()
        .map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(all
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}

fn applied_versions(db: &mut Db) -> Result<BTreeSet<String>> {
    let rows =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load::<Version>(db)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[derive(diesel::QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count<C>(connection: &mut C, query: &'static str) -> Result<i64>
where
    C: diesel::connection::LoadConnection,
    diesel::query_builder::SqlQuery:
        for<'query> diesel::query_dsl::methods::LoadQuery<'query, C, Count>,
{
    let counted = diesel::sql_query(query).get_result::<Count>(connection)?;
    Ok(counted.number)
}
