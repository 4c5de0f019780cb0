//! What readers say below an article, while they say it.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::access::{self, Reading};
use crate::storage::StorageError;
use crate::storage::posts::{self, Found};
use crate::web::live::{self, Topic};
use crate::web::{AppError, Site, address};

pub async fn show(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let read = site
        .store
        .read(move |db| match posts::at_address(db, &slug)? {
            Found::Post(article) => Ok(article.post),
            Found::Moved(slug) => match posts::at_address(db, &slug)? {
                Found::Post(article) => Ok(article.post),
                Found::Moved(_) => Err(StorageError::NotFound),
            },
        });
    let post = read.await?;
    match access::public_reading(&post) {
        Reading::Allowed => live::answer(&request, &site, Topic::Post(post.id)),
        Reading::Gone => Err(AppError::Gone),
        Reading::Unknown => Err(AppError::NotFound),
    }
}
