//! Beginning a post's version in another language.

use diesel::prelude::*;

use super::{Intent, Saved, Saving, create, open, place};
use crate::domain::draft::Details;
use crate::domain::event::Event;
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::Title;
use crate::domain::user::User;
use crate::schema::posts as post_table;
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::storage::freshness::touch_lists;
use crate::storage::{events, translations};

/// Makes a draft of a post in another language, linked to it, with the post's text to begin from.
/// Taken, when there is one.
pub fn translate(
    db: &mut Db,
    original: PostId,
    language: Language,
    by: &User,
    now: Moment,
) -> Result<PostId> {
    let working = open(db, original)?;
    let group = match working.post.translation_group_id {
        Some(group) => group,
        None => {
            let group = translations::create_group(db, now)?;
            diesel::update(post_table::table.find(original))
                .set(post_table::translation_group_id.eq(Some(group)))
                .execute(db)?;
            touch_lists(db, original)?;
            events::record(db, &Event::PostChanged(original))?;
            group
        }
    };
    let mut typed = working.typed;
    typed.details = Details {
        language: language.tag().to_owned(),
        slug: String::new(),
        series: String::new(),
        part: String::new(),
        canonical_url: String::new(),
        authors: vec![by.handle.as_str().to_owned()],
        ..typed.details
    };
    let title = Title::parse(&typed.title).map_or_else(
        |_| working.post.title.clone(),
        |title| title.as_str().to_owned(),
    );
    let slug = place::free_slug(db, &format!("{title} {language}"), None)?;
    typed.details.slug = slug.as_str().to_owned();
    let saving = Saving {
        by,
        typed: &typed,
        shown: None,
        shows_draft: false,
        draft: None,
        based_on: None,
        editing: "",
        turn: 0,
        shown_status: None,
        intent: Intent::Autosave,
    };
    match create(db, &saving, &title, Some(group), now)? {
        Saved::Done { post, .. } => Ok(post),
        Saved::Clash(_) | Saved::Moved { .. } | Saved::Refused(_) => Err(StorageError::Failed(
            "a translation could not be begun".to_owned(),
        )),
    }
}
