//! Reads a file as an article.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::date;
use super::name::Named;
use super::walk::Found;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{Body, LARGEST_SOURCE, LONGEST_SUMMARY, LONGEST_TITLE, Summary, Title};
use crate::domain::refusal::Refusal;
use crate::domain::slug::{LONGEST_SLUG, Slug};
use crate::domain::tag::{self, MOST_TAGS, TagName};
use crate::storage::imports::{Incoming, Timing};
use crate::text::controls;
use crate::text::front_matter::{self, FrontMatter};
use crate::text::{language, slug};

/// The most bytes of a file: an article's, and what stands before it.
const LARGEST_FILE: usize = LARGEST_SOURCE + front_matter::LARGEST;
/// So much of a text is read to guess its language.
const SAMPLE: usize = 20_000;

/// A file as it was read.
pub enum Reading {
    /// As it was when it came before.
    Same,
    Article(Box<Incoming>, Vec<String>),
    /// None, for this reason.
    Refused(String),
}

/// Reads a file, unless it is one of those that have come before with these digests.
pub fn read(found: &Found, known: &HashMap<String, Vec<u8>>, main_language: Language) -> Reading {
    match open(found, known, main_language) {
        Ok(reading) => reading,
        Err(reason) => Reading::Refused(reason),
    }
}

fn open(
    found: &Found,
    known: &HashMap<String, Vec<u8>>,
    main_language: Language,
) -> Result<Reading, String> {
    let (bytes, changed_at) = bytes(found)?;
    let digest = Sha256::digest(&bytes).to_vec();
    let path = found.path.to_str().ok_or("its name is not UTF-8")?;
    if known.get(path) == Some(&digest) {
        return Ok(Reading::Same);
    }
    let file = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let (front, text) = front_matter::read(&file).map_err(|broken| broken.to_string())?;
    let mut reader = Reader {
        named: Named::read(&found.name),
        front,
        main_language,
        notes: Vec::new(),
    };
    let mut incoming = reader.article(text)?;
    incoming.file = path.to_owned();
    incoming.digest = digest;
    incoming.timing.changed_at = changed_at;
    Ok(Reading::Article(Box::new(incoming), reader.notes))
}

/// What a file holds, and when it was changed last.
fn bytes(found: &Found) -> Result<(Vec<u8>, Moment), String> {
    let too_large = || format!("it is larger than {LARGEST_FILE} bytes");
    if found.length > LARGEST_FILE as u64 {
        return Err(too_large());
    }
    let unreadable = |error: std::io::Error| format!("it cannot be read: {error}");
    let file = File::open(&found.path).map_err(unreadable)?;
    let changed = file.metadata().and_then(|about| about.modified());
    let mut bytes = Vec::with_capacity(found.length as usize + 1);
    file.take(LARGEST_FILE as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > LARGEST_FILE {
        return Err(too_large());
    }
    let since = changed
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
        .and_then(|since| i64::try_from(since.as_micros()).ok());
    let at = since.and_then(Moment::from_microseconds);
    Ok((bytes, at.unwrap_or_else(Moment::epoch)))
}

/// Makes an article of what a file says, and notes what it cannot keep.
struct Reader {
    named: Named,
    front: FrontMatter,
    main_language: Language,
    notes: Vec<String>,
}

impl Reader {
    fn article(&mut self, text: &str) -> Result<Incoming, String> {
        let text = text.trim_start_matches(['\r', '\n']);
        let heading = match &self.front.title {
            Some(_) => None,
            None => front_matter::take_heading(text),
        };
        let (title, text) = match heading {
            Some((title, rest)) => (title, rest.trim_start_matches(['\r', '\n']).to_owned()),
            None => (self.title(), text.to_owned()),
        };
        let title = self.shortened("title", &title, LONGEST_TITLE);
        let title = Title::parse(&title).map_err(|refusal| format!("its title: {refusal}"))?;
        let summary = self.front.summary.take().unwrap_or_default();
        let summary = self.shortened("summary", &summary, LONGEST_SUMMARY);
        let summary =
            Summary::parse(&summary).map_err(|refusal| format!("its summary: {refusal}"))?;
        let language = self.language(title.as_str(), &text);
        if controls::are_removed(&text) {
            let about =
                "characters that are not seen are left out of its prose and shown in its code";
            self.notes.push(about.to_owned());
        }
        let refused = |refusal: Refusal| format!("its text: {refusal}");
        Ok(Incoming {
            file: String::new(),
            digest: Vec::new(),
            slug: self.slug(title.as_str()),
            tags: self.tags(),
            timing: self.timing(),
            body: Body::parse(&text, language).map_err(refused)?,
            title,
            summary,
            language,
        })
    }

    /// The title in the front matter, or the name of the file.
    fn title(&self) -> String {
        let named = || {
            let stem = self.named.stem.as_deref().unwrap_or("index");
            stem.replace(['-', '_'], " ")
        };
        self.front.title.clone().unwrap_or_else(named)
    }

    /// One line of at most so many letters, cut at a word.
    fn shortened(&mut self, what: &str, text: &str, most: usize) -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some((end, _)) = line.char_indices().nth(most) else {
            return line;
        };
        self.notes.push(format!(
            "its {what} is longer than {most} letters, and was cut"
        ));
        let room = line[..end]
            .char_indices()
            .next_back()
            .map_or(0, |(last, _)| last);
        let cut = line[..room].rfind(' ').filter(|at| *at > 0).unwrap_or(room);
        format!("{}…", line[..cut].trim_end())
    }

    fn language(&mut self, title: &str, text: &str) -> Language {
        if let Some(language) = self.named.language {
            return language;
        }
        if let Some(tag) = &self.front.language {
            match Language::from_tag(tag.trim()) {
                Some(language) => return language,
                None => self.notes.push(format!(
                    "its language {tag:?} is none of Daf's, and was guessed"
                )),
            }
        }
        let mut sample = format!("{title}\n");
        let mut is_code = false;
        for line in text.lines() {
            let is_fence =
                line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            is_code ^= is_fence;
            if !is_code && !is_fence {
                sample.push_str(line);
                sample.push('\n');
            }
            if sample.len() > SAMPLE {
                break;
            }
        }
        language::guess(&sample, self.main_language)
    }

    fn tags(&mut self) -> Vec<TagName> {
        let mut tags: Vec<TagName> = Vec::new();
        for written in std::mem::take(&mut self.front.tags) {
            match tag::parse_list(&written) {
                Ok(names) => {
                    for name in names {
                        if !tags.contains(&name) {
                            tags.push(name);
                        }
                    }
                }
                Err(refusal) => self
                    .notes
                    .push(format!("its tag {written:?} was left out: {refusal}")),
            }
        }
        if tags.len() > MOST_TAGS {
            self.notes.push(format!(
                "it has more than {MOST_TAGS} tags; the others were left out"
            ));
            tags.truncate(MOST_TAGS);
        }
        tags
    }

    fn timing(&mut self) -> Timing {
        let written = self.front.date.take().or(self.named.date.take());
        let date = written.as_deref().and_then(date::read);
        if let (Some(written), None) = (&written, date) {
            self.notes.push(format!(
                "its date {written:?} is not understood; that of the file was taken"
            ));
        }
        Timing {
            is_draft: self.front.is_draft || self.named.is_draft,
            date,
            changed_at: Moment::epoch(),
        }
    }

    /// The address that is written, or that of the file's name, or what the title makes.
    fn slug(&mut self, title: &str) -> Slug {
        if let Some(written) = written_slug(&self.front) {
            let slug = nearest(&written);
            let kept = slug.as_ref().map(Slug::as_str);
            if kept != Some(slug::canonical(written.trim()).as_str()) {
                let given = match kept {
                    Some(kept) => format!("; the nearest is {kept:?}"),
                    None => String::new(),
                };
                self.notes
                    .push(format!("its slug {written:?} cannot be kept{given}"));
            }
            if let Some(slug) = slug {
                return slug;
            }
        }
        let named = self.named.stem.as_deref().map(decoded);
        named
            .and_then(|name| nearest(&name))
            .or_else(|| nearest(&slug::from_title(title)))
            .unwrap_or_else(|| Slug::asked("post"))
    }
}

fn written_slug(front: &FrontMatter) -> Option<String> {
    if let Some(slug) = &front.slug {
        return Some(decoded(slug));
    }
    let path = front.url.as_deref()?.split(['?', '#']).next()?;
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    // Jekyll writes patterns in the same place: `/:categories/:title/`.
    let last = parts.next().filter(|_| !path.contains(':'))?;
    let name = last.strip_suffix(".html").unwrap_or(last);
    Some(decoded(name))
}

fn decoded(written: &str) -> String {
    match percent_decode_str(written).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => written.to_owned(),
    }
}

/// The address nearest to what is written; none where there is no letter in it.
fn nearest(written: &str) -> Option<Slug> {
    let visible = written.replace('\0', "-");
    match Slug::parse(&visible) {
        Ok(slug) if slug.as_str() == slug::canonical(visible.trim()) => Some(slug),
        // As titles are: `node.js` is `nodejs`, `C++` is `cpp`.
        Ok(slug) => Slug::parse(&slug::from_title(&visible)).ok().or(Some(slug)),
        Err(Refusal::TooLong { .. }) => {
            let long: String = slug::canonical(&visible)
                .chars()
                .take(LONGEST_SLUG)
                .collect();
            let cut = long.rfind('-').filter(|at| *at > 0).unwrap_or(long.len());
            Slug::parse(&long[..cut]).ok()
        }
        Err(_) => None,
    }
}
