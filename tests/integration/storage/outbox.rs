//! Every event reaches every subscriber, in its order, and has its effect once.

use std::cell::RefCell;

use daf::domain::event::Event;
use daf::domain::moment::Moment;
use daf::domain::settings::Settings;
use daf::storage::outbox::{self, Handed, MOST_ATTEMPTS};
use daf::storage::{StorageError, counts, events, settings};

use crate::support::{TestSite, on_both};

const NAME: &str = "tester";

fn something_happens(site: &TestSite, times: usize) {
    for _ in 0..times {
        site.write(|db| events::record(db, &Event::SettingsSaved));
    }
}

/// Hands everything over, and says what was handed over.
fn handed(site: &TestSite, now: Moment) -> (Handed, Vec<i64>) {
    let had = RefCell::new(Vec::new());
    let handed = site.write(|db| {
        outbox::hand(db, NAME, now, |_, event| {
            had.borrow_mut().push(event.sequence);
            Ok(())
        })
    });
    (handed, had.into_inner())
}

#[test]
fn a_subscriber_is_handed_each_event_once_and_in_order() {
    on_both(|site| {
        something_happens(site, 450);
        let now = Moment::now();
        let (mut all, mut states) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            let (state, had) = handed(site, now);
            all.extend(had);
            states.push(state);
        }

        assert_eq!(
            states,
            [Handed::Some, Handed::Some, Handed::All, Handed::All]
        );
        let known: Vec<i64> = site
            .read(|db| events::after(db, 0, 10_000))
            .into_iter()
            .map(|event| event.sequence)
            .collect();
        assert_eq!(all, known);
    });
}

#[test]
fn what_fails_leaves_nothing_is_tried_later_and_keeps_the_others_waiting() {
    on_both(|site| {
        something_happens(site, 2);
        let now = Moment::now();
        let title = |site: &TestSite| site.read(settings::load).title;
        let before = title(site);

        let failed = site.write(|db| {
            outbox::hand(db, NAME, now, |db, _| {
                let changed = Settings {
                    title: "Half done".to_owned(),
                    ..settings::load(db)?
                };
                settings::save(db, &changed, now)?;
                Err(StorageError::Failed("on purpose".to_owned()))
            })
        });

        assert_eq!(failed, Handed::Failed(now.plus_seconds(1)));
        assert_eq!(title(site), before);
        assert_eq!(
            handed(site, now),
            (failed, Vec::new()),
            "it is not time yet"
        );
        let lag = site.read(|db| outbox::lag(db, &[NAME])).remove(0);
        assert_eq!(
            (lag.events, lag.attempts, lag.reason.as_str()),
            (2, 1, "on purpose")
        );
        let (state, had) = handed(site, now.plus_seconds(1));
        assert_eq!((state, had.len()), (Handed::All, 2));
    });
}

#[test]
fn an_event_that_fails_again_and_again_is_parked_and_the_next_one_comes() {
    on_both(|site| {
        something_happens(site, 2);
        let mut now = Moment::now();
        let first = site.read(|db| events::after(db, 0, 1)).remove(0);
        for attempt in 1..=MOST_ATTEMPTS {
            let had = RefCell::new(Vec::new());
            let state = site.write(|db| {
                outbox::hand(db, NAME, now, |_, event| {
                    had.borrow_mut().push(event.sequence);
                    match event.sequence == first.sequence {
                        true if attempt % 2 == 0 => panic!("on purpose"),
                        true => Err(StorageError::Failed("on purpose".to_owned())),
                        false => Ok(()),
                    }
                })
            });
            match state {
                Handed::Failed(retry_at) => {
                    assert!(retry_at > now && attempt < MOST_ATTEMPTS);
                    assert_eq!(had.into_inner(), [first.sequence]);
                    now = retry_at;
                }
                other => {
                    assert_eq!((other, attempt), (Handed::All, MOST_ATTEMPTS));
                    assert_eq!(had.into_inner().len(), 2);
                }
            }
        }

        let parked = site.read(|db| outbox::parked(db, 10));
        assert_eq!(parked.len(), 1);
        assert_eq!(parked[0].event, first);
        assert_eq!(site.read(|db| outbox::lag(db, &[NAME])).remove(0).parked, 1);
        site.write(|db| outbox::unpark(db, parked[0].id));
        assert!(site.read(|db| outbox::parked(db, 10)).is_empty());
    });
}

#[test]
fn two_readers_of_one_outbox_hand_each_event_over_once() {
    on_both(|site| {
        something_happens(site, 300);
        let count = || {
            let now = Moment::now();
            let take =
                |db: &mut daf::storage::Db, _: &events::Recorded| counts::add(db, now, "seen");
            while site.write(|db| outbox::hand(db, NAME, now, take)) == Handed::Some {}
        };
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(count);
            }
        });

        let today = Moment::now().plus_hours(-24).day();
        let seen: i64 = site
            .read(|db| counts::since(db, &today))
            .into_iter()
            .filter(|(_, kind, _)| kind == "seen")
            .map(|(_, _, amount)| amount)
            .sum();
        assert_eq!(seen, 300);
    });
}

#[test]
fn old_events_go_when_everybody_has_had_them_and_the_last_one_stays() {
    on_both(|site| {
        something_happens(site, 5);
        let later = Moment::now().plus_hours(24 * 40);
        let left = || site.events().len();
        let trim =
            |names: &[&str], now: Moment| while site.write(|db| outbox::trim(db, names, now)) {};
        // The site's own subscribers may or may not have had them by now.
        let all: Vec<&str> = outbox::SUBSCRIBERS.iter().copied().chain([NAME]).collect();

        trim(&all, later);
        assert_eq!(left(), 5, "one has had none");
        handed(site, Moment::now());
        let now = Moment::now();
        for name in outbox::SUBSCRIBERS {
            while site.write(|db| outbox::hand(db, name, now, |_, _| Ok(()))) != Handed::All {}
        }
        trim(&all, now);
        assert_eq!(left(), 5, "they are of today");
        trim(&all, later);
        assert_eq!(left(), 1);
        something_happens(site, 1);
        assert_eq!(handed(site, Moment::now()).1.len(), 1);
    });
}
