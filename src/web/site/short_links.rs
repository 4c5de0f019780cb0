//! `/s/{id}`: the short address that always finds its post.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::short_link;
use crate::storage::posts;
use crate::web::{AppError, Site, address};

pub async fn show(request: HttpRequest, site: web::Data<Site>) -> Result<HttpResponse, AppError> {
    let post = short_link::read(&address::segment(&request, 1)?).ok_or(AppError::NotFound)?;
    let slug = site
        .store
        .read(move |db| posts::slug_of_public(db, post))
        .await?;
    Err(AppError::Moved(address::of_post(&slug)))
}
