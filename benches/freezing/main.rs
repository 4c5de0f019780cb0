//! How long `daf freeze` takes, beside Hugo with the same articles and a template of the same parts: contents,
//! related articles, tags, authors, lists in pages, feeds.
//!
//! ```text
//! cargo bench --bench freezing -- [--posts 10000] [--rounds 3]
//! ```
//!
//! It needs Hugo (Debian: `hugo`). Both begin with an empty folder; then both make the same site again, with
//! nothing changed. Daf's articles were rendered when they were saved; it writes a search index, three forms of
//! each feed and redirects beside what Hugo writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use daf::domain::ids::PostId;
use daf::domain::post::PostStatus;
use daf::storage::{Db, Store, writing};
use serde_json::json;

#[derive(Parser)]
struct Options {
    /// How many articles the site has
    #[arg(long, default_value = "10000")]
    posts: u32,

    /// How often each is made from nothing
    #[arg(long, default_value = "3")]
    rounds: usize,

    /// What cargo gives every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let database = format!("sqlite://{}", folder.join("daf.db").display());
    daf(folder, &database, &["bench-data", "--seed", "1", "--posts"])
        .arg(options.posts.to_string())
        .args(&["--comments", "0"])
        .run();
    let store = Store::open(&database.parse().expect("an address"), None).expect("it opens");
    let hugo = folder.join("hugo");
    let articles = store.survey_here(|db| Ok(write_content(db, &hugo, options.posts)));
    println!("{} articles", articles.unwrap());

    let (mut own, mut others) = (Vec::new(), Vec::new());
    for round in 0..options.rounds {
        own.push(freeze(folder, &database, &format!("frozen-{round}")));
        others.push(build(&hugo, &format!("public-{round}")));
    }
    say("from nothing", &mut own, &mut others);
    let last = options.rounds - 1;
    for at in ["frozen", "public"] {
        let made = match at {
            "frozen" => folder.join(format!("frozen-{last}")),
            _ => hugo.join(format!("public-{last}")),
        };
        let (files, bytes) = size(&made);
        println!("{at}: {files} files, {:.1} MB", bytes as f64 / 1e6);
    }
    let mut again = vec![freeze(folder, &database, &format!("frozen-{last}"))];
    let mut rebuilt = vec![build(&hugo, &format!("public-{last}"))];
    say("again, with nothing changed", &mut again, &mut rebuilt);
    ExitCode::SUCCESS
}

/// A command that says nothing.
struct Quiet(Command);

impl Quiet {
    fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Quiet {
        self.0.arg(argument);
        self
    }

    fn args(mut self, arguments: &[&str]) -> Quiet {
        self.0.args(arguments);
        self
    }

    fn run(mut self) -> Duration {
        let began = Instant::now();
        let done = self
            .0
            .stdout(Stdio::null())
            .status()
            .expect("it should run");
        assert!(done.success());
        began.elapsed()
    }
}

fn daf(folder: &Path, database: &str, arguments: &[&str]) -> Quiet {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daf"));
    command
        .env("DAF_DATABASE_URL", database)
        .env("DAF_DATA_DIR", folder)
        .env("RUST_LOG", "error")
        .stderr(Stdio::null());
    Quiet(command).args(arguments)
}

fn freeze(folder: &Path, database: &str, name: &str) -> Duration {
    daf(
        folder,
        database,
        &["freeze", "--base-url", "https://example.org"],
    )
    .arg(folder.join(name))
    .run()
}

fn build(hugo: &Path, name: &str) -> Duration {
    let mut command = Command::new("hugo");
    command.arg("--source").arg(hugo);
    Quiet(command)
        .args(&["--quiet", "--destination", name])
        .run()
}

fn say(what: &str, own: &mut [Duration], others: &mut [Duration]) {
    let (own, others) = (median(own), median(others));
    println!(
        "{what}: daf freeze {:.2} s, hugo {:.2} s, ratio {:.2}",
        own.as_secs_f64(),
        others.as_secs_f64(),
        own.as_secs_f64() / others.as_secs_f64()
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The site's articles as Hugo reads them, and its template. Says how many articles there are.
fn write_content(db: &mut Db, hugo: &Path, posts: u32) -> usize {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/freezing/hugo");
    copy(&template, hugo);
    let content = hugo.join("content/posts");
    fs::create_dir_all(&content).unwrap();
    let mut written = 0;
    for number in 1..=i64::from(posts) * 2 {
        let Ok(working) = writing::open(db, PostId(number)) else {
            continue;
        };
        if working.post.status != PostStatus::Published {
            continue;
        }
        let details = &working.typed.details;
        let tags: Vec<&str> = details.tags.split(',').map(str::trim).collect();
        let about = json!({
            "title": working.post.title,
            "slug": working.post.slug.as_str(),
            "date": working.post.dated().rfc3339(),
            "summary": working.post.summary,
            "lang": details.language,
            "tags": tags,
            "authors": details.authors,
        });
        let text = format!("{about:#}\n\n{}\n", working.typed.source);
        fs::write(content.join(format!("{number}.md")), text).unwrap();
        written += 1;
    }
    written
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// How many files a folder holds, and how large they are together.
fn size(folder: &Path) -> (usize, u64) {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let (mut files, mut bytes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            match entry.metadata().unwrap() {
                about if about.is_dir() => folders.push(entry.path()),
                about => {
                    files += 1;
                    bytes += about.len();
                }
            }
        }
    }
    (files, bytes)
}
