//! What a refused call is answered: problem details (RFC 9457), one type for each thing a client can do about it.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::api_token::Scope;
use crate::domain::refusal::Refusal;
use crate::storage::StorageError;
use crate::web::AppError;
use crate::web::throttle::Wait;

/// Where the kinds of problems are told of.
pub const DOCS: &str = "/api/v1/docs";
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Details {
    /// Which kind of problem it is: an address in this API's documentation, the same for all of its kind.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    pub status: u16,
    /// What is wrong with this call.
    pub detail: String,
    /// What is wrong with each part of what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub errors: Vec<PartRefused>,
}

/// What is wrong with a part of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartRefused {
    /// The part: a JSON Pointer into the body (RFC 6901), or the name of a parameter.
    pub pointer: String,
    /// What is wrong, in one word.
    pub code: String,
    pub detail: String,
}

impl PartRefused {
    pub fn of(pointer: impl Into<String>, refusal: Refusal) -> PartRefused {
        PartRefused {
            pointer: pointer.into(),
            code: code(refusal).to_owned(),
            detail: refusal.to_string(),
        }
    }
}

/// Why a call was refused.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("this needs a token")]
    TokenMissing,
    #[error("the token is unknown, revoked or expired")]
    TokenUnknown,
    #[error("the token does not have the scope {}", .0.as_str())]
    ScopeMissing(Scope),
    /// The person may not do it, whatever the token says.
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("there is no such thing, or it is not for this caller")]
    NotFound,
    #[error("it was here and was withdrawn")]
    Gone,
    /// What was sent cannot be read.
    #[error("{1}")]
    Malformed(String, String),
    /// What was sent can be read, and is refused.
    #[error("what was sent is not as it should be")]
    Invalid(Vec<PartRefused>),
    #[error("{0}")]
    Conflict(String),
    #[error("a change says what it changes: send If-Match with the ETag of what you have")]
    ConditionMissing,
    #[error("it was changed since: get it again, and decide again")]
    ConditionFailed,
    #[error("the idempotency key was sent with another request before")]
    KeyReused,
    #[error("send application/json")]
    MediaType,
    #[error("the methods here are {0}")]
    MethodNotAllowed(String),
    #[error("wait {} seconds", .0.seconds)]
    TooMany(Wait),
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Problem {
        match error {
            StorageError::NotFound => Problem::NotFound,
            StorageError::Refused(why) => Problem::Conflict(why),
            StorageError::Taken(what) => Problem::taken(&what),
            other => Problem::App(other.into()),
        }
    }
}

impl Problem {
    /// One part of the body that is refused.
    pub fn refused(pointer: &str, refusal: Refusal) -> Problem {
        Problem::Invalid(vec![PartRefused::of(pointer, refusal)])
    }

    /// A unique value that something else has, by the column's name.
    fn taken(what: &str) -> Problem {
        let column = what.rsplit('.').next().unwrap_or(what);
        Problem::refused(&format!("/{column}"), Refusal::Taken)
    }

    /// The same for whoever knows no more than the answer of a layer before the API.
    pub fn of_status(status: StatusCode) -> Option<Problem> {
        Some(match status.as_u16() {
            404 => Problem::NotFound,
            403 => Problem::Forbidden("sent from another site"),
            413 => Problem::App(AppError::BodyTooLarge),
            414 => Problem::App(AppError::AddressTooLong),
            503 => Problem::App(AppError::Busy),
            400..=499 => Problem::Malformed(String::new(), "the request cannot be read".to_owned()),
            _ => return None,
        })
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::TokenMissing | Problem::TokenUnknown => StatusCode::UNAUTHORIZED,
            Problem::ScopeMissing(_) | Problem::Forbidden(_) => StatusCode::FORBIDDEN,
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Gone => StatusCode::GONE,
            Problem::Malformed(..) => StatusCode::BAD_REQUEST,
            Problem::Invalid(_) | Problem::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Conflict(_) => StatusCode::CONFLICT,
            Problem::ConditionMissing => StatusCode::PRECONDITION_REQUIRED,
            Problem::ConditionFailed => StatusCode::PRECONDITION_FAILED,
            Problem::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::App(error) => error.status_code(),
        }
    }

    /// The kind, as its documentation is found, and in a few words.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Problem::TokenMissing | Problem::TokenUnknown => ("unauthorized", "Not signed in"),
            Problem::ScopeMissing(_) => ("insufficient-scope", "Scope missing"),
            Problem::Forbidden(_) => ("forbidden", "Not allowed"),
            Problem::NotFound => ("not-found", "Not found"),
            Problem::Gone => ("gone", "Withdrawn"),
            Problem::Malformed(..) => ("malformed", "Cannot be read"),
            Problem::Invalid(_) => ("invalid", "Refused"),
            Problem::KeyReused => ("key-reused", "Idempotency key used before"),
            Problem::Conflict(_) => ("conflict", "Conflict"),
            Problem::ConditionMissing => ("condition-missing", "If-Match missing"),
            Problem::ConditionFailed => ("condition-failed", "Changed meanwhile"),
            Problem::MediaType => ("media-type", "Not JSON"),
            Problem::MethodNotAllowed(_) => ("method-not-allowed", "Method not allowed"),
            Problem::TooMany(_) => ("too-many-requests", "Too many requests"),
            Problem::App(AppError::Busy) => ("busy", "Busy"),
            Problem::App(error) if error.status_code().is_server_error() => ("failed", "Failed"),
            Problem::App(_) => ("refused", "Refused"),
        }
    }

    /// What may be told of it. A fault of ours is told to the log.
    fn details(&self) -> Details {
        let (kind, title) = self.kind();
        let detail = match self {
            Problem::App(error) if error.status_code().is_server_error() => {
                "the site could not answer; its log says why".to_owned()
            }
            told => told.to_string(),
        };
        let errors = match self {
            Problem::Invalid(errors) => errors.clone(),
            Problem::Malformed(pointer, detail) if !pointer.is_empty() => vec![PartRefused {
                pointer: pointer.clone(),
                code: "malformed".to_owned(),
                detail: detail.clone(),
            }],
            _ => Vec::new(),
        };
        Details {
            kind: format!("{DOCS}#{kind}"),
            title: title.to_owned(),
            status: self.status().as_u16(),
            detail,
            errors,
        }
    }

    /// What the headers say beside.
    fn header(&self) -> Option<(HeaderName, String)> {
        let challenge = |rest: &str| {
            Some((
                header::WWW_AUTHENTICATE,
                format!("Bearer realm=\"daf\"{rest}"),
            ))
        };
        match self {
            Problem::TokenMissing => challenge(""),
            Problem::TokenUnknown => challenge(", error=\"invalid_token\""),
            Problem::ScopeMissing(scope) => challenge(&format!(
                ", error=\"insufficient_scope\", scope=\"{}\"",
                scope.as_str()
            )),
            Problem::MethodNotAllowed(methods) => Some((header::ALLOW, methods.clone())),
            Problem::MediaType => Some((header::ACCEPT, "application/json".to_owned())),
            Problem::TooMany(wait) => Some((header::RETRY_AFTER, wait.seconds.to_string())),
            Problem::App(AppError::Busy) => Some((header::RETRY_AFTER, "1".to_owned())),
            _ => None,
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        // The one place that logs a fault of ours.
        if let Problem::App(error) = self {
            let _ = error.error_response();
        }
        let body = serde_json::to_string(&self.details()).unwrap_or_default();
        let mut answer = HttpResponse::build(self.status())
            .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body);
        if let Some((name, value)) = self.header()
            && let Ok(value) = HeaderValue::try_from(value)
        {
            answer.headers_mut().insert(name, value);
        }
        answer
    }
}

/// A refusal in one word, for programs.
fn code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "empty",
        Refusal::TooLong { .. } => "too_long",
        Refusal::TooLarge { .. } => "too_large",
        Refusal::ControlCharacter => "control_character",
        Refusal::Reserved => "reserved",
        Refusal::Malformed => "malformed",
        Refusal::InTheFuture => "in_the_future",
        Refusal::TooShort { .. } => "too_short",
        Refusal::TooMany { .. } => "too_many",
        Refusal::TooEasy => "too_easy",
        Refusal::Taken => "taken",
        Refusal::Unknown => "unknown",
        Refusal::NotAllowed => "not_allowed",
        Refusal::NotText => "not_text",
        Refusal::LooksAlike => "looks_alike",
        Refusal::Mismatch => "mismatch",
    }
}
