//! Searching, without the place where an index is kept: what is asked, what a text holds, who answers
//! best and where.

pub mod aliases;
pub mod block;
pub mod filter;
pub mod inventory;
pub mod keyboard;
pub mod leaf;
pub mod marks;
pub mod passage;
pub mod places;
pub mod postings;
pub mod query;
pub mod ranking;
pub mod shards;
pub mod spelling;
mod tally;

pub use aliases::Aliases;
pub use filter::{Asker, Filter};
pub use inventory::{Field, Inventory};
pub use places::{Article, Place, Places};
pub use query::{Looser, Query};
