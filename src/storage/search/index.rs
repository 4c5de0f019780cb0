//! The index as one search finds it: which blocks there are, what is fresh, and the rows that were asked
//! for so far.

use std::collections::HashMap;
use std::sync::Arc;

use super::asking::{Asked, Memory};
use super::fresh::Fresh;
use super::loading::Wanted;
use super::naming::{Bearers, Label, Names};
use super::opening;
use super::sheet::{Line, Sheet};
use super::vocabulary::Vocabulary;
use crate::domain::ids::{PostId, UserId};
use crate::domain::slug::Slug;
use crate::storage::connection::Db;
use crate::storage::error::Result;
use crate::text::search::block::Block;
use crate::text::search::postings::{self, BLOCK};
use crate::text::search::ranking::{self, Answers};
use crate::text::search::{Aliases, Asker, Filter, Query};

/// An index, in one transaction.
pub struct Index<'memory> {
    pub(super) memory: &'memory Memory,
    pub(super) generation: i64,
    pub(super) aliases: Arc<Aliases>,
    pub(super) bearers: Bearers,
    pub(super) fresh: Vec<Fresh>,
    /// The numbers of the blocks that have settled, rising.
    pub(super) settled: Vec<i64>,
    /// Those blocks, and behind them the fresh articles.
    pub(super) blocks: Vec<Block>,
    /// What was asked for so far.
    pub(super) had: Wanted,
    pub(super) vocabulary: Option<Vocabulary>,
}

impl<'memory> Index<'memory> {
    /// Opens it with all that a question needs, and looks names up.
    pub fn open(
        db: &mut Db,
        memory: &'memory Memory,
        question: &Query,
        names: &Names,
    ) -> Result<Index<'memory>> {
        opening::open(db, memory, question, names)
    }

    /// The names of one thing by which questions are to be read. Whoever opened it with a question read by former
    /// ones reads it again, and loads it.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// A tag at an address that a public article bears, if it was among the names.
    pub fn tag_at(&self, address: &Slug) -> Option<&Label> {
        self.bearers.tag_at(address)
    }

    /// A public tag by its name or address, if it was among the names.
    pub fn tag_named(&self, name: &str) -> Option<&Label> {
        self.bearers.tag_named(name)
    }

    /// An author by handle or name, if it was among the names.
    pub fn author(&self, name: &str) -> Option<UserId> {
        self.bearers.author(name)
    }

    /// Loads what some questions need and is not there yet.
    pub fn load<'query>(
        &mut self,
        db: &mut Db,
        questions: impl IntoIterator<Item = &'query Query>,
    ) -> Result<()> {
        self.fetch(db, Wanted::by(questions))
    }

    /// As [`Index::load`], with the vocabulary that words may be put right by.
    pub fn load_with_vocabulary<'query>(
        &mut self,
        db: &mut Db,
        questions: impl IntoIterator<Item = &'query Query>,
    ) -> Result<()> {
        let known = Vocabulary::known(self);
        let mut sheet = Sheet::to(db);
        if known.is_none() {
            Vocabulary::put_on(&mut sheet, self.generation);
        }
        let lines = self.ask(db, sheet, Wanted::by(questions))?;
        self.vocabulary = Some(known.unwrap_or_else(|| Vocabulary::read(self, lines)));
        Ok(())
    }

    pub(super) fn fetch(&mut self, db: &mut Db, wanted: Wanted) -> Result<()> {
        let sheet = Sheet::to(db);
        self.ask(db, sheet, wanted)?;
        Ok(())
    }

    /// Asks for rows together with what is on a sheet, whose lines are given back.
    fn ask(&mut self, db: &mut Db, mut sheet: Sheet, wanted: Wanted) -> Result<Vec<Line>> {
        let wanted = wanted.without(&self.had);
        wanted.put_on(&mut sheet);
        let others = self.take(sheet.ask(db)?);
        if !wanted.is_nothing() {
            self.had.extend(wanted);
            self.renew_fresh();
        }
        Ok(others)
    }

    /// Takes the rows of blocks from among lines, and leaves the others.
    pub(super) fn take(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let mut others = Vec::new();
        for line in lines {
            let is_row = matches!(line.kind.as_str(), "entries" | "positions");
            match self.settled.binary_search(&line.number) {
                Ok(at) if is_row => {
                    let rows = &mut self.blocks[at].rows;
                    let row = rows.entry(line.name.as_str().into()).or_default();
                    match line.kind.as_str() {
                        "entries" => row.entries = line.bytes(),
                        _ => row.positions = line.bytes(),
                    }
                }
                _ => others.push(line),
            }
        }
        others
    }

    /// Makes the blocks of fresh articles anew, with all rows that were asked for.
    pub(super) fn renew_fresh(&mut self) {
        self.blocks.truncate(self.settled.len());
        let fresh = self.fresh.chunks(BLOCK);
        let blocks = fresh.map(|articles| self.had.of_fresh(articles));
        self.blocks.extend(blocks);
    }

    pub(super) fn answers(&self, asked: &Asked) -> Answers {
        let filter = Filter {
            asker: Asker::Reader,
            languages: asked.languages.clone(),
            tags: asked.tags.iter().map(|tag| tag.0).collect(),
            authors: asked.authors.iter().map(|author| author.0).collect(),
        };
        ranking::rank(&asked.query, &filter, &self.blocks)
    }

    /// Whether anything at all answers. What the question needs is loaded already.
    pub fn has_answers(&self, asked: &Asked) -> bool {
        !asked.is_nothing() && !self.answers(asked).hits.is_empty()
    }

    /// How many articles the blocks have had.
    pub(super) fn settled_articles(&self) -> i64 {
        let settled = self.blocks.iter().take(self.settled.len());
        let articles: usize = settled.map(|block| block.places.places.len()).sum();
        articles as i64
    }

    /// An article that readers find by a term whose rows are loaded; a fresh one, if one holds it.
    pub(super) fn holder(&self, term: &str) -> Option<PostId> {
        let (settled, fresh) = self.blocks.split_at(self.settled.len());
        let mut blocks = fresh.iter().chain(settled);
        blocks.find_map(|block| holder(block, term))
    }
}

fn holder(block: &Block, term: &str) -> Option<PostId> {
    let row = block.rows.get(term)?;
    let is_there = |slot: &usize| !block.outdated.contains(slot);
    let mut slots = postings::entries(&row.entries).map(|entry| entry.slot);
    slots.find_map(|slot| {
        let place = block.places.places.get(slot)?;
        let is_found = place.id != 0 && place.is_listed && is_there(&slot);
        is_found.then_some(PostId(place.id))
    })
}

/// The slots of blocks whose articles are among the fresh ones.
pub(super) fn by_block(slots: impl IntoIterator<Item = i64>) -> HashMap<i64, Vec<usize>> {
    let mut by_block: HashMap<i64, Vec<usize>> = HashMap::new();
    for slot in slots {
        let block = by_block.entry(slot / BLOCK as i64).or_default();
        block.push((slot % BLOCK as i64) as usize);
    }
    by_block
}
