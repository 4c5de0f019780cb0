//! Posts: reading them, making them, changing them, and deciding what readers see.

mod reading;
mod writing;

pub(super) use reading::{cards, reader, view};
use reading::{index, index_desk, show, show_by_slug};
use writing::{create, publish, translate, update};

use super::operations::Operations;
use super::replies::Listed;
use super::shapes::post::{PostCard, PostChange, PostView, PublicationChange};
use super::shapes::revision::NewTranslation;
use crate::domain::api_token::Scope;

pub fn operations(all: &mut Operations) {
    all.get("/posts", "listPosts", index)
        .says("Public articles, the newest first: of one language, tag or author, or all.")
        .asks::<reading::Listing>()
        .shows::<Listed<PostCard>>()
        .may_refuse(&[404]);
    all.post("/posts", "createPost", create)
        .says("Makes a draft.")
        .needs(Scope::WritePosts)
        .takes::<PostChange>()
        .makes::<PostView>()
        .once_by_key()
        .may_refuse(&[409]);
    all.get("/posts/{id}", "getPost", show)
        .says("A post with its text. With the scope `posts:read` also what is not public, and what was saved last.")
        .shows::<PostView>()
        .may_refuse(&[410]);
    all.patch("/posts/{id}", "changePost", update)
        .says("Saves a change. What is public stays as it is until it is published again.")
        .needs(Scope::WritePosts)
        .takes::<PostChange>()
        .shows::<PostView>()
        .conditionally()
        .may_refuse(&[409, 410]);
    all.get("/posts/slug/{slug}", "getPostBySlug", show_by_slug)
        .says("A post by its address; one that it had before leads to it, too.")
        .shows::<PostView>()
        .may_refuse(&[410]);
    all.put("/posts/{id}/publication", "publishPost", publish)
        .says("Decides what readers see: publishes what was saved last, schedules it, takes it back or lays it aside.")
        .needs(Scope::PublishPosts)
        .takes::<PublicationChange>()
        .shows::<PostView>()
        .conditionally()
        .may_refuse(&[409, 410]);
    all.post("/posts/{id}/translations", "translatePost", translate)
        .says("Begins a version in another language, with the post's text in it.")
        .needs(Scope::WritePosts)
        .takes::<NewTranslation>()
        .makes::<PostView>()
        .once_by_key()
        .may_refuse(&[409, 410]);
    all.get("/desk/posts", "listDeskPosts", index_desk)
        .says(
            "Posts of every status, those made last first: one's own, or everybody's for editors.",
        )
        .needs(Scope::ReadPosts)
        .asks::<reading::DeskListing>()
        .shows::<Listed<PostCard>>()
        .may_refuse(&[404]);
}
