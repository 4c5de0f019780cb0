//! What a post was after each save: the list, two of them side by side, and one brought back.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{edit_address, number, post_id};
use crate::domain::access;
use crate::domain::ids::{RevisionId, SeriesId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::revision::{Revision, RevisionKind, Save};
use crate::storage::revisions::{self, PAGE_LENGTH};
use crate::storage::{StorageError, audit, posts, series, users, writing};
use crate::text::compare::{self, Part};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

/// For how long two texts are compared before what is left counts as changed.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Template)]
#[template(path = "desk/revisions/index.html")]
struct RevisionsPage {
    shell: Shell,
    post: Post,
    saves: Vec<Save>,
    older: Option<i64>,
    head: RevisionId,
}

impl RevisionsPage {
    fn kind_message(&self, kind: &RevisionKind) -> &'static str {
        match kind {
            RevisionKind::Saved => "revision-saved",
            RevisionKind::Autosave => "revision-autosave",
            RevisionKind::Aside => "revision-aside",
        }
    }

    fn is_head(&self, save: &Save) -> bool {
        save.id == self.head
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let before = query.number("before")?.map(RevisionId);
    let read = super::read(&site, &visitor, "revisions-title", move |db, _| {
        writing::require_editable(db, id, &user)?;
        let post = posts::by_id(db, id)?;
        let head = revisions::head(db, id)?.ok_or(StorageError::NotFound)?;
        Ok((post, revisions::saves(db, id, before)?, head.id))
    });
    let (shell, (post, mut saves, head)) = read.await?;
    let has_more = saves.len() > PAGE_LENGTH;
    saves.truncate(PAGE_LENGTH);
    let older = saves.last().filter(|_| has_more).map(|last| last.id.0);
    let page = RevisionsPage {
        shell,
        post,
        saves,
        older,
        head,
    };
    answer::page(&request, &page)
}

#[derive(Template)]
#[template(path = "desk/revisions/show.html")]
struct ComparisonPage {
    shell: Shell,
    post: Post,
    old: Option<Side>,
    new: Side,
    /// The newest revision, which a restored one takes the place of.
    head: RevisionId,
    title: Vec<Part>,
    parts: Vec<Part>,
    details: Vec<Detail>,
    /// The names of series by their numbers, as the form has them.
    series: HashMap<String, String>,
}

/// One of two revisions.
struct Side {
    revision: Revision,
    author: String,
}

/// A field beside title and text that differs.
struct Detail {
    field: &'static str,
    old: String,
    new: String,
}

impl ComparisonPage {
    fn is_same(&self) -> bool {
        compare::is_same(&self.title) && compare::is_same(&self.parts) && self.details.is_empty()
    }

    fn language(&self) -> Language {
        Language::from_tag(&self.new.revision.typed.details.language).unwrap_or(self.post.language)
    }

    /// What stands in a field, as a person reads it.
    fn told(&self, field: &str, kept: &str) -> String {
        super::told(self.shell.words, field, kept, |id| {
            self.series.get(id).cloned()
        })
    }

    fn is_restorable(&self) -> bool {
        self.new.revision.id != self.head
    }
}

/// `/desk/posts/{id}/revisions/{revision}`, compared with `?from=` another, or with the one before it.
pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let wanted = match query.number("to")? {
        Some(to) => RevisionId(to),
        None => RevisionId(number(&request, 4)?),
    };
    let from = query.number("from")?.map(RevisionId);
    let read = super::read(&site, &visitor, "compare-heading", move |db, _| {
        writing::require_editable(db, id, &user)?;
        let post = posts::by_id(db, id)?;
        let head = revisions::head(db, id)?.ok_or(StorageError::NotFound)?;
        let mut side = |revision: RevisionId| {
            let revision = revisions::of_post(db, id, revision)?;
            let author = users::by_id(db, revision.author_id)?.name;
            Ok::<_, StorageError>(Side { revision, author })
        };
        let new = side(wanted)?;
        let from = match from {
            Some(from) => Some(from),
            None => revisions::before(db, id, wanted)?,
        };
        let old = match from {
            Some(from) => {
                let revision = revisions::of_post(db, id, from)?;
                let author = users::by_id(db, revision.author_id)?.name;
                Some(Side { revision, author })
            }
            None => None,
        };
        let mut series = HashMap::new();
        for side in [old.as_ref(), Some(&new)].into_iter().flatten() {
            let kept = &side.revision.typed.details.series;
            if let Ok(id) = kept.parse() {
                match series::by_id(db, SeriesId(id)) {
                    Ok(found) => series.insert(kept.clone(), found.name),
                    Err(StorageError::NotFound) => None,
                    Err(error) => return Err(error),
                };
            }
        }
        Ok((post, head.id, old, new, series))
    });
    let (shell, (post, head, old, new, series)) = read.await?;
    let compared = site.think(move || compared(post, old, new)).await?;
    let page = ComparisonPage {
        shell,
        post: compared.post,
        old: compared.old,
        new: compared.new,
        head,
        title: compared.title,
        parts: compared.parts,
        details: compared.details,
        series,
    };
    answer::page(&request, &page)
}

struct Compared {
    post: Post,
    old: Option<Side>,
    new: Side,
    title: Vec<Part>,
    parts: Vec<Part>,
    details: Vec<Detail>,
}

fn compared(post: Post, old: Option<Side>, new: Side) -> Compared {
    let base = post.language.direction();
    let deadline = Instant::now() + PATIENCE;
    let before = |text: fn(&Revision) -> &str| {
        old.as_ref()
            .map_or_else(String::new, |side| text(&side.revision).to_owned())
    };
    let title = compare::compare(
        &before(|revision| &revision.typed.title),
        &new.revision.typed.title,
        base,
        deadline,
    );
    let parts = compare::compare(
        &before(|revision| &revision.typed.source),
        &new.revision.typed.source,
        base,
        deadline,
    );
    Compared {
        details: details(old.as_ref(), &new),
        post,
        old,
        new,
        title,
        parts,
    }
}

/// The other fields that differ, where both revisions have kept them.
fn details(old: Option<&Side>, new: &Side) -> Vec<Detail> {
    let Some(old) = old.filter(|old| old.revision.is_whole && new.revision.is_whole) else {
        return Vec::new();
    };
    let (old, new) = (&old.revision.typed.details, &new.revision.typed.details);
    let mut found: Vec<Detail> = old
        .texts()
        .into_iter()
        .zip(new.texts())
        .filter(|((_, old), (_, new))| old != new)
        .map(|((field, old), (_, new))| Detail {
            field,
            old: old.to_owned(),
            new: new.to_owned(),
        })
        .collect();
    if old.authors != new.authors {
        found.push(Detail {
            field: "authors",
            old: old.authors.join(", "),
            new: new.authors.join(", "),
        });
    }
    if old.comments_open != new.comments_open {
        let [old, new] = [old, new].map(|details| match details.comments_open {
            true => "open".to_owned(),
            false => "closed".to_owned(),
        });
        found.push(Detail {
            field: "comments",
            old,
            new,
        });
    }
    found
}

/// Brings a revision back, unless somebody has saved since the page was made.
pub async fn restore(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let wanted = RevisionId(number(&request, 4)?);
    let seen = form.text("head").parse().ok().map(RevisionId);
    let actor = form.visitor.actor(&user);
    let restored = site
        .store
        .write(move |db| {
            writing::require_editable(db, id, &user)?;
            revisions::of_post(db, id, wanted)?;
            let head = revisions::head(db, id)?.ok_or(StorageError::NotFound)?;
            if seen.is_some_and(|seen| seen != head.id) {
                return Ok(false);
            }
            let now = Moment::now();
            writing::restore(db, id, wanted, user.id, now)?;
            let subject = format!("post:{}", id.0);
            audit::record(db, &actor.did("post.restored", subject, now))?;
            Ok(true)
        })
        .await?;
    if restored {
        site.bells.indexing.notify_one();
        let flash = Flash::new("flash-restored");
        Ok(answer::onward(&site, &edit_address(id), Some(flash)))
    } else {
        let place = format!("/desk/posts/{}/revisions", id.0);
        let flash = Flash::new("flash-saved-meanwhile");
        Ok(answer::onward(&site, &place, Some(flash)))
    }
}
