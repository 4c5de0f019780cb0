//! Daf as its readers and operators meet it, on both databases. The modules mirror `src/`.
//!
//! PostgreSQL is the server that `DAF_TEST_POSTGRES_URL` names; `tests/run` starts a private one.

mod access;
mod account;
mod api;
mod architecture;
mod cli;
mod desk;
mod ghost;
mod jobs;
mod site;
mod storage;
mod support;
mod walk;
