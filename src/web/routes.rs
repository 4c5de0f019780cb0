//! The route table. Read it aloud.

use actix_files::Files;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Handler, Resource, Responder};

use super::Site;
use super::error::AppError;
use super::guard::{LARGEST_BODY, LARGEST_FORM};
use super::site::{
    archive, articles, authors, feeds, home, machines, preferences, search, series, short_links,
    sitemap, tags,
};

/// Every address that Daf answers.
pub fn configure(routes: &mut ServiceConfig, site: &Site) {
    routes
        .app_data(
            web::FormConfig::default()
                .limit(LARGEST_FORM)
                .error_handler(|error, _| refused_form(&error)),
        )
        .app_data(web::PayloadConfig::new(LARGEST_BODY))
        .service(read("/", home::show))
        .service(read("/{language:he|en|ar}", home::show_language))
        .service(read("/archive", archive::index))
        .service(read("/archive/{month}", archive::show))
        .service(read("/tags", tags::index))
        .service(read("/tag/{slug}", tags::show))
        .service(read("/author/{handle}", authors::show))
        .service(read("/series", series::index))
        .service(read("/series/{slug}", series::show))
        .service(read("/search", search::show))
        .service(read("/preferences", preferences::edit).route(web::post().to(preferences::update)))
        .service(read("/s/{id}", short_links::show))
        .service(read("/{feed:feed\\.(?:atom|rss|json)}", feeds::of_site))
        .service(read(
            "/{language:he|en|ar}/{feed:feed\\.(?:atom|rss|json)}",
            feeds::of_language,
        ))
        .service(read(
            "/tag/{slug}/{feed:feed\\.(?:atom|rss|json)}",
            feeds::of_tag,
        ))
        .service(read(
            "/author/{handle}/{feed:feed\\.(?:atom|rss|json)}",
            feeds::of_author,
        ))
        .service(read(
            "/series/{slug}/{feed:feed\\.(?:atom|rss|json)}",
            feeds::of_series,
        ))
        .service(read("/sitemap.xml", sitemap::show))
        .service(read("/robots.txt", machines::robots))
        .service(read("/.well-known/security.txt", machines::security))
        .service(read("/favicon.ico", machines::icon))
        .service(read("/healthz", machines::alive))
        .service(read("/readyz", machines::ready))
        .service(Files::new("/static", site.assets.folder()).prefer_utf8(true))
        .service(read("/{slug}", articles::show))
        .default_service(web::to(async || Err::<&str, _>(AppError::NotFound)));
}

/// A page to read: by GET, and by HEAD for its headers. Any other method is answered 405.
fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
}

fn refused_form(error: &actix_web::error::UrlencodedError) -> actix_web::Error {
    use actix_web::error::UrlencodedError::{Overflow, Payload};
    match error {
        Overflow { .. } | Payload(_) => AppError::BodyTooLarge.into(),
        _ => AppError::Invalid("a form that cannot be read").into(),
    }
}
