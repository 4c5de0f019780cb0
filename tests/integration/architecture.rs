//! The rules that keep the code easy to find one's way in, checked by reading the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use daf::locale::Words;
use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Text};

use crate::support::{Database, Filling, Kind, Language, TestSite};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under a folder or at a path, with its text.
fn files(place: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(place)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|known| known == extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    assert!(!found.is_empty(), "{place} holds no .{extension}");
    found
}

/// The modules of the crate that code names: `crate::domain::…`, `crate::{demo, web}`.
fn modules(code: &str) -> BTreeSet<&str> {
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let name = |text: &str| -> usize {
        text.find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(text.len())
    };
    let mut modules = BTreeSet::new();
    for rest in lines.flat_map(|line| line.split("crate::").skip(1)) {
        match rest
            .strip_prefix('{')
            .and_then(|group| group.split_once('}'))
        {
            Some((group, _)) => modules.extend(group.split(", ").map(|path| &path[..name(path)])),
            None => {
                modules.insert(&rest[..name(rest)]);
            }
        }
    }
    modules
}

fn source(layer: &str) -> Vec<(PathBuf, String)> {
    let file = format!("src/{layer}.rs");
    if root().join(&file).exists() {
        files(&file, "rs")
    } else {
        files(&format!("src/{layer}"), "rs")
    }
}

#[test]
fn dependencies_run_one_way() {
    for (layer, known) in [
        ("text", &["text"][..]),
        ("domain", &["domain", "text"]),
        ("locale", &["locale", "text"]),
        ("storage", &["storage", "domain", "text", "schema"]),
        ("config", &["config", "storage"]),
        ("demo", &["demo", "storage", "domain", "text"]),
        (
            "web",
            &["web", "storage", "domain", "text", "locale", "config"],
        ),
        ("jobs", &["jobs", "outbound", "storage", "domain", "text"]),
        ("outbound", &["outbound"]),
        ("events", &["events", "storage", "domain"]),
        (
            "cli",
            &[
                "cli", "web", "jobs", "events", "demo", "outbound", "storage", "domain", "text",
                "config",
            ],
        ),
    ] {
        for (path, code) in source(layer) {
            for name in modules(&code) {
                assert!(
                    known.contains(&name),
                    "{} uses crate::{name}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn each_layer_keeps_to_its_own_libraries() {
    for (layer, foreign) in [
        ("text", &["actix_web", "r2d2", "diesel_migrations"][..]),
        (
            "domain",
            &["actix_web", "actix_files", "r2d2", "diesel_migrations"],
        ),
        ("locale", &["actix_web", "diesel"]),
        ("storage", &["actix_web", "actix_files", "askama"]),
        ("web", &["diesel", "r2d2", "clap"]),
        ("demo", &["actix_web", "diesel"]),
        ("jobs", &["actix_web", "diesel"]),
        ("outbound", &["actix_web", "diesel"]),
        ("events", &["actix_web", "diesel"]),
    ] {
        for (path, code) in source(layer) {
            for library in foreign {
                let uses = code.lines().any(|line| {
                    !line.trim_start().starts_with("//")
                        && (line.contains(&format!("{library}::"))
                            || line.contains(&format!("use {library};")))
                });
                assert!(!uses, "{} uses {library}", path.display());
            }
        }
    }
}

#[test]
fn the_domain_asks_the_database_nothing() {
    for (path, code) in source("domain") {
        for word in [
            "RunQueryDsl",
            "QueryDsl",
            "diesel::prelude",
            "Connection",
            "sql_query",
        ] {
            assert!(!code.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = root().join("migrations").join(database);
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        entries.map(|name| name.into_string().unwrap()).collect()
    };

    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// For each table, its columns and whether they may be null.
type Shape = BTreeMap<String, BTreeMap<String, bool>>;

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

fn shape(kind: Kind) -> Shape {
    let database = Database::filled(kind, Filling::Tables);
    let question = match kind {
        Kind::Sqlite => {
            "SELECT t.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AS nullable \
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
        }
        Kind::Postgres => {
            "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let columns: Vec<Column> = diesel::sql_query(question)
        .load(&mut database.connect())
        .unwrap();
    let mut shape = Shape::new();
    for column in columns {
        let table = column.table_name;
        if !["sqlite_", "__diesel"]
            .iter()
            .any(|other| table.starts_with(other))
        {
            shape
                .entry(table)
                .or_default()
                .insert(column.column_name, column.nullable);
        }
    }
    shape
}

#[test]
fn both_databases_have_the_same_tables() {
    assert_eq!(shape(Kind::Sqlite), shape(Kind::Postgres));
}

#[test]
fn the_schema_in_the_code_is_that_of_the_database() {
    let code = std::fs::read_to_string(root().join("src/schema.rs")).unwrap();
    let mut written = Shape::new();
    let mut table = String::new();
    let lines = code.lines().map(str::trim);
    for line in lines.filter(|line| !line.starts_with("diesel::")) {
        if let Some((name, _)) = line
            .split_once(" (")
            .filter(|(name, rest)| rest.ends_with('{') && !name.contains(' '))
        {
            table = name.to_owned();
        } else if let Some((name, kind)) = line.split_once(" -> ") {
            let nullable = kind.starts_with("Nullable");
            written
                .entry(table.clone())
                .or_default()
                .insert(name.to_owned(), nullable);
        }
    }

    for (table, columns) in shape(Kind::Sqlite) {
        assert_eq!(written.remove(&table), Some(columns), "{table}");
    }
    assert!(written.is_empty(), "{written:?}");
}

/// A stylesheet's declarations with their selectors, comments left out.
fn declarations(css: &str) -> Vec<(String, String, String)> {
    let mut plain = String::new();
    for part in css.split("/*") {
        plain.push_str(part.split_once("*/").map_or(part, |(_, rest)| rest));
    }
    let mut found = Vec::new();
    for rule in plain.split('}') {
        let Some((selector, body)) = rule.rsplit_once('{') else {
            continue;
        };
        for declaration in body.split(';') {
            if let Some((property, value)) = declaration.split_once(':') {
                let trimmed = |text: &str| text.trim().to_owned();
                found.push((trimmed(selector), trimmed(property), trimmed(value)));
            }
        }
    }
    found
}

#[test]
fn stylesheets_know_start_and_end_but_not_left_and_right() {
    let is_side = |word: &str| word == "left" || word == "right";
    for (path, css) in files("static/css", "css") {
        let all = declarations(&css);
        assert!(!all.is_empty());
        for (selector, property, value) in all {
            let is_code = selector.contains("pre") && property == "text-align" && value == "left";
            let names_side = property.split('-').any(is_side);
            let says_side =
                ["text-align", "float", "clear"].contains(&property.as_str()) && is_side(&value);

            assert!(
                is_code || !(names_side || says_side),
                "{}: {selector} {{ {property}: {value} }}",
                path.display()
            );
        }
    }
}

#[test]
fn what_an_article_loads_is_small() {
    let site = TestSite::over(Database::filled(Kind::Sqlite, Filling::Demo));
    let article = site.get("/caching").is(200);
    let size = |selector: &str, attribute: &str| -> usize {
        let files = article.attributes(selector, attribute);
        assert!(!files.is_empty(), "{selector}");
        files
            .iter()
            .map(|file| site.get(file).is(200).body.len())
            .sum()
    };

    assert!(size("link[rel=stylesheet]:not([media=print])", "href") <= 20 * 1024);
    assert!(size("script[src]", "src") <= 12 * 1024);
}

#[test]
fn every_message_that_pages_say_is_in_every_catalogue() {
    let mut said = BTreeSet::new();
    let pages = files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"));
    for (_, text) in pages {
        for call in [
            ".say(\"",
            ".count(\"",
            ".with(\"",
            ".html(\"",
            ".part(\"",
            ".around(\"",
        ] {
            said.extend(
                text.split(call)
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap().to_owned()),
            );
        }
    }
    for status in [403, 404, 405, 410, 413, 414, 422, 429, 500, 503] {
        said.insert(format!("error-{status}-title"));
        said.insert(format!("error-{status}-text"));
    }
    said.extend(
        daf::domain::audit::ACTIONS
            .iter()
            .map(|action| format!("audit-{}", action.replace('.', "-"))),
    );
    assert!(said.len() > 300, "{said:?}");

    for language in Language::ALL {
        let unknown: Vec<_> = said
            .iter()
            .filter(|message| !Words::of(language).knows(message))
            .collect();
        assert!(unknown.is_empty(), "{language} lacks {unknown:?}");
    }
}

#[test]
fn every_page_is_rendered_by_one_handler() {
    let rooms = ["site", "account", "desk"].map(|room| format!("templates/{room}"));
    let pages = rooms.iter().flat_map(|room| files(room, "html"));
    let is_part = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with('_')
    };
    for (path, _) in pages.filter(|(path, _)| !is_part(path)) {
        let name = path
            .strip_prefix(root().join("templates"))
            .unwrap()
            .display()
            .to_string();
        let named = format!("#[template(path = \"{name}\")]");
        let users = files("src/web", "rs")
            .into_iter()
            .filter(|(_, code)| code.contains(&named));

        assert_eq!(users.count(), 1, "{name}");
    }
}
