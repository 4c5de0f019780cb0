//! What a Markdown file says of itself before its text: YAML between lines of `---`, TOML between lines
//! of `+++`, as the generators of static sites write it.

mod value;
mod yaml;

use value::Value;

/// The most bytes of front matter.
pub const LARGEST: usize = 64 * 1024;

/// What a file says of itself, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    pub title: Option<String>,
    /// The name in the address, perhaps percent-encoded.
    pub slug: Option<String>,
    /// The whole address, of which the last part is the name.
    pub url: Option<String>,
    pub date: Option<String>,
    pub language: Option<String>,
    pub summary: Option<String>,
    /// Tags and then categories, each once.
    pub tags: Vec<String>,
    pub is_draft: bool,
}

/// Why front matter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("its front matter has no end")]
    Endless,
    #[error("its front matter is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("its front matter is no YAML: {0}")]
    Yaml(String),
    #[error("its front matter is no TOML: {0}")]
    Toml(String),
}

/// Reads what stands before a text, and gives the text. Keys that mean nothing here are passed over.
pub fn read(file: &str) -> Result<(FrontMatter, &str), Broken> {
    let file = file.strip_prefix('\u{FEFF}').unwrap_or(file);
    let (first, rest) = split_line(file);
    match first.trim_end() {
        "---" => {
            let (head, text) = split(rest, &["---", "..."])?;
            Ok((yaml::read(head)?, text))
        }
        "+++" => {
            let (head, text) = split(rest, &["+++"])?;
            Ok((toml(head)?, text))
        }
        _ => Ok((FrontMatter::default(), file)),
    }
}

/// The first heading of level 1 that is written with a `#`, and the text without it.
pub fn take_heading(text: &str) -> Option<(String, String)> {
    let mut fence: Option<(char, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(' ');
        let is_flush = line.len() - bare.len() <= 3;
        let end = start + line.len();
        match (fence, fence_of(bare).filter(|_| is_flush)) {
            (None, Some(opened)) => fence = Some(opened),
            (Some((sign, length)), Some(found))
                if found.0 == sign
                    && found.1 >= length
                    && bare.trim_end().trim_start_matches(sign).is_empty() =>
            {
                fence = None;
            }
            (None, None) if is_flush && is_heading(bare) => {
                let words = super::markdown::plain_text(bare);
                if !words.is_empty() {
                    return Some((words, format!("{}{}", &text[..start], &text[end..])));
                }
            }
            _ => {}
        }
        start = end;
    }
    None
}

fn is_heading(line: &str) -> bool {
    line.strip_prefix('#')
        .is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// The sign and the length of a fence of code.
fn fence_of(line: &str) -> Option<(char, usize)> {
    let sign = line
        .chars()
        .next()
        .filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.chars().take_while(|letter| *letter == sign).count();
    (length >= 3).then_some((sign, length))
}

fn split_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// What stands before a line that is one of `ends`, and after it.
fn split<'a>(text: &'a str, ends: &[&str]) -> Result<(&'a str, &'a str), Broken> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if ends.contains(&line.trim_end()) {
            return Ok((&text[..start], &text[end..]));
        }
        if end > LARGEST {
            return Err(Broken::TooLarge);
        }
        start = end;
    }
    Err(Broken::Endless)
}

fn toml(head: &str) -> Result<FrontMatter, Broken> {
    let broken = |reason: &str| Broken::Toml(one_line(reason));
    let table: toml::Table = toml::from_str(head).map_err(|error| broken(error.message()))?;
    let mut found = FrontMatter::default();
    let mut categories = Vec::new();
    for (key, value) in table {
        let place = Place::of(&key);
        let said = found.take(place, Value::from(value), &mut categories);
        said.map_err(|reason| broken(&format!("{key} {reason}")))?;
    }
    Ok(found.with_categories(categories))
}

/// What a key is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Slug,
    Url,
    Date,
    Language,
    Summary,
    Tags,
    Categories,
    /// Where Zola has its tags.
    Taxonomies,
    Draft,
    /// Jekyll's word for what is no draft.
    Published,
    Elsewhere,
}

impl Place {
    /// Generators do not tell capitals from small letters.
    fn of(key: &str) -> Place {
        match key.to_lowercase().as_str() {
            "title" => Place::Title,
            "slug" => Place::Slug,
            "url" | "permalink" | "path" => Place::Url,
            "date" => Place::Date,
            "lang" | "language" => Place::Language,
            "summary" | "description" | "excerpt" => Place::Summary,
            "tags" | "tag" => Place::Tags,
            "categories" | "category" => Place::Categories,
            "taxonomies" => Place::Taxonomies,
            "draft" => Place::Draft,
            "published" => Place::Published,
            _ => Place::Elsewhere,
        }
    }
}

impl FrontMatter {
    /// Takes what stands at a key; says what is wrong with it when it is not of the kind that belongs there.
    fn take(
        &mut self,
        place: Place,
        value: Value,
        categories: &mut Vec<String>,
    ) -> Result<(), &'static str> {
        match place {
            Place::Title => self.title = value.text()?,
            Place::Slug => self.slug = value.text()?,
            Place::Url => self.url = value.text()?,
            Place::Date => self.date = value.text()?,
            Place::Language => self.language = value.text()?,
            // Whichever comes first: a summary is seldom written twice.
            Place::Summary => self.summary = self.summary.take().or(value.text()?),
            Place::Tags => self.tags.extend(value.names()?),
            Place::Categories => categories.extend(value.names()?),
            Place::Taxonomies => {
                for (key, value) in value.table() {
                    let place = Place::of(&key);
                    if matches!(place, Place::Tags | Place::Categories) {
                        self.take(place, value, categories)?;
                    }
                }
            }
            // What may be a draft is one: nothing becomes public by a slip of the pen.
            Place::Draft => self.is_draft |= value.text()?.is_some_and(|word| !is_no(&word)),
            Place::Published => self.is_draft |= value.text()?.is_some_and(|word| is_no(&word)),
            Place::Elsewhere => {}
        }
        Ok(())
    }

    fn with_categories(mut self, categories: Vec<String>) -> FrontMatter {
        let mut tags: Vec<String> = Vec::new();
        for name in self.tags.drain(..).chain(categories) {
            if !tags.contains(&name) {
                tags.push(name);
            }
        }
        self.tags = tags;
        self
    }
}

fn is_no(word: &str) -> bool {
    matches!(
        word.trim().to_lowercase().as_str(),
        "false" | "no" | "off" | "0" | "n"
    )
}

fn one_line(reason: &str) -> String {
    let first = reason.lines().next().unwrap_or_default();
    first.trim().chars().take(200).collect()
}

#[cfg(test)]
mod tests;
