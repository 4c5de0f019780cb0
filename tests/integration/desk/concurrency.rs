//! Forty writers at once: none is refused, and nothing that was acknowledged is missing.

use std::sync::Barrier;

use crate::support::{TestSite, Visitor, on_both};

const WRITERS: usize = 40;

#[test]
fn forty_who_write_at_once_all_find_their_work_kept() {
    on_both(|site| {
        let owner = site.owner();
        let article = site.article("Article").create();
        let token = owner.cookie("daf_session").unwrap();
        let start = Barrier::new(WRITERS);
        let kept: Vec<(u16, String)> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|number| {
                    let visitor = site.visitor().with_cookie("daf_session", &token);
                    let (start, article) = (&start, &article);
                    scope.spawn(move || {
                        start.wait();
                        let answer = write(&visitor, number, &article.path);
                        (answer.status, answer.header("location").to_owned())
                    })
                })
                .collect();
            writers
                .into_iter()
                .map(|writer| writer.join().unwrap())
                .collect()
        });

        assert!(kept.iter().all(|(status, _)| *status == 303), "{kept:?}");
        all_is_there(site, &owner, &article.path, &kept);
    });
}

/// Half of them write posts and half comments.
fn write(visitor: &Visitor, number: usize, article: &str) -> crate::support::Page {
    let text = format!("Written by number {number}.");
    if number.is_multiple_of(2) {
        let form = visitor
            .get("/desk/posts/new")
            .is(200)
            .form("/desk/posts")
            .with("title", &format!("Number {number}"))
            .with("source", &text)
            .with("tags", "together, many")
            .pressing("do", "publish");
        visitor.send(&form)
    } else {
        let form = visitor
            .get(article)
            .is(200)
            .form("/comments")
            .with("text", &text);
        visitor.send(&form)
    }
}

fn all_is_there(site: &TestSite, owner: &Visitor, article: &str, kept: &[(u16, String)]) {
    let comments = site.get(article).is(200);
    for (number, (_, place)) in kept.iter().enumerate() {
        let text = format!("Written by number {number}.");
        if number.is_multiple_of(2) {
            assert_eq!(owner.get(place).is(200).value("source"), text);
        } else {
            comments.shows(&text);
        }
    }
    comments.shows(&format!("{} comments", WRITERS / 2));
    assert!(site.read(daf::storage::health::faults).is_empty());
}
