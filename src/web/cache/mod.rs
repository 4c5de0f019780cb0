//! The page cache, before everything else that a request meets. It keeps finished answers that say what they
//! show ([`Shown`]), and serves one for as long as nothing of that was changed.
//!
//! A page begins at the version that this process knows when it is asked for, before its first query. A
//! write makes its version known before it is answered. So whoever asks after that answer finds every page
//! that shows what was written stale, also one that was begun before and finishes later; there is no list of
//! pages to clear, and no moment in which an old page can be taken for a new one.

mod asking;
mod coding;
mod flights;
mod kept;
mod pieces;

use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{self, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse};
use futures_util::future::{Either, LocalBoxFuture};
use quick_cache::Weighter;
use tokio::sync::Semaphore;

use asking::Asking;
pub use coding::{Coding, Effort};
use flights::{Flights, Turn};
use kept::Page;
use pieces::Pieces;

use super::metrics::Metrics;
use super::{guard, timing};
use crate::domain::freshness::Shown;
use crate::storage::Freshness;
use crate::storage::freshness::Validity;

/// A page that is larger is not kept.
const LARGEST_PAGE: usize = 4 * 1024 * 1024;
/// How large a page is in most sites, with all its codings.
const USUAL_WEIGHT: u64 = 32 * 1024;
/// How many pages are pressed at once.
const PRESSERS: usize = 1;

/// The pages that are kept.
pub struct PageCache {
    pages: quick_cache::sync::Cache<String, Arc<Page>, ByBytes>,
    freshness: Arc<Freshness>,
    flights: Flights,
    pressers: Semaphore,
    metrics: Arc<Metrics>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Page>> for ByBytes {
    fn weight(&self, key: &String, page: &Arc<Page>) -> u64 {
        (key.len() + page.size()) as u64
    }
}

impl PageCache {
    /// A cache of at most so many bytes; with none, nothing is kept.
    pub fn of(bytes: u64, freshness: Arc<Freshness>, metrics: Arc<Metrics>) -> PageCache {
        let most = usize::try_from(bytes / USUAL_WEIGHT).unwrap_or(usize::MAX);
        PageCache {
            pages: quick_cache::sync::Cache::with_weighter(most, bytes, ByBytes),
            freshness,
            flights: Flights::default(),
            pressers: Semaphore::new(PRESSERS),
            metrics,
        }
    }

    /// Whether anything may be kept at all.
    fn is_on(&self) -> bool {
        self.pages.capacity() > 0
    }

    /// How many bytes the kept pages have.
    pub fn bytes(&self) -> u64 {
        self.pages.weight()
    }

    /// How many pages are kept.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The page that is kept, if it is still what a fresh one would be.
    fn find(&self, key: &str) -> Found {
        match self.pages.get(key) {
            None => Found::Nothing,
            Some(page) if page.is_fresh(&self.freshness) => Found::Page(page),
            Some(_) => Found::Stale,
        }
    }

    fn keep(&self, key: String, page: Page) -> Arc<Page> {
        let page = Arc::new(page);
        self.pages.insert(key, Arc::clone(&page));
        page
    }

    /// Codes a page that was asked for again as tightly as can be, away from the event loop.
    async fn press(self: Arc<Self>, key: String, page: Arc<Page>) {
        let Ok(_turn) = self.pressers.acquire().await else {
            return;
        };
        if !page.is_fresh(&self.freshness) {
            return;
        }
        let pressed = tokio::task::spawn_blocking(move || page.pressed()).await;
        match pressed {
            // It may have been made anew meanwhile, or have been evicted.
            Ok(pressed) if pressed.is_fresh(&self.freshness) => {
                let _ = self.pages.replace(key, Arc::new(pressed), true);
            }
            Ok(_) => {}
            Err(error) => log::error!("a page could not be compressed: {error}"),
        }
    }
}

enum Found {
    Page(Arc<Page>),
    Stale,
    Nothing,
}

/// Puts the cache before an application.
pub struct Layer(pub Arc<PageCache>);

impl<S, B> Transform<S, ServiceRequest> for Layer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, Pieces>>;
    type Error = Error;
    type Transform = Cached<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Cached {
            service: Rc::new(service),
            cache: Arc::clone(&self.0),
        }))
    }
}

/// An application with the cache before it.
pub struct Cached<S> {
    service: Rc<S>,
    cache: Arc<PageCache>,
}

type Answer<B> = Result<ServiceResponse<EitherBody<B, Pieces>>, Error>;

impl<S, B> Service<ServiceRequest> for Cached<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, Pieces>>;
    type Error = Error;
    type Future = Either<Ready<Answer<B>>, LocalBoxFuture<'static, Answer<B>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let began = Instant::now();
        let asking = match self.cache.is_on() {
            true => Asking::of(&request),
            false => None,
        };
        let Some(asking) = asking else {
            let answered = self.service.call(request);
            let passed = async { answered.await.map(ServiceResponse::map_into_left_body) };
            return Either::Right(Box::pin(passed));
        };
        let found = self.cache.find(&asking.key);
        if let Found::Page(page) = found {
            if page.is_to_be_pressed() {
                let pressing = Arc::clone(&self.cache).press(asking.key.clone(), Arc::clone(&page));
                actix_web::rt::spawn(pressing);
            }
            let served = serve(&self.cache, request, &page, &asking, began);
            return Either::Left(ready(Ok(served)));
        }
        let was_stale = matches!(found, Found::Stale);
        let counted = &self.cache.metrics.cache;
        match was_stale {
            true => counted.stale.inc(),
            false => counted.misses.inc(),
        }
        let (service, cache) = (Rc::clone(&self.service), Arc::clone(&self.cache));
        Either::Right(Box::pin(make(service, cache, request, asking, was_stale)))
    }
}

/// Makes a page, or waits for somebody who makes it.
async fn make<S, B>(
    service: Rc<S>,
    cache: Arc<PageCache>,
    mut request: ServiceRequest,
    asking: Asking,
    was_stale: bool,
) -> Answer<B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let began = Instant::now();
    let mut turn = loop {
        match cache.flights.board(&asking.key) {
            Turn::Own(own) => break Some(own),
            Turn::Others(others) => {
                let was_kept = others.landed().await;
                // What was begun before the last change, and shows it, is no answer to who asked after it.
                if let Found::Page(page) = cache.find(&asking.key) {
                    return Ok(serve(&cache, request, &page, &asking, began));
                }
                if !was_kept {
                    break None;
                }
            }
        }
    };
    let made = cache.freshness.clock();
    // The page is to be whole and plain, whatever this reader has of it already.
    for asked in [
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::ACCEPT_ENCODING,
    ] {
        request.headers_mut().remove(asked);
    }
    let answer = service.call(request).await?;
    let (request, answer) = answer.into_parts();
    let (mut answer, body) = answer.into_parts();
    let shown = answer.extensions_mut().remove::<Shown>();
    let is_whole = answer.status() == StatusCode::OK
        && !answer.headers().contains_key(header::SET_COOKIE)
        && !answer.headers().contains_key(header::CONTENT_ENCODING);
    let Some(shown) = shown.filter(|_| is_whole) else {
        // The condition was taken from the request before anybody could look at it.
        if is_whole && asking.has(answer.headers()) {
            let mut unmodified = answer.set_body(Pieces(Bytes::new()));
            *unmodified.status_mut() = StatusCode::NOT_MODIFIED;
            kept::strip(unmodified.headers_mut());
            return Ok(ServiceResponse::new(request, unmodified).map_into_right_body());
        }
        let passed = answer.set_body(body).map_into_left_body();
        return Ok(ServiceResponse::new(request, passed));
    };
    let Ok(text) = body::to_bytes(body).await else {
        return Err(super::AppError::Busy.into());
    };
    let own = [guard::REQUEST_NUMBER, timing::SERVER_TIMING]
        .map(|name| answer.headers_mut().remove(name).next());
    let route = cache.metrics.of_route(request.match_pattern().as_deref());
    let validity = Validity::of(shown, made);
    let mut page = Page::of(text, answer.headers().clone(), validity, Arc::new(route));
    if let Some(coding) = asking.coding.filter(|_| page.is_worth_coding()) {
        page = coded(page, coding).await?;
    }
    let page = if page.size() <= LARGEST_PAGE {
        let page = cache.keep(asking.key.clone(), page);
        if let Some(turn) = &mut turn {
            turn.kept();
        }
        page
    } else {
        Arc::new(page)
    };
    let mut answer = answered(&page, &asking);
    let headers = answer.headers_mut();
    let [number, took] = own;
    if let Some(number) = number {
        headers.insert(guard::REQUEST_NUMBER, number);
    }
    if let Some(took) = took {
        headers.insert(timing::SERVER_TIMING, timing::of_missed(&took, was_stale));
    }
    Ok(ServiceResponse::new(request, answer).map_into_right_body())
}

/// Codes a page quickly for whoever asked first.
async fn coded(page: Page, coding: Coding) -> Result<Page, Error> {
    let coded = tokio::task::spawn_blocking(move || page.coded(coding)).await;
    coded.map_err(|error| {
        log::error!("a page could not be compressed: {error}");
        super::AppError::Busy.into()
    })
}

fn serve<B>(
    cache: &PageCache,
    request: ServiceRequest,
    page: &Page,
    asking: &Asking,
    began: Instant,
) -> ServiceResponse<EitherBody<B, Pieces>> {
    let mut answer = answered(page, asking);
    let took = began.elapsed();
    let metrics = &cache.metrics;
    metrics.note_kept(page.route(), answer.status().as_u16(), took);
    let timing = timing::of_kept(took);
    answer.headers_mut().insert(timing::SERVER_TIMING, timing);
    guard::number_and_log(request.request(), &mut answer, began);
    request.into_response(answer).map_into_right_body()
}

fn answered(page: &Page, asking: &Asking) -> HttpResponse<Pieces> {
    let body = page.body(asking.coding);
    let (status, headers, bytes) = if asking.has(&body.headers) {
        (StatusCode::NOT_MODIFIED, &body.unmodified, Bytes::new())
    } else {
        (StatusCode::OK, &body.headers, body.bytes.clone())
    };
    let mut answer = HttpResponse::with_body(status, Pieces(bytes));
    *answer.headers_mut() = headers.clone();
    answer
}
