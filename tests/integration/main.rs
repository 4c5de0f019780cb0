//! Daf as its readers and operators meet it, on both databases. The modules mirror `src/`.
//!
//! PostgreSQL is the server that `DAF_TEST_POSTGRES_URL` names; `tests/run` starts a private one.

mod architecture;
mod cli;
mod site;
mod storage;
mod support;
