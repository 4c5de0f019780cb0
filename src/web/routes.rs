//! The route table. Read it aloud.

use std::path::Path;

use actix_files::Files;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, FromRequest, Handler, Resource, Responder};

use super::account::{join, login, logout, profile, reset};
use super::desk::{
    activity, autosaves, comments as queue, dashboard, people, posts, previews, revisions, saves,
    series as shelves, settings, tags as labels, translations,
};
use super::error::AppError;
use super::forms::FormLimit;
use super::guard::{LARGEST_BODY, LARGEST_FORM, LARGEST_POST_FORM};
use super::site::{
    accent, archive, articles, authors, comments, feeds, home, machines, preferences, search,
    series, short_links, sitemap, tags,
};

/// Every address that Daf answers, and what can be asked there.
pub fn configure(routes: &mut ServiceConfig, static_files: &Path) -> Vec<Listed> {
    routes
        .app_data(
            web::FormConfig::default()
                .limit(LARGEST_FORM)
                .error_handler(|error, _| refused_form(&error)),
        )
        .app_data(web::PayloadConfig::new(LARGEST_BODY));
    let mut table = Table {
        routes,
        listed: Vec::new(),
    };
    reading(&mut table);
    accounts(&mut table);
    desk(&mut table);
    discussion(&mut table);
    table.read("/static/{accent:accent\\.[0-9a-f]{6}\\.css}", accent::show);
    table.files("/static", static_files);
    // Last, since whatever is no other page may be an article.
    table.read("/{slug}", articles::show);
    table
        .routes
        .default_service(web::to(async || Err::<&str, _>(AppError::NotFound)));
    table.listed
}

fn reading(table: &mut Table) {
    table.read("/", home::show);
    table.read("/{language:he|en|ar}", home::show_language);
    table.read("/archive", archive::index);
    table.read("/archive/{month}", archive::show);
    table.read("/tags", tags::index);
    table.read("/tag/{slug}", tags::show);
    table.read("/author/{handle}", authors::show);
    table.read("/series", series::index);
    table.read("/series/{slug}", series::show);
    table.read("/search", search::show);
    table.page("/preferences", preferences::edit, preferences::update);
    table.read("/preview", previews::show_shared);
    table.read("/s/{id}", short_links::show);
    table.read("/{feed:feed\\.(?:atom|rss|json)}", feeds::of_site);
    table.read(
        "/{language:he|en|ar}/{feed:feed\\.(?:atom|rss|json)}",
        feeds::of_language,
    );
    table.read("/tag/{slug}/{feed:feed\\.(?:atom|rss|json)}", feeds::of_tag);
    table.read(
        "/author/{handle}/{feed:feed\\.(?:atom|rss|json)}",
        feeds::of_author,
    );
    table.read(
        "/series/{slug}/{feed:feed\\.(?:atom|rss|json)}",
        feeds::of_series,
    );
    table.read("/sitemap.xml", sitemap::show);
    table.read("/robots.txt", machines::robots);
    table.read("/.well-known/security.txt", machines::security);
    table.read("/favicon.ico", machines::icon);
    table.read("/healthz", machines::alive);
    table.read("/readyz", machines::ready);
}

fn accounts(table: &mut Table) {
    table.page("/join", join::new, join::create);
    table.large_page("/login", login::new, login::create);
    table.page("/logout", logout::new, logout::create);
    table.page("/reset", reset::edit, reset::update);
    table.page("/account", profile::edit, profile::update);
    table.form("/account/email", profile::update_email);
    table.form("/account/password", profile::update_password);
    table.form("/account/sessions", profile::end_sessions);
}

fn desk(table: &mut Table) {
    table.read("/desk", dashboard::show);
    table.large_page("/desk/posts", posts::index, saves::create);
    table.read("/desk/posts/new", posts::new);
    table.large_form("/desk/autosave", autosaves::create);
    table.large_form("/desk/rendering", autosaves::render);
    table.large_form("/desk/posts/{id}", saves::update);
    table.read("/desk/posts/{id}/edit", posts::edit);
    table.large_form("/desk/posts/{id}/autosave", autosaves::update);
    table.read("/desk/posts/{id}/preview", previews::show);
    table.form("/desk/posts/{id}/links", previews::create);
    table.form("/desk/posts/{id}/links/{link}/removal", previews::remove);
    table.read("/desk/posts/{id}/revisions", revisions::index);
    table.read("/desk/posts/{id}/revisions/{revision}", revisions::show);
    table.form(
        "/desk/posts/{id}/revisions/{revision}/restoration",
        revisions::restore,
    );
    table.form("/desk/posts/{id}/translations", translations::create);
    table.read("/desk/comments", queue::index);
    table.form("/desk/comments/moderations", queue::decide);
    table.form("/desk/comments/moderations/{id}/undo", queue::undo);
    table.form("/desk/comments/reports", queue::settle);
    table.read("/desk/comments/guests", queue::guests);
    table.form("/desk/comments/guests/{id}/removal", queue::unblock);
    table.page("/desk/tags", labels::index, labels::create);
    table.form("/desk/tags/{id}", labels::update);
    table.read("/desk/tags/{id}/edit", labels::edit);
    table.form("/desk/tags/{id}/merging", labels::merge);
    table.form("/desk/tags/{id}/removal", labels::remove);
    table.page("/desk/series", shelves::index, shelves::create);
    table.form("/desk/series/{id}", shelves::update);
    table.read("/desk/series/{id}/edit", shelves::edit);
    table.form("/desk/series/{id}/order", shelves::reorder);
    table.form("/desk/series/{id}/parts", shelves::add_part);
    table.form(
        "/desk/series/{id}/parts/{post}/removal",
        shelves::remove_part,
    );
    table.form("/desk/series/{id}/removal", shelves::remove);
    table.read("/desk/people", people::index);
    table.form("/desk/people/invitations", people::invitations::invite);
    table.form(
        "/desk/people/invitations/{id}/removal",
        people::invitations::revoke,
    );
    table.read("/desk/people/{id}", people::show);
    table.form("/desk/people/{id}/role", people::decisions::change_role);
    table.form("/desk/people/{id}/suspension", people::decisions::suspend);
    table.form(
        "/desk/people/{id}/reinstatement",
        people::decisions::reinstate,
    );
    table.form("/desk/people/{id}/handover", people::decisions::hand_over);
    table.form(
        "/desk/people/{id}/password",
        people::invitations::offer_password,
    );
    table.page("/desk/settings", settings::edit, settings::update);
    table.read("/desk/activity", activity::index);
}

fn discussion(table: &mut Table) {
    table.page(
        "/{slug}/comments",
        comments::index,
        comments::writing::create,
    );
    table.read("/{slug}/comments/{id}", comments::show);
    table.page(
        "/{slug}/comments/{id}/edit",
        comments::own::edit,
        comments::own::update,
    );
    table.form("/{slug}/comments/{id}/removal", comments::own::remove);
    table.page(
        "/{slug}/comments/{id}/report",
        comments::reports::new,
        comments::reports::create,
    );
}

/// What can be asked at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// To read it: by GET, and by HEAD for its headers.
    Page,
    /// To take a form: by POST.
    Form,
}

/// An address of the table, with its parameters in braces.
pub type Listed = (Asked, String);

/// Every address that Daf answers, for those who must not forget one.
pub fn all() -> Vec<Listed> {
    let mut listed = Vec::new();
    let _ = App::new().configure(|routes| listed = configure(routes, Path::new("static")));
    listed
}

/// Adds addresses by what they are for. Any method that an address does not take is answered 405.
struct Table<'routes> {
    routes: &'routes mut ServiceConfig,
    listed: Vec<Listed>,
}

impl Table<'_> {
    /// Something to read.
    fn read<F, Args>(&mut self, path: &str, handler: F)
    where
        F: Handler<Args> + Clone,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Page, path);
        self.routes.service(reading_at(path, handler));
    }

    /// A form to take, at an address where there is nothing to read.
    fn form<F, Args>(&mut self, path: &str, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Form, path);
        self.routes
            .service(web::resource(path).route(web::post().to(handler)));
    }

    /// A form as large as a post.
    fn large_form<F, Args>(&mut self, path: &str, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Form, path);
        self.routes.service(
            web::resource(path)
                .app_data(FormLimit(LARGEST_POST_FORM))
                .route(web::post().to(handler)),
        );
    }

    /// Something to read, and a form to take.
    fn page<F, Args, G, Brgs>(&mut self, path: &str, shown: F, taken: G)
    where
        F: Handler<Args> + Clone,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
        G: Handler<Brgs>,
        Brgs: FromRequest + 'static,
        G::Output: Responder + 'static,
    {
        self.list(Asked::Page, path);
        self.list(Asked::Form, path);
        self.routes
            .service(reading_at(path, shown).route(web::post().to(taken)));
    }

    /// Something to read, and a form as large as a post.
    fn large_page<F, Args, G, Brgs>(&mut self, path: &str, shown: F, taken: G)
    where
        F: Handler<Args> + Clone,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
        G: Handler<Brgs>,
        Brgs: FromRequest + 'static,
        G::Output: Responder + 'static,
    {
        self.list(Asked::Page, path);
        self.list(Asked::Form, path);
        self.routes.service(
            reading_at(path, shown)
                .app_data(FormLimit(LARGEST_POST_FORM))
                .route(web::post().to(taken)),
        );
    }

    fn files(&mut self, path: &str, folder: &Path) {
        self.routes
            .service(Files::new(path, folder).prefer_utf8(true));
    }

    fn list(&mut self, asked: Asked, path: &str) {
        self.listed.push((asked, path.to_owned()));
    }
}

fn reading_at<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
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
