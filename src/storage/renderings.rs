//! Stored HTML after an upgrade: what an older renderer made is made anew, a handful at a time.

use diesel::prelude::*;

use super::connection::Db;
use super::error::{Result, StorageError};
use super::events;
use super::freshness::touch_lists;
use crate::domain::event::Event;
use crate::domain::ids::{CommentId, PostId};
use crate::domain::language::Language;
use crate::schema::{comments, posts, renderings};
use crate::text::markdown::{self, RENDERER, Rendered};

/// How many texts are read, and written, at once.
const A_HANDFUL: i64 = 20;

/// Whose HTML is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Posts,
    Comments,
}

impl Subject {
    const ALL: [Subject; 2] = [Subject::Posts, Subject::Comments];

    fn name(self) -> &'static str {
        match self {
            Subject::Posts => "posts",
            Subject::Comments => "comments",
        }
    }
}

/// A stored text with the HTML that was made of it.
#[derive(Debug, Clone, Queryable)]
pub struct Stored {
    id: i64,
    language: Language,
    source: String,
    html: String,
}

/// A handful of texts whose HTML an older renderer may have made, in the order of their numbers.
#[derive(Debug, Clone)]
pub struct Handful {
    subject: Subject,
    texts: Vec<Stored>,
}

/// The same, rendered.
#[derive(Debug)]
pub struct Made {
    subject: Subject,
    /// The last text that was looked at; none when there was none left.
    last: Option<i64>,
    posts: Vec<(Stored, Rendered)>,
    comments: Vec<(Stored, String)>,
}

/// SQL by which a site without posts has the present renderer's HTML: none is anybody's.
pub(super) fn adopt_when_empty() -> String {
    format!(
        "UPDATE renderings SET renderer = {RENDERER} WHERE renderer <> {RENDERER} \
         AND NOT EXISTS (SELECT 1 FROM posts)"
    )
}

/// What is next to be made anew, if anything is.
pub fn next(db: &mut Db) -> Result<Option<Handful>> {
    for subject in Subject::ALL {
        let (renderer, towards, until): (i64, i64, i64) = renderings::table
            .find(subject.name())
            .select((
                renderings::renderer,
                renderings::towards,
                renderings::rendered_until,
            ))
            .first(db)?;
        if renderer != RENDERER {
            let until = if towards == RENDERER { until } else { 0 };
            let texts = texts(db, subject, until)?;
            return Ok(Some(Handful { subject, texts }));
        }
    }
    Ok(None)
}

fn texts(db: &mut Db, subject: Subject, until: i64) -> Result<Vec<Stored>> {
    Ok(match subject {
        Subject::Posts => posts::table
            .filter(posts::id.gt(PostId(until)))
            .order(posts::id.asc())
            .limit(A_HANDFUL)
            .select((posts::id, posts::language, posts::source, posts::html))
            .load(db)?,
        Subject::Comments => comments::table
            .filter(comments::id.gt(CommentId(until)))
            .order(comments::id.asc())
            .limit(A_HANDFUL)
            .select((
                comments::id,
                comments::language,
                comments::source,
                comments::html,
            ))
            .load(db)?,
    })
}

impl Handful {
    /// Renders the texts, and keeps those whose HTML is other than it was. Work for a thread of its own.
    pub fn make(self) -> Made {
        let mut made = Made {
            subject: self.subject,
            last: self.texts.last().map(|text| text.id),
            posts: Vec::new(),
            comments: Vec::new(),
        };
        for text in self.texts {
            match self.subject {
                Subject::Posts => {
                    let rendered = markdown::render(&text.source, text.language);
                    if rendered.html != text.html {
                        made.posts.push((text, rendered));
                    }
                }
                Subject::Comments => {
                    let html = markdown::render_comment(&text.source, text.language);
                    if html != text.html {
                        made.comments.push((text, html));
                    }
                }
            }
        }
        made
    }
}

/// Stores what was made, but of texts that were changed in the meantime: whoever did has rendered them.
pub fn keep(db: &mut Db, made: &Made) -> Result<()> {
    for (text, rendered) in &made.posts {
        keep_post(db, text, rendered)?;
    }
    for (text, html) in &made.comments {
        keep_comment(db, text, html)?;
    }
    let row = renderings::table.find(made.subject.name());
    match made.last {
        Some(last) => diesel::update(row)
            .set((
                renderings::towards.eq(RENDERER),
                renderings::rendered_until.eq(last),
            ))
            .execute(db)?,
        None => diesel::update(row)
            .set(renderings::renderer.eq(RENDERER))
            .execute(db)?,
    };
    Ok(())
}

fn keep_post(db: &mut Db, text: &Stored, rendered: &Rendered) -> Result<()> {
    let id = PostId(text.id);
    let contents = serde_json::to_string(&rendered.contents)
        .map_err(|error| StorageError::Failed(format!("contents of post {}: {error}", id.0)))?;
    let unchanged = posts::table
        .find(id)
        .filter(posts::source.eq(&text.source))
        .filter(posts::language.eq(text.language));
    let changed = diesel::update(unchanged)
        .set((
            posts::html.eq(&rendered.html),
            posts::contents.eq(contents),
            posts::word_count.eq(rendered.length.words() as i64),
            posts::reading_minutes.eq(rendered.length.minutes() as i64),
        ))
        .execute(db)?;
    if changed > 0 {
        // Which say how long it takes to read.
        touch_lists(db, id)?;
        events::record(db, &Event::PostRendered(id))?;
    }
    Ok(())
}

fn keep_comment(db: &mut Db, text: &Stored, html: &str) -> Result<()> {
    let id = CommentId(text.id);
    let unchanged = comments::table
        .find(id)
        .filter(comments::source.eq(&text.source))
        .filter(comments::language.eq(text.language));
    let post: Option<PostId> = diesel::update(unchanged)
        .set(comments::html.eq(html))
        .returning(comments::post_id)
        .get_result(db)
        .optional()?;
    if let Some(post) = post {
        events::record(db, &Event::CommentRendered { comment: id, post })?;
    }
    Ok(())
}
