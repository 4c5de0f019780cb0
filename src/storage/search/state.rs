//! Which index answers, which one is made beside it, and by which analyzers.

use diesel::prelude::*;

use super::ANALYZER;
use crate::domain::ids::PostId;
use crate::schema::search_state;
use crate::storage::connection::Db;
use crate::storage::error::Result;

/// The one row that says so.
pub(super) struct State {
    /// The generation that answers, and what made it.
    pub generation: i64,
    analyzer: i64,
    /// The generation that is being made, if one is, up to which post it has come, and what makes it.
    pub building: Option<i64>,
    built_until: PostId,
    towards: i64,
}

/// An index that takes articles in, up to a post: the later ones it will read by itself.
pub(super) struct Open {
    pub generation: i64,
    pub until: PostId,
}

impl State {
    pub fn read(db: &mut Db) -> Result<State> {
        let (generation, analyzer, building, built_until, towards) = search_state::table
            .select((
                search_state::generation,
                search_state::analyzer,
                search_state::building,
                search_state::built_until,
                search_state::towards,
            ))
            .first(db)?;
        Ok(State {
            generation,
            analyzer,
            building,
            built_until: PostId(built_until),
            towards,
        })
    }

    /// Whether an older analyzer made the index that answers.
    pub fn is_by_an_older(&self) -> bool {
        self.analyzer < ANALYZER
    }

    /// Whether a newer analyzer made the index, or makes it. It is left to its own process: during an upgrade
    /// both may run.
    pub fn is_of_a_newer(&self) -> bool {
        self.analyzer > ANALYZER || (self.building.is_some() && self.towards > ANALYZER)
    }

    /// Whether the index was made by an older analyzer, or is half made.
    pub fn is_outdated(&self) -> bool {
        !self.is_of_a_newer() && (self.is_by_an_older() || self.building.is_some())
    }

    /// The index that the present analyzer makes.
    pub fn growing(&self) -> Option<Open> {
        let generation = self.building.filter(|_| self.towards == ANALYZER)?;
        Some(Open {
            generation,
            until: self.built_until,
        })
    }

    /// The indexes that take in what the present analyzer makes of articles: the one that answers, and the one
    /// that is made beside it. None during an upgrade.
    pub fn open(&self) -> Vec<Open> {
        let growing = self.growing();
        if self.analyzer != ANALYZER || growing.is_some() != self.building.is_some() {
            return Vec::new();
        }
        let answering = Open {
            generation: self.generation,
            until: PostId(i64::MAX),
        };
        [answering].into_iter().chain(growing).collect()
    }
}

/// Whether a newer analyzer made the index, or makes it.
pub fn is_of_a_newer(db: &mut Db) -> Result<bool> {
    Ok(State::read(db)?.is_of_a_newer())
}

/// The generation that answers.
pub(super) fn generation(db: &mut Db) -> Result<i64> {
    Ok(search_state::table
        .select(search_state::generation)
        .first(db)?)
}
