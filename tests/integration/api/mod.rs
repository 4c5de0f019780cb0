//! The site's own API, as programs meet it.

mod comments;
mod document;
mod people;
mod posts;
mod rules;
mod site;
mod taxonomy;
mod tester;
mod tokens;
