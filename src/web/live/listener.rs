//! One who listens: what was missed, then what happens.

use std::collections::VecDeque;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, stream};
use tokio::sync::watch;

use super::{Seat, telling};
use crate::domain::ids::PostId;
use crate::storage::{Result, Store, events};
use crate::web::{AppError, Site, peer};

/// What somebody listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// All that happens on the site.
    Everything,
    /// What readers say below a post.
    Post(PostId),
}

/// Somebody who is further behind than this is told that something was missed.
const MOST_MISSED: i64 = 5_000;
/// In milliseconds: when one that was cut off comes back.
const RETRY: &str = "retry: 5000\n\n";
const BEAT: &[u8] = b":\n\n";
const MISSED: &str = "event: missed\ndata: {}\n\n";

/// The stream as an answer: it begins where `Last-Event-ID` says, or now.
pub fn answer(
    request: &HttpRequest,
    site: &web::Data<Site>,
    topic: Topic,
) -> std::result::Result<HttpResponse, AppError> {
    let seat = site.hub.seat(topic, peer::address(request));
    let (seat, told, now) = seat.ok_or(AppError::Busy)?;
    let had = request
        .headers()
        .get("last-event-id")
        .and_then(|had| had.to_str().ok())
        .and_then(|had| had.parse().ok());
    let beats = *told.borrow();
    let listener = Listener {
        position: had.filter(|had| (0..now).contains(had)).unwrap_or(now),
        seat,
        beats,
        told,
        store: site.store.clone(),
        waiting: VecDeque::from([Bytes::from_static(RETRY.as_bytes())]),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies pass each event on as it comes.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(listener.stream()))
}

struct Listener {
    /// The last event that was looked at.
    position: i64,
    beats: u64,
    waiting: VecDeque<Bytes>,
    told: watch::Receiver<u64>,
    store: Store,
    seat: Seat,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = std::result::Result<Bytes, actix_web::Error>> {
        stream::unfold(Box::new(self), |mut listener| async move {
            let next = listener.next().await?;
            Some((Ok(next), listener))
        })
    }

    /// What is to be sent next; none when the process ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(next) = self.waiting.pop_front() {
                return Some(next);
            }
            let (hub, topic) = (Arc::clone(&self.seat.hub), self.seat.topic);
            match hub.after(topic, self.position) {
                None => self.catch_up().await,
                Some((news, last)) => {
                    self.position = last;
                    self.waiting.extend(news);
                    if self.waiting.is_empty() {
                        self.told.changed().await.ok()?;
                        let beats = *self.told.borrow();
                        if beats != self.beats {
                            self.beats = beats;
                            self.waiting.push_back(Bytes::from_static(BEAT));
                        }
                    }
                }
            }
        }
    }

    /// Reads what is not in memory any more.
    async fn catch_up(&mut self) {
        let (position, topic) = (self.position, self.seat.topic);
        let read = self.store.read_current(move |db| missed(db, position));
        match read.await {
            Ok(Some(all)) => {
                self.position = all
                    .last()
                    .map_or(self.seat.hub.last(), |told| told.sequence);
                let news = all.iter().filter_map(|told| told.to(topic)).cloned();
                self.waiting.extend(news);
            }
            Ok(None) => self.skip(),
            Err(error) => {
                log::warn!("a listener was not told what it missed: {error}");
                self.skip();
            }
        }
    }

    fn skip(&mut self) {
        self.position = self.seat.hub.last();
        self.waiting
            .push_back(Bytes::from_static(MISSED.as_bytes()));
    }
}

/// What happened after an event; none when that is too much, or not kept any more.
fn missed(db: &mut crate::storage::Db, position: i64) -> Result<Option<Vec<super::Told>>> {
    let is_kept = events::first(db)?.is_some_and(|first| first <= position + 1);
    let is_near = events::last(db)? - position <= MOST_MISSED;
    if !is_kept || !is_near {
        return Ok(None);
    }
    telling::after(db, position).map(Some)
}
