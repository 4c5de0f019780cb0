//! No query behind a public page walks a whole table: each is asked of the database that plans it.

use std::sync::{Arc, Mutex};

use daf::domain::access::Commenting;
use daf::domain::comment::CommentStatus;
use daf::domain::ids::{PostId, TagId};
use daf::domain::listing::{Cursor, Window};
use daf::domain::moderation::Verdict;
use daf::domain::moment::Moment;
use daf::domain::post::PostStatus;
use daf::domain::slug::Slug;
use daf::domain::user::{Handle, User};
use daf::storage::moderations::{self, Queue};
use daf::storage::search::{self, Asked, Memory};
use daf::storage::writing::{self, Intent, Saving};
use daf::storage::{
    Db, Result, archive, audit, comments, desk, handovers, listings, posts, related, revisions,
    series, sitemap, tags, translations, users,
};
use daf::text::search::{Aliases, Query};
use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::support::{He, on_both_with_demo};

/// Tables that grow with the site.
const LARGE: &[&str] = &[
    "posts",
    "comments",
    "post_tags",
    "post_authors",
    "revisions",
    "former_slugs",
    "series_parts",
    "events",
    "search_postings",
    "search_places",
    "p",
    "version",
];

#[test]
fn no_query_behind_a_public_page_scans_a_whole_table() {
    on_both_with_demo(|site| {
        let plans = site.read(|db| {
            let asked = watch(db, ask_everything)?;
            assert!(asked.len() > 20, "only {} queries were seen", asked.len());
            asked
                .iter()
                .map(|query| Ok((query.clone(), plan(db, query)?)))
                .collect::<Result<Vec<_>>>()
        });

        for (query, plan) in plans {
            let scans: Vec<&String> = plan.iter().filter(|step| scans_large_table(step)).collect();

            assert!(
                scans.is_empty(),
                "{scans:?} in the plan of\n{query}\n{plan:#?}"
            );
        }
    });
}

#[test]
fn no_query_behind_the_desk_scans_a_whole_table() {
    on_both_with_demo(|site| {
        site.owner();
        let plans = site.write(|db| {
            let asked = watch(db, ask_the_desk)?;
            assert!(asked.len() > 40, "only {} queries were seen", asked.len());
            asked
                .iter()
                .map(|query| Ok((query.clone(), plan(db, query)?)))
                .collect::<Result<Vec<_>>>()
        });

        for (query, plan) in plans {
            let scans: Vec<&String> = plan.iter().filter(|step| scans_large_table(step)).collect();

            assert!(
                scans.is_empty(),
                "{scans:?} in the plan of\n{query}\n{plan:#?}"
            );
        }
    });
}

/// Asks whatever the desk asks, for an owner and for an author, and what saving asks.
fn ask_the_desk(db: &mut Db) -> Result<()> {
    let noa = users::public_by_handle(db, &Handle::parse("noa").unwrap())?;
    let post = listings::newest(db, Some(He), Window::First)?.items[0]
        .post
        .id;
    let tag = tags::of_post(db, post)?[0].id;
    for words in ["", "http", "serv"] {
        for (author, tag, status) in [
            (None, None, None),
            (Some(noa.id), None, None),
            (None, Some(tag), Some(PostStatus::Draft)),
            (Some(noa.id), Some(tag), Some(PostStatus::Published)),
        ] {
            let filter = desk::Filter {
                status,
                language: status.map(|_| He),
                author,
                tag,
                query: Query::parse(words, &Aliases::default()),
            };
            for window in [
                desk::Window::First,
                desk::Window::Before(post),
                desk::Window::After(post),
            ] {
                desk::list(db, &Memory::default(), &filter, window)?;
            }
        }
    }
    for author in [None, Some(noa.id)] {
        desk::latest_drafts(db, author, 5)?;
        desk::unpublished_changes(db, author, 5)?;
        desk::scheduled(db, author, 5)?;
    }
    for queue in [Queue::Of(CommentStatus::Pending), Queue::Reported] {
        moderations::queue(db, queue, None)?;
        moderations::count(db, queue)?;
    }
    handovers::posts_of(db, noa.id)?;
    audit::newest(db, audit::Whose::Of(noa.id), None, 10)?;
    writing::next_due(db)?;
    revisions::saves(db, post, None)?;
    for text in ["One", "One two", "Three"] {
        save(db, post, &noa, text)?;
    }
    let comment = moderations::queue(db, Queue::Of(CommentStatus::Pending), None)?.0[0].id;
    moderations::decide(db, noa.id, Verdict::Block, &[comment], Moment::now())?;
    Ok(())
}

fn save(db: &mut Db, post: PostId, by: &User, text: &str) -> Result<()> {
    let working = writing::open(db, post)?;
    let mut typed = working.typed;
    typed.source = text.to_owned();
    let saving = Saving {
        by,
        typed: &typed,
        shown: None,
        draft: None,
        based_on: Some(working.head),
        editing: "form",
        turn: 0,
        shows_draft: false,
        shown_status: None,
        intent: Intent::Autosave,
    };
    writing::save(db, post, &saving, Moment::now())?;
    Ok(())
}

/// Asks whatever public pages ask, first pages and later ones.
fn ask_everything(db: &mut Db) -> Result<()> {
    let edge = Cursor {
        listed_at: Moment::now(),
        id: daf::domain::ids::PostId(1),
    };
    let article = listings::newest(db, Some(He), Window::First)?
        .items
        .remove(0)
        .post;
    let bearing = tags::of_post(db, article.id)?;
    let author = users::public_by_handle(db, &Handle::parse("noa").unwrap())?;
    for window in [Window::First, Window::After(edge), Window::Before(edge)] {
        listings::newest(db, None, window)?;
        listings::newest(db, Some(He), window)?;
        listings::between(db, Moment::BEGINNING, Moment::END_OF_TIME, window)?;
        listings::of_tag(db, bearing[0].id, window)?;
        listings::of_author(db, author.id, window)?;
    }
    listings::most_discussed(db)?;
    posts::at_address(db, &article.slug)?;
    let _ = posts::at_address(db, &Slug::asked("nowhere"));
    posts::slug_of_public(db, article.id)?;
    posts::bodies(db, &[article.id])?;
    posts::public_pages(db)?;
    comments::of_post(db, article.id, None, Commenting::default())?;
    related::candidates(db, &article, &bearing)?;
    series::place_of(db, article.id)?;
    if let Some(group) = article.translation_group_id {
        translations::of_group(db, group)?;
    }
    tags::public_by_slug(db, &bearing[0].slug)?;
    tags::most_used(db, Some((3, TagId(2))))?;
    archive::months(db)?;
    sitemap::entries(db, Moment::BEGINNING, Moment::END_OF_TIME)?;
    for (language, tag) in [(None, None), (Some(He), Some(bearing[0].id))] {
        let mut query = Query::parse("http \"event loop\" -java server", &Aliases::default());
        query.begin_last();
        let asked = Asked {
            query,
            languages: language.into_iter().collect(),
            tags: tag.into_iter().collect(),
            ..Asked::default()
        };
        search::find(db, &Memory::default(), &asked)?;
    }
    Ok(())
}

/// The queries that `work` asks, as the database was given them.
fn watch(db: &mut Db, work: impl FnOnce(&mut Db) -> Result<()>) -> Result<Vec<String>> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let note = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let sql = text.split(" -- binds:").next().unwrap_or_default();
            seen.lock().unwrap().push(sql.to_owned());
        }
    };
    match db {
        Db::Sqlite(connection) => connection.set_instrumentation(note),
        Db::Postgres(connection) => connection.set_instrumentation(note),
    }
    work(db)?;
    let ignore = |_: InstrumentationEvent<'_>| {};
    match db {
        Db::Sqlite(connection) => connection.set_instrumentation(ignore),
        Db::Postgres(connection) => connection.set_instrumentation(ignore),
    }
    let mut asked = asked.lock().unwrap().clone();
    asked.retain(|query| query.trim_start().starts_with("SELECT") || query.starts_with("WITH"));
    asked.dedup();
    Ok(asked)
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

fn plan(db: &mut Db, query: &str) -> Result<Vec<String>> {
    match db {
        Db::Sqlite(connection) => {
            let steps = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"));
            Ok(steps
                .load::<SqliteStep>(connection)?
                .into_iter()
                .map(|step| step.detail)
                .collect())
        }
        Db::Postgres(connection) => {
            // The plan for any values, with a sequential scan only where nothing else is possible.
            connection.batch_execute(
                "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off",
            )?;
            connection.batch_execute(&format!("PREPARE asked AS {query}"))?;
            let values = (1..200)
                .filter(|number| holds(query, *number))
                .map(|_| "NULL")
                .collect::<Vec<_>>();
            let execute = match values.len() {
                0 => "EXPLAIN EXECUTE asked".to_owned(),
                _ => format!("EXPLAIN EXECUTE asked({})", values.join(", ")),
            };
            let steps = diesel::sql_query(execute).load::<PostgresStep>(connection)?;
            connection.batch_execute("DEALLOCATE asked")?;
            Ok(steps.into_iter().map(|step| step.line).collect())
        }
    }
}

fn holds(query: &str, number: usize) -> bool {
    let name = format!("${number}");
    query.match_indices(&name).any(|(place, _)| {
        !query[place + name.len()..].starts_with(|next: char| next.is_ascii_digit())
    })
}

/// `SCAN posts` on SQLite, `Seq Scan on posts` on PostgreSQL.
fn scans_large_table(step: &str) -> bool {
    let words: Vec<&str> = step.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| pair[0] == "SCAN" && LARGE.contains(&pair[1]))
        || words
            .windows(4)
            .any(|four| four[..3] == ["Seq", "Scan", "on"] && LARGE.contains(&four[3]))
}

#[test]
fn a_scan_is_known_when_it_is_seen() {
    assert!(scans_large_table("SCAN posts"));
    assert!(scans_large_table(
        "   ->  Seq Scan on comments  (cost=1 rows=1)"
    ));
    assert!(!scans_large_table(
        "SEARCH posts USING INDEX posts_listed (listed_at<?)"
    ));
    assert!(!scans_large_table("SCAN f VIRTUAL TABLE INDEX 4:M4"));
}
