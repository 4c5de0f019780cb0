//! The route table. Read it aloud.

use std::path::Path;

use actix_files::Files;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};

use super::account::{join, login, logout, profile, reset};
use super::api;
use super::desk::{
    activity, autosaves, comments as queue, dashboard, keys, mentions as said, people, posts,
    previews, revisions, saves, searches, series as shelves, settings, system, tags as labels,
    tokens, translations, webhooks,
};
use super::error::AppError;
use super::forms::FormLimit;
use super::ghost;
use super::guard::{LARGEST_BODY, LARGEST_FORM, LARGEST_POST_FORM};
use super::site::{
    accent, archive, articles, authors, comments, embedding, feeds, home, live, machines, mentions,
    pictures, preferences, search, series, short_links, sitemap, tags,
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
    api::configure(table.routes);
    ghost::configure(table.routes);
    table.read("/static/{accent:accent\\.[0-9a-f]{6}\\.css}", accent::show);
    table.files("/static", static_files);
    table.read(
        "/{slug}/{picture:picture-[0-9a-f]{8}\\.png}",
        pictures::show,
    );
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
    table.read("/search.json", search::show_json);
    table.read("/search/{feed:feed\\.(?:atom|rss|json)}", feeds::of_search);
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
    table.read("/oembed", embedding::show);
    table.page("/webmention", mentions::new, mentions::create);
    table.read("/robots.txt", machines::robots);
    table.read("/.well-known/security.txt", machines::security);
    table.read("/favicon.ico", machines::icon);
    table.read("/healthz", machines::alive);
    table.read("/readyz", machines::ready);
    table.read("/metrics", machines::metrics);
}

fn accounts(table: &mut Table) {
    table.page("/join", join::new, join::create);
    table.large_page("/login", login::new, login::create);
    table.page("/logout", logout::new, logout::create);
    table.page("/reset", reset::edit, reset::update);
    table.page("/account", profile::edit, profile::update);
    table.form("/account/email", "/account", profile::update_email);
    table.form("/account/password", "/account", profile::update_password);
    table.form("/account/sessions", "/account", profile::end_sessions);
}

fn desk(table: &mut Table) {
    table.read("/desk", dashboard::show);
    table.large_page("/desk/posts", posts::index, saves::create);
    table.read("/desk/posts/new", posts::new);
    table.large_form("/desk/autosave", "/desk/posts/new", autosaves::create);
    table.large_form("/desk/rendering", "/desk/posts/new", autosaves::render);
    table.large_form("/desk/posts/{id}", "/desk/posts/{id}/edit", saves::update);
    table.read("/desk/posts/{id}/edit", posts::edit);
    table.large_form(
        "/desk/posts/{id}/autosave",
        "/desk/posts/{id}/edit",
        autosaves::update,
    );
    table.read("/desk/posts/{id}/preview", previews::show);
    table.form(
        "/desk/posts/{id}/links",
        "/desk/posts/{id}/edit",
        previews::create,
    );
    table.form(
        "/desk/posts/{id}/links/{link}/removal",
        "/desk/posts/{id}/edit",
        previews::remove,
    );
    table.read("/desk/posts/{id}/revisions", revisions::index);
    table.read("/desk/posts/{id}/revisions/{revision}", revisions::show);
    table.form(
        "/desk/posts/{id}/revisions/{revision}/restoration",
        "/desk/posts/{id}/edit",
        revisions::restore,
    );
    table.form(
        "/desk/posts/{id}/translations",
        "/desk/posts/{id}/edit",
        translations::create,
    );
    table.page("/desk/search", searches::index, searches::create);
    table.form(
        "/desk/search/names/{id}/removal",
        "/desk/search",
        searches::remove,
    );
    table.form(
        "/desk/search/misses/removal",
        "/desk/search",
        searches::forget,
    );
    table.read("/desk/comments", queue::index);
    table.form(
        "/desk/comments/moderations",
        "/desk/comments",
        queue::decide,
    );
    table.form(
        "/desk/comments/moderations/{id}/undo",
        "/desk/comments",
        queue::undo,
    );
    table.form("/desk/comments/reports", "/desk/comments", queue::settle);
    table.read("/desk/comments/guests", queue::guests);
    table.form(
        "/desk/comments/guests/{id}/removal",
        "/desk/comments/guests",
        queue::unblock,
    );
    table.page("/desk/comments/mentions", said::index, said::decide);
    table.form(
        "/desk/comments/mentions/undo/{status}/{ids}",
        "/desk/comments/mentions",
        said::undo,
    );
    table.page("/desk/tags", labels::index, labels::create);
    table.form("/desk/tags/{id}", "/desk/tags/{id}/edit", labels::update);
    table.read("/desk/tags/{id}/edit", labels::edit);
    table.form(
        "/desk/tags/{id}/merging",
        "/desk/tags/{id}/edit",
        labels::merge,
    );
    table.form(
        "/desk/tags/{id}/removal",
        "/desk/tags/{id}/edit",
        labels::remove,
    );
    table.page("/desk/series", shelves::index, shelves::create);
    table.form(
        "/desk/series/{id}",
        "/desk/series/{id}/edit",
        shelves::update,
    );
    table.read("/desk/series/{id}/edit", shelves::edit);
    table.form(
        "/desk/series/{id}/order",
        "/desk/series/{id}/edit",
        shelves::reorder,
    );
    table.form(
        "/desk/series/{id}/parts",
        "/desk/series/{id}/edit",
        shelves::add_part,
    );
    table.form(
        "/desk/series/{id}/parts/{post}/removal",
        "/desk/series/{id}/edit",
        shelves::remove_part,
    );
    table.form(
        "/desk/series/{id}/removal",
        "/desk/series/{id}/edit",
        shelves::remove,
    );
    table.read("/desk/people", people::index);
    table.form(
        "/desk/people/invitations",
        "/desk/people",
        people::invitations::invite,
    );
    table.form(
        "/desk/people/invitations/{id}/removal",
        "/desk/people",
        people::invitations::revoke,
    );
    table.read("/desk/people/{id}", people::show);
    table.form(
        "/desk/people/{id}/role",
        "/desk/people/{id}",
        people::decisions::change_role,
    );
    table.form(
        "/desk/people/{id}/suspension",
        "/desk/people/{id}",
        people::decisions::suspend,
    );
    table.form(
        "/desk/people/{id}/reinstatement",
        "/desk/people/{id}",
        people::decisions::reinstate,
    );
    table.form(
        "/desk/people/{id}/handover",
        "/desk/people/{id}",
        people::decisions::hand_over,
    );
    table.form(
        "/desk/people/{id}/password",
        "/desk/people/{id}",
        people::invitations::offer_password,
    );
    table.page("/desk/tokens", tokens::index, tokens::create);
    table.form(
        "/desk/tokens/{id}/revocation",
        "/desk/tokens",
        tokens::revoke,
    );
    table.form("/desk/keys", "/desk/tokens", keys::create);
    table.form("/desk/keys/{id}/removal", "/desk/tokens", keys::remove);
    table.page("/desk/webhooks", webhooks::index, webhooks::create);
    table.read("/desk/webhooks/{id}", webhooks::show);
    table.form(
        "/desk/webhooks/{id}/removal",
        "/desk/webhooks",
        webhooks::remove,
    );
    table.form(
        "/desk/webhooks/{id}/deliveries/{delivery}/redelivery",
        "/desk/webhooks",
        webhooks::resend,
    );
    table.page("/desk/settings", settings::edit, settings::update);
    table.read("/desk/activity", activity::index);
    table.read("/desk/system", system::show);
    table.form("/desk/system/{id}/retry", "/desk/system", system::retry);
    table.form("/desk/system/{id}/removal", "/desk/system", system::dismiss);
}

fn discussion(table: &mut Table) {
    table.page(
        "/{slug}/comments",
        comments::index,
        comments::writing::create,
    );
    table.stream("/{slug}/live", live::show);
    table.read("/{slug}/comments/{id}", comments::show);
    table.page(
        "/{slug}/comments/{id}/edit",
        comments::own::edit,
        comments::own::update,
    );
    table.form(
        "/{slug}/comments/{id}/removal",
        "/{slug}/comments/{id}",
        comments::own::remove,
    );
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
    /// To listen, as long as one likes: by GET.
    Stream,
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

    /// Something that does not end by itself.
    fn stream<F, Args>(&mut self, path: &str, handler: F)
    where
        F: Handler<Args> + Clone,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Stream, path);
        self.routes.service(reading_at(path, handler));
    }

    /// A form to take, that stands on another page; whoever asks to read here is led there.
    fn form<F, Args>(&mut self, path: &str, page: &'static str, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Form, path);
        self.routes
            .service(leading_to(path, page).route(web::post().to(handler)));
    }

    /// A form as large as a post, that stands on another page.
    fn large_form<F, Args>(&mut self, path: &str, page: &'static str, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.list(Asked::Form, path);
        self.routes.service(
            leading_to(path, page)
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
            .service(Files::new(path, folder).prefer_utf8(true).try_compressed());
    }

    fn list(&mut self, asked: Asked, path: &str) {
        self.listed.push((asked, path.to_owned()));
    }
}

/// An address of a form, where a browser arrives to read when its address is entered again, or when
/// the language is changed on a page that refused the form.
fn leading_to(path: &str, page: &'static str) -> Resource {
    let lead = move |request: HttpRequest| {
        let asked: Vec<&str> = request.uri().path().split('/').collect();
        let place: Vec<&str> = page
            .split('/')
            .enumerate()
            .map(|(at, own)| match asked.get(at) {
                Some(asked) if own.starts_with('{') => asked,
                _ => own,
            })
            .collect();
        let answer = HttpResponse::SeeOther()
            .insert_header((LOCATION, place.join("/")))
            .finish();
        std::future::ready(answer)
    };
    reading_at(path, lead)
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
