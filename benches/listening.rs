//! What readers cost who listen and hear nothing, and how long it takes until all of them have heard something:
//!
//! ```text
//! cargo bench --bench listening -- [--listeners 10000]
//! ```
//!
//! A site of its own with the demo content runs in a process of its own, whose memory is measured (PSS, as Linux
//! tells it). The listeners come from as many addresses as they would, which a proxy nearby tells. Their connections
//! are held by this process: it needs as many open files.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use daf::domain::comment::{CommentBody, CommentStatus, Commenter, NewComment};
use daf::domain::ids::{PostId, UserId};
use daf::domain::language::Language;
use daf::domain::moment::Moment;
use daf::storage::{Store, comments};

#[derive(Parser)]
struct Options {
    /// How many listen at once
    #[arg(long, default_value = "10000")]
    listeners: usize,

    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite://{}/daf.db", folder.path().display());
    let (mut site, host) = serve(&database, folder.path());
    let path = article(&host);

    let before = memory(site.id());
    let began = Instant::now();
    let mut listening: Vec<TcpStream> = (0..options.listeners)
        .map(|number| listen(&host, &path, number))
        .collect();
    let connected = began.elapsed();
    let after = memory(site.id());
    let each = (after.saturating_sub(before)) as f64 / options.listeners as f64;
    println!(
        "{} listeners in {:.1} s",
        listening.len(),
        connected.as_secs_f64()
    );
    println!("memory: {before} kB before, {after} kB after: {each:.1} kB each");

    let store =
        Store::open(&database.parse().expect("an address"), None).expect("the site's database");
    let began = Instant::now();
    say_something(&store);
    for stream in &mut listening {
        hear(stream);
    }
    println!(
        "all of them heard of a comment after {} ms",
        began.elapsed().as_millis()
    );
    println!("memory then: {} kB", memory(site.id()));
    drop(listening);
    let _ = site.kill();
    let _ = site.wait();
    ExitCode::SUCCESS
}

/// Starts a site, and says where it listens.
fn serve(database: &str, folder: &std::path::Path) -> (Child, String) {
    let mut site = Command::new(env!("CARGO_BIN_EXE_daf"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            database,
        ])
        .arg("--data-dir")
        .arg(folder)
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the site should start");
    let mut lines = BufReader::new(site.stdout.take().expect("its words")).lines();
    let said = lines.find_map(|line| Some(line.ok()?.split_once("http://")?.1.to_owned()));
    // Whoever speaks to nobody stops.
    std::thread::spawn(move || lines.for_each(drop));
    (site, said.expect("where it listens"))
}

/// An article where something can be said.
fn article(host: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("the site");
    write!(
        stream,
        "GET /api/v1/posts HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    .expect("to ask");
    let mut said = String::new();
    let _ = stream.read_to_string(&mut said);
    let slug = said
        .split("\"slug\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    format!("/{}", slug.expect("an article"))
}

fn listen(host: &str, path: &str, number: usize) -> TcpStream {
    let mut stream = TcpStream::connect(host).expect("a connection");
    let [a, b] = [number / 250, number % 250];
    write!(
        stream,
        "GET {path}/live HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 198.{}.{}.{b}\r\n\r\n",
        a / 250,
        a % 250
    )
    .expect("to ask");
    until(&mut stream, b"retry: ");
    stream
}

fn hear(stream: &mut TcpStream) {
    until(stream, b"event: comment");
}

/// Reads until something was said.
fn until(stream: &mut TcpStream, wanted: &[u8]) {
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a timeout");
    let mut said = Vec::new();
    let mut some = [0; 4096];
    while !said.windows(wanted.len()).any(|place| place == wanted) {
        let read = stream.read(&mut some).expect("something should be said");
        assert!(
            read > 0,
            "the stream ended: {}",
            String::from_utf8_lossy(&said)
        );
        said.extend_from_slice(&some[..read]);
    }
}

/// A member says something below the article that is listed first.
fn say_something(store: &Store) {
    let newest = store
        .read_here(|db| {
            daf::storage::listings::newest(db, None, daf::domain::listing::Window::First)
        })
        .expect("the articles");
    let comment = NewComment {
        post: newest.items.first().map_or(PostId(1), |card| card.post.id),
        parent: None,
        commenter: Commenter::User(UserId(1)),
        language: Language::En,
        status: CommentStatus::Approved,
        words: CommentBody::parse("Said to all.", Language::En).expect("words"),
        created_at: Moment::now(),
    };
    store
        .write_here(|db| comments::create(db, &comment).map(|_| ()))
        .expect("a comment");
}

/// The share of memory that is a process's own, in kilobytes.
fn memory(process: u32) -> u64 {
    let smaps =
        std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = smaps.lines().find(|line| line.starts_with("Pss:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kilobytes.unwrap_or(0)
}
