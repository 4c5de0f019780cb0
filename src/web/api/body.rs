//! The JSON that a call sends.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::problem::Problem;
use crate::domain::token;
use crate::web::AppError;
use crate::web::guard::LARGEST_POST_FORM;

/// A call with what it sends. Nothing is read of one that is not let through.
pub struct Sent<T> {
    pub call: Call,
    pub body: T,
    /// The digest of the bytes, by which the same request is known again.
    pub digest: Vec<u8>,
}

impl<T: DeserializeOwned + 'static> FromRequest for Sent<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Sent<T>, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let call = Call::extract(&request).await?;
            if !is_json(&request) {
                return Err(Problem::MediaType);
            }
            let mut bytes = BytesMut::new();
            while let Some(some) = payload.next().await {
                let some = some.map_err(|_| unreadable("the body ends too soon"))?;
                if bytes.len() + some.len() > LARGEST_POST_FORM {
                    return Err(Problem::App(AppError::BodyTooLarge));
                }
                bytes.extend_from_slice(&some);
            }
            let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("it is not UTF-8"))?;
            Ok(Sent {
                call,
                body: parse(text)?,
                digest: token::hash(text),
            })
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json")
}

fn unreadable(why: &str) -> Problem {
    Problem::Malformed(String::new(), why.to_owned())
}

/// Reads a body, and says by a JSON Pointer what in it cannot be read.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    // A list would be taken for an object's fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err(unreadable("it is no JSON object"));
    }
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let parsed = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let mut why = error.inner().to_string();
        if let Some(at) = why.rfind(" at line ") {
            why.truncate(at);
        }
        Problem::Malformed(pointer, why)
    })?;
    deserializer
        .end()
        .map_err(|_| unreadable("something stands after the JSON"))?;
    Ok(parsed)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    if pointer.is_empty() {
        "/".to_owned()
    } else {
        pointer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Parts {
        parts: Vec<i64>,
    }

    fn refused(text: &str) -> String {
        match parse::<Parts>(text) {
            Err(Problem::Malformed(pointer, _)) => pointer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_read_is_pointed_at() {
        assert_eq!(refused(r#"{"parts":[1,"x"]}"#), "/parts/1");
        assert_eq!(refused(r#"{"parts":[],"other":1}"#), "/other");
        assert_eq!(refused("{}"), "/");
        assert_eq!(refused(r#"{"parts":[]} x"#), "");
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in ".*") {
            let _ = parse::<Parts>(&text);
            let _ = parse::<serde_json::Value>(&format!("{{{text}"));
        }
    }
}
