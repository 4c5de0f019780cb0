//! Whether the database answers, is whole, and holds what its copies and counts say.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::Db;
use super::error::Result;
use super::freshness::touch;
use super::{archive, migrations, search};
use crate::domain::freshness::Name;

/// Fails unless the database answers and has every table this binary needs.
pub fn ready(db: &mut Db) -> Result<()> {
    match migrations::pending(db)? {
        0 => Ok(()),
        pending => Err(super::StorageError::Unusable(format!(
            "{pending} migrations have not run"
        ))),
    }
}

/// What is wrong with the database, each with what would mend it; empty when nothing is.
pub fn faults(db: &mut Db) -> Result<Vec<Fault>> {
    let mut faults = integrity(db)?;
    for (question, about) in COPIES {
        if number(db, question)? > 0 {
            faults.push(Fault {
                what: (*about).to_owned(),
                mendable: true,
            });
        }
    }
    let (wanted, held) = search::extent(db)?;
    if wanted != held && !search::has_stale(db)? {
        let what = format!("the search index holds {held} of {wanted} posts");
        faults.push(Fault {
            what,
            mendable: true,
        });
    }
    if archive::months(db)? != archive::counted(db)? {
        faults.push(Fault {
            what: "the archive's counts do not match its articles".to_owned(),
            mendable: true,
        });
    }
    Ok(faults)
}

/// Something wrong that `faults` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub what: String,
    /// Whether [`mend`] can set it right from the rest of the database.
    pub mendable: bool,
}

/// Derives every copy and count anew.
pub fn mend(db: &mut Db) -> Result<()> {
    for statement in MENDS {
        diesel::sql_query(*statement).execute(db)?;
    }
    touch(db, [Name::All])?;
    archive::rebuild(db)
}

/// Lets the database look at how its tables are filled, where it thinks that has changed much.
pub fn optimize(db: &mut Db) -> Result<()> {
    match db {
        Db::Sqlite(connection) => connection.batch_execute("PRAGMA optimize")?,
        // PostgreSQL does so by itself.
        Db::Postgres(_) => {}
    }
    Ok(())
}

/// Counts the articles of every tag anew.
pub(super) fn count_tags(db: &mut Db) -> Result<()> {
    diesel::sql_query(COUNT_TAGS).execute(db)?;
    Ok(())
}

/// How many rows differ from what they copy.
const COPIES: &[(&str, &str)] = &[
    (
        "SELECT COUNT(*) AS number FROM post_tags t JOIN posts p ON p.id = t.post_id \
         WHERE COALESCE(t.listed_at, -1) <> COALESCE(p.listed_at, -1)",
        "some articles are listed otherwise under their tags",
    ),
    (
        "SELECT COUNT(*) AS number FROM post_authors a JOIN posts p ON p.id = a.post_id \
         WHERE COALESCE(a.listed_at, -1) <> COALESCE(p.listed_at, -1)",
        "some articles are listed otherwise under their authors",
    ),
    (
        "SELECT COUNT(*) AS number FROM tags t WHERE t.listed_posts <> \
         (SELECT COUNT(*) FROM post_tags x WHERE x.tag_id = t.id AND x.listed_at IS NOT NULL)",
        "some tags count their articles wrongly",
    ),
    (
        "SELECT COUNT(*) AS number FROM posts p WHERE p.comment_count <> \
         (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id AND c.status = 'approved')",
        "some posts count their comments wrongly",
    ),
    (
        "SELECT COUNT(*) AS number FROM posts p WHERE p.status = 'published' AND p.kind = 'article' \
         AND p.listed_at IS NULL",
        "some public articles are not listed",
    ),
];

const COUNT_TAGS: &str = "UPDATE tags SET listed_posts = \
    (SELECT COUNT(*) FROM post_tags x WHERE x.tag_id = tags.id AND x.listed_at IS NOT NULL)";

const MENDS: &[&str] = &[
    "UPDATE posts SET listed_at = CASE WHEN status = 'published' AND kind = 'article' THEN published_at END",
    "UPDATE post_tags SET listed_at = (SELECT listed_at FROM posts WHERE posts.id = post_tags.post_id)",
    "UPDATE post_authors SET listed_at = (SELECT listed_at FROM posts WHERE posts.id = post_authors.post_id)",
    COUNT_TAGS,
    "UPDATE posts SET comment_count = (SELECT COUNT(*) FROM comments c WHERE c.post_id = posts.id AND c.status = 'approved')",
];

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

fn number(db: &mut Db, question: &str) -> Result<i64> {
    Ok(diesel::sql_query(question).get_result::<Number>(db)?.number)
}

fn integrity(db: &mut Db) -> Result<Vec<Fault>> {
    let Db::Sqlite(connection) = db else {
        return Ok(Vec::new());
    };
    let findings = diesel::sql_query("PRAGMA integrity_check(10)").load::<Finding>(connection)?;
    Ok(findings
        .into_iter()
        .map(|finding| finding.integrity_check)
        .filter(|finding| finding != "ok")
        .map(|what| Fault {
            what,
            mendable: false,
        })
        .collect())
}
