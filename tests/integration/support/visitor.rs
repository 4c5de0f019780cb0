//! Somebody who reads the site: with a browser's headers and cookies, or with bare bytes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ureq::http::{Method, Request, Response};
use ureq::{Agent, Body};

use super::page::Page;

/// What a browser escapes in an address that somebody types.
pub const TYPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// Longer than any answer takes; only a hanging site meets it.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Visitor {
    agent: Agent,
    site: String,
    headers: Vec<(String, String)>,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Visitor {
    /// A reader of English without cookies.
    pub fn to(site: &str) -> Visitor {
        Visitor {
            agent: agent(),
            site: site.to_owned(),
            headers: Vec::new(),
            cookies: RefCell::default(),
        }
        .with("accept-language", "en")
    }

    /// Sends a header with every request, in the place of one of the same name.
    pub fn with(mut self, name: &str, value: &str) -> Visitor {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Brings a cookie along, as if a site had set it before.
    pub fn with_cookie(self, name: &str, value: &str) -> Visitor {
        let kept = (name.to_owned(), value.to_owned());
        self.cookies.borrow_mut().extend([kept]);
        self
    }

    /// Loses a cookie, as when a sign-in has run out.
    pub fn forgets(&self, name: &str) {
        self.cookies.borrow_mut().remove(name);
    }

    pub fn speaking(self, languages: &str) -> Visitor {
        self.with("accept-language", languages)
    }

    pub fn get(&self, path: &str) -> Page {
        self.ask(Method::GET, path, None)
    }

    pub fn head(&self, path: &str) -> Page {
        self.ask(Method::HEAD, path, None)
    }

    /// Fills in a form and sends it.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        self.ask(Method::POST, path, Some(body))
    }

    pub fn post_body(&self, path: &str, body: &str) -> Page {
        self.ask(Method::POST, path, Some(body.to_owned()))
    }

    /// Goes where the site sends, up to five times.
    #[track_caller]
    pub fn follow(&self, path: &str) -> Page {
        let mut page = self.get(path);
        for _ in 0..5 {
            if !matches!(page.status, 301 | 303) {
                return page;
            }
            page = self.get(page.header("location"));
        }
        panic!("{path} sends from one address to another without end");
    }

    /// What the browser would send back.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    fn ask(&self, method: Method, path: &str, body: Option<String>) -> Page {
        let path = path.strip_prefix(&self.site).unwrap_or(path);
        let typed = utf8_percent_encode(path, TYPED).to_string();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{typed}", self.site));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let cookies = self.cookies.borrow().clone();
        if !cookies.is_empty() {
            let pairs: Vec<_> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let answer = match body {
            None => self.agent.run(request.body(()).unwrap()),
            Some(body) => self.agent.run(
                request
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body)
                    .unwrap(),
            ),
        };
        let answer = answer.unwrap_or_else(|error| panic!("{path} is not answered: {error}"));
        self.keep_cookies(&answer);
        page(path, answer)
    }

    fn keep_cookies(&self, answer: &Response<Body>) {
        for line in answer.headers().get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") || value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies
                    .borrow_mut()
                    .insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What sends requests, and takes every answer as it is.
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(PATIENCE))
        .max_response_header_size(256 * 1024)
        .build();
    config.into()
}

fn page(path: &str, mut answer: Response<Body>) -> Page {
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let body = answer
        .body_mut()
        .with_config()
        .limit(64 * 1024 * 1024)
        .read_to_vec()
        .unwrap();
    Page {
        address: path.to_owned(),
        status: answer.status().as_u16(),
        headers,
        body,
    }
}

/// A request that no browser sends, byte for byte; the connection is closed after its answer.
pub struct Raw {
    stream: TcpStream,
}

impl Raw {
    pub fn to(host: &str) -> Raw {
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Raw { stream }
    }

    pub fn send(&mut self, bytes: &[u8]) {
        // The site may refuse before it has read everything; its answer tells.
        let _ = self.stream.write_all(bytes);
    }

    /// Says that nothing more will come.
    pub fn finish(&mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Write);
    }

    /// Reads the head of one answer, such as `100 Continue`.
    pub fn head(&mut self) -> String {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && self.stream.read(&mut byte).is_ok_and(|read| read > 0)
        {
            head.push(byte[0]);
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    /// Reads until the site closes the connection.
    pub fn answer(mut self) -> Page {
        let mut bytes = Vec::new();
        let mut part = [0; 16 * 1024];
        while let Ok(read @ 1..) = self.stream.read(&mut part) {
            bytes.extend_from_slice(&part[..read]);
        }
        Page::from_bytes(&bytes)
    }
}

/// `GET` of a path as bytes, with lines of other headers.
pub fn get_bytes(host: &str, path: &[u8], headers: &str) -> Page {
    let mut request = b"GET ".to_vec();
    request.extend_from_slice(path);
    request.extend_from_slice(
        format!(
            " HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\nConnection: close\r\n{headers}\r\n"
        )
        .as_bytes(),
    );
    let mut raw = Raw::to(host);
    raw.send(&request);
    raw.answer()
}
