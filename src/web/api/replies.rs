//! What a call is answered: JSON with its ETag, one that was made, a page of a list.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;

use super::body::Sent;
use super::call::Call;
use super::problem::Problem;
use crate::domain::freshness::Shown;
use crate::domain::moment::Moment;
use crate::domain::token;
use crate::storage::kept_answers::{self, KeptAnswer};
use crate::storage::{self, Db, StorageError};
use crate::web::answer;

const JSON: &str = "application/json; charset=utf-8";
/// The most characters of an idempotency key.
const LONGEST_KEY: usize = 255;

/// A page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// Where the next page begins: to be sent as `after`. Null on the last page. What it says is Daf's own affair.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    pub fn whole(items: Vec<T>) -> Listed<T> {
        Listed { items, next: None }
    }
}

fn json(view: &impl Serialize) -> Result<String, StorageError> {
    serde_json::to_string(view).map_err(|error| StorageError::Failed(error.to_string()))
}

/// The ETag of what a call is shown.
pub fn tag(view: &impl Serialize) -> Result<String, StorageError> {
    Ok(answer::fingerprint(json(view)?.as_bytes()))
}

impl Call {
    /// What was asked for, or 304 for whoever has it. What is not for everybody is kept nowhere.
    pub fn show(
        &self,
        view: &impl Serialize,
        shown: Option<Shown>,
    ) -> Result<HttpResponse, Problem> {
        let is_public = self.caller.held.is_none();
        let mut reply = answer::document(
            &self.request,
            JSON,
            json(view)?,
            shown.filter(|_| is_public),
        );
        let headers = reply.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
        if !is_public {
            let private = HeaderValue::from_static("private, no-cache");
            headers.insert(header::CACHE_CONTROL, private);
        }
        Ok(reply)
    }

    /// A page of a list, with a link to the next (RFC 8288).
    pub fn list<T: Serialize>(
        &self,
        page: &Listed<T>,
        shown: Option<Shown>,
    ) -> Result<HttpResponse, Problem> {
        let mut reply = self.show(page, shown)?;
        if let Some(next) = &page.next {
            let link = format!("<{}>; rel=\"next\"", self.with_after(next));
            if let Ok(link) = HeaderValue::try_from(link) {
                reply.headers_mut().insert(header::LINK, link);
            }
        }
        Ok(reply)
    }

    fn with_after(&self, next: &str) -> String {
        let query = self.request.query_string().as_bytes();
        let others = form_urlencoded::parse(query).filter(|(name, _)| name != "after");
        let mut all = form_urlencoded::Serializer::new(String::new());
        all.extend_pairs(others);
        all.append_pair("after", next);
        format!(
            "{}{}?{}",
            self.site.base_url,
            self.request.path(),
            all.finish()
        )
    }

    /// What something has become. It has an ETag, for the next change.
    pub fn changed(&self, view: &impl Serialize) -> Result<HttpResponse, Problem> {
        let body = json(view)?;
        let tag = answer::fingerprint(body.as_bytes());
        Ok(plain(StatusCode::OK, body, Some(&tag), None))
    }

    /// Nothing to say but that it was done.
    pub fn done(&self) -> HttpResponse {
        HttpResponse::NoContent()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// What the caller has, as `If-Match` says: it must say so.
    pub fn condition(&self) -> Result<Condition, Problem> {
        Condition::of(&self.request)
    }
}

fn plain(
    status: StatusCode,
    body: String,
    tag: Option<&str>,
    location: Option<&str>,
) -> HttpResponse {
    let mut reply = HttpResponse::build(status);
    reply
        .insert_header((header::CONTENT_TYPE, JSON))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(tag) = tag {
        reply.insert_header((header::ETAG, format!("\"{tag}\"")));
    }
    if let Some(location) = location {
        reply.insert_header((header::LOCATION, location));
    }
    reply.body(body)
}

/// What a caller has of something that it changes (RFC 9110, 13.1.1).
#[derive(Debug, Clone)]
pub enum Condition {
    Any,
    Tags(Vec<String>),
}

impl Condition {
    fn of(request: &HttpRequest) -> Result<Condition, Problem> {
        let mut tags = Vec::new();
        for line in request.headers().get_all(header::IF_MATCH) {
            let line = line.to_str().unwrap_or_default();
            if line.trim() == "*" {
                return Ok(Condition::Any);
            }
            // A weak tag matches nothing here.
            let strong = line.split(',').map(str::trim).filter_map(|tag| {
                let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
                Some(tag.to_owned())
            });
            tags.extend(strong);
            if tags.is_empty() {
                tags.push(String::new());
            }
        }
        match tags.is_empty() {
            true => Err(Problem::ConditionMissing),
            false => Ok(Condition::Tags(tags)),
        }
    }

    /// Whether it is met by what the caller would be shown now.
    pub fn met(&self, view: &impl Serialize) -> storage::Result<Result<(), Problem>> {
        Ok(match self {
            Condition::Any => Ok(()),
            Condition::Tags(tags) if tags.contains(&tag(view)?) => Ok(()),
            Condition::Tags(_) => Err(Problem::ConditionFailed),
        })
    }
}

/// Something that was made: what it is, and where.
pub struct Made<V> {
    pub view: V,
    /// A path of the API.
    pub path: String,
}

impl<T> Sent<T> {
    /// Makes something, once for each idempotency key: the same request sent again is answered as it was.
    pub async fn create<V, F>(self, work: F) -> Result<HttpResponse, Problem>
    where
        T: Send + 'static,
        V: Serialize + 'static,
        F: FnOnce(&mut Db, T, Moment) -> storage::Result<Result<Made<V>, Problem>> + Send + 'static,
    {
        let key = self.key()?;
        let base = self.call.site.base_url.clone();
        let (body, request) = (self.body, self.digest);
        let answer = self
            .call
            .write(move |db| {
                let now = Moment::now();
                if let Some(known) = match &key {
                    Some(key) => kept_answers::find(db, key, now)?,
                    None => None,
                } {
                    return Ok(match known.request == request {
                        true => Ok(known),
                        false => Err(Problem::KeyReused),
                    });
                }
                let made = match work(db, body, now)? {
                    Ok(made) => made,
                    Err(problem) => return Ok(Err(problem)),
                };
                let answer = KeptAnswer {
                    request,
                    status: 201,
                    location: Some(format!("{base}{}", made.path)),
                    body: json(&made.view)?,
                };
                if let Some(key) = &key {
                    kept_answers::keep(db, key, &answer, now)?;
                }
                Ok(Ok(answer))
            })
            .await?;
        let tag = answer::fingerprint(answer.body.as_bytes());
        let location = answer.location.as_deref();
        Ok(plain(
            StatusCode::CREATED,
            answer.body,
            Some(&tag),
            location,
        ))
    }

    /// The digest of the key that the caller gave the request, as far as it is theirs.
    fn key(&self) -> Result<Option<Vec<u8>>, Problem> {
        let Some(given) = self.call.request.headers().get("idempotency-key") else {
            return Ok(None);
        };
        let given = given.to_str().unwrap_or_default();
        if given.is_empty() || given.len() > LONGEST_KEY {
            let why = format!("an idempotency key has 1 to {LONGEST_KEY} characters of ASCII");
            return Err(Problem::Malformed("Idempotency-Key".to_owned(), why));
        }
        let holder = self.call.caller.held.as_ref().map(|(token, _)| token.id.0);
        let path = self.call.request.path();
        let whole = format!("{} {path} {given}", holder.unwrap_or_default());
        Ok(Some(token::hash(&whole)))
    }
}
