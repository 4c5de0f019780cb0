//! An article, or a page, with everything around it.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::access::{Reading, public_reading};
use crate::domain::comment::Comment;
use crate::domain::ids::CommentId;
use crate::domain::post::{Post, PostKind};
use crate::domain::related::{self, Candidate};
use crate::domain::series::PlaceInSeries;
use crate::domain::tag::Tag;
use crate::domain::{short_link, slug::Slug, thread};
use crate::storage::comments::{self, After, CommentPage};
use crate::storage::listings::{self, Byline};
use crate::storage::posts::{self, Article, Found};
use crate::storage::translations::{self, Translation};
use crate::storage::{self, Db, StorageError, tags};
use crate::text::markdown::Heading;
use crate::web::query::Query;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/articles/show.html")]
struct ArticlePage {
    shell: Shell,
    post: Post,
    html: String,
    contents: Vec<Heading>,
    authors: Vec<Byline>,
    tags: Vec<Tag>,
    series: Option<PlaceInSeries>,
    translations: Vec<Translation>,
    related: Vec<Candidate>,
    comments: Vec<ShownComment>,
    more_comments: Option<String>,
    short_link: String,
    /// An article has a date, authors and comments; a page has none.
    is_dated: bool,
}

/// A comment in its place on the page.
struct ShownComment {
    comment: Comment,
    level: usize,
    answers: Option<String>,
    by_author: bool,
}

/// What an address leads to, for a reader who is not signed in.
enum Answer {
    Shown(Box<Shown>),
    Moved(Slug),
    Gone,
}

struct Shown {
    article: Article,
    authors: Vec<Byline>,
    tags: Vec<Tag>,
    series: Option<PlaceInSeries>,
    translations: Vec<Translation>,
    related: Vec<Candidate>,
    comments: CommentPage,
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let after = comments_after(&query)?;
    let (settings, found) = site.read(move |db, _| find(db, &slug, after)).await?;
    let shown = match found {
        Answer::Shown(shown) => *shown,
        Answer::Moved(slug) => {
            return Err(AppError::Moved(address::with_query(
                &address::of_post(&slug),
                &request,
            )));
        }
        Answer::Gone => return Err(AppError::Gone),
    };
    address::require(&request, &address::of_post(&shown.article.post.slug))?;
    let shell = Shell::new(&site, &visitor, settings, head(&shown));
    answer::page(&request, &page(shell, shown))
}

fn find(db: &mut Db, slug: &Slug, after: Option<After>) -> storage::Result<Answer> {
    let article = match posts::at_address(db, slug)? {
        Found::Post(article) => *article,
        Found::Moved(slug) => return Ok(Answer::Moved(slug)),
    };
    match public_reading(&article.post) {
        Reading::Allowed => gather(db, article, after).map(|shown| Answer::Shown(Box::new(shown))),
        Reading::Gone => Ok(Answer::Gone),
        Reading::Unknown => Err(StorageError::NotFound),
    }
}

fn gather(db: &mut Db, article: Article, after: Option<After>) -> storage::Result<Shown> {
    let post = &article.post;
    let tags = tags::of_post(db, post.id)?;
    let authors = listings::authors_of(db, &[post.id])?
        .remove(&post.id)
        .unwrap_or_default();
    let translations = match post.translation_group_id {
        Some(group) => translations::of_group(db, group)?,
        None => Vec::new(),
    };
    let series = storage::series::place_of(db, post.id)?;
    if post.kind == PostKind::Page {
        let (related, comments) = (Vec::new(), CommentPage::default());
        return Ok(Shown {
            article,
            authors,
            tags,
            series,
            translations,
            related,
            comments,
        });
    }
    let candidates = storage::related::candidates(db, post, &tags)?;
    let related = related::best(
        &format!("{} {}", post.title, post.summary),
        post.language,
        candidates,
    );
    let comments = comments::of_post(db, post.id, after, crate::domain::access::Commenting::default())?;
    Ok(Shown {
        article,
        authors,
        tags,
        series,
        translations,
        related,
        comments,
    })
}

/// Where the comments begin: `?comments-after=THREAD-COMMENT`.
fn comments_after(query: &Query) -> Result<Option<After>, AppError> {
    let Some(text) = query.get("comments-after") else {
        return Ok(None);
    };
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|number| *number >= 0)
            .map(CommentId)
    };
    let read = text.split_once('-').and_then(|(thread, comment)| {
        Some(After {
            thread: number(thread)?,
            comment: number(comment)?,
        })
    });
    read.map(Some).ok_or(AppError::NotFound)
}

fn head(shown: &Shown) -> Head {
    let post = &shown.article.post;
    let alternates = shown
        .translations
        .iter()
        .map(|version| (version.language, address::of_post(&version.slug)));
    Head {
        title: post.title.clone(),
        description: post.summary.clone(),
        language: Some(post.language),
        canonical: Some(address::of_post(&post.slug)),
        canonical_elsewhere: post.canonical_url.clone(),
        alternates: alternates.collect(),
        feeds: Some(String::new()),
        indexed: true,
        is_article: post.kind == PostKind::Article,
    }
}

fn page(shell: Shell, shown: Shown) -> ArticlePage {
    let post = shown.article.post;
    let more_comments = shown.comments.next.map(|next| {
        format!(
            "{}?comments-after={}-{}#comments",
            address::of_post(&post.slug),
            next.thread.0,
            next.comment.0
        )
    });
    ArticlePage {
        shell,
        html: shown.article.html,
        contents: shown.article.contents,
        comments: comments_shown(shown.comments.comments, &shown.authors),
        authors: shown.authors,
        tags: shown.tags,
        series: shown.series,
        translations: shown.translations,
        related: shown.related,
        more_comments,
        short_link: format!("/s/{}", short_link::write(post.id)),
        is_dated: post.kind == PostKind::Article,
        post,
    }
}

fn comments_shown(comments: Vec<Comment>, authors: &[Byline]) -> Vec<ShownComment> {
    let is_author = |comment: &Comment| {
        comment
            .user
            .as_ref()
            .is_some_and(|(_, handle)| authors.iter().any(|author| author.handle == *handle))
    };
    thread::arrange(comments)
        .into_iter()
        .map(|placed| ShownComment {
            by_author: is_author(&placed.comment),
            level: placed.level,
            answers: placed.answers,
            comment: placed.comment,
        })
        .collect()
}
