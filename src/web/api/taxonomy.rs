//! Tags and series.

mod series;
mod tags;

use super::operations::Operations;
use super::problem::{PartRefused, Problem};
use super::replies::Listed;
use super::revisions::After;
use super::shapes::taxonomy::{LabelChange, Merging, PartsChange, SeriesCard, SeriesView, TagView};
use crate::domain::api_token::Scope;
use crate::domain::language::Language;
use crate::domain::refusal::{self, Refusal};
use crate::domain::slug::Slug;
use crate::domain::tag::{LONGEST_DESCRIPTION, NewTag};
use crate::text::slug;

pub fn operations(all: &mut Operations) {
    all.get("/tags", "listTags", tags::index)
        .says("Tags that public articles bear, the most used first.")
        .asks::<After>()
        .shows::<Listed<TagView>>();
    all.post("/tags", "createTag", tags::create)
        .says("Makes a tag.")
        .needs(Scope::Arrange)
        .takes::<LabelChange>()
        .makes::<TagView>()
        .once_by_key();
    all.get("/tags/{id}", "getTag", tags::show)
        .says("A tag. With the scope `taxonomy:write` also one that no public article bears.")
        .shows::<TagView>();
    all.patch("/tags/{id}", "changeTag", tags::update)
        .says("Changes what a tag is called, where it is, and what is said of it.")
        .needs(Scope::Arrange)
        .takes::<LabelChange>()
        .shows::<TagView>()
        .conditionally();
    all.delete("/tags/{id}", "deleteTag", tags::remove)
        .says("Takes a tag away from all that bears it.")
        .needs(Scope::Arrange)
        .conditionally();
    all.post("/tags/{id}/merging", "mergeTag", tags::merge)
        .says("Gives all that bears a tag another in its place.")
        .needs(Scope::Arrange)
        .takes::<Merging>()
        .shows::<TagView>()
        .conditionally();
    all.get("/series", "listSeries", series::index)
        .says("Series with public parts; all series with the scope `taxonomy:write`.")
        .shows::<Listed<SeriesCard>>();
    all.post("/series", "createSeries", series::create)
        .says("Makes a series.")
        .needs(Scope::Arrange)
        .takes::<LabelChange>()
        .makes::<SeriesView>()
        .once_by_key();
    all.get("/series/{id}", "getSeries", series::show)
        .says("A series with its parts.")
        .shows::<SeriesView>();
    all.patch("/series/{id}", "changeSeries", series::update)
        .says("Changes what a series is called, where it is, and what is said of it.")
        .needs(Scope::Arrange)
        .takes::<LabelChange>()
        .shows::<SeriesView>()
        .conditionally();
    all.put("/series/{id}/parts", "arrangeSeries", series::arrange)
        .says("Says which posts are the parts of a series, in their order.")
        .needs(Scope::Arrange)
        .takes::<PartsChange>()
        .shows::<SeriesView>()
        .conditionally();
    all.delete("/series/{id}", "deleteSeries", series::remove)
        .says("Takes a series away; its articles stay.")
        .needs(Scope::Arrange)
        .conditionally();
}

/// A name, an address, a language and a description: what tags and series have alike.
fn parse(change: LabelChange, before: Label, longest_name: usize) -> Result<NewTag, Problem> {
    let mut refused = Vec::new();
    let mut take =
        |pointer: &str, refusal: Refusal| refused.push(PartRefused::of(pointer, refusal));
    let name = change.name.unwrap_or(before.name);
    let name = refusal::line(&name, longest_name)
        .map_err(|refusal| take("/name", refusal))
        .ok();
    let typed = change.slug.unwrap_or(before.slug);
    let made = match (typed.trim(), &name) {
        ("", Some(name)) => Some(slug::from_title(name)),
        ("", None) => None,
        (typed, _) => Some(typed.to_owned()),
    };
    let address = made.and_then(|made| {
        Slug::parse(&made)
            .map_err(|refusal| take("/slug", refusal))
            .ok()
    });
    let description = change.description.unwrap_or(before.description);
    let description = refusal::optional_line(&description, LONGEST_DESCRIPTION)
        .map_err(|refusal| take("/description", refusal))
        .ok();
    match (name, address, description) {
        (Some(name), Some(slug), Some(description)) if refused.is_empty() => Ok(NewTag {
            slug,
            name,
            language: change.lang.map_or(before.language, Language::from),
            description,
        }),
        _ => Err(Problem::Invalid(refused)),
    }
}

/// What a tag or series was before a change.
struct Label {
    name: String,
    slug: String,
    language: Language,
    description: String,
}

impl Label {
    fn new(language: Language) -> Label {
        Label {
            name: String::new(),
            slug: String::new(),
            language,
            description: String::new(),
        }
    }
}
