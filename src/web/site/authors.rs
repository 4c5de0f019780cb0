//! A person and what they have written.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{discussions, structured};
use crate::domain::freshness::{Name, Shown};
use crate::domain::listing::Cursor;
use crate::domain::user::{Handle, User};
use crate::storage::listings::{self, Card};
use crate::storage::users;
use crate::web::query::Query;
use crate::web::shell::{Head, Shell};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer};

#[derive(Template)]
#[template(path = "site/authors/show.html")]
struct AuthorPage {
    shell: Shell,
    author: User,
    cards: Vec<Card>,
    path: String,
    newer: Option<Cursor>,
    older: Option<Cursor>,
}

/// The handle that a request's path asks for.
pub(super) fn handle(request: &HttpRequest) -> Result<Handle, AppError> {
    Handle::parse(&address::segment(request, 1)?).map_err(|_| AppError::NotFound)
}

pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    query: Query,
) -> Result<HttpResponse, AppError> {
    let handle = handle(&request)?;
    let window = query.window()?;
    let read = site.read(move |db, _| {
        let author = users::public_by_handle(db, &handle)?;
        let found = listings::of_author(db, author.id, window)?;
        Ok((author, found))
    });
    let (settings, (author, found)) = read.await?;
    let mut shown = Shown::with([Name::Author(author.id), Name::People]);
    shown.extend(discussions(&found.items));
    let path = address::of("author", author.handle.as_str());
    address::require(&request, &path)?;
    let words = crate::web::shell::words_for(&visitor, &settings);
    let head = Head {
        title: words.with("author-title", &author.name),
        description: author.bio.clone(),
        canonical: query.canonical(&path),
        feeds: Some(path.clone()),
        indexed: true,
        structured: Some(structured::author(&site.base_url, &author)),
        ..Head::default()
    };
    let page = AuthorPage {
        shell: Shell::new(&site, &visitor, settings, head),
        author,
        cards: found.items,
        path,
        newer: found.newer,
        older: found.older,
    };
    answer::public(&request, &page, shown)
}
