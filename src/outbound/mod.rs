//! The one door through which Daf asks other servers. It leads to public addresses only, unless the operator allows
//! others: what is asked of Daf by strangers never reaches the machines beside it.

mod public;

use std::io::Read;
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, ResponseExt};

pub use public::is_public;

/// How often a page may send on to another one.
const MOST_REDIRECTS: u32 = 20;
/// The most bytes that are read of an answer.
const LARGEST_ANSWER: u64 = 64 * 1024;

/// Asks other servers. Its calls wait for them, so they belong on the blocking pool.
#[derive(Clone)]
pub struct Outbound {
    agent: Agent,
}

/// What a server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// As much of its body as was read.
    pub body: Vec<u8>,
}

/// A page of another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub status: u16,
    /// Where it is, after all redirects.
    pub url: String,
    /// Its type, without parameters, in lower case; empty when it has none.
    pub content_type: String,
    /// Its `Link` headers.
    pub links: Vec<String>,
    /// As much of it as was read.
    pub body: Vec<u8>,
}

/// Why a server did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error("its address is not a public one")]
    NotPublic,
    #[error("it did not answer in time")]
    Timeout,
    #[error("{0}")]
    Failed(String),
}

impl Outbound {
    /// With a name for Daf that servers write into their logs.
    pub fn new(allows_private_addresses: bool, user_agent: &str) -> Outbound {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect could lead anywhere, and none is needed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(user_agent)
            .max_idle_connections(0)
            .build();
        let resolver = OnlyPublic {
            inner: DefaultResolver::default(),
            allows_private: allows_private_addresses,
        };
        Outbound {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
        }
    }

    /// Gets a page, over at most twenty redirects, each of which leads through the same door, and reads at most
    /// so many bytes of it.
    pub fn get(&self, url: &str, patience: Duration, most: u64) -> Result<Page, OutboundError> {
        let request = self
            .agent
            .get(url)
            .config()
            .timeout_global(Some(patience))
            .max_redirects(MOST_REDIRECTS)
            .max_redirects_will_error(true)
            .build()
            .header(
                "accept",
                "text/html, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1",
            );
        let mut answer = request.call().map_err(reason)?;
        let header = |name: &str| {
            let values = answer.headers().get_all(name).iter();
            let texts = values.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let content_type = header("content-type")
            .into_iter()
            .next()
            .unwrap_or_default();
        let content_type = content_type.split(';').next().unwrap_or_default().trim();
        let mut page = Page {
            status: answer.status().as_u16(),
            url: answer.get_uri().to_string(),
            content_type: content_type.to_ascii_lowercase(),
            links: header("link"),
            body: Vec::new(),
        };
        let read = answer
            .body_mut()
            .as_reader()
            .take(most)
            .read_to_end(&mut page.body);
        match read {
            Ok(_) => Ok(page),
            Err(error) => Err(OutboundError::Failed(error.to_string())),
        }
    }

    /// Sends a body, and reads the beginning of the answer.
    pub fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
        patience: Duration,
    ) -> Result<Answer, OutboundError> {
        let mut request = self
            .agent
            .post(url)
            .config()
            .timeout_global(Some(patience))
            .build();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.send(body).map_err(reason)?;
        let status = answer.status().as_u16();
        let mut read = Vec::new();
        // The status is the answer; what else it says is worth less than a failure.
        let _ = answer
            .body_mut()
            .as_reader()
            .take(LARGEST_ANSWER)
            .read_to_end(&mut read);
        Ok(Answer { status, body: read })
    }
}

const NOT_PUBLIC: &str = "not a public address";

fn reason(error: Error) -> OutboundError {
    match error {
        Error::Timeout(_) => OutboundError::Timeout,
        Error::Other(inner) if inner.to_string() == NOT_PUBLIC => OutboundError::NotPublic,
        other => OutboundError::Failed(other.to_string()),
    }
}

/// Looks names up, and gives no address that is not public. The connection goes to what is given here: nobody looks
/// the name up a second time.
#[derive(Debug)]
struct OnlyPublic {
    inner: DefaultResolver,
    allows_private: bool,
}

impl Resolver for OnlyPublic {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let is_allowed = self.allows_private || found.iter().all(|address| is_public(address.ip()));
        match is_allowed {
            true => Ok(found),
            false => Err(Error::Other(NOT_PUBLIC.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    /// A server that answers once, and what it was sent.
    fn server(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = [0; 4096];
            let mut heard = String::new();
            while !heard.ends_with("body") {
                let read = stream.read(&mut bytes).unwrap();
                heard.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
            stream.write_all(answer.as_bytes()).unwrap();
            heard
        });
        (format!("http://{address}/hook"), heard)
    }

    /// A server that answers each request with the next of these, and counts them.
    fn pages(answers: Vec<String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut bytes = [0; 4096];
                let _ = stream.read(&mut bytes);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        format!("http://{address}")
    }

    #[test]
    fn a_page_is_found_behind_redirects_and_read_as_far_as_allowed() {
        let moved =
            "HTTP/1.1 302 X\r\nlocation: /b?c\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let page = "HTTP/1.1 200 X\r\ncontent-type: Text/HTML; charset=utf-8\r\nlink: </w>; rel=webmention\r\n\
            link: </x>; rel=y\r\ncontent-length: 10\r\nconnection: close\r\n\r\n0123456789";
        let site = pages(vec![moved.to_owned(), page.to_owned()]);

        let page = Outbound::new(true, "Daf").get(&format!("{site}/a"), PATIENCE, 4);

        assert_eq!(
            page,
            Ok(Page {
                status: 200,
                url: format!("{site}/b?c"),
                content_type: "text/html".to_owned(),
                links: vec!["</w>; rel=webmention".to_owned(), "</x>; rel=y".to_owned()],
                body: b"0123".to_vec(),
            })
        );
    }

    #[test]
    fn redirects_end_somewhere() {
        let moved =
            "HTTP/1.1 302 X\r\nlocation: /a\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let site = pages(vec![moved.to_owned(); 30]);

        let page = Outbound::new(true, "Daf").get(&site, PATIENCE, 4);

        assert!(matches!(page, Err(OutboundError::Failed(_))), "{page:?}");
    }

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn a_server_is_sent_what_it_should_and_its_answer_is_read() {
        let (url, heard) =
            server("HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 2\r\n\r\nok");
        let outbound = Outbound::new(true, "Daf/test");

        let answer = outbound
            .post(&url, &[("x-own", "1")], "body", PATIENCE)
            .unwrap();

        assert_eq!((answer.status, answer.body.as_slice()), (302, &b"ok"[..]));
        let heard = heard.join().unwrap().to_ascii_lowercase();
        assert!(
            heard.contains("x-own: 1") && heard.contains("user-agent: daf/test"),
            "{heard}"
        );
    }

    #[test]
    fn a_private_address_is_never_asked() {
        let outbound = Outbound::new(false, "Daf/test");

        for url in [
            "http://127.0.0.1:9/",
            "http://localhost:9/",
            "http://[::1]:9/",
            "http://[::ffff:10.0.0.1]/",
            "http://0x7f000001/",
            "http://2130706433:9/",
        ] {
            let refused = outbound.post(url, &[], "body", PATIENCE);
            assert!(
                matches!(
                    refused,
                    Err(OutboundError::NotPublic | OutboundError::Failed(_))
                ),
                "{url}: {refused:?}"
            );
        }
        assert_eq!(
            outbound.post("http://127.0.0.1:9/", &[], "body", PATIENCE),
            Err(OutboundError::NotPublic)
        );
    }
}
