//! Tags at the desk: what they are called, what is said of them, and which are the same.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::ids::TagId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::domain::slug::Slug;
use crate::domain::tag::{self, LONGEST_DESCRIPTION, NewTag, Tag, TagName};
use crate::locale::Words;
use crate::storage::tags::{self, PAGE_LENGTH};
use crate::storage::{StorageError, audit, submissions};
use crate::text::slug;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::query::Query;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

#[derive(Template)]
#[template(path = "desk/tags/index.html")]
struct TagsPage {
    shell: Shell,
    tags: Vec<Tag>,
    words: String,
    next: Option<String>,
    typed: Typed,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "desk/tags/edit.html")]
struct TagPage {
    shell: Shell,
    tag: Tag,
    typed: Typed,
    into: String,
    names: Vec<String>,
    errors: FieldErrors,
}

/// What stands in a form about a tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub name: String,
    pub slug: String,
    pub language: String,
    pub description: String,
}

impl Typed {
    pub(super) fn sent(fields: &Fields) -> Typed {
        let text = |name: &str| fields.text(name).to_owned();
        Typed {
            name: text("name"),
            slug: text("slug"),
            language: text("language"),
            description: text("description"),
        }
    }

    fn of(tag: &Tag) -> Typed {
        Typed {
            name: tag.name.clone(),
            slug: tag.slug.as_str().to_owned(),
            language: tag.language.tag().to_owned(),
            description: tag.description.clone(),
        }
    }

    pub(super) fn is_language(&self, language: &Language) -> bool {
        self.language == language.tag()
    }
}

/// A name, an address, a language and a description, checked: what tags and series have alike.
pub(super) fn parse(
    fields: &Fields,
    words: &Words,
    longest_name: usize,
) -> Result<NewTag, FieldErrors> {
    if let Some(field) = fields.undecodable(&["name", "slug", "description"]) {
        return Err(FieldErrors::only(words, field, Refusal::NotText));
    }
    let mut errors = FieldErrors::default();
    let name = refusal::line(fields.text("name"), longest_name);
    let name = errors.take(words, "name", name);
    let typed = fields.text("slug").trim();
    let address = match (&name, typed) {
        (Some(name), "") => Some(Slug::parse(&slug::from_title(name))),
        (None, "") => None,
        (_, typed) => Some(Slug::parse(typed)),
    };
    let address = address.and_then(|address| errors.take(words, "slug", address));
    let language = Language::from_tag(fields.text("language")).ok_or(Refusal::Unknown);
    let language = errors.take(words, "language", language);
    let description = refusal::optional_line(fields.text("description"), LONGEST_DESCRIPTION);
    let description = errors.take(words, "description", description);
    match (name, address, language, description) {
        (Some(name), Some(slug), Some(language), Some(description)) if errors.is_empty() => {
            Ok(NewTag {
                slug,
                name,
                language,
                description,
            })
        }
        _ => Err(errors),
    }
}

fn parse_tag(fields: &Fields, words: &Words) -> Result<NewTag, FieldErrors> {
    let parsed = parse(fields, words, tag::LONGEST_NAME)?;
    if tag::can_be_listed(&parsed.name) {
        Ok(parsed)
    } else {
        Err(FieldErrors::only(words, "name", Refusal::Malformed))
    }
}

/// The field in which something stands that another tag has.
fn field_of(taken: &str) -> &'static str {
    if taken == tags::TAKEN_NAME {
        "name"
    } else {
        "slug"
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_arrange)?;
    let words = query.get("words").unwrap_or_default().to_owned();
    let after = query.get("after").map(Slug::asked);
    let page = list(&site, &visitor, words, after).await?;
    answer::page(&request, &page)
}

async fn list(
    site: &Site,
    visitor: &Visitor,
    words: String,
    after: Option<Slug>,
) -> Result<TagsPage, AppError> {
    let part = slug::canonical(words.trim()).replace('\0', "");
    let read = super::read(site, visitor, "tags-desk-title", move |db, _| {
        let part = Some(part.as_str()).filter(|part| !part.is_empty());
        tags::by_address(db, part, after.as_ref())
    });
    let (shell, mut tags) = read.await?;
    let has_more = tags.len() as i64 > PAGE_LENGTH;
    tags.truncate(PAGE_LENGTH as usize);
    let next = tags.last().filter(|_| has_more).map(|last| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !words.is_empty() {
            query.append_pair("words", &words);
        }
        query.append_pair("after", last.slug.as_str());
        format!("/desk/tags?{}", query.finish())
    });
    let language = shell.settings.main_language.tag().to_owned();
    Ok(TagsPage {
        shell,
        tags,
        words,
        next,
        typed: Typed {
            language,
            ..Typed::default()
        },
        errors: FieldErrors::default(),
    })
}

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let refused = async |errors: FieldErrors| {
        let page = list(&site, &form.visitor, String::new(), None).await?;
        let page = TagsPage {
            typed: Typed::sent(&form.fields),
            errors,
            ..page
        };
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let new = match parse_tag(&form.fields, words) {
        Ok(new) => new,
        Err(errors) => return refused(errors).await,
    };
    let (name, actor) = (new.name.clone(), form.visitor.actor(&user));
    let key = form.own_key();
    let made = site
        .store
        .write(move |db| {
            let now = Moment::now();
            submissions::once(db, key.as_deref(), now, |db| {
                let id = tags::create(db, &new, now)?;
                audit::record(db, &actor.did("tag.created", subject(id), now))?;
                Ok("/desk/tags".to_owned())
            })
        })
        .await;
    match made {
        Ok(place) => {
            let flash = Flash::new("flash-tag-created").about(&name);
            Ok(answer::onward(&site, &place, Some(flash)))
        }
        Err(StorageError::Taken(what)) => {
            refused(FieldErrors::only(words, field_of(&what), Refusal::Taken)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn tag_id(request: &HttpRequest) -> Result<TagId, AppError> {
    number(request, 2).map(TagId)
}

fn subject(id: TagId) -> String {
    format!("tag:{}", id.0)
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    id: TagId,
    sent: Option<&Fields>,
    errors: FieldErrors,
) -> Result<TagPage, AppError> {
    let read = super::read(site, visitor, "tags-desk-title", move |db, _| {
        Ok((tags::by_id(db, id)?, tags::suggestions(db)?))
    });
    let (mut shell, (tag, names)) = read.await?;
    shell.head.title = tag.name.clone();
    let typed = sent.filter(|fields| fields.get("name").is_some());
    Ok(TagPage {
        typed: typed.map_or_else(|| Typed::of(&tag), Typed::sent),
        into: sent
            .map(|fields| fields.text("into").to_owned())
            .unwrap_or_default(),
        shell,
        tag,
        names,
        errors,
    })
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_arrange)?;
    let id = tag_id(&request)?;
    let page = page(&site, &visitor, id, None, FieldErrors::default()).await?;
    answer::page(&request, &page)
}

async fn refused(
    site: &Site,
    form: &Form,
    id: TagId,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let page = page(site, &form.visitor, id, Some(&form.fields), errors).await?;
    answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
}

pub async fn update(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = tag_id(&request)?;
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let changed = match parse_tag(&form.fields, words) {
        Ok(changed) => changed,
        Err(errors) => return refused(&site, &form, id, errors).await,
    };
    let actor = form.visitor.actor(&user);
    let saved = site
        .store
        .write(move |db| {
            tags::by_id(db, id)?;
            tags::change(db, id, &changed)?;
            audit::record(db, &actor.did("tag.saved", subject(id), Moment::now()))
        })
        .await;
    match saved {
        Ok(()) => {
            site.bells.indexing.notify_one();
            let place = format!("/desk/tags/{}/edit", id.0);
            Ok(answer::onward(
                &site,
                &place,
                Some(Flash::new("flash-tag-saved")),
            ))
        }
        Err(StorageError::Taken(what)) => {
            let errors = FieldErrors::only(words, field_of(&what), Refusal::Taken);
            refused(&site, &form, id, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets everything that bears this tag bear another.
pub async fn merge(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = tag_id(&request)?;
    let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
    let name = match TagName::parse(form.text("into")) {
        Ok(name) => name,
        Err(refusal) => {
            let errors = FieldErrors::only(words, "into", refusal);
            return refused(&site, &form, id, errors).await;
        }
    };
    let actor = form.visitor.actor(&user);
    let merged = site
        .store
        .write(move |db| {
            tags::by_id(db, id)?;
            let into = match tags::named(db, &name)? {
                Some(into) if into.id == id => return Ok(Err(Refusal::NotAllowed)),
                Some(into) => into,
                None => return Ok(Err(Refusal::Unknown)),
            };
            tags::merge(db, id, into.id)?;
            let now = Moment::now();
            audit::record(db, &actor.did("tag.merged", subject(id), now))?;
            Ok(Ok(into))
        })
        .await?;
    match merged {
        Ok(into) => {
            site.bells.indexing.notify_one();
            let flash = Flash::new("flash-tag-merged").about(&into.name);
            let place = format!("/desk/tags/{}/edit", into.id.0);
            Ok(answer::onward(&site, &place, Some(flash)))
        }
        Err(refusal) => {
            let errors = FieldErrors::only(words, "into", refusal);
            refused(&site, &form, id, errors).await
        }
    }
}

/// Takes a tag away. The form names it once more, so that no slip does.
pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_arrange)?.clone();
    let id = tag_id(&request)?;
    if !form.fields.is_on("sure") {
        let words = crate::web::shell::words_for(&form.visitor, &site.last_settings());
        let mut errors = FieldErrors::default();
        errors.add("sure", words.say("field-sure"));
        return refused(&site, &form, id, errors).await;
    }
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            tags::remove(db, id)?;
            audit::record(db, &actor.did("tag.removed", subject(id), Moment::now()))
        })
        .await?;
    site.bells.indexing.notify_one();
    Ok(answer::onward(
        &site,
        "/desk/tags",
        Some(Flash::new("flash-tag-removed")),
    ))
}
