//! The search of a frozen site: the index in parts small enough for a browser to fetch those that it needs.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use super::Freeze;
use super::manifest::{Entry, hash};
use crate::cli::CommandError;
use crate::domain::language::Language;
use crate::storage::listings::{self, Byline};
use crate::storage::search::{self, Memory, Whole};
use crate::storage::{Db, Store, posts, tags};
use crate::text::analyzer;
use crate::text::isolates;
use crate::text::search::Aliases;
use crate::text::search::shards::{Shard, shards};

/// Where all of it is, below the folder of the site.
const FOLDER: &str = "search/index/";
/// What a browser reads first.
const FIRST: &str = "search/index/index.json";
/// What is known of so many articles is in one file.
const DOCUMENTS_IN_ONE: usize = 8;
/// So many letters of a summary are shown.
const LONGEST_SUMMARY: usize = 240;
/// How many articles are read at once.
const AT_ONCE: usize = 500;
/// Files are called by so many digits of their hash.
const DIGITS: usize = 10;
/// The form of these files, which the script that reads them knows. One more with every change of it.
const FORM: u32 = 1;

impl Freeze<'_> {
    /// Writes the index anew, or leaves it where nothing at all was changed.
    pub(super) fn freeze_search(&self, store: &Store) -> Result<(), CommandError> {
        let before: Vec<&Entry> = (self.folder.before.entries)
            .range(FOLDER.to_owned()..)
            .map(|(_, entry)| entry)
            .take_while(|entry| entry.file.starts_with(FOLDER))
            .collect();
        let is_whole = before.iter().any(|entry| entry.file == FIRST);
        if self.is_all_as_before() && is_whole && before.iter().all(|entry| self.folder.has(entry))
        {
            for entry in before {
                self.folder.keep();
                self.note(entry.clone());
            }
            return Ok(());
        }
        let (whole, documents, aliases) = store.survey_here(|db| {
            let mut whole = search::whole(db)?;
            let documents = documents(db, &mut whole)?;
            let aliases = Memory::default().aliases(db)?;
            Ok((whole, documents, aliases))
        })?;
        let parts = shards(&whole.terms, &whole.lengths);
        let names: Vec<String> = parts
            .iter()
            .map(|shard| self.put("bin", &shard.bytes))
            .collect::<Result<_, _>>()?;
        let documents_names: Vec<String> = documents
            .chunks(DOCUMENTS_IN_ONE)
            .map(|some| {
                let shown: Vec<_> = some.iter().map(|document| &document.shown).collect();
                self.put("json", json!(shown).to_string().as_bytes())
            })
            .collect::<Result<_, _>>()?;
        let languages: String = documents
            .iter()
            .map(|document| letter(document.language))
            .collect();
        let meta = meta(&parts, &names, &documents_names, &languages, &aliases);
        let entry = Entry::of(FIRST.to_owned(), meta.as_bytes());
        self.folder.write(&entry, meta.as_bytes())?;
        self.note(entry);
        Ok(())
    }

    /// Writes a file under a name that is its own for ever.
    fn put(&self, extension: &str, bytes: &[u8]) -> Result<String, CommandError> {
        let name = hash(bytes)[..DIGITS].to_owned();
        let entry = Entry::of(format!("{FOLDER}{name}.{extension}"), bytes);
        self.folder.write(&entry, bytes)?;
        self.note(entry);
        Ok(name)
    }
}

/// An article as results show it.
struct Document {
    language: Language,
    shown: serde_json::Value,
}

/// What is shown of all articles of an index, to which their tags and authors are added as terms.
fn documents(db: &mut Db, whole: &mut Whole) -> crate::storage::Result<Vec<Document>> {
    let mut documents = Vec::with_capacity(whole.posts.len());
    let ids = std::mem::take(&mut whole.posts);
    for some in ids.chunks(AT_ONCE) {
        let found = posts::by_ids(db, some)?;
        let mut found: HashMap<_, _> = found.into_iter().map(|post| (post.id, post)).collect();
        let mut authors = listings::authors_of(db, some)?;
        let tags = tags::of_posts(db, some)?;
        for id in some {
            let number = documents.len() as u32;
            let Some(post) = found.remove(id) else {
                // Its number stays its own: the index speaks of it.
                documents.push(Document {
                    language: Language::En,
                    shown: serde_json::Value::Null,
                });
                continue;
            };
            let authors = authors.remove(id).unwrap_or_default();
            let tags = tags.get(id).into_iter().flatten();
            let named = tags.map(|tag| format!("tag:{}", tag.slug)).chain(
                authors
                    .iter()
                    .map(|author| format!("author:{}", author.handle.as_str())),
            );
            for name in named {
                whole
                    .terms
                    .entry(name.into())
                    .or_default()
                    .push((number, 1.0));
            }
            documents.push(Document {
                language: post.language,
                shown: shown(&post, &authors),
            });
        }
    }
    whole.posts = ids;
    Ok(documents)
}

fn shown(post: &crate::domain::post::Post, authors: &[Byline]) -> serde_json::Value {
    let direction = post.language.direction();
    let summary: String = post.summary.chars().take(LONGEST_SUMMARY).collect();
    let authors: Vec<_> = authors
        .iter()
        .map(|author| json!([author.handle.as_str(), author.name]))
        .collect();
    json!([
        post.slug.as_str(),
        isolates::html(&post.title, direction),
        isolates::html(&summary, direction),
        post.dated().rfc3339(),
        authors,
    ])
}

fn letter(language: Language) -> char {
    match language {
        Language::He => 'h',
        Language::Ar => 'a',
        Language::En => 'e',
    }
}

/// What a browser reads first: which part holds what, and the words and names that questions are read with.
fn meta(
    parts: &[Shard],
    names: &[String],
    documents: &[String],
    languages: &str,
    aliases: &Aliases,
) -> String {
    let firsts: Vec<&str> = parts.iter().map(|shard| shard.first.as_str()).collect();
    let (stop_words, asking) = analyzer::stop_words();
    let aliases: BTreeMap<_, _> = aliases.by_term().iter().collect();
    json!({
        "form": FORM,
        "firsts": firsts.join("\n"),
        "shards": names.concat(),
        "documents": documents.concat(),
        "perDocument": DOCUMENTS_IN_ONE,
        "languages": runs(languages),
        "stopWords": stop_words.join(" "),
        "asking": asking.join(" "),
        "aliases": aliases,
    })
    .to_string()
}

/// `hhhee` as `h3e2`: articles of a language often stand together.
fn runs(letters: &str) -> String {
    let mut written = String::new();
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        let after = rest.trim_start_matches(letter);
        written.push_str(&format!("{letter}{}", rest.len() - after.len()));
        rest = after;
    }
    written
}
