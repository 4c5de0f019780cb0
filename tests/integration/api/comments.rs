//! Comments: read by anybody, moderated by programs.

use serde_json::json;

use daf::domain::comment::CommentStatus;

use crate::support::on_both;

#[test]
fn a_program_approves_comments_and_takes_its_decision_back() {
    on_both(|site| {
        let program = site.owners_program();
        let post = site.article("Article").create();
        let comment = site
            .comment(&post, "Nice words")
            .status(CommentStatus::Pending)
            .create()
            .0;
        let public = format!("/posts/{}/comments", post.id.0);
        assert!(site.client().get(&public).is(200).each("html").is_empty());
        assert_eq!(
            program.get("/comments").is(200).each("id"),
            [comment.to_string()]
        );

        let decided = program
            .post(
                "/moderations",
                json!({"verdict": "approve", "comments": [comment]}),
            )
            .is(201);
        assert_eq!(decided.json["changed"], 1);
        assert!(site.client().get(&public).each("html")[0].contains("Nice words"));

        program
            .delete(&format!("/moderations/{}", decided.id()), &decided)
            .is(204);
        assert!(site.client().get(&public).each("html").is_empty());
        program
            .post(
                "/moderations",
                json!({"verdict": "approve", "comments": []}),
            )
            .is(422);
        program
            .post("/moderations", json!({"verdict": "like", "comments": [1]}))
            .is(400);
    });
}

#[test]
fn the_words_of_a_removed_comment_are_told_to_nobody() {
    on_both(|site| {
        let post = site.article("Article").create();
        let first = site.comment(&post, "Rude words").create();
        site.comment(&post, "An answer").answering(first).create();
        let program = site.owners_program();

        program
            .post(
                "/moderations",
                json!({"verdict": "remove", "comments": [first.0]}),
            )
            .is(201);

        let shown = site
            .client()
            .get(&format!("/posts/{}/comments", post.id.0))
            .is(200);
        assert!(!shown.text.contains("Rude words"));
        assert_eq!(shown.each("status"), ["removed", "approved"]);
        assert_eq!(shown.json["items"][0]["author"], json!(null));
    });
}
