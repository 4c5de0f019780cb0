//! The articles of a page of answers, with their authors and tags.

use std::collections::HashMap;

use diesel::prelude::*;

use super::asking::{Counted, Hit, Hits, Ranking};
use super::naming::Label;
use super::sheet::{Part, Sheet};
use crate::domain::ids::{PostId, TagId};
use crate::domain::post::Post;
use crate::domain::user::Handle;
use crate::schema::posts as post_table;
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::storage::listings::{Byline, Card};
use crate::storage::posts;

/// Public articles with their texts.
pub(super) type Texts = HashMap<PostId, (Post, String)>;

/// Reads the articles of a page, and `others` beside them.
pub(super) fn read(db: &mut Db, ranking: Ranking, others: &[PostId]) -> Result<(Hits, Texts)> {
    let page: Vec<PostId> = ranking.page.iter().map(|hit| PostId(hit.id)).collect();
    let mut texts = texts(db, &[page.as_slice(), others].concat())?;
    let (mut authors, labels) = around(db, &page, &ranking.tags)?;
    let mut hits = Vec::with_capacity(page.len());
    for hit in &ranking.page {
        let id = PostId(hit.id);
        let text = match others.contains(&id) {
            true => texts.get(&id).cloned(),
            false => texts.remove(&id),
        };
        if let Some((post, source)) = text {
            let authors = authors.remove(&id).unwrap_or_default();
            hits.push(Hit {
                card: Card { post, authors },
                source,
                is_full: hit.is_full,
            });
        }
    }
    let tags = named(&ranking.tags, labels);
    Ok((ranking.with(hits, tags), texts))
}

fn texts(db: &mut Db, wanted: &[PostId]) -> Result<Texts> {
    if wanted.is_empty() {
        return Ok(Texts::new());
    }
    let found: Vec<(Post, String)> = post_table::table
        .filter(post_table::id.eq_any(wanted))
        .filter(post_table::listed_at.is_not_null())
        .select((posts::COLUMNS, post_table::source))
        .load(db)?;
    let by_id = |(post, source): (Post, String)| (post.id, (post, source));
    Ok(found.into_iter().map(by_id).collect())
}

/// The authors of each post, in their order, and the names of some tags.
type Around = (HashMap<PostId, Vec<Byline>>, HashMap<TagId, Label>);

fn around(db: &mut Db, page: &[PostId], tags: &[Counted<TagId>]) -> Result<Around> {
    let mut sheet = Sheet::to(db);
    if !page.is_empty() {
        let author = Part::of("author")
            .names("u.name", "u.handle")
            .numbers("a.post_id", "CAST(a.position AS BIGINT)");
        let ids = listed(page.iter().map(|id| id.0));
        let source = "post_authors a JOIN users u ON u.id = a.user_id WHERE a.post_id IN";
        sheet.add(&author, &format!("{source} ({ids})"));
    }
    if !tags.is_empty() {
        let tag = Part::of("tag").names("name", "slug").number("id");
        let ids = listed(tags.iter().map(|counted| counted.what.0));
        sheet.add(&tag, &format!("tags WHERE id IN ({ids})"));
    }
    let mut lines = sheet.ask(db)?;
    lines.sort_by_key(|line| line.other_number);
    let (mut authors, mut labels) = Around::default();
    for line in lines {
        if line.kind == "tag" {
            labels.insert(TagId(line.number), Label::of(line));
        } else {
            let of_post: &mut Vec<Byline> = authors.entry(PostId(line.number)).or_default();
            of_post.push(Byline {
                handle: handle(&line.other_name)?,
                name: line.name,
            });
        }
    }
    Ok((authors, labels))
}

fn listed(ids: impl Iterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    ids.join(", ")
}

fn handle(stored: &str) -> Result<Handle> {
    Handle::parse(stored).map_err(|_| StorageError::Unreadable(format!("the handle {stored:?}")))
}

fn named(counts: &[Counted<TagId>], mut labels: HashMap<TagId, Label>) -> Vec<Counted<Label>> {
    let named = counts.iter().filter_map(|counted| {
        Some(Counted {
            what: labels.remove(&counted.what)?,
            articles: counted.articles,
        })
    });
    named.collect()
}
