//! A real server on a port of its own, over a database of its own.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use daf::config::Serving;
use daf::domain::freshness::Name;
use daf::domain::moment::Moment;
use daf::domain::settings::Settings;
use daf::events;
use daf::jobs::{delivering, following, indexing, mentioning, publishing};
use daf::outbound::Outbound;
use daf::storage::events as recorded;
use daf::storage::search::Memory;
use daf::storage::{Db, Result, Store, freshness, settings};
use daf::web::{self, Bells};
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;

use super::database::{Database, demo_day};
use super::page::Page;
use super::visitor::Visitor;

pub struct TestSite {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    pub store: Store,
    server: Server,
    base_url: String,
    pub database: Database,
}

/// How much memory the pages of a test's site may take.
const CACHE: u64 = 16 * 1024 * 1024;

/// Whether a test's site does by itself what no request asks for.
#[derive(Clone, Copy)]
pub enum Background {
    Works,
    Rests,
}

/// A server in a thread of its own.
pub struct Server {
    pub address: String,
    store: Store,
    searches: Arc<Memory>,
    hub: Arc<web::live::Hub>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start(
        store: &Store,
        database: &Database,
        base_url: &str,
        cache_bytes: u64,
        background: Background,
    ) -> Server {
        let serving = Serving {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            base_url: base_url.to_owned(),
            replica: None,
            cache_bytes,
            fragment_bytes: cache_bytes,
            // Tests call as fast as they can.
            api_rate: 1_000_000,
            allows_private_addresses: true,
            tls: None,
        };
        let folder = database.folder().to_owned();
        let served = store.clone();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async {
                let running = web::run(served.clone(), &serving, &folder).unwrap();
                if let Background::Works = background {
                    actix_web::rt::spawn(web::live::run(served.clone(), Arc::clone(&running.hub)));
                    let base_url = running.base_url.clone();
                    actix_web::rt::spawn(delivering::run(
                        served.clone(),
                        Outbound::new(true, "Daf"),
                        Arc::new(move |db, delivery| web::ghost::compose(db, &base_url, delivery)),
                    ));
                    work(served, running.bells);
                }
                tell.send((
                    running.address,
                    running.server.handle(),
                    running.searches,
                    running.hub,
                ))
                .unwrap();
                running.server.await.unwrap();
            });
        });
        let (address, handle, searches, hub) = told.recv().expect("the site should start");
        Server {
            address,
            store: store.clone(),
            searches,
            hub,
            handle,
            thread: Some(thread),
        }
    }
}

fn work(store: Store, bells: Bells) {
    let rung = vec![Arc::clone(&bells.publishing), Arc::clone(&bells.indexing)];
    actix_web::rt::spawn(following::run(store.clone(), rung));
    actix_web::rt::spawn(publishing::run(store.clone(), bells.publishing));
    actix_web::rt::spawn(indexing::run(store.clone(), bells.indexing));
    actix_web::rt::spawn(events::run(store, events::subscribers()));
}

impl Server {
    /// Whether it knows of all that was changed by now, by whichever process.
    pub fn is_up_to_date(&self) -> bool {
        let latest = self.store.read_here(freshness::latest).unwrap();
        self.store.freshness().clock() >= latest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl TestSite {
    /// How many listen to what happens.
    pub fn listeners(&self) -> usize {
        self.server.hub.listeners()
    }

    /// Writes down which searches found nothing, as a job does every few seconds.
    pub fn keep_misses(&self) {
        let misses = self.server.searches.take_misses();
        self.write(|db| daf::storage::search::keep_misses(db, &misses, Moment::now()));
    }

    /// Does whatever is to be told to other sites, and looked at there, until nothing is left, as if it were a day
    /// later.
    pub fn meets_others(&self) {
        let (store, base) = (self.store.clone(), self.base_url.clone());
        let outbound = Outbound::new(true, "Daf");
        System::new().block_on(async {
            let later = Moment::now().plus_hours(24);
            for _ in 0..100 {
                if !mentioning::work(&store, &outbound, &base, later)
                    .await
                    .unwrap()
                {
                    return;
                }
            }
            panic!("there is always more to tell");
        });
    }

    pub fn over(database: Database) -> TestSite {
        TestSite::known_as(database, "http://127.0.0.1:0")
    }

    /// A site that indexes, publishes and hands over nothing by itself, for tests that do it step by step.
    pub fn at_rest(database: Database) -> TestSite {
        TestSite::with(database, "http://127.0.0.1:0", Background::Rests)
    }

    /// A site whose public address is another one, as behind a proxy.
    pub fn known_as(database: Database, base_url: &str) -> TestSite {
        TestSite::with(database, base_url, Background::Works)
    }

    fn with(database: Database, base_url: &str, background: Background) -> TestSite {
        let store = Store::open(&database.url, None).unwrap();
        let server = Server::start(&store, &database, base_url, CACHE, background);
        TestSite {
            address: server.address.clone(),
            base_url: match base_url.ends_with(":0") {
                true => server.address.clone(),
                false => base_url.to_owned(),
            },
            store,
            server,
            database,
        }
    }

    /// The same site by the same process, without a page cache.
    pub fn uncached(&self) -> Server {
        Server::start(
            &self.store,
            &self.database,
            &self.base_url,
            0,
            Background::Works,
        )
    }

    /// The same site by another process over the same database.
    pub fn elsewhere(&self) -> Server {
        let store = Store::open(&self.database.url, None).unwrap();
        Server::start(
            &store,
            &self.database,
            &self.base_url,
            CACHE,
            Background::Works,
        )
    }

    /// Ends the site and leaves what it has written.
    pub fn leave(self) -> Database {
        let TestSite {
            server, database, ..
        } = self;
        drop(server);
        database
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

    /// A statement as nobody but the database itself can refuse it. No event tells of it, so the site is told
    /// that all is changed.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.store.write_here(|db| {
            db.batch_execute(sql)?;
            freshness::touch(db, [Name::All])
        })
    }

    /// As [`TestSite::execute`], of a statement that nobody refuses.
    #[track_caller]
    pub fn behind(&self, sql: &str) {
        self.execute(sql).unwrap();
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
        let recorded = self.read(|db| recorded::after(db, 0, 10_000));
        recorded.into_iter().map(|event| event.kind).collect()
    }
}

#[derive(diesel::QueryableByName)]
pub struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub number: i64,
}
