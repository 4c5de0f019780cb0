//! Looks whether pages of other sites link here as is claimed, and tells other sites that a post links to them, or
//! that a feed has changed (Webmention; WebSub).

use std::time::Duration;

use url::Url;

use super::pace;
use crate::domain::link;
use crate::domain::mention::{LARGEST_PAGE, NoticeKind, PATIENCE_SECONDS};
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::domain::slug::Slug;
use crate::outbound::{Outbound, OutboundError};
use crate::storage::mentions::{self, Checked, Mention};
use crate::storage::notices::{self, Notice, Tried};
use crate::storage::{Db, Result, Store, settings};
use crate::text::webmention::{endpoint, said_in_html, said_in_text};

/// How much of each kind is done at once.
const AT_ONCE: i64 = 4;
const PATIENCE: Duration = Duration::from_secs(PATIENCE_SECONDS);

/// Looks and tells, again and again, until it is dropped. `base_url` is where the site is, without a slash at the
/// end.
pub async fn run(store: Store, outbound: Outbound, base_url: String) {
    let failed = "other sites could not be looked at or told anything";
    pace::keep(&store, next_due, failed, async || {
        work(&store, &outbound, &base_url, Moment::now()).await
    })
    .await;
}

fn next_due(db: &mut Db) -> Result<Option<Moment>> {
    let all = [mentions::next_due(db)?, notices::next_due(db)?];
    Ok(all.into_iter().flatten().min())
}

/// Does some of what is due by then, and says whether there may be more.
pub async fn work(store: &Store, outbound: &Outbound, base_url: &str, now: Moment) -> Result<bool> {
    let (claimed, told, wanted) = store
        .write(move |db| {
            let claimed = mentions::lease(db, AT_ONCE, now)?;
            let told = notices::lease(db, AT_ONCE, now)?;
            Ok((claimed, told, settings::load(db)?))
        })
        .await?;
    let is_more = claimed.len() as i64 == AT_ONCE || told.len() as i64 == AT_ONCE;
    let checking = claimed
        .into_iter()
        .map(|mention| check(store, outbound, mention, wanted.mentions));
    let telling = told
        .into_iter()
        .map(|(notice, slug)| tell(store, outbound, base_url, &wanted, notice, slug));
    let (checked, told) = futures_util::future::join(
        futures_util::future::join_all(checking),
        futures_util::future::join_all(telling),
    )
    .await;
    for done in checked.into_iter().chain(told) {
        done?;
    }
    Ok(is_more)
}

/// Nobody is asked while the owner wants to hear of nothing.
async fn check(
    store: &Store,
    outbound: &Outbound,
    mention: Mention,
    is_wanted: bool,
) -> Result<()> {
    let (outbound, asked) = (outbound.clone(), mention.clone());
    let checked = match is_wanted {
        true => away(move || look(&outbound, &asked)).await,
        false => None,
    };
    let checked = checked.unwrap_or(Checked::Unknown);
    let now = Moment::now();
    store
        .write(move |db| mentions::keep(db, &mention, &checked, now))
        .await
}

/// Whether the page links to the post, and what it says.
fn look(outbound: &Outbound, mention: &Mention) -> Checked {
    let page = match outbound.get(&mention.source, PATIENCE, LARGEST_PAGE) {
        Ok(page) => page,
        Err(OutboundError::NotPublic) => return Checked::DoesNot,
        Err(_) => return Checked::Unknown,
    };
    match page.status {
        200..=299 => {}
        404 | 410 => return Checked::DoesNot,
        _ => return Checked::Unknown,
    }
    let (Ok(at), Ok(target)) = (Url::parse(&page.url), Url::parse(&mention.target)) else {
        return Checked::DoesNot;
    };
    let text = String::from_utf8_lossy(&page.body);
    let said = match page.content_type.as_str() {
        "" | "text/html" | "application/xhtml+xml" => said_in_html(&text, &at, &target),
        other if other.starts_with("text/") || other.ends_with("json") => {
            said_in_text(&text, &at, &mention.target)
        }
        _ => None,
    };
    said.map_or(Checked::DoesNot, Checked::Links)
}

async fn tell(
    store: &Store,
    outbound: &Outbound,
    base_url: &str,
    wanted: &Settings,
    notice: Notice,
    slug: Slug,
) -> Result<()> {
    let (hub, tells_sites) = (wanted.hub.clone(), wanted.mentions);
    let (outbound, asked, base_url) = (outbound.clone(), notice.clone(), base_url.to_owned());
    let tried = away(move || match asked.is_of(NoticeKind::Feed) {
        true => tell_hub(
            &outbound,
            hub.as_deref(),
            &format!("{base_url}{}", asked.target),
        ),
        false if !tells_sites => NOTHING_TO_TELL,
        false => {
            let source = format!("{base_url}/{}", link::encode(slug.as_str()));
            tell_site(&outbound, &base_url, &source, &asked.target)
        }
    });
    let tried = tried.await.unwrap_or_else(|| Tried {
        status: None,
        reason: "it could not be read".to_owned(),
    });
    let now = Moment::now();
    store
        .write(move |db| notices::keep(db, &notice, &tried, now))
        .await
}

/// Does work that waits for others; none when it failed, which is tried again and given up on like any silence.
async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.inspect_err(|error| log::error!("a page of another site could not be read: {error}"))
        .ok()
}

const NOTHING_TO_TELL: Tried = Tried {
    status: None,
    reason: String::new(),
};

/// Tells a page that it is linked to, where its site wants to know.
fn tell_site(outbound: &Outbound, base_url: &str, source: &str, target: &str) -> Tried {
    let own = Url::parse(base_url).map(|url| url.origin());
    let page = Url::parse(target);
    let is_own = matches!((&own, &page), (Ok(own), Ok(page)) if *own == page.origin());
    if is_own || page.is_err() {
        return NOTHING_TO_TELL;
    }
    let page = match outbound.get(target, PATIENCE, LARGEST_PAGE) {
        Ok(page) => page,
        Err(error) => return failed(error),
    };
    let Ok(at) = Url::parse(&page.url) else {
        return NOTHING_TO_TELL;
    };
    let html = match page.content_type.contains("html") {
        true => String::from_utf8_lossy(&page.body),
        false => "".into(),
    };
    let Some(endpoint) = endpoint(&page.links, &html, &at) else {
        return match page.status {
            500.. | 429 => refused(page.status),
            _ => NOTHING_TO_TELL,
        };
    };
    send(
        outbound,
        endpoint.as_str(),
        &[("source", source), ("target", target)],
    )
}

/// Tells a hub that the three feeds of a folder have changed.
fn tell_hub(outbound: &Outbound, hub: Option<&str>, folder: &str) -> Tried {
    let Some(hub) = hub else {
        return NOTHING_TO_TELL;
    };
    let mut last = NOTHING_TO_TELL;
    for file in ["feed.atom", "feed.rss", "feed.json"] {
        let topic = format!("{folder}/{file}");
        last = send(
            outbound,
            hub,
            &[("hub.mode", "publish"), ("hub.url", &topic)],
        );
        if !last.reason.is_empty() {
            break;
        }
    }
    last
}

fn send(outbound: &Outbound, to: &str, fields: &[(&str, &str)]) -> Tried {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    match outbound.post(to, &headers, &body, PATIENCE) {
        Ok(answer) if (200..300).contains(&answer.status) => Tried {
            status: Some(answer.status),
            reason: String::new(),
        },
        Ok(answer) => refused(answer.status),
        Err(error) => failed(error),
    }
}

fn refused(status: u16) -> Tried {
    Tried {
        status: Some(status),
        reason: format!("it answered {status}"),
    }
}

fn failed(error: OutboundError) -> Tried {
    Tried {
        status: None,
        reason: error.to_string(),
    }
}
