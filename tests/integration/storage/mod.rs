//! What the store promises to those who write through it.

mod events;
mod grouping;
mod jobs;
mod migrations;
mod outbox;
mod plans;
mod renderings;
mod rules;
mod search;
