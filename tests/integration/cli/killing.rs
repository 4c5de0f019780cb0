//! `kill -9`, fifty times, while readers comment and scheduled articles come up: what was answered is there,
//! every event has reached every subscriber once, every article appeared once, and no page is stale.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use daf::domain::moment::Moment;
use daf::domain::post::Publication;
use daf::domain::token::Token;
use daf::storage::{Store, sessions};
use diesel::RunQueryDsl;
use fastrand::Rng;
use ureq::Agent;

use crate::support::site::Count;
use crate::support::{Filling, Program, Role, TestSite, Visitor, comes_to_be, on_both_databases};

const LIVES: usize = 50;
const WRITERS: usize = 4;
/// Articles that come up while the site lives and dies, some each second.
const SCHEDULED: i64 = 40;
const EACH_SECOND: i64 = 3;
/// At most so many comments are answered before the next kill.
const LONGEST_LIFE: usize = 12;

fn serve(database: &crate::support::Database) -> crate::support::program::Served {
    Program::over(database, &["serve", "--listen", "127.0.0.1:0", "--no-demo"]).serve()
}

/// Comments until the site is gone, and notes which comments were taken.
fn write(
    site: &str,
    token: &str,
    next: &AtomicUsize,
    taken: &Mutex<Vec<String>>,
    tell: &mpsc::Sender<()>,
) {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into();
    loop {
        let word = format!("word{}", next.fetch_add(1, Ordering::Relaxed));
        let answer = agent
            .post(format!("{site}/article/comments"))
            .header("cookie", format!("daf_session={token}"))
            .send_form([("text", word.as_str())]);
        match answer {
            Ok(answer) if answer.status() == 303 => {
                taken.lock().unwrap().push(word);
                let _ = tell.send(());
            }
            // Too many at once by one person.
            Ok(answer) if answer.status() == 429 => {
                let _ = tell.send(());
            }
            Ok(answer) => panic!("a comment was answered {}", answer.status()),
            Err(_) => return,
        }
    }
}

/// What was answered before the last kill is in the database, and the article's page says so.
fn all_is_there(store: &Store, address: &str, taken: &[String]) {
    let (page, there) = loop {
        let before = number(store, "comments");
        let page = Visitor::to(address).get("/article").is(200);
        // What a process had asked of PostgreSQL may be written after its end.
        if number(store, "comments") == before {
            break (page, before);
        }
    };
    let words: Vec<String> = taken.iter().map(|word| format!("'{word}'")).collect();
    if !words.is_empty() {
        let found = number(
            store,
            &format!("comments WHERE source IN ({})", words.join(", ")),
        );
        assert_eq!(
            found,
            words.len() as i64,
            "each that was taken is there once"
        );
    }
    match there {
        0 => page.shows("Nobody has commented yet."),
        1 => page.shows("One comment"),
        _ => page.shows(&format!("{there} comments")),
    };
}

fn number(store: &Store, of: &str) -> i64 {
    let question = format!("SELECT COUNT(*) AS number FROM {of}");
    let count = store.read_here(|db| Ok(diesel::sql_query(question).get_result::<Count>(db)?));
    count.unwrap().number
}

#[test]
fn what_was_answered_survives_fifty_kills() {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::at_rest(database);
        site.article("Article").create();
        let now = Moment::now();
        for number in 0..SCHEDULED {
            let at = now.plus_seconds(1 + number / EACH_SECOND);
            site.article(&format!("Scheduled {number}"))
                .publication(Publication::Scheduled(at))
                .create();
        }
        let tokens: Vec<String> = (0..WRITERS)
            .map(|number| {
                let id = site.account(&format!("member-{number}"), Role::Reader);
                let token = Token::random().unwrap();
                site.write(|db| sessions::create(db, id, token.as_str(), "Test", Moment::now()));
                token.as_str().to_owned()
            })
            .collect();
        let database = site.leave();
        let store = Store::open(&database.url, None).unwrap();
        let mut rng = Rng::new();
        let (next, taken) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        for _ in 0..LIVES {
            let served = serve(&database);
            let address = served.address.clone();
            all_is_there(&store, &address, &taken.lock().unwrap());
            let (tell, told) = mpsc::channel();
            std::thread::scope(|scope| {
                for token in &tokens {
                    let (address, tell) = (address.as_str(), tell.clone());
                    let (next, taken) = (&next, &taken);
                    scope.spawn(move || write(address, token, next, taken, &tell));
                }
                for _ in 0..rng.usize(1..LONGEST_LIFE) {
                    told.recv().unwrap();
                }
                // Which is SIGKILL.
                drop(served);
            });
        }

        let taken = taken.into_inner().unwrap();
        assert!(taken.len() > LIVES, "only {} were taken", taken.len());
        let served = serve(&database);
        all_is_there(&store, &served.address, &taken);
        let site = TestSite::at_rest(database);
        let count = |what: &str| site.count(&format!("SELECT COUNT(*) AS number FROM {what}"));
        let all = count("comments");
        assert_eq!(
            site.count("SELECT CAST(SUM(comment_count) AS BIGINT) AS number FROM posts"),
            all
        );
        assert_eq!(count("events WHERE kind = 'comment.created'"), all);
        let counted = || {
            site.count(
                "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS number FROM daily_counts \
                 WHERE kind = 'comment.created'",
            )
        };
        comes_to_be(|| counted() >= all);
        assert_eq!(counted(), all, "each event was counted once");
        assert_eq!(count("parked_events"), 0);
        comes_to_be(|| count("posts WHERE status = 'scheduled'") == 0);
        assert_eq!(
            count("events WHERE kind = 'post.published' AND subject <> 'post:1'"),
            SCHEDULED,
            "each appeared once"
        );
        let newest = format!("Scheduled {}", SCHEDULED - 1);
        Visitor::to(&served.address).get("/en").shows(&newest);
        drop(served);
        Program::over(&site.database, &["check"]).run().succeeded();
    });
}
