//! The search of a frozen site, whose files a host of files serves.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use daf::text::search::Aliases;
use daf::text::search::query::{Query, What};
use percent_encoding::percent_decode_str;
use tempfile::TempDir;

use crate::chromium::{Tab, in_chromium};
use crate::demo_site;
use crate::support::{Database, Filling, Kind, Program};

/// A host of files and nothing else.
struct Host {
    address: String,
    _folder: TempDir,
    /// How many bytes of a search it has sent.
    sent: Arc<AtomicUsize>,
}

impl Host {
    /// Of the site over a database, below a path.
    fn of(database: &Database) -> Host {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/blog", listener.local_addr().unwrap());
        let place = folder.path().join("blog");
        let arguments = ["freeze", place.to_str().unwrap(), "--base-url", &address];
        Program::over(database, &arguments).run().succeeded();
        let sent = Arc::new(AtomicUsize::new(0));
        let (root, count) = (folder.path().to_owned(), Arc::clone(&sent));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (root, count) = (root.clone(), Arc::clone(&count));
                std::thread::spawn(move || serve(stream, &root, &count));
            }
        });
        Host {
            address,
            _folder: folder,
            sent,
        }
    }

    async fn searches(&self, tab: &Tab, question: &str) {
        let question: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
        tab.open_whole(&format!("{}/search/?q={question}", self.address))
            .await;
        tab.comes_to("return !!document.querySelector('#results > :is(.found, .empty)')")
            .await;
    }
}

fn serve(mut stream: TcpStream, root: &Path, sent: &AtomicUsize) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let path = first.split(' ').nth(1).unwrap().split('?').next().unwrap();
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    let mut file: PathBuf = root.join(path.trim_start_matches('/'));
    if path.ends_with('/') {
        file.push("index.html");
    }
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let (status, body) = match std::fs::read(&file) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    if path.contains("/search") {
        sent.fetch_add(body.len(), Ordering::Relaxed);
    }
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; form-action 'self'\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body);
}

const TITLES: &str = "return [...document.querySelectorAll('#results .card h2')].map(title => title.textContent).join('\\n')";

#[test]
fn a_frozen_site_is_searched_in_the_browser_in_three_languages() {
    let host = Host::of(&Database::filled(Kind::Sqlite, Filling::Demo));
    in_chromium(async |tab: &Tab| {
        for (question, title) in [
            ("לשרת", "שרת"),
            ("caching", "Caching"),
            ("ובמטמונים", "לזכור תשובות"),
            ("الخادم", "ما هو"),
            ("author:noa http", "שרת אינטרנט"),
        ] {
            host.searches(tab, question).await;
            let titles = tab.text_of(TITLES).await;
            assert!(titles.contains(title), "{question}: {titles}");
        }
        host.searches(tab, "qqqqzzzz").await;
        assert!(
            tab.is("return !!document.querySelector('#results .empty')")
                .await
        );

        host.searches(tab, "backend lang:en -node").await;
        assert!(tab.is("return [...document.querySelectorAll('#results .card h2 a')].every(link => link.closest('[lang]').lang === 'en')").await);
        tab.click("#results .card h2 a").await;
        tab.comes_to("return !!document.querySelector('article.article')")
            .await;
    });
}

#[test]
fn a_frozen_search_answers_while_it_is_typed_and_by_its_address() {
    let host = Host::of(&Database::filled(Kind::Sqlite, Filling::Demo));
    in_chromium(async |tab: &Tab| {
        tab.is_small_phone().await;
        tab.open_whole(&format!("{}/search/", host.address)).await;
        tab.type_in("#q", "midd").await;
        tab.comes_to("return document.querySelectorAll('#results .card').length > 0")
            .await;
        tab.comes_to("return location.search === '?q=midd'").await;
        assert!(
            tab.is("return document.scrollingElement.scrollWidth <= innerWidth")
                .await
        );

        tab.open_whole(&format!("{}/en/", host.address)).await;
        tab.type_in("#find", "cookies").await;
        tab.press_enter().await;
        tab.comes_to("return location.pathname === '/blog/search/' && document.querySelectorAll('#results .card').length > 0").await;
        assert_eq!(tab.value("#q").await, "cookies");
    });
}

#[test]
fn without_scripts_a_frozen_search_says_so() {
    let host = Host::of(&Database::filled(Kind::Sqlite, Filling::Demo));
    in_chromium(async |tab: &Tab| {
        tab.has_no_scripts().await;
        tab.open_whole(&format!("{}/search/", host.address)).await;

        tab.shows("JavaScript").await;
    });
}

/// The terms that a question looks for, as the program reads it: without pairs of words, which the browser does
/// not look for, and without the stems of English words, which it has from the index.
fn terms_of(question: &str) -> Vec<Vec<String>> {
    let query = Query::parse(question, &Aliases::with(&[]));
    let mut words: Vec<Vec<String>> = Vec::new();
    for word in query.words {
        let mut terms: Vec<String> = word
            .forms
            .into_iter()
            .filter_map(|form| match form.what {
                What::Surface(term) => Some(format!("surface {term} {}", form.weight)),
                What::Key(term) => Some(format!("key {term} {}", form.weight)),
                What::Pair(..) | What::Beginning(_) => None,
            })
            .collect();
        terms.sort();
        words.push(terms);
    }
    words
}

const TERMS: &str = "
    const { Index } = await import(document.querySelector('script[src*=\"frozen-search\"]').src);
    const index = await Index.open(document.querySelector('#results').dataset.index);
    return JSON.stringify(QUESTIONS.map(question => index.reader.question(question).words.map(forms =>
        forms.filter(form => form.what !== 'stem').map(form => `${form.what} ${form.term} ${form.weight}`).sort())));";

#[test]
fn the_browser_reads_a_question_as_the_program_does() {
    let cases = include_str!("../integration/cases/search.tsv");
    let mut questions: Vec<String> = cases
        .lines()
        .filter(|line| !line.starts_with(['#', 'i']))
        .map(|line| line.split('\t').nth(1).unwrap().to_owned())
        .filter(|question| !question.contains("\\u"))
        .collect();
    for word in [
        "שרת",
        "בשרתים",
        "ספרייה",
        "סקיילביליות",
        "צה\"ל",
        "ג'אווה",
        "הַמִּסָּד",
        "שפות",
        "אפליקציות",
    ] {
        for before in ["", "ו", "ה", "ל", "וכש", "שמה", "מהב", "לכש", "וב"] {
            questions.push(format!("{before}{word}"));
        }
    }
    for word in ["برمجة", "مكتبات", "مبرمجون", "إدارة", "خادم", "تطبيقات"]
    {
        for before in ["", "و", "ال", "وال", "بال", "لل", "فال"] {
            questions.push(format!("{before}{word}"));
        }
    }
    questions.extend(
        [
            "Node.js",
            "C++ ו-C#",
            "++C",
            "ה-Backend ב-2009",
            "back end",
            "I/O v1.2.3-rc.1",
            "AT&T's",
            "@angular/core",
            ".NET",
            "event-driven open_source",
            "Привет мир",
            "日本",
            "café ﬁle",
            "٣.١٤",
            "what is a server",
            "של את",
            "\"event loop\" rust",
            "\u{200F}שרת\u{200E}",
            "UTF\u{2011}8",
            "ב-TypeScript",
            "בית־ספר",
            "תשפ״ו",
            "Wi-Fi",
            "ال API",
            "ושל הרשת",
        ]
        .map(str::to_owned),
    );
    let host = Host::of(&Database::filled(Kind::Sqlite, Filling::Demo));
    in_chromium(async |tab: &Tab| {
        tab.open_whole(&format!("{}/search/", host.address)).await;
        let script = TERMS.replace("QUESTIONS", &serde_json::to_string(&questions).unwrap());
        let said = tab.text_of(&script).await;

        let read: Vec<Vec<Vec<String>>> = serde_json::from_str(&said).unwrap();
        assert_eq!(read.len(), questions.len());
        let mut wrong = Vec::new();
        for (question, read) in questions.iter().zip(read) {
            // The stem of an English word is a key that only the program names.
            let program: Vec<Vec<String>> = terms_of(question);
            let is_english = |key: &String| key.starts_with("key ") && key.ends_with(" 0.8");
            let without = |words: &[Vec<String>]| -> Vec<Vec<String>> {
                words
                    .iter()
                    .map(|word| {
                        word.iter()
                            .filter(|term| !is_english(term))
                            .cloned()
                            .collect()
                    })
                    .collect()
            };
            let misses = without(&program) != without(&read);
            let invents = read
                .iter()
                .flatten()
                .any(|term| !program.iter().flatten().any(|known| known == term));
            if misses || invents {
                wrong.push(format!("{question}: {program:?}, {read:?}"));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            questions.len(),
            wrong.join("\n")
        );
    });
}

const FOUND: &str = "
    const { Index } = await import(document.querySelector('script[src*=\"frozen-search\"]').src);
    const index = await Index.open(document.querySelector('#results').dataset.index);
    const all = [];
    for (const question of QUESTIONS) {
        const found = await index.find(question, '', false);
        const full = found.hits.filter(hit => hit.isFull);
        const documents = await Promise.all(full.map(hit => index.document(hit.article)));
        all.push(documents.map(document => document.slug));
    }
    return JSON.stringify(all);";

#[test]
fn a_frozen_search_finds_what_the_site_finds() {
    let site = demo_site();
    let host = Host::of(&site.database);
    let questions = [
        "שרת",
        "לשרת",
        "ובשרתים",
        "מסד נתונים",
        "לולאת אירועים",
        "cache",
        "caching",
        "cookies",
        "event loop",
        "rendering",
        "node.js",
        "שרת node",
        "الخادم",
        "قاعدة البيانات",
        "middle",
        "אימות -node",
        "tag:http",
        "author:noa",
        "lang:ar",
        "פייתון",
        "what is a backend",
    ];
    in_chromium(async |tab: &Tab| {
        tab.open_whole(&format!("{}/search/", host.address)).await;
        let script = FOUND.replace("QUESTIONS", &serde_json::to_string(&questions).unwrap());
        let read: Vec<Vec<String>> = serde_json::from_str(&tab.text_of(&script).await).unwrap();

        let mut others = Vec::new();
        for (question, read) in questions.iter().zip(read) {
            let encoded: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
            let answer = site.get(&format!("/search.json?q={encoded}")).json();
            let full: Vec<String> = answer["results"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|result| result["holds_every_word"] == true)
                .map(|result| {
                    let slug = result["url"].as_str().unwrap().rsplit('/').next().unwrap();
                    percent_decode_str(slug).decode_utf8().unwrap().into_owned()
                })
                .collect();
            let same =
                |one: &[String], other: &[String]| one.iter().all(|slug| other.contains(slug));
            let is_paged =
                answer["articles_with_every_word"].as_u64().unwrap() as usize > full.len();
            let first = answer["results"][0]["holds_every_word"] == true
                && question.split(' ').all(|word| !word.contains(':'));
            if !same(&full, &read)
                || !(is_paged || same(&read, &full))
                || (first && full[0] != read[0])
            {
                others.push(format!("{question}: {full:?}, {read:?}"));
            }
        }
        assert!(others.is_empty(), "{}", others.join("\n"));
    });
}

#[test]
fn a_search_fetches_a_small_part_of_a_large_index() {
    let database = Database::filled(Kind::Sqlite, Filling::Tables);
    let arguments = [
        "bench-data",
        "--posts",
        "1500",
        "--comments",
        "0",
        "--seed",
        "1",
    ];
    Program::over(&database, &arguments).run().succeeded();
    let host = Host::of(&database);
    in_chromium(async |tab: &Tab| {
        for question in ["server database", "השרת והרשת", "الخادم قاعدة"] {
            host.sent.store(0, Ordering::Relaxed);
            host.searches(tab, question).await;
            tab.comes_to("return document.querySelectorAll('#results .card').length > 0")
                .await;
            let sent = host.sent.load(Ordering::Relaxed);
            assert!((1_000..200_000).contains(&sent), "{question}: {sent}");
        }
    });
}
