//! Changes of every kind that readers can see, chosen by chance: what writers, moderators and owners do.

use std::sync::atomic::{AtomicU64, Ordering};

use daf::domain::comment::{CommentBody, CommentStatus};
use daf::domain::ids::{CommentId, PostId, SeriesId, TagId, UserId};
use daf::domain::language::Language;
use daf::domain::mention::MentionStatus;
use daf::domain::moment::Moment;
use daf::domain::post::Publication;
use daf::domain::series::NewSeries;
use daf::domain::settings::{GuestComments, NavigationLink};
use daf::domain::slug::Slug;
use daf::domain::tag::NewTag;
use daf::domain::user::{Handle, PersonName, Role};
use daf::storage::users::Profile;
use daf::storage::writing::{self, Intent, Saved, Saving};
use daf::storage::{
    Db, Result, StorageError, Store, comments, handovers, mentions, posts, search, series,
    sessions, settings, tags, translations, users,
};
use daf::text::webmention::Said;
use diesel::RunQueryDsl;
use fastrand::Rng;

use super::site::TestSite;

/// With which one of those who are changed is signed in at times.
pub const TOKEN: &str = "a-token-that-nobody-guesses";

/// How many there are at most of what the changes make.
const MOST_POSTS: usize = 30;
const MOST_TAGS: usize = 8;
const MOST_SERIES: usize = 3;
const LANGUAGES: [Language; 3] = Language::ALL;

/// Which changes are made: a part of a hundred, in which each kind has its own.
pub type Kinds = std::ops::Range<u32>;

pub const ALL: Kinds = 0..100;
pub const POSTS: Kinds = 0..33;
pub const COMMENTS: Kinds = 33..59;
pub const TAGS: Kinds = 59..65;
pub const SERIES: Kinds = 65..75;
pub const PEOPLE: Kinds = 75..83;
pub const SETTINGS: Kinds = 83..90;
pub const TRANSLATIONS: Kinds = 90..92;
pub const SEARCH: Kinds = 92..97;

/// Makes changes by chance, from the same seed the same ones.
pub struct Changes {
    rng: Rng,
    kinds: Kinds,
    store: Store,
}

/// Of what a site was when changes began.
impl TestSite {
    /// A small site with a person of every kind, some articles, tags, comments and a series.
    pub fn with_a_bit_of_everything(&self) {
        self.account("olga", Role::Owner);
        for handle in ["dana", "noa", "sami"] {
            self.account(handle, Role::Author);
        }
        // Two versions of one text are among them.
        let group = self.write(|db| translations::create_group(db, Moment::now()));
        for number in 0..8 {
            let mut draft = self.article(&format!("Article {number}"));
            if number < 2 {
                draft = draft.translating(group);
            }
            let made = draft
                .slug(&format!("article-{number}"))
                .tags(&[["http", "rust", "sql"][number % 3]])
                .language(LANGUAGES[number % 3])
                .by(&[["dana", "noa", "sami"][number % 3]])
                .body("## One\n\nwords\n\n## Two\n\nwords\n\n## Three\n\nwords")
                .create();
            self.comment(&made, "First").create();
        }
        self.article("About us").slug("about-us").page().create();
        self.series("tale", &[]);
    }
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

impl Changes {
    pub fn new(store: &Store, kinds: Kinds, seed: u64) -> Changes {
        Changes {
            rng: Rng::with_seed(seed),
            kinds,
            store: store.clone(),
        }
    }

    /// Makes one change. What the rules refuse is no change.
    pub fn make(&mut self) {
        let mut rng = self.rng.fork();
        let kind = rng.u32(self.kinds.clone());
        let changed = self.store.write_here(|db| change(db, kind, &mut rng));
        match changed {
            Ok(())
            | Err(StorageError::Refused(_) | StorageError::NotFound | StorageError::Taken(_)) => {}
            Err(error) => panic!("a change failed: {error}"),
        }
    }
}

/// A word that nobody has written before.
fn word() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("word{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn one(db: &mut Db, rng: &mut Rng, table: &str) -> Result<i64> {
    let all: Vec<Id> = diesel::sql_query(format!("SELECT id FROM {table} ORDER BY id")).load(db)?;
    match all.len() {
        0 => Err(StorageError::NotFound),
        number => Ok(all[rng.usize(..number)].id),
    }
}

fn number(db: &mut Db, table: &str) -> Result<usize> {
    let all: Vec<Id> = diesel::sql_query(format!("SELECT id FROM {table}")).load(db)?;
    Ok(all.len())
}

fn post(db: &mut Db, rng: &mut Rng) -> Result<PostId> {
    one(db, rng, "posts").map(PostId)
}

fn change(db: &mut Db, kind: u32, rng: &mut Rng) -> Result<()> {
    let now = Moment::now();
    match kind {
        0..20 => edit(db, rng),
        20..26 => {
            let publication = match rng.u32(..5) {
                0 => Publication::Draft,
                1 => Publication::Archived(Some(now)),
                2 => Publication::Scheduled(now.plus_seconds(rng.i64(-5..100_000))),
                _ => Publication::Published(now.plus_seconds(-rng.i64(0..10_000_000))),
            };
            let post = post(db, rng)?;
            posts::set_publication(db, post, publication)
        }
        26..28 => writing::publish_due(db, now.plus_seconds(1_000_000)).map(drop),
        28..33 => {
            let post = post(db, rng)?;
            let slug = Slug::parse(&format!(
                "{}-{}",
                ["at", "כתובת", "عنوان"][rng.usize(..3)],
                rng.u32(..60)
            ));
            posts::rename(db, post, &slug.unwrap(), now)
        }
        33..48 => comment(db, rng, now),
        48..56 => {
            let comment = CommentId(one(db, rng, "comments")?);
            let status = [
                CommentStatus::Approved,
                CommentStatus::Removed,
                CommentStatus::Pending,
                CommentStatus::Spam,
            ][rng.usize(..4)];
            comments::set_status(db, comment, status, now)
        }
        56..59 => {
            let comment = CommentId(one(db, rng, "comments")?);
            let words = CommentBody::parse(&format!("Changed {}", word()), Language::En).unwrap();
            comments::change_words(db, comment, &words, LANGUAGES[rng.usize(..3)], now)
        }
        59..65 => tag(db, rng, now),
        65..75 => shelf(db, rng, now),
        75..83 => person(db, rng, now),
        83..90 => setting(db, rng, now),
        90..92 => {
            let (post, by) = (post(db, rng)?, owner(db)?);
            writing::translate(db, post, LANGUAGES[rng.usize(..3)], &by, now).map(drop)
        }
        92..94 => {
            // Of a word that nobody writes and somebody asks for.
            match search::aliases(db)?.first() {
                Some(known) if rng.bool() => search::remove_alias(db, known.id).map(drop),
                _ => {
                    let other = ["words", "title", "says"][rng.usize(..3)];
                    search::add_alias(db, "nothingatall", other)
                }
            }
        }
        94..96 => search::settle(db).map(drop),
        96..97 => search::refresh(db).map(drop),
        97..99 => mention(db, rng, now),
        _ => create(db, rng, now),
    }
}

fn owner(db: &mut Db) -> Result<daf::domain::user::User> {
    users::by_handle(db, &Handle::parse("olga").unwrap())
}

/// What a writer does in the editor, and then keeps, publishes, schedules or takes back.
fn edit(db: &mut Db, rng: &mut Rng) -> Result<()> {
    let post = post(db, rng)?;
    let working = writing::open(db, post)?;
    let mut typed = working.typed.clone();
    match rng.u32(..8) {
        0 | 1 => typed.title = format!("Title {}", word()),
        2 | 3 => {
            typed.source = format!(
                "## A\n\n{} `x` שלום\n\n## B\n\n## C\n",
                word().repeat(rng.usize(1..400))
            )
        }
        4 => typed.details.summary = format!("Summary {}", word()),
        5 => {
            let names = ["http", "rust", "sql", "שרתים", "قواعد"];
            let some: Vec<&str> = names.into_iter().filter(|_| rng.bool()).collect();
            typed.details.tags = some.join(", ");
        }
        6 => typed.details.language = LANGUAGES[rng.usize(..3)].tag().to_owned(),
        _ => match rng.u32(..4) {
            0 => typed.details.comments_open = rng.bool(),
            1 => {
                typed.details.series = match number(db, "series")? {
                    0 => String::new(),
                    _ => one(db, rng, "series")?.to_string(),
                }
            }
            2 => typed.details.kind = ["article", "page"][rng.usize(..2)].to_owned(),
            _ => {
                let handles = ["dana", "noa", "sami"];
                typed.details.authors = vec![handles[rng.usize(..3)].to_owned()];
            }
        },
    }
    let intent = match rng.u32(..10) {
        0 => Intent::Keep,
        1 => Intent::Unpublish,
        2 => Intent::Archive,
        _ => Intent::Publish,
    };
    let Ok(draft) = typed.parse() else {
        return Ok(());
    };
    let by = owner(db)?;
    let saving = Saving {
        by: &by,
        typed: &typed,
        shown: Some(&working.surroundings),
        shows_draft: working.has_draft,
        draft: Some(&draft),
        based_on: Some(working.head),
        editing: "",
        turn: 0,
        shown_status: Some(working.post.status),
        intent,
    };
    match writing::save(db, post, &saving, Moment::now())? {
        Saved::Done { .. } => Ok(()),
        _ => Err(StorageError::Refused("not taken".to_owned())),
    }
}

fn create(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    if number(db, "posts")? >= MOST_POSTS {
        return Ok(());
    }
    let by = owner(db)?;
    let mut typed = daf::domain::draft::Typed {
        title: format!("New {}", word()),
        source: word(),
        ..Default::default()
    };
    typed.details.kind = "article".to_owned();
    typed.details.language = LANGUAGES[rng.usize(..3)].tag().to_owned();
    typed.details.authors = vec!["olga".to_owned()];
    typed.details.comments_open = true;
    let Ok(draft) = typed.parse() else {
        panic!("a whole draft");
    };
    let saving = Saving {
        by: &by,
        typed: &typed,
        shown: None,
        shows_draft: false,
        draft: Some(&draft),
        based_on: None,
        editing: "",
        turn: 0,
        shown_status: None,
        intent: Intent::Publish,
    };
    writing::create(db, &saving, "New", None, now).map(drop)
}

fn comment(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let post = post(db, rng)?;
    let by = [UserId(1), UserId(2)][rng.usize(..2)];
    let new = daf::domain::comment::NewComment {
        post,
        parent: None,
        commenter: daf::domain::comment::Commenter::User(by),
        language: LANGUAGES[rng.usize(..3)],
        status: [CommentStatus::Approved, CommentStatus::Pending][rng.usize(..2)],
        words: CommentBody::parse(&format!("Says {}", word()), Language::En).unwrap(),
        created_at: now,
    };
    comments::create(db, &new).map(drop)
}

fn tag(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let slug = Slug::parse(&format!("tag-{}", rng.u32(..20))).unwrap();
    let new = NewTag {
        slug,
        name: format!("Tag {}", word()),
        language: LANGUAGES[rng.usize(..3)],
        description: format!("About {}", word()),
    };
    match rng.u32(..6) {
        0 if number(db, "tags")? < MOST_TAGS => tags::create(db, &new, now).map(drop),
        1 => {
            let (tag, into) = (one(db, rng, "tags")?, one(db, rng, "tags")?);
            tags::merge(db, TagId(tag), TagId(into))
        }
        2 => {
            let tag = one(db, rng, "tags")?;
            tags::remove(db, TagId(tag))
        }
        3 => {
            let (post, tag) = (post(db, rng)?, TagId(one(db, rng, "tags")?));
            let borne = tags::of_post(db, post)?;
            match borne.iter().any(|known| known.id == tag) {
                true => Ok(()),
                false => tags::add_to_post(db, post, &[tag]),
            }
        }
        _ => {
            let tag = one(db, rng, "tags")?;
            tags::change(db, TagId(tag), &new)
        }
    }
}

fn shelf(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let new = NewSeries {
        slug: Slug::parse(&format!("series-{}", rng.u32(..20))).unwrap(),
        name: format!("Series {}", word()),
        language: LANGUAGES[rng.usize(..3)],
        description: word(),
    };
    if number(db, "series")? < MOST_SERIES && rng.u32(..4) == 0 {
        return series::create(db, &new, now).map(drop);
    }
    let id = SeriesId(one(db, rng, "series")?);
    match rng.u32(..8) {
        0 => series::remove(db, id),
        1 => series::change(db, id, &new),
        2..4 => {
            let mut order = series::order(db, id)?;
            rng.shuffle(&mut order);
            series::reorder(db, id, &order)
        }
        4 => {
            let order = series::order(db, id)?;
            match order.first() {
                Some(first) => series::remove_part(db, id, *first),
                None => Ok(()),
            }
        }
        _ => {
            let post = post(db, rng)?;
            let place = rng.usize(1..5);
            series::place(db, id, post, Some(place))
        }
    }
}

/// Another site says something of a post, says it otherwise, or is decided about.
fn mention(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let claimed = mentions::Claimed {
        post: post(db, rng)?,
        source: format!("https://other.example/{}", rng.u32(..20)),
        source_host: "other.example".to_owned(),
        target: "https://daf.example/".to_owned(),
    };
    mentions::receive(db, &claimed, now)?;
    for mention in mentions::lease(db, 10, now)? {
        let said = Said {
            title: word(),
            ..Said::bare(&url::Url::parse(&mention.source).unwrap())
        };
        let checked = match rng.u32(..6) {
            0 => mentions::Checked::DoesNot,
            _ => mentions::Checked::Links(said),
        };
        mentions::keep(db, &mention, &checked, now)?;
    }
    let statuses = [MentionStatus::Approved, MentionStatus::Refused];
    let decided = one(db, rng, "mentions")?;
    mentions::decide(db, &[decided], statuses[rng.usize(..2)]).map(drop)
}

fn person(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let id = UserId(one(db, rng, "users")?);
    let user = users::by_id(db, id)?;
    match rng.u32(..10) {
        0 => users::suspend(db, &user, now),
        1 => users::reinstate(db, user.id, now),
        2 => users::change_role(db, &user, [Role::Author, Role::Reader][rng.usize(..2)], now),
        3 => {
            let other = UserId(one(db, rng, "users")?);
            match other == user.id {
                true => Ok(()),
                false => handovers::hand_over(db, user.id, other).map(drop),
            }
        }
        4 | 5 => sign_in_or_out(db, now),
        _ => {
            let profile = Profile {
                name: PersonName::parse(&format!("Name {}", word())).unwrap(),
                handle: user.handle.clone(),
                language: LANGUAGES[rng.usize(..3)],
                bio: word(),
            };
            users::change_profile(db, user.id, &profile, now)
        }
    }
}

fn sign_in_or_out(db: &mut Db, now: Moment) -> Result<()> {
    match sessions::by_token(db, TOKEN) {
        Ok(_) => sessions::end_by_token(db, TOKEN),
        Err(_) => {
            let user = users::by_handle(db, &Handle::parse("dana").unwrap())?;
            sessions::create(db, user.id, TOKEN, "", now).map(drop)
        }
    }
}

fn setting(db: &mut Db, rng: &mut Rng, now: Moment) -> Result<()> {
    let mut changed = settings::load(db)?;
    match rng.u32(..8) {
        0 | 1 => changed.title = format!("Site {}", word()),
        2 => changed.main_language = changed.languages[rng.usize(..changed.languages.len())],
        3 => {
            changed.time_zone =
                ["Asia/Jerusalem", "UTC", "Pacific/Auckland"][rng.usize(..3)].to_owned()
        }
        4 => {
            changed.guest_comments =
                [GuestComments::FirstWaits, GuestComments::Refused][rng.usize(..2)];
        }
        5 => changed.indexed = rng.bool(),
        6 => {
            changed.navigation = vec![NavigationLink {
                label: word(),
                url: "/about-us".to_owned(),
                language: LANGUAGES[rng.usize(..3)],
            }];
        }
        _ => changed.accent = Some(["#0a7d6c", "#803060"][rng.usize(..2)].to_owned()),
    }
    settings::save(db, &changed, now)
}
