//! What the store promises to those who write through it.

mod events;
mod migrations;
mod plans;
mod renderings;
mod rules;
mod search;
