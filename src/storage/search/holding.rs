//! The desk's question: which posts hold some words, among those that it lists.

use std::collections::HashSet;

use diesel::prelude::*;

use super::Numbered;
use super::asking::Memory;
use super::index::Index;
use super::naming::Names;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::text::search::{Asker, Filter, Query, ranking};

/// What posts must be beside holding words, in SQL of the desk's own making.
pub(in crate::storage) struct Sieve {
    /// The language asked for, which is among the conditions too: the index knows it by itself.
    pub language: Option<Language>,
    /// Conditions on a post's number, `m.id`.
    pub conditions: Vec<String>,
    /// After or before which number, and in which order.
    pub edge: Edge,
    /// The query that lists the numbers, as `id`, of all posts that are so, in that order.
    pub walk: String,
    /// Whether those are few enough to be listed at once.
    pub is_narrow: bool,
}

/// Which numbers come, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::storage) enum Edge {
    /// From the highest down.
    Newest,
    Below(PostId),
    /// From the lowest up.
    Above(PostId),
}

/// How many posts are held against a sieve at first; each next handful is larger.
const FIRST_HANDFUL: usize = 200;

/// The first posts that hold every word and pass the sieve, in its order. Posts that the desk alone
/// finds are among them.
pub(in crate::storage) fn holding(
    db: &mut Db,
    memory: &Memory,
    query: &Query,
    sieve: &Sieve,
    most: usize,
) -> Result<Vec<PostId>> {
    // What the index knows of languages may be old while posts are noted as stale.
    let is_current = !super::has_stale(db)?;
    let filter = Filter {
        asker: Asker::Desk,
        languages: sieve.language.filter(|_| is_current).into_iter().collect(),
        ..Filter::default()
    };
    let index = Index::open(db, memory, query, &Names::default())?;
    let answers = ranking::rank(query, &filter, &index.blocks);
    let full = answers.hits.iter().filter(|hit| hit.is_full);
    let mut ids: Vec<i64> = full.map(|hit| hit.id).collect();
    ids.sort_unstable();
    match sieve.edge {
        Edge::Newest => ids.reverse(),
        Edge::Below(edge) => {
            ids.retain(|id| *id < edge.0);
            ids.reverse();
        }
        Edge::Above(edge) => ids.retain(|id| *id > edge.0),
    }
    let mut passed = if sieve.is_narrow {
        let fitting: Vec<Numbered> = diesel::sql_query(&sieve.walk).load(db)?;
        let fitting: HashSet<i64> = fitting.into_iter().map(|row| row.id.0).collect();
        ids.retain(|id| fitting.contains(id));
        ids
    } else if sieve.conditions.is_empty() {
        ids
    } else {
        sifted(db, &ids, sieve, most)?
    };
    passed.truncate(most);
    Ok(passed.into_iter().map(PostId).collect())
}

fn sifted(db: &mut Db, ids: &[i64], sieve: &Sieve, most: usize) -> Result<Vec<i64>> {
    let mut passed = Vec::new();
    let (mut rest, mut handful) = (ids, FIRST_HANDFUL.max(most));
    while !rest.is_empty() && passed.len() < most {
        let (now, later) = rest.split_at(rest.len().min(handful));
        let list: Vec<String> = now.iter().map(i64::to_string).collect();
        let query = format!(
            "SELECT m.id FROM posts m WHERE m.id IN ({}) AND {}",
            list.join(","),
            sieve.conditions.join(" AND ")
        );
        let fitting: Vec<Numbered> = diesel::sql_query(query).load(db)?;
        let fitting: HashSet<i64> = fitting.into_iter().map(|row| row.id.0).collect();
        passed.extend(now.iter().copied().filter(|id| fitting.contains(id)));
        (rest, handful) = (later, handful * 4);
    }
    Ok(passed)
}
