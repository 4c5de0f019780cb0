//! The public site as files: its own application, asked in process as a reader who is not signed in asks
//! it, and its answers with links that lead to files.

mod documents;
mod pages;
mod places;

use std::path::Path;
use std::sync::Arc;

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{self, HeaderMap};
use actix_web::test::{TestRequest, init_service};
use actix_web::{Error, web};
use futures_util::future::LocalBoxFuture;

use pages::Searching;
pub use places::{Here, Places, file};

use super::server::{Failure, application};
use super::site::sitemap::is_by_months;
use super::{Assets, Site, address, guard};
use crate::domain::accent::Accent;
use crate::domain::freshness::Shown;
use crate::domain::language::Language;
use crate::domain::settings::Settings;
use crate::domain::short_link;
use crate::locale::Words;
use crate::storage::addresses::Addresses;
use crate::storage::{Store, secrets, settings};

/// Something of the site that becomes a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is asked for, with what stands after the question mark.
    pub address: String,
    /// Which page of a list it is, from 1 on.
    pub number: u32,
    /// The language that the reader of the page asks for.
    pub language: Language,
}

/// What the site answered.
pub enum Answer {
    File(File),
    /// The address that this one leads on to, as the site writes it.
    Moved(String),
    /// There is no such thing, or not any more.
    Nothing,
}

/// An answer that is a file.
pub struct File {
    pub bytes: Vec<u8>,
    /// What it shows, and for how long; none of what never changes at its address.
    pub shown: Option<Shown>,
    /// What is asked for to get the page after it.
    pub next: Option<String>,
    has_lost_form: bool,
}

/// The site could not say what is at an address.
#[derive(Debug, thiserror::Error)]
#[error("{address} was answered with {reason}")]
pub struct Broken {
    pub address: String,
    pub reason: String,
}

/// How many bytes of what pages are made of are kept.
const FRAGMENTS: u64 = 16 * 1024 * 1024;

/// A site that is made files of.
pub struct Frozen {
    site: web::Data<Site>,
    settings: Arc<Settings>,
    places: Places,
}

impl Frozen {
    /// The site over a store, whose files will be found at `places`.
    pub fn over(store: Store, places: Places, data_directory: &Path) -> Result<Frozen, Failure> {
        let assets = Arc::new(Assets::prepare(data_directory).map_err(Failure::Assets)?);
        let seal = store.write_here(secrets::seal)?;
        let settings = Arc::new(store.read_here(settings::load)?);
        let base_url = places.base_url().to_owned();
        // Each page is made once; what they are made of is not.
        let site = Site::new(store, seal, base_url, assets, (0, FRAGMENTS));
        Ok(Frozen {
            site: web::Data::new(site),
            settings,
            places,
        })
    }

    pub fn places(&self) -> &Places {
        &self.places
    }

    /// By which the site's database is told from others, and says nothing of its secrets.
    pub fn database_mark(&self) -> Vec<u8> {
        self.site.seal.hash("freeze", "")
    }

    /// All that becomes files and is known before anything is asked: the first pages of lists, and no
    /// redirects. What takes longest comes first.
    pub fn wanted(&self, addresses: &Addresses) -> Vec<Wanted> {
        let main = self.settings.main_language;
        let mut all = vec![of("/", main)];
        for language in &self.settings.languages {
            all.push(of(&format!("/{language}"), *language));
            all.extend(feeds(&format!("/{language}"), *language));
        }
        for month in &addresses.months {
            all.push(of(&address::of("archive", month), main));
        }
        for (slug, language) in &addresses.tags {
            let path = address::of("tag", slug.as_str());
            all.extend(feeds(&path, *language));
            all.push(of(&path, *language));
        }
        for handle in &addresses.authors {
            let path = address::of("author", handle.as_str());
            all.extend(feeds(&path, main));
            all.push(of(&path, main));
        }
        for (slug, language) in &addresses.series {
            let path = address::of("series", slug.as_str());
            all.extend(feeds(&path, *language));
            all.push(of(&path, *language));
        }
        all.extend(feeds("", main));
        for (_, slug, language) in &addresses.posts {
            all.push(of(&address::of_post(slug), *language));
        }
        for fixed in [
            "/archive",
            "/tags",
            "/series",
            "/search",
            "/sitemap.xml",
            "/robots.txt",
            "/.well-known/security.txt",
            "/404.html",
        ] {
            all.push(of(fixed, main));
        }
        let accent = self.settings.accent.as_deref().map(Accent::parse);
        if let Some(Ok(accent)) = accent {
            all.push(of(&format!("/static/accent.{}.css", accent.digits()), main));
        }
        let assets = self.site.assets.addresses();
        all.extend(assets.iter().map(|address| of(address, main)));
        all
    }

    /// The parts of the sitemap, where it has some.
    pub fn parts_of_sitemap(&self, addresses: &Addresses) -> Vec<Wanted> {
        if !is_by_months(addresses.articles) {
            return Vec::new();
        }
        let months = addresses.months.iter().map(String::as_str);
        months
            .chain(["pages"])
            .map(|part| {
                of(
                    &format!("/sitemap.xml?part={part}"),
                    self.settings.main_language,
                )
            })
            .collect()
    }

    /// The addresses that lead on to others: those that posts had before, their short ones, and one that
    /// browsers ask for by themselves. Each with the number of its post.
    pub fn redirects(&self, addresses: &Addresses) -> Vec<(Option<i64>, Wanted)> {
        let main = self.settings.main_language;
        let former = addresses
            .former
            .iter()
            .map(|(post, slug)| (Some(post.0), of(&address::of_post(slug), main)));
        let short = addresses.posts.iter().map(|(post, _, language)| {
            let path = format!("/s/{}", short_link::write(*post));
            (Some(post.0), of(&path, *language))
        });
        [(None, of("/favicon.ico", main))]
            .into_iter()
            .chain(former)
            .chain(short)
            .collect()
    }

    /// A page that leads a reader on.
    pub fn redirect_page(&self, to: &str) -> String {
        let link = self.places.link(to);
        let whole = self.places.link(&format!("{}{to}", self.places.base_url()));
        pages::redirect(&link, &whole)
    }

    /// What hosts that read `_headers` are to say with the files.
    pub fn headers(&self) -> String {
        let prefix = self.places.prefix();
        let mut text = format!("{prefix}/*\n");
        for (name, value) in guard::HEADERS {
            text.push_str(&format!("  {name}: {value}\n"));
        }
        for folder in ["css", "fonts", "js"] {
            text.push_str(&format!(
                "{prefix}/static/{folder}/*\n  cache-control: public, max-age=31536000, immutable\n"
            ));
        }
        text
    }

    /// A reader of the site, for one thread.
    pub async fn reader(&self) -> Reader<'_> {
        let service = init_service(application(self.site.clone())).await;
        Reader {
            frozen: self,
            ask: asking(service, TestRequest::to_request),
        }
    }

    fn searching(&self, language: Language) -> Searching {
        let words = Words::of(language);
        let says = |message: &str| words.say(message);
        let counted = [
            ("zero", 0),
            ("one", 1),
            ("two", 2),
            ("few", 3),
            ("many", 11),
            ("other", 100),
        ];
        let found: serde_json::Map<String, serde_json::Value> = counted
            .into_iter()
            .map(|(form, number)| {
                let said = words.count("search-found", number);
                (
                    form.to_owned(),
                    said.replace(&number.to_string(), "{count}").into(),
                )
            })
            .collect();
        let said = serde_json::json!({
            "language": language.tag(),
            "found": found,
            "none": says("search-none"),
            "hint": says("search-hint"),
            "someWords": says("search-some-words"),
            "otherSomeWords": says("search-other-some-words"),
            "more": says("search-more"),
            "unreachable": says("search-unreachable"),
        });
        Searching {
            script: self
                .places
                .link(&self.site.assets.address("js/frozen-search.js")),
            index: format!("{}/search/index/", self.places.prefix()),
            words: said.to_string(),
            needs_scripts: says("search-needs-scripts"),
        }
    }
}

fn of(address: &str, language: Language) -> Wanted {
    Wanted {
        address: address.to_owned(),
        number: 1,
        language,
    }
}

fn feeds(folder: &str, language: Language) -> impl Iterator<Item = Wanted> {
    let folder = folder.to_owned();
    ["feed.atom", "feed.rss", "feed.json"]
        .into_iter()
        .map(move |name| of(&format!("{folder}/{name}"), language))
}

type Heard = Result<(u16, HeaderMap, Option<Shown>, web::Bytes), Error>;
type Ask = Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Heard>>;

/// Hides of which layers the application is made.
fn asking<S, B, R>(service: S, made: fn(TestRequest) -> R) -> Ask
where
    S: Service<R, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    R: 'static,
{
    Box::new(move |request| {
        let answered = service.call(made(request));
        Box::pin(async move {
            let (_, answer) = answered.await?.into_parts();
            let (mut answer, body) = answer.into_parts();
            let shown = answer.extensions_mut().remove::<Shown>();
            let bytes = to_bytes(body)
                .await
                .map_err(|error| actix_web::error::ErrorInternalServerError(error.into()))?;
            Ok((
                answer.status().as_u16(),
                answer.headers().clone(),
                shown,
                bytes,
            ))
        })
    })
}

/// Asks the site, one thing or several at a time.
pub struct Reader<'frozen> {
    frozen: &'frozen Frozen,
    ask: Ask,
}

impl Reader<'_> {
    /// What is at an address, as a file.
    pub async fn ask(&self, wanted: &Wanted) -> Result<Answer, Broken> {
        let broken = |reason: String| Broken {
            address: wanted.address.clone(),
            reason,
        };
        let request = TestRequest::get()
            .uri(&wanted.address)
            .insert_header((header::ACCEPT_LANGUAGE, wanted.language.tag()));
        let heard = (self.ask)(request).await;
        let (status, headers, shown, body) = heard.map_err(|error| broken(error.to_string()))?;
        let is_error_page = wanted.address == "/404.html";
        match status {
            200 => {}
            301 | 302 | 307 | 308 => {
                let to = headers
                    .get(header::LOCATION)
                    .and_then(|to| to.to_str().ok());
                return Ok(Answer::Moved(to.unwrap_or("/").to_owned()));
            }
            404 if is_error_page => {}
            404 | 410 => return Ok(Answer::Nothing),
            other => return Err(broken(format!("status {other}"))),
        }
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let mut file = self.as_file(wanted, kind, &body).map_err(broken)?;
        // An error page is made outside of the handlers, of the settings.
        file.shown = match shown {
            // Its form was all that was good for a day only.
            Some(shown) if file.has_lost_form => Some(Shown::with(shown.names().iter().copied())),
            None if is_error_page => Some(Shown::with([])),
            shown => shown,
        };
        Ok(Answer::File(file))
    }

    fn as_file(&self, wanted: &Wanted, kind: &str, body: &[u8]) -> Result<File, String> {
        let places = &self.frozen.places;
        let path = wanted.address.split('?').next().unwrap_or_default();
        let text = || std::str::from_utf8(body).map_err(|error| error.to_string());
        let is_document = matches!(
            kind.split(';').next().unwrap_or_default(),
            "application/atom+xml"
                | "application/rss+xml"
                | "application/feed+json"
                | "application/xml"
        );
        let (mut next, mut has_lost_form) = (None, false);
        let bytes = if kind.starts_with("text/html") {
            let here = Here {
                path: path.to_owned(),
                number: wanted.number,
            };
            let searching = (path == "/search").then(|| self.frozen.searching(wanted.language));
            let page = pages::page(text()?, &here, places, searching.as_ref())
                .map_err(|error| error.to_string())?;
            (next, has_lost_form) = (page.next, page.has_lost_form);
            page.html.into_bytes()
        } else if is_document {
            documents::document(&documents::without_hub(text()?), places).into_bytes()
        } else if path == "/robots.txt" {
            documents::robots(text()?, places).into_bytes()
        } else {
            body.to_vec()
        };
        Ok(File {
            bytes,
            shown: None,
            next,
            has_lost_form,
        })
    }
}
