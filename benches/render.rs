//! How fast articles are rendered, beside the bare Markdown parser on the same text in the same run:
//!
//! ```text
//! cargo bench --bench render -- [FILE…]
//! ```
//!
//! Without files it renders the demo content. The promise is at least a third of the parser's own speed.

mod memory;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use daf::text::language::{Language, guess};
use daf::text::markdown;

const ROUNDS: usize = 31;
const ROUND: Duration = Duration::from_millis(100);

struct Article {
    source: String,
    language: Language,
}

fn main() {
    let named: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let files = match named.is_empty() {
        true => demo_articles(),
        false => named,
    };
    let articles: Vec<Article> = files.iter().map(|file| read(file)).collect();
    report("all", &articles.iter().collect::<Vec<_>>());
    for language in Language::ALL {
        let written: Vec<&Article> = articles
            .iter()
            .filter(|article| article.language == language)
            .collect();
        if !written.is_empty() {
            report(language.tag(), &written);
        }
    }
    println!("memory: {}", memory::resident());
}

fn read(file: &Path) -> Article {
    let whole = std::fs::read_to_string(file).expect("a readable article");
    // What the demo content says of an article before its text.
    let source = match whole
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
    {
        Some((_, body)) => body.to_owned(),
        None => whole,
    };
    let folder = file.parent().and_then(Path::file_name);
    let named = folder.and_then(|name| Language::from_tag(&name.to_string_lossy()));
    Article {
        language: named.unwrap_or_else(|| guess(&source, Language::En)),
        source,
    }
}

fn demo_articles() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a readable folder")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Rounds of each in turns, so that both meet the same machine, and the middle one of their ratios.
fn report(name: &str, articles: &[&Article]) {
    let bytes: usize = articles.iter().map(|article| article.source.len()).sum();
    let mut rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            let ours = seconds(articles, |article| {
                black_box(markdown::render(&article.source, article.language));
            });
            let bare = seconds(articles, |article| {
                black_box(comrak::markdown_to_html(&article.source, &parser()));
            });
            (ours, bare)
        })
        .collect();
    rounds.sort_by(|(ours, bare), (other, base)| (bare / ours).total_cmp(&(base / other)));
    let ratio = |place: usize| rounds[place].1 / rounds[place].0;
    let (ours, bare) = rounds[ROUNDS / 2];
    let speed = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!(
        "{name}: {bytes} bytes, daf {:.1} MB/s, parser {:.1} MB/s, ratio {:.2} ({:.2} to {:.2})",
        speed(ours),
        speed(bare),
        ratio(ROUNDS / 2),
        ratio(ROUNDS / 4),
        ratio(ROUNDS * 3 / 4),
    );
}

fn seconds(articles: &[&Article], render: impl Fn(&Article)) -> f64 {
    let begun = Instant::now();
    let mut times = 0;
    while begun.elapsed() < ROUND {
        articles.iter().for_each(|article| render(article));
        times += 1;
    }
    begun.elapsed().as_secs_f64() / f64::from(times)
}

/// The parser with the extensions that articles have.
fn parser() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.description_lists = true;
    options.extension.math_dollars = true;
    options.render.escape = true;
    options
}
