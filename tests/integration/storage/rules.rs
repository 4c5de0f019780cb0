//! Rules that the database keeps itself, whatever the program above it does.

use daf::domain::audit::AuditEntry;
use daf::domain::ids::CommentId;
use daf::domain::token;
use daf::storage::{StorageError, audit, comments, sessions};
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Binary};

use crate::support::drafts::some_day;
use crate::support::{TestSite, on_both};

#[test]
fn rows_that_break_a_rule_are_refused() {
    on_both(|site| {
        let article = site.article("Article").tags(&["rust"]).create();
        site.article("Other").create();
        site.comment(&article, "Words").create();

        for broken in [
            "UPDATE posts SET published_at = NULL, listed_at = NULL",
            "UPDATE posts SET status = 'scheduled', listed_at = NULL",
            "UPDATE posts SET status = 'draft'",
            "UPDATE posts SET kind = 'page'",
            "UPDATE posts SET listed_at = 7",
            "UPDATE posts SET status = 'hidden', listed_at = NULL",
            "UPDATE posts SET kind = 'poem', listed_at = NULL",
            "UPDATE posts SET slug = 'article'",
            "UPDATE posts SET slug = ''",
            "UPDATE posts SET title = ''",
            "UPDATE posts SET html = NULL",
            "UPDATE comments SET guest_name = NULL",
            "UPDATE comments SET user_id = 1",
            "UPDATE comments SET status = 'liked'",
            "UPDATE comments SET post_id = 404",
            "UPDATE users SET role = 'king'",
            "UPDATE post_tags SET tag_id = 404",
            "UPDATE archive_months SET listed_posts = -1",
            "DELETE FROM users",
            "INSERT INTO former_slugs (slug, post_id, created_at) VALUES ('x', 404, 0)",
        ] {
            assert!(site.execute(broken).is_err(), "{broken}");
        }
        site.get("/article").is(200).shows("Words");
    });
}

#[test]
fn one_slug_is_one_posts_alone() {
    on_both(|site| {
        site.article("Article").create();

        let second = site.article("Another").slug("Article").try_create();

        assert!(matches!(second, Err(StorageError::Taken(_))), "{second:?}");
    });
}

#[test]
fn a_group_of_translations_has_one_version_a_language() {
    on_both(|site| {
        let group = site.write(|db| daf::storage::translations::create_group(db, some_day()));
        site.article("One").translating(group).create();

        let second = site.article("Two").translating(group).try_create();

        assert!(matches!(second, Err(StorageError::Taken(_))), "{second:?}");
    });
}

#[test]
fn a_comment_answers_only_comments_of_its_own_article() {
    on_both(|site| {
        let (one, other) = (site.article("One").create(), site.article("Other").create());
        let comment = site.comment(&one, "Words").create();
        for parent in [comment, CommentId(404)] {
            let answer = site.comment(&other, "Answer").answering(parent);

            let refused = site
                .store
                .write_here(|db| comments::create(db, &answer.new));

            assert!(
                matches!(refused, Err(StorageError::Refused(_))),
                "{refused:?}"
            );
        }
    });
}

#[test]
fn what_was_entered_in_the_audit_stays_as_it_was() {
    on_both(|site| {
        let entry = AuditEntry {
            actor: None,
            action: "demo.loaded",
            subject: "site".to_owned(),
            address: None,
            at: some_day(),
        };
        site.write(|db| audit::record(db, &entry));

        for attempt in [
            "UPDATE audit_entries SET action = 'nothing'",
            "DELETE FROM audit_entries",
        ] {
            let refused = site.execute(attempt).unwrap_err();
            assert!(refused.to_string().contains("append only"), "{refused}");
        }
        assert_eq!(
            site.count("SELECT COUNT(*) AS number FROM audit_entries WHERE action = 'demo.loaded'"),
            1
        );
    });
}

#[derive(diesel::QueryableByName)]
struct Stored {
    #[diesel(sql_type = Binary)]
    token_hash: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    user_id: i64,
}

fn stored(site: &TestSite) -> Vec<Stored> {
    site.read(|db| Ok(diesel::sql_query("SELECT token_hash, user_id FROM sessions").load(db)?))
}

#[test]
fn a_session_is_known_by_its_token_and_the_table_holds_only_the_hash() {
    on_both(|site| {
        let user = site.author("dana");
        site.write(|db| sessions::create(db, user, "secret-token", "Browser", some_day()));

        let rows = stored(site);
        assert_eq!((rows.len(), rows[0].user_id), (1, user.0));
        assert_eq!(rows[0].token_hash, token::hash("secret-token"));
        assert!(
            !rows[0]
                .token_hash
                .windows(6)
                .any(|bytes| bytes == b"secret")
        );
        assert_eq!(
            site.read(|db| sessions::by_token(db, "secret-token"))
                .user_id,
            user
        );
        let other = site
            .store
            .read_here(|db| sessions::by_token(db, "other-token"));
        assert!(matches!(other, Err(StorageError::NotFound)));
    });
}

#[test]
fn signing_out_everywhere_ends_every_session_of_one_person() {
    on_both(|site| {
        let (dana, eve) = (site.author("dana"), site.author("eve"));
        for (user, token) in [(dana, "one"), (dana, "two"), (eve, "three")] {
            site.write(|db| sessions::create(db, user, token, "Browser", some_day()));
        }

        assert_eq!(site.write(|db| sessions::end_all(db, dana)), 2);

        assert_eq!(stored(site).len(), 1);
    });
}
