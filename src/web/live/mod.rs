//! What happens, told to those who listen while it happens: server-sent events (HTML Living Standard, 9.2) out of the
//! outbox. A listener that was cut off says what it had last, and gets the rest.

mod listener;
mod telling;

pub use listener::{Topic, answer};
pub use telling::run;

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use tokio::sync::watch;

use super::peer;
use crate::domain::ids::PostId;

/// How many events are remembered for those who were away a moment.
const REMEMBERED: usize = 1_024;
/// How many listen at once.
const MOST_LISTENERS: usize = 20_000;
/// How many listen at once from one neighbourhood.
const MOST_NEARBY: usize = 200;

/// Something that happened, as it is told.
#[derive(Debug, Clone)]
struct Told {
    sequence: i64,
    /// The post below which it happened, where readers may know of it.
    post: Option<PostId>,
    for_readers: Bytes,
    for_programs: Bytes,
}

impl Told {
    /// What is said of it to those who listen to a topic.
    fn to(&self, topic: Topic) -> Option<&Bytes> {
        match topic {
            Topic::Everything => Some(&self.for_programs),
            Topic::Post(post) => (self.post == Some(post)).then_some(&self.for_readers),
        }
    }
}

/// Everybody who listens to this process.
#[derive(Default)]
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What happened last, in order.
    recent: VecDeque<Told>,
    /// All that happened after this number is remembered.
    known_after: i64,
    last: i64,
    topics: HashMap<Topic, watch::Sender<u64>>,
    nearby: HashMap<String, usize>,
    listeners: usize,
    /// How often everybody was told that the site is still there.
    beats: u64,
    has_ended: bool,
}

/// A place among the listeners, given back when it is dropped.
struct Seat {
    hub: Arc<Hub>,
    topic: Topic,
    nearby: String,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.state().listeners
    }

    /// Lets everybody go, since the process ends.
    pub fn end(&self) {
        let mut state = self.state();
        state.has_ended = true;
        state.topics.clear();
    }

    /// A place for one more; none when there are too many, or the process ends.
    fn seat(
        self: &Arc<Self>,
        topic: Topic,
        address: Option<IpAddr>,
    ) -> Option<(Seat, watch::Receiver<u64>, i64)> {
        let nearby = address.map(peer::neighbourhood).unwrap_or_default();
        let mut state = self.state();
        let here = state.nearby.get(&nearby).copied().unwrap_or(0);
        if state.has_ended || state.listeners >= MOST_LISTENERS || here >= MOST_NEARBY {
            return None;
        }
        state.listeners += 1;
        state.nearby.insert(nearby.clone(), here + 1);
        let beats = state.beats;
        let told = state
            .topics
            .entry(topic)
            .or_insert_with(|| watch::Sender::new(beats))
            .subscribe();
        let seat = Seat {
            hub: Arc::clone(self),
            topic,
            nearby,
        };
        Some((seat, told, state.last))
    }

    /// What is told of a topic after an event, and the last event by now; none when more was told than is
    /// remembered.
    fn after(&self, topic: Topic, sequence: i64) -> Option<(Vec<Bytes>, i64)> {
        let state = self.state();
        if sequence < state.known_after {
            return None;
        }
        let from = state
            .recent
            .partition_point(|told| told.sequence <= sequence);
        let news = state.recent.range(from..).filter_map(|told| told.to(topic));
        Some((news.cloned().collect(), state.last))
    }

    fn begin(&self, last: i64) {
        let mut state = self.state();
        state.last = last;
        state.known_after = last;
        state.recent.clear();
    }

    fn last(&self) -> i64 {
        self.state().last
    }

    /// Tells what happened to those whom it concerns.
    fn tell(&self, all: Vec<Told>) {
        let mut state = self.state();
        let mut concerned = Vec::new();
        for told in all {
            state.last = told.sequence;
            concerned.extend(told.post.map(Topic::Post));
            state.recent.push_back(told);
            if state.recent.len() > REMEMBERED
                && let Some(forgotten) = state.recent.pop_front()
            {
                state.known_after = forgotten.sequence;
            }
        }
        concerned.push(Topic::Everything);
        for topic in concerned {
            if let Some(listening) = state.topics.get(&topic) {
                listening.send_modify(|_| {});
            }
        }
    }

    /// Says to everybody that the site is still there, so that nobody in between hangs up.
    fn beat(&self) {
        let mut state = self.state();
        state.beats += 1;
        let beats = state.beats;
        state.topics.values().for_each(|listening| {
            listening.send_replace(beats);
        });
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.hub.state();
        state.listeners = state.listeners.saturating_sub(1);
        if let Some(here) = state.nearby.get_mut(&self.nearby) {
            *here -= 1;
            if *here == 0 {
                state.nearby.remove(&self.nearby);
            }
        }
        // Its own receiver goes just after this.
        if let Some(listening) = state.topics.get(&self.topic)
            && listening.receiver_count() <= 1
        {
            state.topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sequence: i64, post: Option<i64>) -> Told {
        Told {
            sequence,
            post: post.map(PostId),
            for_readers: Bytes::from(format!("r{sequence}")),
            for_programs: Bytes::from(format!("p{sequence}")),
        }
    }

    fn heard(hub: &Hub, topic: Topic, after: i64) -> Option<Vec<String>> {
        let (news, _) = hub.after(topic, after)?;
        let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        Some(news.into_iter().map(text).collect())
    }

    #[test]
    fn readers_hear_of_their_post_and_programs_of_everything() {
        let hub = Hub::default();
        hub.begin(10);
        hub.tell(vec![told(11, Some(1)), told(12, None), told(13, Some(2))]);

        assert_eq!(heard(&hub, Topic::Post(PostId(1)), 10).unwrap(), ["r11"]);
        assert_eq!(heard(&hub, Topic::Everything, 11).unwrap(), ["p12", "p13"]);
        assert_eq!(heard(&hub, Topic::Everything, 9), None);
    }

    #[test]
    fn what_is_forgotten_is_known_to_be() {
        let hub = Hub::default();
        hub.begin(0);
        hub.tell(
            (1..=REMEMBERED as i64 + 5)
                .map(|sequence| told(sequence, None))
                .collect(),
        );

        assert_eq!(heard(&hub, Topic::Everything, 4), None);
        assert_eq!(heard(&hub, Topic::Everything, 5).unwrap().len(), REMEMBERED);
    }

    #[test]
    fn places_are_limited_and_given_back() {
        let hub = Arc::new(Hub::default());
        let topic = Topic::Post(PostId(1));
        let nearby = "192.0.2.1".parse().ok();

        let seats: Vec<_> = (0..MOST_NEARBY)
            .map_while(|_| hub.seat(topic, nearby))
            .collect();
        assert_eq!(seats.len(), MOST_NEARBY);
        assert!(hub.seat(topic, nearby).is_none());
        assert!(hub.seat(topic, "192.0.2.2".parse().ok()).is_some());

        drop(seats);
        assert_eq!(hub.listeners(), 0);
        let state = hub.state();
        assert!(state.topics.is_empty() && state.nearby.is_empty());
    }
}
