//! What a page costs its reader, beside nginx with the very same bytes as files:
//!
//! ```text
//! cargo bench --bench serving -- [--posts 100,100000] [--seconds 4] [--rounds 5] [--database-url URL] [--larger URL]
//! ```
//!
//! It fills an SQLite file in a folder of its own for each number of articles, unless a filled database is named,
//! which gets an account `measuring-….invalid` and comments: name none that readers use. It needs nginx and wrk
//! (Debian: `nginx-light`, `wrk`). For each page all servers are asked in turn, again and again, and the medians
//! are compared. The load tool runs on the same machine. Neither server writes a log of its answers.

mod load;
mod servers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::rt::System;
use clap::Parser;
use daf::domain::comment::{CommentBody, CommentStatus, Commenter, NewComment};
use daf::domain::ids::{PostId, UserId};
use daf::domain::language::Language;
use daf::domain::moment::Moment;
use daf::domain::token::Token;
use daf::domain::user::{Email, Handle, NewUser, PersonName, Role};
use daf::storage::{Store, comments, sessions, settings, users};
use futures_util::future::join_all;
use load::{Question, Run, median};
use servers::{Server, agent};

/// How many readers are there at once.
const READERS: usize = 64;
const MANY_READERS: usize = 1_000;

#[derive(Parser)]
struct Options {
    /// How many articles each site has
    #[arg(long, value_delimiter = ',', default_value = "100,100000")]
    posts: Vec<u32>,

    /// How long each run takes
    #[arg(long, default_value = "4")]
    seconds: u64,

    /// How often each server is asked
    #[arg(long, default_value = "5")]
    rounds: usize,

    /// A database that is filled already
    #[arg(long)]
    database_url: Option<String>,

    /// A second database, with more articles: how much longer an article takes there without any cache
    #[arg(long)]
    larger: Option<String>,

    /// Only the rows whose name holds this
    #[arg(long)]
    only: Option<String>,

    /// What cargo gives every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// A page as every server has it.
struct Page {
    name: &'static str,
    /// On Daf.
    path: String,
    plain: Vec<u8>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(database) = &options.database_url {
        let folder = tempfile::tempdir().expect("a folder");
        measure(&options, database, folder.path());
        return ExitCode::SUCCESS;
    }
    for (number, posts) in options.posts.iter().enumerate() {
        if number > 0 {
            println!();
        }
        println!("A site of {posts} articles:");
        let folder = tempfile::tempdir().expect("a folder");
        let database = filled(folder.path(), *posts);
        measure(&options, &database, folder.path());
    }
    ExitCode::SUCCESS
}

/// Measures everything over a database, with files of its own in a folder.
fn measure(options: &Options, database: &str, folder: &Path) {
    let store =
        Store::open(&database.parse().expect("a database's address"), None).expect("it opens");
    let starts = starts(database, folder);
    let cached = Server::daf(database, folder, &[]);
    cached.answers("/");
    let first_memory = cached.memory();
    let uncached = Server::daf(database, folder, &[("DAF_PAGE_CACHE", "0")]);
    let pages = pages(&cached.address);
    let files = folder.join("files");
    write_files(&files, &pages);
    let nginx = Server::nginx(&folder.join("nginx"), &files, "");
    let eager = Server::nginx(&folder.join("eager"), &files, "open_file_cache max=1000;");
    let session = session(&store);
    println!(
        "an article of {} bytes; {} rounds of {} s",
        pages[0].plain.len(),
        options.rounds,
        options.seconds
    );

    let watching = Watching::over(&cached);
    let table = Table {
        options,
        nginx: &nginx,
    };
    table.head();
    let article = pages[0].path.clone();
    let gzip = || vec!["Accept-Encoding: gzip".to_owned()];
    table.row(
        "article",
        &cached,
        &article,
        "/article",
        Vec::new(),
        READERS,
    );
    table.row(
        "article, gzip",
        &cached,
        &article,
        "/article",
        gzip(),
        READERS,
    );
    table.row(
        "article, 1,000 readers",
        &cached,
        &article,
        "/article",
        Vec::new(),
        MANY_READERS,
    );
    table.row(
        "article, gzip, 1,000 readers",
        &cached,
        &article,
        "/article",
        gzip(),
        MANY_READERS,
    );
    table.row_unmodified(&cached, &article);
    for page in &pages[1..] {
        let file = format!("/{}", page.name);
        table.row(page.name, &cached, &page.path, &file, Vec::new(), READERS);
        let coded = format!("{}, gzip", page.name);
        table.row(&coded, &cached, &page.path, &file, gzip(), READERS);
    }
    table.row(
        "article, page cache off",
        &uncached,
        &article,
        "/article",
        Vec::new(),
        READERS,
    );
    let cookie = vec![format!("Cookie: daf_session={session}")];
    table.row(
        "article, signed in",
        &cached,
        &article,
        "/article",
        cookie,
        READERS,
    );
    table.row(
        "nginx with open_file_cache",
        &eager,
        "/article",
        "/article",
        Vec::new(),
        READERS,
    );

    if let Some(larger) = &options.larger {
        growth(&table, database, larger, folder);
    }

    let most = watching.end();
    let kept = metric(&cached, "daf_page_cache_bytes");
    println!(
        "memory of Daf: {} at its start, {} at most, {} after all of this, of which {} are kept pages; nginx {}",
        megabytes(first_memory),
        megabytes(most),
        megabytes(cached.memory()),
        megabytes(kept),
        megabytes(nginx.memory())
    );
    println!(
        "from start to the first page: {:.0} ms in the median of {}, {:.0} at most",
        milliseconds(starts[starts.len() / 2]),
        starts.len(),
        milliseconds(starts[starts.len() - 1])
    );
    if table.wants("comments") {
        comments_a_second(&store, &cached, &article, folder);
    }
    if table.wants("elsewhere") && database.starts_with("postgres") {
        shown_elsewhere(&store, &cached);
    }
}

/// How long it takes from nothing to the first page, shortest first.
fn starts(database: &str, folder: &Path) -> Vec<Duration> {
    let mut starts: Vec<Duration> = (0..5)
        .map(|_| {
            let began = Instant::now();
            let server = Server::daf(database, folder, &[]);
            server.answers("/");
            began.elapsed()
        })
        .collect();
    starts.sort_unstable();
    starts
}

/// Somebody who looks how much memory a server takes.
struct Watching {
    is_over: Arc<AtomicBool>,
    watcher: JoinHandle<u64>,
}

impl Watching {
    fn over(server: &Server) -> Watching {
        const PAUSE: Duration = Duration::from_millis(250);
        let is_over = Arc::new(AtomicBool::new(false));
        let (seen, process) = (Arc::clone(&is_over), server.id());
        let watcher = std::thread::spawn(move || {
            let mut most = 0;
            while !seen.load(Ordering::Relaxed) {
                most = most.max(servers::pss(process));
                std::thread::sleep(PAUSE);
            }
            most
        });
        Watching { is_over, watcher }
    }

    /// How much it took at most, in bytes.
    fn end(self) -> u64 {
        self.is_over.store(true, Ordering::Relaxed);
        self.watcher.join().unwrap()
    }
}

struct Table<'a> {
    options: &'a Options,
    nginx: &'a Server,
}

impl Table<'_> {
    fn head(&self) {
        println!(
            "| what | Daf, answers/s | nginx, answers/s | ratio | Daf p50 / p99 | nginx p50 / p99 |"
        );
        println!("|---|---|---|---|---|---|");
    }

    fn wants(&self, name: &str) -> bool {
        self.options
            .only
            .as_ref()
            .is_none_or(|only| name.contains(only))
    }

    fn row(
        &self,
        name: &str,
        daf: &Server,
        path: &str,
        file: &str,
        headers: Vec<String>,
        readers: usize,
    ) {
        let ours = Question {
            url: format!("{}{path}", daf.address),
            headers: headers.clone(),
        };
        let theirs = Question {
            url: format!("{}{file}", self.nginx.address),
            headers,
        };
        self.compare(name, &ours, &theirs, readers);
    }

    /// Each server is told the tag that it gave itself.
    fn row_unmodified(&self, daf: &Server, path: &str) {
        let told = |url: String| {
            let answer = agent().get(&url).call().expect("an answer");
            let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
            Question {
                url,
                headers: vec![format!("If-None-Match: {tag}")],
            }
        };
        let ours = told(format!("{}{path}", daf.address));
        let theirs = told(format!("{}/article", self.nginx.address));
        self.compare("article, not modified", &ours, &theirs, READERS);
    }

    fn compare(&self, name: &str, ours: &Question, theirs: &Question, readers: usize) {
        if !self.wants(name) {
            return;
        }
        let time = Duration::from_secs(self.options.seconds);
        load::run(ours, readers, Duration::from_secs(1));
        let (mut own, mut other): (Vec<Run>, Vec<Run>) = Default::default();
        for _ in 0..self.options.rounds {
            own.push(load::run(ours, readers, time));
            other.push(load::run(theirs, readers, time));
        }
        let rate = |runs: &[Run]| median(runs.iter().map(|run| run.rate).collect());
        let of = |runs: &[Run], of: fn(&Run) -> Duration| {
            let times = runs.iter().map(|run| milliseconds(of(run))).collect();
            format!("{:.2}", median(times))
        };
        let errors: u64 = own.iter().chain(&other).map(|run| run.errors).sum();
        println!(
            "| {name} | {:.0} | {:.0} | {:.2} | {} / {} ms | {} / {} ms |{}",
            rate(&own),
            rate(&other),
            rate(&own) / rate(&other),
            of(&own, |run| run.median),
            of(&own, |run| run.p99),
            of(&other, |run| run.median),
            of(&other, |run| run.p99),
            if errors > 0 {
                format!(" {errors} errors")
            } else {
                String::new()
            },
        );
    }
}

fn filled(folder: &Path, posts: u32) -> String {
    let database = format!("sqlite://{}", folder.join("daf.db").display());
    let done = Command::new(env!("CARGO_BIN_EXE_daf"))
        .args(["bench-data", "--seed", "1", "--posts", &posts.to_string()])
        .args([
            "--comments",
            &(posts * 2).to_string(),
            "--database-url",
            &database,
        ])
        .arg("--data-dir")
        .arg(folder)
        .env("RUST_LOG", "error")
        .status()
        .expect("daf should run");
    assert!(done.success());
    database
}

/// The pages that are measured: first the article whose page is nearest to 20 KB of the newest ones.
fn pages(site: &str) -> Vec<Page> {
    let article = article(site);
    let text = String::from_utf8_lossy(&article.plain).into_owned();
    let tag = text.split("<a rel=\"tag\" href=\"").nth(1).expect("a tag");
    let tag = tag.split_once('"').expect("its address").0.to_owned();
    let mut pages = vec![article];
    for (name, path) in [
        ("home", "/".to_owned()),
        ("tag", tag),
        ("feed", "/feed.atom".to_owned()),
        ("api", "/api/v1/posts".to_owned()),
    ] {
        pages.push(Page {
            name,
            plain: get(&format!("{site}{path}")),
            path,
        });
    }
    pages
}

/// An article of about 20 KB, or the one on the first list pages that comes nearest to it.
fn article(site: &str) -> Page {
    const WANTED: usize = 20 * 1024;
    const NEAR: usize = 512;
    const LISTS: usize = 20;
    let mut nearest: Option<Page> = None;
    let mut list = Some("/en".to_owned());
    for _ in 0..LISTS {
        let Some(path) = list else { break };
        let text = String::from_utf8_lossy(&get(&format!("{site}{path}"))).into_owned();
        for card in text.split("<h2><a href=\"").skip(1) {
            let path = card.split_once('"').expect("its address").0.to_owned();
            let page = Page {
                name: "article",
                plain: get(&format!("{site}{path}")),
                path,
            };
            let apart = |page: &Page| page.plain.len().abs_diff(WANTED);
            if apart(&page) <= NEAR {
                return page;
            }
            if nearest
                .as_ref()
                .is_none_or(|near| apart(&page) < apart(near))
            {
                nearest = Some(page);
            }
        }
        let next = text.split("rel=\"next\" href=\"").nth(1);
        list = next.and_then(|next| Some(next.split_once('"')?.0.replace("&amp;", "&")));
    }
    nearest.expect("an article")
}

fn get(url: &str) -> Vec<u8> {
    let mut answer = agent().get(url).call().expect("an answer");
    assert_eq!(answer.status(), 200, "{url}");
    let body = answer.body_mut().with_config().limit(64 * 1024 * 1024);
    body.read_to_vec().expect("a body")
}

/// The same bytes, and the same with gzip as hard as it can.
fn write_files(folder: &Path, pages: &[Page]) {
    fs::create_dir_all(folder).unwrap();
    for page in pages {
        let file: PathBuf = folder.join(page.name);
        fs::write(&file, &page.plain).unwrap();
        let packed = Command::new("gzip")
            .args(["-9", "-k", "-f"])
            .arg(&file)
            .status();
        assert!(packed.expect("gzip").success());
    }
}

/// A reader who is signed in.
fn session(store: &Store) -> String {
    let token = Token::random().expect("a token");
    let now = Moment::now();
    let handle = format!("measuring-{}", now.microseconds());
    let user = NewUser {
        handle: Handle::parse(&handle).unwrap(),
        name: PersonName::parse(&handle).unwrap(),
        email: Email::parse(&format!("{handle}@daf.invalid")).unwrap(),
        role: Role::Reader,
        language: Language::En,
        bio: String::new(),
        password_hash: None,
    };
    store
        .write_here(|db| {
            let id = users::create(db, &user, now)?;
            sessions::create(db, id, token.as_str(), "measuring", now)
        })
        .unwrap();
    token.as_str().to_owned()
}

fn metric(server: &Server, name: &str) -> u64 {
    let text = get(&format!("{}/metrics", server.address));
    let text = String::from_utf8_lossy(&text);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_048_576.0)
}

/// How many comments are written durably while readers read, beside how often the disk makes a write durable.
fn comments_a_second(store: &Store, server: &Server, article: &str, folder: &Path) {
    const TIME: Duration = Duration::from_secs(5);
    const WRITERS: [usize; 3] = [1, 8, 32];
    let disk = syncs_a_second(folder, TIME);
    let post = PostId(1);
    let by: UserId = store.read_here(|db| Ok(users::staff(db)?[0].id)).unwrap();
    let question = Question {
        url: format!("{}{article}", server.address),
        headers: Vec::new(),
    };
    let reading = std::thread::spawn(move || {
        load::run(&question, READERS, 3 * TIME + Duration::from_secs(1))
    });
    let comment = || NewComment {
        post,
        parent: None,
        commenter: Commenter::User(by),
        language: Language::En,
        status: CommentStatus::Pending,
        words: CommentBody::parse("Some words.", Language::En).unwrap(),
        created_at: Moment::now(),
    };
    for writers in WRITERS {
        let began = Instant::now();
        let writer = || async {
            let mut written = 0u64;
            while began.elapsed() < TIME {
                let new = comment();
                let write = store.write(move |db| comments::create(db, &new));
                write.await.unwrap();
                written += 1;
            }
            written
        };
        let all = join_all((0..writers).map(|_| writer()));
        let written: u64 = System::new().block_on(all).into_iter().sum();
        let rate = written as f64 / began.elapsed().as_secs_f64();
        println!(
            "comments written durably by {writers} at once while {READERS} read: {rate:.0}/s; the disk alone {disk:.0} syncs/s; ratio {:.2}",
            rate / disk
        );
    }
    let read = reading.join().unwrap();
    println!("read meanwhile: {:.0} answers/s", read.rate);
}

/// What an article costs on this site and on a larger one, without the page cache and without any; the ratio is
/// of the times.
fn growth(table: &Table, database: &str, larger: &str, folder: &Path) {
    const OFF: [(&str, &str); 2] = [("DAF_PAGE_CACHE", "0"), ("DAF_FRAGMENT_CACHE", "0")];
    for (what, off) in [("page cache off", &OFF[..1]), ("no cache at all", &OFF)] {
        let sites = [database, larger].map(|site| Server::daf(site, folder, off));
        let [(ours, bytes), (theirs, more)] = sites.each_ref().map(|site| {
            let article = pages(&site.address).swap_remove(0);
            let question = Question {
                url: format!("{}{}", site.address, article.path),
                headers: Vec::new(),
            };
            (question, article.plain.len())
        });
        let name = format!("growth, {what}: {bytes} bytes here, {more} on the larger site");
        table.compare(&name, &ours, &theirs, READERS);
    }
}

/// How long after a change was answered another process over the same database shows it.
fn shown_elsewhere(store: &Store, server: &Server) {
    const CHANGES: usize = 300;
    let agent = agent();
    let before = store.read_here(settings::load).unwrap();
    let mut took: Vec<Duration> = (0..CHANGES)
        .map(|number| {
            let mut changed = before.clone();
            changed.title = format!("Changed {number} times");
            store
                .write_here(|db| settings::save(db, &changed, Moment::now()))
                .unwrap();
            let answered = Instant::now();
            let address = format!("{}/", server.address);
            loop {
                let mut page = agent.get(&address).call().unwrap();
                if page
                    .body_mut()
                    .read_to_string()
                    .unwrap()
                    .contains(&changed.title)
                {
                    break answered.elapsed();
                }
            }
        })
        .collect();
    store
        .write_here(|db| settings::save(db, &before, Moment::now()))
        .unwrap();
    took.sort_unstable();
    let at = |part: usize| milliseconds(took[(took.len() - 1) * part / 100]);
    println!(
        "shown by another process after a change: {:.1} ms in the median, {:.1} ms at the 99th percentile, {:.1} ms at most, of {CHANGES}",
        at(50),
        at(99),
        at(100)
    );
}

fn syncs_a_second(folder: &Path, time: Duration) -> f64 {
    use std::io::Write;
    let mut file = fs::File::create(folder.join("syncs")).unwrap();
    let began = Instant::now();
    let mut number = 0u32;
    while began.elapsed() < time {
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        number += 1;
    }
    f64::from(number) / began.elapsed().as_secs_f64()
}
