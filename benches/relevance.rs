//! How well the search answers: questions of our own over articles of our own, in three languages.
//!
//! `cargo bench --bench relevance` prints recall@10 and MRR@10 for the half of the questions that the
//! weights were tuned on (even lines) and for the other half, as typed and by their three most telling
//! words. An answer is an article of grade 3. The demo's articles stand among them.

use std::path::Path;

use daf::text::language::Language;
use daf::text::markdown;
use daf::text::search::block::{self, Block};
use daf::text::search::ranking;
use daf::text::search::{Aliases, Field, Inventory, Query};
use daf::text::search::{Article, Filter, Places};

struct Question {
    language: String,
    whole: String,
    three: String,
    answers: Vec<String>,
}

#[derive(Default)]
struct Score {
    asked: usize,
    recall: f64,
    reciprocal: f64,
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/relevance");
    let mut slugs = Vec::new();
    let mut places = Places::default();
    let mut inventories = Vec::new();
    let own = ["he", "ar", "en"].map(|tag| folder.join("articles").join(tag));
    let demo = ["he", "ar", "en"].map(|tag| {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/content");
        content.join(tag)
    });
    for file in own.iter().chain(&demo).flat_map(|folder| files(folder)) {
        let text = std::fs::read_to_string(&file).expect("an article");
        slugs.push(value(&text, "slug"));
        let inventory = inventory(&text);
        places.push(Article {
            id: slugs.len() as i64,
            length: inventory.length,
            day: 0,
            is_listed: true,
            language: Language::from_tag(&value(&text, "lang")).expect("a language"),
            authors: &[],
            tags: &[],
        });
        inventories.push(inventory);
    }
    let block = block::block_of(places, &inventories.iter().collect::<Vec<_>>());
    let blocks = [block];
    let questions = questions(&folder.join("questions.tsv"));
    println!("{} articles, {} questions", slugs.len(), questions.len());
    println!("{:<4} {:<9} {:>5}  recall@10  MRR@10", "", "", "asked");
    for (half, name) in [(0, "tuned on"), (1, "kept aside")] {
        println!("{name}:");
        for language in ["he", "ar", "en"] {
            let of_half = || {
                let all = questions.iter().enumerate();
                all.filter(move |(number, one)| number % 2 == half && one.language == language)
            };
            let whole = score(of_half().map(|(_, one)| (&one.whole, one)), &blocks, &slugs);
            let three = score(of_half().map(|(_, one)| (&one.three, one)), &blocks, &slugs);
            for (what, score) in [("question", whole), ("3 words", three)] {
                let asked = score.asked as f64;
                println!(
                    "{language:<4} {what:<9} {:>5}  {:.3}      {:.3}",
                    score.asked,
                    score.recall / asked,
                    score.reciprocal / asked
                );
            }
        }
    }
}

fn score<'a>(
    questions: impl Iterator<Item = (&'a String, &'a Question)>,
    blocks: &[Block],
    slugs: &[String],
) -> Score {
    let aliases = Aliases::with(&[]);
    let mut score = Score::default();
    for (typed, question) in questions {
        let query = Query::parse(typed, &aliases);
        let answers = ranking::rank(&query, &Filter::default(), blocks);
        let found = answers.behind(0, 10);
        let place = found
            .iter()
            .position(|hit| question.answers.contains(&slugs[hit.id as usize - 1]));
        score.asked += 1;
        if let Some(place) = place {
            score.recall += 1.0;
            score.reciprocal += 1.0 / (place + 1) as f64;
        }
        if std::env::var_os("MISSES").is_some() && place != Some(0) {
            println!("  {place:?} {typed} -> {:?}", question.answers);
        }
    }
    score
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of articles");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

/// A value of an article's head, which is simple YAML or TOML.
fn value(text: &str, name: &str) -> String {
    let line = text.lines().find_map(|line| {
        let rest = line.strip_prefix(name)?.trim_start();
        rest.strip_prefix([':', '='])
    });
    line.unwrap_or_default().trim().trim_matches('"').to_owned()
}

fn inventory(text: &str) -> Inventory {
    let mark = &text[..3];
    let body = text[3..].split_once(mark).map_or("", |(_, body)| body);
    let mut inventory = markdown::inventory(body);
    inventory.add(Field::Title, &value(text, "title"));
    inventory.add(Field::Heading, &value(text, "summary"));
    inventory.add(Field::Tags, &value(text, "tags"));
    inventory
}

fn questions(file: &Path) -> Vec<Question> {
    let text = std::fs::read_to_string(file).expect("the questions");
    let lines = text.lines().skip(1);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [_, language, whole, three, answers] = cells[..] else {
                panic!("not a question: {line}");
            };
            let is_answer = |grade: &&str| grade.ends_with(":3");
            Question {
                language: language.to_owned(),
                whole: whole.to_owned(),
                three: three.to_owned(),
                answers: answers
                    .split(',')
                    .filter(is_answer)
                    .map(|grade| grade.trim_end_matches(":3").to_owned())
                    .collect(),
            }
        })
        .collect()
}
