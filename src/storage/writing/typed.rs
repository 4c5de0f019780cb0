//! What would have to be typed to get a post, or one of its revisions, as it is now.

use super::{Saving, Working};
use crate::domain::access;
use crate::domain::draft::{Details, LeftAlone, Surroundings, Typed};
use crate::domain::post::Post;
use crate::domain::revision::Revision;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::storage::{listings, series, tags};

/// What was typed in a revision, following what has changed around the post since; the rest of the form
/// from the post itself, where only title and text were kept.
pub(super) fn whole(revision: Revision, row: &Typed) -> Typed {
    let mut typed = revision.typed;
    let now = Surroundings::of(&row.details);
    typed.details = match (&revision.settled, &revision.surroundings) {
        _ if !revision.is_whole => row.details.clone(),
        (Some(settled), _) if settled.around == now => typed.details,
        (Some(_), _) => typed.details.following(LeftAlone::ALL, &now),
        (None, Some(then)) => typed.details.carried_over(then, &now),
        (None, None) => typed.details,
    };
    typed
}

/// What a form leaves as it is: what was not touched in it, neither now nor when `earlier` was saved
/// from it, and what its sender may not decide.
pub(super) fn left_alone(saving: &Saving, earlier: Option<&Revision>) -> LeftAlone {
    let untouched = match saving.shown {
        Some(shown) => saving.typed.details.left_alone(shown),
        None => LeftAlone::default(),
    };
    let left = earlier.map_or(untouched, |earlier| untouched.and(earlier.left));
    LeftAlone {
        authors: left.authors || !access::may_choose_authors(saving.by),
        ..left
    }
}

pub(super) fn following(typed: &Typed, left: LeftAlone, now: &Surroundings) -> Typed {
    Typed {
        details: typed.details.clone().following(left, now),
        ..typed.clone()
    }
}

/// What would have to be typed to get the post itself, whatever its draft says.
pub(super) fn row_of(db: &mut Db, working: &Working) -> Result<Typed> {
    if working.has_draft {
        typed_of(db, &working.post, String::new())
    } else {
        Ok(working.typed.clone())
    }
}

/// What would have to be typed to get the post as it is.
pub(super) fn typed_of(db: &mut Db, post: &Post, source: String) -> Result<Typed> {
    let tags: Vec<String> = tags::of_post(db, post.id)?
        .into_iter()
        .map(|tag| tag.name)
        .collect();
    let authors = listings::authors_of(db, &[post.id])?
        .remove(&post.id)
        .unwrap_or_default();
    let (series, part) = match series::position_of(db, post.id)? {
        Some((series, part)) => (series.0.to_string(), part.to_string()),
        None => (String::new(), String::new()),
    };
    Ok(Typed {
        title: post.title.clone(),
        source,
        details: Details {
            kind: post.kind.as_str().to_owned(),
            slug: post.slug.as_str().to_owned(),
            summary: post.summary.clone(),
            language: post.language.tag().to_owned(),
            tags: tags.join(", "),
            series,
            part,
            authors: authors
                .into_iter()
                .map(|author| author.handle.as_str().to_owned())
                .collect(),
            cover_url: post.cover_url.clone().unwrap_or_default(),
            cover_alt: post.cover_alt.clone().unwrap_or_default(),
            canonical_url: post.canonical_url.clone().unwrap_or_default(),
            comments_open: post.comments_open,
        },
    })
}
