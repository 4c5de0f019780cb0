//! Accounts, as their owners meet them.

mod joining;
mod passwords;
mod profile;
mod signing_in;
