//! What a visitor gets back, with questions in a reader's words.

use scraper::{ElementRef, Html, Selector};

#[derive(Debug, Clone)]
pub struct Page {
    pub address: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Page {
    /// An answer as it came over the wire, without chunks.
    pub fn from_bytes(bytes: &[u8]) -> Page {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        Page {
            address: "a raw request".to_owned(),
            status: status.and_then(|number| number.parse().ok()).unwrap_or(0),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: bytes.get(end + 4..).unwrap_or_default().to_vec(),
        }
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}: {}", self.address, self.start());
        self
    }

    /// A permanent redirect to this address, decoded.
    #[track_caller]
    pub fn leads_to(&self, address: &str) {
        let location = percent_encoding::percent_decode_str(self.header("location"))
            .decode_utf8()
            .unwrap();
        assert_eq!(
            (self.status, location.as_ref()),
            (301, address),
            "{}",
            self.address
        );
    }

    pub fn html(&self) -> String {
        String::from_utf8(self.body.clone())
            .unwrap_or_else(|_| panic!("{} is not UTF-8", self.address))
    }

    pub fn header(&self, name: &str) -> &str {
        self.find_header(name)
            .unwrap_or_else(|| panic!("{} has no header {name}: {:?}", self.address, self.headers))
    }

    pub fn find_header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn cookies(&self) -> Vec<&str> {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        set.map(|(_, value)| value.as_str()).collect()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The words a reader sees, with single spaces.
    pub fn text(&self) -> String {
        self.texts("body").join(" ")
    }

    /// The words of each element that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector, |element| {
            let text: String = element.text().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }

    /// An attribute of each element that a selector finds, where it has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector, |element| element.attr(name).map(str::to_owned))
            .into_iter()
            .flatten()
            .collect()
    }

    fn all<T>(&self, selector: &str, of: impl Fn(ElementRef) -> T) -> Vec<T> {
        let document = Html::parse_document(&self.html());
        document
            .select(&Selector::parse(selector).unwrap())
            .map(of)
            .collect()
    }

    /// The one heading of the first rank.
    #[track_caller]
    pub fn heading(&self) -> String {
        let headings = self.texts("h1");
        assert_eq!(
            headings.len(),
            1,
            "{} has headings {headings:?}",
            self.address
        );
        headings[0].clone()
    }

    /// The titles of the articles that a list shows, in order.
    pub fn cards(&self) -> Vec<String> {
        self.texts(".card h2")
    }

    /// Where the links with these words lead, decoded.
    pub fn links(&self, words: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html());
        document
            .select(&Selector::parse("a[href]").unwrap())
            .filter(|link| link.text().collect::<String>().contains(words))
            .filter_map(|link| link.attr("href"))
            .map(|address| {
                percent_encoding::percent_decode_str(address)
                    .decode_utf8_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[track_caller]
    pub fn link_to(&self, words: &str) -> String {
        let links = self.links(words);
        assert!(!links.is_empty(), "{} has no link {words:?}", self.address);
        links[0].clone()
    }

    /// The way on, or back, of a list.
    pub fn step(&self, relation: &str) -> Option<String> {
        self.attributes(&format!("main a[rel={relation}]"), "href")
            .pop()
    }

    #[track_caller]
    pub fn shows(&self, words: &str) -> &Page {
        assert!(
            self.text().contains(words),
            "{} should show {words:?}: {}",
            self.address,
            self.start()
        );
        self
    }

    /// As [`Page::shows`], of what is no HTML.
    #[track_caller]
    pub fn shows_text(&self, words: &str) -> &Page {
        assert!(
            self.html().contains(words),
            "{} should hold {words:?}: {}",
            self.address,
            self.start()
        );
        self
    }

    #[track_caller]
    pub fn hides(&self, words: &str) -> &Page {
        assert!(
            !self.html().contains(words),
            "{} should not show {words:?}",
            self.address
        );
        self
    }

    /// `he`, `en` or `ar`, and the direction.
    pub fn language(&self) -> (String, String) {
        let attribute = |name| self.attributes("html", name).pop().unwrap_or_default();
        (attribute("lang"), attribute("dir"))
    }

    fn start(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .chars()
            .take(2_000)
            .collect()
    }
}
