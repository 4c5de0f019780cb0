//! Posts as callers may read them.

use std::sync::Arc;

use actix_web::HttpResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::access::{self, Reading};
use crate::domain::api_token::Scope;
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::PostId;
use crate::domain::language::Language;
use crate::domain::listing::{Cursor, Window};
use crate::domain::post::PostStatus;
use crate::domain::slug::Slug;
use crate::domain::tag::Tag;
use crate::domain::user::{Handle, User};
use crate::storage::desk::{self, Filter};
use crate::storage::listings::{self, Card};
use crate::storage::posts::{self, Found};
use crate::storage::search::Memory;
use crate::storage::{self, Db, StorageError, series, tags, translations, users, writing};
use crate::text::search::Query as Words;
use crate::web::api::call::{Call, Caller};
use crate::web::api::problem::Problem;
use crate::web::api::replies::Listed;
use crate::web::api::shapes::Lang;
use crate::web::api::shapes::post::{
    DraftView, PlaceView, PostCard, PostView, Status, TranslationView,
};

/// Which public articles are asked for: of one language, one tag or one author, or all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    pub lang: Option<Lang>,
    /// The address of a tag.
    pub tag: Option<String>,
    /// A handle.
    pub author: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Which posts are asked for at the desk.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskListing {
    pub status: Option<Status>,
    pub lang: Option<Lang>,
    /// A handle. Only editors see what others wrote.
    pub author: Option<String>,
    /// The address of a tag.
    pub tag: Option<String>,
    /// Words and phrases.
    #[schemars(length(max = 300))]
    pub q: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Whose posts a list is of.
enum Of {
    All,
    Language(Language),
    Tag(Slug),
    Author(Handle),
}

impl Listing {
    fn of(self) -> Result<(Of, Window), Problem> {
        let window = match self.after {
            None => Window::First,
            Some(after) => Window::After(Cursor::parse(&after).ok_or_else(not_a_cursor)?),
        };
        let of = match (self.lang, self.tag, self.author) {
            (None, None, None) => Of::All,
            (Some(lang), None, None) => Of::Language(lang.into()),
            (None, Some(tag), None) => Of::Tag(Slug::asked(&tag)),
            (None, None, Some(author)) => Of::Author(handle(&author)?),
            _ => {
                let why = "one of lang, tag and author".to_owned();
                return Err(Problem::Malformed("lang".to_owned(), why));
            }
        };
        Ok((of, window))
    }
}

fn not_a_cursor() -> Problem {
    let why = "it is no `next` of a page".to_owned();
    Problem::Malformed("after".to_owned(), why)
}

fn handle(typed: &str) -> Result<Handle, Problem> {
    Handle::parse(typed).map_err(|_| Problem::NotFound)
}

pub async fn index(call: Call) -> Result<HttpResponse, Problem> {
    let (of, window) = call.query::<Listing>()?.of()?;
    let base = call.site.base_url.clone();
    let read = call.read(move |db, _| {
        let page = match of {
            Of::All => listings::newest(db, None, window)?,
            Of::Language(language) => listings::newest(db, Some(language), window)?,
            Of::Tag(slug) => {
                let tag = tags::public_by_slug(db, &slug)?;
                listings::of_tag(db, tag.id, window)?
            }
            Of::Author(handle) => {
                let author = users::public_by_handle(db, &handle)?;
                listings::of_author(db, author.id, window)?
            }
        };
        let next = page.older.map(|cursor| cursor.to_string());
        let mut shown = Shown::with([Name::Posts, Name::Texts, Name::People, Name::Tags]);
        shown.extend(page.items.iter().map(|card| Name::Comments(card.post.id)));
        let items = cards(db, &base, page.items)?;
        Ok((Listed { items, next }, shown))
    });
    let (_, (page, shown)) = read.await?;
    call.list(&page, Some(shown))
}

/// Posts with their tags.
pub fn cards(db: &mut Db, base: &str, cards: Vec<Card>) -> storage::Result<Vec<PostCard>> {
    let ids: Vec<PostId> = cards.iter().map(|card| card.post.id).collect();
    let tags = tags::of_posts(db, &ids)?;
    Ok(cards
        .into_iter()
        .map(|card| {
            let own: &[Tag] = tags.get(&card.post.id).map_or(&[], Vec::as_slice);
            PostCard::of(base, card.post, card.authors, own)
        })
        .collect())
}

pub async fn index_desk(call: Call) -> Result<HttpResponse, Problem> {
    let (user, _) = call.user(Scope::ReadPosts)?;
    let asked = call.query::<DeskListing>()?;
    let window = match &asked.after {
        None => desk::Window::First,
        Some(after) => {
            let id = after.parse().map_err(|_| not_a_cursor())?;
            desk::Window::Before(PostId(id))
        }
    };
    let author = asked.author.as_deref().map(handle).transpose()?;
    let (base, memory) = (call.site.base_url.clone(), Arc::clone(&call.site.index));
    let read = call.read(move |db, _| {
        let Some(filter) = filter(db, &memory, &user, &asked, author)? else {
            return Err(StorageError::NotFound);
        };
        let page = desk::list(db, &memory, &filter, window)?;
        let next = page.older.map(|id| id.0.to_string());
        let ids: Vec<PostId> = page.rows.iter().map(|row| row.post.id).collect();
        let tags = tags::of_posts(db, &ids)?;
        let items = page.rows.into_iter().map(|row| {
            let own: &[Tag] = tags.get(&row.post.id).map_or(&[], Vec::as_slice);
            PostCard {
                scheduled_at: row.scheduled_at.map(Into::into),
                ..PostCard::of(&base, row.post, row.authors, own)
            }
        });
        Ok(Listed {
            items: items.collect(),
            next,
        })
    });
    let (_, page) = read.await?;
    call.list(&page, None)
}

/// What is looked for; none where there is no such author or tag.
fn filter(
    db: &mut Db,
    memory: &Memory,
    user: &User,
    asked: &DeskListing,
    author: Option<Handle>,
) -> storage::Result<Option<Filter>> {
    let author = match author {
        _ if !access::may_edit_all_posts(user) => Some(user.id),
        Some(handle) => Some(users::by_handle(db, &handle)?.id),
        None => None,
    };
    let tag = match &asked.tag {
        Some(tag) => Some(tags::by_slug(db, &Slug::asked(tag))?.id),
        None => None,
    };
    let typed: String = asked
        .q
        .as_deref()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect();
    let query = Words::parse(&typed, &*memory.aliases(db)?);
    if query.words.is_empty() && !typed.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(Filter {
        status: asked.status.map(PostStatus::from),
        language: asked.lang.map(Language::from),
        author,
        tag,
        query,
    }))
}

pub async fn show(call: Call) -> Result<HttpResponse, Problem> {
    let id = PostId(call.number("id")?);
    let (base, reader) = (call.site.base_url.clone(), reader(&call.caller));
    let read = call.read(move |db, _| view(db, &base, id, reader.as_ref()));
    let (_, seen) = read.await?;
    let (post, shown) = seen?;
    call.show(&post, Some(shown))
}

pub async fn show_by_slug(call: Call) -> Result<HttpResponse, Problem> {
    let encoded = call.request.match_info().get("slug").unwrap_or_default();
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
    let slug = Slug::asked(&decoded.map_err(|_| Problem::NotFound)?);
    let (base, reader) = (call.site.base_url.clone(), reader(&call.caller));
    let read = call.read(move |db, _| {
        let slug = match posts::at_address(db, &slug)? {
            Found::Post(article) => return view(db, &base, article.post.id, reader.as_ref()),
            Found::Moved(slug) => slug,
        };
        match posts::at_address(db, &slug)? {
            Found::Post(article) => view(db, &base, article.post.id, reader.as_ref()),
            Found::Moved(_) => Err(StorageError::NotFound),
        }
    });
    let (_, seen) = read.await?;
    let (post, shown) = seen?;
    call.show(&post, Some(shown))
}

/// Who may see what is not public.
pub fn reader(caller: &Caller) -> Option<User> {
    caller.who(Scope::ReadPosts).ok().cloned()
}

type Seen = Result<(PostView, Shown), Problem>;

/// A post as somebody may see it.
pub fn view(db: &mut Db, base: &str, id: PostId, reader: Option<&User>) -> storage::Result<Seen> {
    let post = posts::by_id(db, id)?;
    let may_edit = match reader {
        Some(user) => access::may_edit(user, &writing::authors_of(db, id)?),
        None => false,
    };
    match access::public_reading(&post) {
        Reading::Allowed => {}
        _ if may_edit => {}
        Reading::Gone => return Ok(Err(Problem::Gone)),
        Reading::Unknown => return Ok(Err(Problem::NotFound)),
    }
    let working = match may_edit {
        true => Some(writing::open(db, id)?),
        false => None,
    };
    let Found::Post(article) = posts::at_address(db, &post.slug)? else {
        return Err(StorageError::NotFound);
    };
    let translations = match post.translation_group_id {
        Some(group) => translations::of_group(db, group)?,
        None => Vec::new(),
    };
    let place = series::place_of(db, id)?;
    let mut shown = Shown::with([
        Name::Post(id),
        Name::Comments(id),
        Name::People,
        Name::Tags,
        Name::Shelves,
    ]);
    shown.extend(post.translation_group_id.map(Name::Translations));
    shown.extend(place.as_ref().map(|place| Name::Series(place.series.id)));
    let card = listings::with_authors(db, vec![post])?;
    let mut card = cards(db, base, card)?;
    let mut card = card.pop().ok_or(StorageError::NotFound)?;
    card.scheduled_at = working
        .as_ref()
        .and_then(|working| working.scheduled_at)
        .map(Into::into);
    let post = PostView {
        card,
        html: article.html,
        contents: article.contents.into_iter().map(Into::into).collect(),
        series: place.map(|place| PlaceView {
            id: place.series.id.0,
            lang: place.series.language.into(),
            dir: place.series.language.into(),
            part: place.place,
            parts: place.parts.len(),
            name: place.series.name,
        }),
        translations: translations
            .into_iter()
            .filter(|version| version.post != id)
            .map(|version| TranslationView::of(base, version))
            .collect(),
        draft: working.as_ref().map(DraftView::of),
    };
    Ok(Ok((post, shown)))
}
