//! What a writer has typed, and the post it would make.

use serde::{Deserialize, Serialize};

use super::ids::SeriesId;
use super::language::Language;
use super::link;
use super::post::{Body, PostKind, Summary, Title};
use super::refusal::{self, Refusal};
use super::slug::Slug;
use super::tag::{self, TagName};
use super::user::Handle;

/// The most authors of a post.
pub const MOST_AUTHORS: usize = 20;
/// The most characters of a picture's description.
pub const LONGEST_ALT: usize = 500;
/// The most bytes of the fields beside title and text together, as typed.
pub const LARGEST_DETAILS: usize = 32 * 1024;

/// The editor's form as typed, right or wrong. Each save keeps one, so that nothing typed is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub title: String,
    pub source: String,
    pub details: Details,
}

/// The fields of the editor's form beside title and text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub kind: String,
    /// Empty: to be made from the title.
    pub slug: String,
    pub summary: String,
    pub language: String,
    /// Names with commas between.
    pub tags: String,
    /// The series' number; empty for none.
    pub series: String,
    /// The place in the series, from 1; empty for the end.
    pub part: String,
    /// Handles, in order.
    pub authors: Vec<String>,
    pub cover_url: String,
    pub cover_alt: String,
    pub canonical_url: String,
    pub comments_open: bool,
}

/// What stands around a post and changes outside its editor too: its tags, its place in a series, its
/// authors. A form keeps how they were when it was shown, so that what is left alone in it follows what
/// has changed since, and undoes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Surroundings {
    pub tags: String,
    pub series: String,
    pub part: String,
    pub authors: Vec<String>,
}

/// What a post said once something typed was written into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    #[serde(flatten)]
    pub around: Surroundings,
    pub slug: String,
}

/// Which of a post's surroundings a form leaves alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftAlone {
    pub tags: bool,
    pub place: bool,
    pub authors: bool,
}

/// A field of the editor's form, by the name it has there.
pub type Field = &'static str;

/// A post as a writer wants it.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: PostKind,
    pub title: Title,
    /// None: to be made from the title.
    pub slug: Option<Slug>,
    pub summary: Summary,
    pub language: Language,
    pub tags: Vec<TagName>,
    pub series: Option<WantedPlace>,
    pub authors: Vec<Handle>,
    pub cover_url: Option<String>,
    pub cover_alt: Option<String>,
    pub canonical_url: Option<String>,
    pub comments_open: bool,
    pub body: Body,
}

/// A place in a series that a post should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedPlace {
    pub series: SeriesId,
    /// From 1; none for the end.
    pub part: Option<usize>,
}

impl Typed {
    /// Whether there is anything in it that a writer would miss.
    pub fn is_blank(&self) -> bool {
        self.title.trim().is_empty() && self.source.trim().is_empty()
    }

    /// Whether it can be kept as typed, right or wrong: no NUL, and not larger than a post.
    pub fn check_kept(&self) -> Result<(), (Field, Refusal)> {
        refusal::body(&self.source, super::post::LARGEST_SOURCE)
            .map_err(|refusal| ("source", refusal))?;
        let mut room = LARGEST_DETAILS;
        let too_large = Refusal::TooLarge {
            most: LARGEST_DETAILS,
        };
        let mut take = |field: Field, text: &str| {
            refusal::body(text, LARGEST_DETAILS).map_err(|refusal| (field, refusal))?;
            // What stands around a text where it is kept takes room too.
            room = room.checked_sub(text.len() + 3).ok_or((field, too_large))?;
            Ok(())
        };
        take("title", &self.title)?;
        for (field, text) in self.details.texts() {
            take(field, text)?;
        }
        for handle in &self.details.authors {
            take("authors", handle)?;
        }
        Ok(())
    }

    /// The post this makes, or what is wrong with each field. Renders the text: not for an event loop.
    pub fn parse(&self) -> Result<Draft, Vec<(Field, Refusal)>> {
        let details = &self.details;
        let mut refused = Refusals::default();
        let kind = refused.take("kind", kind(&details.kind));
        let title = refused.take("title", Title::parse(&self.title));
        let slug = refused.take("slug", optional_slug(&details.slug));
        let summary = refused.take("summary", Summary::parse(&details.summary));
        let language = refused.take("language", language(&details.language));
        let tags = refused.take("tags", tag::parse_list(&details.tags));
        let series = refused.take("series", series(&details.series));
        let part = refused.take("part", part(&details.part));
        let authors = refused.take("authors", authors(&details.authors));
        let cover_url = refused.take("cover_url", link::optional(&details.cover_url));
        let cover_alt = refused.take("cover_alt", alt(&details.cover_alt));
        let canonical_url = link::optional_whole(&details.canonical_url);
        let canonical_url = refused.take("canonical_url", canonical_url);
        let body = Body::parse(&self.source, language.unwrap_or(Language::En));
        let body = refused.take("source", body);
        let draft = || {
            Some(Draft {
                kind: kind?,
                title: title?,
                slug: slug?,
                summary: summary?,
                language: language?,
                tags: tags?,
                series: series?.map(|series| WantedPlace {
                    series,
                    part: part.flatten(),
                }),
                authors: authors?,
                cover_url: cover_url?,
                cover_alt: cover_alt?,
                canonical_url: canonical_url?,
                comments_open: details.comments_open,
                body: body?,
            })
        };
        match draft() {
            Some(draft) if refused.0.is_empty() => Ok(draft),
            _ => Err(refused.0),
        }
    }
}

impl LeftAlone {
    pub const ALL: LeftAlone = LeftAlone {
        tags: true,
        place: true,
        authors: true,
    };

    /// What both leave alone.
    pub fn and(self, other: LeftAlone) -> LeftAlone {
        LeftAlone {
            tags: self.tags && other.tags,
            place: self.place && other.place,
            authors: self.authors && other.authors,
        }
    }
}

impl Surroundings {
    pub fn of(details: &Details) -> Surroundings {
        Surroundings {
            tags: details.tags.clone(),
            series: details.series.clone(),
            part: details.part.clone(),
            authors: details.authors.clone(),
        }
    }
}

impl Details {
    /// What was not changed since the form was shown.
    pub fn left_alone(&self, shown: &Surroundings) -> LeftAlone {
        LeftAlone {
            tags: self.tags == shown.tags,
            place: self.series == shown.series && self.part == shown.part,
            authors: self.authors == shown.authors,
        }
    }

    /// The same, with what was left alone as it is now.
    pub fn following(mut self, left: LeftAlone, now: &Surroundings) -> Details {
        if left.tags {
            self.tags.clone_from(&now.tags);
        }
        if left.place {
            self.series.clone_from(&now.series);
            self.part.clone_from(&now.part);
        }
        if left.authors {
            self.authors.clone_from(&now.authors);
        }
        self
    }

    /// The same, after what stood around the post `then` has become what it is `now`: what was not touched
    /// follows, and of names what was added and taken away is added to those of now and taken from them. A
    /// name that has come in the place of one taken away counts as new.
    pub fn carried_over(self, then: &Surroundings, now: &Surroundings) -> Details {
        let left = self.left_alone(then);
        let mut carried = self.following(left, now);
        if !left.authors {
            carried.authors = carry(&carried.authors, &then.authors, &now.authors);
        }
        if !left.tags && then.tags != now.tags {
            let [typed, then, now] = [&carried.tags, &then.tags, &now.tags].map(|tags| names(tags));
            carried.tags = carry(&typed, &then, &now).join(", ");
        }
        // The end of a series that the post has come to is a number by now.
        if then.series != now.series && carried.series == now.series && carried.part.is_empty() {
            carried.part.clone_from(&now.part);
        }
        carried
    }

    /// The place in a series that is typed, where it is one.
    pub fn wanted_place(&self) -> Option<WantedPlace> {
        let series = series(&self.series).ok()??;
        let part = part(&self.part).ok()?;
        Some(WantedPlace { series, part })
    }

    /// The fields of one text each, by name.
    pub fn texts(&self) -> [(Field, &str); 10] {
        [
            ("kind", &self.kind),
            ("slug", &self.slug),
            ("summary", &self.summary),
            ("language", &self.language),
            ("tags", &self.tags),
            ("series", &self.series),
            ("part", &self.part),
            ("cover_url", &self.cover_url),
            ("cover_alt", &self.cover_alt),
            ("canonical_url", &self.canonical_url),
        ]
    }
}

/// What is wrong so far.
#[derive(Default)]
struct Refusals(Vec<(Field, Refusal)>);

impl Refusals {
    fn take<T>(&mut self, field: Field, parsed: Result<T, Refusal>) -> Option<T> {
        parsed.map_err(|refusal| self.0.push((field, refusal))).ok()
    }
}

fn kind(typed: &str) -> Result<PostKind, Refusal> {
    PostKind::parse(typed).ok_or(Refusal::Unknown)
}

fn language(typed: &str) -> Result<Language, Refusal> {
    Language::from_tag(typed).ok_or(Refusal::Unknown)
}

fn optional_slug(typed: &str) -> Result<Option<Slug>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Slug::of_post(typed).map(Some)
}

fn series(typed: &str) -> Result<Option<SeriesId>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        number => number
            .parse()
            .map(|id| Some(SeriesId(id)))
            .map_err(|_| Refusal::Unknown),
    }
}

fn part(typed: &str) -> Result<Option<usize>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        number => match number.parse() {
            Ok(part) if part > 0 => Ok(Some(part)),
            _ => Err(Refusal::Malformed),
        },
    }
}

fn authors(typed: &[String]) -> Result<Vec<Handle>, Refusal> {
    if typed.len() > MOST_AUTHORS {
        return Err(Refusal::TooMany { most: MOST_AUTHORS });
    }
    let mut authors: Vec<Handle> = Vec::new();
    for handle in typed {
        let handle = Handle::parse(handle).map_err(|_| Refusal::Unknown)?;
        if !authors.contains(&handle) {
            authors.push(handle);
        }
    }
    if authors.is_empty() {
        Err(Refusal::Empty)
    } else {
        Ok(authors)
    }
}

fn alt(typed: &str) -> Result<Option<String>, Refusal> {
    let alt = refusal::optional_line(typed, LONGEST_ALT)?;
    Ok(Some(alt).filter(|alt| !alt.is_empty()))
}

/// What a post is called whose title cannot be used yet: its first words, or `untitled`. Reads the whole
/// text then: not for an event loop.
pub fn provisional_title(typed: &Typed, untitled: &str) -> String {
    if let Ok(title) = Title::parse(&typed.title) {
        return title.as_str().to_owned();
    }
    let plain = crate::text::markdown::plain_text(&typed.source);
    let first_line = plain.lines().next().unwrap_or_default();
    let words: Vec<&str> = first_line.split_whitespace().take(8).collect();
    match Title::parse(&words.join(" ")) {
        Ok(title) => title.as_str().to_owned(),
        Err(_) => untitled.to_owned(),
    }
}

fn names(list: &str) -> Vec<String> {
    let names = list.split(tag::SEPARATORS).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What was typed over some names, carried over to what those have become.
fn carry(typed: &[String], then: &[String], now: &[String]) -> Vec<String> {
    if then == now {
        return typed.to_vec();
    }
    let stay = now
        .iter()
        .filter(|name| typed.contains(name) || !then.contains(name));
    let added = typed
        .iter()
        .filter(|name| !then.contains(name) && !now.contains(name));
    stay.chain(added).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            title: "מבוא ל-Rust".to_owned(),
            source: "שלום **עולם**".to_owned(),
            details: Details {
                kind: "article".to_owned(),
                language: "he".to_owned(),
                authors: vec!["noa".to_owned()],
                ..Details::default()
            },
        }
    }

    #[test]
    fn a_form_filled_in_rightly_makes_a_post() {
        let draft = typed().parse().unwrap();

        assert_eq!(draft.title.as_str(), "מבוא ל-Rust");
        assert!(draft.slug.is_none() && draft.series.is_none());
        assert!(draft.body.rendered.html.contains("<strong>עולם</strong>"));
    }

    #[test]
    fn what_is_kept_as_typed_is_bounded_altogether() {
        let mut large = typed();
        large.details.tags = "x".repeat(LARGEST_DETAILS / 2);
        assert_eq!(large.check_kept(), Ok(()));
        large.details.authors = vec!["y".repeat(1_000); 20];
        let most = LARGEST_DETAILS;
        let refusal = Refusal::TooLarge { most };
        assert_eq!(large.check_kept(), Err(("authors", refusal)));
        large.details.authors = vec![String::new(); 20_000];
        assert_eq!(large.check_kept(), Err(("authors", refusal)));
    }

    #[test]
    fn each_wrong_field_is_named_with_its_reason() {
        let mut wrong = typed();
        wrong.title = "a\0".to_owned();
        wrong.source = "b\0".to_owned();
        wrong.details = Details {
            kind: "poem".to_owned(),
            slug: "search".to_owned(),
            summary: "x".repeat(501),
            language: "tlh".to_owned(),
            tags: vec!["x"; 10_000]
                .iter()
                .enumerate()
                .map(|(number, tag)| format!("{tag}{number},"))
                .collect(),
            series: "first".to_owned(),
            part: "0".to_owned(),
            authors: Vec::new(),
            cover_url: "javascript:x".to_owned(),
            cover_alt: "y".repeat(501),
            canonical_url: "/here".to_owned(),
            comments_open: true,
        };

        let fields: Vec<Field> = wrong
            .parse()
            .unwrap_err()
            .into_iter()
            .map(|(field, _)| field)
            .collect();

        assert_eq!(
            fields,
            [
                "kind",
                "title",
                "slug",
                "summary",
                "language",
                "tags",
                "series",
                "part",
                "authors",
                "cover_url",
                "cover_alt",
                "canonical_url",
                "source"
            ]
        );
    }

    #[test]
    fn what_was_typed_comes_back_from_its_json() {
        let details = typed().details;
        let json = serde_json::to_string(&details).unwrap();

        assert_eq!(serde_json::from_str::<Details>(&json).unwrap(), details);
        assert_eq!(
            serde_json::from_str::<Details>("{}").unwrap(),
            Details::default()
        );
    }

    #[test]
    fn what_a_form_left_alone_follows_what_has_changed_since() {
        let mut typed = typed().details;
        typed.tags = "rust".to_owned();
        let shown = Surroundings::of(&typed);
        typed.series = "3".to_owned();
        let now = Surroundings {
            tags: "Rust".to_owned(),
            series: "7".to_owned(),
            part: "2".to_owned(),
            authors: vec!["dana".to_owned()],
        };

        let left = typed.left_alone(&shown);
        let followed = typed.following(left, &now);

        assert_eq!((left.tags, left.place, left.authors), (true, false, true));
        assert_eq!(followed.tags, "Rust");
        assert_eq!(
            (followed.series, followed.part),
            ("3".into(), String::new())
        );
        assert_eq!(followed.authors, ["dana"]);
    }

    #[test]
    fn a_post_without_a_title_is_called_by_its_first_words() {
        let called = |title: &str, source: &str| {
            let typed = Typed {
                title: title.to_owned(),
                source: source.to_owned(),
                ..Typed::default()
            };
            provisional_title(&typed, "ללא כותרת")
        };

        assert_eq!(called("", "## שלום **עולם**\n\nעוד"), "שלום עולם");
        assert_eq!(called(" ", "\n\n"), "ללא כותרת");
        assert_eq!(called("כותרת", "שלום"), "כותרת");
    }

    proptest::proptest! {
        #[test]
        fn any_form_is_taken_or_refused_field_by_field(
            title in ".*", source in ".*", slug in ".*", tags in ".*", part in ".*", url in ".*"
        ) {
            let mut any = typed();
            any.title = title;
            any.source = source;
            any.details.slug = slug;
            any.details.tags = tags;
            any.details.part = part;
            any.details.cover_url = url;
            if let Err(refused) = any.parse() {
                proptest::prop_assert!(!refused.is_empty());
            }
        }
    }

    fn around(tags: &str, authors: &[&str], series: &str, part: &str) -> Surroundings {
        Surroundings {
            tags: tags.to_owned(),
            series: series.to_owned(),
            part: part.to_owned(),
            authors: authors.iter().map(|handle| (*handle).to_owned()).collect(),
        }
    }

    fn details(tags: &str, authors: &[&str], series: &str, part: &str) -> Details {
        Details::default().following(LeftAlone::ALL, &around(tags, authors, series, part))
    }

    #[test]
    fn what_was_typed_is_carried_over_to_what_its_names_have_become() {
        let then = around("js, web", &["dana"], "", "");
        let now = around("javascript, web", &["noa"], "", "");

        let carried = details("js, web, new", &["dana", "omri"], "", "").carried_over(&then, &now);

        assert_eq!(carried.tags, "javascript, web, new");
        assert_eq!(carried.authors, ["noa", "omri"]);
        assert_eq!(
            details("js", &["dana"], "", "")
                .carried_over(&then, &now)
                .tags,
            "javascript"
        );
        let unchanged = details("web,js", &["dana"], "", "");
        assert_eq!(unchanged.clone().carried_over(&then, &then), unchanged);
    }

    #[test]
    fn the_end_of_a_series_is_a_number_once_the_post_is_in_it_and_not_before() {
        let outside = around("", &[], "", "");
        let (second, third) = (around("", &[], "7", "2"), around("", &[], "7", "3"));
        let end = || details("", &[], "7", "");

        assert_eq!(end().carried_over(&outside, &third).part, "3");
        assert_eq!(end().carried_over(&second, &third).part, "");
    }
}
