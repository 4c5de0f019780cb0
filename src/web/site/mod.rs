//! The pages that anybody may read.

pub mod accent;
pub mod archive;
pub mod articles;
pub mod authors;
pub mod comments;
pub mod embedding;
pub mod feeds;
pub mod home;
pub mod live;
pub mod machines;
pub mod mentions;
pub mod pictures;
pub mod preferences;
pub mod search;
pub mod series;
pub mod short_links;
pub mod sitemap;
pub(in crate::web) mod structured;
pub mod tags;

use crate::domain::freshness::Name;
use crate::storage::listings::Card;

/// What a list of cards shows beside the articles themselves: how many comments each has.
fn discussions(cards: &[Card]) -> impl Iterator<Item = Name> {
    cards.iter().map(|card| Name::Comments(card.post.id))
}
