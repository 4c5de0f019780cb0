//! The site's own API (`/api/v1`): everything that the desk can do, for programs with a token, and what everybody may
//! read, for all.

mod body;
mod call;
mod comments;
mod docs;
mod document;
mod framing;
mod limits;
mod mentions;
mod operations;
mod people;
mod posts;
mod problem;
mod replies;
mod revisions;
mod search;
mod shapes;
mod site;
mod taxonomy;
mod webhooks;

pub use framing::is_api;
pub use limits::Limits;
pub use operations::ROOT;
pub use problem::Problem;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use operations::Operations;

/// Everything that can be asked, in the order the document tells of it.
pub fn all() -> Operations {
    let mut all = Operations::default();
    all.group("Posts", posts::operations);
    all.group("Revisions", revisions::operations);
    all.group("Tags and series", taxonomy::operations);
    all.group("Comments", comments::operations);
    all.group("Other sites", mentions::operations);
    all.group("People", people::operations);
    all.group("Search", search::operations);
    all.group("Site", site::operations);
    all.group("Webhooks", webhooks::operations);
    all.group("This API", docs::operations);
    all
}

/// Mounts the API.
pub fn configure(config: &mut ServiceConfig) {
    let api = web::scope(ROOT)
        .wrap(from_fn(framing::frame))
        .configure(|config| all().mount(config))
        .default_service(web::to(operations::nothing));
    config.service(api);
}

/// Every method and address of the API, for those who must not forget one.
pub fn listed() -> Vec<(String, String)> {
    let operations = all().0.into_iter();
    operations
        .map(|operation| {
            (
                operation.method.to_string(),
                format!("{ROOT}{}", operation.path),
            )
        })
        .collect()
}

/// The OpenAPI document.
pub fn document(base_url: &str) -> serde_json::Value {
    document::make(&all(), base_url)
}
