//! The only door to the database: queries in modules named in the plural, behind one store.

pub mod archive;
pub mod audit;
pub mod bulk;
pub mod comments;
pub mod connection;
pub mod desk;
pub mod error;
pub mod events;
pub mod guests;
pub mod handovers;
pub mod health;
pub mod listings;
pub mod migrations;
pub mod moderations;
pub mod one_time_links;
pub mod posts;
pub mod previews;
pub mod related;
pub mod reports;
pub mod revisions;
pub mod search;
pub mod secrets;
pub mod series;
pub mod sessions;
pub mod settings;
pub mod sitemap;
pub mod store;
pub mod submissions;
pub mod tags;
pub mod translations;
pub mod url;
pub mod users;
pub mod writing;

pub use connection::Db;
pub use error::{Result, StorageError};
pub use store::Store;
