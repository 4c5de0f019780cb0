//! The editor's form as it was sent: reading it, and checking it.

use crate::domain::access;
use crate::domain::draft::{Details, Draft, Surroundings, Typed};
use crate::domain::ids::{PostId, RevisionId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::post::{PostKind, PostStatus};
use crate::domain::refusal::Refusal;
use crate::domain::schedule::{self, NoSuchTime, Repeat};
use crate::domain::user::User;
use crate::locale::Words;
use crate::storage::writing::Intent;
use crate::web::forms::{FieldErrors, Fields};

/// Fields that hold text of one value each.
const FIELDS: &[&str] = &[
    "title",
    "source",
    "kind",
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
    "when",
];

/// What somebody sent, right or wrong.
pub struct Sent {
    pub typed: Typed,
    /// What stood around the post when the form was shown; none where a program made the form.
    pub shown: Option<Surroundings>,
    /// Whether the form showed a draft, and not what the post said.
    pub shows_draft: bool,
    pub based_on: Option<RevisionId>,
    pub editing: String,
    /// How often it was sent before, where a script counts.
    pub turn: u64,
    /// What the post was when the form was shown, where the form tells.
    pub shown_status: Option<PostStatus>,
    pub deed: Deed,
    pub when: String,
    pub repeat: Option<Repeat>,
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Save,
    Preview,
    Publish,
    Schedule,
    Unpublish,
    Archive,
}

impl Deed {
    fn parse(word: &str) -> Deed {
        match word {
            "preview" => Deed::Preview,
            "publish" => Deed::Publish,
            "schedule" => Deed::Schedule,
            "unpublish" => Deed::Unpublish,
            "archive" => Deed::Archive,
            _ => Deed::Save,
        }
    }

    /// What the record calls it.
    pub fn action(self) -> &'static str {
        match self {
            Deed::Save | Deed::Preview => "post.saved",
            Deed::Publish => "post.published",
            Deed::Schedule => "post.scheduled",
            Deed::Unpublish => "post.unpublished",
            Deed::Archive => "post.archived",
        }
    }
}

/// Reads the form as it was sent. What a program that sends only title and text leaves out is as a new
/// post of its sender has it; the desk's own form says that it is whole.
pub fn sent(fields: &Fields, by: &User, main_language: Language) -> Sent {
    let text = |name: &str| fields.text(name).to_owned();
    let is_whole = fields.is_on("whole");
    let mut authors: Vec<String> = fields.all("authors").map(str::to_owned).collect();
    if authors.is_empty() && !(is_whole && access::may_choose_authors(by)) {
        authors.push(by.handle.as_str().to_owned());
    }
    let language = fields.get("language").unwrap_or(main_language.tag());
    Sent {
        typed: Typed {
            title: text("title"),
            source: fields.text("source").replace("\r\n", "\n"),
            details: Details {
                kind: fields
                    .get("kind")
                    .unwrap_or(PostKind::Article.as_str())
                    .to_owned(),
                slug: text("slug"),
                summary: text("summary"),
                language: language.to_owned(),
                tags: text("tags"),
                series: text("series"),
                part: text("part"),
                authors,
                cover_url: text("cover_url"),
                cover_alt: text("cover_alt"),
                canonical_url: text("canonical_url"),
                comments_open: fields.is_on("comments_open") || !is_whole,
            },
        },
        shown: fields.get("shown_tags").map(|tags| Surroundings {
            tags: tags.to_owned(),
            series: text("shown_series"),
            part: text("shown_part"),
            authors: fields.all("shown_authors").map(str::to_owned).collect(),
        }),
        shows_draft: fields.text("shown_draft") == "1",
        shown_status: PostStatus::parse(fields.text("shown_status")),
        turn: fields.text("turn").parse().unwrap_or_default(),
        based_on: fields.text("revision").parse().ok().map(RevisionId),
        editing: fields
            .text("editing")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(64)
            .collect(),
        deed: Deed::parse(fields.text("do")),
        when: text("when"),
        repeat: Repeat::parse(fields.text("repeat")),
    }
}

/// A form that can be saved.
pub struct Checked {
    pub draft: Draft,
    pub intent: Intent,
}

/// Why a form cannot be saved.
pub struct Unsavable {
    pub errors: FieldErrors,
    pub is_twice: bool,
}

/// Checks a form, and renders its text: not for an event loop.
pub fn check(
    sent: &Sent,
    fields: &Fields,
    words: &Words,
    zone: &jiff::tz::TimeZone,
    now: Moment,
) -> Result<Checked, Unsavable> {
    let mut errors = FieldErrors::default();
    let mut is_twice = false;
    if let Some(field) = fields.undecodable(FIELDS) {
        errors.refuse(words, field, Refusal::NotText);
    }
    let draft = match sent.typed.parse() {
        Ok(draft) => Some(draft),
        Err(refused) => {
            for (field, refusal) in refused {
                errors.refuse(words, field, refusal);
            }
            None
        }
    };
    let intent = match sent.deed {
        Deed::Save | Deed::Preview => Some(Intent::Keep),
        Deed::Publish => Some(Intent::Publish),
        Deed::Unpublish => Some(Intent::Unpublish),
        Deed::Archive => Some(Intent::Archive),
        Deed::Schedule => match schedule::parse(&sent.when, sent.repeat, zone, now) {
            Ok(at) => Some(Intent::Schedule(at)),
            Err(why) => {
                is_twice = why == NoSuchTime::Twice;
                errors.add("when", no_such_time(words, why));
                None
            }
        },
    };
    match (draft, intent) {
        (Some(draft), Some(intent)) if errors.is_empty() => Ok(Checked { draft, intent }),
        _ => Err(Unsavable { errors, is_twice }),
    }
}

fn no_such_time(words: &Words, why: NoSuchTime) -> String {
    match why {
        NoSuchTime::Empty => words.say("when-empty"),
        NoSuchTime::Malformed => words.say("when-malformed"),
        NoSuchTime::Past => words.say("when-past"),
        NoSuchTime::Twice => words.say("when-twice"),
        NoSuchTime::Skipped { next } => {
            words.with("when-skipped", &next.strftime("%H:%M").to_string())
        }
    }
}

/// The key under which a new post's form is known, whatever is typed in it meanwhile.
pub fn new_post_key(user: &User, editing: &str) -> Vec<u8> {
    crate::domain::token::hash(&format!("new post {} {editing}", user.id.0))
}

/// The post that an address of the desk leads to.
pub fn post_in(address: &str) -> Option<PostId> {
    let number = address.strip_prefix("/desk/posts/")?;
    number.parse().ok().map(PostId)
}
