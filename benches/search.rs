//! How long a search takes in the server over many articles, and how large its index is beside the text:
//!
//! ```text
//! cargo bench --bench search -- [--posts 100000] [--database-url URL] [--filled]
//! ```
//!
//! Without a URL it fills an SQLite file in a folder of its own. `--filled` says that the database holds
//! the content already. Words are taken from the index itself: rare ones stand in 10 to 100 articles,
//! middling ones in a hundredth of them, very common ones in a third and more. Times are those of finding
//! a page of answers, from the question to the articles' texts; passages and pages are not in them. Memory is
//! that of the process, SQLite's among it.

mod memory;

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use daf::storage::search::{self, Asked, Memory};
use daf::storage::url::DatabaseUrl;
use daf::storage::{Db, Store};
use daf::text::search::{Aliases, Query};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

const ROUNDS: usize = 5;
const WORDS: usize = 40;

#[derive(Parser)]
struct Options {
    #[arg(long, default_value_t = 100_000)]
    posts: u32,
    #[arg(long)]
    database_url: Option<String>,
    #[arg(long)]
    filled: bool,
    /// Cargo says so.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    term: String,
    #[diesel(sql_type = BigInt)]
    articles: i64,
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failure> {
    let options = Options::parse();
    let folder = tempfile::tempdir()?;
    let database = match &options.database_url {
        Some(url) => url.clone(),
        None => format!("sqlite://{}/daf.db", folder.path().display()),
    };
    if !options.filled {
        let posts = options.posts.to_string();
        let began = Instant::now();
        let filled = Command::new(env!("CARGO_BIN_EXE_daf"))
            .args([
                "bench-data",
                "--posts",
                &posts,
                "--comments",
                "0",
                "--seed",
                "7",
            ])
            .env("DAF_DATABASE_URL", &database)
            .env("DAF_DATA_DIR", folder.path())
            .stdin(Stdio::null())
            .status()?;
        if !filled.success() {
            return Err("daf bench-data failed".into());
        }
        println!("filled in {:.0} s", began.elapsed().as_secs_f64());
    }
    let store = Store::open(&database.parse::<DatabaseUrl>()?, None)?;
    println!("memory before: {}", memory::resident());
    let memory = Memory::default();
    println!(
        "{:<34} {:>9} {:>8} {:>8} {:>8}",
        "", "articles", "p50 ms", "p95 ms", "max ms"
    );
    let kinds = store.read_here(questions)?;
    for (name, questions) in kinds {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..ROUNDS {
            for question in &questions {
                let (time, articles) = store.read_here(|db| ask(db, &memory, question))?;
                times.push(time);
                found += articles;
            }
        }
        times.sort();
        let at = |percent: usize| milliseconds(times[(times.len() - 1) * percent / 100]);
        let average = found / times.len().max(1);
        println!(
            "{name:<34} {average:>9} {:>8.1} {:>8.1} {:>8.1}",
            at(50),
            at(95),
            at(100)
        );
    }
    println!("memory after: {}", memory::resident());
    let (index, text) = store.read_here(sizes)?;
    let ratio = index as f64 / text as f64;
    println!(
        "index {} MB, text {} MB: {ratio:.2}",
        index / 1_000_000,
        text / 1_000_000
    );
    Ok(ExitCode::SUCCESS)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn ask(db: &mut Db, memory: &Memory, question: &str) -> daf::storage::Result<(Duration, usize)> {
    let began = Instant::now();
    let asked = Asked {
        query: Query::parse(question, &Aliases::default()),
        ..Asked::default()
    };
    let hits = search::find(db, memory, &asked)?;
    Ok((began.elapsed(), hits.full))
}

/// Questions of each kind.
fn questions(db: &mut Db) -> daf::storage::Result<Vec<(&'static str, Vec<String>)>> {
    let all = "SELECT term, articles FROM search_vocabulary ORDER BY articles DESC, term";
    let held: Vec<Held> = diesel::sql_query(all).load(db)?;
    let most = held.first().map_or(0, |word| word.articles);
    let some = |least: i64, limit: i64| -> Vec<String> {
        let fitting: Vec<&Held> = held
            .iter()
            .filter(|word| word.articles >= least && word.articles < limit)
            .filter(|word| !word.term.starts_with("zz"))
            .collect();
        let step = (fitting.len() / WORDS).max(1);
        let chosen = fitting.iter().step_by(step).take(WORDS);
        chosen.map(|word| word.term.clone()).collect()
    };
    let (rare, middling, common) = (
        some(10, 100),
        some(most / 200, most / 50),
        some(most / 2, most + 1),
    );
    let three: Vec<String> = common.windows(3).map(|words| words.join(" ")).collect();
    let ten: Vec<String> = common.windows(10).map(|words| words.join(" ")).collect();
    let mixed: Vec<String> = (rare.iter().zip(&middling).zip(common.iter().cycle()))
        .map(|((rare, middling), common)| format!("{rare} {middling} {common}"))
        .collect();
    let phrases: Vec<String> = common
        .windows(2)
        .map(|words| format!("\"{}\"", words.join(" ")))
        .collect();
    Ok(vec![
        ("rare words", rare),
        ("middling words", middling),
        ("very common words", common),
        ("three very common words", three),
        ("ten very common words", ten),
        ("a rare, a middling, a common one", mixed),
        ("phrases of two very common words", phrases),
    ])
}

/// Bytes of the index, and of the Markdown that it is of.
fn sizes(db: &mut Db) -> daf::storage::Result<(i64, i64)> {
    let index = match db {
        Db::Sqlite(_) => {
            "SELECT CAST(SUM(pgsize) AS BIGINT) AS bytes FROM dbstat WHERE name LIKE '%search\\_%' ESCAPE '\\'"
        }
        Db::Postgres(_) => {
            "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS BIGINT) AS bytes FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind = 'r' AND c.relname LIKE 'search\\_%' AND n.nspname = current_schema()"
        }
    };
    let text = match db {
        Db::Sqlite(_) => "SELECT SUM(LENGTH(CAST(source AS BLOB))) AS bytes FROM posts",
        Db::Postgres(_) => "SELECT CAST(SUM(OCTET_LENGTH(source)) AS BIGINT) AS bytes FROM posts",
    };
    let index: Size = diesel::sql_query(index).get_result(db)?;
    let text: Size = diesel::sql_query(text).get_result(db)?;
    Ok((index.bytes, text.bytes))
}
