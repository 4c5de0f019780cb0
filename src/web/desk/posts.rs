//! Posts at the desk: finding them, and opening them in the editor.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::editor::{self, Choices, EditorPage};
use super::post_id;
use crate::domain::access;
use crate::domain::draft::{Details, Surroundings, Typed};
use crate::domain::ids::{PostId, TagId, UserId};
use crate::domain::language::Language;
use crate::domain::post::{PostKind, PostStatus};
use crate::domain::slug::Slug;
use crate::domain::user::{Handle, User};
use crate::storage::desk::{self, Filter, Row, Window};
use crate::storage::search::Memory;
use crate::storage::writing::{self, Working};
use crate::storage::{self, Db, StorageError, revisions, tags, users};
use crate::text::search::Query as Words;
use crate::web::forms::FieldErrors;
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/posts/index.html")]
struct PostsPage {
    shell: Shell,
    asked: Asked,
    rows: Vec<Row>,
    newer: Option<PostId>,
    older: Option<PostId>,
    staff: Vec<User>,
    tag_names: Vec<String>,
    /// What was asked for that there is not: an author, a tag.
    unknown: Option<String>,
}

/// What is looked for, as typed.
#[derive(Debug, Clone, Default)]
struct Asked {
    status: String,
    language: String,
    author: String,
    tag: String,
    words: String,
}

impl Asked {
    fn of(query: &Query) -> Asked {
        let text = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        Asked {
            status: text("status"),
            language: text("language"),
            author: text("author"),
            tag: text("tag"),
            words: text("words").chars().take(300).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        [
            &self.status,
            &self.language,
            &self.author,
            &self.tag,
            &self.words,
        ]
        .iter()
        .all(|text| text.is_empty())
    }

    /// The same question for another page of answers.
    fn address(&self, step: &str, post: &PostId) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let asked = [
            ("status", &self.status),
            ("language", &self.language),
            ("author", &self.author),
            ("tag", &self.tag),
            ("words", &self.words),
        ];
        for (name, value) in asked.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.append_pair(step, &post.0.to_string());
        format!("/desk/posts?{}", query.finish())
    }
}

impl PostsPage {
    fn is_status(&self, word: &str) -> bool {
        self.asked.status == word
    }

    fn is_language(&self, language: &Language) -> bool {
        self.asked.language == language.tag()
    }

    fn is_author(&self, person: &User) -> bool {
        self.asked.author == person.handle.as_str()
    }
}

/// What was found, or the name of what there is not.
type Listed = (desk::Page, Vec<User>, Vec<String>, Option<String>);

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let asked = Asked::of(&query);
    let window = match (query.number("before")?, query.number("after")?) {
        (Some(id), _) => Window::Before(PostId(id)),
        (None, Some(id)) => Window::After(PostId(id)),
        (None, None) => Window::First,
    };
    let question = asked.clone();
    let index = Arc::clone(&site.index);
    let read = super::read(&site, &visitor, "posts-title", move |db, _| {
        find(db, &index, &user, (&question, window))
    });
    let (shell, (found, staff, tag_names, unknown)) = read.await?;
    let page = PostsPage {
        shell,
        asked,
        rows: found.rows,
        newer: found.newer,
        older: found.older,
        staff,
        tag_names,
        unknown,
    };
    answer::page(&request, &page)
}

fn find(
    db: &mut Db,
    memory: &Memory,
    user: &User,
    (asked, window): (&Asked, Window),
) -> storage::Result<Listed> {
    let staff = users::staff(db)?;
    let tag_names = tags::suggestions(db)?;
    let author = match author(db, user, &asked.author)? {
        Some(author) => author,
        None => return Ok(nothing(staff, tag_names, &asked.author)),
    };
    let tag = match tag(db, &asked.tag)? {
        Some(tag) => tag,
        None => return Ok(nothing(staff, tag_names, &asked.tag)),
    };
    let filter = Filter {
        status: PostStatus::parse(&asked.status),
        language: Language::from_tag(&asked.language),
        author,
        tag,
        query: Words::parse(&asked.words, &*memory.aliases(db)?),
    };
    if filter.query.words.is_empty() && !asked.words.is_empty() {
        return Ok(nothing(staff, tag_names, &asked.words));
    }
    let page = desk::list(db, memory, &filter, window)?;
    Ok((page, staff, tag_names, None))
}

fn nothing(staff: Vec<User>, tag_names: Vec<String>, unknown: &str) -> Listed {
    (
        desk::Page::default(),
        staff,
        tag_names,
        Some(unknown.to_owned()),
    )
}

/// Whose posts: one who may not see all sees their own, whatever they ask for. None is nobody.
fn author(db: &mut Db, user: &User, typed: &str) -> storage::Result<Option<Option<UserId>>> {
    if !access::may_edit_all_posts(user) {
        return Ok(Some(Some(user.id)));
    }
    if typed.is_empty() {
        return Ok(Some(None));
    }
    let Ok(handle) = Handle::parse(typed) else {
        return Ok(None);
    };
    match users::by_handle(db, &handle) {
        Ok(found) => Ok(Some(Some(found.id))),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn tag(db: &mut Db, typed: &str) -> storage::Result<Option<Option<TagId>>> {
    if typed.is_empty() {
        return Ok(Some(None));
    }
    let named = match crate::domain::tag::TagName::parse(typed) {
        Ok(name) => tags::named(db, &name)?,
        Err(_) => None,
    };
    if let Some(tag) = named {
        return Ok(Some(Some(tag.id)));
    }
    match tags::by_slug(db, &Slug::asked(typed)) {
        Ok(tag) => Ok(Some(Some(tag.id))),
        Err(StorageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn new(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let writer = user.clone();
    let read = super::read(&site, &visitor, "editor-new", move |db, _| {
        editor::choices(db, None, &writer)
    });
    let (shell, choices) = read.await?;
    let language = query
        .get("language")
        .and_then(Language::from_tag)
        .unwrap_or(shell.settings.main_language);
    let kind = query
        .get("kind")
        .and_then(PostKind::parse)
        .unwrap_or(PostKind::Article);
    let typed = Typed {
        details: Details {
            kind: kind.as_str().to_owned(),
            language: language.tag().to_owned(),
            authors: vec![user.handle.as_str().to_owned()],
            comments_open: kind == PostKind::Article,
            ..Details::default()
        },
        ..Typed::default()
    };
    let page = EditorPage {
        editing: editor::new_editing()?,
        ..blank(shell, typed, choices)
    };
    answer::page(&request, &page)
}

pub(super) fn blank(shell: Shell, typed: Typed, choices: Choices) -> EditorPage {
    EditorPage {
        shell,
        post: None,
        typed,
        surroundings: Surroundings::default(),
        shows_draft: false,
        turn: 0,
        revision: None,
        saved_at: None,
        has_draft: false,
        editing: String::new(),
        when: String::new(),
        is_twice: false,
        errors: FieldErrors::default(),
        choices,
        merging: None,
    }
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let read = super::read(&site, &visitor, "editor-title", move |db, _| {
        working(db, id, &user)
    });
    let (shell, (working, choices)) = read.await?;
    if working.is_fleeting {
        let head = working.head;
        site.store
            .write(move |db| revisions::mark_shown(db, head))
            .await?;
    }
    let page = editor::opened(shell, working, choices, editor::new_editing()?);
    answer::page(&request, &page)
}

pub(super) fn working(db: &mut Db, id: PostId, user: &User) -> storage::Result<(Working, Choices)> {
    writing::require_editable(db, id, user)?;
    let working = writing::open(db, id)?;
    let choices = editor::choices(db, Some(&working.post), user)?;
    Ok((working, choices))
}
