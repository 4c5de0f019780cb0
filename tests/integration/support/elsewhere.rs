//! Another site: pages that a test writes, and what it is told.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Pages {
    pages: Mutex<HashMap<String, String>>,
    /// What was asked, in order: the method, the path, and the body.
    asked: Mutex<Vec<(String, String, String)>>,
}

pub struct Elsewhere {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    socket: SocketAddr,
    pages: Arc<Pages>,
}

impl Elsewhere {
    pub fn open() -> Elsewhere {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let socket = listener.local_addr().unwrap();
        let pages = Arc::<Pages>::default();
        let served = Arc::clone(&pages);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                if Arc::strong_count(&served) == 1 {
                    return;
                }
                answer(stream, &served);
            }
        });
        Elsewhere {
            address: format!("http://{socket}"),
            socket,
            pages,
        }
    }

    /// Says what is at a path: a status with more headers, and a body.
    pub fn at(&self, path: &str, head: &str, body: &str) -> String {
        let answer = format!(
            "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut pages = self.pages.pages.lock().unwrap();
        pages.insert(path.to_owned(), answer);
        format!("{}{path}", self.address)
    }

    /// An HTML page.
    pub fn page(&self, path: &str, html: &str) -> String {
        self.at(
            path,
            "200 OK\r\ncontent-type: text/html; charset=utf-8",
            html,
        )
    }

    /// The bodies that were sent to a path, in order.
    pub fn sent_to(&self, path: &str) -> Vec<String> {
        let asked = self.pages.asked.lock().unwrap();
        let sent = asked
            .iter()
            .filter(|(method, to, _)| method == "POST" && to == path);
        sent.map(|(_, _, body)| body.clone()).collect()
    }

    /// How often anything was asked.
    pub fn asked(&self) -> usize {
        self.pages.asked.lock().unwrap().len()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.pages = Arc::default();
        drop(TcpStream::connect(self.socket));
    }
}

fn answer(mut stream: TcpStream, pages: &Pages) {
    let mut bytes = Vec::new();
    let mut some = [0; 16 * 1024];
    let end = loop {
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return,
            Ok(read) => bytes.extend_from_slice(&some[..read]),
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length: ").nth(1);
    let length = length.map_or(0, |rest| {
        rest.lines().next().unwrap().trim().parse().unwrap()
    });
    while bytes.len() < end + length {
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return,
            Ok(read) => bytes.extend_from_slice(&some[..read]),
        }
    }
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
    let mut asked = pages.asked.lock().unwrap();
    asked.push((method.to_owned(), path.to_owned(), body));
    drop(asked);
    let found = pages.pages.lock().unwrap().get(path).cloned();
    let nothing = "HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let _ = stream.write_all(found.as_deref().unwrap_or(nothing).as_bytes());
}
