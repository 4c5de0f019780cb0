//! A slow database makes readers of pages wait, and nobody else.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::support::{Page, TestSite, on_both};

/// Every reader of the store, held in a query until told otherwise.
struct Held {
    release: Sender<()>,
    thread: JoinHandle<()>,
}

impl Held {
    /// Comes back when the last reader is taken.
    fn every_reader(site: &TestSite) -> Held {
        let store = site.store.clone();
        let (release, wait) = channel();
        let wait: Arc<Mutex<Receiver<()>>> = Arc::new(Mutex::new(wait));
        let (tell, told) = channel();
        let readers = store.readers();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let mut queries = Vec::new();
                for _ in 0..readers {
                    let (store, wait, tell) = (store.clone(), Arc::clone(&wait), tell.clone());
                    queries.push(actix_web::rt::spawn(async move {
                        let query = store.read(move |_| {
                            tell.send(()).unwrap();
                            let _ = wait.lock().unwrap().recv();
                            Ok(())
                        });
                        query.await.unwrap();
                    }));
                }
                for query in queries {
                    query.await.unwrap();
                }
            });
        });
        for _ in 0..readers {
            told.recv().unwrap();
        }
        Held { release, thread }
    }

    fn release(self) {
        drop(self.release);
        self.thread.join().unwrap();
    }
}

/// Asks for a page many times at once, each on a connection of its own.
fn ask_at_once(site: &TestSite, times: usize, path: impl Fn(usize) -> String) -> Receiver<Page> {
    let (tell, told) = channel();
    for number in 0..times {
        let (visitor, tell, path) = (site.visitor(), tell.clone(), path(number));
        std::thread::spawn(move || {
            let _ = tell.send(visitor.get(&path));
        });
    }
    told
}

#[test]
fn a_file_and_the_sign_of_life_are_answered_while_every_reader_of_the_database_is_held() {
    on_both(|site| {
        site.article("Article").create();
        let held = Held::every_reader(site);
        let pending = ask_at_once(site, 20, |_| "/article".to_owned());

        for _ in 0..20 {
            site.get("/static/css/site.css").is(200);
            site.get("/healthz").is(200);
        }
        assert!(pending.try_recv().is_err(), "no page can be ready yet");

        held.release();
        for _ in 0..20 {
            pending.recv().unwrap().is(200).shows("Article");
        }
    });
}

#[test]
fn writers_wait_for_no_reader() {
    on_both(|site| {
        let held = Held::every_reader(site);

        site.article("Written meanwhile").create();

        held.release();
        site.get("/en").shows("Written meanwhile");
    });
}

#[test]
fn one_reader_cannot_search_more_than_sixty_four_times_at_once() {
    on_both(|site| {
        let held = Held::every_reader(site);
        // Of one page that many want at once one is made.
        let answers = ask_at_once(site, 66, |number| format!("/search?q=words+{number}"));

        let refused = [answers.recv().unwrap(), answers.recv().unwrap()];
        for page in refused {
            let page = page.is(429);
            assert_eq!(
                (page.heading().as_str(), page.header("retry-after")),
                ("Too many at once", "1")
            );
        }

        held.release();
        for _ in 0..64 {
            answers.recv().unwrap().is(200);
        }
        site.get("/search?q=words").is(200);
    });
}

#[test]
fn a_query_that_panics_costs_one_answer_and_no_reader() {
    on_both(|site| {
        let store = site.store.clone();
        actix_web::rt::System::new().block_on(async {
            for _ in 0..2 * store.readers() {
                let asked: daf::storage::Result<()> = store.read(|_| panic!("on purpose")).await;
                assert!(asked.is_err());
            }
        });

        site.get("/").is(200);
        site.get("/readyz").is(200);
    });
}

#[test]
fn a_kept_page_is_served_while_every_reader_of_the_database_is_held() {
    on_both(|site| {
        site.article("Article").create();
        site.get("/article").is(200);
        let held = Held::every_reader(site);

        // Longer than this process is patient with a database that does not say what is new.
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(3) {
            let page = site.get("/article").is(200);
            let timing = page.header("server-timing");
            assert!(timing.starts_with("cache;desc=hit"), "{timing}");
        }

        held.release();
    });
}
