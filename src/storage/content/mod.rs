//! What Ghost's Content API asks: keys, and public posts, tags and authors by any filter and order.

mod conditions;
pub mod keys;
mod reading;

pub use conditions::{Refused, Wanted};
pub use reading::{
    Counted, Dated, any_by_id, authors, authors_by_ids, posts, published, tags, tags_by_ids,
};
