//! All that a search begins with, in one query.

use std::collections::HashMap;
use std::sync::Arc;

use super::asking::Memory;
use super::fresh::Fresh;
use super::index::{Index, by_block};
use super::loading::{Wanted, answers, slot_answers};
use super::naming::{Bearers, Names};
use super::sheet::{Line, Part, Sheet};
use super::{blocks, wording};
use crate::storage::connection::Db;
use crate::storage::error::{Result, StorageError};
use crate::text::search::block::Block;
use crate::text::search::{Places, Query};

/// The places of blocks, with the version that was read of each.
pub(super) type KnownPlaces = HashMap<i64, (i64, Arc<Places>)>;

pub(super) fn open<'memory>(
    db: &mut Db,
    memory: &'memory Memory,
    question: &Query,
    names: &Names,
) -> Result<Index<'memory>> {
    let known = memory.known_places();
    let had = Wanted::by([question]);
    let mut sheet = Sheet::to(db);
    put_state_on(&mut sheet, &known);
    let known_aliases = memory.put_aliases_on(&mut sheet);
    names.put_on(&mut sheet);
    had.put_on(&mut sheet);
    let mut begun = Begun::of(sheet.ask(db)?)?;
    let aliases = memory.aliases_from(known_aliases, std::mem::take(&mut begun.aliases));
    let (settled, blocks) = begun.blocks(memory, known)?.into_iter().unzip();
    let mut index = Index {
        memory,
        generation: begun.generation,
        aliases,
        bearers: begun.bearers,
        fresh: begun.fresh,
        settled,
        blocks,
        had,
        vocabulary: None,
    };
    index.take(begun.rows);
    index.renew_fresh();
    Ok(index)
}

/// Asks which generation answers, for its blocks and for the fresh articles, and where those have stood. The
/// places of blocks are left out that are known as they are.
fn put_state_on(sheet: &mut Sheet, known: &KnownPlaces) {
    let state = Part::of("state").number("generation");
    sheet.add(&state, "search_state");
    let fresh = Part::of("fresh").number("post_id").bytes("article");
    sheet.add(&fresh, "search_fresh");
    let outdated = format!(
        "search_fresh f CROSS JOIN search_places p WHERE p.post_id = f.post_id AND {}",
        slot_answers()
    );
    sheet.add(&Part::of("outdated").number("p.slot"), &outdated);
    let block = Part::of("block").numbers("block", "version");
    let blocks = format!("search_blocks WHERE {}", answers());
    sheet.add(&block.bytes(unknown_places(known)), &blocks);
}

fn unknown_places(known: &KnownPlaces) -> String {
    if known.is_empty() {
        return "places".to_owned();
    }
    let versions = known
        .iter()
        .map(|(block, (version, _))| format!("({block}, {version})"));
    let versions: Vec<String> = versions.collect();
    format!(
        "CASE WHEN (block, version) IN (VALUES {}) THEN NULL ELSE places END",
        versions.join(", ")
    )
}

/// A block as it is told of: its version, and its places where they were not known.
type Told = (i64, i64, Option<Vec<u8>>);

/// What was answered, by what it is.
#[derive(Default)]
struct Begun {
    generation: i64,
    fresh: Vec<Fresh>,
    outdated: Vec<i64>,
    blocks: Vec<Told>,
    aliases: Vec<Line>,
    bearers: Bearers,
    rows: Vec<Line>,
}

impl Begun {
    fn of(lines: Vec<Line>) -> Result<Begun> {
        let mut begun = Begun::default();
        let mut generation = None;
        for line in lines {
            match line.kind.as_str() {
                "state" => generation = Some(line.number),
                "fresh" => begun.fresh.extend(Fresh::parse(line.bytes())),
                "outdated" => begun.outdated.push(line.number),
                "block" => begun
                    .blocks
                    .push((line.number, line.other_number, line.bytes)),
                wording::STATE | wording::ALIAS => begun.aliases.push(line),
                "tag" => begun.bearers.add_tag(line),
                "author" => begun.bearers.add_author(line),
                _ => begun.rows.push(line),
            }
        }
        begun.generation = generation.ok_or(StorageError::NotFound)?;
        begun.fresh.sort_by_key(|article| article.head.id);
        begun.blocks.sort_by_key(|(block, ..)| *block);
        Ok(begun)
    }

    /// The blocks in their order, without rows.
    fn blocks(&mut self, memory: &Memory, known: KnownPlaces) -> Result<Vec<(i64, Block)>> {
        let mut outdated = by_block(std::mem::take(&mut self.outdated));
        let mut read = KnownPlaces::new();
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for (number, version, bytes) in std::mem::take(&mut self.blocks) {
            let places = match (bytes, known.get(&number)) {
                (Some(bytes), _) => {
                    let places = Arc::new(blocks::places(&bytes));
                    read.insert(number, (version, Arc::clone(&places)));
                    places
                }
                (None, Some((_, places))) => Arc::clone(places),
                (None, None) => return Err(StorageError::NotFound),
            };
            let block = Block {
                places,
                outdated: outdated.remove(&number).unwrap_or_default(),
                rows: Default::default(),
            };
            blocks.push((number, block));
        }
        memory.remember_places(read);
        Ok(blocks)
    }
}
