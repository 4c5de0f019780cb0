//! A real server on a port of its own, over a database of its own.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use daf::config::Serving;
use daf::domain::moment::Moment;
use daf::domain::settings::Settings;
use daf::jobs::{indexing, publishing};
use daf::storage::search::Memory;
use daf::storage::{Db, Result, Store, events, settings};
use daf::web;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;

use super::database::{Database, demo_day};
use super::page::Page;
use super::visitor::Visitor;

pub struct TestSite {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    pub store: Store,
    searches: Arc<Memory>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    pub database: Database,
}

impl TestSite {
    /// Writes down which searches found nothing, as a job does every few seconds.
    pub fn keep_misses(&self) {
        let misses = self.searches.take_misses();
        self.write(|db| daf::storage::search::keep_misses(db, &misses, Moment::now()));
    }

    pub fn over(database: Database) -> TestSite {
        TestSite::known_as(database, "http://127.0.0.1:0")
    }

    /// A site whose public address is another one, as behind a proxy.
    pub fn known_as(database: Database, base_url: &str) -> TestSite {
        let store = Store::open(&database.url, None).unwrap();
        let serving = Serving {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            base_url: base_url.to_owned(),
            replica: None,
            tls: None,
        };
        let folder = database.folder().to_owned();
        let served = store.clone();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async {
                let running = web::run(served.clone(), &serving, &folder).unwrap();
                let bells = running.bells;
                actix_web::rt::spawn(publishing::run(served.clone(), bells.publishing));
                actix_web::rt::spawn(indexing::run(served, bells.indexing));
                tell.send((running.address, running.server.handle(), running.searches))
                    .unwrap();
                running.server.await.unwrap();
            });
        });
        let (address, handle, searches) = told.recv().expect("the site should start");
        TestSite {
            address,
            searches,
            store,
            handle,
            thread: Some(thread),
            database,
        }
    }

    /// Ends the site and leaves what it has written.
    pub fn leave(mut self) -> Database {
        self.end();
        let placeholder = Database::nowhere();
        std::mem::replace(&mut self.database, placeholder)
    }

    fn end(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::to(&self.address)
    }

    /// What a new visitor sees, who reads English.
    pub fn get(&self, path: &str) -> Page {
        self.visitor().get(path)
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    pub fn read<T>(&self, question: impl FnOnce(&mut Db) -> Result<T>) -> T {
        self.store.read_here(question).unwrap()
    }

    pub fn write<T>(&self, change: impl FnOnce(&mut Db) -> Result<T>) -> T {
        self.store.write_here(change).unwrap()
    }

    /// A statement as nobody but the database itself can refuse it.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.store
            .write_here(|db| db.batch_execute(sql).map_err(Into::into))
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.read(|db| Ok(diesel::sql_query(sql).get_result::<Count>(db)?.number))
    }

    pub fn settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut changed = self.read(settings::load);
        change(&mut changed);
        self.write(|db| settings::save(db, &changed, demo_day()));
    }

    /// The kinds of the events recorded so far.
    pub fn events(&self) -> Vec<String> {
        let recorded = self.read(|db| events::after(db, 0, 10_000));
        recorded.into_iter().map(|event| event.kind).collect()
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        self.end();
    }
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}
