//! Scheduled posts become public at their time.

use daf::domain::moment::Moment;
use daf::domain::post::{PostStatus, Publication};
use daf::storage::{posts, writing};

use crate::support::drafts::Made;
use crate::support::{
    Filling, Program, TestSite, Visitor, comes_to_be, on_both, on_both_databases,
};

fn scheduled(site: &TestSite, title: &str, at: Moment) -> Made {
    site.article(title)
        .publication(Publication::Scheduled(at))
        .create()
}

#[test]
fn a_post_becomes_public_at_its_time_without_anybody_asking_for_it() {
    on_both(|site| {
        let at = Moment::now().plus_seconds(1);
        let post = scheduled(site, "Soon", at);

        comes_to_be(|| site.read(|db| posts::by_id(db, post.id)).status == PostStatus::Published);

        let found = site.read(|db| posts::by_id(db, post.id));
        assert_eq!(found.published_at, Some(at));
        site.get("/soon").is(200);
        site.get("/en").shows("Soon");
        let events = site.events();
        let published = events.iter().filter(|kind| *kind == "post.published");
        assert_eq!(published.count(), 1);
    });
}

#[test]
fn what_came_due_while_no_process_ran_is_published_at_once_and_once_by_many() {
    on_both_databases(Filling::Tables, |database| {
        let site = TestSite::over(database);
        let now = Moment::now();
        let post = scheduled(&site, "Late", now.plus_seconds(3_600));
        let database = site.leave();
        let due = now.plus_seconds(-60);
        database.execute(&format!(
            "UPDATE posts SET scheduled_at = {}",
            due.microseconds()
        ));

        let serve = ["serve", "--listen", "127.0.0.1:0", "--no-demo"];
        let processes: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..2)
                .map(|_| scope.spawn(|| Program::over(&database, &serve).serve()))
                .collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });

        for process in &processes {
            let visitor = Visitor::to(&process.address);
            comes_to_be(|| visitor.get("/late").status == 200);
        }
        drop(processes);
        let site = TestSite::over(database);
        let found = site.read(|db| posts::by_id(db, post.id));
        assert_eq!(found.published_at, Some(due));
        let events = site.events();
        let published = events.iter().filter(|kind| *kind == "post.published");
        assert_eq!(published.count(), 1);
    });
}

#[test]
fn posts_come_out_in_their_order_and_those_of_later_wait() {
    on_both(|site| {
        let now = Moment::now();
        let later = now.plus_seconds(7_200);
        for (title, at) in [("Second", 20), ("First", 10)] {
            scheduled(site, title, later.plus_seconds(at));
        }
        scheduled(site, "Tomorrow", later.plus_seconds(86_400));

        let published = site.write(|db| writing::publish_due(db, later.plus_seconds(30)));

        let titles: Vec<String> = published
            .iter()
            .map(|post| site.read(|db| posts::by_id(db, *post)).title)
            .collect();
        assert_eq!(titles, ["First", "Second"]);
        assert!(
            site.write(|db| writing::publish_due(db, later.plus_seconds(30)))
                .is_empty()
        );
        assert!(site.read(writing::next_due).unwrap() > later.plus_seconds(80_000));
    });
}
