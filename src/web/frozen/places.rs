//! Where an address of the site is among files, and how files link to it.
//!
//! A page is `index.html` in a folder of its own and its links end with a slash: every host of files answers
//! that at once. Later pages of a list, which the site tells apart after the question mark, have folders of
//! their own: `/en?after=…` is `/en/page/2/`.

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::web::address;
use crate::web::query::Query;

/// No file system takes a longer name, in bytes.
const LONGEST_NAME: usize = 255;
/// What stays of one that is longer, before what tells it from others.
const KEPT_OF_LONG: usize = 200;

/// The page that holds a link.
#[derive(Debug, Clone)]
pub struct Here {
    /// Its address without what stands after the question mark.
    pub path: String,
    /// Which page of a list it is, from 1 on.
    pub number: u32,
}

/// Where a link leads once its page is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To a file.
    To(String),
    /// To what only the site itself can answer.
    ToLive(String),
    /// To that, and nobody said where the site is.
    Nowhere,
    /// Not to this site, or within its page: as it was.
    Elsewhere,
}

/// Where the files will be found, and where the site itself is.
#[derive(Debug, Clone)]
pub struct Places {
    /// Without a slash at the end.
    base_url: String,
    /// Its path: empty, or `/blog`.
    prefix: String,
    live: Option<String>,
}

impl Places {
    pub fn new(base_url: &str, live: Option<String>) -> Places {
        let prefix = url::Url::parse(base_url)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default();
        Places {
            base_url: base_url.to_owned(),
            prefix,
            live,
        }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    pub fn live(&self) -> Option<&str> {
        self.live.as_deref()
    }

    /// Where a link of the site leads, whole or from the root of its host.
    pub fn lead(&self, link: &str, here: &Here) -> Leads {
        let (before, rest) = match link.strip_prefix(&self.base_url) {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#']) => {
                (self.base_url.as_str(), rest)
            }
            _ if link.starts_with('/') && !link.starts_with("//") => (self.prefix.as_str(), link),
            _ => return Leads::Elsewhere,
        };
        let (rest, fragment) = match rest.find('#') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if is_only_live(path) {
            return match &self.live {
                Some(live) => Leads::ToLive(format!("{live}{rest}{fragment}")),
                None => Leads::Nowhere,
            };
        }
        let frozen = frozen(path, query, here);
        Leads::To(format!("{before}{frozen}{fragment}"))
    }

    /// The link from anywhere to an address of the site, from the root of its host.
    pub fn link(&self, address: &str) -> String {
        let nowhere = Here {
            path: String::new(),
            number: 1,
        };
        match self.lead(address, &nowhere) {
            Leads::To(link) | Leads::ToLive(link) => link,
            Leads::Nowhere | Leads::Elsewhere => address.to_owned(),
        }
    }
}

/// The file of a page of a list, or of anything that has one page, below the folder of all.
pub fn file(address: &str, number: u32) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let here = Here {
        path: String::new(),
        number: 1,
    };
    let frozen = match number {
        1 => frozen(path, query, &here),
        later => page(path, later),
    };
    let encoded = frozen.trim_start_matches('/');
    let mut file = percent_decode_str(encoded).decode_utf8_lossy().into_owned();
    if file.is_empty() || file.ends_with('/') {
        file.push_str("index.html");
    }
    file
}

/// The path of an address among the files.
fn frozen(path: &str, query: &str, here: &Here) -> String {
    let asked = Query::parse(&query.replace("&amp;", "&"));
    if let Some(part) = asked.get("part").filter(|_| path == "/sitemap.xml") {
        return format!("/sitemap-{}.xml", address::encode(part));
    }
    if is_file(path) {
        return path.to_owned();
    }
    let steps = if asked.get("after").is_some() || asked.get("comments-after").is_some() {
        1
    } else if asked.get("before").is_some() {
        -1
    } else {
        0
    };
    let is_of_a_list = steps != 0 && path != "/search";
    if is_of_a_list {
        let number = match path == here.path {
            true => here.number.saturating_add_signed(steps).max(1),
            // Only a list leads into its own pages; from elsewhere its beginning is found.
            false => 1,
        };
        return page(path, number);
    }
    match query {
        "" => page(path, 1),
        query => format!("{}?{query}", page(path, 1)),
    }
}

/// The path of a page of a list.
fn page(path: &str, number: u32) -> String {
    let mut frozen = String::from("/");
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        frozen.push_str(&segment_of(segment));
        frozen.push('/');
    }
    if number > 1 {
        frozen.push_str(&format!("page/{number}/"));
    }
    frozen
}

/// A segment that can be the name of a file, encoded once.
fn segment_of(segment: &str) -> String {
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    let mut name = decoded.into_owned();
    if name.len() > LONGEST_NAME {
        let sum = Sha256::digest(name.as_bytes());
        let mut end = KEPT_OF_LONG;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
        name.push('-');
        name.extend(sum.iter().take(4).map(|byte| format!("{byte:02x}")));
    }
    address::encode(&name)
}

/// Whether a path names something that is no page.
fn is_file(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("/static/")
        || path.starts_with("/media/")
        || matches!(
            last,
            "feed.atom"
                | "feed.rss"
                | "feed.json"
                | "sitemap.xml"
                | "robots.txt"
                | "security.txt"
                | "favicon.ico"
                | "404.html"
        )
}

/// Whether only a running site answers at a path: who signs in, writes, or asks something of it.
fn is_only_live(path: &str) -> bool {
    let mut rooms = path.split('/').skip(1);
    match (rooms.next().unwrap_or_default(), rooms.next()) {
        (
            "account" | "api" | "desk" | "healthz" | "join" | "login" | "logout" | "metrics"
            | "oembed" | "preferences" | "preview" | "readyz" | "reset" | "search.json"
            | "webmention",
            _,
        ) => true,
        ("search", Some(_)) => true,
        ("tag" | "author" | "archive" | "series" | "s" | "static" | "media", _) => false,
        (_, Some("comments")) => true,
        // Drawn when somebody asks.
        (_, Some(file)) if file.starts_with("picture-") && file.ends_with(".png") => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(path: &str, number: u32) -> Here {
        Here {
            path: path.to_owned(),
            number,
        }
    }

    #[test]
    fn every_address_has_one_file_and_its_links_lead_there() {
        let places = Places::new("https://daf.example/blog", None);
        for (address, link, place) in [
            ("/", "/blog/", "index.html"),
            ("/he", "/blog/he/", "he/index.html"),
            ("/%D7%93%D7%A3", "/blog/%D7%93%D7%A3/", "דף/index.html"),
            ("/feed.atom", "/blog/feed.atom", "feed.atom"),
            (
                "/tag/http/feed.rss",
                "/blog/tag/http/feed.rss",
                "tag/http/feed.rss",
            ),
            (
                "/sitemap.xml?part=2026-03",
                "/blog/sitemap-2026-03.xml",
                "sitemap-2026-03.xml",
            ),
            (
                "/static/css/a.1.css",
                "/blog/static/css/a.1.css",
                "static/css/a.1.css",
            ),
            ("/s/1x", "/blog/s/1x/", "s/1x/index.html"),
        ] {
            assert_eq!(places.link(address), link);
            assert_eq!(file(address, 1), place);
        }
        assert_eq!(file("/en?after=9-9", 3), "en/page/3/index.html");
    }

    #[test]
    fn a_list_leads_to_its_pages_by_number() {
        let places = Places::new("https://daf.example", None);
        let lead = |link: &str, here: &Here| places.lead(link, here);
        let to = |path: &str| Leads::To(path.to_owned());

        assert_eq!(lead("/en?after=5-1", &here("/en", 1)), to("/en/page/2/"));
        assert_eq!(lead("/en?before=5-1", &here("/en", 3)), to("/en/page/2/"));
        assert_eq!(lead("/en?before=5-1", &here("/en", 2)), to("/en/"));
        assert_eq!(
            lead("/a?comments-after=1-2#comments", &here("/a", 1)),
            to("/a/page/2/#comments")
        );
        assert_eq!(lead("/?after=5-1", &here("/", 1)), to("/page/2/"));
    }

    #[test]
    fn what_only_the_site_answers_leads_there_or_nowhere() {
        let alone = Places::new("https://daf.example", None);
        let beside = Places::new("https://daf.example", Some("https://live.example".into()));
        for link in [
            "/login?back=/",
            "/a/comments/5/report",
            "/preferences",
            "/search/feed.atom",
            "/oembed?url=x",
            "/webmention",
            "/a/picture-01234567.png",
        ] {
            assert_eq!(alone.lead(link, &here("/", 1)), Leads::Nowhere);
            assert_eq!(
                beside.lead(link, &here("/", 1)),
                Leads::ToLive(format!("https://live.example{link}"))
            );
        }
        for link in [
            "#a",
            "https://other.example/a",
            "//x",
            "mailto:a@b",
            "https://daf.example.org/a",
        ] {
            assert_eq!(alone.lead(link, &here("/", 1)), Leads::Elsewhere, "{link}");
        }
    }

    #[test]
    fn a_name_too_long_for_a_file_is_cut_and_still_its_own() {
        let long = |last: &str| {
            format!(
                "/{}",
                address::encode(&format!("{}{last}", "日".repeat(119)))
            )
        };
        let (one, other) = (file(&long("本"), 1), file(&long("語"), 1));

        assert!(one.split('/').all(|name| name.len() <= LONGEST_NAME));
        assert_ne!(one, other);
        let link = Places::new("https://daf.example", None).link(&long("本"));
        let decoded = percent_decode_str(&link).decode_utf8_lossy();
        assert_eq!(format!("{decoded}index.html"), format!("/{one}"));
    }
}
