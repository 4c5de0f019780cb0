//! A post exactly as readers will see it: for its writer, and for whoever was sent a secret link.

use actix_web::http::header;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};

use super::remarks::remarks;
use super::{edit_address, number, post_id};
use crate::domain::access;
use crate::domain::draft::Typed;
use crate::domain::ids::{PostId, PreviewLinkId, TagId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Post, PostKind};
use crate::domain::series::PlaceInSeries;
use crate::domain::tag::{self, Tag};
use crate::storage::comments::CommentPage;
use crate::storage::listings::Byline;
use crate::storage::posts::Article;
use crate::storage::writing::{self, Working};
use crate::storage::{
    self, Db, StorageError, audit, comments, posts, previews, series, submissions, tags, users,
};
use crate::text::{language, markdown};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::query::Query;
use crate::web::shell::words_for;
use crate::web::site::articles::{self, Shown};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let user = visitor.who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let reader = visitor.clone();
    let read = site.read_current(move |db, _| {
        writing::require_editable(db, id, &user)?;
        found(db, id, &reader)
    });
    let (settings, found) = read.await?;
    let words = words_for(&visitor, &settings);
    let (source, language) = (found.source.clone(), found.shown.article.post.language);
    let said = site
        .think(move || remarks(&source, language, words))
        .await?;
    let shown = found.rendered(&site).await?;
    let page = articles::preview(&site, &visitor, settings, shown, said)?;
    private(answer::page(&request, &page)?)
}

/// For whoever holds a link that has not been taken back.
pub async fn show_shared(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let link = query.get("link").filter(|link| !link.contains('\0'));
    let token = link.ok_or(AppError::NotFound)?.to_owned();
    let reader = visitor.clone();
    let read = site.read_current(move |db, _| {
        let post = previews::post_of(db, &token)?;
        found(db, post, &reader)
    });
    let (settings, found) = read.await?;
    let shown = found.rendered(&site).await?;
    let page = articles::preview(&site, &visitor, settings, shown, Vec::new())?;
    let mut answer = private(answer::page(&request, &page)?)?;
    // The address is a secret: no page that it links to may learn it.
    answer.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    Ok(answer)
}

fn private(mut answer: HttpResponse) -> Result<HttpResponse, AppError> {
    let headers = answer.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    Ok(answer)
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let (actor, key) = (form.visitor.actor(&user), form.own_key());
    let made = site
        .store
        .write(move |db| {
            writing::require_editable(db, id, &user)?;
            let now = Moment::now();
            submissions::once(db, key.as_deref(), now, |db| {
                previews::create(db, id, user.id, now)?;
                audit::record(db, &actor.did("preview.made", subject(id), now))?;
                Ok(format!("{}#links", edit_address(id)))
            })
        })
        .await;
    let links = format!("{}#links", edit_address(id));
    match made {
        Ok(place) => Ok(answer::onward(
            &site,
            &place,
            Some(Flash::new("flash-preview-made")),
        )),
        Err(StorageError::Refused(_)) => {
            let flash = Flash::new("flash-preview-full");
            Ok(answer::onward(&site, &links, Some(flash)))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn remove(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_enter_desk)?.clone();
    let id = post_id(&request)?;
    let link = PreviewLinkId(number(&request, 4)?);
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            writing::require_editable(db, id, &user)?;
            previews::revoke(db, id, link)?;
            audit::record(
                db,
                &actor.did("preview.revoked", subject(id), Moment::now()),
            )
        })
        .await?;
    let place = format!("{}#links", edit_address(id));
    Ok(answer::onward(
        &site,
        &place,
        Some(Flash::new("flash-preview-revoked")),
    ))
}

fn subject(id: PostId) -> String {
    format!("post:{}", id.0)
}

/// A post with everything around it, and its text that is still to be rendered.
struct Found {
    shown: Shown,
    comments: CommentPage,
    source: String,
}

impl Found {
    async fn rendered(self, site: &Site) -> Result<(Shown, CommentPage), AppError> {
        let Found {
            mut shown,
            comments,
            source,
        } = self;
        let language = shown.article.post.language;
        let rendered = site.think(move || markdown::render(&source, language));
        let rendered = rendered.await?;
        shown.article = Article {
            post: Post {
                word_count: rendered.length.words() as i64,
                reading_minutes: rendered.length.minutes() as i64,
                ..shown.article.post
            },
            html: rendered.html,
            contents: rendered.contents,
        };
        Ok((shown, comments))
    }
}

/// A post with what was saved last in the place of what is public, and everything around it.
fn found(db: &mut Db, id: PostId, reader: &Visitor) -> storage::Result<Found> {
    let working = writing::open(db, id)?;
    let now = Moment::now();
    let post = Post {
        published_at: Some(date(&working)),
        ..as_typed(&working)
    };
    let article = Article {
        post: Post {
            updated_at: match says_something_new(db, &working, &post)? {
                true => now,
                false => post.updated_at,
            },
            ..post
        },
        html: String::new(),
        contents: Default::default(),
    };
    let mut shown = articles::gather(db, article)?;
    let comments = comments::of_post(db, id, None, reader.commenting())?;
    shown.series = series_typed(db, &shown.article.post, &working.typed)?;
    if working.has_draft {
        shown.tags = tags_typed(db, &working.typed)?;
        shown.authors = authors_typed(db, &working.typed)?;
        if shown.article.post.kind == PostKind::Article {
            shown.related = articles::related_to(db, &shown.article.post, &shown.tags)?;
        }
    }
    Ok(Found {
        shown,
        comments,
        source: working.typed.source,
    })
}

/// Whether readers would be told that it was changed.
fn says_something_new(db: &mut Db, working: &Working, typed: &Post) -> storage::Result<bool> {
    let public = &working.post;
    if !working.has_draft || public.published_at.is_none() {
        return Ok(false);
    }
    let source = posts::sources(db, &[public.id])?.pop();
    Ok(public.title != typed.title
        || public.summary != typed.summary
        || source.is_some_and(|(_, source)| source != working.typed.source))
}

/// When it became public, or will, or would now.
fn date(working: &Working) -> Moment {
    let known = working.post.published_at.or(working.scheduled_at);
    known.unwrap_or_else(Moment::now)
}

/// The post with what is typed in it, as far as that can be taken.
fn as_typed(working: &Working) -> Post {
    let (post, typed) = (&working.post, &working.typed);
    let details = &typed.details;
    let title = typed.title.trim();
    Post {
        title: if title.is_empty() {
            post.title.clone()
        } else {
            title.to_owned()
        },
        summary: details.summary.trim().to_owned(),
        language: Language::from_tag(&details.language).unwrap_or(post.language),
        kind: PostKind::parse(&details.kind).unwrap_or(post.kind),
        cover_url: some(&details.cover_url),
        cover_alt: some(&details.cover_alt),
        canonical_url: some(&details.canonical_url),
        comments_open: details.comments_open,
        ..post.clone()
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The place in a series that is typed: what is not public yet has none for readers.
fn series_typed(db: &mut Db, post: &Post, typed: &Typed) -> storage::Result<Option<PlaceInSeries>> {
    match typed.details.wanted_place() {
        Some(wanted) => series::place_wanted(db, wanted.series, post, wanted.part),
        None => Ok(None),
    }
}

/// The tags typed, those too that will be made.
fn tags_typed(db: &mut Db, typed: &Typed) -> storage::Result<Vec<Tag>> {
    let names = tag::parse_list(&typed.details.tags).unwrap_or_default();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        found.push(match tags::named(db, &name)? {
            // Two names may mean one tag.
            Some(tag) if found.iter().any(|known: &Tag| known.slug == tag.slug) => continue,
            None if found.iter().any(|known: &Tag| known.slug == *name.slug()) => continue,
            Some(tag) => tag,
            None => Tag {
                id: TagId(0),
                slug: name.slug().clone(),
                name: name.as_str().to_owned(),
                language: language::guess(name.as_str(), Language::En),
                description: String::new(),
                listed_posts: 0,
            },
        });
    }
    found.sort_by(|one, other| one.slug.as_str().cmp(other.slug.as_str()));
    Ok(found)
}

fn authors_typed(db: &mut Db, typed: &Typed) -> storage::Result<Vec<Byline>> {
    let mut authors = Vec::new();
    for handle in &typed.details.authors {
        let Ok(handle) = crate::domain::user::Handle::parse(handle) else {
            continue;
        };
        match users::by_handle(db, &handle) {
            Ok(user) => authors.push(Byline {
                name: user.name,
                handle: user.handle,
            }),
            Err(StorageError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(authors)
}
